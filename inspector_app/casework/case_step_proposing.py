"""The sentence in which a step is asked for: as the procedure's pack words it, with what the case knows in its blanks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from string import Formatter

from . import case_carrying, case_clocks, case_step_seizing, paying
from .case_clocks import Run
from .case_step_words import Told, day_of, penal_of, said, suspicion, words_of

_SEVEN = "evidence_preservation.seven"


def proposal(told: Told) -> str:
    """Return the sentence with its blanks filled, nothing where one of them is not known."""
    text = told.step.transition.proposal if told.step is not None else ""
    known: dict[str, str] = {}
    for name in _blanks(text):
        known[name] = BLANKS[name](told) if name in BLANKS else _answered(told, name)
        if not known[name]:
            return ""
    return text.format_map(known) if text else ""


def _blanks(text: str) -> Iterator[str]:
    return (name for _, name, _, _ in Formatter().parse(text) if name)


def _answered(told: Told, name: str) -> str:
    """``answer_FACT``: what the procedure was answered, in the words of the question."""
    fact = told.kept.book.fact(name.removeprefix("answer_"))
    answer = told.kept.case.answers.get(fact.id) if fact is not None else None
    return fact.words.get(str(answer), "") if fact is not None and answer != "none" else ""


def seven(told: Told) -> tuple[str, str]:
    """First and last day of the preservation of evidence: under way as it runs, else as it would from today."""
    run = case_clocks.runs(told.kept).get(_SEVEN)
    if run is None or run.done_at is not None:
        run = Run(rule=_SEVEN, start=told.desk.now(), because="")
    return day_of(run.start).isoformat(), case_clocks.counted(told.kept, run).date


def _notice(told: Told) -> str:
    made = case_carrying.newest(told.others, "penalty_prior_notice", told.words, told.document)
    served = case_carrying.served_on(told.others, made) if made is not None else ""
    return (
        f"{said(served)}，本局向当事人送达《行政处罚告知书》（{made.number}）"
        if made and made.number and served
        else ""
    )


def _decision(told: Told) -> str:
    made = case_carrying.newest(told.others, "penalty_decision", told.words, told.document)
    day = said(case_carrying.day_of(made)) if made is not None else ""
    return f"{day}，本局作出《行政处罚决定书》（{made.number}）" if made is not None and made.number else ""


def _seized(told: Told) -> str:
    first, named, how = (
        case_step_seizing.first_day(told),
        case_step_seizing.named(told),
        case_step_seizing.measure(told),
    )
    return f"{said(first)}，本局以{named}对有关财物实施了{how}" if first and named and how else ""


def _fine(told: Told) -> str:
    fine = paying.fine_of(told.desk, told.kept.case.id)
    return f"人民币{fine:,.2f}元" if fine else ""


BLANKS: dict[str, Callable[[Told], str]] = {
    "today": lambda told: said(told.today),
    "facts": lambda told: str(told.known.get("findings.summary") or ""),
    "suspicion": suspicion,
    "penal": lambda told: words_of(penal_of(told)),
    "goods": lambda told: case_step_seizing.goods_words(case_step_seizing.kept_goods(told)),
    "seven_first": lambda told: said(seven(told)[0]),
    "seven_last": lambda told: said(seven(told)[1]),
    "seizure_days": case_step_seizing.days_of_law,
    "seized": _seized,
    "measure": case_step_seizing.measure,
    "seizure_last": lambda told: said(case_step_seizing.last_day(told)),
    "extension_first": lambda told: said((case_step_seizing.extension_days(told) or [""])[0]),
    "extension_last": lambda told: said((case_step_seizing.extension_days(told) or ["", ""])[1]),
    "release_reason": lambda told: case_step_seizing.release(told)[0],
    "noticed": _notice,
    "decided": _decision,
    "fine": _fine,
}
"""What a proposal may leave blank, and where the case knows it."""
