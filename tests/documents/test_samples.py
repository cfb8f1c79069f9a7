"""The samples of all forms tell one fictional world: what stands in several of them agrees, and every figure is right."""

from __future__ import annotations

import itertools
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time

import pytest

from inspector_app import places
from inspector_app.catalog.form import DocumentForm
from inspector_app.catalog.library import Library
from inspector_app.documents.check import check
from inspector_app.documents.values import read
from inspector_app.records.enterprise import uscc_fault

FORMS = {form.code: form for form in Library(places.forms_folder()).forms()}

PARTY = "江州市安康大药房有限公司和平路店"
"""The party of the case that most samples belong to."""
ELSEWHERE = {
    "江药监处罚〔2026〕22号",
    "江药监处罚〔2026〕24号",
    "江药监强制〔2026〕7号",
    "江药监强制〔2026〕8号",
    "江药监清〔2026〕5号",
    "江药监清〔2026〕6号",
    "江药监清〔2026〕10号",
    "江药监清〔2026〕12号",
    "江药监清〔2026〕13号",
    "江药监清〔2027〕1号",
    "江药监证〔2026〕8号",
    "江药抽〔2026〕112号",
}
"""Numbers that samples name and no sample carries: other cases, further lists, a bag of evidence, a sample."""
NUMBER = re.compile(r"江药[^〔\s，（、《》。\"]{0,6}〔20\d\d〕第?\d+号")
AMOUNT = re.compile(r"(?<![\d.,])(\d[\d,]*(?:\.\d+)?)元")
IDENTITY = re.compile(r"(?<![0-9A-Z])\d{17}[0-9X](?![0-9A-Z])")
CREDIT = re.compile(r"(?<![0-9A-Z])(?:[159][1-9]\d{6}[0-9A-Z]{10})(?![0-9A-Z])")
THE_CASE = """
case_source_registration.clue_time case_source_registration.reg_time case_source_registration.dept_date
case_filing_approval.ban_date case_filing_approval.lead_date inquiry_record.start_time
evidence_preservation_release.issue_date investigation_final_report.report_date case_review_form.submit_time
case_review_form.return_time penalty_prior_notice.issue_date pleading_record.start_time
disposition_approval.ban_date collective_discussion_record.start_time disposition_approval.lead_date
penalty_decision.issue_date property_disposal_record.time fine_deferral_notice.apply_date
fine_deferral_notice.issue_date case_closure_approval.ban_date case_closure_approval.lead_date
dossier_cover.closed_date dossier_note.date
""".split()  # noqa: SIM905 - a table reads better than quotes
"""The steps of the case, in the order in which the procedure takes them."""
THE_INSPECTION = """
inspection_plan.lead_date inspection_notice.issue_date meeting_attendance.time site_inspection_record.start_time
site_inspection_record.end_time inspection_to_enforcement_transfer.date rectification_notice.issue_date
responsibility_interview.time rectification_report.date rectification_review.date
comprehensive_assessment.issue_date conformity_notice.issue_date
""".split()  # noqa: SIM905
THE_COMPLAINT = """
complaint_registration.received_date complaint_identity_notice.issue_date complaint_acceptance_decision.issue_date
mediation_notice.issue_date mediation_agreement.issue_date
""".split()  # noqa: SIM905
every_form = pytest.mark.parametrize("code", list(FORMS))


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)


def whole(code: str) -> str:
    return "\n".join(texts(FORMS[code].sample))


def moment(path: str) -> datetime:
    """What the sample has there; a day counts from its beginning."""
    code, key = path.split(".")
    form = FORMS[code]
    field = form.field(key)
    assert field is not None, path
    value = read(form, field, form.sample[key])
    if isinstance(value, datetime):
        return value
    assert isinstance(value, date), path
    return datetime.combine(value, time())


def number(form: DocumentForm) -> str:
    return form.sample.get(form.numbered.field, "") if form.numbered.own else ""


def identity_is_right(text: str) -> bool:
    """GB 11643-1999: weights 2^(17-i) modulo 11."""
    weights = [pow(2, 17 - at, 11) for at in range(17)]
    rest = sum(int(digit) * weight for digit, weight in zip(text, weights, strict=False)) % 11
    return text[17] == "10X98765432"[rest]


@every_form
def test_the_sample_is_without_any_objection(code):
    assert check(FORMS[code], FORMS[code].sample) == []


