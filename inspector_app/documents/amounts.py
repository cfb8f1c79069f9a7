"""Amounts in words beside their figures (人民币伍仟元整（5000元）): whether the two say the same."""

from __future__ import annotations

import re

from inspector_app.documents.values import money_words
from inspector_app.records.amount import amount_of

_NUMBER = r"([\d,]+(?:\.\d{1,2})?)\s*元"
_WORDS = r"(?:人民币)?([零壹贰叁肆伍陆柒捌玖拾佰仟万亿]+元(?:整|[零壹贰叁肆伍陆柒捌玖角分整]*))"
_FIGURES_FIRST = re.compile(_NUMBER + r"\s*[（(](?:大写[:：]?\s*(?:人民币)?([^（）()]+)|" + _WORDS + ")[）)]")
_WORDS_FIRST = re.compile(_WORDS + r"\s*[（(](?:小写[:：]?\s*)?(?:人民币|￥|¥)?" + _NUMBER + "[）)]")


def disagreements(text: str) -> list[tuple[str, str, str]]:
    """Return every amount whose words are not its figures: the figures, the words as written, the right words."""
    pairs = [(m[1], m[2] or m[3]) for m in _FIGURES_FIRST.finditer(text)]
    pairs += [(m[2], m[1]) for m in _WORDS_FIRST.finditer(text)]
    found = []
    for figures, written in pairs:
        amount = amount_of(figures)
        right = money_words(amount).removeprefix("人民币") if amount is not None else ""
        if amount is None or _plain(written) != _plain(right):
            found.append((figures, written, right))
    return found


def _plain(text: str) -> str:
    return text.removesuffix("整").replace("元零", "元")
