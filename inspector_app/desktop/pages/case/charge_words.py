"""What the calculator says, in the words of the window: names of facts instead of their keys, figures as they are read."""

from __future__ import annotations

import re
from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from inspector_app.catalog.lawbook import LawBook
from inspector_app.rules.penalty import Penalty
from inspector_app.rules.penalty_facts import AMOUNTS, Facts
from inspector_app.rules.tiers import Range

_ID = re.compile(r"[（(]?\b[a-z0-9]+(?:-[a-z0-9]+)+\b[）)]?")
_NAMES = AMOUNTS | {
    "channel": "环节",
    "act_date": "行为日期",
    "decision_date": "决定日期",
    "fine_stage": "罚款的档次",
    "violation": "违法行为",
    "stage": "档次",
    "party": "当事人类型",
}


def said(text: str) -> str:
    """Translate a word of the penalty panel."""
    return QCoreApplication.translate("ChargeCard", text)


def figure(amount: Decimal) -> str:
    """Write an amount as a figure is read: ``112,000 元``."""
    return f"{amount:,f}".rstrip("0").rstrip(".") + " 元" if amount % 1 else f"{int(amount):,} 元"


def span(found: Range) -> str:
    """Write a range as figures: ``100,000 元 – 200,000 元``, ``不超过 50,000 元`` where the law sets no lower limit."""
    if found.low_open and found.low == 0:
        return (said("不足 {0}") if found.high_open else said("不超过 {0}")).format(figure(found.high))
    if found.low == found.high:
        return figure(found.low)
    return f"{figure(found.low)} – {figure(found.high)}"


def without_keys(text: str, book: LawBook | None = None) -> str:
    """Return what the calculator says with its keys and ids named: ``缺少 value（货值金额）`` is ``缺少货值金额``."""
    for key in sorted(_NAMES, key=len, reverse=True):
        name = _NAMES[key]
        text = (
            re.sub(rf" ?\b{key}（{name}", f"{name}（", text)
            .replace(f"{name}（）", name)
            .replace(f"{name}（：", f"{name}（")
        )
        text = re.sub(rf"（{key}）", "", text)
        if key in AMOUNTS or key == "fine_stage":
            text = re.sub(rf" ?\b{key}\b", name, text)
    text = text.replace("没有填写 ", "没有填写").replace(f"{_NAMES['fine_stage']}: overdue", "罚款的档次为逾期档")
    text = text.replace("请写罚款的档次为", "请把罚款的档次选为")
    named = _ID.sub(lambda found: _named(found[0], book), text)
    return re.sub(r" ?“([^”]+)”（\1）", r"“\1”", named)


def _named(id_: str, book: LawBook | None) -> str:
    bare = id_.strip("（）() ")
    if book is None or not book.has_violation(bare):
        return id_
    # In brackets it stands beside the name already.
    return "" if bare != id_ else f"“{book.violation(bare).name}”"


def fact_name(field: str) -> str:
    """Return what a fact of the calculator is called."""
    return _NAMES.get(field, field)


def multiples(penalty: Penalty) -> str:
    """Return the multiples the range was reckoned with, as its trail has them: ``10 – 20 倍``; empty where amounts are fixed."""
    found = []
    for key in ("statutory_min", "statutory_max"):
        step = next((one for one in penalty.trail if one.key == key), None)
        if step is None or step.operation != "times":
            return ""
        found.append(step.operands[-1])
    low, high = found
    return said("{0} 倍").format(low) if low == high else said("{0} – {1} 倍").format(low, high)


def basis_given(penalty: Penalty, facts: Facts | None) -> tuple[str, str] | None:
    """Return the amount the range depends on with its name, taken as a multiple or only to choose the tier; None where it has none."""
    step = next((one for one in penalty.trail if one.key in ("value", "income", "genuine_price")), None)
    if step is not None and step.result is not None:
        return fact_name(step.key), figure(step.result)
    if facts is not None and facts.value is not None and any(one.key == "tier" for one in penalty.trail):
        return fact_name("value"), figure(facts.value)
    return None


def in_one_line(penalty: Penalty) -> str:
    """Return the arithmetic of the range in one line, as its trail has it."""
    wanted = ("tier", "basis_amount", "statutory_min", "statutory_max")
    return "；".join(one.say for one in penalty.trail if one.key in wanted)


def hearing_words(answer: str) -> str:
    """Return whether a hearing must be offered, in a word."""
    words = {"required": "应当告知", "depends_on_amount": "看数额", "not_required": "不属于", "unknown": "还不能定"}
    return said(words[answer])
