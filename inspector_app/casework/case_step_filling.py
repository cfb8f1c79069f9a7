"""What a step of a procedure says for the document it needs: what is applied for, on which articles, to which other document it belongs.

A document drafted from its step knows the step (``key/transition``); drafted by itself it is filled from the case alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from inspector_app.catalog.form import DocumentForm
from inspector_app.catalog.law import Ref, joined
from inspector_app.catalog.procedure import Transition
from inspector_app.catalog.procedure_clock import Citation
from inspector_app.rules import procedure
from inspector_app.rules.deadline_request import CHINA

from . import case_clocks, issuing, office, penalising, vouching
from .case_clocks import Ledger, Run
from .desk import Desk

MATTERS: dict[str, tuple[str, ...]] = {
    "evidence_preservation.proposed.preserved": ("先行登记保存",),
    "evidence_preservation.preserved.released": ("解除先行登记保存",),
    "ordinary.investigating.suspended": ("中止调查",),
    "ordinary.suspended.investigating": ("恢复调查",),
    "ordinary.investigating.terminated": ("终止调查",),
    "ordinary.checking.transferred_admin": ("案件移送",),
    "ordinary.investigating.crime_transfer": ("涉嫌犯罪移送",),
    "coercive_measure.proposed.approved": ("实施行政强制措施",),
    "coercive_measure.urgent.in_force": ("实施行政强制措施",),
    "coercive_measure.in_force.extended": ("延长行政强制措施期限",),
    "coercive_measure.in_force.released": ("解除行政强制措施",),
    "coercive_measure.in_force.disposed_early": ("先行处置物品",),
    "hearing.requested.host_assigned": ("组织听证",),
    "enforcement.due.deferred": ("延期/分期缴纳罚款",),
}
"""What an approval of matters must be about to count for a step; elsewhere any does."""
_LISTED = {
    "evidence_preservation.proposed": "先行登记保存证据通知书",
    "evidence_preservation.preserved.released": "解除先行登记保存证据通知书",
    "evidence_preservation.preserved.to_seizure": "实施行政强制措施决定书",
    "coercive_measure.in_force.released": "解除行政强制措施决定书",
    "coercive_measure.": "实施行政强制措施决定书",
}
"""The document a list of goods belongs to, by the beginning of the step."""
_SERVED = {
    "reviewing.noticed": ("penalty_prior_notice",),
    "decided.served": ("penalty_decision", "no_penalty_decision"),
}
_METHODS = {
    "direct": "直接送达",
    "leave": "留置送达",
    "entrust": "委托送达",
    "forward": "委托送达",
    "mail": "邮寄送达",
    "announce": "公告送达",
    "electronic": "电子送达（传真、电子邮件等）",
}
BANDS = {"mitigate": "减轻", "lenient": "从轻", "normal": "一般", "severe": "从重"}
_SEVEN = "evidence_preservation.seven"
_PRESERVE = (
    "{facts}上述物品是认定违法事实的证据，可能灭失或者以后难以取得，建议对其先行登记保存，期限七个工作日，"
    "自{first}至{last}，并在期限内作出处理决定。依据："
)
_RELEASE = (
    "先行登记保存的物品已经核对、拍照并制作笔录，证据已经固定，不需要继续保存，建议自{today}起解除先行登记保存。依据："
)


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """The step a document is made for."""

    machine: str
    transition: Transition

    @property
    def code(self) -> str:
        """``machine.transition``."""
        return f"{self.machine}.{self.transition.id}"


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What the words of a step are made of."""

    desk: Desk
    kept: Ledger
    known: Mapping[str, Any]
    step: Step | None
    today: date


def values(desk: Desk, kept: Ledger, known: Mapping[str, Any], form: DocumentForm, step: str = "") -> dict[str, Any]:
    """Return what the step (``key/transition``, empty for none) says for the fields of a form, by field key.

    None says that a field stays blank here, whatever the case knows.
    """
    told = Told(desk=desk, kept=kept, known=known, step=_step(kept, step), today=desk.now().astimezone(CHINA).date())
    made = _FORMS.get(form.code)
    found: dict[str, Any] = {"copies_n": form.copies.total, "served_n": form.copies.served}
    found |= {} if made is None else made(told)
    said = {key: value for key, value in found.items() if value or value is None}
    return {key: str(value) if isinstance(value, int) else value for key, value in said.items()}


def _step(kept: Ledger, words: str) -> Step | None:
    key, _, transition = words.partition("/")
    machine = kept.book.machines.get(key.partition("#")[0])
    found = machine.transition(transition) if machine is not None else None
    return None if machine is None or found is None else Step(machine=machine.code, transition=found)


