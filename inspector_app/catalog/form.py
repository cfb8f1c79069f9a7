"""A document form: the facts about one official document and the page it becomes, as a pack file states them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from inspector_app.catalog.body import (
    FILLED,
    MISSING,
    Block,
    CopiesLine,
    Foot,
    NumberLine,
    PageSetup,
    Paragraph,
    Placeholder,
    SignatureBlock,
    SignatureRow,
    TableBlock,
    When,
    parse_template,
)

FieldType = Literal[
    "text",
    "longtext",
    "date",
    "datetime",
    "daterange",
    "choice",
    "multichoice",
    "money",
    "party",
    "person",
    "law_refs",
    "table",
    "signature",
    "seal",
]
Source = Literal["case", "party", "inspection", "officer", "evidence", "finding", "org", "manual", "complaint"]

BY_HAND: frozenset[str] = frozenset({"signature", "seal"})
"""Types that are never filled by the program: a pen or a stamp does it."""

COPIES_KEYS = {"copies_total": "一式份数", "copies_served": "送达份数", "copies_others": "其他份数去向"}
"""Reserved keys of the copies line, with their labels; a form need not list them as fields."""


class _Fact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Facts are values; an unknown key in a pack is an error."""


class Field(_Fact, frozen=True, kw_only=True):
    """One value of the document. ``in_form`` false: the official form has no place for it."""

    key: str
    label: str
    type: FieldType
    required: bool
    source: Source
    fill: str = ""
    options: list[str] = []
    note: str = ""
    in_form: bool = True


class TableFact(_Fact, frozen=True, kw_only=True):
    """Columns of a table field, as the official form or the law names them."""

    key: str
    columns: list[str]
    variable_rows: bool = False
    min_rows: int = 0
    extra_columns_drug: list[str] = []
    note: str = ""


class LegalBasis(_Fact, frozen=True, kw_only=True):
    """A citation and the point it carries; unverified ones may not be printed by themselves."""

    law: str
    articles: list[str]
    point: str
    verified: bool
    note: str = ""
    why: str = ""


class DeadlineFact(_Fact, frozen=True, kw_only=True):
    """A time limit that the document starts or must keep."""

    label: str
    limit: str
    unit: str
    starts: str
    action: str
    verified: bool
    legal: list[LegalBasis] = []
    note: str = ""


class Notice(_Fact, frozen=True, kw_only=True):
    """What the document must tell the party, and the article that says so."""

    key: str
    text: str
    legal: list[LegalBasis] = []
    when: str = ""


class SignatureFact(_Fact, frozen=True, kw_only=True):
    """Who signs, where, and what happens when they refuse."""

    who: str
    where: str
    date: bool
    or_seal: bool = False
    fallback: str = ""
    in_form: bool = True


class Copies(_Fact, frozen=True, kw_only=True):
    """How many copies are made and who gets them; ``None`` is left to the officer."""

    total: int | None
    served: int | None
    file: int
    verified: bool
    note: str = ""
    others: str = ""


class Numbered(_Fact, frozen=True, kw_only=True):
    """Whether the document carries a number and how it is built.

    ``field`` is the key that holds it; where the form lists no such field, the number is printed when there is one.
    """

    has_number: bool
    label: str = ""
    pattern: str = ""
    doc_word: str | None = None
    doc_word_verified: bool = False
    doc_word_placeholder: str = ""
    note: str = ""
    field: str = "doc_no"


class Official(_Fact, frozen=True, kw_only=True):
    """What the published form holds, in its order, and where it differs from the law in force."""

    rows: list[str]
    copies_line: bool
    signs: list[str] = []
    sign_each_page: bool = False
    note: str = ""


class Verification(_Fact, frozen=True, kw_only=True):
    """How far the facts were compared with the official text."""

    name_and_no: bool
    page_count: bool
    fields: str
    why: str


class DocumentForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One document as data: facts, then the page. The typesetter has no code per document."""

    code: str
    version: str
    name: str
    set: Literal["penalty", "inspection", "complaint"]
    stage: str
    kind: str
    layout: Literal[
        "narrative", "form_table", "record", "list_table", "evidence_sheet", "strip", "narrative_report", "cover"
    ]
    audience: Literal["party", "internal", "third-party"]
    numbered: Numbered
    fields: list[Field]
    copies: Copies
    verification: Verification
    verified: bool
    no: int | None = None
    ref: str = ""
    outside_56: bool = False
    official_pages: int | None = None
    official: Official | None = None
    tables: list[TableFact] = []
    signatures: list[SignatureFact] = []
    seal: bool = False
    legal_basis: list[LegalBasis] = []
    deadlines: list[DeadlineFact] = []
    attachments: list[str] = []
    page_rules: list[str] = []
    notices: list[Notice] = []
    notes: str = ""

    page: PageSetup = PageSetup()
    foot: Foot = Foot()
    words: dict[str, dict[str, str]] = {}
    """Choice field to option to the words that stand in a sentence for it (a template)."""
    needs: list[When] = []
    """Each: when its first condition holds, the others must hold as well (限期改正 needs a date)."""
    order: list[list[str]] = []
    """Each: date fields that may not go backwards, earlier first (开始时间 before 结束时间)."""
    body: list[Block]
    sample: dict[str, Any] = {}

    def field(self, key: str) -> Field | None:
        """Return the field of that key, or None."""
        return next((one for one in self.fields if one.key == key), None)

    def table(self, key: str) -> TableFact | None:
        """Return the columns of that table field, or None."""
        return next((one for one in self.tables if one.key == key), None)

    def signature_rows(self) -> list[SignatureRow]:
        """Every line to sign on, of the body and of the foot."""
        rows = list(self.foot.signatures)
        for block in self.body:
            if isinstance(block, SignatureBlock):
                rows += block.rows
        return rows

    def validate(self) -> list[str]:
        """Say in plain Chinese sentences what is wrong with the definition; an empty list means it can be used."""
        return list(_Checker(self).problems())


class _Checker:
    """Looks for contradictions that types cannot see: keys that name nothing, fields that are never printed."""

    def __init__(self, form: DocumentForm) -> None:
        self.form = form
        self.keys = {field.key for field in form.fields}
        self.printed: set[str] = set()

    def problems(self) -> Iterator[str]:
        """Every problem, each naming its key."""
        yield from self._facts()
        for number, block in enumerate(self.form.body, start=1):
            where = f"body 第{number}块"
            yield from self._conditions(where, block.when)
            for text in block.templates():
                yield from self._template(where, text, copies=isinstance(block, CopiesLine))
            if isinstance(block, TableBlock):
                yield from self._table(where, block)
            if isinstance(block, Paragraph) and block.optional and not block.when:
                yield f"{where}：optional 的段落须写明 when"
            if isinstance(block, Paragraph) and block.joined and not self._follows_optional(number):
                yield f"{where}：joined 的段落须接在 optional 的段落之后"
        for key, words in self.form.words.items():
            yield from self._words(key, words)
        for number, need in enumerate(self.form.needs, start=1):
            yield from self._conditions(f"needs 第{number}条", need)
        for number, keys in enumerate(self.form.order, start=1):
            for key in keys:
                field = self.form.field(key)
                if field is None or field.type not in ("date", "datetime"):
                    yield f"order 第{number}条：{key} 不是日期字段"
        yield from self._signatures()
        yield from self._number()
        for field in self.form.fields:
            if field.in_form and field.type not in BY_HAND and field.key not in self.printed:
                yield f"字段 {field.key}（{field.label}）没有在 body 里印出"
        for key in self.form.sample:
            if key not in self.keys and key not in COPIES_KEYS:
                yield f"sample 里的 {key} 不是本文书的字段"

    def _follows_optional(self, number: int) -> bool:
        before = self.form.body[number - 2] if number > 1 else None
        return isinstance(before, Paragraph) and before.optional

    def _facts(self) -> Iterator[str]:
        for key, times in Counter(field.key for field in self.form.fields).items():
            if times > 1:
                yield f"字段 {key} 重复了 {times} 次"
        for key, times in Counter(table.key for table in self.form.tables).items():
            field = self.form.field(key)
            if times > 1:
                yield f"表格 {key} 重复了 {times} 次"
            if field is None or field.type != "table":
                yield f"表格 {key} 没有对应的 table 字段"
        for field in self.form.fields:
            if field.key in COPIES_KEYS:
                yield f"字段 {field.key} 是保留名，不能用作字段"
            if field.type in ("choice", "multichoice") and not field.options:
                yield f"字段 {field.key}（{field.label}）是选择项，但没有 options"
            if field.type == "table" and self.form.table(field.key) is None:
                yield f"字段 {field.key}（{field.label}）是表格，但 tables 里没有它的栏目"

    def _template(self, where: str, text: str, *, copies: bool = False) -> Iterator[str]:
        try:
            parts = parse_template(text)
        except ValueError as error:
            yield f"{where}：“{error}”里的花括号写法不对"
            return
        for part in parts:
            if not isinstance(part, Placeholder) or (copies and part.key in COPIES_KEYS):
                continue
            field = self.form.field(part.key)
            if field is None and self.form.numbered.has_number and part.key == self.form.numbered.field:
                continue
            if field is None:
                yield f"{where}：占位符 {{{part.key}}} 没有对应的字段"
                continue
            self.printed.add(part.key)
            if part.boxes and field.type not in ("choice", "multichoice"):
                yield f"{where}：占位符 {{{part.key}:box}} 要求选择项，字段 {part.key} 不是"
            if field.type == "table" or field.type in BY_HAND:
                yield f"{where}：字段 {part.key} 是{field.type}，不能作为文字印出"

    def _conditions(self, where: str, when: When) -> Iterator[str]:
        for key, wanted in when.items():
            field = self.form.field(key)
            if field is None:
                yield f"{where}：when 里的 {key} 没有对应的字段"
                continue
            for value in [wanted] if isinstance(wanted, str) else wanted:
                if value not in (FILLED, MISSING) and field.options and value not in field.options:
                    yield f"{where}：when 里 {key} 没有“{value}”这个选项"

    def _table(self, where: str, block: TableBlock) -> Iterator[str]:
        fact = self.form.table(block.field)
        if fact is None:
            yield f"{where}：表格 {block.field} 在 tables 里没有定义"
            return
        self.printed.add(block.field)
        for column in block.columns:
            if column.name not in fact.columns:
                yield f"{where}：表格 {block.field} 没有“{column.name}”这一栏"
        for name in fact.columns:
            if name not in {column.name for column in block.columns}:
                yield f"{where}：表格 {block.field} 的“{name}”一栏没有印出"

    def _words(self, key: str, words: dict[str, str]) -> Iterator[str]:
        field = self.form.field(key)
        if field is None or not field.options:
            yield f"words 里的 {key} 不是选择项字段"
            return
        for option, text in words.items():
            if option not in field.options:
                yield f"words 里 {key} 没有“{option}”这个选项"
            yield from self._template(f"words 里 {key} 的“{option}”", text)

    def _signatures(self) -> Iterator[str]:
        known = {signature.who for signature in self.form.signatures}
        placed = {row.who for row in self.form.signature_rows()}
        for who in sorted(placed - known):
            yield f"签名位“{who}”不在 signatures 里"
        for signature in self.form.signatures:
            if signature.in_form and signature.who not in placed:
                yield f"signatures 里的“{signature.who}”没有签名位"

    def _number(self) -> Iterator[str]:
        numbered = self.form.numbered
        placed = any(isinstance(block, NumberLine) for block in self.form.body)
        if numbered.has_number and not placed:
            yield "文书有文号，但 body 里没有 number 块"
        if not numbered.has_number and placed:
            yield "文书没有文号，但 body 里有 number 块"
