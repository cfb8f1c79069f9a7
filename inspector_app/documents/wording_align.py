"""Holding an official sentence against ours: which of its blanks is which of our placeholders, and the template it becomes.

Both sentences are laid out as they read on an empty form and aligned character by character; a blank of the one falls on a placeholder of
the other by what stands around it. What cannot be told is said, never guessed.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from inspector_app.catalog.body import Paragraph, Part
from inspector_app.catalog.form import DocumentForm, Field, FieldType
from inspector_app.catalog.template import BLANK as HAND
from inspector_app.catalog.template import FILLED, PLACEHOLDER, When
from inspector_app.documents.compose import Composer, fixed_words
from inspector_app.documents.inline import Blank, Box, Run
from inspector_app.documents.wording_official import plain

BLANK = "\0"
_MATCH, _BLANKS, _BEFORE, _ODD, _GAP = 2.0, 3.0, 2.5, -1.0, -0.6
_CITED = r"《[^》\0]+》(?:第[零一二三四五六七八九十百]+[条款项](?:第（?[一二三四五六七八九十]+）?[款项])*[、和]?)+"
_CITATION = re.compile(rf"{_CITED}(?:[、和]?{_CITED})*")
"""One or several laws with their articles, as running text cites them."""
_WHOLE: tuple[tuple[re.Pattern[str], FieldType, str], ...] = (
    (re.compile(r"_年_月_日"), "date", "的日期"),
    (re.compile(r"_[^_〔〕]{1,8}〔_〕_(?=号)号"), "text", "的文号"),
)
"""Blanks that belong together, as they stand: what they are and what that is called."""
_MARKS = frozenset("，。；：、（）()[]:;,年月日" + BLANK)
"""What stands beside so many blanks that it tells nothing."""
_TERM = frozenset("一二三四五六七八九十两个工作日月年")
"""What the law's terms are written with: 六十日, 六个月, 十五个工作日."""
_DEMANDS = re.compile(
    r"[零一二三四五六七八九十百两]+个?(?:工作)?(?:日|月|年)|第[零一二三四五六七八九十百]+条|应当先(?=自|向|申请|依法)|百分之[零一二三四五六七八九十]+"
)
"""What a sentence has from the law: terms, articles, rates, and that one remedy comes before another."""
_TERMS = re.compile(r"应当先|[^第百]*[日月年]")
_BODY = re.compile("市场监督管理局|药品监督管理局|监督管理局|人民法院|人民政府")
"""What an official page prints after the name of a body; a value of ours holds the whole name."""
_NEAR = 10
"""How many characters of ours may stand between words that lead to a blank and the value."""
_SHORT = 8
"""A blank of the official page is not filled with more characters of ours than this."""
_OPEN, _CLOSE = "[［", "]］"


class Unit(NamedTuple):
    """One character or blank of our sentence: which part of the paragraph it belongs to, and which placeholder printed it."""

    text: str
    part: int
    placeholder: int | None = None


class Given(NamedTuple):
    """One character or blank of the official sentence; ``ems`` is the length of a blank."""

    text: str
    ems: float = 0.0


class Sentence(NamedTuple):
    """Our paragraph as it reads when empty, and its placeholders as the templates write them."""

    units: list[Unit]
    placeholders: list[str]


class Made(NamedTuple):
    """An official sentence as a paragraph of ours."""

    text: str
    parts: tuple[Part, ...]
    lead: str
    new_fields: list[Field]
    own: dict[int, str]
    """Blanks of the official sentence (their places) and the keys of the office's own fields they became."""


class UnplacedError(ValueError):
    """An official sentence that cannot be made ours without losing something; the message says in Chinese what."""


class OutdatedError(UnplacedError):
    """An official sentence without a term, or an order of remedies, that the law in force asks for."""


def sentence(composer: Composer, block: Paragraph, *, open_choices: bool = False) -> Sentence:
    """Lay our paragraph out as it reads on an empty form; ``composer`` is one of an empty form.

    ``open_choices`` leaves a line for a choice instead of its options: the official page may have it so.
    """
    units = [Unit(one, -1) for one in _said(block.lead)]
    placeholders: list[str] = []
    for number, template in enumerate((block.text, *(part.text for part in block.parts))):
        at = 0
        for found in PLACEHOLDER.finditer(template):
            units += [Unit(one, number) for one in _said(template[at : found.start()])]
            field = composer.form.field(found[1])
            opened = open_choices and field is not None and field.type == "choice" and not found[2]
            printed = [BLANK] if opened else _printed(composer, found[0])
            units += [Unit(one, number, len(placeholders)) for one in printed]
            placeholders.append(found[0])
            at = found.end()
        units += [Unit(one, number) for one in _said(template[at:])]
    return Sentence(units, placeholders)


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
    return _Adopter(form, block, ours, official, members=members or [block], known=known or {}).made()


