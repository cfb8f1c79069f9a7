"""Every shipped document, empty and overfull: as many pages as the official form, and no word of a long text left out."""

from __future__ import annotations

import pytest

from inspector_app import places
from inspector_app.catalog.body import Paragraph, RowsBlock, TableBlock
from inspector_app.catalog.grid import GridBlock
from inspector_app.catalog.library import Library
from inspector_app.catalog.template import Placeholder, parse_template
from inspector_app.documents.compose import conditions_hold
from inspector_app.documents.model import Stamp
from inspector_app.documents.render import render
from inspector_app.documents.values import read_all
from inspector_app.fault import Fault

from .conftest import pages_text, squeeze

LIBRARY = Library(places.forms_folder())
CODES = [form.code for form in LIBRARY.forms()]


@pytest.mark.parametrize("code", CODES)
def test_the_empty_form_has_the_pages_of_the_official_one_and_no_value(code):
    form = LIBRARY.form(code)
    rendered = render(form, form.sample, Stamp("d", 1, "empty"))
    if form.official_pages:
        assert rendered.pages == form.official_pages
    text = "".join(pages_text(rendered.pdf))
    for key in ("party_name", "address", "case_name"):
        assert squeeze(str(form.sample.get(key, "∅"))) not in text


def printed(form, values):
    """Keys whose value has to stand on the paper: those of every part that is shown."""
    keys = set()
    for block in form.body:
        if not conditions_hold(block.when, values):
            continue
        if isinstance(block, TableBlock | RowsBlock):
            keys.add(block.field)
        if isinstance(block, GridBlock):
            for cell in block.cells:
                parts = [(cell.when, cell.text), ({}, cell.title)]
                parts += [(mark.when, mark.template()) for mark in (*cell.marks, *cell.foot)]
                keys |= {key for when, text in parts if conditions_hold(when, values) for key in keys_of(text)}
            continue
        templates = list(block.templates())
        if isinstance(block, Paragraph):
            templates = [block.text, *(part.text for part in block.parts if conditions_hold(part.when, values))]
        keys |= {key for text in templates for key in keys_of(text)}
    return keys


def keys_of(template):
    return {part.key for part in parse_template(template) if isinstance(part, Placeholder)}


@pytest.mark.parametrize("code", CODES)
def test_a_text_that_is_far_too_long_goes_on_and_loses_nothing(code):
    form = LIBRARY.form(code)
    long = {
        field.key: "".join(f"{number:03d}药品监督管理，" for number in range(100 if field.type == "longtext" else 12))
        for field in form.fields
        if field.type in ("longtext", "text", "party") and field.key != form.numbered.field
    }
    values = read_all(form, {**form.sample, **long})
    if code == "seal_strip":  # a strip has one column: what it could hold only unreadably small is refused
        with pytest.raises(Fault, match="封条上写不下"):
            render(form, values, Stamp("d", 1, "draft"))
        return
    text = "".join(pages_text(render(form, values, Stamp("d", 1, "draft")).pdf))
    keys = printed(form, values) & set(long)
    for number in range(100):
        wanted = sum(f"{number:03d}药" in long[key] for key in keys)
        assert text.count(f"{number:03d}") >= wanted, "each field has its own copy of the number"
