"""Values as the form means them: read strictly from what a record or a file gives, and worded as a document writes them.

Dates are written 2026年11月21日 and times to the minute on a 24-hour clock, without leading zeros. A value that does not
fit its type raises ``Unreadable`` with a Chinese reason; nothing is guessed.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec

from inspector_app.catalog.form import BY_HAND, COPIES_KEYS, DocumentForm, Field
from inspector_app.catalog.law import joined
from inspector_app.catalog.prepared import prepare
from inspector_app.records.amount import amount_of

_ARTICLE = re.compile(r"(\d+)(?:-(\d+))?((?:\(\d+\))*)")
_PAREN = re.compile(r"\((\d+)\)")
_YEAR = re.compile(r"[（(][^（）()]*\d{4}[^（）()]*[)）]$")


class Unreadable(ValueError):  # noqa: N818 - what the value is
    """A value that does not fit its type; the message says in Chinese what it should be."""


class Citation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A law citation as a value: unverified ones need a person to confirm them, with a reason.

    ``text`` is the citation as it reads; without it the articles are worded, where a first bracket is taken as 款.
    """

    law: str
    articles: list[str] = []
    verified: bool = False
    confirmed_by: str = ""
    confirm_reason: str = ""
    text: str = ""
    point: str = ""

    @property
    def usable(self) -> bool:
        """Whether it may be printed in an issued document."""
        return self.verified or bool(self.confirmed_by.strip() and self.confirm_reason.strip())


def is_empty(value: Any) -> bool:
    """Whether a value counts as not filled in."""
    return value is None or value in ("", [], {}) or (isinstance(value, str) and not value.strip())


def read(form: DocumentForm, field: Field, value: Any) -> Any:
    """Return the value in its own type: str, date, datetime, pair of dates, Decimal, list; raises ``Unreadable``."""
    match field.type:
        case "date":
            return _date(value)
        case "datetime":
            return _datetime(value)
        case "daterange":
            return _daterange(value)
        case "money":
            return _money(value)
        case "choice":
            return _option(field, value)
        case "multichoice":
            if not isinstance(value, list):
                raise Unreadable("应是选项的列表")
            return [_option(field, one) for one in value]
        case "law_refs":
            return _citations(value)
        case "table":
            return _rows(form, field, value)
        case "signature" | "seal":
            raise Unreadable("签名和印章由人手写、加盖，程序不填")
        case _:
            return _text(value)


def read_all(form: DocumentForm, values: Mapping[str, Any]) -> dict[str, Any]:
    """Read every filled value of the form, in the form's order; wrong ones and ones made by hand are left out."""
    result: dict[str, Any] = {}
    for field in form.fields:
        value = values.get(field.key)
        if is_empty(value) or field.type in BY_HAND:
            continue
        try:
            result[field.key] = read(form, field, value)
        except Unreadable:
            continue
    for key in COPIES_KEYS:
        if not is_empty(values.get(key)):
            result[key] = str(values[key])
    return result


def word(value: Any, shape: str = "") -> str:
    """Write a read value as a document writes it; ``shape`` asks for money in words, or one half of a moment."""
    if shape == "words" and isinstance(value, Decimal):
        return money_words(value)
    if shape == "time" and isinstance(value, datetime):
        return f"{value.hour}时{value.minute}分"
    if shape == "date" and isinstance(value, datetime):
        value = value.date()
    if isinstance(value, datetime):
        return f"{value.year}年{value.month}月{value.day}日{value.hour}时{value.minute}分"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if isinstance(value, tuple):
        return "至".join(word(one) for one in value)
    if isinstance(value, list):
        texts = [word(one) for one in value]
        return joined(texts) if value and isinstance(value[0], Citation) else "、".join(texts)
    if isinstance(value, Citation):
        return cite(value)
    return str(value)


