"""Every citation of every pack, whatever its kind, so that each can be held against the official text it points into.

Law packs cite by number (``Ref``), procedures, documents and checklists as written (``57(1)(4)``, ``疫苗管理法第36条``): in a written citation of
an article with one paragraph the first bracket is already the item, and several brackets after a paragraph are several items.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from inspector_app.catalog.discretion import refs_of
from inspector_app.catalog.kinds import Kind
from inspector_app.catalog.law import Ref
from inspector_app.catalog.lawbook import LawBook, plain_name
from inspector_app.catalog.lawtext import LawText
from inspector_app.catalog.library import Library

_WRITTEN = re.compile(r"([1-9][0-9]*)(?:-([1-9]))?((?:\([1-9][0-9]*\))*)")
_IN_WORDS = re.compile(r"(\D+?)第([1-9][0-9]*)条(?:第([1-9][0-9]*)款)?(?:第([1-9][0-9]*)项)?")
_EDITION = re.compile(r"[(（].*")
_INSERTED = "一二三四五六七八九"


class Cited(msgspec.Struct, frozen=True, kw_only=True):
    """One citation and who makes it. ``law`` is its id in the catalogue, or its name where the catalogue has none of that name."""

    where: str
    law: str
    known: bool
    written: str
    ref: Ref | None = None

    def lacks(self, text: LawText) -> str | None:
        """Say what of it the text does not have, None when all of it is there."""
        refs = (self.ref,) if self.ref is not None else _resolved(self.law, self.written, text)
        if not refs:
            return f"“{self.written}”不是条款号"
        return next((lacks for one in refs if (lacks := text.lacks(one)) is not None), None)


def every_citation(library: Library) -> list[Cited]:
    """All citations of all packs of a library, in the order of their kinds, read once until a pack is another; a damaged pack is its fault."""
    kinds: tuple[Kind, ...] = ("law", "violation", "discretion", "procedure", "document", "checklist")
    return library.kept_together(kinds, lambda: _every(library))


def _every(library: Library) -> list[Cited]:
    book = library.lawbook()
    names = {
        alias: law.id for law in book.laws for alias in (law.id, law.short, law.name, plain_name(law.name)) if alias
    }
    return [*of_law_packs(book), *_of_procedures(library), *_of_forms(library, names), *_of_checklists(library, names)]


def unchecked(cited: list[Cited], have: set[str]) -> Counter[str]:
    """How many citations stay without a text to be held against, by law."""
    return Counter(one.law for one in cited if one.law not in have)


def of_law_packs(book: LawBook) -> Iterator[Cited]:
    """The citations of the law packs alone: violations, rules of discretion, chapters."""
    found = [(f"违法行为 {one.id}", ref) for one in book.violations for ref in (*one.refs(), *one.persons_by)]
    for rules in book.own_discretions:
        whose = f"{rules.province} " if rules.province else ""
        found += [(f"裁量规则 {whose}{path.removeprefix('$.')}", ref) for path, ref in refs_of(rules)]
    found += [(f"章规则 {one.topic}", one.ref) for one in book.catalogue.chapter_rules]
    for where, ref in found:
        yield Cited(where=where, law=ref.law, known=True, written=ref.numbers(), ref=ref)


def _of_procedures(library: Library) -> Iterator[Cited]:
    laws = library.procedures().terms.laws
    for code in library.codes("procedure"):
        for where, law, articles in _written(msgspec.to_builtins(library.procedure(code)), f"程序 {code}"):
            entry = laws.get(law)
            id_ = entry.id if entry is not None else ""
            name = entry.title if entry is not None else law
            for one in articles:
                yield Cited(where=where, law=id_ or name, known=bool(id_), written=one)


def _of_forms(library: Library, names: dict[str, str]) -> Iterator[Cited]:
    for code in library.codes("document"):
        form = msgspec.to_builtins(library.form_as_shipped(code))
        for where, law, articles in _written(form, f"文书 {code}"):
            yield from (_named(where, law, one, names) for one in articles)


def _of_checklists(library: Library, names: dict[str, str]) -> Iterator[Cited]:
    for checklist in library.checklists():
        rules = checklist.judgement
        said = [(f"项目 {item.id}", text) for item in checklist.items() for text in item.law_refs]
        said += [("判定", one.law_ref) for one in rules.legal_consequences]
        said += [("判定", one.law_ref) for one in rules.hints if one.law_ref]
        # An annex numbers its articles anew and has no entry of its own among the laws.
        own = "" if "附录" in checklist.meta.regulation else checklist.meta.regulation
        for item in checklist.items() if own else ():
            for number in (item.article, *item.refer_articles):
                if number is not None:
                    yield _named(f"检查表 {checklist.code} 项目 {item.id}", own, str(number), names)
        for where, text in said:
            found = _IN_WORDS.fullmatch(text)
            if found is None:
                yield Cited(where=f"检查表 {checklist.code} {where}", law=text, known=False, written=text)
                continue
            law, article, *inner = found.groups()
            brackets = "".join(f"({one})" for one in inner if one)
            yield _named(f"检查表 {checklist.code} {where}", law, f"{article}{brackets}", names)


def _named(where: str, law: str, written: str, names: dict[str, str]) -> Cited:
    bare = _EDITION.sub("", law).strip("《》")
    id_ = names.get(law) or names.get(bare)
    return Cited(where=where, law=id_ or bare, known=id_ is not None, written=written)


def _written(value: Any, where: str) -> Iterator[tuple[str, str, list[str]]]:
    """Every ``{law, articles}`` anywhere inside plain values, with the nearest name above it."""
    if isinstance(value, dict):
        if isinstance(value.get("law"), str) and isinstance(value.get("articles"), list | tuple):
            yield where, value["law"], [*value["articles"], *value.get("grounds", ())]
        for key, one in value.items():
            yield from _written(
                one, f"{where} {key}" if key in ("clocks", "gates", "legal_basis", "deadlines") else where
            )
    elif isinstance(value, list | tuple):
        for one in value:
            name = next((str(one[k]) for k in ("id", "key", "code") if k in one), "") if isinstance(one, dict) else ""
            yield from _written(one, f"{where} {name}".rstrip())


def _resolved(law: str, written: str, text: LawText) -> tuple[Ref, ...]:
    """What a written citation points at: one place, or several items of one paragraph; nothing where it is no citation."""
    found = _WRITTEN.fullmatch(written)
    if found is None:
        return ()
    number, inserted, brackets = found.groups()
    inner = [int(one) for one in re.findall(r"[0-9]+", brackets)]
    article = text.article(f"{number}-{inserted}" if inserted else number)
    if inner and article is not None and len(article.paragraphs) == 1:
        inner = [1, *inner]
    suffix = f"之{_INSERTED[int(inserted) - 1]}" if inserted else ""
    paragraph = inner[0] if inner else None
    items: list[int | None] = [*inner[1:]] or [None]
    return tuple(Ref(law=law, article=int(number), suffix=suffix, paragraph=paragraph, item=item) for item in items)
