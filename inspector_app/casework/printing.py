"""Paper and copies: how many of each document are printed, empty forms for paper days, the editable copy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from inspector_app.bundle import files
from inspector_app.catalog.body import CopiesLine, NumberLine
from inspector_app.catalog.template import PLACEHOLDER
from inspector_app.fault import Fault, UsageFault

from . import issuing, number_words
from .desk import Desk

if TYPE_CHECKING:
    from inspector_app.catalog.form import DocumentForm
    from inspector_app.catalog.library import Library
    from inspector_app.records.document import Document

MOST_COPIES = 99
_NUMERALS = {one: number for number, one in enumerate("零一二三四五六七八九十")} | {"两": 2}
_WORD_PLACE = re.compile(r"药监(?:_[\d.]+|[一-鿿]*)〔")
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


class ToPrint(NamedTuple):
    """A document and how many of it are printed."""

    document: Document
    copies: int


def print_set(desk: Desk, document_ids: Iterable[str], copies: Mapping[str, int] | None = None) -> list[ToPrint]:
    """Return what to print in one go, in the order given, each document once.

    The number is what the document itself says (本文书一式…份), else what its form says, else one to serve and one to file; a draft
    is printed once. ``copies`` overrides it by document id. A void or corrected document or a senseless number is a Fault.
    """
    wanted = dict(copies or {})
    result: list[ToPrint] = []
    for document_id in dict.fromkeys(document_ids):
        document = issuing.load(desk, document_id)
        if document.status in ("void", "corrected"):
            gone = "作废" if document.status == "void" else "更正"
            raise Fault(
                f"{document.name}{document.number}已经{gone}，不能再打印送达",
                kept="原件还在，可以单独查看",
                todo="请从这一批里去掉它",
                code="void_printed",
            )
        number = wanted.pop(document_id, None)
        if number is None:
            form = issuing.form_of(desk, document)
            number = 1 if document.status == "draft" else copies_of(form, issuing.values(desk, document))
        if not 1 <= number <= MOST_COPIES:
            raise UsageFault(f"{document.name}的份数 {number} 不对，应是 1 至 {MOST_COPIES}", code="copies_wrong")
        result.append(ToPrint(document, number))
    if wanted:
        raise UsageFault("份数里有不在这一批的文书", code="document_unknown")
    return result


def copies_of(form: DocumentForm, values: Mapping[str, Any]) -> int:
    """How many copies of a document are made: as it says itself, as its form says, or one to serve and those to file."""
    line = next((block for block in form.body if isinstance(block, CopiesLine)), None)
    first = PLACEHOLDER.search(line.text) if line else None
    for key in ("copies_total", first[1] if first else ""):
        if said := _number(values.get(key)):
            return min(said, MOST_COPIES)
    if form.copies.total:
        return form.copies.total
    served = form.copies.served
    return max(1, (1 if served is None else served) + form.copies.file)


def _number(value: Any) -> int:
    text = str(value or "").strip().removesuffix("份")
    if text.isascii() and text.isdigit() and len(text) <= 3:
        return int(text)
    return _NUMERALS.get(text, 0)


def editable_copy(desk: Desk, document_id: str, path: Path) -> Path:
    """Write a document as an editable .docx marked as a copy; the journal is not touched, the document stays what it is."""
    from inspector_app.documents.docx_copy import write
    from inspector_app.documents.model import Stamp

    document = issuing.load(desk, document_id)
    stamp = Stamp(
        document.id,
        document.revision,
        "draft" if document.status == "draft" else "issued",
        number=document.number or None,
        issued_on=document.issued_at.date() if document.issued_at else None,
        corrects=issuing.called(issuing.load(desk, document.corrects)) if document.corrects else "",
    )
    return write_whole(path, write(issuing.form_of(desk, document), issuing.values(desk, document), stamp))


def empty_forms(desk: Desk, codes: Iterable[str], folder: Path) -> list[Path]:
    """Write empty forms for paper days as PDF files named by number and name; no codes means every form."""
    return write_empty_forms(desk.library, codes, folder, number_words.given(desk))


def write_empty_forms(
    library: Library, codes: Iterable[str], folder: Path, words: Mapping[str, str] | None = None
) -> list[Path]:
    """The same without a vault. Every file is whole; an unknown code is a Fault before anything is written."""
    wanted = list(dict.fromkeys(codes))
    forms = [library.form(code) for code in wanted] if wanted else library.forms()
    if not forms:
        raise Fault("没有可用的文书", todo="请重新安装程序，或导入表单包", code="forms_none")
    _make_folder(folder)
    names = _file_names(forms)
    return _write_each((folder / names[form.code], partial(empty_form, library, form.code, words)) for form in forms)


def _write_each(wanted: Iterable[tuple[Path, Callable[[], bytes]]]) -> list[Path]:
    """Write files one after the other; where one fails, the sentence says how many are there."""
    written: list[Path] = []
    try:
        for path, fetch in wanted:
            written.append(write_whole(path, fetch()))
    except Fault as fault:
        if written:
            fault.kept = f"前{len(written)}个文件已写好，都是完整的；{fault.kept}"
        raise
    return written


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise Fault(
            f"“{folder}”是文件，不是文件夹", kept="没有改动", todo="请换一个位置", code="write_failed"
        ) from None
    except OSError as error:
        raise files.drive_fault(error, folder) from None


def safe_name(text: str) -> str:
    """Return a name that every file system takes: Linux counts bytes, of which a character of ours has three."""
    return _UNSAFE.sub("、", text).strip(" .").encode()[:200].decode(errors="ignore")


def print_files(
    desk: Desk, document_ids: Iterable[str], folder: Path, copies: Mapping[str, int] | None = None
) -> list[Path]:
    """Write a set as PDF files into a folder, the frozen bytes each, its copies in its name; the set is as ``print_set`` says."""
    wanted = print_set(desk, document_ids, copies)
    _make_folder(folder)
    return _write_each(
        (folder / _set_name(number, one), partial(issuing.preview, desk, one.document.id))
        for number, one in enumerate(wanted, 1)
    )


def _set_name(number: int, one: ToPrint) -> str:
    called = " ".join(part for part in (one.document.name, one.document.number) if part)
    return safe_name(f"{number:02d} {called}（{one.copies}份）") + ".pdf"


def empty_form(library: Library, code: str, words: Mapping[str, str] | None = None) -> bytes:
    """Return one empty form as PDF, for paper days; ``words`` are the office's words of numbers, by the form's code."""
    from inspector_app.documents.facts import facts_digest
    from inspector_app.documents.model import Stamp
    from inspector_app.documents.render import render

    form = library.form(code)
    if word := (words or {}).get(code):
        form = _with_word(form, word)
    return render(form, {}, Stamp(facts_digest(form, {})[:32], 1, "empty"), validate=True).pdf


def _with_word(form: DocumentForm, word: str) -> DocumentForm:
    """A form whose empty number bears a word instead of the form's own, or of the blank the form leaves for it."""
    body = [
        msgspec.structs.replace(block, empty=_WORD_PLACE.sub(f"药监{word}〔", block.empty))
        if isinstance(block, NumberLine)
        else block
        for block in form.body
    ]
    return msgspec.structs.replace(form, body=body, numbered=msgspec.structs.replace(form.numbered, doc_word=word))


def _file_names(forms: Iterable[DocumentForm]) -> dict[str, str]:
    """A name for each form that every file system takes; two forms of one name are told apart by their codes."""
    names: dict[str, str] = {}
    for form in forms:
        plain = safe_name(form.name)
        name = f"{form.no:02d} {plain}" if form.no else plain
        names[form.code] = f"{name}（{form.code}）.pdf" if f"{name}.pdf" in names.values() else f"{name}.pdf"
    return names


def write_whole(path: Path, data: bytes) -> Path:
    """Write a file whole or not at all; a full disk, a stick that was pulled, a place that cannot be written is a Fault."""
    files.write_whole(path, data)
    return path
