"""Finding in the law packs: laws, articles and violations by words, fragments, pinyin initials and article numbers.

The index is kept in memory: some four hundred short entries are searched in a few milliseconds, the packs never change while a
search runs, and a table in the vault would be a second copy to keep in step. It is built when first asked for, off the interface
thread (the initials cost most of it), and again when a pack has been replaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal
from weakref import WeakKeyDictionary

import msgspec

from inspector_app.catalog.law import Law, Ref, chinese_number
from inspector_app.catalog.lawbook import LawBook
from inspector_app.catalog.lawtext import number_of
from inspector_app.catalog.library import Library
from inspector_app.catalog.violation import STAGES, Violation
from inspector_app.rules.finder import DOMAIN_NAMES, find, initials
from inspector_app.rules.violation_words import brief, fine_of, fine_words, person_words

from .desk import Desk

Bodies = Sequence[tuple[str, str]]
HitKind = Literal["law", "article", "violation"]
ALL: tuple[HitKind, ...] = ("law", "article", "violation")
_NUMERALS = "零〇一二三四五六七八九十百"
_ARTICLE = re.compile(rf"第?(\d{{1,3}}|[{_NUMERALS}]+)条(之[一二三四五六七八九十])?")
_LETTERS = re.compile(r"[a-z0-9-]{2,}")
# Below this the finder has only a common word in common with the question.
_LIKELY = 8


class LawHit(msgspec.Struct, frozen=True, kw_only=True):
    """One thing found; an article's id is ``law/117`` or ``law/142-1``."""

    kind: HitKind
    id: str
    title: str
    detail: str
    score: int


class Cited(msgspec.Struct, frozen=True, kw_only=True):
    """One violation that cites an article, and as what."""

    violation: Violation
    role: Literal["罚则", "义务", "从重", "情节严重"]
    ref: Ref


class _Entry(msgspec.Struct, frozen=True, kw_only=True):
    kind: HitKind
    id: str
    title: str
    detail: str
    domains: tuple[str, ...]
    names: str
    topics: str
    letters: tuple[str, ...]
    text: str
    cites: str
    articles: frozenset[int]


