"""Every document that a step asks for, made by one click along whole procedures: asked once, the same everywhere, nothing from nowhere."""

from __future__ import annotations

import re
from datetime import date, timedelta
from string import Formatter

import msgspec
import pytest

from inspector_app.casework import (
    case_carrying,
    case_clocks,
    case_papers,
    case_step_proposing,
    case_timeline,
    cases,
    differing,
    issuing,
    office,
    paying,
    proofing,
)
from inspector_app.casework.document_values import record_values
from inspector_app.casework.drafting import draft_for_case
from inspector_app.catalog.form import BY_HAND
from inspector_app.records.person import Organisation

from . import case_flow, step_walk
from .case_flow import DAY, PACKS

SEIZED = ("proposed.approved", "approved.in_force", "in_force.extended", "extended.released")
TESTED = ("proposed.approved", "approved.in_force", "in_force.testing", "testing.in_force", "in_force.disposed_early")
HANDED = ("proposed.approved", "approved.in_force", "in_force.moved_police")
SAMPLED = ("sampled.sent", "sent.reported", "reported.told")
HEARD = ("requested.host_assigned", "host_assigned.notified", "notified.held", "held.reported")
FORCED = ("due.overdue", "overdue.demanded", "demanded.court")
CRIME = ("suspected.team_report", "team_report.approved", "approved.sent", "sent.police_filed")
COMPLAINT = ("received.registered", "registered.accepted", "accepted.mediating", "mediating.terminating")
ASKED = {
    "coercive_measure": {
        "site_record": {
            "start_time",
            "end_time",
            "presence_notice",
            "ans_cert",
            "ans_recusal",
            "scene",
            "party_statement",
            "confirm",
        },
        "coercive_measure_decision": {"measure"},
        "coercive_extension_decision": {"reason"},
        "entrusted_custody": {"custodian", "place"},
        "assist_seizure_notice": {"recipient", "content"},
        "testing_commission": {"kind", "institution", "samples", "items", "report_deadline"},
        "testing_result_notice": {"report_no", "result"},
        "service_receipt": {"method"},
        "early_disposal_confirmation": {"method"},
        "early_disposal_announcement": {"method", "period"},
        "property_disposal_record": {"time", "place", "supervisor", "method"},
        "seized_goods_transfer_notice": {"police_org"},
    },
    "sampling_testing": {
        "sampling_record": {"base_qty", "qty", "process", "storage", "seal_state", "method"},
        "testing_commission": {"kind", "institution", "items", "report_deadline"},
        "testing_period_notice": {"decision_date", "measure"},
        "testing_result_notice": {"report_no", "result"},
        "service_receipt": {"method"},
        "sample_handover": {"seal_ok", "cold", "time"},
    },
    "hearing": {
        "hearing_notice": {"time", "place", "host", "clerk", "open"},
        "hearing_record": {"start_time", "end_time", "proc", "confirm"},
        "hearing_report": {"basic", "opinion"},
        "service_receipt": {"method"},
    },
    "enforcement": {
        "performance_demand": set(),
        "court_enforcement_application": {"org_rep", "org_rep_title"},
        "service_receipt": {"method"},
    },
    "crime_transfer": {"crime_transfer_letter": {"police_org"}, "seized_goods_transfer_notice": set()},
    "complaint": {
        "complaint_acceptance_decision": {"subject"},
        "mediation_notice": {"recipient", "time", "place", "recusal_days", "mediator"},
        "mediation_termination_decision": {"recipient", "ground_detail"},
    },
}
"""What only a person can say, form by form; all else is in the document when it is opened."""
MAY_DIFFER = {"case.list_no", "case.next_doc_no", "case.name"}
"""Every measure has a list of its own; a notice to the party says what it is suspected of where other papers name the case."""


@pytest.fixture(scope="module")
def clock():
    return case_flow.Setting(DAY)


