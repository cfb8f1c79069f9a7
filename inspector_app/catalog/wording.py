"""An office's own wording: what it says differently on a form, as a pack that is laid over the form and never changes it.

A change names the form, the block (its place in ``body``, counted from 1) and the words the block begins with, so that a pack made for
another version of the form is refused instead of changing the wrong sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from inspector_app.catalog import packfile
from inspector_app.catalog.body import Block
from inspector_app.catalog.form import Copies, DocumentForm, Field
from inspector_app.catalog.packfile import Problem
from inspector_app.fault import Fault

ANCHOR = 24
"""How many characters of a block are enough to know it by."""


class _Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Entries are values; an unknown key in a pack is an error."""


class BlockChange(_Entry, frozen=True, kw_only=True):
    """One block said differently: some of its keys, other blocks in its place, or blocks after it."""

    block: int
    """Its place in the body of the form as shipped, from 1."""
    begins: str = ""
    """The words it begins with there; a block without words is known by its place and kind."""
    kind: str = ""
    """The kind of block, where it has no words (space, closing …)."""
    set: dict[str, Any] = {}
    """Keys of the block with what they shall be."""
    replace: list[Block] | None = None
    """These blocks in its place; an empty list leaves it out."""
    before: list[Block] = []
    after: list[Block] = []


class FieldChange(_Entry, frozen=True, kw_only=True):
    """A field of the form with other particulars: label, options, required …; its key and type stay."""

    key: str
    set: dict[str, Any]


class FormWording(_Entry, frozen=True, kw_only=True):
    """Everything an office says differently on one form."""

    form: str
    blocks: list[BlockChange] = []
    fields: list[FieldChange] = []
    add_fields: list[Field] = []
    """Blanks of the office's own form for which the shipped form has no field."""
    field_order: list[str] = []
    """Keys in the order of the office; fields that are not named follow in theirs."""
    words: dict[str, dict[str, str]] = {}
    """Choice field to option to the words that stand for it."""
    copies: dict[str, Any] = {}
    """Keys of the copies with what they shall be."""
    page: dict[str, Any] = {}
    foot: dict[str, Any] = {}


class WordingPack(_Entry, frozen=True, kw_only=True):
    """The wording of one office, of any number of forms."""

    code: str
    version: str
    name: str
    issuer: str = ""
    effective: str = ""
    note: str = ""
    documents: list[FormWording]

    def problems(self) -> Iterator[Problem]:
        """What is wrong with the pack by itself; what it refers to is looked up when it is laid over a form."""
        if not re.fullmatch(r"[A-Za-z0-9_.-]+", self.version):
            yield Problem("$.version", "版本只能用字母、数字、点、横线")
        seen: set[str] = set()
        for at, one in enumerate(self.documents):
            if one.form in seen:
                yield Problem(f"$.documents[{at}].form", f"文书 {one.form} 写了两次")
            seen.add(one.form)
            places: set[int] = set()
            for number, change in enumerate(one.blocks):
                where = f"$.documents[{at}].blocks[{number}]"
                if change.block in places:
                    yield Problem(f"{where}.block", f"第 {change.block} 块写了两次")
                places.add(change.block)
                if not change.begins and not change.kind:
                    yield Problem(where, "须写明该块开头的文字（begins）或种类（kind）")
                if change.set and change.replace is not None:
                    yield Problem(where, "set 与 replace 只能写一个")

    def lines(self) -> Iterator[str]:
        """What a list shows of it, a line a form."""
        for one in self.documents:
            yield f"{one.form}　{len(one.blocks)} 段语句　{len(one.fields) + len(one.add_fields)} 个栏目"

    def of(self, code: str) -> FormWording | None:
        """What the pack says of that form, or None."""
        return next((one for one in self.documents if one.form == code), None)


def apply(pack: WordingPack, form: DocumentForm) -> DocumentForm:
    """Lay a pack over a form: a new form with a version of its own, the form itself when the pack does not speak of it.

    Raises ``Fault`` naming the field, block or key that the pack refers to and the form does not have, or what the form would
    lack with the pack (a field printed nowhere).
    """
    wording = pack.of(form.code)
    if wording is None:
        return form
    before = form.validate()
    made = _Worder(pack, form, wording).form_made()
    found = [one for one in made.validate() if one not in before]
    if found:
        raise _fault(pack, form, found[0])
    return made


def words_of(block: Block) -> str:
    """The words a block begins with, as an anchor knows it; empty for a block without any."""
    plain = msgspec.to_builtins(block)
    for key in ("lead", "text", "lines", "rows", "cells", "columns", "org"):
        value = plain.get(key)
        if found := _first_words(value):
            return found[:ANCHOR]
    return ""


def kind_word(block: Block) -> str:
    """The kind of a block as a pack file writes it."""
    return str(msgspec.to_builtins(block)["block"])


def read_wording(path: Path) -> WordingPack:
    """Read a pack file from anywhere; every fault names file, line and key."""
    data = packfile.parse(packfile.read_bytes(path), path.name)
    pack = packfile.convert(data, WordingPack)
    for problem in pack.problems():
        raise data.fault(problem.path, problem.text)
    return pack


