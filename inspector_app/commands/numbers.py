"""``inspector document numbers``: the register of document numbers, and taking over a range by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import msgspec

from inspector_app.casework import number_words, office
from inspector_app.casework import numbers as register
from inspector_app.casework.numbers import Series
from inspector_app.fault import Fault, UsageFault

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


@numbers.command("check-all")
@vault_options
@click.pass_context
def check_all(ctx: click.Context, data: Path | None, passphrase_file: Path | None) -> None:
    """恢复备份或搬家以后，对照纸质文书，确认所有号段的下一号都对。"""
    desk = open_vault(ctx, data, passphrase_file)
    try:
        count = register.check_all(desk)
        left = [b for b in office.number_blocks(desk) if register.unchecked(desk, b)]
    finally:
        desk.close()
    click.echo(f"已核对 {count} 个号段")
    for block in left:
        click.echo(f"还要逐段核对　{register.title(block)}{block.first}–{block.last}（{block.id[:8]}）")
    if left:
        raise click.exceptions.Exit(1)


@numbers.command("words")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
@vault_options
@click.pass_context
def words(ctx: click.Context, data: Path | None, passphrase_file: Path | None, *, as_json: bool) -> None:
    """列出每种带文号的文书的文种字、出处和共用流水号的文书。"""
    desk = open_vault(ctx, data, passphrase_file)
    try:
        found = number_words.words(desk)
    finally:
        desk.close()
    if as_json:
        plain = [msgspec.to_builtins(one) | {"word": one.word} for one in found]
        click.echo(json.dumps(plain, ensure_ascii=False, indent=2))
        return
    for one in found:
        source = one.source
        told = f"（{source.told}）" if source.told else ""
        doubt = "" if source.verified else "　文种字未核实"
        shared = f"　与另外 {len(one.shared)} 种共用流水号" if one.shared else ""
        click.echo(f"{one.code:<32}{one.word}　{one.name}　{number_words.ORIGINS[source.origin]}{told}{doubt}{shared}")


@numbers.command("set-word")
@click.argument("code")
@click.argument("word")
@vault_options
@click.pass_context
def set_word(ctx: click.Context, code: str, word: str, data: Path | None, passphrase_file: Path | None) -> None:
    """给一种文书设本机关的文种字，从下一个号起用；已印发的不变。CODE 见 words。"""
    desk = open_vault(ctx, data, passphrase_file)
    try:
        warning = number_words.set_word(desk, code, word)
        name = desk.library.form(code).name
    finally:
        desk.close()
    click.echo(f"{name}的文种字是“{word.strip()}”")
    if warning:
        click.echo(f"请注意　{warning}")


@numbers.command("clear-word")
@click.argument("code")
@vault_options
@click.pass_context
def clear_word(ctx: click.Context, code: str, data: Path | None, passphrase_file: Path | None) -> None:
    """不再用本机关给一种文书设的文种字。"""
    desk = open_vault(ctx, data, passphrase_file)
    try:
        after = number_words.clear_word(desk, code)
        name = desk.library.form(code).name
    finally:
        desk.close()
    click.echo(f"{name}仍用“{after}”")


@numbers.command("undo-word")
@vault_options
@click.pass_context
def undo_word(ctx: click.Context, data: Path | None, passphrase_file: Path | None) -> None:
    """撤销上一次对文种字的改动；没有可撤销的，退出码为 1。"""
    desk = open_vault(ctx, data, passphrase_file)
    try:
        undone = number_words.undo(desk)
    finally:
        desk.close()
    if undone is None:
        raise Fault("没有可撤销的文种字改动", code="undo_none")
    click.echo(f"已撤销　{undone}")
