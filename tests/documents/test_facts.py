"""No form lost a fact: field, column, signature, copies, notice, deadline, page rule, number word, conflict with the law, what is unverified.

``data/facts.jsonl`` is what was written down about the 93 documents before there were forms, one document a line. A form may add;
what it changes is listed here with its reason.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from inspector_app import places
from inspector_app.catalog.library import Library

from .pages_of_fifteen import DATA

FACTS: dict[str, dict[str, Any]] = {
    one["code"]: one for one in map(json.loads, (DATA / "facts.jsonl").read_text("utf8").splitlines())
}
FORMS = {form.code: form for form in Library(places.forms_folder()).forms()}

BY_PEN_LATER = """
case_source_registration.reg_time case_source_registration.dept_opinion case_source_registration.dept_date
case_filing_approval.ban_date case_filing_approval.dept_opinion case_filing_approval.dept_date
case_filing_approval.lead_opinion case_filing_approval.lead_date case_matter_approval.ban_date
case_matter_approval.dept_opinion case_matter_approval.dept_date case_matter_approval.lead_opinion
case_matter_approval.lead_date service_address_confirmation.confirm_date evidence_extraction_sheet.provider_confirm
evidence_extraction_sheet.provider_date evidence_extraction_sheet.extract_date property_list.party_date
property_list.officer_date investigation_final_report.report_date investigation_final_report.dept_date
case_review_form.return_time case_review_form.opinion case_review_form.law_opinion case_review_form.law_date
hearing_report.date disposition_approval.ban_date disposition_approval.dept_opinion disposition_approval.dept_date
disposition_approval.lead_opinion disposition_approval.lead_date on_spot_penalty_decision.party_date
service_receipt.receive_time service_receipt.server_date case_closure_approval.ban_date
case_closure_approval.dept_opinion case_closure_approval.dept_date case_closure_approval.lead_opinion
case_closure_approval.lead_date complaint_registration.handler_date report_registration.handler_date
complaint_acceptance_decision.told_by complaint_acceptance_decision.told_at complaint_rejection_decision.told_by
complaint_rejection_decision.told_at mediation_notice.told_by mediation_termination_decision.told_by
mediation_termination_decision.told_complainant_at mediation_termination_decision.told_respondent_at
report_result_notice.told_by report_result_notice.told_at early_disposal_confirmation.party_date
""".split()  # noqa: SIM905 - a table reads better than quotes
"""Opinions, dates and tellings that come after the paper: required of the record, not needed to print."""
PRINTED_ANYWAY = """
service_address_confirmation.notice property_list.page_no seal_strip.word sampling_record.method
penalty_prior_notice.opinion_deadline hearing_notice.rights hearing_report.time_place hearing_report.people
penalty_decision.pay_deadline penalty_decision.bank penalty_decision.late penalty_decision.publicity
penalty_decision.copies_n penalty_decision.served_n fine_deferral_notice.late performance_demand.deadline
performance_demand.rights public_service_announcement.rights property_disposal_record.executor
""".split()  # noqa: SIM905
"""The form prints fixed words or another field there; the value only replaces them."""
OTHERWISE = {
    "case_source_registration.fields.inspectors.type": "two people with their offices are rows",
    "sampling_record.fields.method.label": "the label says which of two ways it is",
    "penalty_prior_notice.fields.opinion_deadline.note": "adds what is printed when it is left out",
    "penalty_decision.fields.pay_deadline.note": "adds what is printed when it is left out",
    "performance_demand.fields.deadline.note": "adds what is printed when it is left out",
    "complaint_acceptance_decision.fields.told_by.note": "adds when it is filled in",
    "fine_deferral_notice.fields.result.required": "the form cannot be printed without the choice",
    "fine_deferral_notice.fields.result.in_form": "the title and the sentence hang on it",
    "court_enforcement_application.fields.applicant.type": "its parts are fields of their own",
    "court_enforcement_application.fields.respondent.label": "its parts are fields of their own",
    "court_enforcement_application.fields.respondent.type": "its parts are fields of their own",
    "dossier_cover.fields.fonds.label": "the archive's number is three fields on the page",
    "dossier_cover.fields.pages.label": "pieces and pages are two fields on the page",
    "inspection_plan.fields.task_no.fill": "the task has a number of its own",
    "cosmetic_inspection_record.fields.checklist.fill": "each of the two records has its own columns",
    "device_inspection_record.fields.checklist.fill": "each of the two records has its own columns",
    "responsibility_interview.seal": "a notice that summons bears a seal",
    "site_inspection_record.copies.others": "the remark moved into the note",
    "site_inspection_record.copies.note": "holds the remark about the others",
}
ALLOWED = {
    *(f"{code}.fields.{key}.required" for code, key in (one.split(".") for one in [*BY_PEN_LATER, *PRINTED_ANYWAY])),
    *OTHERWISE,
}
KEYS = {"fields": "key", "tables": "key", "notices": "key", "deadlines": "label", "signatures": "who"}
"""By what the entries of a list are told apart; of others the order does not matter."""


def plain(value: Any) -> Any:
    """Numbers and words compare as words: a pack may write 53 or '53'."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value if value is None or isinstance(value, bool) else str(value)


def lost(path: str, fact: Any, ours: Any) -> Iterator[str]:
    if isinstance(fact, dict) and isinstance(ours, dict):
        for key, value in fact.items():
            yield from lost(f"{path}.{key}", value, ours.get(key))
    elif isinstance(fact, list) and isinstance(ours, list):
        name = KEYS.get(path.rpartition(".")[2])
        for entry in fact:
            if name is None:
                if all(any(lost(path, entry, one)) for one in ours):
                    yield f"{path}: {entry}"
                continue
            same = [one for one in ours if one[name] == entry[name]]
            if len(same) == 1:
                yield from lost(f"{path}.{entry[name]}", entry, same[0])
            elif all(any(lost(path, entry, one)) for one in same):
                yield f"{path}: {entry}"
    elif fact != ours and not (fact in (None, []) and ours in (None, [], "")):
        yield path


@pytest.mark.parametrize("code", list(FACTS))
def test_no_fact_is_lost(code):
    ours = plain(json.loads(msgspec.json.encode(FORMS[code])))
    assert [one for one in lost(code, plain(FACTS[code]), ours) if one not in ALLOWED] == []


def test_every_document_that_was_written_down_is_a_form_and_no_departure_is_out_of_date():
    assert set(FACTS) == set(FORMS)
    assert len(FACTS) == 93
    found = {
        one
        for code in FACTS
        for one in lost(code, plain(FACTS[code]), plain(json.loads(msgspec.json.encode(FORMS[code]))))
    }
    assert ALLOWED - found == set()


@pytest.mark.parametrize("code", list(FACTS))
def test_what_is_unverified_still_says_so(code):
    form, fact = FORMS[code], FACTS[code]
    assert form.verified is fact["verified"]
    assert form.numbered.doc_word_verified is bool(fact["numbered"].get("doc_word_verified"))
    open_then = {(one["law"], *map(str, one["articles"])) for one in fact["legal_basis"] if not one["verified"]}
    open_now = {(one.law, *one.articles) for one in form.legal_basis if not one.verified}
    assert open_then <= open_now
