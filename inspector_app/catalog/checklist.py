"""A checklist as its pack states it: where it comes from, its chapters and items, its answers, how it is judged.

Facts and how far they were verified stay together: an item without an official number has none, and ``seq`` is never one.
"""

from __future__ import annotations

from functools import cached_property
from typing import Literal

import msgspec

from inspector_app.catalog.packfile import Problem
from inspector_app.catalog.ruleset import Fact, JudgementRules, Verified
from inspector_app.fault import UsageFault

COMPLIANT = "compliant"
NON_COMPLIANT = "non_compliant"
DEFECT = "defect"
FLAW = "flaw"
NOT_APPLICABLE = "not_applicable"
NOT_CHECKED = "not_checked"
ANSWER_CODES: tuple[str, ...] = (COMPLIANT, NON_COMPLIANT, DEFECT, FLAW, NOT_APPLICABLE, NOT_CHECKED)
"""The answers the engine understands; a pack uses some of them and gives them its own labels."""

Requirement = Literal["description", "evidence", "reason", "severity"]


class AnnexRef(Fact, frozen=True, kw_only=True):
    """An annex of the regulation; ``pack`` is the code of its own checklist where there is one."""

    title: str
    doc_no: str | None = None
    published: str | None = None
    effective: str | None = None
    articles: int | None = None
    pack: str | None = None
    verified: Verified | None = None


class OfficialTotals(Fact, frozen=True, kw_only=True):
    """How many items the official list of cosmetics production has, and where each figure comes from."""

    all_items: int
    all_items_verified: bool
    actual_production: int
    entrusted: int
    split_verified: bool
    split_note: str
    actual_key: int
    actual_general: int
    entrusted_key: int
    key_counts_verified: bool
    actual_key_verified: bool
    actual_general_basis: str
    entrusted_key_verified: bool
    key_critical_count: int | None
    key_critical_note: str


class Coverage(Fact, frozen=True, kw_only=True):
    """How many items of an incomplete list have been read in their source."""

    items: int
    number_and_severity_read: int
    verified: int
    key_read: int
    general_read: int
    anchored: int
    assumed: int


class Meta(Fact, frozen=True, kw_only=True):
    """Who issued the list, when, its version, for whom it is, and what about it is still unverified. Dates are ISO text."""

    code: str
    title: str
    short_title: str
    regulation: str
    issuer: str
    doc_no: str | None
    published: str
    effective: str
    version: str
    applies_to: tuple[str, ...]
    source_titles: tuple[str, ...]
    item_total: int
    checkable_total: int | None = None
    severity_totals: dict[str, int] | None = None
    official_totals: OfficialTotals | None = None
    coverage: Coverage | None = None
    official_checklist: bool | None = None
    completeness: Literal["", "INCOMPLETE_DO_NOT_SHIP_AS_OFFICIAL"] = ""
    annexes: tuple[AnnexRef, ...] = ()
    status: str = ""
    regulation_note: str = ""
    doc_no_note: str = ""
    published_note: str = ""
    effective_note: str = ""
    date_note: str = ""
    severity_note: str = ""
    verified_note: str = ""
    numbering_note: str = ""
    article_rule: str = ""
    source_conflicts: tuple[str, ...] = ()
    text_note: str = ""
    item_fields_note: str = ""
    revision: str = ""
    note: str = ""


class SeverityLevel(Fact, frozen=True, kw_only=True):
    """One level, worst first in the pack; ``marker`` is the star the official list prints, None where it was not read."""

    code: str
    label: str
    marker: str | None = None
    official_count: int | None = None
    verified: Verified | None = None
    note: str = ""


class AnswerOption(Fact, frozen=True, kw_only=True):
    """One answer that may be given to an item, and what must come with it."""

    code: str
    label: str
    counts_as_defect: bool
    excluded_from_denominator: bool = False
    blocks_final_verdict: bool = False
    requires: tuple[Requirement, ...] = ()
    verified: Verified | None = None
    note: str = ""


class AnnexCheck(Fact, frozen=True, kw_only=True):
    """What an annex asks for at this item; answered under ``key``, because the item falls with any of them."""

    annex: str
    checks: tuple[str, ...]

    @property
    def key(self) -> str:
        """The key of its answer: the annex's title, unique within an item."""
        return self.annex


