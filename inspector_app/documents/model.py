"""What goes around a document: its stamp, what comes out of rendering, and what a check finds."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec


class Stamp(msgspec.Struct, frozen=True):
    """What identifies one printing: which document, which revision, whether it is issued, and the head of its journal.

    ``status`` "draft" prints 草稿 and no number, "empty" prints the blank form, "issued" prints ``number`` and refuses
    values with errors. ``journal_head`` is hexadecimal and may be empty. ``corrects`` names the document this one corrects and
    replaces, with its number or day: every page says so.
    """

    document_id: str
    revision: int
    status: Literal["draft", "issued", "empty"]
    number: str | None = None
    journal_head: str = ""
    issued_on: date | None = None
    corrects: str = ""


CORRECTION_NOTE = "更正文书：本文书更正并取代{}。"
"""What every page of a correction says of the document it replaces."""


class Rendered(msgspec.Struct, frozen=True):
    """A finished PDF/A, the number of its pages, and the digest of the facts it states."""

    pdf: bytes
    pages: int
    facts_digest: str


class Problem(msgspec.Struct, frozen=True):
    """One thing the check found, in a plain Chinese sentence, at the field it concerns."""

    key: str
    label: str
    message: str
    level: Literal["error", "warning"]
