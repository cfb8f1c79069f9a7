"""``inspector document numbers``: the register of document numbers, and taking over a range by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import msgspec

from inspector_app.casework import numbers as register
from inspector_app.casework import office
from inspector_app.casework.numbers import Series
from inspector_app.fault import UsageFault

from .opened import open_vault, vault_options

_STATES = {"draft": "草稿", "issued": "已印发", "void": "已作废", "corrected": "已更正"}


@click.group("numbers", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
@vault_options
@click.pass_context
def numbers(ctx: click.Context, data: Path | None, passphrase_file: Path | None, *, as_json: bool) -> None:
    """文号登记：每个号段的已印发、作废、剩余和空号；有文号快用完、要核对时退出码为 1。"""
    if ctx.invoked_subcommand is not None:
        return
    desk = open_vault(ctx, data, passphrase_file)
    try:
        found, warned = register.register(desk), register.warnings(desk)
    finally:
        desk.close()
    if as_json:
        click.echo(
            json.dumps({"series": [_plain(one) for one in found], "warnings": warned}, ensure_ascii=False, indent=2)
        )
    else:
        for one in found:
            ranges = "、".join(f"{b.first}–{b.last}（{b.id[:8]}）" for b in one.blocks)
            click.echo(f"{one.title}　号段 {ranges}　已印发 {one.issued}　作废 {one.void}　剩 {one.remaining}")
            for used in one.used:
                why = f"　{used.reason}" if used.reason else ""
                click.echo(f"　　{used.text}　{used.name}　{_STATES[used.status]}{why}")
            for gap in one.gaps:
                click.echo(f"　　{gap.first}–{gap.last} 号　{gap.why}")
        for sentence in warned:
            click.echo(f"请注意　{sentence}")
    if warned:
        raise click.exceptions.Exit(1)


def _plain(one: Series) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(one)
    return plain | {"title": one.title, "issued": one.issued, "void": one.void, "low": one.low}


@numbers.command("add")
@click.argument("word")
@click.option("--year", required=True, type=int, help="年份")
@click.option("--first", required=True, type=int, help="起号")
@click.option("--last", required=True, type=int, help="止号")
@click.option("--source", default="手工录入", show_default=True, help="哪里给的")
@vault_options
@click.pass_context
def add(
    ctx: click.Context,
    word: str,
    year: int,
    first: int,
    last: int,
    source: str,
    data: Path | None,
    passphrase_file: Path | None,
) -> None:
    """登记一个号段。WORD 是文种字（责改、罚告 …）。"""
    desk = open_vault(ctx, data, passphrase_file)
    try:
        block = office.add_number_block(desk, word, year=year, first=first, last=last, source=source)
    finally:
        desk.close()
    click.echo(f"已登记 {register.title(block)}{block.first}–{block.last}，{block.id}")


@numbers.command("check")
@click.argument("block")
@click.option("--next", "next_number", required=True, type=int, help="下一个没有用过的号")
@click.option("--reason", default="", help="跳过的号是怎么回事")
@vault_options
@click.pass_context
def check(
    ctx: click.Context, block: str, next_number: int, reason: str, data: Path | None, passphrase_file: Path | None
) -> None:
    """恢复备份以后，对照纸质文书写明一个号段（标识，或它的前几位）的下一号。"""
    desk = open_vault(ctx, data, passphrase_file)
    try:
        found = [one.id for one in office.number_blocks(desk) if one.id.startswith(block)]
        if len(found) != 1:
            raise UsageFault(f"没有标识是“{block}”的号段", code="block_unknown")
        checked = register.check_next(desk, found[0], next_number, reason)
    finally:
        desk.close()
    click.echo(f"{register.title(checked)}的下一号是 {checked.next}")
