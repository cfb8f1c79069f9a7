"""A document of an inspection or a case: drafted, issued once, void perhaps, never changed again."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec


class Typed(msgspec.Struct, frozen=True, kw_only=True):
    """Who typed a value, when, what the records said then (None: nothing), and why it stands against them."""

    by: str
    at: datetime
    record: Any = None
    reason: str = ""
    reason_by: str = ""
    reason_at: datetime | None = None


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """That a printed value stands although the records say ``record`` by now: who says so, when, with what note."""

    by: str
    at: datetime
    note: str
    record: Any = None


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """A pack of words a document was made with: its name and version, the SHA-256 of its file, and whose it is.

    ``origin`` names headquarters' pack it came in; empty is the office's own.
    """

    code: str
    name: str
    version: str
    digest: str
    origin: str = ""

    @property
    def told(self) -> str:
        """How a register names it: ``滨河局用语 第1版（摘要 0123abcd）``."""
        return f"{self.name} 第{self.version}版（摘要 {self.digest[:8]}）"


class OfficeWording(msgspec.Struct, frozen=True, kw_only=True):
    """A pack of words the office uses, by the name of its ``file``: ``used_by`` put it in use; empty where it was found in its place."""

    file: str
    wording: Wording
    forms: tuple[str, ...]
    used_at: datetime
    used_by: str = ""


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A document and what it was made from.

    While a draft, ``overrides`` holds what the inspector typed over the records and ``typed`` who, when and why. Once issued,
    ``values`` are all the values as printed and ``pdf_sha256`` names the frozen bytes in the file store; neither changes again.
    ``corrects`` is the issued document this one corrects and replaces, ``corrected_by`` the one that replaces it, ``remakes`` the
    void one it was made anew from. A document of a case has ``case_id`` and no ``inspection_id``; ``step`` (``key/transition``) is the
    step of the procedure it was drafted for, if any. ``wording`` are the packs of words it was made with, in the order they were laid.
    """

    id: str
    inspection_id: str
    case_id: str = ""
    form_code: str
    form_version: str
    form_digest: str
    name: str
    created_at: datetime
    created_by: str
    revision: int = 1
    status: Literal["draft", "issued", "void", "corrected"] = "draft"
    overrides: dict[str, Any] = {}
    typed: dict[str, Typed] = {}
    kept: dict[str, Kept] = {}
    values: dict[str, Any] = {}
    number: str = ""
    issued_at: datetime | None = None
    issued_by: str = ""
    facts_digest: str = ""
    pdf_sha256: str = ""
    pages: int = 0
    journal_head: str = ""
    void_reason: str = ""
    refusal: str = ""
    refusal_witness: str = ""
    corrects: str = ""
    corrected_by: str = ""
    correction_reason: str = ""
    remakes: str = ""
    step: str = ""
    wording: tuple[Wording, ...] = ()

    @property
    def chain(self) -> str:
        """The chain of the journal it belongs to: its case or its inspection."""
        return self.case_id or self.inspection_id


class Skipped(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers of a block that no document of this laptop bears, and why."""

    first: int
    last: int
    reason: str
    by: str
    at: datetime


class NumberBlock(msgspec.Struct, frozen=True, kw_only=True):
    """A range of document numbers this laptop may burn: for one office word, document word and year.

    ``next`` is the next number to burn; a block with ``next > last`` is used up. A number is never given back; numbers passed over
    are in ``skipped``. ``checked_at`` is when the next number was last known to be right: taken over, or compared with the papers.
    ``given_up`` says why this copy of the data gives no more of its numbers: the laptop it was copied from does.
    """

    id: str
    organisation_word: str
    document_word: str
    year: int
    first: int
    last: int
    next: int
    source: str = ""
    checked_at: datetime | None = None
    skipped: tuple[Skipped, ...] = ()
    given_up: str = ""

    @property
    def remaining(self) -> int:
        """How many numbers are left."""
        return 0 if self.given_up else max(0, self.last - self.next + 1)


class OwnWord(msgspec.Struct, frozen=True, kw_only=True):
    """The word (文种字) an office itself gave a form for its numbers, who set it and when."""

    form_code: str
    word: str
    set_by: str
    set_at: datetime
