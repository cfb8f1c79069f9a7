"""Opening the vault for one command: where it lies, and its passphrase."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inspector_app import places
from inspector_app.casework.desk import Desk
from inspector_app.casework.opening import open_desk, vault_exists
from inspector_app.fault import Fault, UsageFault

if TYPE_CHECKING:
    from inspector_app.catalog.library import Library

PASSPHRASE_VARIABLE = "INSPECTOR_PASSPHRASE"  # noqa: S105 - the variable's name, not a secret


def vault_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--data`` and ``--passphrase-file``."""
    command = click.option(
        "--passphrase-file",
        type=click.Path(path_type=Path, dir_okay=False),
        help=f"口令文件（也可用环境变量 {PASSPHRASE_VARIABLE}）",
    )(command)
    return click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="数据文件夹")(command)


def folder_of(ctx: click.Context, data: Path | None) -> Path:
    """The vault's folder: the command's own, the one before the command, or this user's."""
    while data is None and ctx.parent is not None:
        ctx = ctx.parent
        data = ctx.params.get("data")
    return data or places.default_vault_folder()


def read_passphrase(passphrase_file: Path | None, folder: Path, *, confirm: bool = False) -> str:
    """The passphrase from the file, the environment, the demonstration's own mark, or the keyboard."""
    if passphrase_file is not None:
        try:
            return passphrase_file.read_text("utf-8").strip("\r\n")
        except (OSError, UnicodeDecodeError):
            raise UsageFault(f"读不到口令文件“{passphrase_file.name}”", code="passphrase_file") from None
    if PASSPHRASE_VARIABLE in os.environ:
        return os.environ[PASSPHRASE_VARIABLE]
    from inspector_app.casework import demonstration

    if demonstration.is_demonstration(folder):
        return demonstration.PASSPHRASE
    try:
        return str(click.prompt("口令", hide_input=True, confirmation_prompt=confirm, err=True))
    except click.Abort:
        raise Fault(
            "没有给出口令", todo=f"请用 --passphrase-file 或环境变量 {PASSPHRASE_VARIABLE}", code="passphrase_none"
        ) from None


def open_vault(ctx: click.Context, data: Path | None, passphrase_file: Path | None) -> Desk:
    """Open the vault a command works on."""
    folder = folder_of(ctx, data)
    if not vault_exists(folder):
        raise Fault(
            f"“{folder}”里没有数据库", todo="请用 inspector vault init 新建，或用 --data 指明", code="vault_absent"
        )
    return open_desk(folder, read_passphrase(passphrase_file, folder))


@contextmanager
def desk_in_use(ctx: click.Context, data: Path | None, passphrase_file: Path | None) -> Iterator[Desk | None]:
    """The vault that ``--data`` names, opened; None where none is named or none lies there."""
    named = data or ctx.find_root().params.get("data")
    if not (named and vault_exists(folder_of(ctx, data))):
        yield None
        return
    desk = open_vault(ctx, data, passphrase_file)
    try:
        yield desk
    finally:
        desk.close()


@contextmanager
def packs_in_use(
    ctx: click.Context, data: Path | None, passphrase_file: Path | None, shipped: Callable[[], Library]
) -> Iterator[Library]:
    """The packs a command goes by: of the vault that ``--data`` names, with what headquarters sent, or as ``shipped`` gives them."""
    with desk_in_use(ctx, data, passphrase_file) as desk:
        yield desk.library if desk is not None else shipped()


def packs_of(
    ctx: click.Context, folder: Path | None, data: Path | None, passphrase_file: Path | None
) -> AbstractContextManager[Library]:
    """The packs of ``--forms`` where it is given, else those in use."""
    from inspector_app.catalog.library import Library

    if folder is not None:
        return nullcontext(Library(folder))
    return packs_in_use(ctx, data, passphrase_file, lambda: Library(places.forms_folder()))


def told_packs(library: Library) -> str:
    """The line that says which packs a command went by."""
    return "所用：" + "；".join(library.told)
