"""inspector deadline: the last day of a limit of the procedure, and how it was counted."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import click
import msgspec

from inspector_app import places
from inspector_app.catalog.library import Library
from inspector_app.catalog.procedure_book import ProcedureBook
from inspector_app.catalog.procedure_clock import UNIT_WORDS, Citation
from inspector_app.fault import UsageFault
from inspector_app.rules.calendar import WorkCalendar
from inspector_app.rules.deadline import Deadline, count
from inspector_app.rules.deadline_request import KEYS, read_request

from .opened import packs_in_use, vault_options


@click.command("deadline")
@click.argument("rule")
@click.option(
    "--from", "start", required=True, help="起算事件的日期 YYYY-MM-DD；以小时计的写到分，如 2026-03-02T16:30。"
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="键=值",
    help="extend=30 或 yes（可用 + 连写）；suspend=起/止/文书/送达日（可重复）；variant=名称。",
)
@click.option("--forms", "folder", type=click.Path(path_type=Path, file_okay=False), default=None, help="表单文件夹。")
@vault_options
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.pass_context
def deadline(
    ctx: click.Context,
    rule: str,
    start: str,
    settings: tuple[str, ...],
    folder: Path | None,
    data: Path | None,
    passphrase_file: Path | None,
    as_json: bool,
) -> None:
    """计算期限 RULE（程序.期限，如 evidence_preservation.seven）的届满日，列出计入和不计入的每一天。"""
    used = packs_in_use(ctx, data, passphrase_file, lambda: Library(places.forms_folder()))
    with nullcontext(Library(folder)) if folder is not None else used as library:
        book = library.procedures()
        book.clock(rule)
        request = read_request(start, _settings(settings))
        found = count(book, rule, request, WorkCalendar(library.calendars()))
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
    else:
        _say(book, found)


def _settings(given: tuple[str, ...]) -> dict[str, list[str]]:
    read: dict[str, list[str]] = {}
    for one in given:
        key, equals, value = one.partition("=")
        if not equals or not key or not value:
            raise UsageFault(
                f"--set “{one}”应当写成 键=值", todo=f"可用的键：{'、'.join(KEYS)}", code="deadline-request"
            )
        read.setdefault(key, []).append(value)
    return read


def _say(book: ProcedureBook, found: Deadline) -> None:
    last = found.instant or found.date
    click.echo(
        f"{found.name}：{'最迟' if found.backward else '届满'} {last}{'（暂按周末推算）' if found.provisional else ''}"
    )
    click.echo(f"起算：{found.start_event} {found.start}；长度：{found.duration}{UNIT_WORDS[found.unit]}")
    for one in found.basis:
        cited = book.cite(Citation(law=one.law, articles=one.articles, verified=one.verified))
        click.echo(f"依据：{cited}　{one.text}")
    for text in found.extensions:
        click.echo(f"延长：{text}")
    for day in found.skipped:
        click.echo(f"不计入：{day.date}　{day.reason}")
    if found.safe_by:
        click.echo(f"届满前最后一个工作日：{found.safe_by}")
    for other in found.alternatives:
        click.echo(f"另一种算法：{other.reading}，{other.date}")
    for note in found.notes:
        click.echo(f"说明：{note}")
