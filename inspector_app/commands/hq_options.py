"""What every command of headquarters shares: its folder, its clock, how a result is printed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from inspector_app.rules.deadline_request import CHINA

if TYPE_CHECKING:
    from inspector_app.headquarters.folder import Headquarters

FILE = click.Path(path_type=Path, dir_okay=False)
dir_option = click.option(
    "--dir", "folder", type=click.Path(path_type=Path, file_okay=False), required=True, help="总部文件夹"
)
json_option = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")


def now() -> datetime:
    """The time now, in Beijing time whatever the computer's zone: days of packs and receipts are counted in it."""
    return datetime.now(CHINA)


def open_headquarters(folder: Path) -> Headquarters:
    """Open headquarters' folder."""
    from inspector_app.headquarters.folder import Headquarters

    return Headquarters(folder)


def print_result(value: Any, lines: Iterable[str], *, as_json: bool) -> None:
    """Print a result as JSON, or its lines without anything that could steer the terminal."""
    if as_json:
        click.echo(msgspec.json.encode(value, enc_hook=str).decode())
    else:
        from inspector_app.bundle.page import printable

        for line in lines:
            click.echo(printable(line))
