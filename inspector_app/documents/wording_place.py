"""Which stretch of an official sentence stands for which value of ours: by what it stands beside, never by guessing."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from inspector_app.catalog.body import Paragraph
from inspector_app.catalog.form import DocumentForm, FieldType
from inspector_app.catalog.template import BLANK as HAND
from inspector_app.catalog.template import FILLED
from inspector_app.documents.wording_align import BLANK, Given, Sentence, align, key_of, shape_of
from inspector_app.documents.wording_official import plain

_CITED = r"《[^》\0]+》(?:第[零一二三四五六七八九十百]+[条款项](?:第（?[一二三四五六七八九十]+）?[款项])*[、和]?)+"
_CITATION = re.compile(rf"{_CITED}(?:[、和]?{_CITED})*")
"""One or several laws with their articles, as running text cites them."""
WHOLE: tuple[tuple[re.Pattern[str], FieldType, str], ...] = (
    (re.compile(r"_年_月_日"), "date", "的日期"),
    (re.compile(r"_[^_〔〕]{1,8}〔_〕_(?=号)号"), "text", "的文号"),
)
"""Blanks that belong together, as they stand: what they are and what that is called."""
_MARKS = frozenset("，。；：、（）()[]:;,年月日" + BLANK)
"""What stands beside so many blanks that it tells nothing."""
_TERM = frozenset("一二三四五六七八九十两个工作日月年")
"""What the law's terms are written with: 六十日, 六个月, 十五个工作日."""
_BODY = re.compile("市场监督管理局|药品监督管理局|监督管理局|人民法院|人民政府")
"""What an official page prints after the name of a body; a value of ours holds the whole name."""
_NEAR = 10
"""How many characters of ours may stand between words that lead to a blank and the value."""
_SHORT = 8
"""A blank of the official page is not filled with more characters of ours than this."""


class UnplacedError(ValueError):
    """An official sentence that cannot be made ours without losing something; the message says in Chinese what."""


class Places:
    """The places of our values in one official sentence."""

    def __init__(
        self,
        form: DocumentForm,
        block: Paragraph,
        ours: Sentence,
        official: list[Given],
        members: Sequence[Paragraph],
    ) -> None:
        self.form, self.block, self.ours, self.official, self.members = form, block, ours, official, members
        pairs = align([unit.text for unit in ours.units], [one.text for one in official])
        self.to_ours = {there: here for here, there in pairs}
        self.spans: dict[int, tuple[int, int]] = {}
        self._place()

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
            hand = key_of(self.ours.placeholders[number]) == HAND
            if hand and end - start == 1 and self.our_words(start):
                del self.spans[number]
        placed = {key_of(self.ours.placeholders[number]) for number in self.spans}
        for number, written in enumerate(self.ours.placeholders):
            key = key_of(written)
            if number not in self.spans and key not in (HAND, *placed) and not self._elsewhere(key):
                field = self.form.field(key)
                raise UnplacedError(f"官方语句里没有“{field.label if field else key}”的位置")

    def _fits(self, number: int, start: int, end: int) -> bool:
        """Whether the stretch can hold such a value: a date needs its 年, 期限＿日 is no place for a day."""
        field = self.form.field(key_of(self.ours.placeholders[number]))
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
                free = [at for at in range(start, end) if self.official[at].text == BLANK and not self.taken(at)]
                if waiting and len(waiting) == len(free):
                    for number, at in zip(waiting, free, strict=True):
                        self.spans[number] = (at, at + 1)

    def _named(self) -> None:
        """A value that is the name of a body stands for the kind of body too, which the official page prints after its blank."""
        text = shape_of(self.official)
        for number, (start, end) in self.spans.items() if len(text) == len(self.official) else ():
            found = _BODY.match(text, end)
            if found is None or text[start:end] != "_" or any(self.taken(at) for at in range(end, found.end())):
                continue
            at = max(here for here, unit in enumerate(self.ours.units) if unit.placeholder == number)
            ours = "".join(unit.text for unit in self.ours.units[at + 1 : at + 1 + len(found[0])])
            if ours != found[0]:
                self.spans[number] = (start, found.end())

    def _doubt(self) -> None:
        """A blank is a value's only where the same words stand beside it: a day is not written where a place is asked for."""
        number_of = WHOLE[1][0]
        for number, (start, end) in list(self.spans.items()):
            shape = shape_of(self.official[start:end])
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
        shape = shape_of(self.official)
        for pattern, kind, _ in WHOLE:
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
        field = self.form.field(key_of(self.ours.placeholders[number]))
        return field is not None and field.type in ("date", "datetime", "daterange")

    def _cite(self) -> None:
        """A citation that is a value of ours takes the place of the one the official sentence prints."""
        text = "".join(one.text for one in self.official)
        for number, written in enumerate(self.ours.placeholders):
            field = self.form.field(key_of(written))
            if number in self.spans or field is None or field.type != "law_refs":
                continue
            start = max((end for one, (_, end) in self.spans.items() if one < number), default=0)
            end = min((begin for one, (begin, _) in self.spans.items() if one > number), default=len(text))
            found = [one for one in _CITATION.finditer(text, start, end) if len(one[0]) > 6]
            if len(found) == 1 and len(text) == len(self.official):
                self.spans[number] = found[0].span()

    def our_words(self, at: int) -> str:
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
        return placeholder is not None and key_of(self.ours.placeholders[placeholder]) == HAND

    def taken(self, at: int) -> bool:
        """Whether a value stands for this place already."""
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
