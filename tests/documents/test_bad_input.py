"""Bad input to a form of every skeleton: a right document, or one clear sentence. Never a wrong page, never a traceback."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from inspector_app import places
from inspector_app.catalog import manifest
from inspector_app.catalog.library import Library
from inspector_app.cli import main
from inspector_app.documents.model import Stamp
from inspector_app.documents.render import render
from inspector_app.documents.values import read_all
from inspector_app.fault import Fault

from .conftest import pages_text, squeeze
from .glyphs import faults, glyphs
from .test_every_form import printed

LIBRARY = Library(places.forms_folder())
SKELETONS = {
    "narrative": "order_correction_notice",
    "form_table": "sampling_record",
    "record": "site_record",
    "list_table": "dossier_index",
    "evidence_sheet": "evidence_extraction_sheet",
    "strip": "drug_seal_label",
    "narrative_report": "investigation_final_report",
    "cover": "dossier_cover",
}
"""One form of each, the one that holds most."""
MORE = ["complaint_registration", "service_address_confirmation", "mediation_agreement", "case_filing_approval"]
DRAFT = Stamp("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", 1, "draft")
each_skeleton = pytest.mark.parametrize("code", SKELETONS.values())


def free_text(form):
    """Fields that take any words, but for the document's own number."""
    kinds = ("text", "longtext", "party", "person")
    counts = ("copies_n", "served_n", "copies_other")  # of the copies line, see below
    return [one for one in form.fields if one.type in kinds and one.key not in (form.numbered.field, *counts)]


def some_text(form):
    """A field whose value stands on the paper as it is."""
    shown = printed(form, form.sample)
    return next(one.key for one in free_text(form) if one.key in shown and form.sample.get(one.key))


def test_every_skeleton_is_here():
    assert {LIBRARY.form(code).layout for code in SKELETONS.values()} == {form.layout for form in LIBRARY.forms()}


