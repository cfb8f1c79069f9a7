"""What a case says for a document: values by the fill path a form names, or by the key of a field that names none.

A value that is not known is absent, never guessed; what the officer types stands over it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from inspector_app.catalog.form import BY_HAND, COPIES_KEYS, DocumentForm, Field
from inspector_app.records.case import SOURCE_NAMES, Case
from inspector_app.records.document import Document
from inspector_app.rules.deadline_request import CHINA

from . import (
    case_carrying,
    case_clocks,
    case_facts,
    case_step_deciding,
    case_step_filling,
    case_step_persons,
    case_step_testing,
    case_step_words,
    cases,
    filling,
    issuing,
    penalising,
    vouching,
)
from .case_carrying import Others
from .case_clocks import Ledger
from .case_shapes import shape
from .desk import Desk

_DECISIONS = ("penalty_decision", "no_penalty_decision", "on_spot_penalty_decision")
_PARTY_SET = "party"
_STAGES: dict[tuple[str, str], str] = {
    ("ordinary", "filed"): "本局对当事人立案调查",
    ("evidence_preservation", "preserved"): "本局对有关证据先行登记保存",
    ("evidence_preservation", "released"): "本局解除先行登记保存",
    ("coercive_measure", "in_force"): "本局对有关财物采取查封、扣押措施",
    ("coercive_measure", "released"): "本局解除查封、扣押措施",
    ("ordinary", "concluded"): "本案调查终结",
}
"""What the course of a case tells of its steps."""
_KEYED: dict[str, str] = {
    "facts": "findings.facts",
    "violated_law": "penalty.violated",
    "nature": "penalty.violated",
    "penalty_law": "penalty.laws",
    "sec5": "penalty.laws",
    "discretion": "penalty.discretion",
    "sec6": "penalty.discretion",
    "sec3": "findings.facts",
    "penalty_items": "penalty.items",
    "total": "penalty.total",
    "fine": "penalty.fine",
    "payment": "penalty.payment",
    "with_hearing": "penalty.hearing",
    "need_hearing": "penalty.need_hearing",
    "decision": "penalty.words",
    "result": "penalty.words",
    "pleading": "case.pleading",
    "notice_info": "case.pleading",
    "correct": "case.correction",
    "decision_no": "case.decision_no",
    "decision_date": "case.decision_date",
    "filed_date": "case.filed_date",
    "closed_date": "case.closed_date",
    "list_no": "case.list_no",
    "goods_value": "case.goods_value",
    "evidence_summary": "evidence.list",
    "evidence": "evidence.list",
    "items": "evidence.items",
    "reconsider_body": "org.reconsideration_body",
    "court": "org.court",
    "phone": "party.phone",
}
"""Where the records give the value of a field that names no path, by the key such fields share between forms."""
RECORDED = frozenset(_KEYED) | {"illegal_gains", "act_time"}
"""The keys of fields without a path whose value is a statement of the records. Any other (the day of issue, a period, the list to serve, the
sentences a step proposes) is the program's proposal: another value there contradicts nothing, and asks for no reason."""
LEDGER, OTHERS = "ledger", "others"
"""Among the facts: what the limits were reckoned from, and the case's documents, so that each document does not read them again."""
_ANSWERS, _SOLE = "answers.", "sole."
"""Paths of an answer given to the procedure, and of what the only goods of a case say of a sample."""


def values(
    desk: Desk,
    case_id: str,
    form: DocumentForm,
    known: Mapping[str, Any] | None = None,
    *,
    step: str = "",
    document: Document | None = None,
) -> dict[str, Any]:
    """Return what the case knows for the fields of a form, in the shape each field takes; ``known`` are its facts, read before.

    ``step`` (``key/transition``) is the step the document is made for: what it says goes before what the case says at large, and that
    before what other documents were told. ``document`` is the one to be filled, where there is one yet.
    """
    known = facts(desk, case_id) if known is None else known
    step = document.step if document is not None else step
    said = case_step_filling.values(desk, known[LEDGER], known, form, known[OTHERS], step=step, document=document)
    found: dict[str, Any] = {}
    for field in form.fields:
        if field.type in BY_HAND or field.key == form.numbered.field:
            continue
        value = said[field.key] if field.key in said else _known(known, field, step, document)
        if value in ("", None):
            value = case_step_persons.crossed(known[LEDGER].case, field)
        shaped = shape(form, field, value)
        if shaped not in ("", None, []):
            found[field.key] = shaped
    return found | {key: said[key] for key in COPIES_KEYS if key in said}


