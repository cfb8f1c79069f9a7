"""inspector forms install: take a pack of headquarters into the vault, or only say what it would change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from .opened import open_vault, vault_options

if TYPE_CHECKING:
    from inspector_app.casework.packs import Incoming

_STATES = {"new": "新增", "changed": "改动", "same": "不变", "gone": "去掉"}


@click.command("install")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--preview", "only_preview", is_flag=True, help="只看会改什么，不安装")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@vault_options
@click.pass_context
def install(
    ctx: click.Context,
    file: Path,
    data: Path | None,
    passphrase_file: Path | None,
    *,
    only_preview: bool,
    as_json: bool,
) -> None:
    """核对总部签名的包并安装（表单、法规、节假日、用语、号段、任务）；--preview 只列出变化。"""
    from inspector_app.bundle.page import printable
    from inspector_app.casework import packs

    desk = open_vault(ctx, data, passphrase_file)
    try:
        coming = packs.preview(desk, file)
        if not only_preview:
            packs.install(desk, file)
    finally:
        desk.close()
    if as_json:
        value = msgspec.to_builtins(coming, enc_hook=str) | {"installed": not only_preview}
        click.echo(msgspec.json.encode(value).decode())
        return
    for line in _lines(coming):
        click.echo(printable(line))
    if only_preview:
        click.echo("没有安装；去掉 --preview 再运行一次即安装。")
    else:
        click.echo("已经安装过，没有改动。" if coming.state == "same" else "已安装。")


def _lines(coming: Incoming) -> Iterator[str]:
    pack = coming.pack
    before = f"第 {coming.version_before} 版 → " if coming.version_before else ""
    yield f"{coming.kind_word}：{pack.title}（{pack.code}），{before}第 {pack.version} 版"
    yield f"  签发：{pack.issuer}，{pack.created:%Y-%m-%d %H:%M}，签名与登记的总部相符"
    yield f"  生效：{pack.effective}" + (f"，失效：{pack.expires}" if pack.expires else "")
    if pack.note:
        yield f"  说明：{pack.note}"
    for warning in coming.warnings:
        yield f"  注意：{warning}"
    for file in coming.files:
        versions = " → ".join(v for v in (file.version_before, file.version_after) if v)
        yield f"  [{_STATES[file.state]}] {file.title or file.code}（{file.code}）版本 {versions}"
        for change in file.changes:
            yield f"    · [{_STATES[change.state]}] {change.what}"
            if change.before:
                yield f"        原：{change.before}"
            if change.after:
                yield f"        改：{change.after}"
    for block in coming.numbers:
        yield f"  [{_STATES[block.state]}] 号段 {block.text}"
    for task in coming.tasks:
        order = task.order
        yield f"  [{_STATES[task.state]}] 任务 {order.no} {order.enterprise.name} {order.checklist} {order.due} 前"