@pytest.mark.parametrize("code", [*SKELETONS.values(), *MORE])
def test_values_a_hundred_times_too_long_go_on_and_nothing_is_lost(code):
    form = LIBRARY.form(code)
    long = {}
    for field in free_text(form):
        length = 100 * len(str(form.sample.get(field.key) or "检查情况"))
        long[field.key] = "".join(f"{number:04d}药品监督管理，" for number in range(length // 12 + 1))
    values = read_all(form, {**form.sample, **long})
    made = render(form, values, DRAFT)
    assert faults(made.pdf) == []
    text = "".join(squeeze(page) for page in pages_text(made.pdf))
    keys = printed(form, values) & set(long)
    assert keys
    for number in range(max(len(long[key]) // 12 for key in keys)):
        wanted = sum(f"{number:04d}药" in long[key] for key in keys)
        assert text.count(f"{number:04d}") >= wanted, number
    if form.layout in ("form_table", "evidence_sheet", "strip", "cover"):
        assert "（续）" in text, "what goes on is marked"


def test_a_strip_that_is_too_small_for_its_words_says_so():
    form = LIBRARY.form("seal_strip")
    for size in form.page.papers:
        with pytest.raises(Fault, match=r"封条上写不下 \d+ 个字"):
            render(form, {**form.sample, "size": size, "org_name": "江州市药品监督管理局" * 100}, DRAFT)


@pytest.mark.parametrize(("code", "key"), [("property_list", "copies_n"), ("inspection_notice", "copies_others")])
def test_words_where_a_number_of_copies_belongs_are_refused(code, key):
    form = LIBRARY.form(code)
    with pytest.raises(Fault, match="份数行写不下"):
        render(form, {**form.sample, key: "送达被检查单位一份，" * 100}, DRAFT)


UNPRINTABLE = {
    "😀": "U\\+1F600",
    "\x00": "U\\+0000",
    "\x0b": "U\\+000B",
    "\x1b": "U\\+001B",
    "\x7f": "U\\+007F",
    "\u200b": "U\\+200B",
    "\u200f": "U\\+200F",
    "\u202e": "U\\+202E",
    "\u2028": "U\\+2028",
    "\ufeff": "U\\+FEFF",
    "\ue000": "U\\+E000",
    "\ud800": "U\\+D800",
}


@each_skeleton
@pytest.mark.parametrize("character", list(UNPRINTABLE), ids=lambda one: f"{ord(one):04x}")
def test_what_cannot_be_seen_or_drawn_is_named_even_in_a_draft(code, character):
    form = LIBRARY.form(code)
    with pytest.raises(Fault, match=UNPRINTABLE[character]):
        render(form, {**form.sample, some_text(form): f"江州{character}药店"}, DRAFT)


@each_skeleton
@pytest.mark.parametrize("words", ["<b>&amp;</b>", "]]>", "{doc_no}", "%s%n", "\\n${x}", "<para/>", "_2［／］"])
def test_marks_of_other_languages_are_words(code, words):
    form = LIBRARY.form(code)
    made = render(form, {**form.sample, some_text(form): words}, DRAFT, validate=True)
    assert squeeze(words) in "".join(pages_text(made.pdf))
    assert faults(made.pdf) == []


TABLES = [
    ("property_list", "items"),
    ("dossier_index", "entries"),
    ("deficiency_list", "deficiencies"),
    ("site_inspection_record", "checklist"),
    ("inquiry_record", "qa"),
    ("investigation_final_report", "evidence_table"),
    ("penalty_decision", "penalty_items"),
    ("sample_confirmation_request", "sample"),
    ("inspection_to_enforcement_transfer", "evidence_list"),
]


@pytest.mark.parametrize(("code", "key"), TABLES)
def test_a_table_of_six_hundred_rows_is_whole_on_its_pages(code, key):
    form = LIBRARY.form(code)
    columns = form.table(key).columns
    place = next(at for at, name in enumerate(columns) if name not in ("序号",))
    rows = [[f"甲{number:03d}乙" if at == place else "" for at in range(len(columns))] for number in range(600)]
    made = render(form, {**form.sample, key: rows}, DRAFT)
    pages = [squeeze(page) for page in pages_text(made.pdf)]
    text = "".join(pages)
    assert [number for number in range(600) if text.count(f"甲{number:03d}乙") != 1] == []
    assert [text.index(f"甲{number:03d}乙") for number in range(600)] == sorted(
        text.index(f"甲{number:03d}乙") for number in range(600)
    )
    assert faults(made.pdf) == []
    assert made.pages == len(list(glyphs(made.pdf))) > 5


def run(*arguments):
    """The real command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "inspector_app", "document", *map(str, arguments)],
        cwd=places.forms_folder().parent,
        capture_output=True,
        text=True,
        encoding="utf8",
        check=False,
    )


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("过期😀", 1, "U+1F600"),
        ("甲\u202e乙", 1, "U+202E"),
        ("<b>&amp;</b>", 0, ""),
        ("长" * 20000, 0, ""),
    ],
)
def test_the_command_answers_in_one_sentence(tmp_path, words, code, said):
    form = LIBRARY.form("order_correction_notice")
    values = tmp_path / "填写.json"
    values.write_text(json.dumps({**form.sample, "act": words}, ensure_ascii=False), "utf8")
    done = run("render", form.code, "--values", values, "--out", tmp_path / "a.pdf")
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == (1 if code else 0)
    assert (tmp_path / "a.pdf").exists() == (code == 0)


def test_a_missing_font_file_is_one_sentence(tmp_path):
    """In a process of its own: this one has its fonts open."""
    home = tmp_path / "安装 位置"
    shutil.copytree(places.resources_folder() / "fonts", home / "fonts")
    for lost in (home / "fonts").glob("fangsong*"):
        lost.unlink()
    program = (
        "import sys, pathlib; from inspector_app import places; from inspector_app.documents import fonts;"
        "fonts.fonts_folder = lambda: pathlib.Path(sys.argv[1]) / 'fonts'; from inspector_app.cli import main;"
        "sys.exit(main(['document', 'render', 'order_correction_notice', '--sample', '--out', sys.argv[2]]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(home), str(tmp_path / "a.pdf")],
        cwd=places.forms_folder().parent,
        capture_output=True,
        text=True,
        encoding="utf8",
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "fangsong" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "a.pdf").exists()


@each_skeleton
def test_a_pack_that_names_a_field_that_does_not_exist_is_refused_by_name(code, tmp_path, monkeypatch, capsys):
    folder = tmp_path / "forms"
    (folder / "documents").mkdir(parents=True)
    text = (places.forms_folder() / "documents" / f"{code}.yaml").read_text("utf8")
    key = some_text(LIBRARY.form(code))
    for mark in ("}", ":", "|"):
        head, body = text.split("\nbody:", 1)
        text = head + "\nbody:" + body.replace("{" + key + mark, "{no_such_field" + mark)
    assert "no_such_field" in text
    (folder / "documents" / f"{code}.yaml").write_text(text, "utf8")
    manifest.write(folder)
    assert main(["forms", "check", str(folder)]) == 1
    said = capsys.readouterr()
    assert f"{code}.yaml" in said.out + said.err
    assert "no_such_field" in said.out + said.err
    monkeypatch.setattr(places, "forms_folder", lambda: folder)
    out = tmp_path / "a.pdf"
    assert main(["document", "render", code, "--sample", "--out", str(out)]) in (1, 2)
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not out.exists()