def cited(desk: Desk, kept: Ledger, citations: tuple[Citation, ...]) -> list[dict[str, Any]]:
    """Citations of a procedure pack as a document prints them; a law that is not in the catalogue is left out."""
    book = desk.library.lawbook()
    found: dict[str, dict[str, Any]] = {}
    for one in citations:
        law = kept.book.terms.laws.get(one.law)
        if law is None or not law.id or not one.verified:
            continue
        for article in one.articles:
            # The packs write 款 and 项 alike; the article alone is right in both cases.
            number = article.partition("(")[0]
            text = book.citation(Ref(law=law.id, article=int(number)))
            found[text] = {"law": book.law(law.id).name, "articles": [number], "verified": True, "text": text}
    return list(found.values())


def _said(day: date | str | None) -> str:
    read = date.fromisoformat(day) if isinstance(day, str) and day else day
    return f"{read.year}年{read.month}月{read.day}日" if isinstance(read, date) else ""


def _day(at: datetime) -> date:
    return at.astimezone(CHINA).date()


# Filing


def _source(told: Told) -> dict[str, Any]:
    name = office.organisation(told.desk).name
    return {
        "inspectors": [{"姓名": one.name, "所属单位": one.unit or name} for one in told.kept.case.officers],
        "reg_time": told.desk.now().astimezone(CHINA).isoformat(timespec="minutes"),
    }


def _filing(told: Told) -> dict[str, Any]:
    days = sorted({one.act_date for one in told.kept.facts if one.act_date is not None})
    happened = "至".join(_said(day) for day in dict.fromkeys((days[0], days[-1]))) if days else ""
    found: dict[str, Any] = {"happen_time": happened}
    if told.kept.case.party.kind == "organization":
        # The form has its place for it in the row of persons only.
        found["id_no"] = None
    if told.step is None:
        return found
    if told.step.transition.to == "not_filed":
        return found | {"decision_type": "不予立案"}
    if told.step.transition.to != "filed":
        return found
    penal = _words(penal_of(told))
    reason = "经核查，有证据初步证明存在上述违法行为，"
    reason += f"依据{penal}应当给予行政处罚，" if penal else "依法应当给予行政处罚，"
    reason += "属于本局管辖，没有超过处罚时效，符合《市场监督管理行政处罚程序规定》第十九条第一款，建议立案。"
    return found | {"decision_type": "立案", "reason": reason}


def penal_of(told: Told) -> list[dict[str, Any]]:
    """The articles a penalty may rest on, whether or not it was decided."""
    return [one for one in vouching.penal(told.desk, told.kept.case.id) if one["verified"] or one.get("confirmed_by")]


def _words(citations: Sequence[Mapping[str, Any]]) -> str:
    return joined(str(one["text"]) for one in citations)


# Matters, lists, evidence kept


def _matter(told: Told) -> dict[str, Any]:
    step = told.step
    if step is None:
        return {}
    matter = MATTERS.get(step.code, ("",))[0]
    found: dict[str, Any] = {"matter": matter, "legal": cited(told.desk, told.kept, step.transition.legal)}
    if matter == "先行登记保存":
        first, last = _seven(told)
        facts = str(told.known.get("findings.summary") or "")
        found |= {
            "reason": _PRESERVE.format(facts=facts, first=_said(first), last=_said(last)),
            "period": f"{_said(first)}至{_said(last)}",
        }
    elif matter == "解除先行登记保存":
        found["reason"] = _RELEASE.format(today=_said(told.today))
    return found


def _seven(told: Told) -> tuple[str, str]:
    """First and last day of the preservation: under way as it runs, else as it would from today."""
    run = case_clocks.runs(told.kept).get(_SEVEN)
    if run is None or run.done_at is not None:
        run = Run(rule=_SEVEN, start=told.desk.now(), because="")
    return _day(run.start).isoformat(), case_clocks.counted(told.kept, run).date


def _list(told: Told) -> dict[str, Any]:
    code = told.step.code if told.step is not None else ""
    owner = next((name for start, name in _LISTED.items() if code.startswith(start)), "")
    kept = [one for one in told.kept.case.goods if one.on_hand]
    return {"for_doc": owner, "subject": "财物" if kept else "", "items": kept}


def _preservation(told: Told) -> dict[str, Any]:
    machine = told.kept.book.machine("evidence_preservation")
    first = machine.transition("proposed.preserved")
    step = told.step.transition if told.step is not None else first
    legal = cited(told.desk, told.kept, step.legal or (first.legal if first else ())) if step else []
    return {
        "suspected": suspicion(told),
        "legal": legal,
        "period": list(_seven(told)),
        "list_no": _number(told, "property_list", told.step),
    }


