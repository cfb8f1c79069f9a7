"""Words of document numbers (文种字) as headquarters gives them: which form takes which word, for one office or for all.

A word is one to three Chinese characters; forms that share a word share one sequence of numbers a year.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import msgspec

from inspector_app.catalog.packfile import Problem

LONGEST = 3


def word_fault(word: str) -> str:
    """Say what is wrong with a word of numbers, or return an empty string; whether a font has it is asked where there are fonts."""
    if not 1 <= len(word) <= LONGEST:
        return f"文种字“{word}”应是一到三个汉字" if word else "还没有填写文种字"
    wrong = [one for one in word if not unicodedata.name(one, "").startswith("CJK UNIFIED IDEOGRAPH-")]
    if wrong:
        named = "、".join(f"“{one}”" if one.isprintable() else f"U+{ord(one):04X}" for one in wrong)
        return f"文种字只能用汉字，{named}不是"
    return ""


class FormWord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The word of one form; ``verified`` is whether somebody read it in the rule that sets it."""

    form: str
    word: str
    verified: bool = False


class NumberWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of a number of forms; an empty ``organisation_word`` (机关代字) means every office."""

    code: str
    version: str
    name: str
    issuer: str = ""
    effective: str = ""
    note: str = ""
    organisation_word: str = ""
    doc_words: list[FormWord]

    def problems(self) -> Iterator[Problem]:
        """What is wrong with the file by itself; whether its forms exist is looked up among the others."""
        seen: set[str] = set()
        for at, one in enumerate(self.doc_words):
            if one.form in seen:
                yield Problem(f"$.doc_words[{at}].form", f"文书 {one.form} 写了两次")
            seen.add(one.form)
            if fault := word_fault(one.word):
                yield Problem(f"$.doc_words[{at}].word", fault)

    def lines(self) -> Iterator[str]:
        """What a list shows of it, a line a form."""
        if self.organisation_word:
            yield f"只给机关代字为“{self.organisation_word}”的机关"
        for one in self.doc_words:
            yield f"{one.form}　{one.word}" + ("" if one.verified else "　未核实")

    def of(self, form: str) -> FormWord | None:
        """What the file says of that form, or None."""
        return next((one for one in self.doc_words if one.form == form), None)

    def speaks_to(self, organisation_word: str) -> bool:
        """Whether it is meant for an office."""
        return self.organisation_word in ("", organisation_word)
