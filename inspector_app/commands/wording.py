"""An office's own wording, editable copies, empty forms for paper days: commands of the groups ``forms`` and ``document``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from inspector_app import places
from inspector_app.catalog.library import Library
from inspector_app.fault import Fault, UsageFault

from .opened import desk_in_use, open_vault, packs_of, told_packs, vault_options

if TYPE_CHECKING:
    from inspector_app.catalog.form import DocumentForm

_forms = click.option(
    "--forms",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="表单文件夹；默认是随程序安装的。",
)
_json = click.option("--json", "as_json", is_flag=True, help="输出 JSON。")


@click.command("adopt-wording")
@click.argument("official", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="写到哪个用语包文件（.yaml）")
@click.option("--name", default="", help="用语包的名称；缺省用文件名")
@click.option("--agency", default="", help="用来代替官方文件里“市监”的简称，如 药监")
@_forms
@_json
@vault_options
@click.pass_context
def adopt_wording(
    ctx: click.Context,
    official: Path,
    out: Path,
    name: str,
    agency: str,
    folder: Path | None,
    data: Path | None,
    passphrase_file: Path | None,
    as_json: bool,
) -> None:
    """从本机关手里的官方文书格式文件（PDF，有文字层）采集固定语句，写成用语包。

    只采集语句和空白；栏目、表格和签名位随附的表单已按官方页面排好。采不来的逐条说明，仍用随附的语句。
    """
    from inspector_app.casework.printing import write_whole
    from inspector_app.catalog.wording import write_wording
    from inspector_app.documents.wording_adopt import adopt_wording as adopt

    if out.suffix.lower() != ".yaml" or not re.fullmatch(r"[A-Za-z0-9_-]+", out.stem):
        raise UsageFault("用语包的文件名只能用字母、数字和横线，后缀是 .yaml", todo="例如 --out binhe.yaml")
    with packs_of(ctx, folder, data, passphrase_file) as library:
        forms, used, told = _shipped(library), library.told, told_packs(library)
    adoption = adopt(official, forms, code=out.stem, name=name or out.stem, agency=agency)
    write_whole(out, write_wording(adoption.pack))
    answer = {
        "out": str(out),
        "forms": len(adoption.forms),
        "sentences": sum(one.sentences for one in adoption.forms),
        "kept": {one.form: one.kept for one in adoption.forms if one.kept},
        "missing": adoption.missing,
        "packs": used,
    }
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(answer), indent=2).decode())
        return
    click.echo(f"找到 {answer['forms']} 件文书，采集语句 {answer['sentences']} 条，已写入 {out}")
    for one in adoption.forms:
        for kept in one.kept:
            click.echo(f"  {one.name}：{kept}")
    click.echo(told)
    click.echo("请先用 inspector forms wording-diff 逐句核对，再用 inspector forms use-wording 使用。")


@click.command("wording-diff")
@click.argument("pack", type=click.Path(path_type=Path))
@click.option("--form", "code", default="", help="只看一件文书")
@_forms
@_json
@vault_options
@click.pass_context
def wording_diff(
    ctx: click.Context,
    pack: Path,
    code: str,
    folder: Path | None,
    data: Path | None,
    passphrase_file: Path | None,
    as_json: bool,
) -> None:
    """用语包改了哪些语句、栏目和份数，逐条对照；有不相符的，退出码为 1。"""
    from inspector_app.catalog.wording import read_wording
    from inspector_app.catalog.wording_diff import differences
    from inspector_app.catalog.wording_shelf import pack_faults

    if not pack.is_file():
        raise UsageFault(f"找不到用语包 {pack}", code="file-missing")
    wording = read_wording(pack)
    with packs_of(ctx, folder, data, passphrase_file) as library:
        known, used, told = {form.code: form for form in _shipped(library)}, library.told, told_packs(library)
    faults = dict(pack_faults(wording, known.get))
    if code and wording.of(code) is None:
        raise UsageFault(f"用语包里没有代码为“{code}”的文书")
    chosen = [one.form for one in wording.documents if (not code or one.form == code) and one.form not in faults]
    found = [one for form in chosen for one in differences(wording, known[form])]
    if as_json:
        answer = {
            "differences": msgspec.to_builtins(found),
            "faults": [str(one) for one in faults.values()],
            "packs": used,
        }
        click.echo(msgspec.json.format(msgspec.json.encode(answer), indent=2).decode())
    else:
        last = ""
        for one in found:
            if one.form != last:
                click.echo(f"{one.name}（{one.form}）")
            last = one.form
            click.echo(f"  {one.what}\n    原：{one.before or '（无）'}\n    现：{one.after or '（无）'}")
        click.echo(f"{len(chosen)} 件文书，{len(found)} 处不同\n{told}")
    if faults:
        raise next(iter(faults.values()))


@click.command("use-wording")
@click.argument("pack", type=click.Path(path_type=Path))
@_json
@vault_options
@click.pass_context
def use_wording(ctx: click.Context, pack: Path, data: Path | None, passphrase_file: Path | None, as_json: bool) -> None:
    """使用一个用语包，记入留痕：以后新做的文书照它的语句印，已做的不变。请先用 wording-diff 逐句核对。

    有的文书不相符的，照随附的语句印，逐条列出；全都不相符的，不使用，退出码为 1。
    """
    from inspector_app.casework import wording_record, wordings

    if not pack.is_file():
        raise UsageFault(f"找不到用语包 {pack}", code="file-missing")
    desk = open_vault(ctx, data, passphrase_file)
    try:
        found = wordings.look_at(wordings.where(desk), pack)
        used = wordings.install(desk, found.pack)
        digest = wording_record.recorded(desk)[used.code].wording.digest
    finally:
        desk.close()
    if as_json:
        answer = {
            "code": used.code,
            "version": used.version,
            "digest": digest,
            "differences": len(found.differences),
            "faults": [one.what for one in found.faults],
        }
        click.echo(msgspec.json.format(msgspec.json.encode(answer), indent=2).decode())
        return
    for fault in found.faults:
        click.echo(f"注意：{fault.what}")
    click.echo(
        f"已使用 {used.name}（{used.code}，版本 {used.version}），{len(found.differences)} 处不同\nSHA-256 {digest}"
    )


@click.command("drop-wording")
@click.argument("code")
@vault_options
@click.pass_context
def drop_wording(ctx: click.Context, code: str, data: Path | None, passphrase_file: Path | None) -> None:
    """不再使用一个用语包，记入留痕：新做的文书改用随附的语句，已做的不变。"""
    from inspector_app.casework import wordings

    desk = open_vault(ctx, data, passphrase_file)
    try:
        wordings.remove(desk, code)
    finally:
        desk.close()
    click.echo(f"已不再使用 {code}")


@click.command("own-wording")
@_json
@vault_options
@click.pass_context
def own_wording(ctx: click.Context, data: Path | None, passphrase_file: Path | None, as_json: bool) -> None:
    """列出在用的用语包，谁在什么时候用的；有读不出来的，退出码为 1。"""
    from inspector_app.casework import wording_record, wordings

    desk = open_vault(ctx, data, passphrase_file)
    try:
        found, known = wordings.in_use(wordings.where(desk)), wording_record.recorded(desk)
    finally:
        desk.close()
    if as_json:
        answer = [
            {
                "code": one.code,
                "version": one.pack.version,
                "name": one.pack.name,
                "forms": len(one.pack.documents),
                "digest": known[one.code].wording.digest,
                "used_by": known[one.code].used_by,
                "used_at": known[one.code].used_at,
            }
            for one in found
            if one.pack
        ]
        click.echo(msgspec.json.format(msgspec.json.encode(answer), indent=2).decode())
    else:
        for one in found:
            if one.pack:
                entry = known[one.code]
                who = f"{entry.used_by} {entry.used_at:%Y-%m-%d %H:%M} 使用" if entry.used_by else "没有使用的记录"
                click.echo(
                    f"{one.code}　{one.pack.name}　版本 {one.pack.version}　{len(one.pack.documents)} 件文书　{who}"
                )
        click.echo(f"{len(found)} 个用语包在用")
    for one in found:
        if one.fault:
            raise one.fault


@click.command("copy")
@click.argument("code")
@click.option("--values", "values_file", type=click.Path(path_type=Path), help="填写文件：JSON，字段名对应内容")
@click.option("--sample", is_flag=True, help="用随附的示例内容")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="写到哪个 .docx 文件")
@_json
@vault_options
@click.pass_context
def copy(
    ctx: click.Context,
    code: str,
    values_file: Path | None,
    sample: bool,
    out: Path,
    data: Path | None,
    passphrase_file: Path | None,
    as_json: bool,
) -> None:
    """写一份可编辑的副本（.docx），每页标明“副本 · 不作为正式文书”。"""
    from inspector_app.casework.printing import write_whole
    from inspector_app.commands.document import _values
    from inspector_app.documents.docx_copy import write
    from inspector_app.documents.facts import facts_digest
    from inspector_app.documents.model import Stamp

    if out.suffix.lower() != ".docx":
        raise UsageFault("副本的文件名须以 .docx 结尾")
    with packs_of(ctx, None, data, passphrase_file) as library:
        form, used, told = library.form(code), library.told, told_packs(library)
    values = _values(form, values_file, empty=False, sample=sample)
    number: Any = values.get(form.numbered.field)
    stamp = Stamp(facts_digest(form, values)[:32], 1, "issued", number=str(number) if number else None)
    write_whole(out, write(form, values, stamp))
    if as_json:
        click.echo(
            msgspec.json.encode({"code": form.code, "version": form.version, "packs": used, "out": str(out)}).decode()
        )
    else:
        click.echo(f"{form.name}：副本已写入 {out}\n{told}")


@click.command("empty")
@click.argument("codes", nargs=-1)
@click.option("--all", "every", is_flag=True, help="所有文书")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="写到哪个文件夹")
@_json
@vault_options
@click.pass_context
def empty(
    ctx: click.Context,
    codes: tuple[str, ...],
    every: bool,
    out: Path,
    data: Path | None,
    passphrase_file: Path | None,
    as_json: bool,
) -> None:
    """写出空白文书（PDF），供没有电脑的日子手写；给出 --data 时印本机关的语句和文种字。CODE 见 document list。"""
    from inspector_app.casework import printing

    if bool(codes) == every:
        raise UsageFault("要哪些空白文书不明确", todo="请写明文书代码，或加 --all")
    with desk_in_use(ctx, data, passphrase_file) as desk:
        library = desk.library if desk is not None else Library(places.forms_folder())
        written = (
            printing.empty_forms(desk, codes, out)
            if desk is not None
            else printing.write_empty_forms(library, codes, out)
        )
        told = told_packs(library)
    if as_json:
        click.echo(msgspec.json.encode([str(one) for one in written]).decode())
    else:
        click.echo(f"已写出 {len(written)} 件空白文书，在 {out}\n{told}")


def _shipped(library: Library) -> list[DocumentForm]:
    """Every usable form without any office's wording."""
    found = []
    for code in library.codes("document"):
        try:
            found.append(library.form_as_shipped(code))
        except Fault:
            continue
    return found
