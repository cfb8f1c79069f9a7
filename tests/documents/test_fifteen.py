"""The most used documents stay where they are: text positions to half a millimetre, pictures, and values in their order.

After a change on purpose: look at the pages (``inspector document render CODE --sample --out FILE.pdf``), then renew the
references in ``tests/documents/data`` with ``python -m tests.documents.renew`` and commit them with the change.
"""

from __future__ import annotations

import json
from functools import cache

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat

from inspector_app.documents.values import read, word

from .conftest import pages_text, squeeze
from .pages_of_fifteen import CODES, DATA, library, made, pictures, positions

FORMS = library()
MOVED = 0.5
"""How far a run may lie from its place (mm): one step of rounding."""
SPOT, WHOLE = 90, 1.0
"""How much grey of 255 may differ in a blurred spot, and over the whole page."""

each = pytest.mark.parametrize("code", CODES)


@cache
def pdf(code: str) -> bytes:
    return made(FORMS.form(code))


@each
def test_every_run_of_text_stands_in_its_place(code):
    kept = json.loads((DATA / f"{code}.json").read_text("utf8"))
    now = positions(pdf(code))
    assert [[run[0] for run in page] for page in now] == [[run[0] for run in page] for page in kept]
    moved = [
        (run, was)
        for page, before in zip(now, kept, strict=True)
        for run, was in zip(page, before, strict=True)
        if abs(run[1] - was[1]) > MOVED or abs(run[2] - was[2]) > MOVED
    ]
    assert moved == []


def differences(one: Image.Image, other: Image.Image) -> tuple[float, float]:
    """The greatest difference of a spot, and the mean over the page; edges are blurred, as libraries smooth differently."""
    blurred = [picture.convert("L").filter(ImageFilter.GaussianBlur(1)) for picture in (one, other)]
    difference = ImageChops.difference(*blurred)
    return ImageStat.Stat(difference).extrema[0][1], ImageStat.Stat(difference).mean[0]


@each
def test_every_page_looks_as_it_did(code):
    now = pictures(pdf(code))
    kept = [Image.open(DATA / f"{code}-{number}.png") for number in range(1, len(now) + 1)]
    assert not (DATA / f"{code}-{len(now) + 1}.png").exists()
    for number, (one, other) in enumerate(zip(now, kept, strict=True), start=1):
        assert one.size == other.size
        spot, whole = differences(one, other)
        assert (spot <= SPOT, whole <= WHOLE) == (True, True), f"page {number}: {spot}, {whole:.2f}"


def test_a_lost_line_would_be_seen():
    page = pictures(pdf("order_correction_notice"))[0]
    wiped = page.copy()
    wiped.paste(255, (0, 150, page.width, 158))
    spot, _ = differences(page, wiped)
    assert spot > SPOT


