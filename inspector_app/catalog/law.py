"""What the law packs say of laws themselves: names, versions, dates, how an article is cited, and the kinds of penalty.

A text is never in here, only that it exists, which version was read, and how much of it was read. ``verified`` false is carried to
every place where the law is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from inspector_app.catalog.packfile import Problem

ISO_DATE = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DIGITS = "零一二三四五六七八九"

Domain = Literal["drug", "vaccine", "cosmetic", "device", "narcotic", "general"]
HearingRule = Literal["always", "amount", "check", "never"]


class Ref(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One citation: law by id, article (条, with 之一 as ``suffix``), paragraph (款), item (项); absent means not told apart."""

    law: str
    article: int
    paragraph: int | None = None
    item: int | None = None
    suffix: str = ""

    def numbers(self) -> str:
        """The short form used in lists: ``117条1款``."""
        parts = [f"{self.article}条{self.suffix}"]
        parts += [f"{self.paragraph}款"] if self.paragraph else []
        parts += [f"{self.item}项"] if self.item else []
        return "".join(parts)

    def words(self) -> str:
        """The standard form without the law's name: ``第一百一十七条第一款第（三）项``."""
        parts = [f"第{chinese_number(self.article)}条{self.suffix}"]
        parts += [f"第{chinese_number(self.paragraph)}款"] if self.paragraph else []
        parts += [f"第（{chinese_number(self.item)}）项"] if self.item else []
        return "".join(parts)


