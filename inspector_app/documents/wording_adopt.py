"""An office's own copy of the official forms into a wording pack: its fixed sentences in the place of ours, where they stand.

A form is found by its title. Sentences are taken over with their blanks; the places of all running lines are measured, so that
the empty form stands like the office's page. Tables and grids are the format, which the shipped forms already have.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from inspector_app.catalog.form import DocumentForm
from inspector_app.catalog.wording import FormWording, WordingPack
from inspector_app.documents.wording_form import Adopted, FormAdopter
from inspector_app.documents.wording_official import OfficialForm, plain, read_official
from inspector_app.fault import Fault

Step = Callable[[int, int, str], bool]
"""Told before each page that is read and each form that is taken over how much is done, of how much, and at what the work is;
true stops it."""


class Adoption(NamedTuple):
    """The pack and the account of each form."""

    pack: WordingPack
    forms: list[Adopted]
    missing: list[str]
    """Names of forms that the file does not have."""


def adopt_wording(
    path: Path, forms: Sequence[DocumentForm], *, code: str, name: str, agency: str = "", step: Step | None = None
) -> Adoption:
    """Read an official file into a wording pack for these forms.

    ``agency`` is the short name that stands for the office instead of the file's own (药监 for 市监). Raises ``Fault`` when the
    file is not a PDF with words, holds none of the forms, or ``step`` stops the work.
    """
    told = step or (lambda _done, _of, _what: False)

    def go_on(done: int, of: int, what: str) -> None:
        if told(done, of, what):
            raise Fault("已取消采集", kept="没有写出用语包", code="cancelled")

    pages = 0

    def page_read(done: int, many: int) -> None:
        nonlocal pages
        pages = many
        go_on(done, 2 * many, "")

    official = {plain(one.title): one for one in reversed(read_official(path, page_read))}
    found = [(form, official[plain(form.name)]) for form in forms if plain(form.name) in official]
    if not found:
        raise Fault(
            f"{path.name} 里没有找到任何一件文书的标题",
            kept="没有写出用语包",
            todo="请核对是不是官方文书格式范本",
            code="official-unknown",
        )
    documents, accounts = [], []
    for number, (form, source) in enumerate(found):
        go_on(pages + pages * number // len(found), 2 * pages, form.name)
        wording, account = adopt_form(form, source, agency=agency)
        accounts.append(account)
        if wording is not None:
            documents.append(wording)
    pack = WordingPack(code=code, version="1", name=name, note=f"由 {path.name} 采集", documents=documents)
    there = {form.code for form, _ in found}
    return Adoption(pack, accounts, [form.name for form in forms if form.code not in there])


def adopt_form(form: DocumentForm, official: OfficialForm, *, agency: str = "") -> tuple[FormWording | None, Adopted]:
    """Take the sentences of one official form over; what cannot be told apart stays ours and is named."""
    return FormAdopter(form, official, agency).adopt()