class _Adopter:
    """Writes one official sentence as our template."""

    def __init__(
        self,
        form: DocumentForm,
        block: Paragraph,
        ours: Sentence,
        official: list[Given],
        *,
        members: Sequence[Paragraph],
        known: dict[int, str],
    ) -> None:
        self.known = known
        self.own: dict[int, str] = {}
        self.form, self.block, self.ours, self.official, self.members = form, block, ours, official, members
        pairs = _align([unit.text for unit in ours.units], [one.text for one in official])
        self.to_ours = {there: here for here, there in pairs}
        self.spans: dict[int, tuple[int, int]] = {}
        self.new_fields: list[Field] = []

    def made(self) -> Made:
        self._place()
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
            open_terms = re.search(r"_(?:日|个月|个工作日)?内", _shape(self.official)) is not None
            against = any(_TERMS.match(one) and not (open_terms and one[-1] in "日月年") for one in lost)
            raise (OutdatedError if against else UnplacedError)(
                f"官方语句里没有随附语句依现行法写明的“{'、'.join(lost)}”"
            )

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
        place = self.form.body.index(self.members[0]) + 1
        number = next(one for one in range(1, 100) if f"own_{place}_{one}" not in taken)
        return f"own_{place}_{number}"

    def _place(self) -> None:
        """Find for each of our placeholders the stretch of the official sentence that stands for it."""
        falls: dict[int, list[int]] = {}
        hits: dict[int, int] = {}
        for there, here in self.to_ours.items():
            unit = self.ours.units[here]
            if unit.placeholder is not None:
                falls.setdefault(unit.placeholder, []).append(there)
                hits[unit.placeholder] = hits.get(unit.placeholder, 0) + (unit.text == self.official[there].text)
        long: dict[int, int] = {}
        for unit in self.ours.units:
            if unit.placeholder is not None:
                long[unit.placeholder] = long.get(unit.placeholder, 0) + 1
        for number, places in falls.items():
            if hits[number] * 2 >= long[number] and self._fits(number, min(places), max(places) + 1):
                self.spans[number] = (min(places), max(places) + 1)
        self._claim(long)
        self._widen()
        self._doubt()
        self._named()
        self._cite()
        for number, (start, end) in list(self.spans.items()):
            hand = _key(self.ours.placeholders[number]) == HAND
            if hand and end - start == 1 and self._our_words(start):
                del self.spans[number]
        placed = {_key(self.ours.placeholders[number]) for number in self.spans}
        for number, written in enumerate(self.ours.placeholders):
            key = _key(written)
            if number not in self.spans and key not in (HAND, *placed) and not self._elsewhere(key):
                field = self.form.field(key)
                raise UnplacedError(f"官方语句里没有“{field.label if field else key}”的位置")

    def _fits(self, number: int, start: int, end: int) -> bool:
        """Whether the stretch can hold such a value: a date needs its 年, 期限＿日 is no place for a day."""
        field = self.form.field(_key(self.ours.placeholders[number]))
        dated = field is not None and field.type in ("date", "datetime", "daterange")
        return not dated or any(one.text in "年时" for one in self.official[start:end] if one.text != BLANK)

    def _claim(self, long: dict[int, int]) -> None:
        """Blanks that nothing fell on: in order, where as many placeholders wait between the same neighbours."""
        for blank_alone in (True, False):
            bounds = sorted(self.spans.items())
            end_of_all = (len(self.official), len(self.official))
            edges = [(-1, (0, 0)), *bounds, (len(self.ours.placeholders), end_of_all)]
            for (before, (_, start)), (after, (end, _)) in itertools.pairwise(edges):
                waiting = [
                    number
                    for number in range(before + 1, after)
                    if number not in self.spans and (long[number] == 1 or not (blank_alone or self._is_date(number)))
                ]
                free = [at for at in range(start, end) if self.official[at].text == BLANK and not self._taken(at)]
                if waiting and len(waiting) == len(free):
                    for number, at in zip(waiting, free, strict=True):
                        self.spans[number] = (at, at + 1)

    def _named(self) -> None:
        """A value that is the name of a body stands for the kind of body too, which the official page prints after its blank."""
        text = _shape(self.official)
        for number, (start, end) in self.spans.items() if len(text) == len(self.official) else ():
            found = _BODY.match(text, end)
            if found is None or text[start:end] != "_" or any(self._taken(at) for at in range(end, found.end())):
                continue
            at = max(here for here, unit in enumerate(self.ours.units) if unit.placeholder == number)
            ours = "".join(unit.text for unit in self.ours.units[at + 1 : at + 1 + len(found[0])])
            if ours != found[0]:
                self.spans[number] = (start, found.end())

    def _doubt(self) -> None:
        """A blank is a value's only where the same words stand beside it: a day is not written where a place is asked for."""
        number_of = _WHOLE[1][0]
        for number, (start, end) in list(self.spans.items()):
            shape = _shape(self.official[start:end])
            if shape != "_" and not number_of.fullmatch(shape):
                continue
            at = [here for here, unit in enumerate(self.ours.units) if unit.placeholder == number]
            mine = self._beside([unit.text for unit in self.ours.units], at[0], at[-1])
            theirs = self._beside([one.text for one in self.official], start, end - 1)
            same = [one == other for one, other in zip(mine, theirs, strict=True)]
            beside = all(same) or any(ok and one not in _MARKS for ok, one in zip(same, mine, strict=True))
            if not (beside or self._led_to(start, at[0])):
                del self.spans[number]

    def _led_to(self, start: int, at: int) -> bool:
        """Whether the words right before a blank are ours, a little before the value."""
        for there in range(start - 1, start - 4, -1):
            here = self.to_ours.get(there, -1)
            if not (at - _NEAR <= here < at and plain(self.ours.units[here].text) == plain(self.official[there].text)):
                return False
        return True

    @staticmethod
    def _beside(units: Sequence[str], first: int, last: int) -> tuple[str, str]:
        """What stands before and after a stretch; nothing at the ends."""
        before = plain(units[first - 1]) if first else ""
        return before, plain(units[last + 1]) if last + 1 < len(units) else ""

    def _widen(self) -> None:
        """A value that fell on one blank of a date or a document number stands for the whole of it."""
        shape = _shape(self.official)
        for pattern, kind, _ in _WHOLE:
            for found in pattern.finditer(shape) if len(shape) == len(self.official) else ():
                here = [one for one, (start, end) in self.spans.items() if start < found.end() and found.start() < end]
                if len(here) == 1 and self._is_date(here[0]) == (kind == "date"):
                    start, end = self.spans[here[0]]
                    self.spans[here[0]] = (min(start, found.start()), max(end, found.end()))
                elif kind == "date" and len(here) < 3:  # a number of days has no place in a day
                    for one in here:
                        if found.start() <= self.spans[one][0] and self.spans[one][1] <= found.end():
                            del self.spans[one]

    def _is_date(self, number: int) -> bool:
        field = self.form.field(_key(self.ours.placeholders[number]))
        return field is not None and field.type in ("date", "datetime", "daterange")

    def _cite(self) -> None:
        """A citation that is a value of ours takes the place of the one the official sentence prints."""
        text = "".join(one.text for one in self.official)
        for number, written in enumerate(self.ours.placeholders):
            field = self.form.field(_key(written))
            if number in self.spans or field is None or field.type != "law_refs":
                continue
            start = max((end for one, (_, end) in self.spans.items() if one < number), default=0)
            end = min((begin for one, (begin, _) in self.spans.items() if one > number), default=len(text))
            found = [one for one in _CITATION.finditer(text, start, end) if len(one[0]) > 6]
            if len(found) == 1 and len(text) == len(self.official):
                self.spans[number] = found[0].span()

    def _our_words(self, at: int) -> str:
        """What our sentence says where the official page leaves a blank: the law's sixty days, printed on finished documents."""
        before, after = self.to_ours.get(at - 1), self.to_ours.get(at + 1)
        if after is None:
            return ""
        if self.official[at + 1].text == "内" and self.ours.units[after].text == "内":
            before = after - 1
            while before >= 0 and (self.ours.units[before].text in _TERM or self._by_hand(before)):
                before -= 1
        if before is None or after - before < 2:
            return ""
        units = [one for here, one in enumerate(self.ours.units) if before < here < after and not self._by_hand(here)]
        if len(units) > _SHORT or any(one.placeholder is not None or one.text in "，。；：、" for one in units):
            return ""
        return "".join(one.text for one in units)

    def _by_hand(self, here: int) -> bool:
        """Whether this is a line of ours that no field belongs to."""
        placeholder = self.ours.units[here].placeholder
        return placeholder is not None and _key(self.ours.placeholders[placeholder]) == HAND

    def _taken(self, at: int) -> bool:
        return any(start <= at < end for start, end in self.spans.values())

    def _elsewhere(self, key: str) -> bool:
        """Whether the field is printed by another block whenever this one is, so that nothing is lost here."""
        mark = re.compile(rf"\{{{key}(?::[^{{}}]*)?\}}")
        mine = self.block.when.items()
        for other in self.form.body:
            if any(other is member for member in self.members):
                continue
            always = all((one, wanted) in mine or (one, wanted) == (key, FILLED) for one, wanted in other.when.items())
            if always and any(mark.search(text) for text in other.templates()):
                return True
        return False

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
        lengths = "-".join(_number(one.ems) for one in stretch if one.text == BLANK)
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
        head = f"{shape}{' ' if shape else ''}{_number(first.ems)}"
        return f"{{{key}:{head}{'|' + words if words else ''}}}"

    def _own_blank(self, at: int) -> tuple[str, int]:
        """A blank for which we have no field becomes one of the office's own; also returns where what it stands for ends.

        A date and a document number have several blanks and are one field.
        """
        if words := self._our_words(at):
            return words, at + 1
        kind, end, label = self._whole(at)
        first, *rest = self.official[at:end]
        if kind == "date":
            written = "-".join(_number(one.ems) for one in self.official[at:end] if one.text == BLANK)
        else:
            words = _suffix(rest)
            written = _number(first.ems) + (f"|{words}" if words else "")
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
        shape = _shape(self.official[at:])
        before = "".join(one.text for one in self.official[max(0, at - 12) : at] if one.text != BLANK)
        before = re.split(r"[，。；：、\[\]［］（）]", before)[-1]
        for pattern, kind, named in _WHOLE:
            found = pattern.match(shape)
            if found and not any(self._taken(one) for one in range(at, at + found.end())):
                return kind, at + found.end(), f"{before}{named}"[-24:]
        after = "".join(one.text for one in self.official[at + 1 : at + 6] if one.text != BLANK)
        return "text", at + 1, f"{before}___{after}"[:24] if before or after else "空白处"


