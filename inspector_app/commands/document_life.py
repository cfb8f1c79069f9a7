"""``inspector document draft … issue … correct …``: the life of a document, the same functions as behind the window."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import msgspec

from inspector_app.casework import differing, issuing, paper_way, printing, wording_record
from inspector_app.casework.desk import Desk
from inspector_app.fault import UsageFault
from inspector_app.records.document import Document

from .opened import open_vault, vault_options

STATES = {"draft": "草稿", "issued": "已印发", "void": "已作废", "corrected": "已更正"}
Command = Callable[..., Any]


@contextmanager
def _desk(ctx: click.Context, data: Path | None, passphrase_file: Path | None) -> Iterator[Desk]:
    desk = open_vault(ctx, data, passphrase_file)
    try:
        yield desk
    finally:
        desk.close()


def _vault_command(name: str) -> Callable[[Command], click.Command]:
    """A command on the documents of a vault, with ``--json``."""

    def wrap(fn: Command) -> click.Command:
        shown = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")(vault_options(fn))
        return click.command(name)(click.pass_context(shown))

    return wrap


def _json(value: object) -> str:
    return json.dumps(msgspec.to_builtins(value, enc_hook=str), ensure_ascii=False, indent=2)


def _say(document: Document, *, as_json: bool) -> None:
    if as_json:
        click.echo(_json(document))
        return
    number = f"　{document.number}" if document.number else ""
    click.echo(f"{document.id}　{document.name}{number}　{STATES[document.status]}")


def _one(desk: Desk, key: str) -> str:
    """A document by its id, the beginning of it, or its number."""
    found = [d for d in issuing.documents(desk) if key in {d.id, d.number} or (len(key) >= 6 and d.id.startswith(key))]
    if len(found) != 1:
        what = "没有" if not found else f"有{len(found)}份"
        raise UsageFault(f"{what}标识或文号是“{key}”的文书", code="document_unknown")
    return found[0].id


@_vault_command("register")
@click.option("--inspection", default="", help="只列一次检查的")
@click.option("--case", "case_id", default="", help="只列一个案件的")
def register(
    ctx: click.Context, inspection: str, case_id: str, data: Path | None, passphrase_file: Path | None, *, as_json: bool
) -> None:
    """列出数据库里的文书：草稿、已印发、已更正、已作废。"""
    with _desk(ctx, data, passphrase_file) as desk:
        found = issuing.documents(desk, inspection or None, case_id=case_id)
    if as_json:
        click.echo(_json(found))
        return
    for one in found:
        why = one.void_reason or one.correction_reason
        _say(one, as_json=False)
        if why:
            click.echo(f"　　{why}")
        if words := wording_record.told(one):
            click.echo(f"　　用语 {words}")


@_vault_command("draft")
@click.argument("code")
@click.option("--inspection", default="", help="哪一次检查的（标识）")
@click.option("--case", "case_id", default="", help="哪一个案件的（标识）")
def draft(
    ctx: click.Context,
    code: str,
    inspection: str,
    case_id: str,
    data: Path | None,
    passphrase_file: Path | None,
    *,
    as_json: bool,
) -> None:
    """起草一份文书，内容从记录里填好。CODE 见 document list。"""
    if bool(inspection) == bool(case_id):
        raise UsageFault("文书归哪里不明确", todo="请在 --inspection、--case 中选一个")
    with _desk(ctx, data, passphrase_file) as desk:
        made = issuing.draft(desk, inspection, code) if inspection else issuing.draft_for_case(desk, case_id, code)
    _say(made, as_json=as_json)


@_vault_command("fields")
@click.argument("document")
def fields(
    ctx: click.Context, document: str, data: Path | None, passphrase_file: Path | None, *, as_json: bool
) -> None:
    """列出文书的各栏：内容、从哪里来、改写了记录的理由，和校对的结果；有要改的退出码为 1。"""
    with _desk(ctx, data, passphrase_file) as desk:
        key = _one(desk, document)
        examined = issuing.examine(desk, key)
        printed = paper_way.way(desk, key).printed if examined.document.status != "draft" else ()
    if as_json:
        click.echo(_json({"fields": examined.filled, "problems": examined.problems, "printed": printed}))
    elif printed:
        for value in printed:
            click.echo(
                f"{value.label}　{value.value}"
                + (f"　【记录：{value.record}；理由：{value.reason}】" if value.record else "")
            )
    else:
        for one in examined.filled:
            shown = "" if one.value is None else str(one.value)
            against = (
                f"　【{one.record_source}：{one.record}；理由：{one.reason or '还没有写'}】" if one.contradicts else ""
            )
            click.echo(f"{one.key}　{one.label}　{shown}　（{one.source or '没有来源'}）{against}")
        for problem in examined.problems:
            click.echo(f"{'要改' if problem.level == 'error' else '留意'}　{problem.message}　→ {problem.key}")
    if examined.errors:
        raise click.exceptions.Exit(1)


@_vault_command("set")
@click.argument("document")
@click.argument("key")
@click.argument("value")
@click.option("--reason", default="", help="与记录不同时，为什么")
def set_value(
    ctx: click.Context,
    document: str,
    key: str,
    value: str,
    reason: str,
    data: Path | None,
    passphrase_file: Path | None,
    *,
    as_json: bool,
) -> None:
    """填写一栏。VALUE 是文字；以 [ 或 { 开头的当作 JSON（表格、条文）。"""
    read: Any = value
    if value[:1] in {"[", "{"}:
        try:
            read = json.loads(value)
        except ValueError:
            raise UsageFault("VALUE 不是正确的 JSON", code="value_json") from None
    with _desk(ctx, data, passphrase_file) as desk:
        changed = issuing.set_value(desk, _one(desk, document), key, read, reason=reason)
    _say(changed, as_json=as_json)


@_vault_command("reason")
@click.argument("document")
@click.argument("key")
@click.argument("reason")
def give_reason(
    ctx: click.Context,
    document: str,
    key: str,
    reason: str,
    data: Path | None,
    passphrase_file: Path | None,
    *,
    as_json: bool,
) -> None:
    """写明一栏为什么与记录不同。"""
    with _desk(ctx, data, passphrase_file) as desk:
        changed = issuing.give_reason(desk, _one(desk, document), key, reason)
    _say(changed, as_json=as_json)


@_vault_command("restore")
@click.argument("document")
@click.argument("key")
def restore(
    ctx: click.Context, document: str, key: str, data: Path | None, passphrase_file: Path | None, *, as_json: bool
) -> None:
    """一栏恢复成记录的内容。"""
    with _desk(ctx, data, passphrase_file) as desk:
        changed = issuing.clear_value(desk, _one(desk, document), key)
    _say(changed, as_json=as_json)


@_vault_command("undo")
@click.argument("document")
def undo(ctx: click.Context, document: str, data: Path | None, passphrase_file: Path | None, *, as_json: bool) -> None:
    """撤销草稿上一处填写（留痕里另记一条）；没有可撤销的退出码为 1。"""
    with _desk(ctx, data, passphrase_file) as desk:
        touched = issuing.undo(desk, _one(desk, document))
    click.echo(_json({"field": touched}) if as_json else f"已撤销 {touched}" if touched else "没有可以撤销的填写")
    if touched is None:
        raise click.exceptions.Exit(1)


@_vault_command("issue")
@click.argument("document")
def issue(ctx: click.Context, document: str, data: Path | None, passphrase_file: Path | None, *, as_json: bool) -> None:
    """印发：取号、冻结；更正的同时取代原来那份。"""
    with _desk(ctx, data, passphrase_file) as desk:
        made = issuing.issue(desk, _one(desk, document))
    _say(made, as_json=as_json)


@_vault_command("void")
@click.argument("document")
@click.option("--reason", required=True, help="为什么作废")
def void(
    ctx: click.Context, document: str, reason: str, data: Path | None, passphrase_file: Path | None, *, as_json: bool
) -> None:
    """作废一份已印发的文书；原件和文号都保留。"""
    with _desk(ctx, data, passphrase_file) as desk:
        gone = issuing.void(desk, _one(desk, document), reason)
    _say(gone, as_json=as_json)


@_vault_command("correct")
@click.argument("document")
@click.option("--reason", required=True, help="错在哪里、应是什么")
def correct(
    ctx: click.Context, document: str, reason: str, data: Path | None, passphrase_file: Path | None, *, as_json: bool
) -> None:
    """更正笔误：起草一份取代它的文书，填好原来的内容；印发以前原来那份照旧有效。"""
    with _desk(ctx, data, passphrase_file) as desk:
        made = issuing.correct(desk, _one(desk, document), reason)
    _say(made, as_json=as_json)


@_vault_command("remake")
@click.argument("document")
def remake(
    ctx: click.Context, document: str, data: Path | None, passphrase_file: Path | None, *, as_json: bool
) -> None:
    """照一份作废的文书另作一份草稿。"""
    with _desk(ctx, data, passphrase_file) as desk:
        made = issuing.make_anew(desk, _one(desk, document))
    _say(made, as_json=as_json)


@_vault_command("differences")
@click.argument("document", required=False, default="")
def differences(
    ctx: click.Context, document: str, data: Path | None, passphrase_file: Path | None, *, as_json: bool
) -> None:
    """文书与现在的记录逐栏比较（不写文书就比较全部）；有还没处理的不一致时退出码为 1。"""
    with _desk(ctx, data, passphrase_file) as desk:
        if document:
            key = _one(desk, document)
            found = {key: differing.differences(desk, key)}
        else:
            found = differing.affected(desk, issuing.documents(desk))
        names = {key: issuing.called(issuing.load(desk, key)) for key in found}
    if as_json:
        plain = [
            {
                "document": key,
                "name": names[key],
                "differences": [msgspec.to_builtins(d) | {"open": d.open} for d in some],
            }
            for key, some in found.items()
        ]
        click.echo(_json(plain))
    else:
        for key, some in found.items():
            click.echo(f"{names[key]}　{key}")
            for one in some:
                state = "" if one.open else "（已说明保留）" if one.kept else "（记录有增加）"
                click.echo(f"　　{one.key}　{one.label}：文书“{one.old}”，{one.source or '记录'}“{one.new}”{state}")
    if any(one.open for some in found.values() for one in some):
        raise click.exceptions.Exit(1)


@_vault_command("keep")
@click.argument("document")
@click.argument("keys", nargs=-1, required=True)
@click.option("--note", required=True, help="为什么不用改")
def keep(
    ctx: click.Context,
    document: str,
    keys: tuple[str, ...],
    note: str,
    data: Path | None,
    passphrase_file: Path | None,
    *,
    as_json: bool,
) -> None:
    """说明一份已印发的文书哪几栏那天是对的，保留不改。"""
    with _desk(ctx, data, passphrase_file) as desk:
        kept = differing.keep(desk, _one(desk, document), keys, note)
    _say(kept, as_json=as_json)


@_vault_command("set-files")
@click.argument("documents", nargs=-1, required=True)
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="写到哪个文件夹")
@click.option("--copies", multiple=True, metavar="文书=份数", help="改份数，可以写几次")
def set_files(
    ctx: click.Context,
    documents: tuple[str, ...],
    out: Path,
    copies: tuple[str, ...],
    data: Path | None,
    passphrase_file: Path | None,
    *,
    as_json: bool,
) -> None:
    """把一套文书写成 PDF 文件（印发的就是冻结的原件），文件名带份数。"""
    with _desk(ctx, data, passphrase_file) as desk:
        wanted = {}
        for one in copies:
            name, _, number = one.partition("=")
            if not number.isdecimal():
                raise UsageFault(f"“{one}”应写作 文书=份数", code="copies_wrong")
            wanted[_one(desk, name)] = int(number)
        written = printing.print_files(desk, [_one(desk, key) for key in documents], out, wanted)
    click.echo(_json([str(path) for path in written]) if as_json else "\n".join(str(path) for path in written))


COMMANDS = (
    register,
    draft,
    fields,
    set_value,
    give_reason,
    restore,
    undo,
    issue,
    void,
    correct,
    remake,
    differences,
    keep,
    set_files,
)
