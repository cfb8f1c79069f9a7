"""From words, a checklist topic, a domain or a channel to the violations that may be meant, ranked, each with why.

Searching is by fragments of Chinese, by pinyin initials (``cslp`` finds 超所列… and the like) and by article (``117条``); no index is
needed for some hundred entries. Initials are computed when first asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

import msgspec

from inspector_app.catalog.lawbook import LawBook
from inspector_app.catalog.violation import Violation
from inspector_app.catalog.violation_when import CHANNEL_NAMES

DOMAIN_NAMES = {
    "drug": "药品",
    "vaccine": "疫苗",
    "cosmetic": "化妆品",
    "device": "医疗器械",
    "narcotic": "麻醉药品和精神药品",
    "general": "通用",
}
_SUBJECT_CHANNELS = (
    ("produce", ("生产", "持有人", "注册人", "备案人", "进口", "制剂室", "种植")),
    ("wholesale", ("批发", "经营企业", "经营者", "生产经营")),
    ("retail", ("零售", "药店", "经营企业", "经营者", "网络销售", "生产经营")),
    ("use", ("使用单位", "医疗机构", "接种", "疾控", "诊所")),
)
_HAN = re.compile(r"[㐀-鿿]+")
_ASCII = re.compile(r"[a-z]{2,}")
_ARTICLE = re.compile(r"第?(\d{1,3})条")
# What findings say and the law says otherwise; the same thing in the law's words.
_MEANT = {"超过有效期": "过期", "超有效期": "过期", "过有效期": "过期", "失效": "过期", "温湿度": "温度"}
_PARTICLES = frozenset("的或和及与在了未不")
# Words every violation shares tell nothing about which one is meant.
_EMPTY = frozenset(
    {
        "药品",
        "规定",
        "进行",
        "应当",
        "未按",
        "按规",
        "企业",
        "没有",
        "情况",
        "相关",
        "要求",
        "医疗",
        "器械",
        "疗器",
        "化妆",
        "妆品",
    }
)


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A violation that may be meant, how well it fits, and why."""

    violation: Violation
    score: int
    why: tuple[str, ...]


def find(
    book: LawBook,
    words: str = "",
    *,
    topics: Sequence[str] = (),
    domains: Sequence[str] = (),
    channel: str = "",
    on: str = "",
    limit: int = 20,
) -> list[Candidate]:
    """Rank the violations that fit; best first, equal ones in the order of the law.

    ``words`` is free text or a whole finding, ``topics`` key words of the checklist item, ``domains`` keeps only those, ``channel`` puts
    matching ones first, ``on`` (ISO date of the act) leaves out what had been replaced by then. Without words and topics everything of
    the domain is listed.
    """
    asked = _Query(words)
    found = []
    for violation in book.violations:
        if domains and violation.domain not in domains:
            continue
        if violation.until is not None and (not on or on > violation.until):
            continue
        score, why = _score(book, violation, asked, topics)
        if (words.strip() or topics) and not score:
            continue
        if channel and channel in channels_of(violation):
            score, why = score + 3, [*why, f"环节：{CHANNEL_NAMES[channel]}"]
        if domains:
            why.append(f"领域：{DOMAIN_NAMES[violation.domain]}")
        found.append(Candidate(violation=violation, score=score, why=tuple(why)))
    return sorted(found, key=lambda one: -one.score)[:limit]


def channels_of(violation: Violation) -> frozenset[str]:
    """The channels it happens in: as the pack says, else by the kinds of subjects it names."""
    if violation.channels:
        return frozenset(violation.channels)
    return frozenset(
        channel
        for channel, marks in _SUBJECT_CHANNELS
        if any(mark in subject for subject in violation.subjects for mark in marks)
    )


@cache
def initials(text: str) -> str:
    """The pinyin initials of a text, other letters as they are: 零售劣药 is ``lsly``."""
    from pypinyin import Style, lazy_pinyin

    return "".join(one for one in "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)) if one.isalnum()).lower()


class _Query:
    """What was typed, taken apart once."""

    def __init__(self, words: str) -> None:
        text = words.lower().strip()
        self.articles = {int(one) for one in _ARTICLE.findall(text)}
        for told, meant in _MEANT.items():
            text = text.replace(told, meant)
        self.phrases = [one for one in _HAN.findall(_ARTICLE.sub(" ", text)) if len(one) > 1 or len(text) == 1]
        self.letters = _ASCII.findall(text)
        self.code = text
        pairs = {phrase[at : at + 2] for phrase in self.phrases for at in range(len(phrase) - 1)}
        self.pairs = {one for one in pairs if not set(one) & _PARTICLES} - _EMPTY or pairs


def _score(book: LawBook, violation: Violation, asked: _Query, topics: Sequence[str]) -> tuple[int, list[str]]:
    score = 0
    why: list[str] = []
    if asked.code and asked.code == violation.id:
        return 1000, ["代码相同"]
    for topic in topics:
        if topic in violation.topics:
            score, why = score + 30, [*why, f"检查主题：{topic}"]
    for phrase in asked.phrases:
        points, reason = _phrase(violation, phrase)
        score, why = score + points, [*why, *reason]
    shared = sorted(
        one for one in asked.pairs if one in violation.name or any(one in topic for topic in violation.topics)
    )
    if shared and not any("名称" in one or "主题：" in one for one in why):
        # A pair of characters weighs by what part of the question it is.
        share = len(shared) * 24 // max(len(asked.pairs), 4)
        score, why = score + max(share, 1), [*why, f"相同的字词：{'、'.join(shared[:4])}"]
    for letters in asked.letters:
        if _by_initials((violation.name, *violation.topics), letters):
            score, why = score + 20 + len(letters), [*why, f"拼音首字母：{letters}"]
        elif len(letters) > 3 and letters in violation.id:
            score, why = score + 5, [*why, f"代码含 {letters}"]
    for number in sorted(asked.articles):
        cited = [one for one in violation.penalized_by if one.article == number]
        if cited:
            score, why = score + 25, [*why, f"罚则：{book.cite(cited[0])}"]
        elif any(one.article == number for one in violation.violates):
            score, why = score + 10, [*why, f"义务条款：第{number}条"]
    return score, why


def _phrase(violation: Violation, phrase: str) -> tuple[int, list[str]]:
    """How a whole phrase fits: in the name, as a topic, among subjects, in the note."""
    if phrase in violation.name:
        return 60 + len(phrase), [f"名称含“{phrase}”"]
    if any(phrase == topic for topic in violation.topics):
        return 35, [f"主题：{phrase}"]
    inside = [
        topic
        for topic in violation.topics
        if len(topic) > 1 and topic not in DOMAIN_NAMES.values() and (topic in phrase or phrase in topic)
    ]
    if inside:
        return 18 + 6 * len(inside), [f"主题：{'、'.join(inside)}"]
    if any(phrase in subject for subject in violation.subjects):
        return 8, [f"主体：{phrase}"]
    return (4, [f"说明提到“{phrase}”"]) if phrase in violation.note else (0, [])


def _by_initials(texts: Iterable[str], letters: str) -> bool:
    return any(letters in initials(text) for text in texts)