def plain(value: Any) -> Any:
    """Write a read value as plain JSON, for digests and attachments."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, Citation):
        return msgspec.to_builtins(value)
    return value


def cite(citation: Citation) -> str:
    """Word a citation: 《药品管理法》第九十八条第三款第（五）项.

    The first bracket of an article is read as 款, the following ones as 项; ``ambiguous`` tells when a person must look.
    """
    if citation.text:
        return citation.text
    name = _YEAR.sub("", citation.law).strip()
    law = name if name.startswith("《") else f"《{name}》"
    articles = []
    for article in citation.articles:
        found = _ARTICLE.fullmatch(article)
        if found is None:
            articles.append(article)
            continue
        brackets = _PAREN.findall(found[3])
        text = f"第{numeral(int(found[1]))}条"
        if found[2]:
            text += f"之{numeral(int(found[2]))}"
        if brackets:
            text += f"第{numeral(int(brackets[0]))}款"
            text += "、".join(f"第（{numeral(int(one))}）项" for one in brackets[1:])
        articles.append(text)
    return law + "、".join(articles)


def ambiguous(citation: Citation) -> list[str]:
    """Articles written in the short form whose first bracket may be 款 or 项."""
    if citation.text:
        return []
    return [one for one in citation.articles if "(" in one and _ARTICLE.fullmatch(one)]


@functools.cache
def numeral(number: int) -> str:
    """Write a number of an article in Chinese numerals: 十二, 一百一十七."""
    import cn2an

    text = str(cn2an.an2cn(number, "low"))
    return text[1:] if text.startswith("一十") else text


def money_words(amount: Decimal) -> str:
    """Write an amount in words: 人民币叁拾伍元伍角, 人民币伍仟元整; a negative one begins with 负."""
    import cn2an

    sign = "负" if amount < 0 else ""
    return f"{sign}人民币{cn2an.an2cn(format(abs(amount), 'f'), 'rmb')}"


def row_text(row: list[str], columns: Sequence[str] = ()) -> str:
    """Word a table's row inside a sentence: its first cell, the others in brackets; a serial number stands before both.

    A unit that has a column of its own is said after its quantity (12盒).
    """
    if "单位" in columns and "数量" in columns:
        unit, count = columns.index("单位"), columns.index("数量")
        together = f"{row[count]}{row[unit]}"
        row = [together if at == count else one for at, one in enumerate(row) if at != unit]
    first, *others = row
    if first.isdigit() and others:
        name, *rest = others
        said = [one for one in rest if one]
        return f"{first}．{name}：{said[0]}" if len(said) == 1 else f"{first}．{row_text(others)}"
    more = "，".join(one for one in others if one)
    return f"{first}（{more}）" if more and first else first or more


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise Unreadable("应是文字")
    return str(value)


def _date(value: Any) -> date:
    if isinstance(value, datetime):
        raise Unreadable("应是日期，不带时间")
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise Unreadable("应是日期，写作 2026-11-21")


def _datetime(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    if isinstance(value, str) and len(value) > 10:
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass
    raise Unreadable("应是日期和时间，写作 2026-11-21T09:30")


def _daterange(value: Any) -> tuple[date, date]:
    if isinstance(value, str) and "/" in value:
        value = value.split("/")
    if isinstance(value, Mapping):
        value = [value.get("start"), value.get("end")]
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise Unreadable("应是起止两个日期")
    start, end = (_date(one) for one in value)
    if end < start:
        raise Unreadable("止日早于起日")
    return start, end


def _money(value: Any) -> Decimal:
    if isinstance(value, bool | float) or not isinstance(value, str | int | Decimal):
        raise Unreadable('应是金额，写作 "1234.50"')
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    amount = amount_of(text.removeprefix("-"))
    if amount is None:
        raise Unreadable('应是金额，写作 "1234.50"')
    if amount != round(amount, 2):
        raise Unreadable("金额最多两位小数")
    return -amount if text.startswith("-") else amount


def _option(field: Field, value: Any) -> str:
    if not isinstance(value, str) or value not in field.options:
        raise Unreadable(f"没有“{value}”这个选项，可选：{'、'.join(field.options)}")
    return value


def _citations(value: Any) -> list[Citation]:
    if not isinstance(value, list):
        raise Unreadable("应是法律条文的列表")
    prepare(Citation)
    try:
        return [one if isinstance(one, Citation) else msgspec.convert(one, Citation) for one in value]
    except msgspec.ValidationError as error:
        raise Unreadable(f"条文须写明 law、articles、verified：{error}") from None


def short_name(column: str) -> str:
    """A column's name without its remark in brackets: rows may name it either way."""
    return re.split(r"[（(]", column, maxsplit=1)[0]


def _rows(form: DocumentForm, field: Field, value: Any) -> list[list[str]]:
    fact = form.table(field.key)
    columns = fact.columns if fact else []
    if not isinstance(value, list):
        raise Unreadable("应是行的列表")
    if fact and 0 < fact.max_rows < len(value):
        raise Unreadable(f"最多 {fact.max_rows} 行，给了 {len(value)} 行")
    places: dict[str, int] = {}
    for at, column in enumerate(columns):
        places[column] = at
        places.setdefault(short_name(column), at)
    rows = []
    for number, row in enumerate(value, start=1):
        cells = [""] * len(columns)
        if isinstance(row, Mapping):
            for key, cell in row.items():
                if key not in places:
                    raise Unreadable(f"第{number}行有不认识的栏目“{key}”，栏目是：{'、'.join(columns)}")
                cells[places[key]] = _cell(number, cell)
        elif isinstance(row, list | tuple):
            if len(row) > len(columns):
                raise Unreadable(f"第{number}行有{len(row)}格，表格只有{len(columns)}栏")
            for at, cell in enumerate(row):
                cells[at] = _cell(number, cell)
        else:
            raise Unreadable(f"第{number}行应是各格的列表，或栏目到内容的对应")
        rows.append(cells)
    return rows


def _cell(number: int, cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return word(cell)
    try:
        return _text(cell)
    except Unreadable:
        raise Unreadable(f"第{number}行的格子里应是文字") from None
