"""inspector case: open a case, see where it stands, take a step, check it, count its deadlines, bind its dossier."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from inspector_app.casework.desk import Desk
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.case import PARTY_NAMES, SOURCE_NAMES, Party
from inspector_app.rules.deadline_request import CHINA, read_start

from .jsonfile import read_object
from .opened import open_vault, vault_options

_LEVELS = {"error": "错误", "warning": "留意"}


@click.group("case")
def case() -> None:
    """案件：建立、列出、查看、自查、办理步骤、期限、案卷。"""


def _json(value: Any) -> None:
    data = msgspec.json.Encoder(decimal_format="string").encode(value)
    click.echo(msgspec.json.format(data, indent=2).decode())


def _moment(text: str) -> datetime:
    day, moment = read_start(text)
    return moment or datetime(day.year, day.month, day.day, tzinfo=CHINA)


def _acting(desk: Desk, name: str) -> None:
    """Act as an officer of the vault: the one named, or the only one there is."""
    from inspector_app.casework import office

    known = office.officers(desk)
    found = [one for one in known if name in (one.name, one.certificate_no)] if name else known[:1]
    if not found:
        listed = "、".join(one.name for one in known) or "无"
        raise UsageFault(f"没有执法人员“{name}”", todo=f"已登记的：{listed}", code="officer_unknown")
    desk.actor = found[0]


def _officer(command: Any) -> Any:
    return click.option("--officer", default="", help="以哪位执法人员的名义（姓名或证号；缺省为第一位）。")(command)


@case.command("new")
@vault_options
@_officer
@click.option("--inspection", default="", help="从哪次检查的缺陷立案。")
@click.option("--item", "items", multiple=True, help="只取这些项目的缺陷（可重复）。")
@click.option("--source", type=click.Choice(list(SOURCE_NAMES)), default="complaint", help="其他案源。")
@click.option("--party", "party_name", default="", help="当事人名称。")
@click.option("--party-kind", type=click.Choice(list(PARTY_NAMES)), default="organization")
@click.option("--uscc", default="", help="统一社会信用代码。")
@click.option("--clue", default="", help="线索内容。")
@click.option("--clue-at", default="", help="收到线索的日期或时刻。")
@click.option("--name", default="", help="案由。")
@click.option("--procedure", default="ordinary", help="ordinary 普通程序；summary 简易程序。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.pass_context
def new(
    ctx: click.Context, /, data: Path | None, passphrase_file: Path | None, officer: str, *, as_json: bool, **given: Any
) -> None:
    """建立案件：来自检查的缺陷（--inspection），或来自投诉、移送、抽检等。"""
    from inspector_app.casework import cases, office

    with _Opened(ctx, data, passphrase_file, officer) as desk:
        if given["inspection"]:
            made = cases.open_from_inspection(
                desk, given["inspection"], given["items"], name=given["name"], procedure=given["procedure"]
            )
        else:
            if not given["party_name"].strip():
                raise UsageFault(
                    "没有写明当事人", todo="请用 --party，或用 --inspection 从检查立案", code="party_missing"
                )
            made = cases.open_from_source(
                desk,
                given["source"],
                party=Party(kind=given["party_kind"], name=given["party_name"].strip(), uscc=given["uscc"].strip()),
                clue=given["clue"],
                clue_at=_moment(given["clue_at"]) if given["clue_at"] else desk.now(),
                name=given["name"],
                procedure=given["procedure"],
            )
            cases.choose_officers(desk, made.id, tuple(office.officers(desk)[:2]))
        if as_json:
            _json({"case": made.id, "name": cases.title(made)})
        else:
            click.echo(f"已建立：{cases.title(made)}（{made.id}）")


@case.command("list")
@vault_options
@click.argument("text", default="")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.pass_context
def list_(ctx: click.Context, data: Path | None, passphrase_file: Path | None, text: str, *, as_json: bool) -> None:
    """列出案件，可按当事人、案由、案号的一部分查找。"""
    from inspector_app.casework import cases

    with _Opened(ctx, data, passphrase_file) as desk:
        found = cases.summaries(desk, text)
    if as_json:
        _json(found)
        return
    for one in found:
        click.echo(f"{one.id}  {one.no or '未编号'}  {one.party}  {one.name}  {one.state}")
    if not found:
        click.echo("没有案件。")


@case.command("show")
@vault_options
@click.argument("which", metavar="CASE")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.pass_context
def show(ctx: click.Context, data: Path | None, passphrase_file: Path | None, which: str, *, as_json: bool) -> None:
    """查看案件：各程序走到哪里、可走的步骤、被什么拦住（依据哪一条）、要做哪些文书。"""
    from inspector_app.casework import case_facts, case_timeline, cases, penalising, persons

    with _Opened(ctx, data, passphrase_file) as desk:
        found = cases.find(desk, which)
        timeline = case_timeline.timeline(desk, found.id)
        rows = case_facts.matrix(desk, found.id)
        linked = persons.cases_of(desk, found.id)
        charges = penalising.charges(desk, found.id)
        book = desk.library.procedures()
    if as_json:
        _json({"case": found, "facts": rows, "charges": charges, "timeline": timeline})
        return
    click.echo(f"{cases.title(found)}（{found.no or '未编号'}）  当事人：{found.party.name or '未写明'}")
    if found.unit is not None:
        click.echo(f"单位案件：{found.unit.title}（{found.unit.case_id}）")
    for own in linked:
        click.echo(f"责任人员案件：{own.party.name}（{own.id}）")
    for row in rows:
        shown = "、".join(one.label for one in row.exhibits) or "没有证据"
        click.echo(f"事实：{row.fact.text} ← {shown}")
    for track in timeline.tracks:
        click.echo(f"{track.name}（{track.key}）：{track.standing.state.name}")
        for option in track.options:
            mark = "可以" if option.allowed else "写明理由可以" if option.with_reason else "不能"
            click.echo(f"  [{mark}] {option.transition}  {option.event} → {option.to.name}")
            for block in option.blocks:
                cited = "、".join(book.cite(one) for one in block.basis)
                asked = "；".join(filter(None, (_ask(book, name) for name in block.unknown)))
                papers = "、".join(block.documents)
                more = "；".join(part for part in (cited, f"须先回答：{asked}" if asked else "", papers) if part)
                click.echo(f"      {block.text}" + (f"（{more}）" if more else ""))


def _ask(book: Any, name: str) -> str:
    fact = book.fact(name)
    return f"{name}（{fact.label}）" if fact else name


@case.command("step")
@vault_options
@_officer
@click.argument("which", metavar="CASE")
@click.argument("machine")
@click.argument("transition")
@click.option("--at", "at", default="", help="办理的时刻，如 2026-11-21T10:30；缺省为现在。")
@click.option("--facts", "facts_file", type=click.Path(path_type=Path), default=None, help="事实（JSON 文件）。")
@click.option("--set", "settings", multiple=True, metavar="事实=值", help="陈述一项事实（可重复）。")
@click.option("--reason", "reasons", multiple=True, metavar="条件=理由", help="法律留有余地的条件，写明理由后继续。")
@click.option("--paper", "papers", multiple=True, help="登记一份已在别处制作的文书（文书代码，可重复）。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.pass_context
def step(
    ctx: click.Context,
    data: Path | None,
    passphrase_file: Path | None,
    which: str,
    *,
    machine: str,
    transition: str,
    officer: str,
    at: str,
    facts_file: Path | None,
    settings: tuple[str, ...],
    reasons: tuple[str, ...],
    papers: tuple[str, ...],
    as_json: bool,
) -> None:
    """走一步：MACHINE 是程序（可用 case show 查看），TRANSITION 是步骤；不允许的说明依据哪一条，退出码为 1。"""
    from inspector_app.casework import case_papers, case_timeline, cases

    with _Opened(ctx, data, passphrase_file, officer) as desk:
        found = cases.find(desk, which)
        book = desk.library.procedures()
        moment = _moment(at) if at else desk.now()
        facts = dict(read_object(facts_file, "事实文件")) if facts_file else {}
        facts |= {name: _answer(book.fact(name), name, value) for name, value in _pairs(settings, "--set")}
        for code in papers:
            case_papers.add_paper(desk, found.id, code, made_at=moment)
        taken = case_timeline.take_step(
            desk, found.id, machine, transition, at=moment, facts=facts, override=dict(_pairs(reasons, "--reason"))
        )
        state = case_timeline.timeline(desk, found.id).track(machine).standing.state
    if as_json:
        _json({"case": found.id, "step": taken, "state": state.id, "state_name": state.name})
    else:
        click.echo(f"已登记，现在是“{state.name}”")


def _pairs(given: Iterable[str], option: str) -> list[tuple[str, str]]:
    found = []
    for one in given:
        name, equals, value = one.partition("=")
        if not equals or not name or not value:
            raise UsageFault(f"{option} “{one}”应当写成 名称=内容", code="option-invalid")
        found.append((name, value))
    return found


def _answer(fact: Any, name: str, text: str) -> bool | int | str:
    if fact is None:
        raise UsageFault(f"不认识的事实 {name}", code="fact-unknown")
    if fact.type == "bool":
        words = {"true": True, "是": True, "yes": True, "false": False, "否": False, "no": False}
        if text.lower() not in words:
            raise UsageFault(f"{name}（{fact.label}）应当写 true 或 false", code="fact-invalid")
        return words[text.lower()]
    if fact.type == "int":
        if not text.isascii() or not text.isdigit():
            raise UsageFault(f"{name}（{fact.label}）应当写不小于 0 的整数", code="fact-invalid")
        return int(text)
    return text


@case.command("deadlines")
@vault_options
@click.argument("which", metavar="[CASE]", default="")
@click.option("--on", "on", default="", help="按哪一天计算剩余天数；缺省为今天。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.pass_context
def deadlines(
    ctx: click.Context, data: Path | None, passphrase_file: Path | None, which: str, *, on: str, as_json: bool
) -> None:
    """列出在办案件（或一个案件）的期限，剩余天数少的在前；放假安排未公布的标明暂按周末推算。"""
    from inspector_app.casework import case_clocks, cases

    with _Opened(ctx, data, passphrase_file) as desk:
        today: date = read_start(on)[0] if on else desk.now().astimezone(CHINA).date()
        found = case_clocks.deadlines(desk, today, cases.find(desk, which).id if which else "")
    if as_json:
        _json([_due(one) for one in found])
        return
    for one in found:
        last = (one.deadline.instant or one.deadline.date) if one.deadline else one.note
        left = (
            "" if one.days_left is None else f"，已过{-one.days_left}日" if one.passed else f"，还有{one.days_left}日"
        )
        wait = "（等待期）" if one.kind == "wait" else ""
        guess = "（暂按周末推算）" if one.provisional else ""
        click.echo(f"{one.case_name}：{one.name}{wait} {last}{guess}{left}")
    if not found:
        click.echo("没有正在计算的期限。")


def _due(one: Any) -> dict[str, Any]:
    plain = msgspec.to_builtins(one)
    assert isinstance(plain, dict)
    counted = plain.pop("deadline")
    return plain | {
        "date": counted["date"] if counted else None,
        "instant": counted["instant"] if counted else None,
        "basis": counted["basis"] if counted else [],
    }


@case.command("check")
@vault_options
@click.argument("which", metavar="CASE")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.pass_context
def check(ctx: click.Context, data: Path | None, passphrase_file: Path | None, which: str, *, as_json: bool) -> None:
    """案件自查：列出互相矛盾和不合法之处、去哪里改、依据哪一条，并给出自评分；有错误时退出码为 1。"""
    from inspector_app.casework import case_check, cases

    with _Opened(ctx, data, passphrase_file) as desk:
        report = case_check.check(desk, cases.find(desk, which).id)
    if as_json:
        _json(report)
    else:
        for one in report.contradictions:
            basis = f"（{'、'.join(one.basis)}）" if one.basis else ""
            place = f"{one.jump.kind}:{one.jump.id}" + (f":{one.jump.field}" if one.jump.field else "")
            click.echo(f"[{_LEVELS[one.level]}] {one.text}{basis}  → {place}")
        parts = "，".join(f"{one.name}{one.points}/{one.full}" for one in report.score.parts)
        click.echo(f"自评 {report.score.points}/{report.score.full}（{parts}）；{report.score.note}")
    ctx.exit(0 if report.sound else 1)


@case.command("dossier")
@vault_options
@_officer
@click.argument("which", metavar="CASE")
@click.option("--out", "out", type=click.Path(path_type=Path, file_okay=False), required=True, help="写到哪个文件夹。")
@click.option("--retention", default="", help="保管期限（封面所列之一）。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.pass_context
def dossier(
    ctx: click.Context,
    data: Path | None,
    passphrase_file: Path | None,
    which: str,
    *,
    out: Path,
    retention: str,
    officer: str,
    as_json: bool,
) -> None:
    """装订案卷：正卷、副卷各一个 PDF，有封面、目录、页号和书签；原件不动。"""
    from inspector_app.casework import cases
    from inspector_app.casework import dossier as binding

    with _Opened(ctx, data, passphrase_file, officer) as desk:
        made = binding.write(desk, cases.find(desk, which).id, out, retention=retention)
    if as_json:
        _json(
            [
                {"volume": one.name, "path": str(path), "pieces": len(one.entries), "pages": one.pages}
                for one, path in made
            ]
        )
        return
    for one, path in made:
        click.echo(f"{one.name}：{path}（{len(one.entries)}件{one.pages}页）")


class _Opened:
    """The desk of one command, closed whatever happens."""

    def __init__(
        self, ctx: click.Context, data: Path | None, passphrase_file: Path | None, officer: str | None = None
    ) -> None:
        self._opened = (ctx, data, passphrase_file)
        self._officer = officer

    def __enter__(self) -> Desk:
        self._desk = open_vault(*self._opened)
        if self._officer is not None:
            try:
                _acting(self._desk, self._officer)
            except Fault:
                self._desk.close()
                raise
        return self._desk

    def __exit__(self, *_: object) -> None:
        self._desk.close()


from .case_links import laws, person  # noqa: E402 - these join the group that is defined above

for command in (person, laws):
    case.add_command(command)
