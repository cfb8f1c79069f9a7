"""Whom an inspection concerns: one file an enterprise (一企一档)."""

from __future__ import annotations

import msgspec

_USCC_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


class Enterprise(msgspec.Struct, frozen=True, kw_only=True):
    """An enterprise as its papers name it; every text may be empty while it is not known yet."""

    id: str
    name: str
    uscc: str = ""
    licence_name: str = ""
    licence_no: str = ""
    address: str = ""
    site_address: str = ""
    legal_representative: str = ""
    legal_representative_id: str = ""
    quality_head: str = ""
    contact_person: str = ""
    phone: str = ""
    business: str = ""
    initials: str = ""


def uscc_fault(code: str) -> str:
    """Say what is wrong with a unified social credit code (GB 32100-2015), or return an empty string."""
    if not code:
        return ""
    text = code.strip().upper()
    if len(text) != 18:
        return f"统一社会信用代码应为18位，现为{len(text)}位"
    for position, character in enumerate(text, 1):
        if character not in _USCC_CHARACTERS:
            return f"统一社会信用代码第{position}位“{character}”不是允许的字符"
    total = sum(_USCC_CHARACTERS.index(c) * w for c, w in zip(text[:17], _USCC_WEIGHTS, strict=True))
    expected = _USCC_CHARACTERS[(31 - total % 31) % 31]
    return "" if text[17] == expected else f"统一社会信用代码校验位应为{expected}，现为{text[17]}"
