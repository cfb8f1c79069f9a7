"""inspector hq: headquarters' side, from its keys to its figures."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from inspector_app.rules.deadline_request import CHINA

from .hq_options import FILE, dir_option, json_option, now, open_headquarters, print_result

if TYPE_CHECKING:
    from inspector_app.headquarters.devices import RegisteredDevice

_RESULTS = {"stored": "已入库", "already": "已有，未重复", "conflict": "有冲突，两份都保留"}


@click.group()
def hq() -> None:
    """总部：建立、登记设备、收包、回执、统计，下发包、文号和任务。"""


@hq.command()
@dir_option
@click.option("--name", required=True, help="总部名称")
@json_option
def init(folder: Path, name: str, *, as_json: bool) -> None:
    """建立总部文件夹：值班、恢复、签名三把密钥，中心数据库和登记信。"""
    from inspector_app.headquarters import keys
    from inspector_app.headquarters.folder import ENROLMENT, initialise

    made = initialise(folder, name, at=now())
    fingerprint = made.enrolment.signer.fingerprint
    value = {
        "hq_id": made.enrolment.hq_id,
        "fingerprint": fingerprint,
        "enrolment": str(folder / ENROLMENT),
        "duty_identity": str(folder / keys.DUTY),
        "recovery_identity": str(folder / keys.RECOVERY),
    }
    lines = [
        f"已建立总部：{made.enrolment.name}（{made.enrolment.hq_id}）",
        f"  登记信：{folder / ENROLMENT}（交给各台电脑导入）",
        f"  指纹：{fingerprint}（各台电脑导入时核对）",
        f"  值班私钥：{folder / keys.DUTY}",
        f"  恢复私钥：{folder / keys.RECOVERY}",
        "  请把恢复私钥移到离线存储设备分两处保管，再从这台电脑上删除。",
    ]
    print_result(value, lines, as_json=as_json)


@hq.command()
@click.argument("letter", type=FILE)
@dir_option
@click.option("--fingerprint", default="", help="设备上显示的指纹；给出时必须相符")
@json_option
def register(letter: Path, folder: Path, fingerprint: str, *, as_json: bool) -> None:
    """按设备登记信登记一台电脑。"""
    from inspector_app.headquarters.devices import register as register_device

    device = register_device(open_headquarters(folder), letter, at=now(), fingerprint=fingerprint)
    lines = [f"已登记设备：{device.name}（{device.id}），{device.organisation}", f"  指纹：{device.fingerprint}"]
    if not fingerprint:
        lines.append("  请与设备上显示的指纹逐组核对；不符请立即注销。")
    print_result(device, lines, as_json=as_json)


@hq.command()
@dir_option
@json_option
def devices(folder: Path, *, as_json: bool) -> None:
    """列出登记的设备，以及缺少的导出包序号。"""
    from inspector_app.headquarters.devices import devices as list_devices

    found = list_devices(open_headquarters(folder))
    print_result(found, [_device_line(d) for d in found] or ["还没有登记设备。"], as_json=as_json)


def _device_line(device: RegisteredDevice) -> str:
    line = f"{device.id}  {device.name}  收到 {device.bundles} 个导出包  指纹 {device.fingerprint}"
    if device.missing:
        line += "  缺第 " + "、".join(map(str, device.missing)) + " 个"
    return line + (f"  已于 {device.revoked_at[:10]} 注销" if device.revoked_at else "")


@hq.command()
@click.argument("device_id")
@dir_option
@click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), help="只拒收这一天起封存的导出包；缺省全部拒收")
@json_option
def revoke(device_id: str, folder: Path, since: datetime | None, *, as_json: bool) -> None:
    """注销设备（遗失、被盗、停用）；已入库的内容不变。"""
    from inspector_app.headquarters.devices import revoke as revoke_device

    limit = since.replace(tzinfo=CHINA) if since else None
    revoke_device(open_headquarters(folder), device_id, at=now(), since=limit)
    what = f"{since:%Y-%m-%d} 起封存的导出包不再接收" if since else "它的导出包不再接收"
    print_result({"device_id": device_id, "revoked": True}, [f"已注销设备 {device_id}，{what}。"], as_json=as_json)


@hq.command("import")
@click.argument("file", type=FILE)
@dir_option
@click.option("--receipt", "target", type=FILE, help="回执写到哪里；缺省在总部文件夹的 receipts 中")
@click.option("--identity", type=FILE, help="改用这把 age 私钥（恢复私钥）打开")
@json_option
def import_(file: Path, folder: Path, target: Path | None, identity: Path | None, *, as_json: bool) -> None:
    """核验并收下一个导出包，写出签名回执；同一个包再收一次没有影响。"""
    from inspector_app.bundle.keys import Identity
    from inspector_app.headquarters.collecting import check_target, import_bundle, save_receipt

    headquarters = open_headquarters(folder)
    if target:
        check_target(target)
    key = Identity.read(identity) if identity else None
    done = import_bundle(headquarters, file, at=now(), identity=key)
    path = save_receipt(headquarters, done, target)
    receipt = done.receipt
    lines = [f"已收下 {done.report.device_name} 的第 {receipt.counter} 个导出包，{len(receipt.entries)} 份记录："]
    lines += [
        f"  · {entry.title or entry.id}  修订 {entry.revision}  {_RESULTS[result.result]}"
        for entry, result in zip(done.report.entries, receipt.entries, strict=True)
    ]
    lines += [f"  注意：{doubt.words}" for doubt in done.doubts]
    lines += [f"  文件 {receipt.evidence.files} 个，新增 {receipt.evidence.new} 个", f"  回执：{path}"]
    value = {"receipt_file": str(path), **msgspec.to_builtins(receipt), "doubts": msgspec.to_builtins(done.doubts)}
    print_result(value, lines, as_json=as_json)


@hq.command()
@dir_option
@click.option("--bundle", "bundle_id", help="哪个导出包；缺省是最近收下的")
@click.option("--out", type=FILE, help="把回执再写一份到这里")
@json_option
def receipt(folder: Path, bundle_id: str | None, out: Path | None, *, as_json: bool) -> None:
    """查看或再次写出回执。"""
    from inspector_app.bundle.files import write_whole
    from inspector_app.headquarters.collecting import check_target, find_receipt

    found, letter = find_receipt(open_headquarters(folder), bundle_id)
    if out:
        check_target(out)
        write_whole(out, letter)
    lines = [f"回执 {found.receipt_id}：{found.device_id} 的第 {found.counter} 个导出包（{found.bundle_id}）"]
    lines += [f"  · {e.id}  修订 {e.revision}  {_RESULTS[e.result]}" for e in found.entries]
    print_result(found, [*lines, *([f"  已写到：{out}"] if out else [])], as_json=as_json)


@hq.command()
@dir_option
@click.option("--top", default=10, show_default=True, type=click.IntRange(1, 1000), help="列出多少个最常见的不符合项")
@json_option
def stats(folder: Path, top: int, *, as_json: bool) -> None:
    """统计：按结论、检查表、月份，以及最常见的不符合项。"""
    from inspector_app.headquarters.figures import figures

    found = figures(open_headquarters(folder), top)
    lines = [f"检查 {found.inspections} 次，导出包 {found.bundles} 个，文件 {found.files} 个（{found.bytes:,} 字节）"]
    if found.conflicts:
        lines.append(f"有冲突待处理：{'、'.join(found.conflicts)}")
    lines += [f"设备 {device} 缺第 {'、'.join(map(str, gaps))} 个导出包" for device, gaps in found.missing.items()]
    lines += [f"注意：{doubt.words}" for doubt in found.doubtful_numbers]
    for heading, counts in (("结论", found.by_verdict), ("检查表", found.by_checklist), ("月份", found.by_month)):
        lines.append(f"按{heading}：")
        lines += [f"  {c.label or '（未填）'}  {c.count}" for c in counts]
    lines.append("最常见的不符合项：")
    lines += [f"  {i.checklist} {i.item_id}  {i.count}/{i.of}" for i in found.failed_items]
    print_result(found, lines, as_json=as_json)


@hq.command("list")
@dir_option
@json_option
def list_(folder: Path, *, as_json: bool) -> None:
    """列出收到的检查（各取最新修订）。"""
    from inspector_app.headquarters.figures import inspections

    found = inspections(open_headquarters(folder))
    lines = [
        f"{i.started[:10] or '——'}  {i.enterprise}  {i.checklist}  {i.verdict_label or '未判定'}  {i.id} 修订 {i.revision}"
        + ("  有冲突" if i.conflict else "")
        for i in found
    ]
    print_result(found, lines or ["还没有收到检查。"], as_json=as_json)


@hq.command()
@click.argument("identifier")
@dir_option
@json_option
def show(identifier: str, folder: Path, *, as_json: bool) -> None:
    """查看一次检查的全部修订、证据和文书。"""
    from inspector_app.headquarters.figures import versions
    from inspector_app.headquarters.reading import read_record

    headquarters = open_headquarters(folder)
    found = versions(headquarters, identifier)
    lines = []
    for version in found:
        read = read_record(version.record)
        mark = "  有冲突" if version.conflict else ""
        lines.append(f"{identifier} 修订 {version.revision}{mark}  SHA-256 {version.digest}")
        lines.append(
            f"  {read.enterprise.name}  {read.checklist.code}  {read.verdict.label if read.verdict else '未判定'}"
        )
        lines.append(f"  来自 {version.device} 的导出包 {version.bundle_id}，{version.stored_at[:19]} 入库")
        lines += [f"  不符合 {item_id}：{item.text or ''}" for item_id, item in read.failed_items().items()]
        for file in version.files:
            role = "文书" if file.role == "document" else "证据"
            name = " ".join(p for p in (file.label, file.number) if p)
            lines.append(f"  {role} {name}：{headquarters.store / file.path}")
    print_result(found, lines, as_json=as_json)


@hq.command("cases")
@dir_option
@json_option
def cases_(folder: Path, *, as_json: bool) -> None:
    """列出收到的案件（各取最新修订），单位案件和它的责任人员案件互相列明。"""
    from inspector_app.headquarters.case_lines import cases

    found = cases(open_headquarters(folder))
    names = {one.id: one.party for one in found}
    lines = []
    for one in found:
        mark = "  有冲突" if one.conflict else ""
        lines.append(
            f"{one.no or '未编号'}  {one.title}  {one.verdict_label or '未作出'}  {one.id} 修订 {one.revision}{mark}"
        )
        if one.unit_id:
            lines.append(f"  责任人员案件，单位案件：{one.unit_title}" + ("" if one.unit_here else "（还没有收到）"))
        lines += [f"  责任人员：{names[id_]}（{id_}）" for id_ in one.persons]
        lines += [f"  不处罚责任人员的理由：{one.no_persons}"] if one.no_persons else []
    print_result(found, lines or ["还没有收到案件。"], as_json=as_json)


from .hq_packs import numbers, pack, tasks  # noqa: E402 - these join the group that is defined above

for command in (pack, numbers, tasks):
    hq.add_command(command)
