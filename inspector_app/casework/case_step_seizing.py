"""What a seizure says for its documents: the decision, its list and its days, their extension, the release, custody, disposal, transfer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from inspector_app.records.case import Goods, Paper
from inspector_app.records.document import Document
from inspector_app.rules.trail import plain

from . import case_carrying, case_clocks
from .case_step_words import Told, cited, day_of, domain_of, field_law, issued, said, suspicion

MACHINE = "coercive_measure"
DECISION = "coercive_measure_decision"
_BASE, _DRUG = "base30", "drug7"
_RELEASES = (
    "coercive_measure.in_force.released",
    "coercive_measure.extended.released",
    "coercive_measure.urgent.released",
)


def decision(told: Told) -> Document | Paper | None:
    """The decision that a document of the seizure is about."""
    return case_carrying.newest(told.others, DECISION, told.words, told.document)


def named(told: Told) -> str:
    """The decision as another document names it, empty before it was issued."""
    made = decision(told)
    return f"《实施行政强制措施决定书》（{made.number}）" if made is not None and made.number else ""


def number(told: Told) -> str | None:
    """The number of that decision; None keeps another seizure's number out."""
    made = decision(told)
    return made.number if made is not None and made.number else None


def measure(told: Told) -> str:
    """查封 or 扣押 as the decision says, empty while nothing says it."""
    made = decision(told)
    return str(made.values.get("measure", "")) if made is not None else ""


def kept_goods(told: Told) -> list[Goods]:
    """What is on hand: what was sold cannot be seized."""
    return [one for one in told.kept.case.goods if one.on_hand]


def goods_words(goods: list[Goods]) -> str:
    """Goods in a sentence, each with what tells it apart."""
    return "、".join(
        f"{one.name}{plain(one.quantity):f}{one.unit}"
        + (
            f"（{'，'.join(marks)}）"
            if (marks := [x for x in (one.spec, one.batch and f"批号{one.batch}") if x])
            else ""
        )
        for one in goods
    )


def days_of_law(told: Told) -> str:
    """How many days the law gives a seizure: of drugs seven, of other goods, premises and equipment thirty.

    药品管理法第100条第2款、行政强制法第25条第1款; while nobody said what field of law the case belongs to, nothing.
    """
    domain, what = domain_of(told.kept), objects(told)
    drugs = domain == "drug" and (not what or "财物" in what)
    clock = told.kept.book.machine(MACHINE).clock(_DRUG if drugs else _BASE) if domain else None
    return str(clock.duration) if clock is not None and clock.duration else ""


def last_day(told: Told) -> date | None:
    """The last day of the seizure as decided, extended, and with served test periods taken off; None before it began."""
    extension = case_carrying.newest(told.others, "coercive_extension_decision", told.words, told.document)
    end = period_of(extension.values.get("period"))[1] if extension is not None else None
    made, first = decision(told), first_day(told)
    if end is None and made is not None and first is not None:
        length = str(made.values.get("days") or days_of_law(told))
        end = first + timedelta(days=int(length)) if length.isdecimal() else None
    clock = told.kept.clocks.get(f"{MACHINE}.{_BASE}")
    off = sum((one.last - one.first).days + 1 for one in clock.suspensions) if clock is not None else 0
    return None if end is None else end + timedelta(days=off)


def first_day(told: Told) -> date | None:
    """The day the measure was carried out: of its step, else of its decision."""
    run = case_clocks.runs(told.kept).get(f"{MACHINE}.{_BASE}")
    made = decision(told)
    if run is not None:
        return day_of(run.start)
    return date.fromisoformat(case_carrying.day_of(made)) if made is not None else None


def period_of(value: Any) -> tuple[date | None, date | None]:
    """First and last day of a period as a document holds it, None for what is none."""
    parts = value.split("/") if isinstance(value, str) else list(value or ())
    try:
        first, last = (date.fromisoformat(str(one)) for one in parts)
    except ValueError:
        return None, None
    return first, last