class Item(Fact, frozen=True, kw_only=True):
    """One thing to check. ``no`` is the official number where it was read; ``seq`` is this file's order and nothing else."""

    id: str
    seq: int
    no: str | None
    title: str
    severity: str | None
    article: int | None
    check_points: tuple[str, ...]
    evidence: tuple[str, ...]
    not_applicable_when: str | None
    no_verified: bool
    severity_verified: bool
    verified: bool
    marker: str | None = None
    section: str | None = None
    checkable: bool = True
    annex_checks: tuple[AnnexCheck, ...] = ()
    law_refs: tuple[str, ...] = ()
    law_refs_verified: bool | None = None
    article_verified: bool | None = None
    article_candidate: int | None = None
    article_range: str | None = None
    refer_articles: tuple[int, ...] = ()
    refer_annex: str | None = None
    content_verified: bool | None = None
    position_basis: Literal["read", "anchored", "assumed"] | None = None
    point_notes: str | None = None
    note: str = ""

    @property
    def number(self) -> str:
        """The official number as it may be shown, or nothing."""
        return self.no or ""

    @property
    def short_title(self) -> str:
        """The title on one line of the window."""
        return self.title if len(self.title) <= 24 else self.title[:23] + "…"

    @property
    def unverified(self) -> tuple[str, ...]:
        """What about this item was not read in its official source, in Chinese words for a 未核实 mark."""
        said: dict[str, bool | None] = {
            "序号": self.no_verified if self.no is not None else None,
            "等级": self.severity_verified if self.severity is not None else None,
            "条号": self.article_verified if self.article is not None else None,
            "要点": self.content_verified,
            "依据": self.law_refs_verified if self.law_refs else None,
        }
        return tuple(name for name, known in said.items() if known is False)


class Section(Fact, frozen=True, kw_only=True):
    """A section of a chapter: its title and the first and last article."""

    title: str
    articles: tuple[int, ...]


class Chapter(Fact, frozen=True, kw_only=True):
    """A chapter and its items in order; ``no`` is the regulation's chapter number where the pack has it."""

    code: str
    title: str
    items: tuple[Item, ...]
    no: int | None = None
    sections: tuple[Section, ...] = ()


class Checklist(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """A whole checklist; a record keeps the digest of the version it was made with."""

    meta: Meta
    severity_levels: tuple[SeverityLevel, ...]
    answer_options: tuple[AnswerOption, ...]
    judgement: JudgementRules
    chapters: tuple[Chapter, ...]
    severity_assignment: Literal["", "per_finding_by_inspector"] = ""

    @property
    def code(self) -> str:
        """The pack's code, which is also its file's name."""
        return self.meta.code

    @property
    def title(self) -> str:
        """The official title."""
        return self.meta.title

    @property
    def short_title(self) -> str:
        """A title that fits a line of the window."""
        return self.meta.short_title

    @property
    def version(self) -> str:
        """The version as its issuer names it."""
        return self.meta.version

    @property
    def default_ruleset(self) -> str:
        """The id of the ruleset to use when none is chosen; the way of judging where the pack has no rulesets."""
        ruleset = self.judgement.default_ruleset()
        return ruleset.id if ruleset else self.judgement.basis

    @property
    def severity_by_inspector(self) -> bool:
        """Whether the inspector gives every finding its severity, because the regulation gives items none."""
        return self.severity_assignment == "per_finding_by_inspector"

    def items(self) -> tuple[Item, ...]:
        """Every item in order."""
        return self._items

    def checkable_items(self) -> tuple[Item, ...]:
        """Every item that is judged, in order; the others only explain."""
        return self._checkable

    def item(self, id: str) -> Item:  # noqa: A002 - the record's word
        """The item of that id; an unknown one is a ``UsageFault``."""
        found = self._by_id.get(id)
        if found is None:
            raise UsageFault(f"检查表 {self.code} 没有项目 {id}", code="item-unknown")
        return found

    def has_item(self, id: str) -> bool:  # noqa: A002
        """Say whether there is an item of that id."""
        return id in self._by_id

    def option(self, code: str) -> AnswerOption:
        """The answer of that code; an unknown one is a ``UsageFault`` that lists what may be answered."""
        for option in self.answer_options:
            if option.code == code:
                return option
        known = "、".join(f"{one.code}（{one.label}）" for one in self.answer_options)
        raise UsageFault(f"检查表 {self.code} 没有“{code}”这个答案", todo=f"可用的答案：{known}", code="answer-unknown")

    def defect_option(self) -> AnswerOption:
        """The answer that states a plain nonconformity (不符合, 发现缺陷)."""
        return next(one for one in self.answer_options if one.counts_as_defect and one.code != FLAW)

    def chapter_of(self, id: str) -> Chapter:  # noqa: A002
        """The chapter in which the item stands."""
        self.item(id)
        return self._chapter_by_item[id]

    def level(self, code: str) -> SeverityLevel | None:
        """The severity level of that code, or None."""
        return next((one for one in self.severity_levels if one.code == code), None)

    def problems(self) -> list[Problem]:
        """Contradictions that types cannot see, each with the path of its key."""
        from inspector_app.catalog.validation import problems

        return list(problems(self))

    def validate(self) -> list[str]:
        """Say in plain Chinese sentences what is wrong with the definition; an empty list means it can be used."""
        return [str(one) for one in self.problems()]

    @cached_property
    def _items(self) -> tuple[Item, ...]:
        return tuple(item for chapter in self.chapters for item in chapter.items)

    @cached_property
    def _checkable(self) -> tuple[Item, ...]:
        return tuple(item for item in self._items if item.checkable)

    @cached_property
    def _by_id(self) -> dict[str, Item]:
        return {item.id: item for item in self._items}

    @cached_property
    def _chapter_by_item(self) -> dict[str, Chapter]:
        return {item.id: chapter for chapter in self.chapters for item in chapter.items}
