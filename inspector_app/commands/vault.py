"""``inspector vault``: this laptop's data."""

from __future__ import annotations

import os
import platform
from datetime import date
from pathlib import Path
from typing import Any

import click

from inspector_app.casework import exchange, home, office, opening
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.home import Home
from inspector_app.records.person import Organisation

from .opened import folder_of, open_vault, read_passphrase, vault_options


@click.group()
def vault() -> None:
    """本机数据：新建、登记总部、备份、恢复、所在。"""


@vault.command("init")
@vault_options
@click.option("--organisation", required=True, help="机关名称")
@click.option("--number-word", default="", help="机关代字（文号用）")
@click.option(
    "--officer", "officers", multiple=True, metavar="姓名:证号:有效期至", help="执法人员，可多次；日期如 2028-12-31"
)
@click.option("--device-name", default="", help="这台电脑的名称")
@click.pass_context
def init(
    ctx: click.Context,
    data: Path | None,
    passphrase_file: Path | None,
    *,
    organisation: str,
    number_word: str,
    officers: tuple[str, ...],
    device_name: str,
) -> None:
    """新建本机数据库。"""
    folder = folder_of(ctx, data)
    people = [_officer(text) for text in officers]
    if opening.vault_exists(folder):
        raise Fault(
            "这个文件夹里已经有数据库", kept="没有改动", todo="请直接使用，或用 --data 另指一处", code="vault_exists"
        )
    secret = read_passphrase(passphrase_file, folder, confirm=True)
    desk = opening.create_desk(
        folder,
        secret,
        organisation=Organisation(name=organisation, number_word=number_word),
        officers=people,
        device_name=device_name or platform.node(),
    )
    desk.close()
    click.echo(f"已建立：{folder}")


def _officer(text: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
    name, _, rest = text.replace("：", ":").partition(":")
    certificate, _, until = rest.partition(":")
    try:
        return office.new_officer(name, certificate, None, date.fromisoformat(until) if until else None)
    except ValueError:
        raise UsageFault(f"“{until}”不是日期（如 2028-12-31）", code="date") from None


@vault.command("enrol")
@click.argument("letter", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--device-letter", type=click.Path(path_type=Path, dir_okay=False), help="把本机登记信写到这里")
@vault_options
@click.pass_context
def enrol(
    ctx: click.Context, letter: Path, device_letter: Path | None, data: Path | None, passphrase_file: Path | None
) -> None:
    """登记总部：导入总部的登记信，并可写出本机登记信。"""
    desk = open_vault(ctx, data, passphrase_file)
    try:
        known = exchange.enrol(desk, letter)
        click.echo(f"已登记：{known.name}\n请与总部核对指纹：{known.fingerprint}")
        if device_letter is not None:
            click.echo(f"本机登记信：{exchange.write_device_letter(desk, device_letter)}")
    finally:
        desk.close()


@vault.command("receipt")
@click.argument("letter", type=click.Path(path_type=Path, dir_okay=False))
@vault_options
@click.pass_context
def receipt(ctx: click.Context, letter: Path, data: Path | None, passphrase_file: Path | None) -> None:
    """导入总部的回执：已导出变为已送达。"""
    desk = open_vault(ctx, data, passphrase_file)
    try:
        export = exchange.take_receipt(desk, letter)
        click.echo(f"第{export.counter}包已送达，{len(export.entries)}件")
    finally:
        desk.close()


@vault.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@vault_options
@click.pass_context
def backup(ctx: click.Context, target: Path, data: Path | None, passphrase_file: Path | None) -> None:
    """备份到一个新文件夹（仍然加密）。"""
    desk = open_vault(ctx, data, passphrase_file)
    try:
        click.echo(f"已备份：{desk.vault.back_up(target, at=desk.now())}")
    finally:
        desk.close()


@vault.command("home")
@click.option(
    "--answer",
    type=click.Choice(["moved", "travels", "copy"]),
    help="moved：搬到这里，原来那一份不再用；travels：同一块移动盘，在几台电脑上用；copy：副本，原来那一份还在用",
)
@click.option("--reason", default="", help="怎么到这里来的，记入留痕")
@vault_options
@click.pass_context
def home_(ctx: click.Context, answer: Any, reason: str, data: Path | None, passphrase_file: Path | None) -> None:
    """数据在不在原来的电脑和文件夹里；不在的，说明以后才能取号。要说明而没有说明的，退出码为 1。"""
    desk = open_vault(ctx, data, passphrase_file)
    try:
        if answer:
            home.settle(desk, answer, reason)
        found, place = home.away(desk), desk.vault.place
        known = desk.read.get(Home, "self")
    finally:
        desk.close()
    if found is not None:
        click.echo(f"要说明：{found.told}。搬来的还是复制的？请用 --answer 和 --reason 说明，说明以前不取号。")
        raise click.exceptions.Exit(1)
    click.echo(f"数据在{place.told}，可以取号")
    if known is not None and known.reason:
        click.echo(f"{known.since:%Y-%m-%d %H:%M} {known.by} 说明：{home.ANSWERS[known.answer]}；{known.reason}")


@vault.command("recover")
@click.option("--identity", required=True, type=click.Path(path_type=Path, dir_okay=False), help="总部的恢复密钥文件")
@click.option(
    "--new-passphrase-file", required=True, type=click.Path(path_type=Path, dir_okay=False), help="新口令文件"
)
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="数据文件夹")
@click.pass_context
def recover(ctx: click.Context, identity: Path, new_passphrase_file: Path, data: Path | None) -> None:
    """忘记口令：用总部的恢复密钥打开，并换成新口令。"""
    from inspector_app.bundle.keys import Identity

    folder = folder_of(ctx, data)
    secret = read_passphrase(new_passphrase_file, folder)
    opening.recover_desk(folder, Identity.read(identity).text, secret).close()
    click.echo(f"口令已更换：{folder}{os.sep}")
