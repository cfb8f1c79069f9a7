"""inspector hq pack / numbers / tasks: what headquarters sends back to its laptops."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from inspector_app.fault import UsageFault
from inspector_app.records.pack import PACK_WORDS

from .hq_options import FILE, dir_option, json_option, now, open_headquarters, print_result

if TYPE_CHECKING:
    from inspector_app.headquarters.numbers import Allotted
    from inspector_app.headquarters.packs import MadePack

_DAY = click.DateTime(["%Y-%m-%d"])
_device = click.option("--device", "device_id", required=True, help="设备编号（inspector hq devices 所列）")
_word = click.option("--word", "words", required=True, multiple=True, help="文种字，例如 责改；可以写几个")
_office = click.option("--office", "office_word", default="", help="机关代字，例如 滨药监；不写则用电脑上设置的")
_year = click.option("--year", required=True, type=click.IntRange(2000, 2100), help="年份")
_out = click.option("--out", type=FILE, help="把签名的包写到这里（U 盘）；缺省在总部文件夹的 packs 中")


@click.group()
def pack() -> None:
    """下发包：把表单、法规、节假日、用语、文种字签名成包，列出签发过的包。"""


@pack.command("make")
@click.argument("source", type=click.Path(path_type=Path, file_okay=False))
@dir_option
@click.option(
    "--kind", required=True, type=click.Choice(["forms", "laws", "calendars", "wording", "words"]), help="包的种类"
)
@click.option("--code", required=True, help="包的代码；同一代码的版本只往上走")
@click.option("--title", required=True, help="包的名称，收件人看到的")
@click.option("--effective", type=_DAY, help="从哪一天起用；缺省今天")
@click.option("--expires", type=_DAY, help="用到哪一天；过期后提醒，仍可用")
@click.option("--version", type=click.IntRange(1), help="版本号；缺省是上一版加一")
@click.option("--note", default="", help="给收件人的说明")
@_out
@json_option
def make(
    source: Path,
    folder: Path,
    kind: Any,
    code: str,
    title: str,
    effective: datetime | None,
    expires: datetime | None,
    version: int | None,
    note: str,
    out: Path | None,
    *,
    as_json: bool,
) -> None:
    """校验 SOURCE 文件夹中的 YAML 文件（与 inspector forms check 相同），签名成一个包。"""
    from inspector_app.headquarters.packs import Order
    from inspector_app.headquarters.packs import make as make_pack

    at = now()
    order = Order(
        code=code,
        title=title,
        effective=(effective or at).date(),
        expires=expires.date() if expires else None,
        version=version,
        note=note,
    )
    made = make_pack(open_headquarters(folder), kind, source, order, at=at, out=out)
    lines = [f"  · {one.path}  版本 {one.version}" for one in made.pack.files]
    _print_made(made, lines, as_json=as_json)


@pack.command("list")
@dir_option
@json_option
def list_packs(folder: Path, *, as_json: bool) -> None:
    """列出签发过的包。"""
    from inspector_app.headquarters.packs import register

    found = register(open_headquarters(folder))
    lines = [
        f"{one.at[:16]}  {PACK_WORDS[one.kind]}  {one.code} 第 {one.version} 版  {one.title}"
        + (f"  发给 {one.device_id}" if one.device_id else "")
        for one in found
    ]
    print_result(found, lines or ["还没有签发过包。"], as_json=as_json)


@click.group()
def numbers() -> None:
    """文号：给各台电脑分号段，互不重叠；核对收回来的文号。"""


@numbers.command("allot")
@dir_option
@_device
@_word
@_office
@_year
@click.option("--count", required=True, type=click.IntRange(1, 10_000), help="分多少个号")
@_out
@json_option
def allot(
    folder: Path,
    device_id: str,
    words: tuple[str, ...],
    office_word: str,
    year: int,
    count: int,
    out: Path | None,
    *,
    as_json: bool,
) -> None:
    """给一台电脑分下一段文号，并写出给它的签名号段包。"""
    from inspector_app.headquarters import numbers as register
    from inspector_app.headquarters.packs import numbers_pack

    headquarters, at = open_headquarters(folder), now()
    if out is not None and out.exists():
        raise UsageFault(f"{out} 已存在，不会覆盖", kept="没有分号", todo="请换一个文件名", code="target_exists")
    if out is not None and not out.parent.is_dir():
        raise UsageFault(f"位置 {out.parent} 不存在", kept="没有分号", todo="请确认存储设备仍连接着", code="drive_gone")
    given = [
        register.allot(
            headquarters,
            device_id,
            document_word=word,
            year=year,
            count=count,
            at=at,
            organisation_word=office_word,
        )
        for word in dict.fromkeys(words)
    ]
    made = numbers_pack(headquarters, device_id, at=at, out=out)
    lines = [
        f"  · {one.organisation_word}{one.document_word}〔{one.year}〕{one.first} 至 {one.last} 号" for one in given
    ]
    _print_made(made, ["  这次分给：", *lines], as_json=as_json, more={"allotted": msgspec.to_builtins(given)})


@numbers.command("pack")
@dir_option
@_device
@_out
@json_option
def pack_again(folder: Path, device_id: str, out: Path | None, *, as_json: bool) -> None:
    """把分给一台电脑的全部号段再写一个包（原来的丢了）。"""
    from inspector_app.headquarters.packs import numbers_pack

    made = numbers_pack(open_headquarters(folder), device_id, at=now(), out=out)
    _print_made(made, [], as_json=as_json)


@numbers.command("note")
@dir_option
@_device
@_word
@_office
@_year
@click.option("--first", required=True, type=click.IntRange(1), help="起号")
@click.option("--last", required=True, type=click.IntRange(1), help="止号")
@json_option
def note(
    folder: Path,
    device_id: str,
    words: tuple[str, ...],
    office_word: str,
    year: int,
    first: int,
    last: int,
    *,
    as_json: bool,
) -> None:
    """登记一台电脑上手工录入的号段，以后不再分给别人。"""
    from inspector_app.headquarters import numbers as register

    headquarters = open_headquarters(folder)
    made = [
        register.note(
            headquarters,
            device_id,
            document_word=word,
            year=year,
            first=first,
            last=last,
            at=now(),
            organisation_word=office_word,
        )
        for word in dict.fromkeys(words)
    ]
    lines = [
        f"已登记 {one.organisation_word}{one.document_word}〔{one.year}〕{one.first} 至 {one.last} 号" for one in made
    ]
    print_result(made, lines, as_json=as_json)


@numbers.command("list")
@dir_option
@click.option("--device", "device_id", default="", help="只看一台电脑")
@json_option
def list_numbers(folder: Path, device_id: str, *, as_json: bool) -> None:
    """列出分出去的号段、收回来多少，以及有疑问的文号。"""
    from inspector_app.headquarters import numbers as register

    headquarters = open_headquarters(folder)
    found = register.ranges(headquarters, device_id)
    with headquarters.database() as db:
        doubts = [one for one in register.doubts(db) if device_id in ("", one.device_id)]
    lines = [_range_line(one) for one in found] or ["还没有分过号段。"]
    lines += [f"注意：{one.words}" for one in doubts]
    print_result({"ranges": found, "doubts": doubts}, lines, as_json=as_json)


def _range_line(one: Allotted) -> str:
    origin = "" if one.origin == "allotted" else "  手工录入"
    return (
        f"{one.organisation_word}{one.document_word}〔{one.year}〕{one.first}–{one.last} 号  设备 {one.device_id}"
        f"  已收回 {one.used} 个{origin}"
    )


@click.command()
@click.argument("source", type=FILE)
@dir_option
@_device
@_out
@json_option
def tasks(source: Path, folder: Path, device_id: str, out: Path | None, *, as_json: bool) -> None:
    """把检查任务（YAML：企业、检查表、人员、期限）签名成给一台电脑的任务包。"""
    from inspector_app.headquarters.packs import tasks_pack
    from inspector_app.headquarters.tasks import read_tasks

    made = tasks_pack(open_headquarters(folder), device_id, read_tasks(source), at=now(), out=out)
    lines = [f"  · {one.no}  {one.enterprise.name}  {one.checklist}  {one.due} 前" for one in made.pack.tasks]
    _print_made(made, lines, as_json=as_json)


def _print_made(made: MadePack, lines: list[str], *, as_json: bool, more: dict[str, Any] | None = None) -> None:
    made_pack = made.pack
    value = {
        "file": str(made.path),
        "sha256": made.sha256,
        "code": made_pack.code,
        "version": made_pack.version,
        "kind": made_pack.kind,
        "effective": made_pack.effective.isoformat(),
        "device_id": made_pack.device_id,
    } | (more or {})
    head = f"已签发{PACK_WORDS[made_pack.kind]}：{made_pack.title}（{made_pack.code} 第 {made_pack.version} 版）"
    if made_pack.device_id:
        head += f"，发给设备 {made_pack.device_id}"
    print_result(value, [head, *lines, f"  文件：{made.path}", f"  SHA-256 {made.sha256}"], as_json=as_json)
