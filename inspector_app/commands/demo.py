"""``inspector demo``: the demonstration vault, and with ``--out`` the whole way to headquarters and back."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from inspector_app.casework import demonstration

from .opened import folder_of


@click.command()
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="演示数据放在哪个新文件夹")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="把 PDF、导出包、总部和回执写到这个文件夹"
)
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
@click.pass_context
def demo(ctx: click.Context, data: Path | None, out: Path | None, *, as_json: bool) -> None:
    """建立演示数据（虚构企业）；给出 --out 时走完总部分号、封存、总部入库、回执全程。"""
    folder = folder_of(ctx, data)

    def say(text: str) -> None:
        if not as_json:
            click.echo(f"… {text}")

    desk = demonstration.build(folder, progress=say)
    try:
        outcome = demonstration.deliver(desk, out, progress=say) if out else None
    finally:
        desk.close()
    if as_json:
        value = {"data": str(folder)} | (msgspec.to_builtins(outcome, enc_hook=str) if outcome else {})
        click.echo(msgspec.json.encode(value).decode())
        return
    click.echo(f"演示数据：{folder}（口令：{demonstration.PASSPHRASE}）")
    if outcome is not None:
        for path in outcome.documents:
            click.echo(f"文书：{path}")
        click.echo(f"导出包：{outcome.bundle}\n  SHA-256 {outcome.export.sha256}")
        click.echo(f"总部：{outcome.headquarters}")
        click.echo(f"号段包：{outcome.numbers}（总部签发，本机已安装）")
        click.echo(f"回执：{outcome.receipt}（已送达）")
