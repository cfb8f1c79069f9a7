"""A document form: the facts about one official document and the page it becomes, as a pack file states them."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from inspector_app.catalog.body import Block, Foot, PageSetup, SignatureBlock, SignatureRow
from inspector_app.catalog.grid import GridBlock
from inspector_app.catalog.template import When

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
    max_rows: int = 0
    """Rows the form has places for; 0 is any number."""
    extra_columns_drug: list[str] = []
    note: str = ""


class LegalBasis(_Fact, frozen=True, kw_only=True):
    """A citation and the point it carries; unverified ones may not be printed by themselves.

    ``grounds`` are those of its articles that the document itself cites as what it rests on.
    """

    law: str
    articles: list[str]
    point: str
    verified: bool
    grounds: list[str] = []
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

    ``field`` is the key that holds it; where the form lists no such field, the number is printed when there is one. ``of`` is the code of the
    form whose number it bears: then it takes none of its own.
    """

    has_number: bool
    label: str = ""
    pattern: str = ""
    doc_word: str | None = None
    doc_word_verified: bool = False
    doc_word_placeholder: str = ""
    note: str = ""
    field: str = "doc_no"
    of: str = ""

    @property
    def own(self) -> bool:
        """Whether a number is taken for it when it is issued."""
        return self.has_number and not self.of


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

    def signers(self) -> frozenset[str]:
        """Everybody who has a line or a place to sign."""
        marks = [mark for block in self.body if isinstance(block, GridBlock) for mark in block.marks()]
        return frozenset({row.who for row in self.signature_rows()} | {mark.who for mark in marks if mark.who})

    def validate(self) -> list[str]:
        """Say in plain Chinese sentences what is wrong with the definition; an empty list means it can be used."""
        from inspector_app.catalog.form_check import Checker

        return list(Checker(self).problems())