@pytest.fixture(scope="module")
def desk(tmp_path_factory, clock):
    opened = step_walk.new_desk(tmp_path_factory.mktemp("行 程") / "数据", clock)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def walks(desk, clock):
    """One case led along each procedure."""
    ways = {
        "seized": ("coercive_measure", SEIZED, "cosmetic"),
        "tested": ("coercive_measure", TESTED, "device"),
        "handed": ("coercive_measure", HANDED, "drug"),
        "sampled": ("sampling_testing", SAMPLED, "drug"),
        "heard": ("hearing", HEARD, "drug"),
        "forced": ("enforcement", FORCED, "drug"),
        "crime": ("crime_transfer", CRIME, "drug"),
        "complaint": ("complaint", COMPLAINT, "drug"),
    }
    return {
        name: step_walk.walk(desk, clock, machine, way, domain=field) for name, (machine, way, field) in ways.items()
    }


def issued(desk, going):
    return [one for one in issuing.documents(desk, case_id=going.case_id) if one.status == "issued"]


def of(desk, going, code):
    return [one for one in issued(desk, going) if one.form_code == code]


def said(value):
    """A value without what only its form adds to it."""
    text = "；".join(str(one) for one in value) if isinstance(value, list) else str(value)
    return text.partition("（涉")[0].removeprefix("《").removesuffix("》")


def test_only_what_a_person_alone_can_say_is_asked(walks):
    asked = {
        (going.machine, one.code, key)
        for going in walks.values()
        for one in going.made
        for key in one.asked
        if key not in ASKED[going.machine].get(one.code, ())
        # Forms of the inspection of goods that no record of a case describes.
        and one.code not in ("drug_sampling_record", "complaint_registration", "report_registration")
    }
    assert asked == set()


def test_two_documents_of_a_case_that_name_the_same_thing_say_the_same(desk, walks):
    for name, going in walks.items():
        told: dict[str, dict[str, str]] = {}
        for one in issued(desk, going):
            form = issuing.form_of(desk, one)
            for field in form.fields:
                value = one.number if field.key == form.numbered.field and one.number else one.values.get(field.key)
                if (
                    field.fill
                    and field.fill not in MAY_DIFFER
                    and field.type not in BY_HAND
                    and value not in (None, "", [])
                ):
                    told.setdefault(field.fill, {})[f"{one.name}.{field.key}"] = said(value)
        differ = {path: found for path, found in told.items() if len(set(found.values())) > 1}
        # A record of another day has its own hours, and the topic of that day.
        differ = {path: found for path, found in differ.items() if not path.startswith("inspection.")}
        assert differ == {}, name


def test_a_number_a_document_cites_is_that_of_an_issued_one(desk, walks):
    for going in walks.values():
        documents = issued(desk, going)
        numbers = {one.number for one in documents} | set(step_walk.PAPER_NUMBERS.values())
        for one in documents:
            form = issuing.form_of(desk, one)
            for field in form.fields:
                if field.fill.startswith("made.") and field.fill.endswith(".number"):
                    assert one.values.get(field.key) in numbers | {None}, (one.name, field.key)