def _release(told: Told) -> dict[str, Any]:
    notices = [one for one in _issued(told) if one.form_code == "evidence_preservation_notice"]
    run = case_clocks.runs(told.kept).get(_SEVEN)
    return {
        "orig_no": notices[-1].number if notices else "",
        "orig_date": _day(run.start).isoformat() if run else "",
        "effective_date": told.today.isoformat(),
        "list_no": _number(told, "property_list", told.step),
    }


def _issued(told: Told) -> list[Any]:
    found = issuing.documents(told.desk, case_id=told.kept.case.id)
    return [one for one in found if one.status == "issued"]


def _number(told: Told, form_code: str, step: Step | None) -> str:
    """The number of the newest document of a form, one made for the same step before others."""
    mine = [one for one in _issued(told) if one.form_code == form_code]
    same = [one for one in mine if step is not None and one.step.partition("/")[2] == step.transition.id]
    return (same or mine)[-1].number if mine else told.kept.case.property_list_no


# Investigation and review


def _inquiry(told: Told) -> dict[str, Any]:
    before = sum(one.form_code == "inquiry_record" for one in _issued(told))
    case = told.kept.case
    return {
        "times": f"{before + 1}",
        "place": case.place,
        "contact_address": case.party.contact_address or case.party.address,
    }


def _report(told: Told) -> dict[str, Any]:
    penal, violated = _words(penal_of(told)), _words(told.known.get("penalty.violated") or [])
    name, party = suspicion(told), told.kept.case.party
    nature = f"当事人的上述行为违反了{violated}的规定，构成{name}。" if violated and name else ""
    if nature and penal:
        nature += f"应当依照{penal}的规定处理。"
    number = f"（证号：{party.licence_no}）" if party.licence_no else ""
    holds = f"当事人{party.name}，持有{bracketed(party.licence_name)}{number}。" if party.licence_name else ""
    return {
        "sec1": holds or f"当事人{party.name}。",
        "sec4": nature,
        "suspicion": name,
        "need_legal_review": _review_due(told),
        "penalty_items": _proposed(told, penal),
    }


def bracketed(name: str) -> str:
    """Write the name of a licence as documents do: 《药品经营许可证》."""
    return name if not name or name.startswith("《") else f"《{name}》"


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


def suspicion(told: Told) -> str:
    """What the party is suspected of, in the words of the case's name (案由) without the party, else as the law pack names it."""
    case = told.kept.case
    words = case.name.strip().removeprefix(case.party.name).removeprefix("涉嫌").removesuffix("案")
    if words and words != "违法":
        return words
    book = told.desk.library.lawbook()
    return "、".join(book.violation(one.violation).name for one in penalising.charges(told.desk, case.id))


def _review(told: Told) -> dict[str, Any]:
    kind = "法制审核" if told.kept.case.answers.get("legal_review_required") is True else "案件审核"
    return {"review_type": kind, "submit_time": told.today.isoformat()}


# Telling, deciding, closing


def _notice(told: Told) -> dict[str, Any]:
    return {"case_name": suspicion(told)}


def _receipt(told: Told) -> dict[str, Any]:
    wanted = _SERVED.get(told.step.transition.id, ()) if told.step is not None else ()
    mine = [one for one in _issued(told) if one.form_code in wanted][-1:]
    listed = mine or list(told.known.get("key.doc_list") or ())
    found: dict[str, Any] = {
        "doc_list": [
            {"序号": f"{n}" if len(listed) > 1 else "", "文书名称": one.name, "文号": one.number, "份数": "1份"}
            for n, one in enumerate(listed, 1)
        ]
    }
    served = [one for one in told.kept.services if mine and one.document_id == mine[0].id]
    if served:
        last = served[-1]
        found |= {
            "method": _METHODS.get(last.method, ""),
            "receive_time": last.served_at.astimezone(CHINA).isoformat(timespec="minutes"),
            "serve_place": last.place,
        }
    return found


def _disposition(told: Told) -> dict[str, Any]:
    case = told.kept.case
    entered = {(machine, state) for machine, state, _ in case_clocks.states(told.kept)}
    heard = bool({("ordinary", "hearing"), ("ordinary", "rechecking")} & entered)
    outcome = {"penalty": "给予行政处罚", "no_penalty": "有违法行为，依法不予行政处罚"}
    decided = [one.decided for one in penalising.charges(told.desk, case.id) if one.decided]
    kind = "penalty" if any(one.outcome in ("fined", "penalty") for one in decided) else "no_penalty"
    return {
        "decision_type": outcome[kind] if decided else "",
        "review_path": "案件经复核或者听证" if heard else "当事人未提出陈述、申辩意见或者未申请听证",
        "notice_info": case.pleading or ("" if heard else _silence(told)),
        "legal": penal_of(told),
    }


