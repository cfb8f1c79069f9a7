"""What the steps from the notice to the end say for their documents: notice, receipt, approval, discussion, decision, closing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from inspector_app.rules import procedure
from inspector_app.rules.deadline_request import CHINA

from . import case_carrying, case_clocks, penalising
from .case_step_words import Told, day_of, issued, penal_of, said, suspicion, words_of

_DECIDED = ("penalty_decision", "no_penalty_decision")
_SERVED = {
    "ordinary.decided.served": _DECIDED,
    "service.pending.completed": _DECIDED,
    "service.refused.completed": _DECIDED,
}
"""What a step serves that another one made; every other serves what it makes itself."""
HANDED = ("决定书", "通知书", "调解书")
"""Kinds of document a receipt is for: records are signed, strips stuck on, announcements hung out."""
_METHODS = {
    "direct": "直接送达",
    "leave": "留置送达",
    "entrust": "委托送达",
    "forward": "转交送达",
    "mail": "邮寄送达",
    "announce": "公告送达",
    "electronic": "电子送达（传真、电子邮件等）",
}
_ENDS = {"terminated": "案件终止调查"}
_UNPUNISHED = {"no_penalty": "依法不予行政处罚", "not_established": "违法事实不能成立"}
_OPINIONS = {
    "行政处罚决定执行完毕": "行政处罚决定已经执行完毕，建议结案。",
    "人民法院裁定终结执行": "人民法院已经裁定终结执行，建议结案。",
    "案件终止调查": "本案已经批准终止调查，建议结案。",
    "移送司法机关": "本案已经移送公安机关，公安机关已经立案，建议结案。",
    "依法不予行政处罚": "不予行政处罚决定书已经送达，建议结案。",
    "违法事实不能成立": "违法事实不能成立的决定已经送达，建议结案。",
}
"""What a case is closed by, and the proposal to close it (市场监督管理行政处罚程序规定第77条)."""


def _notice(told: Told) -> dict[str, Any]:
    return {"case_name": suspicion(told)}


def _receipt(told: Told) -> dict[str, Any]:
    made = [case_carrying.newest(told.others, code, told.words) for code in _served_by(told)]
    mine = max((one for one in made if one is not None), key=case_carrying.day_of, default=None)
    listed = [mine] if mine is not None else list(told.known.get("key.doc_list") or ())
    found: dict[str, Any] = {
        "doc_list": [
            {"序号": f"{n}" if len(listed) > 1 else "", "文书名称": one.name, "文号": one.number, "份数": "1份"}
            for n, one in enumerate(listed, 1)
        ]
    }
    served = [one for one in told.kept.services if mine is not None and one.document_id == mine.id]
    if served:
        last = served[-1]
        found |= {
            "method": _METHODS.get(last.method, ""),
            "receive_time": last.served_at.astimezone(CHINA).isoformat(timespec="minutes"),
            "serve_place": last.place,
        }
    return found


def _served_by(told: Told) -> tuple[str, ...]:
    """The forms of what a step serves: what it makes for the party, else what was made before."""
    if told.step is None:
        return ()
    needs, library = told.step.transition.documents, told.desk.library
    forms = [library.form(code) for code in (*needs.required, *needs.one_of)]
    own = tuple(one.code for one in forms if one.audience == "party" and one.kind in HANDED)
    return own or _SERVED.get(told.step.code, ())


def _disposition(told: Told) -> dict[str, Any]:
    case = told.kept.case
    heard = _heard(told)
    silent = "" if case.pleading else "当事人未提出陈述、申辩意见或者未申请听证"
    outcome = {"penalty": "给予行政处罚", "no_penalty": "有违法行为，依法不予行政处罚"}
    decided = [one.decided for one in penalising.charges(told.desk, case.id) if one.decided]
    kind = "penalty" if any(one.outcome in ("fined", "penalty") for one in decided) else "no_penalty"
    return {
        "decision_type": outcome[kind] if decided else "",
        "review_path": "案件经复核或者听证" if heard else silent,
        "notice_info": case.pleading or _silence(told),
        "legal": penal_of(told),
    }


def _discussion(told: Told) -> dict[str, Any]:
    known = told.known
    report = [str(known.get("course") or ""), f"经查，{known['findings.facts']}" if "findings.facts" in known else ""]
    words, penal = str(known.get("penalty.words") or ""), words_of(penal_of(told))
    report.append(f"拟依据{penal}，作出如下处罚：{words}。" if words and penal else "")
    return {
        "report": "\n".join(part for part in report if part),
        "observers": [{"姓名": one.name, "职务": "办案人员"} for one in told.kept.case.officers],
    }


def _heard(told: Told) -> bool:
    """Whether the party pleaded or was heard, by the steps or by a record of it."""
    entered = {(machine, state) for machine, state, _ in case_clocks.states(told.kept)}
    recorded = any(one.form_code in ("pleading_record", "hearing_record") for one in issued(told))
    return recorded or bool({("ordinary", "hearing"), ("ordinary", "rechecking")} & entered)


def _silence(told: Told) -> str:
    """That the party said nothing, once the days it had are over."""
    if _heard(told):
        return ""
    rules = ["notice_and_pleading.plead5", "notice_and_pleading.hearing5"]
    begun = case_clocks.runs(told.kept)
    over = set(case_clocks.expired(told.kept, told.desk.now()))
    if rules[0] not in begun or not set(rules) <= over | (set(rules) - set(begun)):
        return ""
    hearing = "，也没有要求听证" if told.known.get("penalty.hearing") == "告知听证" else ""
    return f"当事人收到告知书后，在法定期限内没有提出陈述、申辩意见{hearing}。"


def _decision(told: Told) -> dict[str, Any]:
    notices = {one.id: one for one in issued(told) if one.form_code == "penalty_prior_notice"}
    served = [one for one in told.kept.services if one.document_id in notices]
    words = ""
    if served:
        last = served[-1]
        number = notices[last.document_id].number
        rights = "陈述、申辩、要求听证的权利" if told.known.get("penalty.hearing") == "告知听证" else "陈述、申辩的权利"
        answer = told.kept.case.pleading or _silence(told)
        if answer:
            words = f"{said(day_of(last.served_at))}，本局向当事人送达《行政处罚告知书》（{number}），告知拟作出行政处罚的内容及事实、理由、依据和依法享有的{rights}。{answer}"
    goods = any(one.kind == "没收违法产品" for one in penalising.items(told.desk, told.kept.case.id))
    return {"pleading": words, "confiscation_list": _confiscated(told) if goods else ""}


def _confiscated(told: Told) -> str:
    mine = [one for one in issued(told) if one.form_code == "property_list"]
    released = [one for one in mine if not str(one.values.get("for_doc", "")).startswith("解除")]
    return released[-1].number if released else told.kept.case.property_list_no


def _on_spot(told: Told) -> dict[str, Any]:
    case = told.kept.case
    kinds = {item.kind for item in penalising.items(told.desk, case.id)}
    fined = penalising.FINE in kinds
    heard = case.answers.get("rights_told") is True and case.answers.get("pleading_heard") is True
    answer = (case.pleading.rstrip("。") + "。") if case.pleading else "当事人没有提出陈述、申辩。"
    told_so = "执法人员当场口头告知了拟作出行政处罚的事实、理由、依据和当事人依法享有的陈述、申辩权利。"
    return {
        "act": str(told.known.get("findings.summary") or "").rstrip("。"),
        "penalty": [kind for kind in (penalising.WARNING, penalising.FINE) if kind in kinds],
        "oral_notice": told_so + answer if heard else "",
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
    kind = kinds.get(str(done), "") or _ENDS.get(here, "")
    if not kind and here == "served":
        kind = _UNPUNISHED.get(str(told.kept.case.answers.get("outcome")), "")
    if not kind and here == "crime_transfer" and told.kept.case.answers.get("police_result") == "filed":
        kind = "移送司法机关"
    opinion = _OPINIONS.get(kind, "")
    forced = any(
        (machine, entered) == ("enforcement", "court") for machine, entered, _ in case_clocks.states(told.kept)
    )
    mode = "强制执行" if forced else "主动履行"
    return {
        "closure_kind": kind,
        "exec_mode": mode if kind == kinds["done"] else "",
        "ban_opinion": opinion,
    }


FORMS: dict[str, Callable[[Told], dict[str, Any]]] = {
    "penalty_prior_notice": _notice,
    "service_receipt": _receipt,
    "disposition_approval": _disposition,
    "collective_discussion_record": _discussion,
    "penalty_decision": _decision,
    "case_closure_approval": _closure,
    "on_spot_penalty_decision": _on_spot,
}
