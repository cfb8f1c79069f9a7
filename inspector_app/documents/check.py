"""What is still wrong or missing in a document, before anybody prints it: one plain sentence for each, at its field."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Literal

from inspector_app.catalog.form import BY_HAND, COPIES_KEYS, DocumentForm, Field
from inspector_app.catalog.template import FILLED, When
from inspector_app.documents.amounts import disagreements
from inspector_app.documents.compose import conditions_hold
from inspector_app.documents.fonts import missing_characters, name_character
from inspector_app.documents.model import Problem
from inspector_app.documents.values import Citation, Unreadable, ambiguous, cite, is_empty, read, read_all

_SHOWN = 5
"""How many characters or lines a message names before it says 等."""


def check(form: DocumentForm, values: Mapping[str, Any], *, on: date | None = None) -> list[Problem]:
    """Return every problem of the values, errors and warnings, in the form's order; an empty list means it can be issued.

    ``on`` is the day of issue; without it nothing is compared with a day. The document number is not asked for here:
    it is given at issue.
    """
    return list(_problems(form, values, on))


def _problems(form: DocumentForm, values: Mapping[str, Any], on: date | None) -> Iterator[Problem]:
    known = {field.key for field in form.fields} | set(COPIES_KEYS)
    if form.numbered.own:
        known.add(form.numbered.field)
    for key in values:
        if key not in known:
            yield Problem(str(key), str(key), f"“{form.name}”没有名为 {key} 的字段", "error")
    good = read_all(form, values)
    for field in form.fields:
        yield from _field(form, field, values.get(field.key), on)
    for key, label in COPIES_KEYS.items():
        if not is_empty(values.get(key)):
            yield from _characters(key, label, [str(values[key])])
    for need in form.needs:
        yield from _need(form, need, good)
    for keys in form.order:
        yield from _order(form, keys, good)


def _field(form: DocumentForm, field: Field, value: Any, on: date | None) -> Iterator[Problem]:
    def problem(message: str, level: Literal["error", "warning"] = "error") -> Problem:
        return Problem(field.key, field.label, message, level)

    if field.type in BY_HAND:
        if not is_empty(value):
            yield problem(f"“{field.label}”由人手写或盖章，程序不填，已忽略", "warning")
        return
    if is_empty(value):
        if field.required and field.key == form.numbered.field and form.numbered.own:
            yield problem(f"“{field.label}”在印发时由号段编给", "warning")
        elif field.required:
            yield problem(f"“{field.label}”未填写")
        return
    try:
        got = read(form, field, value)
    except Unreadable as error:
        yield problem(f"“{field.label}”不对：{error}")
        return
    yield from _characters(field.key, field.label, _texts(got))
    for text in _texts(got):
        for figures, written, right in disagreements(text):
            said = f"“{field.label}”里{figures}元的大写是“{written}”"
            yield problem(f"{said}，应为“{right}”" if right else f"{said}，看不懂")
    if field.type == "law_refs":
        for citation in got:
            yield from _citation(field, citation)
    if on is not None and field.key == "issue_date" and got > on:
        yield problem(f"“{field.label}”晚于今天（{on.isoformat()}）", "warning")


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Citation):
        return [cite(value)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return []


def _characters(key: str, label: str, texts: list[str]) -> Iterator[Problem]:
    controls: dict[str, None] = {}
    missing: dict[str, None] = {}
    for text in texts:
        for character in text:
            if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") and character not in "\n\r\t":
                controls.setdefault(character)
        if not controls:
            for character in missing_characters(text):
                missing.setdefault(character)
    if controls:
        named = "、".join(f"U+{ord(one):04X}" for one in list(controls)[:_SHOWN])
        yield Problem(key, label, f"“{label}”里有看不见的控制字符 {named}，请重新输入这一项", "error")
    elif missing:
        named = "、".join(name_character(one) for one in list(missing)[:_SHOWN])
        more = f"等{len(missing)}个字" if len(missing) > _SHOWN else ""
        yield Problem(key, label, f"“{label}”里有字库没有的字：{named}{more}，打印前请改写", "error")


def _citation(field: Field, citation: Citation) -> Iterator[Problem]:
    if not citation.usable:
        message = f"“{field.label}”引用的{cite(citation)}未经核实，须由人确认并写明理由后才能印出"
        yield Problem(field.key, field.label, message, "error")
    for article in ambiguous(citation):
        message = f"“{field.label}”里 {article} 的第一个括号按“款”印出，如是“项”请写全条文"
        yield Problem(field.key, field.label, message, "warning")


def _need(form: DocumentForm, need: When, good: Mapping[str, Any]) -> Iterator[Problem]:
    (first, wanted), *others = need.items()
    if not conditions_hold({first: wanted}, good):
        return
    for key, value in others:
        if conditions_hold({key: value}, good):
            continue
        label = _label(form, key)
        because = _label(form, first) + ("" if wanted == FILLED else f"为“{wanted}”")
        must = "必须填写" if value == FILLED else f"应为“{value}”"
        yield Problem(key, label, f"“{label}”{must}，因为{because}", "error")


_SPAN = ("start_time", "end_time")
"""What is recorded takes time; two events (a clue and its registration) may fall in one minute."""


def _order(form: DocumentForm, keys: list[str], good: Mapping[str, Any]) -> Iterator[Problem]:
    given = [(key, good[key]) for key in keys if key in good]
    for (early_key, early), (late_key, late) in pairwise(given):
        if _wrong_way(early, late):
            early_label, late_label = _label(form, early_key), _label(form, late_key)
            yield Problem(late_key, late_label, f"“{late_label}”早于“{early_label}”", "error")
        elif (early_key, late_key) == _SPAN and early == late:
            early_label, late_label = _label(form, early_key), _label(form, late_key)
            yield Problem(late_key, late_label, f"“{late_label}”与“{early_label}”相同", "error")


def _wrong_way(early: Any, late: Any) -> bool:
    if isinstance(early, datetime) and isinstance(late, datetime):
        if (early.tzinfo is None) == (late.tzinfo is None):
            return late < early
        return late.replace(tzinfo=None) < early.replace(tzinfo=None)
    first = early.date() if isinstance(early, datetime) else early
    second = late.date() if isinstance(late, datetime) else late
    return bool(second < first)


def _label(form: DocumentForm, key: str) -> str:
    field = form.field(key)
    return field.label if field else key