def _known(known: Mapping[str, Any], field: Field, step: str, document: Document | None) -> Any:
    """What the records say for a field, else what another document was told, else what the only goods of the case say."""
    if not field.fill:
        return known.get(f"key.{field.key}")
    if field.fill.startswith(_ANSWERS):
        return _answer(known[LEDGER], field)
    value = known.get(field.fill)
    if value is None:
        value = case_carrying.find(known[OTHERS], field.fill, step, document)
    return known.get(f"{_SOLE}{field.fill}") if value is None else value


def _answer(kept: Ledger, field: Field) -> str | None:
    """The option of a field that stands where the answer stands among the words of its question."""
    name = field.fill.removeprefix(_ANSWERS)
    fact, given = kept.book.fact(name), kept.case.answers.get(name)
    words = [one for one in fact.words if one != "none"] if fact is not None else []
    return field.options[words.index(str(given))] if given in words and len(words) == len(field.options) else None


def facts(desk: Desk, case_id: str) -> dict[str, Any]:
    """Return every value the case holds, by path (``case.*``, ``party.*``, ``evidence.*``, ``penalty.*`` …, ``key.*`` by field key)."""
    kept = case_clocks.ledger(desk, case_id)
    case = kept.case
    found = filling.facts(desk, case.inspection_id) if case.inspection_id else filling.of_office(desk)
    others = case_carrying.others(desk, case_id)
    found |= _party(case) | _officers(case) | _head(desk, kept, others) | _findings(desk, case) | _evidence(desk, case)
    found |= _penalty(desk, case) | _complained(case)
    found |= _keys(desk, kept, found)
    found |= {f"{_SOLE}{path}": value for path, value in case_step_testing.sole_goods(case.goods).items()}
    found |= {LEDGER: kept, OTHERS: others}
    return {path: value for path, value in found.items() if value not in ("", None, [])}


def _complained(case: Case) -> dict[str, Any]:
    """What a complaint or report said as it came in; who said it is written into its registration."""
    if case.source not in ("complaint", "report"):
        return {}
    said = {"no": case.source_no, "received_date": _day(case.clue_at), "facts": case.clue, "clue": case.clue}
    return {f"{kind}.{name}": value for kind in ("complaint", "report") for name, value in said.items()}