def _said(template: str) -> Iterator[str]:
    """The characters that fixed words print."""
    for one in fixed_words(template, "text"):
        if isinstance(one, Run):
            yield from (character for character in one.text if character.strip())


def _printed(composer: Composer, placeholder: str) -> Iterator[str]:
    blank = False
    for one in composer.inlines(placeholder, underline=False, style="text"):
        if isinstance(one, Blank):
            if not blank:
                yield BLANK
            blank = True
            continue
        blank = False
        if isinstance(one, Box):
            yield "□"
        elif isinstance(one, Run):
            yield from (character for character in one.text if character.strip())


def _without_outer_brackets(official: list[Given]) -> list[Given]:
    if official and official[0].text in _OPEN:
        official = official[1:]
    if official and official[-1].text in _CLOSE:
        official = official[:-1]
    return official


def _align(ours: Sequence[str], official: Sequence[str]) -> list[tuple[int, int]]:
    """The best way to lay two sequences side by side (Needleman and Wunsch): pairs of places."""
    left, right = [plain(one) or one for one in ours], [plain(one) or one for one in official]
    wide = len(right) + 1
    scores = [[_GAP * at for at in range(wide)]]

    def score(here: int, there: int) -> float:
        """What laying these two side by side is worth; a blank is known by what stands before it."""
        one, other = left[here - 1], right[there - 1]
        value = _score(one, other)
        if one == other == BLANK:
            for back in (2, 3):
                if here < back or there < back or left[here - back] != right[there - back]:
                    break
                value += _BEFORE
        return value

    for here in range(1, len(left) + 1):
        above, row = scores[-1], [_GAP * here]
        for there in range(1, wide):
            row.append(max(above[there - 1] + score(here, there), above[there] + _GAP, row[there - 1] + _GAP))
        scores.append(row)
    pairs: list[tuple[int, int]] = []
    here, there = len(left), len(right)
    while here and there:
        if abs(scores[here][there] - scores[here - 1][there - 1] - score(here, there)) < 1e-9:
            pairs.append((here - 1, there - 1))
            here, there = here - 1, there - 1
        elif abs(scores[here][there] - scores[here - 1][there] - _GAP) < 1e-9:
            here -= 1
        else:
            there -= 1
    return pairs[::-1]


def _score(one: str, other: str) -> float:
    if one == other:
        return _BLANKS if one == BLANK else _MATCH
    return _ODD if BLANK not in (one, other) else 2 * _ODD


def _as_dates(stretch: Sequence[Given]) -> bool:
    """Whether the stretch is blanks with the words of a date between them, as an empty date is printed."""
    return re.fullmatch(r"(?:_年_月_日)?(?:至?_年_月_日)?(?:_时_分)?", _shape(stretch)) is not None


def _suffix(given: Sequence[Given]) -> str:
    """Words and blanks as they stand behind the first line of a placeholder; a placeholder is never broken over lines."""
    return "".join(f"_{_number(one.ems)}" if one.text == BLANK else one.text for one in given if one.text != "\n")


def _shape(stretch: Sequence[Given]) -> str:
    return "".join("_" if one.text == BLANK else one.text for one in stretch)


def _key(placeholder: str) -> str:
    found = PLACEHOLDER.fullmatch(placeholder)
    assert found is not None
    return found[1]


def _number(ems: float) -> str:
    half = max(1, round(ems * 2)) / 2
    return f"{half:g}"