class LawIndex:
    """What can be found in one set of law packs."""

    def __init__(self, book: LawBook) -> None:
        self.book = book
        self.cited: dict[str, dict[str, list[Cited]]] = {}
        for violation in book.violations:
            self._note(violation)
        # Equal ones: drugs first, they are what most of the checklists are about.
        ordered = sorted(book.violations, key=lambda one: list(DOMAIN_NAMES).index(one.domain))
        self._violations = [_violation_entry(book, one) for one in ordered]
        self._laws = [_law_entry(book, one) for one in book.laws]
        self._summaries = [
            _summary_entry(book, law, key, some)
            for law, articles in self.cited.items()
            for key, some in articles.items()
        ]

    def _note(self, violation: Violation) -> None:
        roles: tuple[tuple[Literal["罚则", "义务", "从重", "情节严重"], Sequence[Ref]], ...] = (
            ("罚则", violation.penalized_by),
            ("义务", violation.violates),
            ("从重", violation.aggravating),
            ("情节严重", violation.serious_indicators),
        )
        for role, refs in roles:
            for ref in refs:
                of_article = self.cited.setdefault(ref.law, {}).setdefault(article_key(ref), [])
                of_article.append(Cited(violation=violation, role=role, ref=ref))

    def articles(self, law: str) -> dict[str, list[Cited]]:
        """The articles of a law that violations cite, in their order, with who cites them."""
        return dict(sorted(self.cited.get(law, {}).items(), key=lambda one: _order(one[0])))

    def search(
        self,
        words: str,
        *,
        kinds: Iterable[HitKind] = ALL,
        domains: Sequence[str] = (),
        texts: Mapping[str, Bodies] | None = None,
        limit: int = 20,
    ) -> list[LawHit]:
        """Find, best first. All words must be in an entry; where none has all, what the violation finder thinks near is listed.

        ``texts`` are the articles of imported official texts (``law_texts.bodies``), searched too.
        """
        asked = _Asked(words)
        if not asked.anything:
            return []
        wanted = set(kinds)
        hits: list[LawHit] = []
        if "violation" in wanted:
            hits += self._of(self._violations, asked, domains)
            # An article that nobody cites is not near another one.
            hits = hits or ([] if asked.articles else self._near(words, domains))
        if "law" in wanted:
            hits += self._of(self._laws, asked, domains)
        if "article" in wanted:
            hits += self._articles(asked)
            hits += self._in_texts(asked, texts or {}, {one.id for one in hits})
            # Where violations are found by themselves, the articles that are punished by would say the same again.
            hits += [] if "violation" in wanted else self._in_summaries(asked, domains, {one.id for one in hits})
        return sorted(hits, key=lambda one: -one.score)[:limit]

    def _of(self, entries: list[_Entry], asked: _Asked, domains: Sequence[str]) -> list[LawHit]:
        found = []
        for entry in entries:
            if domains and not set(domains) & set(entry.domains):
                continue
            score = asked.score(entry)
            if score:
                found.append(LawHit(kind=entry.kind, id=entry.id, title=entry.title, detail=entry.detail, score=score))
        return found

    def _near(self, words: str, domains: Sequence[str]) -> list[LawHit]:
        return [
            LawHit(
                kind="violation",
                id=one.violation.id,
                title=one.violation.name,
                detail=_violation_detail(self.book, one.violation),
                score=one.score,
            )
            for one in find(self.book, words, domains=domains, limit=12)
            if one.score >= _LIKELY
        ]

    def _articles(self, asked: _Asked) -> list[LawHit]:
        if not asked.articles:
            return []
        found = []
        for law, entry in zip(self.book.laws, self._laws, strict=True):
            named = asked.score_names(entry) if asked.terms else 0
            if asked.terms and not named:
                continue
            for key in asked.articles:
                citing = self.cited.get(law.id, {}).get(key, [])
                exists = law.current.articles is not None and 0 < int(key.partition("-")[0]) <= law.current.articles
                if citing or (named and exists):
                    score = (60 + named if named else 30) + min(len(citing), 10)
                    found.append(self.article_hit(law, key, score))
        return found

    def _in_summaries(self, asked: _Asked, domains: Sequence[str], known: set[str]) -> list[LawHit]:
        """Articles whose violations, as the packs sum them up, have all the words."""
        if asked.articles:
            return []
        found = []
        for hit in self._of(self._summaries, asked, domains):
            if hit.id in known:
                continue
            law_id, _, key = hit.id.partition("/")
            named = [
                one
                for one in self.cited[law_id][key]
                if any(term in one.violation.name.lower() for term in asked.terms)
            ]
            if named:
                # What was asked for is named first; the article that punishes it comes before the one that forbids it.
                more = 5 + (3 if any(one.role == "罚则" for one in named) else 0)
                found.append(msgspec.structs.replace(hit, detail=_names(named), score=hit.score + more))
            else:
                found.append(hit)
        return found

    def article_hit(self, law: Law, key: str, score: int = 0) -> LawHit:
        """An article as something that can be opened."""
        citing = {one.violation.id for one in self.cited.get(law.id, {}).get(key, ())}
        said = f"{len(citing)} 种违法行为" if citing else "法规条文"
        title = f"《{law.name}》{article_words(key)}"
        return LawHit(kind="article", id=f"{law.id}/{key}", title=title, detail=said, score=score)

    def _in_texts(self, asked: _Asked, texts: Mapping[str, Bodies], known: set[str]) -> list[LawHit]:
        terms = [one for one in asked.terms if len(one) > 1]
        if not terms or asked.articles:
            return []
        found = []
        for law_id, bodies in texts.items():
            law = self.book.law(law_id)
            for key, body in bodies:
                if f"{law_id}/{key}" not in known and all(term in body for term in terms):
                    at = max(body.find(terms[0]) - 8, 0)
                    hit = self.article_hit(law, key, 6)
                    found.append(msgspec.structs.replace(hit, detail=f"原文：…{body[at : at + 24]}…"))
        return found


class _Asked:
    """What was typed, taken apart once: article numbers, and the words that must all be there."""

    def __init__(self, words: str) -> None:
        text = words.strip().lower()
        self.articles = [
            f"{number_of(found[1])}-{number_of(found[2][1:])}" if found[2] else str(number_of(found[1]))
            for found in _ARTICLE.finditer(text)
        ]
        self.terms = [one for one in _ARTICLE.sub(" ", text).replace("《", " ").replace("》", " ").split() if one]
        self.anything = bool(self.terms or self.articles)

    def score(self, entry: _Entry) -> int:
        """How well an entry fits, 0 when one of the words is not in it."""
        total = 0
        if self.articles:
            numbers = {int(one.partition("-")[0]) for one in self.articles}
            if not numbers <= entry.articles:
                return 0
            total += 20
        for term in self.terms:
            points = self._term(entry, term)
            if not points:
                return 0
            total += points
        return total

    def score_names(self, entry: _Entry) -> int:
        """How well the names of an entry alone fit the words."""
        points = [self._name(entry, term) for term in self.terms]
        return sum(points) if all(points) else 0

    def _name(self, entry: _Entry, term: str) -> int:
        if term in entry.names:
            return 60 + (20 if f"\n{term}\n" in f"\n{entry.names}\n" else 0)
        if _LETTERS.fullmatch(term) and any(term in one for one in entry.letters):
            return 30 + (20 if any(one.startswith(term) for one in entry.letters) else 0)
        return 0

    def _term(self, entry: _Entry, term: str) -> int:
        named = self._name(entry, term)
        if named:
            return named
        if term in entry.topics:
            return 35
        if term in entry.cites or term == entry.id:
            return 22
        if term in entry.text or (len(term) > 3 and term in entry.id):
            return 8
        return 0