@every_form
def test_check_digits_of_people_and_enterprises_are_right(code):
    found = whole(code)
    assert [one for one in CREDIT.findall(found) if uscc_fault(one)] == []
    people = [one for one in IDENTITY.findall(found) if not CREDIT.fullmatch(one)]
    assert [one for one in people if not identity_is_right(one)] == []
    for field in FORMS[code].fields:
        if field.key.endswith("uscc") and (value := FORMS[code].sample.get(field.key)):
            assert uscc_fault(value) == "", "the pattern finds every code"
            assert CREDIT.fullmatch(value)


@every_form
def test_amounts_are_written_in_one_manner(code):
    wrong = [one for one in AMOUNT.findall(whole(code)) if not re.fullmatch(r"\d{1,3}(,\d{3})*\.\d\d", one)]
    assert wrong == []


def test_who_is_named_in_several_samples_is_described_alike():
    known: dict[tuple[str, str], set[str]] = defaultdict(set)
    for form in FORMS.values():
        party = str(form.sample.get("party_name") or form.sample.get("unit_name") or "").split("\n")[0]
        for key in ("uscc", "address", "legal_rep", "phone", "id_no", "license_no", "quality_head", "contact"):
            if party and form.sample.get(key):
                known[party, key].add(form.sample[key])
        for name, certificate in (("officer1_name", "officer1_cert"), ("officer2_name", "officer2_cert")):
            if form.sample.get(certificate):
                known[form.sample[name], "certificate"].add(form.sample[certificate])
    assert {who: values for who, values in known.items() if len(values) > 1} == {}
    assert len(known[PARTY, "uscc"]) == 1


def test_a_number_is_given_once_and_what_is_named_exists():
    own = [one for form in FORMS.values() if form.code != "dossier_cover" if (one := number(form))]
    assert len(own) == len(set(own)) > 50
    named = {one for code in FORMS for one in NUMBER.findall(whole(code))}
    assert named - set(own) == ELSEWHERE


def test_the_decision_is_one_in_every_sample_that_names_it():
    decision = FORMS["penalty_decision"].sample
    naming = [form for form in FORMS.values() if decision["doc_no"] in whole(form.code)]
    assert len(naming) >= 7
    for form in naming:
        for key in ("decision_date", "issue_date" if form.code == "penalty_decision" else "decision_date"):
            assert form.sample.get(key, decision["issue_date"]) == decision["issue_date"], form.code
        party = str(form.sample.get("party_name", PARTY)).split("\n")[0]
        assert party == PARTY, form.code
        assert PARTY in form.sample.get("case_name", PARTY)
    fine = "5,000.00元"
    for code in ("penalty_prior_notice", "collective_discussion_record", "disposition_approval", "penalty_decision"):
        assert fine in whole(code), code
    for code in ("case_closure_approval", "penalty_info_summary", "investigation_final_report"):
        assert fine in whole(code), code
        assert "35.00元" in whole(code), code


def test_forms_that_know_the_day_of_filing_agree():
    days = {form.code: form.sample["filed_date"] for form in FORMS.values() if form.sample.get("filed_date")}
    assert len(days) >= 4
    assert set(days.values()) == {FORMS["case_filing_approval"].sample["lead_date"]}


@pytest.mark.parametrize("steps", [THE_CASE, THE_INSPECTION, THE_COMPLAINT])
def test_the_steps_follow_each_other(steps):
    for one, other in itertools.pairwise(steps):
        assert moment(one).date() <= moment(other).date(), (one, other)


def test_nobody_works_in_two_places_at_once():
    """The records of the two officers lie one after the other; a visit may be written down in two ways."""
    hours = {
        code: (moment(f"{code}.start_time"), moment(f"{code}.end_time"))
        for code, form in FORMS.items()
        if form.sample.get("officer1_name") and form.sample.get("end_time")
    }
    assert all(start < end for start, end in hours.values())
    over = [
        {one, other}
        for one, other in itertools.combinations(hours, 2)
        if hours[one][0] < hours[other][1] and hours[other][0] < hours[one][1]
    ]
    assert len(hours) >= 5
    assert over == [{"site_record", "site_inspection_record"}]


def test_the_samples_can_be_written_as_json():
    for form in FORMS.values():
        assert json.loads(json.dumps(form.sample, ensure_ascii=False)) == form.sample
