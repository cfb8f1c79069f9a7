"""Figures as people write them into a field: ￥1，234.50, １２３４, 1,234.50元."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_FIGURES = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_AROUND = re.compile(r"^(?:人民币|RMB)?\s*¥?\s*|\s*(?:元整?|圆整?)$")
MOST = Decimal(10) ** 13
"""No fine, price or quantity reaches ten million million; what does is a slip of the hand."""


def amount_of(text: str) -> Decimal | None:
    """Read figures, full-width or not, with or without the mark of the currency and thousands marks; None where they are none.

    No sign and no exponent: ``-5`` and ``1e9`` in a field of a record are slips. Thousands marks stand at every third digit
    or they are no thousands marks (``1，5`` is not fifteen).
    """
    words = _AROUND.sub("", unicodedata.normalize("NFKC", text).strip())
    if not _FIGURES.fullmatch(words):
        return None
    found = Decimal(words.replace(",", ""))
    return found if found < MOST else None