def extension_days(told: Told) -> list[str]:
    """First and last day of the lengthening the law allows next, from the day after the last one (行政强制法第25条第1款)."""
    end, clock = last_day(told), told.kept.book.machine(MACHINE).clock(_BASE)
    allowed = clock.extensions[0].duration if clock is not None and clock.extensions else None
    if end is None or not allowed:
        return []
    return [(end + timedelta(days=1)).isoformat(), (end + timedelta(days=allowed)).isoformat()]


# The documents


def _decision(told: Told) -> dict[str, Any]:
    list_no = list_number(told)
    return {
        "suspected": suspicion(told),
        "legal": field_law(told, MACHINE),
        "days": days_of_law(told),
        "list_no": list_no,
        "attach_no": list_no,
        "objects": objects(told),
    }


def objects(told: Told) -> list[str]:
    """What was seized, as the decision says or the list it cites is headed: premises, equipment, goods."""
    made = decision(told)
    stated = made.values.get("objects") if made is not None else None
    if isinstance(stated, list) and stated:
        return [str(one) for one in stated]
    cited_no = str(made.values.get("list_no")) if made is not None else list_number(told)
    lists = [one for one in issued(told) if one.form_code == "property_list" and one.number == cited_no]
    return [str(lists[-1].values["subject"])] if lists and lists[-1].values.get("subject") else []


def list_number(told: Told) -> str:
    """The number of the newest list of goods, one made for the same step before others."""
    mine = [one for one in issued(told) if one.form_code == "property_list"]
    same = [one for one in mine if told.step is not None and one.step.partition("/")[2] == told.step.transition.id]
    return (same or mine)[-1].number if mine else told.kept.case.property_list_no


def _extension(told: Told) -> dict[str, Any]:
    return {"legal": grounds_of_act(told), "period": extension_days(told), "objects": objects(told)}


def grounds_of_act(told: Told) -> list[dict[str, Any]]:
    """The articles of the step alone."""
    legal = told.step.transition.legal if told.step is not None else ()
    return cited(told.desk, told.kept, legal, today=told.today)


def release(told: Told) -> tuple[str, list[dict[str, Any]]]:
    """Why a seizure ends and on which item of the law, as the procedure was answered; empty while it was not."""
    machine = told.kept.book.machine(MACHINE)
    section = next((one for one in machine.sections if one.id == "releases"), None)
    fact, answer = told.kept.book.fact("release_reason"), told.kept.case.answers.get("release_reason")
    if section is None or fact is None or answer not in fact.words:
        return "", []
    at = list(fact.words).index(str(answer))
    if at >= len(section.clauses):
        return "", []
    clause = section.clauses[at]
    return clause.text, cited(told.desk, told.kept, clause.legal, today=told.today)


def _release(told: Told) -> dict[str, Any]:
    reason, legal = release(told) if told.at(*_RELEASES[:2]) else ("", [])
    extension = case_carrying.newest(told.others, "coercive_extension_decision", told.words, told.document)
    longer = ""
    if extension is not None and (until := period_of(extension.values.get("period"))[1]) is not None:
        day = said(case_carrying.day_of(extension))
        longer = f"{day}《延长行政强制措施期限决定书》（{extension.number}），延长至{said(until)}"
    return {
        "extension_no": longer,
        "effective_date": told.today.isoformat(),
        "list_no": list_number(told),
        "reason": reason,
        "legal": legal or grounds_of_act(told),
        "scope": _scope(told),
        "objects": objects(told),
    }


def _scope(told: Told) -> str:
    made = decision(told)
    return "全部" if made is not None and all_back(told, str(made.values.get("list_no"))) else ""


def all_back(told: Told, taken: str) -> bool:
    """Whether what is given back is all that was taken: the list cited now is that one, or one that has each of its lines."""
    lists = {one.number: one.values.get("items") for one in issued(told) if one.form_code == "property_list"}
    back = list_number(told)
    return bool(taken) and taken in lists and (back == taken or lists.get(back) == lists[taken])


def _custody(told: Told) -> dict[str, Any]:
    first, last = first_day(told), last_day(told)
    form = told.desk.library.form("entrusted_custody")
    duty = next((one.text for one in form.notices if one.key == "duty"), "")
    return {
        "decision_no": number(told),
        "list_no": list_number(told),
        "period": [first.isoformat(), last.isoformat()] if first and last else [],
        "duty": duty.replace("本机关", "本局").rstrip("。"),
        "objects": objects(told),
    }


