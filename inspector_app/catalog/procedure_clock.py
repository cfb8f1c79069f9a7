"""A time limit of the procedure as its pack states it: how long, in what unit, from what event, and what may lengthen it."""

from __future__ import annotations

from typing import Literal

from inspector_app.catalog.ruleset import Fact

Unit = Literal["workday", "calday", "hour", "month", "year", "unspecified"]
"""``unspecified``: the law says days without saying which, or no number at all; counted strictly and shown as such."""

UNIT_WORDS: dict[str, str] = {
    "workday": "个工作日",
    "calday": "日",
    "hour": "小时",
    "month": "个月",
    "year": "年",
    "unspecified": "日（法律没有写明是否工作日）",
}


class Citation(Fact, frozen=True, kw_only=True):
    """Articles of one law. ``law`` is a short name of the terms; ``100(2)`` is article 100, paragraph 2.

    ``verified`` false may be shown but never printed into a document by itself. No articles: the text was read, its numbers not.
    ``items`` says that the articles have one paragraph each: their first bracket is an item (项).
    """

    law: str
    articles: tuple[str, ...] = ()
    verified: bool = False
    items: bool = False
    note: str = ""


class Extension(Fact, frozen=True, kw_only=True):
    """A lengthening the law allows, in the order allowed. ``duration`` None: a reasonable time, set by whoever decides.

    ``most`` true: the duration is the longest allowed, a shorter one may be granted.
    """

    id: str
    text: str
    duration: int | None
    most: bool = False
    approver: str
    documents: tuple[str, ...] = ()
    legal: tuple[Citation, ...] = ()


class Exclusion(Fact, frozen=True, kw_only=True):
    """Time that does not count, bound to a served document: without one of ``documents`` nothing is taken off.

    No documents: the law names none; a record of the case that can be named takes its place.
    """

    id: str
    name: str
    documents: tuple[str, ...] = ()
    record: str = ""
    legal: tuple[Citation, ...] = ()
    note: str = ""


class Variant(Fact, frozen=True, kw_only=True):
    """Another length of the same limit under a stated condition."""

    id: str
    when: str
    duration: int
    unit: Unit
    legal: tuple[Citation, ...] = ()


class Clock(Fact, frozen=True, kw_only=True):
    """One limit. ``duration`` None with ``unspecified`` is a word like 及时 (``text``), which gives no date.

    ``backward``: counted back from the event that ``start`` names. ``rolls`` overrides what the law's counting says of an end on a
    holiday. ``expiry``: ``overdue`` the act is still owed, late; ``void`` it can no longer be done; ``elapsed`` merely the time is over,
    and what waited for it may go on. ``never_longer``: the law lets nothing interrupt or lengthen it.
    """

    id: str
    name: str
    duration: int | None
    unit: Unit
    start: str
    law: str
    articles: tuple[str, ...]
    verified: bool
    text: str = ""
    backward: bool = False
    rolls: bool | None = None
    expiry: Literal["overdue", "void", "elapsed"] = "overdue"
    never_longer: bool = False
    extensions: tuple[Extension, ...] = ()
    extension_text: str = ""
    excludes: tuple[Exclusion, ...] = ()
    variants: tuple[Variant, ...] = ()
    also: tuple[Citation, ...] = ()
    same_as: str = ""
    note: str = ""

    @property
    def citation(self) -> Citation:
        """The article the limit stands in."""
        return Citation(law=self.law, articles=self.articles, verified=self.verified)

    @property
    def words(self) -> str:
        """The length in words: 7个工作日, 3个月, 及时."""
        return self.text or f"{self.duration}{UNIT_WORDS[self.unit]}"

    def length(self, variant: str = "") -> tuple[int | None, Unit]:
        """The duration and unit, of a variant where one is named."""
        found = next((one for one in self.variants if one.id == variant), None)
        return (found.duration, found.unit) if found else (self.duration, self.unit)


class Counting(Fact, frozen=True, kw_only=True):
    """How a law counts its limits.

    ``workday_numbers`` and ``workdays_up_to``: which numbers of plain days are working days. ``rolls``: an end on a day of rest moves to
    the next day that is none; None where the law is silent and ``follows`` another. ``strict``: silent on working days, so calendar days.
    """

    law: str
    articles: tuple[str, ...]
    text: str
    verified: bool
    workday_numbers: tuple[int, ...] = ()
    workdays_up_to: int = 0
    rolls: bool | None = None
    follows: str = ""
    follows_basis: tuple[Citation, ...] = ()
    strict: bool = False
    source: str = ""

    @property
    def citation(self) -> Citation:
        """The article the way of counting stands in."""
        return Citation(law=self.law, articles=self.articles, verified=self.verified)

    def is_working(self, number: int) -> bool:
        """Say whether that many plain days of this law are working days."""
        return number in self.workday_numbers or 0 < number <= self.workdays_up_to
