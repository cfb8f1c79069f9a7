"""How near a limit is, in words and by tone: for the case, for 工作台."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QCoreApplication

from inspector_app.casework.case_clocks import Due

SOON, NEAR = 1, 3
"""Days left from which a limit is shown as critical, and as near."""


def said(text: str) -> str:
    """Translate a word of the deadlines."""
    return QCoreApplication.translate("DeadlinesCard", text)


def tone_of(due: Due) -> str:
    """Return how near a limit is: ``critical``, ``major`` or ``general``; waiting is never an alarm."""
    if due.kind == "wait" or due.days_left is None:
        return "general"
    if due.days_left <= SOON:
        return "critical"
    return "major" if due.days_left <= NEAR else "general"


def left_text(due: Due) -> str:
    """Return the days left in words: 3 天, 今天, 已过 2 天."""
    left = due.days_left
    if left is None:
        return said("尽快")
    if left < 0:
        return said("已过 {0} 天").format(-left)
    if left == 0:
        return said("今天到期") if due.kind == "act" else said("今天期满")
    return said("{0} 天").format(left) if due.kind == "act" else said("还等 {0} 天").format(left)


def articles(due: Due) -> str:
    """Return the articles a limit stands on, short: 行政处罚法第60条."""
    if due.deadline is None:
        return ""
    found = []
    for one in due.deadline.basis:
        if one.purpose == "length":
            text = f"{one.title}{'、'.join(_article(a) for a in one.articles)}"
            found.append(text if one.verified else text + said("（未核实）"))
    return "、".join(dict.fromkeys(found))


def _article(text: str) -> str:
    number, _, rest = text.partition("(")
    words = f"第{number}条"
    for place, unit in zip(rest.replace("(", "").split(")"), ("款", "项"), strict=False):
        if place:
            words += f"第{place}{unit}"
    return words


def detail(due: Due, *, guess: bool = True) -> str:
    """Return until when a limit runs, on which article, and (``guess``) what is not certain of it."""
    parts = []
    if due.deadline is not None:
        day = date.fromisoformat(due.deadline.date)
        until = due.deadline.instant[11:16] if due.deadline.instant else ""
        if day.year == due.start.year:
            parts.append(said("至 {0}月{1}日 {2}").format(day.month, day.day, until).strip())
        else:
            parts.append(said("至 {0}年{1}月{2}日 {3}").format(day.year, day.month, day.day, until).strip())
    # Before the article: where a line is too short, that it is not certain must still be read.
    if due.provisional and guess:
        parts.append(said("暂按周末推算"))
    parts.append(articles(due) or due.note)
    return " · ".join(part for part in parts if part)
