"""From a finding to the violations it may be: while the item is still open, so that the right evidence is taken."""

from __future__ import annotations

import re
from datetime import date
from weakref import WeakKeyDictionary

import msgspec

from inspector_app.catalog.checklist import Checklist, Item
from inspector_app.catalog.lawbook import LawBook
from inspector_app.catalog.violation import Violation
from inspector_app.rules.finder import channels_of, find
from inspector_app.rules.violation_words import brief

from . import inspecting, law_index
from .desk import Desk

_BRACKETS = re.compile(r"[（(][^）)]*[）)]")
_DOMAINS = (
    ("疫苗", ("vaccine", "drug")),
    ("化妆品", ("cosmetic",)),
    ("医疗器械", ("device",)),
    ("药品", ("drug",)),
)
_CHANNELS = (("零售", "retail"), ("批发", "wholesale"), ("生产", "produce"))
_GOODS = {"vaccine": "疫苗", "cosmetic": "化妆品", "device": "医疗器械", "drug": "药品"}
_EXPIRED = re.compile(r"过期|过了?有效期|超(过|出)?有效期|失效")
# 批号 and the like name the goods; only where they stand without a number are they what was found wrong.
_GOODS_FACTS = re.compile(r"(产品|生产)?(批号|日期|有效期至?)(为|是|[:：])?\s*[0-9A-Za-z]+")
_REGULATION_POINTS = 36
"""More than one key word in common, less than two: the regulation that was checked comes before a single word."""
_FIRST_DOMAIN = 5
# Below this there is only a common word in common (记录, 销售); naming it would be noise at the bench.
_LIKELY = 20
_KEPT = 512

_Key = tuple[str, str, str, str]
_kept: WeakKeyDictionary[LawBook, dict[_Key, tuple[PossibleViolation, ...]]] = WeakKeyDictionary()


class PossibleViolation(msgspec.Struct, frozen=True, kw_only=True):
    """A violation a finding may be: its name, the penal article in the short form, kinds and ranges in words, why it is named.

    ``verified`` is false where the violation, its duty or the text of a cited law was not read in its official source (未核实).
    """

    id: str
    name: str
    citation: str
    brief: str
    verified: bool
    why: tuple[str, ...]


def candidates(desk: Desk, inspection_id: str, item_id: str, limit: int = 3) -> list[PossibleViolation]:
    """Name the violations the finding of an item may be, most likely first; none is a proposal of the law, all are to be judged.

    By the regulation the checklist checks, the item's words, the words of the finding, domain and channel, as the law stood on the
    day of the inspection. The same question is answered from memory.
    """
    inspection = inspecting.load(desk, inspection_id)
    checklist = inspecting.checklist_of(desk, inspection)
    given = inspecting.answers_of_item(desk, inspection_id, item_id)
    day = (inspection.started_at or inspection.created_at).date()
    book = law_index.index(desk).book
    memory = _kept.setdefault(book, {})
    key = (inspection.checklist_digest, item_id, given.text if given else "", day.isoformat())
    if key not in memory:
        if len(memory) >= _KEPT:
            memory.clear()
        memory[key] = tuple(rank(book, checklist, checklist.item(item_id), key[2], day))
    return list(memory[key][:limit])


def rank(book: LawBook, checklist: Checklist, item: Item, text: str, on: date) -> list[PossibleViolation]:
    """The same without a vault: rank the violations an item with these words may be on that day."""
    regulations, domains, channel = _about(checklist)
    words = f"{item.title} {_plain(text)}"
    if domains and _EXPIRED.search(text):
        words += f" 过期{_GOODS[domains[0]]}"
    scores: dict[str, int] = {}
    why: dict[str, list[str]] = {}
    for one in find(book, words, domains=domains, channel=channel, on=on.isoformat(), limit=60):
        scores[one.violation.id] = one.score + (_FIRST_DOMAIN if domains and one.violation.domain == domains[0] else 0)
        why[one.violation.id] = [said for said in one.why if not said.startswith("领域")]
    for violation in book.violations:
        named = next((one for one in regulations if one in violation.name or one in violation.topics), "")
        if named and _in_force(violation, on) and (not domains or violation.domain in domains):
            scores[violation.id] = scores.get(violation.id, 0) + _REGULATION_POINTS
            why.setdefault(violation.id, []).insert(0, f"检查表依据：{named}")
    likely = [one for one, score in scores.items() if score >= _LIKELY]
    fitting = [one for one in likely if not channel or _may_be(book.violation(one), channel)]
    ordered = sorted(fitting, key=lambda one: -scores[one])
    return [_possible(book, book.violation(one), tuple(why[one])) for one in ordered]


def is_verified(book: LawBook, violation: Violation) -> bool:
    """Whether the violation, its duty and the text of every law it cites were read in their official source."""
    return violation.verified and violation.violates_verified and not book.unread(violation.refs())


def _possible(book: LawBook, violation: Violation, why: tuple[str, ...]) -> PossibleViolation:
    return PossibleViolation(
        id=violation.id,
        name=violation.name,
        citation=book.cite(violation.penalized_by[0]),
        brief=brief(violation),
        verified=is_verified(book, violation),
        why=why,
    )


def _in_force(violation: Violation, on: date) -> bool:
    return violation.until is None or on.isoformat() <= violation.until


def _may_be(violation: Violation, channel: str) -> bool:
    """Whether it can happen in the channel; where neither the pack nor its subjects say, it can."""
    channels = channels_of(violation)
    return not channels or channel in channels


def _about(checklist: Checklist) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """What a checklist is about, from its own head: the regulations it checks, the domains, the channel."""
    regulations = tuple(
        dict.fromkeys(
            _BRACKETS.sub("", one).partition("附录")[0].strip() for one in checklist.meta.regulation.split("；") if one
        )
    )
    named = f"{checklist.meta.regulation}{checklist.title}"
    domains = next((found for word, found in _DOMAINS if word in named), ())
    # 经营 alone may be either: wholesale and retail then stay open.
    channel = next((found for word, found in _CHANNELS if word in checklist.short_title), "")
    return regulations, domains, channel


def _plain(text: str) -> str:
    # A number in a finding is a quantity or a date, never an article.
    return re.sub(r"[0-9A-Za-z]+", " ", _GOODS_FACTS.sub(" ", text))
