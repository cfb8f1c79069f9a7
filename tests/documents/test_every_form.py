"""Every shipped document, empty and filled: as many pages as the official form, and no value left out."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from inspector_app import places
from inspector_app.catalog.body import CopiesLine, GridBlock, Paragraph, TableBlock
from inspector_app.catalog.library import Library
from inspector_app.catalog.template import Placeholder, parse_template
from inspector_app.documents.check import check
from inspector_app.documents.compose import conditions_hold
from inspector_app.documents.model import Stamp
from inspector_app.documents.render import render
from inspector_app.documents.values import read_all

from .conftest import pages_text, squeeze

_TWICE = """
import hashlib
from inspector_app import places
from inspector_app.catalog.library import Library
from inspector_app.documents.model import Stamp
from inspector_app.documents.render import render
for form in Library(places.forms_folder()).forms():
    long = {field.key: "药品监督管理。" * 300 for field in form.fields if field.type == "longtext"}
    for values in (form.sample, {**form.sample, **long}):
        pdf = render(form, values, Stamp("doc-1", 2, "draft", None, "cd" * 32)).pdf
        print(form.code, hashlib.sha256(pdf).hexdigest())
"""

LIBRARY = Library(places.forms_folder())
CODES = [form.code for form in LIBRARY.forms()]


def test_the_whole_field_is_there():
    forms = LIBRARY.forms()
    assert len(forms) == 93
    assert sorted(form.no for form in forms if form.no) == list(range(1, 57))
    assert len([form for form in forms if form.set == "complaint"]) == 10
    assert len([form for form in forms if form.set == "inspection"]) == 26


@pytest.mark.parametrize("code", CODES)
def test_it_is_sound_and_its_sample_complete(code):
    form = LIBRARY.form(code)
    assert form.validate() == []
    assert [problem.message for problem in check(form, form.sample) if problem.level == "error"] == []


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
        if isinstance(block, TableBlock):
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
        if not isinstance(block, CopiesLine):
            keys |= {key for text in templates for key in keys_of(text)}
    return keys


def keys_of(template):
    return {part.key for part in parse_template(template) if isinstance(part, Placeholder)}


@pytest.mark.parametrize("code", CODES)
def test_every_value_that_is_printed_can_be_read_from_the_paper(code):
    form = LIBRARY.form(code)
    rendered = render(form, form.sample, Stamp("d", 1, "issued", "江药监〔2026〕1号"), validate=False)
    text = "".join(pages_text(rendered.pdf))
    text = re.sub(r"第\d+页共\d+页|—\d+—", "", text)
    values = read_all(form, form.sample)
    for key in printed(form, values) & set(values):
        field = form.field(key)
        if field is None or key == form.numbered.field:
            continue
        if field.type in ("text", "longtext", "party", "person"):
            for line in str(values[key]).splitlines():
                wanted = squeeze(line).rstrip("。")
                if rendered.pages > 1:  # lines to sign on may stand between two pages of a text
                    wanted = wanted[:12]
                assert wanted in text, (key, line)


def test_two_fresh_processes_give_the_same_bytes_of_every_form():
    runs = [
        subprocess.Popen([sys.executable, "-c", _TWICE], stdout=subprocess.PIPE, env={"PYTHONHASHSEED": seed})
        for seed in ("1", "2")
    ]
    first, second = (run.communicate()[0] for run in runs)
    assert [run.returncode for run in runs] == [0, 0]
    assert first == second
    assert len(first.splitlines()) == 2 * len(CODES)