ORDER = {
    "site_record": [
        "org_title",
        "start_time",
        "end_time",
        "address",
        "officer1_name",
        "officer1_cert",
        "officer2_name",
        "officer2_cert",
        "party_name",
        "license_name",
        "uscc",
        "legal_rep",
        "id_no",
        "phone",
        "presence_notice",
        "inspect_topic",
        "ans_cert",
        "ans_recusal",
        "scene",
        "confirm",
    ],
    "inquiry_record": [
        "org_title",
        "start_time",
        "end_time",
        "place",
        "inquirer1",
        "inquirer1_cert",
        "recorder",
        "recorder_cert",
        "subject_name",
        "subject_id",
        "topic",
        "position",
        "phone",
        "other_contact",
        "contact_address",
        "ans_cert",
        "ans_recusal",
        "ans_duty",
        "confirm",
    ],
    "evidence_extraction_sheet": [
        "org_title",
        "evidence_name",
        "extract_time",
        "extract_place",
        "content",
        "officer2_name",
        "officer1_cert",
        "officer2_cert",
        "provider_confirm",
    ],
    "evidence_preservation_notice": [
        "org_title",
        "doc_no",
        "party_name",
        "license_name",
        "uscc",
        "address",
        "legal_rep",
        "id_no",
        "phone",
        "other_contact",
        "suspected",
        "legal",
        "list_no",
        "store_place",
        "store_condition",
        "period",
        "contact_person",
        "contact_phone",
        "org_address",
    ],
    "coercive_measure_decision": [
        "org_title",
        "doc_no",
        "party_name",
        "license_name",
        "uscc",
        "address",
        "legal_rep",
        "id_no",
        "phone",
        "other_contact",
        "suspected",
        "legal",
        "list_no",
        "store_condition",
        "reconsider_body",
        "court",
        "contact_person",
        "contact_phone",
        "org_address",
        "attach_no",
        "issue_date",
    ],
    "property_list": ["org_title", "list_no", "confirm"],
    "order_correction_notice": [
        "org_title",
        "doc_no",
        "party_name",
        "act",
        "violated_law",
        "basis_law",
        "deadline",
        "content",
        "overdue",
        "reconsider_body",
        "court",
        "contact_person",
        "contact_phone",
        "org_address",
    ],
    "on_spot_penalty_decision": [
        "org_title",
        "doc_no",
        "party_name",
        "license_name",
        "uscc",
        "act_place",
        "legal_rep",
        "id_no",
        "phone",
        "other_contact",
        "officer1_name",
        "officer1_cert",
        "officer2_name",
        "officer2_cert",
        "act",
        "fine",
        "bank",
        "reconsider_body",
        "court",
        "oral_notice",
        "evidence",
        "act_time",
    ],
    "penalty_prior_notice": [
        "org_title",
        "doc_no",
        "party_name",
        "case_name",
        "facts",
        "evidence_summary",
        "discretion",
        "contact_person",
        "contact_phone",
        "org_address",
        "issue_date",
    ],
    "penalty_decision": [
        "org_title",
        "doc_no",
        "party_name",
        "license_name",
        "uscc",
        "address",
        "legal_rep",
        "id_no",
        "source",
        "facts",
        "pleading",
        "opinion",
        "discretion",
        "confiscation_list",
        "correct",
        "total",
        "bank",
        "reconsider_body",
        "court",
        "issue_date",
    ],
    "service_receipt": ["org_title", "recipient", "receive_time", "serve_place"],
    "service_address_confirmation": [
        "org_title",
        "recipient",
        "e_phone",
        "e_mail",
        "service_address",
        "receiver",
        "receiver_phone",
        "postcode",
        "confirm_date",
        "remark",
    ],
    "case_source_registration": [
        "org_title",
        "reg_no",
        "clue_time",
        "party_name",
        "address",
        "phone",
        "clue_content",
        "dept_opinion",
    ],
    "case_filing_approval": [
        "org_title",
        "case_name",
        "uscc",
        "legal_rep",
        "address",
        "clue_time",
        "check_result",
        "reason",
        "dept_opinion",
        "lead_opinion",
        "lead_date",
    ],
    "investigation_final_report": [
        "org_title",
        "case_no",
        "party_name",
        "officer1_name",
        "officer2_name",
        "uscc",
        "address",
        "legal_rep",
        "sec1",
        "sec2",
        "sec3",
        "goods_value",
        "illegal_gains",
        "sec4",
        "suspicion",
        "sec6",
    ],
    "case_closure_approval": [
        "org_title",
        "case_name",
        "filed_date",
        "officers",
        "decision_no",
        "decision_date",
        "decision",
        "ban_opinion",
        "goods_disposal",
        "dept_opinion",
        "lead_opinion",
        "lead_date",
    ],
}
"""Fields whose values follow each other on the paper, as the form's facts name them."""


@each
def test_the_values_come_in_their_order(code):
    form = FORMS.form(code)
    text = "".join(pages_text(pdf(code)))
    at = 0
    for key in ORDER[code]:
        field = form.field(key)
        assert field is not None
        wanted = squeeze(word(read(form, field, form.sample[key])))[:14].rstrip("。")
        place = text.find(wanted, at)
        assert place >= 0, f"{key}: {wanted} does not stand after the values before it"
        at = place + len(wanted)