def write_wording(pack: WordingPack) -> bytes:
    """A pack as the YAML file that ``read_wording`` reads; the same pack gives the same bytes."""
    import yaml

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    text = yaml.dump(lean(pack), Dumper=dumper, allow_unicode=True, sort_keys=False, width=120, default_flow_style=None)
    return text.encode("utf-8")


class _Worder:
    """Lays the wording of one form over it."""

    def __init__(self, pack: WordingPack, form: DocumentForm, wording: FormWording) -> None:
        self.pack, self.form, self.wording = pack, form, wording

    def form_made(self) -> DocumentForm:
        wording, form = self.wording, self.form
        words = {key: dict(options) for key, options in form.words.items()}
        for key, options in wording.words.items():
            words[key] = words.get(key, {}) | options
        return msgspec.structs.replace(
            form,
            version=f"{form.version}+{self.pack.code}.{self.pack.version}",
            body=list(self._body()),
            fields=self._fields(),
            words=words,
            copies=self._changed(form.copies, wording.copies, Copies, "份数（copies）"),
            page=self._changed(form.page, wording.page, type(form.page), "版面（page）"),
            foot=self._changed(form.foot, wording.foot, type(form.foot), "页脚（foot）"),
        )

    def _body(self) -> Iterator[Block]:
        changes = {self._place(change): change for change in self.wording.blocks}
        for number, block in enumerate(self.form.body, start=1):
            change = changes.get(number)
            if change is None:
                yield block
                continue
            yield from change.before
            if change.replace is not None:
                yield from change.replace
            elif change.set:
                made: Block = self._changed(block, change.set, Block, f"第 {number} 块")
                yield made
            else:
                yield block
            yield from change.after

    def _place(self, change: BlockChange) -> int:
        """Which block a change means; one that is not there, or not where it was, is a fault that names it."""
        body = self.form.body
        named = f"“{change.begins}”" if change.begins else f"种类为 {change.kind}"
        if not 1 <= change.block <= len(body):
            raise self._lacks(f"没有第 {change.block} 块（{named}），全文只有 {len(body)} 块")
        block = body[change.block - 1]
        if change.kind and change.kind != kind_word(block):
            raise self._lacks(f"第 {change.block} 块的种类是 {kind_word(block)}，不是 {change.kind}")
        if change.begins and not words_of(block).startswith(change.begins[:ANCHOR]):
            raise self._lacks(f"第 {change.block} 块不是以“{change.begins}”开头（现为“{words_of(block)}”）")
        return change.block

    def _fields(self) -> list[Field]:
        fields = {field.key: field for field in self.form.fields}
        for change in self.wording.fields:
            if change.key not in fields:
                raise self._lacks(f"没有字段 {change.key}")
            for fixed in ("key", "type"):
                if fixed in change.set:
                    raise self._lacks(f"字段 {change.key} 的 {fixed} 不能改，记录靠它找到内容")
            fields[change.key] = self._changed(fields[change.key], change.set, Field, f"字段 {change.key}")
        for field in self.wording.add_fields:
            if field.key in fields:
                raise self._lacks(f"已有字段 {field.key}，不能再加")
            fields[field.key] = field
        order = self.wording.field_order
        for key in order:
            if key not in fields:
                raise self._lacks(f"没有字段 {key}（field_order）")
        return [fields[key] for key in dict.fromkeys([*order, *fields])]

    def _changed(self, value: Any, changes: dict[str, Any], wanted: Any, where: str) -> Any:
        """A struct with some keys set otherwise, read as strictly as a pack file is."""
        if not changes:
            return value
        plain = msgspec.to_builtins(value)
        for key in changes:
            if key not in plain or key == "block":
                raise self._lacks(f"{where}没有 {key} 这个键")
        try:
            return msgspec.convert(plain | changes, wanted)
        except msgspec.ValidationError as error:
            raise self._lacks(f"{where}的写法不对（{error}）") from None

    def _lacks(self, text: str) -> Fault:
        return _fault(self.pack, self.form, text)


def _fault(pack: WordingPack, form: DocumentForm, text: str) -> Fault:
    return Fault(
        f"用语包 {pack.code}：《{form.name}》（{form.code}，{form.version}）{text}",
        kept="文书仍可用随附的语句",
        todo="请按现行表单改正用语包",
        code="wording-mismatch",
    )


def _first_words(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        value = [value.get(key) for key in ("label", "lead", "title", "text")]
    if isinstance(value, list | tuple):
        return next((found for one in value if (found := _first_words(one))), "")
    return ""


def lean(value: Any) -> Any:
    """Plain values without what is at its default, as a pack file holds them."""
    if isinstance(value, msgspec.Struct):
        tag = value.__struct_config__.tag
        found = {value.__struct_config__.tag_field: tag} if tag else {}
        for one in msgspec.structs.fields(value):
            mine = getattr(value, one.name)
            default = one.default if one.default_factory is msgspec.NODEFAULT else one.default_factory()
            if mine != default:
                found[one.encode_name] = lean(mine)
        return found
    if isinstance(value, dict):
        return {key: lean(one) for key, one in value.items()}
    return [lean(one) for one in value] if isinstance(value, list | tuple) else value
