"""What hearing, carrying out, transfer and public announcement say for their documents, from the decision and what followed it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from inspector_app.catalog.law import chinese_number

from . import case_carrying, case_clocks, case_facts, case_laws, paying, penalising
from .case_carrying import served_on
from .case_step_words import Told, cited, field_law, issued, said, suspicion

_DECISION, _DEMAND = "penalty_decision", "performance_demand"
_TRANSFERRED = (
    "investigation_final_report",
    "site_record",
    "inquiry_record",
    "property_list",
    "coercive_measure_decision",
    "testing_result_notice",
)
"""What is handed over with a case, where it was made: the report, the records, the lists, the measures, the test results."""


# Hearing


def _hearing_notice(told: Told) -> dict[str, Any]:
    # The form says 涉嫌 before it.
    return {"case_name": suspicion(told)}


def _hearing_record(told: Told) -> dict[str, Any]:
    agents = [
        {"姓名": one.name, "代理权限": one.scope, "证件号": one.id_no}
        for one in told.kept.case.agents
        if one.authorised_on
    ]
    return {"officers_present": told.known.get("officers"), "agents": agents}


def _hearing_report(told: Told) -> dict[str, Any]:
    return {"officers_present": told.known.get("officers")}


# Carrying out


def _unpaid(told: Told) -> tuple[Decimal, Decimal]:
    """The fine and its surcharge to this day where the fine is known to be owed; nothing once it was paid or cannot be told."""
    state = paying.state(told.desk, told.kept.case.id, told.today)
    owed = state is not None and state.payment.paid_on is None and not state.payment.parts and not state.fault
    return (state.fine, state.surcharge) if state is not None and owed else (Decimal(0), Decimal(0))


def _demand(told: Told) -> dict[str, Any]:
    fine, late = _unpaid(told)
    if not fine:
        return dict.fromkeys(("unperformed", "fine", "late_fee", "total"))
    return {
        "unperformed": f"缴纳罚款人民币{fine:,.2f}元",
        "fine": f"{fine:.2f}",
        "late_fee": f"{late:.2f}" if late else "",
        "total": f"{fine + late:.2f}" if late else "",
        "bank": told.known.get("org.bank"),
    }


def _deferral(told: Told) -> dict[str, Any]:
    parts, fine = told.kept.case.payment.parts, paying.fine_of(told.desk, told.kept.case.id)
    rows = [
        {"期次": f"{n}", "截止日期": f"{said(one.due)}前", "金额": f"{one.amount:,.2f}"}
        for n, one in enumerate(parts, 1)
    ]
    found: dict[str, Any] = {"fine": f"{fine:.2f}" if fine else "", "bank": told.known.get("org.bank")}
    if len(parts) == 1:
        return found | {"result": "同意延期", "deferred_to": parts[0].due.isoformat()}
    if rows:
        total = sum((one.amount for one in parts), Decimal(0))
        return found | {"result": "同意分期", "plan": [*rows, {"期次": "合计", "金额": f"{total:,.2f}"}]}
    return found


def _application(told: Told) -> dict[str, Any]:
    decision = case_carrying.newest(told.others, _DECISION, told.words, told.document)
    demand = case_carrying.newest(told.others, _DEMAND, told.words, told.document)
    fine, late = _unpaid(told)
    found: dict[str, Any] = {"request": f"罚款{penalising.money(fine)}" if fine else ""}
    if told.kept.case.party.kind == "organization":
        # The form asks for it of persons.
        found["respondent_id"] = None
    begun = _late_from(told)
    if late and begun is not None:
        found["late_fee"] = f"{penalising.money(late)}，自{said(begun)}起每日按罚款数额的百分之三计算，以罚款数额为限"
    over = set(case_clocks.expired(told.kept, told.desk.now()))
    silent = {"enforcement.reconsider", "enforcement.sue"} <= over and told.kept.case.answers.get("appealed") is False
    served = served_on(told.others, decision) if decision is not None else ""
    if decision is not None and served and fine and silent:
        found["relief_state"] = (
            f"本局于{said(case_carrying.day_of(decision))}对被申请人作出《行政处罚决定书》（{decision.number}），{said(served)}送达。"
            "被申请人没有缴纳罚款，在法定期限内没有申请行政复议，也没有提起行政诉讼。"
        )
    if demand is not None and fine and "enforcement.demand10" in over:
        found["demand_state"] = "被申请人在催告的期限内仍没有履行。"
    return found


def _late_from(told: Told) -> date | None:
    """The first day that bears a surcharge: the one after the last day to pay."""
    state = paying.state(told.desk, told.kept.case.id, told.today)
    return state.due + timedelta(days=1) if state is not None and state.due is not None else None


# Transfer


def _crime(told: Told) -> dict[str, Any]:
    machine = told.kept.book.machine("crime_transfer")
    sent = machine.transition("approved.sent")
    legal = cited(told.desk, told.kept, sent.legal, today=told.today) if sent is not None else []
    return {"facts": _facts(told), "legal": legal + field_law(told, machine.code), "attachment_list": _materials(told)}


def _transfer(told: Told) -> dict[str, Any]:
    return {"facts": _facts(told), "material_list": _materials(told)}


def _facts(told: Told) -> str:
    return str(told.known.get("findings.summary") or "").rstrip("。")


def _materials(told: Told) -> list[dict[str, str]]:
    """What goes with a case: its papers that the law names, then its exhibits, each with its number of pages where that is known."""
    papers = [
        (f"{one.name}（{one.number}）" if one.number else one.name, one.pages)
        for one in issued(told)
        if one.form_code in _TRANSFERRED
    ]
    exhibits = [
        (f"{one.label}{one.name}", one.pages)
        for one in case_facts.exhibits(told.desk, told.kept.case.id)
        if not one.document_id
    ]
    return [
        {"序号": f"{n}", "材料名称": name, "份数": "1", "页数": f"{pages}" if pages else ""}
        for n, (name, pages) in enumerate([*papers, *exhibits], 1)
    ]


# Public announcement


def _announcement(told: Told) -> dict[str, Any]:
    found = [
        one
        for code in ("penalty_decision", "no_penalty_decision", "penalty_prior_notice")
        if (one := case_carrying.newest(told.others, code, told.words, told.document)) is not None
        and not served_on(told.others, one)
    ][:1]
    clock = told.kept.book.machine("service").clock("announce30")
    words = str(told.known.get("penalty.words") or "")
    name = suspicion(told)
    decided = bool(found) and found[0].form_code == _DECISION
    return {
        "doc_list": [{"序号": "", "文书名称": one.name, "文号": one.number} for one in found],
        "doc_date": case_carrying.day_of(found[0]) if found else "",
        "summary": f"因你（单位）{name}，决定给予行政处罚：{words}。" if decided and name and words else "",
        "effect_date": f"自公告发布之日起经过{chinese_number(clock.duration)}日" if clock and clock.duration else "",
    }


def _violation_type(told: Told) -> dict[str, Any]:
    charged = penalising.charges(told.desk, told.kept.case.id)
    names = [case_laws.book_of(told.desk, one).violation(one.applied).name for one in charged]
    return {"violation_type": suspicion(told) or "、".join(names), "penalty": told.known.get("penalty.words")}


FORMS: dict[str, Callable[[Told], dict[str, Any]]] = {
    "hearing_notice": _hearing_notice,
    "hearing_record": _hearing_record,
    "hearing_report": _hearing_report,
    "performance_demand": _demand,
    "fine_deferral_notice": _deferral,
    "court_enforcement_application": _application,
    "crime_transfer_letter": _crime,
    "case_transfer_letter": _transfer,
    "public_service_announcement": _announcement,
    "penalty_info_summary": _violation_type,
}
