"""The word each form takes in its numbers (文种字): the office's own, else headquarters', else the form's, else 检, which nobody verified.

A word is looked up when a number is taken: what was issued keeps the number it bears, and a block stays the block of its word.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import msgspec

from inspector_app.catalog.form import DocumentForm
from inspector_app.catalog.number_words import NumberWords, word_fault
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.document import OwnWord
from inspector_app.rules.deadline_request import CHINA
from inspector_app.vault.reader import Reader
from inspector_app.vault.vault import OFFICE_CHAIN, Act

from . import office
from .desk import Desk

DEFAULT = "检"
"""What a form without a word of its own takes, so that it can be numbered at all; no rule says so."""
Origin = Literal["office", "headquarters", "form", "placeholder", "default"]
ORIGINS: dict[Origin, str] = {
    "office": "本机关",
    "headquarters": "总部",
    "form": "表单",
    "placeholder": "表单占位",
    "default": "缺省",
}
_ACTION = "文种字"


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """One place a word comes from, and whether somebody read it in the rule that sets it. ``told`` says who or which pack."""

    word: str
    origin: Origin
    verified: bool
    told: str = ""


class FormNumberWord(msgspec.Struct, frozen=True, kw_only=True):
    """The word of one form: the source that counts, those it stands before, and the other forms that share its numbers."""

    code: str
    name: str
    source: Source
    beneath: tuple[Source, ...]
    shared: tuple[str, ...]

    @property
    def word(self) -> str:
        """The word in the form's numbers."""
        return self.source.word


def word_of(desk: Desk, form: DocumentForm) -> str:
    """Return the word that stands for the kind of document in the form's next number (责改, 罚告 …)."""
    own = desk.read.get(OwnWord, form.code)
    return own.word if own else next(_without_own(form, _sent(desk))).word


def words(desk: Desk) -> list[FormNumberWord]:
    """Return every form that bears a number with its word, as the forms are listed."""
    sent, own = _sent(desk), {one.form_code: one for one in desk.read.find(OwnWord)}
    found = [
        (form, list(_sources(form, own.get(form.code), sent))) for form in desk.library.forms() if form.numbered.own
    ]
    sharing: dict[str, list[DocumentForm]] = {}
    for form, sources in found:
        sharing.setdefault(sources[0].word, []).append(form)
    return [
        FormNumberWord(
            code=form.code,
            name=form.name,
            source=first,
            beneath=tuple(rest),
            shared=tuple(one.name for one in sharing[first.word] if one is not form),
        )
        for form, (first, *rest) in found
    ]


def given(desk: Desk) -> dict[str, str]:
    """Return the words the office or headquarters set, by the form's code: what an empty form of this office prints."""
    return {one.code: one.word for one in words(desk) if one.source.origin in ("office", "headquarters")}


def _sources(form: DocumentForm, own: OwnWord | None, sent: list[tuple[NumberWords, str]]) -> Iterator[Source]:
    if own is not None:
        told = f"{own.set_by} {own.set_at.astimezone(CHINA):%Y-%m-%d} 设"
        yield Source(word=own.word, origin="office", verified=True, told=told)
    yield from _without_own(form, sent)


def _without_own(form: DocumentForm, sent: list[tuple[NumberWords, str]]) -> Iterator[Source]:
    """What a form's word would be if the office said nothing, the one that counts first."""
    for pack, origin in sent:
        if said := pack.of(form.code):
            yield Source(word=said.word, origin="headquarters", verified=said.verified, told=origin)
    numbered = form.numbered
    # A placeholder gives its word alone; what stands in brackets behind it is for whoever sets numbers up, never printed.
    placeholder = numbered.doc_word_placeholder.partition("（")[0]
    if numbered.doc_word:
        yield Source(word=numbered.doc_word, origin="form", verified=numbered.doc_word_verified)
    elif placeholder:
        yield Source(word=placeholder, origin="placeholder", verified=False)
    yield Source(word=DEFAULT, origin="default", verified=False)


def _sent(desk: Desk) -> list[tuple[NumberWords, str]]:
    """The words headquarters sent for this office, those meant for it alone before those for every office."""
    own = office.organisation(desk).number_word
    found = [one for one in desk.library.number_words() if one[0].speaks_to(own)]
    return sorted(found, key=lambda one: not one[0].organisation_word)


# Setting


