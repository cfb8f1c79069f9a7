"""``inspector document``: the installed documents, and one of them as a PDF from a file of values."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inspector_app.bundle.files import write_whole
from inspector_app.fault import UsageFault

from .opened import packs_of, told_packs, vault_options

if TYPE_CHECKING:
    from inspector_app.catalog.form import DocumentForm
    from inspector_app.catalog.library import Library, PackEntry
    from inspector_app.documents.model import Problem

_SKELETONS = {
    "narrative": "叙述",
    "form_table": "全表",
    "record": "笔录",
    "list_table": "清单",
    "evidence_sheet": "证据粘贴页",
    "strip": "封条",
    "narrative_report": "报告",
    "cover": "封面",
}


@click.group("document")
def document() -> None:
    """文书：列出已安装的文书，用填写文件生成 PDF。"""


@document.command("list")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
@vault_options
@click.pass_context
def list_documents(ctx: click.Context, data: Path | None, passphrase_file: Path | None, *, as_json: bool) -> None:
    """列出已安装的文书；给出 --data 时连同总部下发的和本机关的语句。"""
    with packs_of(ctx, None, data, passphrase_file) as library:
        heads = [_with_origin(library, entry) for entry in library.entries() if entry.kind == "document"]
        told = told_packs(library)
    if as_json:
        click.echo(json.dumps([_head(form) | more for form, more in heads], ensure_ascii=False, indent=2))
        return
    for form, more in heads:
        number = form.ref or (str(form.no) if form.no else "—")
        mark = "" if form.verified else "  未核实"
        from_where = "  ".join(f"来自 {one}" for one in (more["origin"], *more["wording"]) if one)
        click.echo(f"{form.code:<28} {number:>4}  {form.name}  {_SKELETONS[form.layout]}{mark}  {from_where}".rstrip())
    click.echo(told)


def _with_origin(library: Library, entry: PackEntry) -> tuple[DocumentForm, dict[str, Any]]:
    """A form as it is used now, and whose it is: headquarters' pack, the packs of words laid over it."""
    worded = library.worded(entry.code)
    words = [f"用语包 {one.name} 第{one.version}版" for one in worded.packs]
    return worded.form, {"origin": entry.origin, "wording": words, "digest": worded.digest}


def _head(form: DocumentForm) -> dict[str, Any]:
    return {
        "code": form.code,
        "no": form.no,
        "ref": form.ref,
        "name": form.name,
        "set": form.set,
        "stage": form.stage,
        "kind": form.kind,
        "skeleton": form.layout,
        "audience": form.audience,
        "version": form.version,
        "numbered": form.numbered.has_number,
        "number": {
            "has_number": form.numbered.has_number,
            "label": form.numbered.label,
            "pattern": form.numbered.pattern,
            "doc_word": form.numbered.doc_word,
            "doc_word_verified": form.numbered.doc_word_verified,
            "of": form.numbered.of,
        },
        "verified": form.verified,
        "verification": {
            "name_and_no": form.verification.name_and_no,
            "page_count": form.verification.page_count,
            "fields": form.verification.fields,
            "why": form.verification.why,
        },
        "unverified": [basis.law for basis in form.legal_basis if not basis.verified],
        "fields": len(form.fields),
    }


