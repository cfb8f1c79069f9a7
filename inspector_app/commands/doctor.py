"""``inspector doctor``: is everything an inspection rests on in order?"""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from inspector_app.casework import doctor as checks

from .opened import open_vault, vault_options

_MARK = {True: "正常", False: "有问题", None: "留意"}


@click.command()
@vault_options
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
@click.pass_context
def doctor(ctx: click.Context, data: Path | None, passphrase_file: Path | None, *, as_json: bool) -> None:
    """自检数据库、留痕、证据文件、字体、表单包和磁盘；有问题时退出码为1。"""
    desk = open_vault(ctx, data, passphrase_file)
    try:
        found = checks.examine(desk)
    finally:
        desk.close()
    if as_json:
        click.echo(msgspec.json.encode(found).decode())
    else:
        for check in found:
            click.echo(f"[{_MARK[check.ok]}] {check.name}：{check.detail}" + (f"。{check.todo}" if check.todo else ""))
    ctx.exit(1 if any(check.ok is False for check in found) else 0)