def test_a_seizure_runs_from_its_decision_through_its_extension_to_its_end(desk, walks):
    going = walks["seized"]
    (decision,), (extension,), (release,) = (
        of(desk, going, code)
        for code in ("coercive_measure_decision", "coercive_extension_decision", "coercive_release_decision")
    )
    lists = of(desk, going, "property_list")
    assert decision.values["days"] == "30"
    assert [one["text"] for one in decision.values["legal"]] == ["《化妆品监督管理条例》第四十六条"]
    assert decision.values["list_no"] == decision.values["attach_no"] == lists[0].number
    assert extension.values["orig_no"] == release.values["orig_no"] == decision.number
    assert extension.values["measure"] == release.values["measure"] == decision.values["measure"]
    assert extension.values["list_no"] == lists[0].number
    assert release.values["list_no"] == lists[1].number
    run = case_clocks.runs(case_clocks.ledger(desk, going.case_id))["coercive_measure.base30"]
    began = run.start.astimezone(step_walk.CHINA).date()
    assert [date.fromisoformat(one) - began for one in extension.values["period"]] == [
        timedelta(days=31),
        timedelta(days=60),
    ]
    assert [one["text"] for one in extension.values["legal"]] == [
        "《中华人民共和国行政强制法》第二十五条第一款",
        "《中华人民共和国行政强制法》第二十五条第二款",
    ]
    assert extension.number in release.values["extension_no"]
    assert (release.values["scope"], release.values["reason"]) == ("全部", "没有违法行为")
    assert [one["text"] for one in release.values["legal"]] == [
        "《中华人民共和国行政强制法》第二十八条第一款第（一）项"
    ]
    (custody,) = of(desk, going, "entrusted_custody")
    assert custody.values["period"] == [began.isoformat(), (began + timedelta(days=30)).isoformat()]
    approvals = {one.values["matter"]: one.values for one in of(desk, going, "case_matter_approval")}
    assert set(approvals) == {"实施行政强制措施", "延长行政强制措施期限"}
    assert decision.number in approvals["延长行政强制措施期限"]["reason"]
    # The extension rests on the general law alone.
    assert "化妆品" not in str(approvals["延长行政强制措施期限"]["legal"])


def test_the_record_of_a_seizure_tells_of_its_decision_and_nothing_of_the_inspection_before(desk, walks):
    going = walks["handed"]
    (decision,), (record,) = of(desk, going, "coercive_measure_decision"), of(desk, going, "site_record")
    assert decision.number in record.values["coercive_notice"]
    assert "第一百条第二款" in record.values["coercive_notice"]
    assert record.values["inspect_topic"] == "涉嫌销售劣药"
    (made,) = [one for one in going.made if one.code == "site_record"]
    assert "start_time" not in made.record


def test_a_receipt_is_for_what_its_step_serves(desk, walks):
    (extension,) = of(desk, walks["seized"], "coercive_extension_decision")
    (receipt,) = of(desk, walks["seized"], "service_receipt")
    assert [row["文号"] for row in receipt.values["doc_list"]] == [extension.number]
    (period,) = of(desk, walks["tested"], "testing_period_notice")
    (receipt,) = of(desk, walks["tested"], "service_receipt")
    assert [row["文号"] for row in receipt.values["doc_list"]] == [period.number]


def test_seized_drugs_have_seven_days_on_the_drug_law(desk, walks):
    (decision,) = of(desk, walks["handed"], "coercive_measure_decision")
    assert decision.values["days"] == "7"
    assert [one["text"] for one in decision.values["legal"]] == [
        "《中华人民共和国药品管理法》第一百条第二款",
        "《中华人民共和国药品管理法实施条例》第六十三条第一款",
    ]
    (letter,) = of(desk, walks["handed"], "seized_goods_transfer_notice")
    assert (letter.values["decision_no"], letter.values["decision_date"]) == (
        decision.number,
        decision.values["issue_date"],
    )


def test_premises_of_a_drug_case_are_sealed_for_thirty_days(desk, clock):
    case = step_walk.rich_case(desk, clock, "coercive_measure")
    step = "coercive_measure/approved.in_force"
    listed = draft_for_case(desk, case.id, "property_list", step)
    decision = draft_for_case(desk, case.id, "coercive_measure_decision", step)
    assert record_values(desk, decision)["days"] == "7"
    issuing.set_value(desk, listed.id, "subject", "场所")
    issuing.issue(desk, listed.id)
    assert record_values(desk, decision)["days"] == "30"


