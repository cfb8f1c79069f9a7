"""A document of an inspection or a case: drafted, issued once, void perhaps, never changed again."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A document and what it was made from.

    While a draft, ``overrides`` holds what the inspector typed over the records. Once issued, ``values`` are all the values as
    printed and ``pdf_sha256`` names the frozen bytes in the file store; neither changes again. A document of a case has
    ``case_id`` and no ``inspection_id``; ``step`` (``key/transition``) is the step of the procedure it was drafted for, if any.
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
    status: Literal["draft", "issued", "void"] = "draft"
    overrides: dict[str, Any] = {}
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
    step: str = ""

    @property
    def chain(self) -> str:
        """The chain of the journal it belongs to: its case or its inspection."""
        return self.case_id or self.inspection_id


class NumberBlock(msgspec.Struct, frozen=True, kw_only=True):
    """A range of document numbers this laptop may burn: for one office word, document word and year.

    ``next`` is the next number to burn; a block with ``next > last`` is used up. A number is never given back.
    """

    id: str
    organisation_word: str
    document_word: str
    year: int
    first: int
    last: int
    next: int
    source: str = ""

    @property
    def remaining(self) -> int:
        """How many numbers are left."""
        return max(0, self.last - self.next + 1)
