"""Templates and values into inline text: which words a document shows for what is known, and a line for what is not."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from inspector_app.catalog.body import Block, NumberLine
from inspector_app.catalog.form import COPIES_KEYS, DocumentForm, Field
from inspector_app.catalog.template import FILLED, MISSING, Placeholder, When, parse_template
from inspector_app.documents.fonts import Style
from inspector_app.documents.inline import Blank, Box, Inline, Run
from inspector_app.documents.model import Stamp
from inspector_app.documents.values import is_empty, read_all, row_text, word

_BLANKS: dict[str, float] = {"longtext": 12, "text": 8, "party": 10, "person": 4, "law_refs": 10, "money": 5}
_DATE_BLANK = ((2.0, "年"), (1.0, "月"), (1.0, "日"))
_TIME_BLANK = ((1.0, "时"), (1.0, "分"))
_LINE_OF = re.compile(r"_(\d+(?:\.\d+)?)")
"""A line to write on in words that stand for a number."""
OPENS, CLOSES = Run("[", "apart"), Run("]", "apart")
"""Brackets around what an empty form leaves to choice."""
_APART = re.compile(r"(＿[^＿]+＿|‹[^›]+›|[／［］∶﹙﹚])")
"""In fixed words: a slash, bracket or colon in a type and width of its own, and words on a line to write on."""
_HALF = str.maketrans("／［］∶﹙﹚", "/[]:()")
_FULL = str.maketrans("∶:﹙﹚", "：：（）")
"""Narrow colons and brackets belong to the measured lines of the empty form; in a filled document they are like others."""
_NO_BRACKETS = str.maketrans("", "", "[]［］")
_SERVED = re.compile(r"\{(?:copies_served|served_n)\b[^{}]*\}份送达，")
_OTHERS = re.compile(r"，\{(?:copies_others|copies_other)\b[^{}]*\}")
_LINED = "＿"
_TERM = re.compile(r"^[一二三四五六七八九十]+个?[日月]\s*$")
_TYPED = re.compile(r"＿\s*([^＿]+?)\s*＿")
"""Words on a line of the empty form; in a document that is filled in they are words like others."""

_templates = functools.lru_cache(maxsize=4096)(parse_template)


class Composer:
    """Fills the templates of one form with the values of one document."""

    def __init__(self, form: DocumentForm, values: Mapping[str, Any], stamp: Stamp) -> None:
        self.form = form
        self.stamp = stamp
        self.empty = stamp.status == "empty"
        self.values: dict[str, Any] = {} if self.empty else read_all(form, values)
        if stamp.status == "draft":
            self.values.pop(form.numbered.field, None)
        elif form.numbered.own:
            number = stamp.number or values.get(form.numbered.field)
            if not self.empty and not is_empty(number):
                self.values[form.numbered.field] = str(number)

    def has(self, key: str) -> bool:
        """Whether the field is filled in."""
        return not is_empty(self.values.get(key))

    def shows(self, block: Block) -> bool:
        """Whether the block is printed; an empty form shows all that the official one has."""
        if self.empty:
            return not block.extra
        if isinstance(block, NumberLine) and self.stamp.status == "issued" and not self.has(self.form.numbered.field):
            return False
        return conditions_hold(block.when, self.values)

    def inlines(self, template: str, *, underline: bool, style: Style = "text") -> list[Inline]:
        """Fill a template. ``underline`` says whether filled values keep the line they stand on."""
        result: list[Inline] = []
        for part in _templates(template):
            if isinstance(part, str):
                last = result[-1] if result else None
                if isinstance(last, Run) and last.text.endswith("。") and part.startswith("。"):
                    part = part[1:]  # noqa: PLW2901 - the value brought its own full stop
                result += fixed_words(part if self.empty else _TYPED.sub(r"\1", part).translate(_FULL), style)
            else:
                result += self._placeholder(part, underline=underline, style=style)
        return result

    def _placeholder(self, part: Placeholder, *, underline: bool, style: Style) -> list[Inline]:
        if part.key in COPIES_KEYS:
            return self._copies(part)
        field = self.form.field(part.key)
        if field is None and part.key == self.form.numbered.field:
            field = Field(key=part.key, label=self.form.numbered.label, type="text", required=False, source="case")
        if field is None:  # a line to write on
            return list(_end_to_end(part.blanks or (part.blank or 8,)))
        if part.boxes:
            return self._boxes(field, style, part.option)
        value = self.values.get(part.key)
        if part.row and value:
            value = self._table_cell(part, value)
            return [Run(value, style, underline)] if value else []
        if is_empty(value):
            return self._missing(field, part, style)
        if field.type == "choice":
            words = self.form.words.get(field.key, {}).get(str(value), str(value))
            return self.inlines(words, underline=underline, style=style)
        if field.type == "table" and value:
            fact = self.form.table(part.key)
            rows = [row_text(row, fact.columns if fact else ()) for row in value]
            return [Run(("；" if any("，" in one for one in rows) else "、").join(rows), style, underline)]
        if underline and isinstance(value, date | datetime):
            return self._lined_date(word(value, part.shape), style)
        return [Run(word(value, part.shape), style, underline)]

    def _table_cell(self, part: Placeholder, rows: list[list[str]]) -> str:
        fact = self.form.table(part.key)
        at = fact.columns.index(part.column) if fact and part.column in fact.columns else -1
        return rows[part.row - 1][at] if at >= 0 and part.row <= len(rows) else ""

    def copies_line(self, text: str) -> str:
        """Return the template of the copies line as an issued document has it.

        One that serves nobody does not say 0份送达; one whose copies are all named has no line left to write on.
        """
        if self.stamp.status != "issued":
            return text
        total, served, others = (
            self.values.get(f"copies_{name}") or self.values.get(own) or getattr(self.form.copies, name)
            for name, own in (("total", "copies_n"), ("served", "served_n"), ("others", "copies_other"))
        )
        counted = str(total).isdecimal() and str(served).isdecimal()
        if is_empty(others) and counted and int(str(total)) == int(str(served)) + 1:
            text = _OTHERS.sub("", text)
        return _SERVED.sub("", text) if str(served) == "0" else text

    def label(self, label: str) -> str:
        """A label as it is printed: what the empty form offers in brackets stands in a filled document without them."""
        if self.empty:
            return label
        return label.replace("][", "、").translate(_NO_BRACKETS)

    def _copies(self, part: Placeholder) -> list[Inline]:
        copies = self.form.copies
        known = {"copies_total": copies.total, "copies_served": copies.served, "copies_others": copies.others}
        value = self.values.get(part.key) or (None if self.empty else known[part.key])
        if is_empty(value):
            # A long line is parted in two, as on the official pages: who gets the others, and how many.
            wide = part.blank or 2
            return [Blank(1.5), Blank(0), Blank(wide - 1.5)] if wide >= 6 else [Blank(wide)]
        return [Run(f" {value} ", under=True)] if part.key != "copies_others" else [Run(str(value), under=True)]

    def _boxes(self, field: Field, style: Style, option: str) -> list[Inline]:
        chosen = self.values.get(field.key) or []
        chosen = [chosen] if isinstance(chosen, str) else chosen
        if option:
            return [Box(option in chosen), Run(option, style)]
        result: list[Inline] = []
        for one in field.options:
            result += [Box(one in chosen), Run(one + "　", style)]
        return result

    def _missing(self, field: Field, part: Placeholder, style: Style) -> list[Inline]:
        if field.key == self.form.numbered.field and self.form.numbered.own:
            return [
                Blank(1),
                *line_marks(f"药监{self.form.numbered.doc_word or ''}〔_2〕_1.5号", style),
            ]
        if field.type in ("date", "datetime"):
            day, hour = part.shape != "time", field.type == "datetime" and part.shape != "date"
            steps = (_DATE_BLANK if day else ()) + (_TIME_BLANK if hour else ())
            return self._lines(steps, part.blanks, style)
        if field.type == "daterange":
            lines = self._lines(_DATE_BLANK * 2, part.blanks, style)
            return [*lines[:6], Run("至", style), *lines[6:]]
        if field.type == "choice":
            result: list[Inline] = []
            for number, option in enumerate(field.options):
                if number:
                    result += [Run("/", "apart" if part.suffix else style, under=True)]
                words = self.inlines(
                    self.form.words.get(field.key, {}).get(option, option), underline=True, style=style
                )
                result += [one._replace(under=True) if isinstance(one, Run) else one for one in words]
            return result
        lengths = part.blanks or (part.blank or _BLANKS.get(field.type, 8),)
        return [*_end_to_end(lengths), *line_marks(part.suffix, style)]

    @staticmethod
    def _lines(steps: Sequence[tuple[float, str]], lengths: Sequence[float], style: Style) -> list[Inline]:
        """Lines to write a date on, as long as the template says or as usual."""
        result: list[Inline] = []
        for at, (ems, unit) in enumerate(steps):
            result += [Blank(lengths[at] if at < len(lengths) else ems), Run(unit, style)]
        return result

    @staticmethod
    def _lined_date(text: str, style: Style) -> list[Inline]:
        result: list[Inline] = []
        digits = ""
        for character in text:
            if character.isdigit():
                digits += character
                continue
            if digits:
                result.append(Run(digits, style, under=True))
                digits = ""
            result.append(Run(character, style))
        return result


def _end_to_end(lengths: Sequence[float]) -> list[Blank]:
    """Lines that lie end to end, each ending where the next begins."""
    return [Blank(ems) for one in lengths for ems in (one, 0)][:-1]


def fixed_words(text: str, style: Style) -> list[Inline]:
    """Fixed words; what stands apart is in a type of its own, as the official pages have it."""
    result: list[Inline] = []
    for at, one in enumerate(_APART.split(text)):
        if at % 2 and one[0] == _LINED:  # a term is as if it had been typed in, choices keep the type of the text
            words = one.strip(_LINED)
            inner = fixed_words(words, "apart" if _TERM.search(words) else style)
            result += [each._replace(under=True) for each in inner if isinstance(each, Run)]
        elif one:
            result.append(Run(one.translate(_HALF).strip("‹›"), "apart" if at % 2 else style))
    return result


def line_marks(text: str, style: Style = "text") -> list[Inline]:
    """Words with lines to write on: ``_2`` is a line two characters long."""
    parts = _LINE_OF.split(text)
    return [Blank(float(one)) if at % 2 else Run(one, style) for at, one in enumerate(parts) if one]


def conditions_hold(when: When, values: Mapping[str, Any]) -> bool:
    """Whether every condition holds for these read values."""
    for key, wanted in when.items():
        value = values.get(key)
        filled = not is_empty(value)
        accepted = [wanted] if isinstance(wanted, str) else wanted
        if not any(
            (one == FILLED and filled)
            or (one == MISSING and not filled)
            or (filled and (one == value or (isinstance(value, list) and one in value)))
            for one in accepted
        ):
            return False
    return True
