"""inspector forms: which packs are installed, what is in them, whether they are sound."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from inspector_app import places
from inspector_app.catalog import manifest as manifest_file
from inspector_app.catalog.kinds import FOLDERS, WORDS, Kind
from inspector_app.catalog.library import Library, PackEntry
from inspector_app.fault import Fault, UsageFault

from .opened import packs_of, told_packs, vault_options

if TYPE_CHECKING:
    from inspector_app.catalog.checklist import Checklist, Item
    from inspector_app.catalog.ruleset import Verified

_COUNTS = {
    "chapters": "章",
    "items": "项",
    "checkable": "须检查",
    "fields": "栏",
    "documents": "文书",
    "doc_words": "文种字",
    "states": "状态",
    "transitions": "步骤",
    "clocks": "期限",
    "laws": "法律",
    "rulesets": "规则集",
    "facts": "事实",
    "rules": "规则",
    "kinds": "处罚种类",
    "violations": "违法行为",
    "off": "放假天数",
    "worked": "调休上班天数",
}

_folder = click.option(
    "--forms",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="表单文件夹；默认是随程序安装的。",
)
_json = click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
_data = click.option("--data", type=click.Path(path_type=Path), hidden=True, expose_value=False)


@click.group("forms")
def forms() -> None:
    """表单包：检查表和文书。"""


@forms.command("check")
@click.argument("path", type=click.Path(path_type=Path), required=False)
@_data
@_json
def check(path: Path | None, as_json: bool) -> None:
    """校验表单文件，指出文件、行、键和错在哪里；有错时退出码为 1。"""
    from inspector_app.catalog.survey import check as check_path

    checked = check_path(path or places.forms_folder())
    wrong = [one for one in checked if one.problems]
    if as_json:
        _print_json({"ok": not wrong, "files": msgspec.to_builtins(checked)})
    else:
        for one in checked:
            for problem in one.problems:
                click.echo(problem)
        click.echo(f"已校验 {len(checked)} 个文件，{len(wrong)} 个有错")
    if wrong:
        raise Fault(f"{len(wrong)} 个表单文件有错", todo="请按上面指出的位置改正", code="pack-invalid")


@forms.command("list")
@_folder
@vault_options
@_json
@click.pass_context
def list_(
    ctx: click.Context, folder: Path | None, data: Path | None, passphrase_file: Path | None, as_json: bool
) -> None:
    """列出已安装的检查表、文书和法规；给出 --data 时连同总部下发的。"""
    with packs_of(ctx, folder, data, passphrase_file) as library:
        _print_list(library, as_json=as_json)


def _print_list(library: Library, *, as_json: bool) -> None:
    entries, faults = library.entries(), library.faults()
    if as_json:
        _print_json({"packs": msgspec.to_builtins(entries), "faults": [str(one) for one in faults]})
        return
    for entry in entries:
        marks = [WORDS[entry.kind], entry.code, entry.short_title, f"版本 {entry.version}"]
        marks += [f"{number} {_COUNTS[name]}" for name, number in entry.counts.items() if name in ("items", "fields")]
        marks += [f"来自 {entry.origin}"] if entry.origin else []
        marks += _warnings(entry)
        click.echo("  ".join(marks))
    click.echo(told_packs(library))
    for fault in faults:
        click.echo(str(fault), err=True)


@forms.command("show")
@click.argument("code")
@_folder
@vault_options
@_json
@click.pass_context
def show(
    ctx: click.Context,
    code: str,
    folder: Path | None,
    data: Path | None,
    passphrase_file: Path | None,
    as_json: bool,
) -> None:
    """显示一份检查表或文书：来源、版本、项目，以及哪些尚未核实。"""
    with packs_of(ctx, folder, data, passphrase_file) as library:
        _print_one(library, code, as_json=as_json)


def _print_one(library: Library, code: str, *, as_json: bool) -> None:
    kind, entry = _entry(library, code)
    definition: Any = library.definition(kind, code)
    if as_json:
        _print_json({"pack": msgspec.to_builtins(entry), "definition": msgspec.to_builtins(definition)})
        return
    click.echo(f"{entry.title}\n代码 {entry.code}，版本 {entry.version}，摘要 {entry.digest}")
    if entry.origin:
        click.echo(f"来自 {entry.origin}")
    for mark in _warnings(entry):
        click.echo(f"注意：{mark}")
    if kind == "checklist":
        _show_checklist(definition)
        return
    if kind not in ("checklist", "document"):
        for name, number in entry.counts.items():
            click.echo(f"{_COUNTS[name]}：{number}")
        for line in definition.lines():
            click.echo(f"  {line}")
        return
    for field in definition.fields:
        needed = "必填" if field.required else "选填"
        click.echo(f"  {field.key}  {field.label}  {needed}")
    for basis in definition.legal_basis:
        click.echo(f"依据：{basis.law} 第 {'、'.join(basis.articles)} 条{_mark(basis.verified)}")


@forms.command("manifest")
@_folder
@_data
def manifest(folder: Path | None) -> None:
    """按现有文件重写表单清单 manifest.sha256。"""
    target = folder or places.forms_folder()
    if not target.is_dir():
        raise UsageFault(f"找不到 {target}", code="path-missing")
    written = manifest_file.write(target)
    click.echo(f"已登记 {len(manifest_file.read(target))} 个表单文件：{written}")


def _entry(library: Library, code: str) -> tuple[Kind, PackEntry]:
    for kind in FOLDERS:
        try:
            return kind, library.entry(kind, code)
        except UsageFault:
            continue
    known = "、".join(entry.code for entry in library.entries()) or "无"
    raise UsageFault(f"没有代码为“{code}”的表单", todo=f"已安装的有：{known}", code="pack-unknown")


def _warnings(entry: PackEntry) -> list[str]:
    found = [] if entry.registered else ["未登记"]
    if entry.incomplete:
        found.append("不完整，不得作为官方清单")
    return [*found, entry.verified_note] if entry.unverified else found


def _show_checklist(checklist: Checklist) -> None:
    meta = checklist.meta
    lines = {
        "依据": meta.regulation,
        "发布": meta.issuer,
        "文号": (meta.doc_no or "") + (f"（未核实：{meta.doc_no_note}）" if meta.doc_no_note else ""),
        "日期": f"{meta.published} 发布，{meta.effective} 施行",
        "适用": "；".join(meta.applies_to),
        "状态": meta.status,
        "来源": "；".join(meta.source_titles),
    }
    for name, text in lines.items():
        if text:
            click.echo(f"{name}：{text}")
    for ruleset in checklist.judgement.rulesets:
        marks = "，历史规则" if ruleset.legacy else ""
        marks += "，默认" if ruleset.default else ""
        rules = f"{len(ruleset.rules)} 条规则" if ruleset.rules else "由检查组判定"
        unread = f"，{len(ruleset.unread_thresholds)} 个判定数值未核实" if ruleset.unread_thresholds else ""
        click.echo(f"规则集：{ruleset.id}  {ruleset.title}（{rules}{unread}{_mark(ruleset.verified)}{marks}）")
    for chapter in checklist.chapters:
        click.echo(f"\n{chapter.title}（{len(chapter.items)} 项）")
        for item in chapter.items:
            click.echo("  " + "  ".join(_item_line(checklist, item)))


def _item_line(checklist: Checklist, item: Item) -> list[str]:
    level = checklist.level(item.severity) if item.severity else None
    line = [(item.marker or "") + item.number, item.title] if item.number else [item.title]
    line += [f"[{level.label}]"] if level else []
    line += ["（仅作说明）"] if not item.checkable else []
    missing = [name for name, absent in (("序号", item.no is None), ("等级", item.severity is None)) if absent]
    if checklist.severity_by_inspector or checklist.meta.official_checklist is False:
        missing = []
    unread = dict.fromkeys([*missing, *item.unverified])
    return [*line, *([f"未核实：{'、'.join(unread)}"] if unread else []), item.id]


def _mark(verified: Verified | None) -> str:
    words = {False: "，未核实", "partial": "，部分核实", "secondary_source": "，仅有转述"}
    return words.get(verified, "") if verified is not None else ""


def _print_json(value: object) -> None:
    click.echo(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


from inspector_app.commands.law import import_law  # noqa: E402 - these join the group that is defined above
from inspector_app.commands.pack import install  # noqa: E402
from inspector_app.commands.wording import (  # noqa: E402
    adopt_wording,
    drop_wording,
    own_wording,
    use_wording,
    wording_diff,
)

for command in (import_law, install, adopt_wording, wording_diff, use_wording, drop_wording, own_wording):
    forms.add_command(command)