def test_a_test_takes_its_days_off_and_its_result_tells_what_may_be_done(desk, walks):
    going = walks["tested"]
    (decision,), (period,), (result,) = (
        of(desk, going, code)
        for code in ("coercive_measure_decision", "testing_period_notice", "testing_result_notice")
    )
    (commission,) = of(desk, going, "testing_commission")
    assert period.values["decision_no"] == decision.number
    assert period.values["period"] == [commission.values["issue_date"], commission.values["report_deadline"]]
    days = (date.fromisoformat(period.values["period"][1]) - date.fromisoformat(period.values["period"][0])).days + 1
    began = date.fromisoformat(decision.values["issue_date"])
    assert date.fromisoformat(period.values["extended_to"]) == began + timedelta(days=30 + days)
    assert result.values["institution"] == period.values["institution"] == commission.values["institution"]
    assert "七个工作日" in result.values["objection"]
    (drug,) = of(desk, walks["sampled"], "testing_result_notice")
    assert "七日内" in drug.values["objection"]
    assert "药品检验机构申请复验" in drug.values["objection"]


def test_a_sample_is_described_once_and_numbered_once(desk, walks):
    going = walks["sampled"]
    (record,), (commission,), (label,), (handover,) = (
        of(desk, going, code)
        for code in ("sampling_record", "testing_commission", "drug_seal_label", "sample_handover")
    )
    assert label.values["sample_no"] == handover.values["sample_no"] == record.number
    assert label.number == ""
    (row,) = commission.values["samples"]
    assert (row["样品名称"], row["生产日期/批号"], row["样品数量"]) == ("板蓝根颗粒", "20240512", record.values["qty"])
    assert (label.values["lot"], handover.values["qty"]) == ("20240512", record.values["qty"])


def test_a_demand_and_the_application_reckon_the_fine_from_the_decision(desk, walks):
    (demand,) = of(desk, walks["forced"], "performance_demand")
    (application,) = of(desk, walks["forced"], "court_enforcement_application")
    assert demand.values["decision_no"] == step_walk.PAPER_NUMBERS["penalty_decision"]
    assert demand.values["fine"] == "150000.00"
    late, total = (float(demand.values[key]) for key in ("late_fee", "total"))
    assert total == 150000 + late
    assert application.values["demand_no"] == demand.number
    # By then the surcharge has reached the fine, beyond which it does not go.
    assert "人民币150,000.00元" in application.values["late_fee"]
    assert "没有申请行政复议，也没有提起行政诉讼" in application.values["relief_state"]
    assert "respondent_id" not in application.values


def test_an_issued_document_is_not_left_behind_by_what_was_made_after_it(desk, walks):
    for going in walks.values():
        for one in issued(desk, going):
            found = [
                (one.name, found.key, found.old, found.new)
                for found in differing.differences(desk, one.id)
                if found.open
                and issuing.form_of(desk, one).field(found.key).fill.partition(".")[0] in case_carrying.ASKED
            ]
            assert found == []


# From nothing, nothing


def test_an_empty_case_fills_nothing_but_what_the_packs_the_clock_and_the_office_say(tmp_path):
    clock = case_flow.Setting(DAY)
    desk = step_walk.new_desk(tmp_path / "空 案", clock)
    office.set_organisation(desk, Organisation(name="滨河市药品监督管理局", number_word="滨药监"))
    case = cases.open_from_source(desk, "other")
    cases.choose_officers(desk, case.id, ())
    packs = " ".join(
        str(msgspec.to_builtins(desk.library.procedure(code))) for code in desk.library.codes("procedure")
    ) + " ".join(str(msgspec.to_builtins(desk.library.form(code))) for code in desk.library.codes("document"))
    laws = {one.name for one in desk.library.lawbook().laws}
    today = desk.now().astimezone(step_walk.CHINA).date()
    allowed = {today.isoformat(), f"{today.year}年{today.month}月{today.day}日", "1", "2", "3", "未命名案件", "其他"}
    invented = {}
    for machine in desk.library.procedures().machines.values():
        for step in machine.transitions:
            needs = step.documents
            for code in (*needs.required, *needs.one_of, *needs.optional):
                document = draft_for_case(desk, case.id, code, f"{machine.code}/{step.id}")
                for key, value in record_values(desk, document).items():
                    for text in _texts(value):
                        known = text in allowed or text in laws or text.startswith(today.isoformat())
                        known = known or text in packs or text.replace("本局", "本机关") in packs
                        if not known and not _cited(text, laws) and text != "滨河市药品监督管理局":
                            invented[code, key] = text
                issuing.discard(desk, document.id)
    desk.close()
    assert {found for found in invented.items() if found[0][1] not in SENTENCES} == set()


