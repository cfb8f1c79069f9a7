"""inspector bundle: check a sealed bundle, or unpack it, without importing it anywhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from inspector_app.fault import UsageFault

if TYPE_CHECKING:
    from inspector_app.bundle.keys import PublicKey
    from inspector_app.bundle.opening import Report

_FILE = click.Path(path_type=Path, dir_okay=False)
_file = click.argument("file", type=_FILE)
_identity = click.option("--identity", type=_FILE, required=True, help="age 私钥文件（值班或恢复）")
_signer = click.option("--signer", help="签名设备的公钥：.pub 文件或公钥文字")
_hq = click.option(
    "--hq", type=click.Path(path_type=Path, file_okay=False), help="总部文件夹，用其中登记的设备核对签名"
)
_json = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")


@click.group()
def bundle() -> None:
    """导出包：封存、核验、打开。"""


def _trusted(signer: str | None, hq: Path | None) -> dict[str, PublicKey] | None:
    """The keys a signature may come from, or None when the caller named none."""
    from inspector_app.bundle.keys import PublicKey

    if signer and hq:
        raise UsageFault("--signer 与 --hq 只能给一个", code="usage")
    if signer:
        path = Path(signer)
        key = PublicKey.read(path if path.is_file() else signer)
        return {key.key_id: key}
    if hq:
        from inspector_app.headquarters.devices import signers
        from inspector_app.headquarters.folder import Headquarters

        with Headquarters(hq).database() as db:
            return signers(db)
    return None


def _show(report: Report) -> None:
    from inspector_app.bundle.page import printable

    click.echo(f"导出包完好：{report.bundle_id}")
    click.echo(f"  设备：{printable(report.device_name)}（{report.device_id}），第 {report.counter} 个导出包")
    click.echo(
        f"  封存时间：{report.created.isoformat(sep=' ', timespec='seconds')}，送出人：{printable('、'.join(report.sender))}"
    )
    trust = "与给出的公钥相符" if report.trusted else "未登记，请核对指纹"
    click.echo(f"  签名：{report.signer_key_id}，指纹 {report.signer_fingerprint}（{trust}）")
    click.echo(
        f"  内容：{len(report.entries)} 份记录，{report.evidence} 件证据，{report.documents} 份文书，共 {report.size:,} 字节"
    )
    for entry in report.entries:
        click.echo(f"  · {printable(entry.title) or entry.id}  修订 {entry.revision}  SHA-256 {entry.digest}")


@bundle.command()
@_file
@_identity
@_signer
@_hq
@_json
def verify(file: Path, identity: Path, signer: str | None, hq: Path | None, *, as_json: bool) -> None:
    """核验导出包：解密、签名、全部哈希、留痕链、记录；有一处不符即退出 1 并说明原因。"""
    from inspector_app.bundle.opening import verify as verify_bundle

    report = verify_bundle(file, identity, _trusted(signer, hq))
    if as_json:
        click.echo(msgspec.json.encode(report).decode())
    else:
        _show(report)


@bundle.command("open")
@_file
@_identity
@click.option("--out", type=click.Path(path_type=Path), required=True, help="解开到哪个新文件夹")
@_signer
@_hq
@_json
def open_file(file: Path, identity: Path, out: Path, signer: str | None, hq: Path | None, *, as_json: bool) -> None:
    """核验后解开导出包到新文件夹；data/readme-zh.html 可用浏览器阅读。"""
    from inspector_app.bundle.opening import open_bundle

    with open_bundle(file, identity, _trusted(signer, hq)) as opened:
        folder = opened.extract(out)
        report = opened.report
    if as_json:
        click.echo(msgspec.json.encode({"folder": str(folder), **msgspec.to_builtins(report)}).decode())
        return
    _show(report)
    click.echo(f"已解开到：{folder}")


from inspector_app.commands.sealing import seal  # noqa: E402 - joins the group that is defined above

bundle.add_command(seal)
