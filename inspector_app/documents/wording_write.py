"""An official sentence as a template of ours: its words, our values in their places, new fields for blanks that are the office's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from inspector_app.catalog.body import Paragraph, Part
from inspector_app.catalog.form import DocumentForm, Field, FieldType
from inspector_app.catalog.template import PLACEHOLDER, When
from inspector_app.documents.wording_align import BLANK, Given, Sentence, length_of, shape_of
from inspector_app.documents.wording_place import WHOLE, Places, UnplacedError

_DEMANDS = re.compile(
    r"[零一二三四五六七八九十百两]+个?(?:工作)?(?:日|月|年)|第[零一二三四五六七八九十百]+条|应当先(?=自|向|申请|依法)|百分之[零一二三四五六七八九十]+"
)
"""What a sentence has from the law: terms, articles, rates, and that one remedy comes before another."""
_TERMS = re.compile(r"应当先|[^第百]*[日月年]")
_OPEN, _CLOSE = "[［", "]］"


class Made(NamedTuple):
    """An official sentence as a paragraph of ours."""

    text: str
    parts: tuple[Part, ...]
    lead: str
    new_fields: list[Field]
    own: dict[int, str]
    """Blanks of the official sentence (their places) and the keys of the office's own fields they became."""


class OutdatedError(UnplacedError):
    """An official sentence without a term, or an order of remedies, that the law in force asks for."""


def adopt(
    form: DocumentForm,
    block: Paragraph,
    ours: Sentence,
    official: list[Given],
    members: Sequence[Paragraph] = (),
    *,
    known: dict[int, str] | None = None,
) -> Made:
    """Make the official sentence a paragraph of ours; raises ``UnplacedError`` when a value or a condition would be lost.

    ``members`` are the blocks of the form that ``block`` joins, where it is not one of them itself; ``known`` are blanks that
    are fields of the office's own already.
    """
    official = _without_outer_brackets(official) if block.optional else official
    return _Writer(Places(form, block, ours, official, members or [block]), known or {}).made()