def check(desk: Desk, code: str, word: str) -> str:
    """Refuse a word that cannot stand in a number; else return what to warn of: with which forms it would share its numbers."""
    if fault := word_fault(word):
        raise Fault(fault, kept="没有改动", todo="例如 责改、立、案源", code="number_word_form")
    from inspector_app.documents.fonts import missing_characters, missing_fault

    if missing := missing_characters(word):
        raise Fault(missing_fault(missing).what, kept="没有改动", todo="请换一个印得出来的字", code="glyph-missing")
    found = words(desk)
    if all(one.code != code for one in found):
        raise UsageFault(f"没有代码为“{code}”的带文号的文书", code="document-unknown")
    return shared_warning(word, [one.name for one in found if one.word == word and one.code != code])


def shared_warning(word: str, names: list[str]) -> str:
    """Say that forms share a word, and what follows; an empty string where there is nothing to say."""
    if not names:
        return ""
    which = "、".join(names[:3]) + (f"等{len(names)}种文书" if len(names) > 3 else "")
    return f"“{word}”也用于{which}：共用一个流水号，同一年里的号一份接一份，不分文书"


def set_word(desk: Desk, code: str, word: str) -> str:
    """Give a form the office's own word, from the next number on; return the warning of ``check``."""
    word = word.strip()
    warning = check(desk, code, word)
    before, name = _word_and_name(desk, code)
    mine = OwnWord(form_code=code, word=word, set_by=desk.who, set_at=desk.now())

    def decide(reader: Reader) -> Act | None:
        known = reader.get(OwnWord, code)
        if known is not None and known.word == word:
            return None
        return Act(action=f"{_ACTION} {name}：“{before}”改为“{word}”", puts=(mine,))

    desk.record(decide)
    return warning


def clear_word(desk: Desk, code: str) -> str:
    """Take the office's own word from a form; return the word that counts again."""
    if desk.read.get(OwnWord, code) is None:
        raise UsageFault("这种文书没有设过本机关的文种字", kept="没有改动", code="number_word_none")
    before, name = _word_and_name(desk, code)
    after = next(one for one in words(desk) if one.code == code).beneath[0].word
    action = f"{_ACTION} {name}：不再用本机关的“{before}”，仍用“{after}”"
    desk.record(lambda _: Act(action=action, drops=((OwnWord, code),)))
    return after


def undo(desk: Desk) -> str | None:
    """Take back the last change of a word that was not taken back yet, as a new entry; return what it was, or None."""
    undone: list[str] = []

    def decide(reader: Reader) -> Act | None:
        rows = reader.rows(
            "SELECT seq FROM journal WHERE chain = ? AND action LIKE ? ORDER BY seq DESC",
            (OFFICE_CHAIN, f"{_ACTION} %"),
        )
        gone = {
            int(seq)
            for (seq,) in reader.rows(
                "SELECT json_extract(body, '$.reverses') FROM journal WHERE chain = ? AND action LIKE ?",
                (OFFICE_CHAIN, f"撤销 {_ACTION} %"),
            )
        }
        last = next((int(seq) for (seq,) in rows if int(seq) not in gone), None)
        if last is None:
            return None
        entry = reader.entry(OFFICE_CHAIN, last)
        change = entry["changes"][0]
        undone.append(str(entry["action"]))
        action = f"撤销 {entry['action']}"
        if change["before"] is None:
            return Act(action=action, drops=((OwnWord, change["id"]),), reverses=last)
        return Act(action=action, puts=(msgspec.convert(change["before"], OwnWord),), reverses=last)

    desk.record(decide)
    return undone[-1] if undone else None


def changes(desk: Desk, pack: NumberWords) -> list[tuple[str, str, str]]:
    """What headquarters' words would change here: the form, its word now, and the word after (or why it stays)."""
    own, known = office.organisation(desk).number_word, {one.code: one for one in words(desk)}
    found = []
    for said in pack.doc_words:
        here = known.get(said.form)
        if here is None:
            found.append((said.form, "", "本机没有这种文书，或它不带文号"))
        elif not pack.speaks_to(own):
            found.append((here.name, here.word, f"{here.word}（这一份是给“{pack.organisation_word}”的）"))
        elif here.source.origin == "office":
            found.append((here.name, here.word, f"{here.word}（本机关自己设的在先，总部给的是“{said.word}”）"))
        elif here.word != said.word:
            found.append((here.name, here.word, said.word))
    return found


def _word_and_name(desk: Desk, code: str) -> tuple[str, str]:
    form = desk.library.form(code)
    return word_of(desk, form), form.name