def _early(told: Told) -> dict[str, Any]:
    return {"items": kept_goods(told)}


def _announced(told: Told) -> dict[str, Any]:
    made, goods = decision(told), kept_goods(told)
    # What is sealed stays where it is; what was taken away is where its custody says.
    custody = case_carrying.find(told.others, "coercive.custody_place", told.words, told.document)
    here = made.values.get("location", "") if made is not None and measure(told) == "查封" else ""
    place = str(custody or here)
    when = f"{said(case_carrying.day_of(made))}，{made.number}" if made is not None else ""
    return {
        "items_desc": goods_words(goods),
        "items": goods,
        "seized_time": f"{when}，{place}" if when and place else "",
    }


def _transferred(told: Told) -> dict[str, Any]:
    return {
        "decision_no": number(told),
        "list_no": list_number(told),
        "move_date": told.today.isoformat(),
        "objects": objects(told),
    }


def _disposed(told: Told) -> dict[str, Any]:
    decided = case_carrying.newest(told.others, "penalty_decision", told.words, told.document)
    name = f"《行政处罚决定书》（{decided.number}）" if decided is not None and decided.number else ""
    seized = f"本局以{named(told)}{measure(told)}的财物" if named(told) and measure(told) else ""
    early = told.at(f"{MACHINE}.in_force.disposed_early", f"{MACHINE}.extended.disposed_early")
    return {
        "decision_no": None if early or decided is None else decided.number,
        "source": seized if early or not name else f"{seized}，{name}决定没收" if seized else f"{name}决定没收",
        "basis": "、".join(one["text"] for one in grounds_of_act(told)),
        "list_no": list_number(told),
        "items": kept_goods(told),
    }


def _site_record(told: Told) -> dict[str, Any]:
    """A record of another day than the inspection's takes no hour, answer or scene of the inspection."""
    begun = str(told.known.get("inspection.start") or "")
    made_at = told.document.created_at if told.document is not None else told.desk.now()
    own = bool(begun) and day_of(datetime.fromisoformat(begun)) == day_of(made_at)
    found: dict[str, Any] = {}
    if told.step is not None and not own:
        keys = ("start_time", "end_time", "presence_notice", "ans_cert", "ans_recusal", "scene", "party_statement")
        found |= dict.fromkeys((*keys, "witness_name", "photo_refs"))
        found["inspect_topic"] = f"涉嫌{suspicion(told)}" if suspicion(told) else None
    if told.at(f"{MACHINE}.proposed.urgent", f"{MACHINE}.approved.in_force") and named(told):
        ground = "、".join(one["text"] for one in decision_grounds(told))
        if told.kept.case.answers.get("pleading_heard") is True and ground:
            found["coercive_notice"] = (
                f"执法人员当场告知当事人，本局以{named(told)}实施{measure(told)}的理由、依据（{ground}），以及依法享有的陈述、申辩的权利和"
                "申请行政复议、提起行政诉讼的途径、期限，并听取了陈述和申辩。"
            )
    return found


def decision_grounds(told: Told) -> list[dict[str, Any]]:
    """The articles the decision itself cites."""
    made = decision(told)
    legal = made.values.get("legal") if made is not None else None
    return [one for one in legal if isinstance(one, dict) and one.get("text")] if isinstance(legal, list) else []


FORMS: dict[str, Callable[[Told], dict[str, Any]]] = {
    DECISION: _decision,
    "coercive_extension_decision": _extension,
    "coercive_release_decision": _release,
    "entrusted_custody": _custody,
    "assist_seizure_notice": lambda told: {"decision_no": number(told), "list_no": list_number(told)},
    "early_disposal_confirmation": _early,
    "early_disposal_announcement": _announced,
    "seized_goods_transfer_notice": _transferred,
    "property_disposal_record": _disposed,
    "site_record": _site_record,
    "seal_strip": lambda told: {"date": told.today.isoformat()},
}