def _discussion(told: Told) -> dict[str, Any]:
    known = told.known
    report = [str(known.get("course") or ""), f"经查，{known['findings.facts']}" if "findings.facts" in known else ""]
    words, penal = str(known.get("penalty.words") or ""), _words(penal_of(told))
    report.append(f"拟依据{penal}，作出如下处罚：{words}。" if words and penal else "")
    return {
        "report": "\n".join(part for part in report if part),
        "observers": [{"姓名": one.name, "职务": "办案人员"} for one in told.kept.case.officers],
    }


def _silence(told: Told) -> str:
    """That the party said nothing, once the days it had are over."""
    rules = ["notice_and_pleading.plead5", "notice_and_pleading.hearing5"]
    begun = case_clocks.runs(told.kept)
    over = set(case_clocks.expired(told.kept, told.desk.now()))
    if rules[0] not in begun or not set(rules) <= over | (set(rules) - set(begun)):
        return ""
    hearing = "，也没有要求听证" if told.known.get("penalty.hearing") == "告知听证" else ""
    return f"当事人收到告知书后，在法定期限内没有提出陈述、申辩意见{hearing}。"


def _decision(told: Told) -> dict[str, Any]:
    notices = {one.id: one for one in _issued(told) if one.form_code == "penalty_prior_notice"}
    served = [one for one in told.kept.services if one.document_id in notices]
    words = ""
    if served:
        last = served[-1]
        number = notices[last.document_id].number
        rights = "陈述、申辩、要求听证的权利" if told.known.get("penalty.hearing") == "告知听证" else "陈述、申辩的权利"
        said = told.kept.case.pleading or _silence(told)
        if said:
            words = f"{_said(_day(last.served_at))}，本局向当事人送达《行政处罚告知书》（{number}），告知拟作出行政处罚的内容及事实、理由、依据和依法享有的{rights}。{said}"
    goods = any(one.kind == "没收违法产品" for one in penalising.items(told.desk, told.kept.case.id))
    return {"pleading": words, "confiscation_list": _confiscated(told) if goods else ""}


def _confiscated(told: Told) -> str:
    mine = [one for one in _issued(told) if one.form_code == "property_list"]
    released = [one for one in mine if not str(one.values.get("for_doc", "")).startswith("解除")]
    return released[-1].number if released else told.kept.case.property_list_no


def _on_spot(told: Told) -> dict[str, Any]:
    case = told.kept.case
    kinds = {item.kind for item in penalising.items(told.desk, case.id)}
    fined = penalising.FINE in kinds
    heard = case.answers.get("rights_told") is True and case.answers.get("pleading_heard") is True
    said = (case.pleading.rstrip("。") + "。") if case.pleading else "当事人没有提出陈述、申辩。"
    told_so = "执法人员当场口头告知了拟作出行政处罚的事实、理由、依据和当事人依法享有的陈述、申辩权利。"
    return {
        "act": str(told.known.get("findings.summary") or "").rstrip("。"),
        "penalty": [kind for kind in (penalising.WARNING, penalising.FINE) if kind in kinds],
        "oral_notice": told_so + said if heard else "",
        "pay_mode": "即日起15日内缴至指定处" if fined else "",
        "bank": None if not fined else "",
    }


def _closure(told: Told) -> dict[str, Any]:
    done = case_clocks.enforcement_result(told.desk, told.kept.case.id) or told.kept.case.answers.get(
        "enforcement_result"
    )
    kinds = {"done": "行政处罚决定执行完毕", "court_ended": "人民法院裁定终结执行"}
    state = next((one for one in told.kept.proceedings if one.machine == "ordinary"), None)
    here = procedure.replay(told.kept.book.machine("ordinary"), case_clocks.rule_steps(state)).state.id if state else ""
    kind = kinds.get(str(done), "") or {"terminated": "案件终止调查"}.get(here, "")
    opinion = {kinds["done"]: "行政处罚决定已经执行完毕，建议结案。"}.get(kind, "")
    return {
        "closure_kind": kind,
        "exec_mode": "主动履行" if kind == kinds["done"] else "",
        "ban_opinion": opinion,
    }


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
    "penalty_prior_notice": _notice,
    "service_receipt": _receipt,
    "disposition_approval": _disposition,
    "collective_discussion_record": _discussion,
    "penalty_decision": _decision,
    "case_closure_approval": _closure,
    "on_spot_penalty_decision": _on_spot,
}
