"""All ninety-three documents: sound, typeset, proven as PDF/A-2b, complete, the same bytes in any process, and cited with care."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from functools import cache

import cn2an
import msgspec
import pytest

from inspector_app import places
from inspector_app.catalog.body import InfoRows, Paragraph, RowsBlock, TableBlock
from inspector_app.catalog.form import BY_HAND, DocumentForm, Field
from inspector_app.catalog.grid import GridBlock
from inspector_app.catalog.library import Library
from inspector_app.catalog.template import Placeholder, parse_template
from inspector_app.documents.check import check
from inspector_app.documents.compose import fixed_words
from inspector_app.documents.draw import QR_SIDE
from inspector_app.documents.inline import Run
from inspector_app.documents.model import Rendered, Stamp
from inspector_app.documents.render import render
from inspector_app.documents.sheet import MM
from inspector_app.documents.values import cite, is_empty, read, word

from .conftest import pages_text, squeeze
from .pages_of_fifteen import positions

LIBRARY = Library(places.forms_folder())
FORMS = {form.code: form for form in LIBRARY.forms()}

PENALTY = """
case_source_registration designated_jurisdiction_notice case_assignment_notice case_transfer_letter
crime_transfer_letter seized_goods_transfer_notice case_filing_approval case_matter_approval site_record
service_address_confirmation evidence_extraction_sheet electronic_evidence_record inquiry_notice
inquiry_record materials_deadline_notice assist_identification_notice assist_investigation_letter
assist_seizure_notice evidence_preservation_notice evidence_preservation_release coercive_measure_decision
coercive_extension_decision coercive_release_decision property_list seal_strip entrusted_custody
early_disposal_confirmation early_disposal_announcement sampling_record testing_commission
testing_period_notice testing_result_notice order_correction_notice order_refund_notice
investigation_final_report case_review_form penalty_prior_notice pleading_record hearing_notice hearing_record
hearing_report collective_discussion_record disposition_approval on_spot_penalty_decision penalty_decision
no_penalty_decision fine_deferral_notice performance_demand court_enforcement_application service_receipt
public_service_announcement property_disposal_record case_closure_approval dossier_cover dossier_index
dossier_note
""".split()  # noqa: SIM905 - a table reads better than quotes
"""The 56 of 《市场监督管理行政处罚文书格式范本》, in their order."""

OTHERS = """
-:penalty_info_summary I01:inspection_plan I02:inspection_notice I03:inspector_declaration
I04:meeting_attendance I05:site_inspection_record I06:deficiency_list I07:site_inspection_report
I08:comprehensive_assessment I09:warning_letter I10:rectification_notice I11:rectification_report
I12:rectification_review I13:responsibility_interview I14:risk_control_decision I15:conformity_notice
I16:inspection_to_enforcement_transfer I17:drug_sampling_notice I18:drug_sampling_record I19:drug_seal_label
I20:sample_handover I21:sample_confirmation_request I22:drug_test_result_notice I23:cosmetic_inspection_record
I24:cosmetic_inspection_report I25:cosmetic_sampling_voucher I26:device_inspection_record
T01:complaint_registration T02:report_registration T03:complaint_forwarding_notice
T04:complaint_identity_notice T05:complaint_acceptance_decision T06:complaint_rejection_decision
T07:mediation_notice T08:mediation_termination_decision T09:mediation_agreement T10:report_result_notice
""".split()  # noqa: SIM905 - a table reads better than quotes
"""The statutory annex, the inspection documents and the complaint forms, each with its reference."""

QR_MM = QR_SIDE / MM
NUMBER = "江药监字〔2026〕7号"
every_form = pytest.mark.parametrize("code", list(FORMS))


def stamp(form: DocumentForm, status: str) -> Stamp:
    number = None
    if status == "issued" and form.numbered.own:
        number = form.sample.get(form.numbered.field) or NUMBER
    on = date(2026, 11, 21) if status == "issued" else None
    return Stamp("0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", 1, status, number, "ab" * 32, on)


@cache
def issued(code: str) -> Rendered:
    form = FORMS[code]
    return render(form, form.sample, stamp(form, "issued"), validate=True)


@cache
def issued_text(code: str) -> list[str]:
    return [squeeze(text).replace("□√", "☑") for text in pages_text(issued(code).pdf)]


def test_all_documents_are_there_under_their_numbers():
    assert LIBRARY.faults() == []
    assert len(FORMS) == 93
    assert {form.code: form.no for form in FORMS.values() if form.no} == {
        code: number for number, code in enumerate(PENALTY, start=1)
    }
    others = dict(reversed(one.split(":")) for one in OTHERS)
    assert {form.code: form.ref or "-" for form in FORMS.values() if not form.no} == others


@every_form
def test_the_definition_and_its_sample_are_sound(code):
    form = FORMS[code]
    assert form.validate() == []
    assert [problem for problem in check(form, form.sample) if problem.level == "error"] == []


@every_form
def test_it_is_issued_as_proven_pdfa_and_printed_empty(code):
    form = FORMS[code]
    made = issued(code)
    assert made.pdf.startswith(b"%PDF-")
    assert made.pages == len(issued_text(code))
    empty = "".join(pages_text(render(form, {}, stamp(form, "empty")).pdf))
    assert [one for one in labels(form) if squeeze(one) not in empty and squeeze(printed(one)) not in empty] == []


def printed(words: str) -> str:
    """Fixed words without the marks that set some of them apart."""
    return "".join(one.text for one in fixed_words(words, "text") if isinstance(one, Run))


def labels(form: DocumentForm) -> Iterator[str]:
    """The fixed words of lines, cells and columns that an empty form shows."""
    yield from (row.label for row in form.signature_rows())
    for block in form.body:
        if block.extra:
            continue
        if isinstance(block, InfoRows):
            yield from (cell.label for row in block.rows for cell in row)
        elif isinstance(block, GridBlock):
            yield from (cell.label for cell in block.cells)
        elif isinstance(block, TableBlock):
            yield from (column.title for column in block.columns)
        elif isinstance(block, Paragraph):
            yield block.lead


ON_A4 = [code for code, form in FORMS.items() if not form.page.papers and form.page.paper == (210, 297)]
"""A strip of its own size keeps its code in the corner, where nothing else is laid."""


@pytest.mark.parametrize("code", ON_A4)
def test_nothing_runs_into_the_code_of_the_page(code):
    form = FORMS[code]
    left = (210 - QR_MM) / 2 if form.foot.code_left is None else form.foot.code_left
    top = form.foot.code
    near = [
        word
        for page in positions(issued(code).pdf)
        for word, x, baseline in page
        if baseline + 0.7 > top and baseline - 4 < top + QR_MM and x < left + QR_MM and x + 3 * len(word) > left
    ]
    assert near == []


# Every value of the sample is on the paper


def templates(form: DocumentForm) -> Iterator[str]:
    for block in form.body:
        yield from block.templates()
    for words in form.words.values():
        yield from words.values()


def placeholders(form: DocumentForm, key: str) -> list[Placeholder]:
    parts = [part for text in templates(form) for part in parse_template(text)]
    return [part for part in parts if isinstance(part, Placeholder) and part.key == key]


def printed_whole(form: DocumentForm, field: Field) -> bool:
    """Whether the form has a place for the value itself, not only conditions that hang on it."""
    blocks = [block for block in form.body if isinstance(block, TableBlock | RowsBlock) and block.field == field.key]
    return bool(blocks or placeholders(form, field.key))


def wordings(form: DocumentForm, field: Field) -> list[list[str]]:
    """What has to be found, each thing in every wording the form may give it."""
    value = read(form, field, form.sample[field.key])
    uses = placeholders(form, field.key)
    match field.type:
        case "table":
            return [[cell, *cell.split("\n")[:1]] for row in value for cell in row if cell]
        case "law_refs":
            return [[cite(one)] for one in value]
        case "choice" | "multichoice":
            chosen = [value] if field.type == "choice" else value
            return [list(option_wordings(form, field, one)) for one in chosen]
        case "text" | "longtext":
            return [[line] for line in value.split("\n")]
        case _:
            return [[word(value), *(word(value, use.shape) for use in uses)]]


def option_wordings(form: DocumentForm, field: Field, option: str) -> Iterator[str]:
    """An option as it reads, or the words that stand for it, or what is printed because it was chosen."""
    yield fixed(form.words.get(field.key, {}).get(option, option))
    for block in form.body:
        if isinstance(block, Paragraph) and block.when.get(field.key) == option:
            yield fixed(block.text)


def fixed(template: str) -> str:
    """The longest run of fixed words of a template."""
    return max((part for part in parse_template(template) if isinstance(part, str)), key=len, default="")


def found(text: str, pages: list[str]) -> bool:
    """Whether the text stands on a page, or begins on one and goes on from the head of a later one."""
    wanted = squeeze(text).rstrip("。；")  # a value's own full stop gives way to that of the sentence
    if any(wanted in page for page in pages):
        return True
    for number, page in enumerate(pages[:-1]):
        head = next((at for at in range(len(wanted) - 1, 0, -1) if wanted[:at] in page), 0)
        if head and found(wanted[head:], pages[number + 1 :]):
            return True
    return False


@every_form
def test_every_value_of_the_sample_is_on_the_paper(code):
    form, pages = FORMS[code], issued_text(code)
    lost = []
    for field in form.fields:
        if is_empty(form.sample.get(field.key)) or field.type in BY_HAND or not printed_whole(form, field):
            continue
        for ways in wordings(form, field):
            if ways and not any(found(one, pages) for one in ways):
                lost.append(f"{field.key}: {ways[0]}")
    assert lost == []


# The same bytes in any process

DIGESTS = """
import hashlib, json, sys
from tests.documents.test_all_forms import FORMS, render, stamp
print(json.dumps({
    code: hashlib.sha256(render(form, form.sample, stamp(form, "issued"), validate=False).pdf).hexdigest()
    for code, form in FORMS.items()
}))
"""


def test_two_fresh_processes_make_the_same_bytes_of_every_document():
    root = places.forms_folder().parent
    runs = [subprocess.Popen([sys.executable, "-c", DIGESTS], cwd=root, stdout=subprocess.PIPE) for _ in range(2)]
    one, other = (json.loads(run.communicate()[0]) for run in runs)
    assert [run.returncode for run in runs] == [0, 0]
    assert len(one) == 93
    assert {code: digest for code, digest in one.items() if other[code] != digest} == {}
    assert {code: hashlib.sha256(issued(code).pdf).hexdigest() for code in one} == one


# What a fixed sentence cites is verified

CITED = re.compile(
    r"《([^《》]+)》((?:[、和及与，或]?第[一二三四五六七八九十百零]+[条款]|之[一二三四五六七八九十]+|、?第[（(]?[一二三四五六七八九十]+[）)]?项)+)"
)
ARTICLE = re.compile(r"第([一二三四五六七八九十百零]+)条(?:之([一二三四五六七八九十]+))?")


def law_name(law: str) -> str:
    return re.sub(r"[（(][^（）()]*[)）]", "", law).replace("中华人民共和国", "").strip("《》 ")


def verified_articles(form: DocumentForm) -> set[tuple[str, int, int]]:
    """Law, article and 之几 of everything the form's facts give as verified."""
    notices = [basis for notice in form.notices for basis in notice.legal]
    deadlines = [basis for deadline in form.deadlines for basis in deadline.legal]
    return {
        (law_name(basis.law), int(article[1]), int(article[2] or 0))
        for basis in (*form.legal_basis, *notices, *deadlines)
        if basis.verified
        for article in (re.match(r"(\d+)(?:-(\d+))?", one) for one in basis.articles)
        if article
    }


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts(one)


def fixed_sentences(form: DocumentForm) -> Iterator[str]:
    """Every text of the page without what the record fills in."""
    for text in texts(msgspec.to_builtins([form.body, form.words, form.foot])):
        yield re.sub(r"\{[^{}]*\}", "", text)


def articles(text: str) -> Iterator[tuple[int, int]]:
    for number, more in ARTICLE.findall(text):
        yield int(cn2an.cn2an(number)), int(cn2an.cn2an(more)) if more else 0


@every_form
def test_a_fixed_sentence_cites_only_what_was_verified(code):
    form = FORMS[code]
    verified = verified_articles(form)
    unproven = []
    for text in fixed_sentences(form):
        for law, cited in CITED.findall(text):
            unproven += [(law, *one) for one in articles(cited) if (law_name(law), *one) not in verified]
        # 该条例第五十一条: the law is named before it; the article has to be one of the verified ones.
        rest = articles(CITED.sub("", text))
        unproven += [("", *one) for one in rest if one not in {article[1:] for article in verified}]
    assert unproven == []