def _day(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(CHINA).date().isoformat()


def _party(case: Case) -> dict[str, Any]:
    party = case.party
    return {
        "party.name": party.name,
        "party.license_name": case_step_words.bracketed(party.licence_name)
        or ("居民身份证" if party.kind == "natural_person" else ""),
        "party.license_no": party.licence_no,
        "party.uscc": party.uscc,
        "party.address": party.address,
        "party.site_address": party.site_address or party.address,
        "party.legal_rep": party.legal_representative,
        "party.id_no": party.id_no,
        "party.quality_head": party.quality_head,
        "party.phone": party.phone,
        "party.other_contact": party.other_contact,
        "party.contact_address": party.contact_address or party.address,
        "party.service_address": party.service_address or party.contact_address or party.address,
        "party.contact": " ".join(part for part in (party.contact_person, party.phone) if part),
        "key.shop_name": party.shop_name,
    }


def _officers(case: Case) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for position, officer in enumerate(case.officers):
        found[f"officers[{position}].name"] = officer.name
        found[f"officers[{position}].cert_no"] = officer.certificate_no
    names = "、".join(one.name for one in case.officers)
    return found | {"officers": names, "officers.names": names, "key.officers": names}


def step_day(kept: Ledger, machine: str, *states: str) -> str | None:
    """The day a procedure first came into one of the states, None when it has not."""
    return next((_day(at) for code, state, at in case_clocks.states(kept) if code == machine and state in states), None)


def _head(desk: Desk, kept: Ledger, others: Others) -> dict[str, Any]:
    case = kept.case
    issued = [one for one in issuing.documents(desk, case_id=case.id) if one.status == "issued"]
    numbers = {one.form_code: one.number for one in issued}
    # On the spot nothing is filed: the case begins with the decision and ends with its papers handed in.
    filed = step_day(kept, "ordinary", "filed") or step_day(kept, "summary", "issued")
    closed = step_day(kept, "ordinary", "closed") or step_day(kept, "summary", "filed_record")
    decided = [one for code in _DECISIONS if (one := case_carrying.newest(others, code)) is not None]
    decision = max(decided, key=case_carrying.day_of) if decided else None
    list_no = case.property_list_no or numbers.get("property_list", "")
    return {
        "case.no": case.no or numbers.get("case_filing_approval", ""),
        "case.name": cases.title(case),
        "case.source": SOURCE_NAMES[case.source],
        "case.source_no": case.source_no,
        "case.clue_time": case.clue_at.astimezone(CHINA).isoformat(timespec="minutes") if case.clue_at else None,
        "case.filed_date": filed,
        "case.closed_date": closed,
        "case.list_no": list_no,
        "case.coercive_doc_no": numbers.get("coercive_measure_decision", ""),
        "case.decision_no": decision.number if decision else "",
        "case.decision_date": case_carrying.day_of(decision) if decision else None,
        "case.pleading": case.pleading,
        "case.correction": case.correction,
        "inspection.place": case.place,
    }


def _findings(desk: Desk, case: Case) -> dict[str, Any]:
    told = [one for one in case_facts.facts(desk, case.id) if one.text]
    joined = "；".join(one.text.rstrip("。；") for one in told) + ("。" if told else "")
    numbered = "\n".join(f"{n}. {one.text}" for n, one in enumerate(told, 1))
    if case.unit is not None:
        # What the unit did and what the person answers for stand side by side: neither is the party's deed alone.
        numbered = f"查明以下事实：\n{numbered}" if len(told) > 1 else joined
    elif len(told) > 1:
        numbered = f"当事人有以下违法事实：\n{numbered}"
    elif told:
        # A finding is noted without its subject; a sentence of a decision has one.
        numbered = joined if joined.startswith(("当事人", case.party.name or "当事人")) else f"当事人{joined}"
    found: dict[str, Any] = {
        "findings.summary": joined or case.clue,
        "findings.facts": numbered,
        "findings.laws": vouching.violated(desk, case.id),
        "case.facts": numbered,
    }
    return {path: value for path, value in found.items() if value}


def _evidence(desk: Desk, case: Case) -> dict[str, Any]:
    taken = case_facts.exhibits(desk, case.id)
    first = taken[-1] if taken else None
    found: dict[str, Any] = {
        "evidence.list": taken,
        "evidence.items": list(case.goods),
        "evidence.materials": taken,
        "case.goods_value": cases.goods_value(case),
    }
    if first is not None:
        found |= {
            "evidence.no": first.label,
            "evidence.title": first.name,
            "evidence.kind": first.kind,
            "evidence.place": first.place,
            "evidence.description": first.proves,
            "evidence.captured_at": first.collected_at.astimezone(CHINA).isoformat(timespec="minutes")
            if first.collected_at
            else None,
        }
    return found


def _penalty(desk: Desk, case: Case) -> dict[str, Any]:
    mine = penalising.items(desk, case.id)
    decided = [one.decided for one in penalising.charges(desk, case.id) if one.decided]
    total = penalising.money_total(desk, case.id)
    due = penalising.hearing_due(desk, case.id)
    return {
        "penalty.items": mine,
        "penalty.words": "；".join(penalising.summary(one) for one in mine),
        "penalty.laws": vouching.penal(desk, case.id) if decided else [],
        "penalty.violated": vouching.violated(desk, case.id),
        "penalty.discretion": "。".join(line for one in decided for line in one.reasons) + ("。" if decided else ""),
        "penalty.total": f"{total:.2f}" if mine and total else None,
        "penalty.fine": next((f"{one.amount:.2f}" for one in mine if one.kind == penalising.FINE and one.amount), None),
        "penalty.payment": ("有罚没款" if total else "没有罚没款") if mine else None,
        "penalty.hearing": {"required": "告知听证", "not_required": "不涉及听证"}.get(due),
        "penalty.need_hearing": {"required": "是", "not_required": "否"}.get(due),
    }


def _keys(desk: Desk, kept: Ledger, known: Mapping[str, Any]) -> dict[str, Any]:
    """Values for fields that name no path, by the key they share between forms."""
    case = kept.case
    served = {one.document_id for one in kept.services}
    waiting = [
        one
        for one in issuing.documents(desk, case_id=case.id)
        if one.status == "issued" and one.id not in served and _handed(issuing.form_of(desk, one))
    ]
    illegal = [penalising.facts_of(one).illegal_income for one in penalising.charges(desk, case.id)]
    gains = [one for one in illegal if one is not None]
    found = {f"key.{key}": known[path] for key, path in _KEYED.items() if path in known}
    found |= case_step_persons.keys(desk, case)
    told = case.investigation or _course(desk, kept)
    return found | {
        "course": told,
        "key.sec2": told,
        "key.source": told,
        "key.doc_list": waiting,
        "key.illegal_gains": sum(gains) if gains else None,
        "key.act_time": _act_time(kept),
        "key.period": _period(kept),
        # A document bears the day it is issued on; whoever dates it otherwise types so.
        "key.issue_date": _day(desk.now()),
    }


def _handed(form: DocumentForm) -> bool:
    """Whether a document is handed to the party against a receipt; a list of goods goes with its decision."""
    return form.audience == _PARTY_SET and (form.kind in case_step_deciding.HANDED or form.code == "property_list")


def _act_time(kept: Ledger) -> str | None:
    """When the act was met with, where that is the day it was done; an act of another day has an hour nobody recorded."""
    at = kept.case.clue_at
    days = {one.act_date for one in kept.facts if one.act_date is not None}
    if at is None or days - {at.astimezone(CHINA).date()}:
        return None
    return at.astimezone(CHINA).isoformat(timespec="minutes")


def _course(desk: Desk, kept: Ledger) -> str:
    """The course of the case in plain sentences, in the order of its days, from what was recorded."""
    case = kept.case
    told: list[tuple[datetime, str]] = []
    if case.clue_at is not None and case.source == "inspection":
        told.append((case.clue_at, "本局执法人员对当事人进行监督检查，发现其涉嫌违法"))
    elif case.clue_at is not None and case.unit is not None:
        told.append((case.clue_at, case_step_persons.begun(case.unit)))
    elif case.clue_at is not None:
        told.append((case.clue_at, f"本局收到线索（案源：{SOURCE_NAMES[case.source]}），当事人涉嫌违法"))
    known = {(machine, state): at for machine, state, at in reversed(list(case_clocks.states(kept)))}
    told += [(known[which], words) for which, words in _STAGES.items() if which in known]
    for one in issuing.documents(desk, case_id=case.id):
        who = one.values.get("subject_name")
        if one.form_code == "inquiry_record" and one.status == "issued" and who and one.issued_at is not None:
            told.append((one.issued_at, f"本局执法人员对{who}进行了询问"))
    lines, last = "", ""
    for at, words in sorted(told, key=lambda one: one[0]):
        day = case_step_words.said(_day(at))
        lines += f"{'当日' if day == last else day}，{words}。"
        last = day
    return lines


def _period(kept: Ledger) -> list[str] | None:
    """The days of a preservation under way: from the day it began to its last."""
    run = case_clocks.runs(kept).get("evidence_preservation.seven")
    if run is None:
        return None
    return [run.start.astimezone(CHINA).date().isoformat(), case_clocks.counted(kept, run).date]