class _Writer:
    """Writes one official sentence as our template."""

    def __init__(self, places: Places, known: dict[int, str]) -> None:
        self.places, self.known = places, known
        self.form, self.block, self.ours, self.official = places.form, places.block, places.ours, places.official
        self.to_ours, self.spans = places.to_ours, places.spans
        self.own: dict[int, str] = {}
        self.new_fields: list[Field] = []

    def made(self) -> Made:
        parts = self._parts()
        lead, text = "", ""
        rest: list[Part] = []
        for number, (source, written, bracketed) in enumerate(parts):
            if source == -1 and number == 0:
                lead, text = written, ""
                if written.startswith(self.block.lead):  # words that ours does not have belong to the sentence
                    lead, text = self.block.lead, written[len(self.block.lead) :]
            elif source <= 0 and not bracketed and not rest:
                text += written
            else:
                rest.append(self._part(source, written, bracketed=bracketed))
        self._lawful(lead + text + "".join(part.text for part in rest))
        return Made(text, tuple(rest), lead, self.new_fields, self.own)

    def _lawful(self, made: str) -> None:
        """Terms, articles and conditions that our sentence has from the law in force may not be lost with the official one."""
        ours = "".join(unit.text for unit in self.ours.units if unit.placeholder is None or unit.text == BLANK)
        lost = [one for one in dict.fromkeys(_DEMANDS.findall(ours)) if one not in made]
        if lost:
            # A term the page leaves open is written in by hand; one it prints otherwise, or an order of remedies, is against the law.
            open_terms = re.search(r"_(?:日|个月|个工作日)?内", shape_of(self.official)) is not None
            against = any(_TERMS.match(one) and not (open_terms and one[-1] in "日月年") for one in lost)
            against = against or self._other_articles(ours, made)
            raise (OutdatedError if against else UnplacedError)(
                f"官方语句里没有随附语句依现行法写明的“{'、'.join(lost)}”"
            )

    @staticmethod
    def _other_articles(ours: str, made: str) -> bool:
        """Whether both cite the same law, each by an article the other does not have: the law was numbered anew since."""
        mine, theirs = cited(ours), cited(made)
        return any(mine[law] - theirs[law] and theirs[law] - mine[law] for law in mine.keys() & theirs.keys())

    def _part(self, source: int, written: str, *, bracketed: bool) -> Part:
        known = self.block.parts[source - 1] if source > 0 else None
        keys = [found[1] for found in PLACEHOLDER.finditer(written)]
        when: When = known.when if known else {}
        if bracketed and not when:
            when = dict.fromkeys(keys[:1], "*") if keys else self._own_choice(written)
        return Part(text=written, when=when, optional=bracketed)

    def _own_choice(self, written: str) -> When:
        """Words in brackets that no value of ours decides about become a choice of the officer's."""
        key = self._new_key()
        label = f"选用“{written[:16]}”"
        self.new_fields.append(
            Field(key=key, label=label, type="choice", required=False, source="manual", options=["选用"], in_form=False)
        )
        return {key: "选用"}

    def _new_key(self) -> str:
        taken = {one.key for one in self.form.fields} | {one.key for one in self.new_fields}
        place = self.form.body.index(self.places.members[0]) + 1
        number = next(one for one in range(1, 100) if f"own_{place}_{one}" not in taken)
        return f"own_{place}_{number}"

    def _parts(self) -> list[tuple[int, str, bool]]:
        """The sentence in stretches: which of our parts each belongs to (-1 the lead), its template, whether it is in brackets."""
        result: list[tuple[int, str, bool]] = []
        starts = {start: (number, end) for number, (start, end) in self.spans.items()}
        at, source, bracketed = 0, self._first_source(), False
        while at < len(self.official):
            one = self.official[at]
            if one.text in _OPEN and not self._ours_too(at):
                bracketed = True
                source = self._majority(at)
                result.append((source, "", True))
                at += 1
                continue
            if one.text in _CLOSE and bracketed:
                bracketed = False
                at += 1
                source = self._next_source(at, 0)
                result.append((source, "", False))
                continue
            here = self.to_ours.get(at)
            if here is not None and not bracketed and self.ours.units[here].part != source:
                source = max(source, self.ours.units[here].part)
            if at in starts:
                number, end = starts[at]
                written = self._written(number, at, end)
                at = end
            elif one.text == BLANK:
                written, at = self._own_blank(at)
            else:
                written = one.text
                at += 1
            if result and result[-1][0] == source and result[-1][2] == bracketed:
                result[-1] = (source, result[-1][1] + written, bracketed)
            else:
                result.append((source, written, bracketed))
        return [one for one in result if one[1]]

    def _ours_too(self, at: int) -> bool:
        """Whether our sentence prints this bracket as well, as words of its own."""
        here = self.to_ours.get(at)
        return here is not None and self.ours.units[here].text in _OPEN

    def _first_source(self) -> int:
        return self._next_source(0, 0)

    def _next_source(self, at: int, fallback: int) -> int:
        for there in range(at, len(self.official)):
            if self.official[there].text in _OPEN:
                break
            if (here := self.to_ours.get(there)) is not None:
                source = self.ours.units[here].part
                part = self.block.parts[source - 1] if source > 0 else None
                return 0 if part is not None and part.optional else source
        return fallback

    def _majority(self, at: int) -> int:
        """Which of our optional parts the words in these brackets are."""
        counts: dict[int, int] = {}
        there = at + 1
        while there < len(self.official) and self.official[there].text not in _CLOSE:
            here = self.to_ours.get(there)
            if here is not None:
                source = self.ours.units[here].part
                counts[source] = counts.get(source, 0) + 1
            there += 1
        best = max(counts, key=lambda one: counts[one], default=0)
        return best if best > 0 and counts[best] * 2 >= there - at - 1 else 0

    def _written(self, number: int, start: int, end: int) -> str:
        """Our placeholder with the length of the official blank and the words behind it."""
        found = PLACEHOLDER.fullmatch(self.ours.placeholders[number])
        assert found is not None
        key, spec = found[1], found[2] or ""
        field = self.form.field(key)
        stretch = self.official[start:end]
        lengths = "-".join(length_of(one.ems) for one in stretch if one.text == BLANK)
        shape = next((one for one in ("words", "date", "time") if spec.startswith(one)), "")
        head = f"{shape}{' ' if shape and lengths else ''}{lengths}"
        if field is not None and field.type in ("date", "datetime", "daterange"):
            return f"{{{key}:{head}}}" if _as_dates(stretch) else found[0]
        if field is not None and field.type == "choice" and not spec:
            return f"{{{key}:|／}}" if any(one.text == "／" for one in stretch) else found[0]
        if not lengths or stretch[0].text != BLANK or spec.startswith("box") or (field and field.type == "choice"):
            return found[0]
        first, *after = stretch
        words = _suffix(after)
        head = f"{shape}{' ' if shape else ''}{length_of(first.ems)}"
        return f"{{{key}:{head}{'|' + words if words else ''}}}"

    def _own_blank(self, at: int) -> tuple[str, int]:
        """A blank for which we have no field becomes one of the office's own; also returns where what it stands for ends.

        A date and a document number have several blanks and are one field.
        """
        if words := self.places.our_words(at):
            return words, at + 1
        kind, end, label = self._whole(at)
        first, *rest = self.official[at:end]
        if kind == "date":
            written = "-".join(length_of(one.ems) for one in self.official[at:end] if one.text == BLANK)
        else:
            words = _suffix(rest)
            written = length_of(first.ems) + (f"|{words}" if words else "")
        key = self.known.get(at) or self._new_key()
        if at not in self.known:
            self.own[at] = key
            # An official blank has to be filled in, unless it stands in words or ticks that may be left out.
            opened = sum(one.text in _OPEN for one in self.official[:at]) > sum(
                one.text in _CLOSE for one in self.official[:at]
            )
            greeting = self.official[-1].text == "："
            required = not (opened or greeting or self.block.optional or self.official[0].text == "□")
            self.new_fields.append(Field(key=key, label=label, type=kind, required=required, source="manual"))
        return f"{{{key}:{written}}}", end

    def _whole(self, at: int) -> tuple[FieldType, int, str]:
        """What kind of value the blank begins, where that ends, and what it is called."""
        shape = shape_of(self.official[at:])
        before = "".join(one.text for one in self.official[max(0, at - 12) : at] if one.text != BLANK)
        before = re.split(r"[，。；：、\[\]［］（）]", before)[-1]
        for pattern, kind, named in WHOLE:
            found = pattern.match(shape)
            if found and not any(self.places.taken(one) for one in range(at, at + found.end())):
                return kind, at + found.end(), f"{before}{named}"[-24:]
        after = "".join(one.text for one in self.official[at + 1 : at + 6] if one.text != BLANK)
        return "text", at + 1, f"{before}___{after}"[:24] if before or after else "空白处"


def cited(text: str) -> dict[str, set[str]]:
    """The articles that a sentence cites of each law."""
    found: dict[str, set[str]] = {}
    for law, rest in re.findall(r"《([^》]+)》([^《]*)", text):
        articles = set(re.findall(r"第[零一二三四五六七八九十百]+条", rest))
        if articles:
            found.setdefault(law, set()).update(articles)
    return found


def _without_outer_brackets(official: list[Given]) -> list[Given]:
    if official and official[0].text in _OPEN:
        official = official[1:]
    if official and official[-1].text in _CLOSE:
        official = official[:-1]
    return official


def _as_dates(stretch: Sequence[Given]) -> bool:
    """Whether the stretch is blanks with the words of a date between them, as an empty date is printed."""
    return re.fullmatch(r"(?:_年_月_日)?(?:至?_年_月_日)?(?:_时_分)?", shape_of(stretch)) is not None


def _suffix(given: Sequence[Given]) -> str:
    """Words and blanks as they stand behind the first line of a placeholder; a placeholder is never broken over lines."""
    return "".join(f"_{length_of(one.ems)}" if one.text == BLANK else one.text for one in given if one.text != "\n")