SENTENCES = {"reason", "proposal", "period", "conclusion", "ban_opinion", "facts"}
"""Where a step's own sentence stands: its words are the pack's, its days today's and the clocks'."""


def _texts(value):
    if isinstance(value, dict):
        for key, one in value.items():
            if key not in ("verified", "articles", "law"):
                yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    else:
        yield str(value)


def _cited(text, laws):
    name = re.match("《([^》]+)》第", text)
    return name is not None and name[1] in laws


# Runs, drafts, answers


@pytest.fixture
def begun(desk, clock):
    """A case with a decision of its first seizure, and a second seizure begun."""
    case = step_walk.rich_case(desk, clock, "coercive_measure")
    going = step_walk.Walk(desk=desk, clock=clock, case_id=case.id, machine="coercive_measure")
    step_walk.make(going, "coercive_measure_decision", "coercive_measure/approved.in_force")
    case_timeline.open_proceeding(desk, case.id, "coercive_measure")
    return case


def test_a_second_seizure_is_told_nothing_by_the_first(desk, begun):
    first = draft_for_case(desk, begun.id, "coercive_extension_decision", "coercive_measure/in_force.extended")
    second = draft_for_case(desk, begun.id, "coercive_extension_decision", "coercive_measure#2/in_force.extended")
    assert {"orig_no", "orig_date", "measure"} <= set(record_values(desk, first))
    assert not {"orig_no", "orig_date", "measure", "list_no", "period"} & set(record_values(desk, second))


def test_what_is_typed_into_a_draft_is_told_to_the_next_and_not_to_the_last(desk, begun):
    step = "sampling_testing/sampled.sent"
    before = draft_for_case(desk, begun.id, "testing_period_notice", step)
    commission = draft_for_case(desk, begun.id, "testing_commission", step)
    after = draft_for_case(desk, begun.id, "testing_result_notice", step)
    issuing.set_value(desk, commission.id, "institution", "滨河市药品检验所")
    assert record_values(desk, after)["institution"] == "滨河市药品检验所"
    assert "institution" not in record_values(desk, before)
    (field,) = [one for one in proofing.fill(desk, after.id) if one.key == "institution"]
    assert (field.source, field.missing) == ("本案文书", False)
    issuing.discard(desk, commission.id)
    assert "institution" not in record_values(desk, after)


def test_a_paper_from_elsewhere_tells_its_number_and_day(desk, clock):
    case = step_walk.rich_case(desk, clock, "coercive_measure")
    at = desk.now()
    paper = case_papers.add_paper(
        desk, case.id, "coercive_measure_decision", made_at=at, number="滨药监强制〔2026〕77号"
    )
    extension = draft_for_case(desk, case.id, "coercive_extension_decision", "coercive_measure/in_force.extended")
    values = record_values(desk, extension)
    assert (values["orig_no"], values["orig_date"]) == (paper.number, at.astimezone(step_walk.CHINA).date().isoformat())
    assert "measure" not in values


