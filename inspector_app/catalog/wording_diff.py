"""What reads differently with an office's wording: every sentence, field and number of copies before and after."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any

import msgspec

from inspector_app.catalog.body import Paragraph
from inspector_app.catalog.form import COPIES_KEYS, Copies, DocumentForm, Field
from inspector_app.catalog.template import BLANK as HAND
from inspector_app.catalog.template import PLACEHOLDER
from inspector_app.catalog.wording import WordingPack, apply

_EMPTY_ONLY = "（只印在空白件上）"
_FINISHED_ONLY = "（只印在成品上）"


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that reads differently with a pack; ``before`` or ``after`` is empty for what is new or gone."""

    form: str
    name: str
    what: str
    before: str
    after: str


def differences(pack: WordingPack, form: DocumentForm) -> list[Difference]:
    """What reads differently on a form with the pack: sentences, labels, copies, each before and after."""
    made = apply(pack, form)
    if made is form:
        return []
    found: list[tuple[str, str, str]] = []
    old, new = _sentences(form), _sentences(made)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            continue
        for at in range(max(b - a, d - c)):
            was, now = old[a + at] if a + at < b else "", new[c + at] if c + at < d else ""
            found.append(("语句", was, now))
    if (before := _measured(form)) != (after := _measured(made)):
        found.append(("空白件版面", before or "按随附表单排版", after or "按随附表单排版"))
    for field in made.fields:
        known = form.field(field.key)
        if known is None:
            found.append(("栏目", "", field.label))
        elif known != field:
            found.append(("栏目", _field_words(known), _field_words(field)))
    keys, kept = [one.key for one in form.fields], [one.key for one in made.fields if form.field(one.key)]
    if keys != kept:
        found.append(("栏目次序", "、".join(keys), "、".join(one.key for one in made.fields)))
    if form.copies != made.copies:
        found.append(("份数", _copies_words(form.copies), _copies_words(made.copies)))
    return [Difference(form=form.code, name=form.name, what=w, before=b, after=a) for w, b, a in found]


def _sentences(form: DocumentForm) -> list[str]:
    """Every block with words, as a person reads it: values by their labels, lines to write on as lines."""
    found = []
    for block in form.body:
        if isinstance(block, Paragraph):
            words = block.lead + block.text + "".join(part.text for part in block.parts)
        else:
            words = "｜".join(_all_words(msgspec.to_builtins(block)))
        if not words:
            continue
        mark = _EMPTY_ONLY if HAND in block.when else _FINISHED_ONLY if block.extra else ""
        found.append(mark + _readable(form, words))
    return found


def _readable(form: DocumentForm, text: str) -> str:
    labels = {field.key: field.label for field in form.fields} | COPIES_KEYS | {form.numbered.field: "文号"}
    return PLACEHOLDER.sub(lambda found: "＿＿" if found[1] == HAND else f"〔{labels.get(found[1], found[1])}〕", text)


def _measured(form: DocumentForm) -> str:
    """How many lines of the empty form stand at measured places, and on how many pages; empty where none does."""
    stands = [one for block in form.body for one in block.stands]
    return f"{len(stands)} 行按本机关页面的位置摆放，共 {max(one.page for one in stands)} 页" if stands else ""


def _all_words(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, str):
        if key in ("label", "lead", "text", "title", "org", "seal", "date", "empty", "lines", "") and value.strip():
            yield value
    elif isinstance(value, dict):
        for name, one in value.items():
            if name not in ("block", "when"):
                yield from _all_words(one, name)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _all_words(one, key)


def _field_words(field: Field) -> str:
    required = "必填" if field.required else "可不填"
    printed = "" if field.in_form else "，官方式样没有此栏"
    options = f"，选项：{'、'.join(field.options)}" if field.options else ""
    return f"{field.label}（{required}{printed}{options}）"


def _copies_words(copies: Copies) -> str:
    def many(value: int | None) -> str:
        return "另定" if value is None else str(value)

    others = f"，{copies.others}" if copies.others else ""
    return f"一式{many(copies.total)}份，{many(copies.served)}份送达，{copies.file}份归档{others}"
