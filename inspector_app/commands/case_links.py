"""inspector case person / laws: a responsible person's own case, and by which law packs a case is decided."""

from __future__ import annotations

from pathlib import Path

import click

from inspector_app.fault import UsageFault

from .case import _json, _officer, _Opened
from .opened import vault_options


@click.command("person")
@vault_options
@_officer
@click.argument("which", metavar="CASE")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.pass_context
def person(
    ctx: click.Context,
    data: Path | None,
    passphrase_file: Path | None,
    which: str,
    name: str,
    *,
    officer: str,
    as_json: bool,
) -> None:
    """对责任人员立案：CASE 是单位的案件，NAME 是已登记的责任人员；事实、证据、认定的违法行为照录。"""
    from inspector_app.casework import cases, persons

    with _Opened(ctx, data, passphrase_file, officer) as desk:
        unit = cases.find(desk, which)
        at = next((n for n, one in enumerate(unit.responsible) if one.name == name), None)
        if at is None:
            known = "、".join(one.name for one in unit.responsible) or "无"
            raise UsageFault(f"责任人员里没有“{name}”", todo=f"已登记的：{known}", code="person-unknown")
        made = persons.open_case(desk, unit.id, at)
    if as_json:
        _json({"case": made.id, "name": cases.title(made), "unit": unit.id})
    else:
        click.echo(f"已立案：{cases.title(made)}（{made.id}）")


@click.command("laws")
@vault_options
@_officer
@click.argument("which", metavar="CASE")
@click.option("--take", default="", metavar="理由", help="采用现在安装的法规包。")
@click.option("--keep", default="", metavar="理由", help="沿用本案原来的法规包。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.pass_context
def laws(
    ctx: click.Context,
    data: Path | None,
    passphrase_file: Path | None,
    which: str,
    *,
    officer: str,
    take: str,
    keep: str,
    as_json: bool,
) -> None:
    """本案按哪一版法规包办理；安装了新的，列出对本案的改变。还要作出选择的，退出码为 1。"""
    from inspector_app.casework import case_law_news, case_laws, cases

    if take and keep:
        raise UsageFault("--take 和 --keep 只能选一个", code="laws-choice")
    with _Opened(ctx, data, passphrase_file, officer) as desk:
        found = cases.find(desk, which)
        if take or keep:
            (case_laws.take if take else case_laws.keep)(desk, found.id, take or keep)
        editions, newer = case_laws.editions(desk, found.id), case_law_news.news(desk, found.id)
    if as_json:
        _json({"editions": editions, "news": newer})
    else:
        for one in editions:
            click.echo(
                f"第{one.position}版，自{one.since:%Y-%m-%d}起（{one.by}）" + (f"：{one.reason}" if one.reason else "")
            )
        for shown in newer.charges if newer is not None else ():
            click.echo(shown.name + ("（已裁量，不变）" if shown.decided else ""))
            for change in shown.changes:
                click.echo(f"  {change.what}：{change.before or '无'} → {change.after or '无'}")
        if newer is None:
            click.echo("本案用的就是现在安装的法规包。")
        elif newer.answered:
            click.echo(f"{newer.edition.declined_by}决定沿用：{newer.edition.declined_reason}")
    if newer is not None and newer.waiting:
        ctx.exit(1)
