"""What a step of a procedure says for the document it needs: what is applied for, on which articles, to which other document it belongs.

A document drafted from its step knows the step (``key/transition``); drafted by itself it is filled from the case alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from inspector_app.catalog.form import DocumentForm
from inspector_app.records.document import Document
from inspector_app.rules.deadline_request import CHINA

from . import (
    case_clocks,
    case_step_deciding,
    case_step_enforcing,
    case_step_seizing,
    case_step_testing,
    office,
    penalising,
)
from .case_carrying import Others
from .case_clocks import Ledger
from .case_step_proposing import proposal, seven
from .case_step_words import (
    Told,
    bracketed,
    cited,
    day_of,
    grounds,
    grounds_of_form,
    issued,
    penal_of,
    said,
    step_of,
    suspicion,
    words_of,
)
from .desk import Desk

_LISTED = {
    "evidence_preservation.proposed": "先行登记保存证据通知书",
    "evidence_preservation.preserved.released": "解除先行登记保存证据通知书",
    "evidence_preservation.preserved.to_seizure": "实施行政强制措施决定书",
    "coercive_measure.in_force.released": "解除行政强制措施决定书",
    "coercive_measure.extended.released": "解除行政强制措施决定书",
    "coercive_measure.in_force.moved_police": "其他",
    "coercive_measure.extended.moved_police": "其他",
    "crime_transfer.": "其他",
    "coercive_measure.": "实施行政强制措施决定书",
}
"""The document a list of goods belongs to, by the beginning of the step."""
BANDS = {"mitigate": "减轻", "lenient": "从轻", "normal": "一般", "severe": "从重"}


def values(
    desk: Desk,
    kept: Ledger,
    known: Mapping[str, Any],
    form: DocumentForm,
    others: Others,
    *,
    step: str = "",
    document: Document | None = None,
) -> dict[str, Any]:
    """Return what the step (``key/transition``, empty for none) says for the fields of a form, by field key.

    ``document`` is the one to be filled, where there is one yet. None says that a field stays blank here, whatever the case knows.
    """
    told = Told(
        desk=desk,
        kept=kept,
        known=known,
        step=step_of(kept, step),
        today=desk.now().astimezone(CHINA).date(),
        others=others,
        words=step,
        document=document,
    )
    made = _FORMS.get(form.code)
    served = 1 if form.copies.served is None else form.copies.served
    # What the paper says is what is printed in one go (``printing.copies_of``).
    total = form.copies.total or served + form.copies.file
    found: dict[str, Any] = {"copies_n": total, "served_n": served}
    if not form.copies.others:
        found |= {"copies_total": total, "copies_served": served}
    ground = grounds_of_form(told, form)
    if ground:
        found |= {one.key: ground for one in form.fields if one.type == "law_refs" and one.required and not one.fill}
    found |= {} if made is None else made(told)
    kept_values = {key: value for key, value in found.items() if value or value is None}
    return {key: str(value) if isinstance(value, int) else value for key, value in kept_values.items()}


# Filing


def _source(told: Told) -> dict[str, Any]:
    name = office.organisation(told.desk).name
    return {
        "inspectors": [{"姓名": one.name, "所属单位": one.unit or name} for one in told.kept.case.officers],
        "reg_time": told.desk.now().astimezone(CHINA).isoformat(timespec="minutes"),
    }


def _filing(told: Told) -> dict[str, Any]:
    days = sorted({one.act_date for one in told.kept.facts if one.act_date is not None})
    happened = "至".join(said(day) for day in dict.fromkeys((days[0], days[-1]))) if days else ""
    found: dict[str, Any] = {"happen_time": happened}
    if told.kept.case.party.kind == "organization":
        # The form has its place for it in the row of persons only.
        found["id_no"] = None
    if told.step is None:
        return found
    if told.step.transition.to == "not_filed":
        return found | {"decision_type": "不予立案", "reason": proposal(told)}
    if told.step.transition.to != "filed":
        return found
    penal = words_of(penal_of(told))
    reason = "经核查，有证据初步证明存在上述违法行为，"
    reason += f"依据{penal}应当给予行政处罚，" if penal else "依法应当给予行政处罚，"
    reason += "属于本局管辖，没有超过处罚时效，符合《市场监督管理行政处罚程序规定》第十九条第一款，建议立案。"
    return found | {"decision_type": "立案", "reason": reason}


# Matters, lists, evidence kept


def _matter(told: Told) -> dict[str, Any]:
    step = told.step
    if step is None:
        return {}
    found: dict[str, Any] = {
        "matter": (step.transition.matters or ("",))[0],
        "legal": grounds(told),
        "reason": proposal(told),
    }
    if told.at("evidence_preservation.proposed.preserved"):
        found["period"] = "至".join(said(one) for one in seven(told))
    if told.at("coercive_measure.in_force.extended"):
        found["period"] = "至".join(said(one) for one in case_step_seizing.extension_days(told))
    return found


def _list(told: Told) -> dict[str, Any]:
    code = told.step.code if told.step is not None else ""
    owner = next((name for start, name in _LISTED.items() if code.startswith(start)), "")
    kept = case_step_seizing.kept_goods(told)
    return {"for_doc": owner, "subject": "财物" if kept else "", "items": kept}


def _preservation(told: Told) -> dict[str, Any]:
    machine = told.kept.book.machine("evidence_preservation")
    first = machine.transition("proposed.preserved")
    step = told.step.transition if told.step is not None else first
    legal = cited(told.desk, told.kept, step.legal or (first.legal if first else ())) if step else []
    return {
        "suspected": suspicion(told),
        "legal": legal,
        "period": list(seven(told)),
        "list_no": case_step_seizing.list_number(told),
    }


def _release(told: Told) -> dict[str, Any]:
    notices = [one for one in issued(told) if one.form_code == "evidence_preservation_notice"]
    run = case_clocks.runs(told.kept).get("evidence_preservation.seven")
    return {
        "orig_no": notices[-1].number if notices else "",
        "orig_date": day_of(run.start).isoformat() if run else "",
        "effective_date": told.today.isoformat(),
        "list_no": case_step_seizing.list_number(told),
        "scope": "全部解除"
        if notices and case_step_seizing.all_back(told, str(notices[-1].values.get("list_no")))
        else "",
    }


# Investigation and review


def _inquiry(told: Told) -> dict[str, Any]:
    before = sum(one.form_code == "inquiry_record" for one in issued(told))
    case = told.kept.case
    return {
        "times": f"{before + 1}",
        "place": case.place,
        "contact_address": case.party.contact_address or case.party.address,
    }


def _report(told: Told) -> dict[str, Any]:
    penal, violated = words_of(penal_of(told)), words_of(told.known.get("penalty.violated") or [])
    name, party = suspicion(told), told.kept.case.party
    nature = f"当事人的上述行为违反了{violated}的规定，构成{name}。" if violated and name else ""
    if nature and penal:
        nature += f"应当依照{penal}的规定处理。"
    number = f"（证号：{party.licence_no}）" if party.licence_no else ""
    holds = f"当事人{party.name}，持有{bracketed(party.licence_name)}{number}。" if party.licence_name else ""
    return {
        "sec1": holds or (f"当事人{party.name}。" if party.name else ""),
        "sec4": nature,
        "suspicion": name,
        "need_legal_review": _review_due(told),
        "penalty_items": _proposed(told, penal),
    }


def _proposed(told: Told, penal: str) -> list[dict[str, str]]:
    """What is proposed, with the article it rests on and the degree."""
    found = []
    for charge in penalising.charges(told.desk, told.kept.case.id):
        for item in charge.decided.items if charge.decided else ():
            fine = item.kind == penalising.FINE
            degree = BANDS.get(charge.decided.band, "") if fine and charge.decided else "应当并处"
            cells = {"处罚种类": item.kind, "法律依据": penal, "裁量情节": degree, "数额/内容": item.text}
            found.append({key: value for key, value in cells.items() if value})
    return found


def _review_due(told: Told) -> str:
    answer = told.kept.case.answers.get("legal_review_required")
    return {True: "是", False: "否"}[answer] if isinstance(answer, bool) else ""


def _review(told: Told) -> dict[str, Any]:
    kind = "法制审核" if told.kept.case.answers.get("legal_review_required") is True else "案件审核"
    units = {one.unit for one in told.kept.case.officers}
    # One unit handles the case: its name; more of them, or none recorded, is for a person to say.
    dept = units.pop() if len(units) == 1 else ""
    return {"review_type": kind, "submit_time": told.today.isoformat(), "dept": dept}


def _forwarding(told: Told) -> dict[str, Any]:
    return {"matter_kind": {"complaint": "投诉", "report": "举报"}.get(told.step.machine if told.step else "", "")}


def _identification(told: Told) -> dict[str, Any]:
    return {"goods": case_step_seizing.kept_goods(told)}


_FORMS: dict[str, Callable[[Told], dict[str, Any]]] = {
    "case_source_registration": _source,
    "case_filing_approval": _filing,
    "case_matter_approval": _matter,
    "property_list": _list,
    "evidence_preservation_notice": _preservation,
    "evidence_preservation_release": _release,
    "inquiry_record": _inquiry,
    "investigation_final_report": _report,
    "case_review_form": _review,
    "complaint_forwarding_notice": _forwarding,
    "assist_identification_notice": _identification,
    **case_step_deciding.FORMS,
    **case_step_seizing.FORMS,
    **case_step_testing.FORMS,
    **case_step_enforcing.FORMS,
}