def article_key(ref: Ref) -> str:
    """The key of a citation's article: ``117`` or ``142-1``."""
    return f"{ref.article}-{number_of(ref.suffix[1:])}" if ref.suffix else str(ref.article)


def article_ref(law: str, key: str) -> Ref:
    """The citation of a whole article."""
    number, _, inserted = key.partition("-")
    return Ref(law=law, article=int(number), suffix=f"之{chinese_number(int(inserted))}" if inserted else "")


def article_words(key: str) -> str:
    """An article as laws number it: ``第一百一十七条``."""
    return article_ref("", key).words()


def _order(key: str) -> tuple[int, int]:
    number, _, inserted = key.partition("-")
    return int(number), int(inserted or 0)


def _violation_detail(book: LawBook, violation: Violation) -> str:
    return f"{book.cite(violation.penalized_by[0])} · {brief(violation)}"


def _violation_entry(book: LawBook, violation: Violation) -> _Entry:
    stages = [violation.stage(name) for name in STAGES]
    kinds = [kind for stage in stages if stage for kind in stage.kinds]
    notes = [stage.note for stage in stages if stage]
    fines = [words for name in STAGES if (fine := fine_of(violation, name)) for words in fine_words(fine)]
    text = [*violation.subjects, *kinds, *notes, *fines, violation.note, violation.authority, violation.status]
    text += [person_words(one) for one in violation.persons]
    text.append(DOMAIN_NAMES[violation.domain])
    refs = violation.refs()
    return _Entry(
        kind="violation",
        id=violation.id,
        title=violation.name,
        detail=_violation_detail(book, violation),
        domains=(violation.domain,),
        names=violation.name.lower(),
        topics="\n".join(violation.topics).lower(),
        letters=(initials(violation.name), *(initials(one) for one in violation.topics)),
        text="\n".join(text).lower(),
        cites="\n".join(f"{book.cite(one)}\n{book.citation(one)}" for one in refs),
        articles=frozenset(one.article for one in (*violation.penalized_by, *violation.violates)),
    )


def _law_entry(book: LawBook, law: Law) -> _Entry:
    text = [law.issuer, law.level, law.read]
    for version in law.versions:
        text += [version.label, version.number, version.note, version.read, version.effective or ""]
    text += [rule.topic + rule.rule for rule in book.catalogue.chapter_rules if rule.ref.law == law.id]
    text += [DOMAIN_NAMES[one] for one in law.domains]
    return _Entry(
        kind="law",
        id=law.id,
        title=f"《{law.name}》",
        detail=f"{law.level} · {law.current.label}",
        domains=law.domains,
        names=f"{law.short}\n{law.name}".lower(),
        topics="",
        letters=(initials(law.short), initials(law.name)),
        text="\n".join(text).lower(),
        cites="",
        articles=frozenset(),
    )


def _names(cited: Sequence[Cited]) -> str:
    names = list(dict.fromkeys(one.violation.name for one in cited))
    return f"{cited[0].role}：{'、'.join(names[:2])}{f'等 {len(names)} 种' if len(names) > 2 else ''}"


def _summary_entry(book: LawBook, law_id: str, key: str, cited: Sequence[Cited]) -> _Entry:
    law = book.law(law_id)
    violations = list({one.violation.id: one.violation for one in cited}.values())
    names = [one.name for one in violations]
    return _Entry(
        kind="article",
        id=f"{law_id}/{key}",
        title=f"《{law.name}》{article_words(key)}",
        detail=_names(cited),
        domains=tuple({one.domain for one in violations}),
        names="",
        topics="\n".join([*names, *(topic for one in violations for topic in one.topics)]).lower(),
        letters=tuple(initials(name) for name in names),
        text="\n".join([*names, *(one.note for one in violations), law.short, law.name]).lower(),
        cites="",
        articles=frozenset(),
    )


_indexes: WeakKeyDictionary[Library, LawIndex] = WeakKeyDictionary()


def index(desk: Desk) -> LawIndex:
    """The index of the packs as they are installed now; built once and kept until a pack is replaced."""
    book = desk.library.lawbook()
    kept = _indexes.get(desk.library)
    if kept is not None and _same(kept.book, book):
        return kept
    made = _indexes[desk.library] = LawIndex(book)
    return made


def _same(one: LawBook, other: LawBook) -> bool:
    # A pack that was not replaced is the very same object; comparing by value would cost more than the search.
    return (
        one.catalogue is other.catalogue
        and len(one.packs) == len(other.packs)
        and all(a is b for a, b in zip(one.packs, other.packs, strict=True))
    )