def test_what_was_seized_during_the_inspection_is_told_to_its_case(desk, clock):
    case = step_walk.rich_case(desk, clock, "coercive_measure")
    decision = issuing.draft(desk, case.inspection_id, "coercive_measure_decision")
    typed = {
        "party_name": step_walk.ENTERPRISE.name,
        "suspected": "销售劣药",
        "legal": [{"law": "药品管理法(2019)", "articles": ["100(2)"], "verified": True}],
        "list_no": "滨药监检〔2026〕9000号",
        "attach_no": "滨药监检〔2026〕9000号",
        "measure": "查封",
        "days": "7",
        "copies_n": "2",
        "served_n": "1",
        "issue_date": desk.now().date().isoformat(),
    }
    for key, value in typed.items():
        issuing.set_value(desk, decision.id, key, value, reason="测试")
    made = issuing.issue(desk, decision.id)
    extension = draft_for_case(desk, case.id, "coercive_extension_decision", "coercive_measure/in_force.extended")
    values = record_values(desk, extension)
    assert (values["orig_no"], values["measure"], values["list_no"]) == (made.number, "查封", typed["list_no"])


def test_an_answer_given_to_the_procedure_ticks_the_option_of_the_document(desk, clock):
    case = step_walk.rich_case(desk, clock, "complaint")
    decision = draft_for_case(desk, case.id, "complaint_rejection_decision", "complaint/registered.rejected")
    assert "ground" not in record_values(desk, decision)
    cases.answer(desk, case.id, {"reject_reason": "too_late"})
    assert record_values(desk, decision)["ground"].startswith("四 ")


def test_what_was_not_paid_for_good_is_not_demanded_twice(desk, walks):
    going = walks["forced"]
    paying.paid(desk, going.case_id, desk.now().date())
    demand = draft_for_case(desk, going.case_id, "performance_demand", "enforcement/overdue.demanded")
    assert not {"fine", "late_fee", "total", "unperformed"} & set(record_values(desk, demand))


# The packs


def test_every_blank_of_a_proposal_is_known():
    for machine in PACKS.procedures().machines.values():
        for step in machine.transitions:
            for _, name, _, _ in Formatter().parse(step.proposal):
                known = name is None or name in case_step_proposing.BLANKS
                assert known or PACKS.procedures().fact(name.removeprefix("answer_")).words, (step.id, name)
            offered = PACKS.form("case_matter_approval").field("matter").options
            assert set(step.matters) <= set(offered)
            assert not step.proposal or step.proposal.endswith(("依据：", "不予立案。"))


def test_a_fill_path_of_another_document_or_an_answer_leads_somewhere():
    for code in PACKS.codes("document"):
        for field in PACKS.form(code).fields:
            subject, _, rest = field.fill.partition(".")
            if subject == case_carrying.MADE:
                form, _, key = rest.partition(".")
                known = key in ("number", "date", "served") or PACKS.form(form).field(key) is not None
                assert known, (code, field.key)
            if subject == "answers":
                words = [one for one in PACKS.procedures().fact(rest).words if one != "none"]
                assert len(words) == len(field.options), (code, field.key)


def test_what_is_asked_once_is_asked_somewhere_and_used_elsewhere():
    used: dict[str, set[str]] = {}
    for code in PACKS.codes("document"):
        for field in PACKS.form(code).fields:
            if field.fill.partition(".")[0] in case_carrying.ASKED:
                used.setdefault(field.fill, set()).add(code)
    for path in (
        "testing.institution",
        "testing.kind",
        "coercive.measure",
        "hearing.host",
        "transfer.police",
        "sample.name",
    ):
        assert len(used[path]) > 1


def test_the_reasons_for_a_release_are_those_of_the_form_and_the_question():
    section = next(one for one in PACKS.procedures().machine("coercive_measure").sections if one.id == "releases")
    assert [one.text for one in section.clauses] == PACKS.form("coercive_release_decision").field("reason").options
    words = [one for one in PACKS.procedures().fact("release_reason").words if one != "none"]
    assert len(words) == len(section.clauses)


def test_what_a_form_rests_on_is_among_its_articles():
    for code in PACKS.codes("document"):
        for basis in PACKS.form(code).legal_basis:
            numbers = {one.partition("(")[0] for one in basis.articles}
            assert {one.partition("(")[0] for one in basis.grounds} <= numbers
            assert basis.verified or not basis.grounds
