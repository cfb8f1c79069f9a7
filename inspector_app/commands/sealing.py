"""``inspector bundle seal``: what this laptop sends, without the window."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from inspector_app.casework import exchange, reviewing, unsent
from inspector_app.fault import Fault

from .opened import open_vault, vault_options


@click.command("seal")
@click.argument("inspections", nargs=-1)
@click.option(
    "--to", "folder", required=True, type=click.Path(path_type=Path, file_okay=False), help="写到哪个文件夹（U 盘）"
)
@click.option("--all", "everything", is_flag=True, help="所有已定稿、还没有送达的检查和案件")
@click.option("--finalise", is_flag=True, help="先把点名的检查定稿")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
@vault_options
@click.pass_context
def seal(
    ctx: click.Context,
    inspections: tuple[str, ...],
    folder: Path,
    data: Path | None,
    passphrase_file: Path | None,
    *,
    everything: bool,
    finalise: bool,
    as_json: bool,
) -> None:
    """封存检查（给出编号，或 --all）为一个导出包。"""
    desk = open_vault(ctx, data, passphrase_file)
    try:
        waiting = [o.id for o in unsent.outstanding(desk) if o.state != "under_way"]
        chosen = list(inspections) or (waiting if everything else [])
        if not chosen:
            raise Fault(
                "没有可以封存的检查", todo="请给出检查编号，或用 --all；未定稿的加 --finalise", code="nothing_chosen"
            )
        for key in chosen if finalise else []:
            reviewing.finalise(desk, key)
        export = exchange.seal(desk, chosen, folder)
    finally:
        desk.close()
    if as_json:
        click.echo(msgspec.json.encode(export).decode())
        return
    click.echo(
        f"已封存：{folder / export.file_name}\n  第{export.counter}包，{len(export.entries)}件，{export.size:,} 字节"
    )
    click.echo(f"  SHA-256 {export.sha256}")