@document.command("render")
@click.argument("code")
@click.option("--values", "values_file", type=click.Path(path_type=Path), help="填写文件：JSON，字段名对应内容")
@click.option("--out", type=click.Path(path_type=Path), help="写到哪个 PDF 文件")
@click.option("--check", "check_only", is_flag=True, help="只校对，以 JSON 列出问题，有错误时退出码为 1")
@click.option("--pdfa", type=click.Choice(["1b", "2b", "3b"]), default="2b", show_default=True, help="PDF/A 级别")
@click.option("--empty", is_flag=True, help="空白文书")
@click.option("--sample", is_flag=True, help="用随附的示例内容")
@click.option("--draft", is_flag=True, help="草稿：缺的内容留横线，不编号")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出结果")
@vault_options
@click.pass_context
def render_document(
    ctx: click.Context,
    *,
    data: Path | None,
    passphrase_file: Path | None,
    code: str,
    values_file: Path | None,
    out: Path | None,
    check_only: bool,
    pdfa: str,
    empty: bool,
    sample: bool,
    draft: bool,
    as_json: bool,
) -> None:
    """用填写文件生成一份文书的 PDF。CODE 见 document list；给出 --data 时用那里的表单和语句。"""
    with packs_of(ctx, None, data, passphrase_file) as library:
        form, told, used = library.form(code), told_packs(library), library.told
    values = _values(form, values_file, empty=empty, sample=sample)
    from inspector_app.documents.check import check

    problems = check(form, values)
    errors = [problem for problem in problems if problem.level == "error"]
    if check_only:
        click.echo(json.dumps([_plain(problem) for problem in problems], ensure_ascii=False, indent=2))
        if errors:
            raise click.exceptions.Exit(1)
        return
    if out is None:
        raise UsageFault("没有说明 PDF 写到哪里", todo="请加 --out 文件名，或用 --check 只校对")
    result = _render(form, values, pdfa, empty=empty, draft=draft)
    write_whole(out, result.pdf)
    report = {
        "code": form.code,
        "version": form.version,
        "packs": used,
        "out": str(out),
        "pages": result.pages,
        "bytes": len(result.pdf),
        "pdfa": pdfa,
        "facts_digest": result.facts_digest,
        "problems": [] if empty else [_plain(problem) for problem in problems],
    }
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        click.echo(f"{form.name}：{result.pages} 页，已写入 {out}\n{told}")


def _render(form: DocumentForm, values: dict[str, Any], pdfa: Any, *, empty: bool, draft: bool) -> Any:
    from inspector_app.documents.facts import facts_digest
    from inspector_app.documents.model import Stamp
    from inspector_app.documents.render import render

    # Outside a vault there is no record: the document is identified by what it says.
    identity = facts_digest(form, {} if empty else values)[:32]
    stamp = Stamp(identity, 1, "empty" if empty else "draft" if draft else "issued")
    return render(form, values, stamp, pdfa=pdfa, validate=True)


def _values(form: DocumentForm, values_file: Path | None, *, empty: bool, sample: bool) -> dict[str, Any]:
    if sum((values_file is not None, empty, sample)) != 1:
        raise UsageFault("内容从哪里来不明确", todo="请在 --values 文件、--sample、--empty 中选一个")
    if empty:
        return {}
    if sample:
        return dict(form.sample)
    assert values_file is not None
    try:
        text = values_file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UsageFault(f"填写文件 {values_file} 打不开（{error.strerror or error}）") from None
    except UnicodeDecodeError:
        raise UsageFault(f"填写文件 {values_file} 不是 UTF-8 文本", todo="请另存为 UTF-8 的 JSON") from None
    try:
        values = json.loads(text, object_pairs_hook=_no_repeats)
    except _RepeatedKeyError as error:
        raise UsageFault(f"填写文件里 {error} 出现了两次", todo="请只留一个") from None
    except (ValueError, RecursionError) as error:
        where = f"第 {error.lineno} 行" if isinstance(error, json.JSONDecodeError) else "内容"
        raise UsageFault(f"填写文件 {values_file} 不是正确的 JSON（{where}）") from None
    if not isinstance(values, dict):
        raise UsageFault(f"填写文件 {values_file} 应是字段名到内容的对应（JSON 对象）")
    return values


class _RepeatedKeyError(Exception):
    """A key stands twice in the file of values."""


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            raise _RepeatedKeyError(key)
        result[key] = value
    return result


def _plain(problem: Problem) -> dict[str, str]:
    return {"key": problem.key, "label": problem.label, "level": problem.level, "message": problem.message}


from inspector_app.commands.contact_sheet import contact_sheet  # noqa: E402 - these join the group that is defined above
from inspector_app.commands.document_life import COMMANDS  # noqa: E402
from inspector_app.commands.numbers import numbers  # noqa: E402
from inspector_app.commands.paper import file_pages, verify  # noqa: E402
from inspector_app.commands.wording import copy, empty  # noqa: E402

for command in (contact_sheet, verify, file_pages, copy, empty, numbers, *COMMANDS):
    document.add_command(command)
