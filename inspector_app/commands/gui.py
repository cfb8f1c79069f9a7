"""``inspector gui``: the window."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from inspector_app.fault import Fault


def open_window(data: Path | None, *, demonstration: bool = False) -> int:
    """Open the window and return its exit code; without a display say so instead of letting Qt abort."""
    import os

    silent = sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("QT_QPA_PLATFORM")
    )
    if silent:
        raise Fault(
            "这里没有图形界面，打不开窗口", todo="请在桌面环境运行，或用 inspector --help 看命令行", code="no_display"
        )
    from inspector_app.desktop.application import run

    return int(run(data, ["--demo"] if demonstration else []))


@click.command()
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="数据文件夹")
@click.option("--demo", "demonstration", is_flag=True, help="打开演示数据")
@click.pass_context
def gui(ctx: click.Context, data: Path | None, *, demonstration: bool) -> None:
    """打开窗口。"""
    chosen = data or (ctx.parent.params.get("data") if ctx.parent else None)
    ctx.exit(open_window(chosen, demonstration=demonstration))
