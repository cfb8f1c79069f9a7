"""The code on every page: it lets a signed page that comes back as a picture find its document and page by itself."""

from __future__ import annotations

import functools
import re

import msgspec

from inspector_app.documents.model import Stamp
from inspector_app.fault import Fault

_PREFIX = "IX1"
_IDENTIFIER = re.compile(r"[A-Za-z0-9._-]{1,64}")
_DENSE = re.compile(r"[a-z0-9.-]*")
_SEPARATOR = "*"


class PageMark(msgspec.Struct, frozen=True):
    """What a page's code says. ``facts`` are 16 hex digits of the facts digest, ``journal`` up to 8 of the journal head."""

    document_id: str
    revision: int
    page: int
    pages: int
    facts: str
    journal: str


def mark(stamp: Stamp, page: int, pages: int, facts_digest: str) -> PageMark:
    """Make the mark of one page (counted from 1)."""
    return PageMark(stamp.document_id, stamp.revision, page, pages, facts_digest[:16], stamp.journal_head[:8])


def build(page_mark: PageMark) -> str:
    """Write a mark as the text of its code, in capitals where that loses nothing (a third smaller on paper).

    Raises ``Fault`` when the document's id cannot be written.
    """
    if not _IDENTIFIER.fullmatch(page_mark.document_id):
        raise Fault(
            f"文书标识“{page_mark.document_id}”不能写入二维码", todo="标识只用字母、数字、点和横线", code="qr-id"
        )
    text = _SEPARATOR.join(
        [
            _PREFIX,
            page_mark.document_id,
            str(page_mark.revision),
            f"{page_mark.page}/{page_mark.pages}",
            page_mark.facts,
            page_mark.journal,
        ]
    )
    dense = _DENSE.fullmatch(page_mark.document_id + page_mark.facts + page_mark.journal)
    return text.upper() if dense else text.replace(_PREFIX, _PREFIX.lower(), 1)


def parse(text: str) -> PageMark | None:
    """Read the text of a code; None when it is not one of ours."""
    parts = text.strip().split(_SEPARATOR)
    if len(parts) != 6 or parts[0] not in (_PREFIX, _PREFIX.lower()):
        return None
    if parts[0] == _PREFIX:
        parts = [part.lower() for part in parts]
    page, slash, pages = parts[3].partition("/")
    numbers = (parts[2], page, pages)
    if not slash or not all(number.isascii() and number.isdigit() and len(number) < 8 for number in numbers):
        return None
    if not _IDENTIFIER.fullmatch(parts[1]) or not re.fullmatch(r"[0-9a-f]{16}", parts[4]):
        return None
    return PageMark(parts[1], int(parts[2]), int(page), int(pages), parts[4], parts[5])


@functools.lru_cache(maxsize=256)
def modules(text: str) -> list[list[bool]]:
    """Return the squares of the code, row by row from the top, error correction M (15 %).

    The mask is fixed: searching for the best of eight costs more than drawing the page, and any of them is readable.
    """
    from qrcode.constants import ERROR_CORRECT_M
    from qrcode.main import QRCode

    code = QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=3)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(cell) for cell in row] for row in code.modules]