class PackMeta(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which pack this is and how old its facts are; ``as_of`` is the day up to which the law was looked at."""

    code: str
    title: str
    version: str
    as_of: str
    text_checked: str = ""
    domain: Domain | None = None
    issuer: str = ""
    local_rules: str = ""


class LawVersion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version of a law. ``effective`` is when its main body came into force; None where it was not seen in a source.

    ``amended`` is the day of a later partial amendment that the text read already holds; the text before it is not known.

    ``read`` says how much of it was read, ``verified`` whether what the packs take from it was, ``number_verified`` the same of its
    document number.
    """

    label: str
    verified: bool
    read: str
    number: str = ""
    number_verified: bool = False
    adopted: str | None = None
    effective: str | None = None
    amended: str | None = None
    articles: int | None = None
    note: str = ""


class Law(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A law, regulation, rule or normative document with the versions that are known, oldest first."""

    id: str
    name: str
    short: str
    level: str
    issuer: str
    domains: tuple[Domain, ...]
    read: str = ""
    versions: tuple[LawVersion, ...]

    def version_on(self, day: str) -> LawVersion | None:
        """The version in force on that day (ISO date), None when none was yet. A version without a date never answers."""
        found = [one for one in self.versions if one.effective and one.effective <= day]
        return found[-1] if found else None

    @property
    def current(self) -> LawVersion:
        """The newest version."""
        return self.versions[-1]

    @property
    def first_effective(self) -> str | None:
        """The day from which some version of it is known to be in force."""
        return next((one.effective for one in self.versions if one.effective), None)


class PenaltyKind(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of penalty or order. ``hearing`` says when it gives the right to a hearing (行政处罚法第63条): always, by amount, doubtful, never."""

    name: str
    is_penalty: bool
    hearing: HearingRule
    note: str = ""


class ChapterRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule that holds for a whole chapter of penalties."""

    topic: str
    ref: Ref
    rule: str


class LawCatalogue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The list of laws, the kinds of penalty, and the conventions all violation packs follow."""

    meta: PackMeta
    levels: tuple[str, ...]
    field_notes: dict[str, str] = {}
    conventions: dict[str, str]
    kinds: tuple[PenaltyKind, ...]
    person_income_bases: tuple[str, ...]
    chapter_rules: tuple[ChapterRule, ...]
    laws: tuple[Law, ...]

    @property
    def code(self) -> str:
        """The pack's code."""
        return self.meta.code

    def lines(self) -> Iterator[str]:
        """One line for each law: its names, newest version, what is not verified."""
        for law in self.laws:
            version = law.current
            marks = [law.id, law.name, version.label, f"施行 {version.effective or '日期未见'}"]
            marks += [] if version.verified else [f"未核实（已读：{version.read}）"]
            marks += [f"{version.number}（文号未核实）"] if version.number and not version.number_verified else []
            yield "  ".join(marks)

    def problems(self) -> Iterator[Problem]:
        """Every contradiction of the catalogue, with the path of its key."""
        yield from meta_problems(self.meta)
        seen: set[str] = set()
        for at, kind in enumerate(self.kinds):
            if kind.name in seen:
                yield Problem(f"$.kinds[{at}].name", f"处罚种类 {kind.name} 重复")
            seen.add(kind.name)
        ids = {law.id for law in self.laws}
        seen = set()
        for at, law in enumerate(self.laws):
            path = f"$.laws[{at}]"
            if not CODE.fullmatch(law.id):
                yield Problem(f"{path}.id", f"代码 {law.id} 只能用小写字母、数字和连字符")
            if law.id in seen:
                yield Problem(f"{path}.id", f"法律 {law.id} 重复")
            seen.add(law.id)
            if law.level not in self.levels:
                yield Problem(f"{path}.level", f"没有效力层级 {law.level}")
            if not law.versions:
                yield Problem(f"{path}.versions", "至少要有一个版本")
            yield from _version_problems(law, path)
        for at, rule in enumerate(self.chapter_rules):
            if rule.ref.law not in ids:
                yield Problem(f"$.chapter_rules[{at}].ref.law", f"目录里没有法律 {rule.ref.law}")


def meta_problems(meta: PackMeta) -> Iterator[Problem]:
    """What is wrong with the head of a law pack."""
    if not CODE.fullmatch(meta.code):
        yield Problem("$.meta.code", f"代码 {meta.code} 只能用小写字母、数字和连字符")
    if not meta.version:
        yield Problem("$.meta.version", "没有写明版本")
    if not ISO_DATE.fullmatch(meta.as_of):
        yield Problem("$.meta.as_of", f"日期 {meta.as_of} 应当写成 2026-11-21 的样子")


def ref_problems(refs: tuple[Ref, ...], path: str) -> Iterator[Problem]:
    """Numbers no citation can have: articles, paragraphs and items count from one, an item stands in a paragraph."""
    for at, ref in enumerate(refs):
        for key in ("article", "paragraph", "item"):
            number = getattr(ref, key)
            if number is not None and number < 1:
                yield Problem(f"{path}[{at}].{key}", f"{key} 应当从 1 数起，写的是 {number}")
        if ref.item is not None and ref.paragraph is None:
            yield Problem(f"{path}[{at}].item", "写了项就要写明是哪一款")
        if ref.suffix and not re.fullmatch(f"之[{_DIGITS}十]+", ref.suffix):
            yield Problem(f"{path}[{at}].suffix", f"“{ref.suffix}”不是“之一”这样的条号")


def chinese_number(number: int) -> str:
    """Write 1 to 9999 as laws number their articles: 117 is 一百一十七, 10 is 十."""
    if not 0 < number < 10000:
        raise ValueError(number)
    text, zero = "", False
    for unit, place in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("零" if zero else "") + _DIGITS[digit] + place
            zero = False
        else:
            zero = bool(text)
    return text[1:] if text.startswith("一十") else text


def _version_problems(law: Law, path: str) -> Iterator[Problem]:
    before = ""
    for at, version in enumerate(law.versions):
        here = f"{path}.versions[{at}]"
        for key in ("adopted", "effective", "amended"):
            day = getattr(version, key)
            if day is not None and not ISO_DATE.fullmatch(day):
                yield Problem(f"{here}.{key}", f"日期 {day} 应当写成 2026-05-15 的样子")
        if version.effective:
            if before and version.effective <= before:
                yield Problem(f"{here}.effective", "版本应当按施行日从早到晚排列")
            before = version.effective


_CITED = re.compile(r"(《[^》]+》)(第[^第款项、]+条(?:之[一二三四五六七八九十]+)?)(.*)")


def joined(texts: Iterable[str]) -> str:
    """Join citations as a document reads them: a law named once, an article once: 《…》第九十八条第一款、第三款."""
    parts: list[str] = []
    law = article = ""
    for text in dict.fromkeys(texts):
        found = _CITED.fullmatch(text)
        if found is None or found[1] != law:
            parts.append(text)
        elif found[2] == article and found[3].startswith("第"):
            parts.append(found[3])
        else:
            parts.append(found[2] + found[3])
        whole = found is not None and "《" not in found[3]
        law, article = (found[1], found[2]) if found is not None and whole else ("", "")
    return "、".join(parts)
