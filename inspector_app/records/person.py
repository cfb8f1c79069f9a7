"""Who acts: the regulator's office and its officers."""

from __future__ import annotations

from datetime import date

import msgspec

_ID_WEIGHTS = tuple(pow(2, place, 11) for place in range(17, 0, -1))
_ID_CHECKS = "10X98765432"


def id_fault(number: str) -> str:
    """Say what is wrong with an 18-digit citizen identity number (GB 11643-1999), or return an empty string.

    What is no such number at all (a passport, an old licence) is not judged here.
    """
    text = number.strip().upper()
    if len(text) != 18 or not text[:17].isascii() or not text[:17].isdecimal():
        return ""
    expected = _ID_CHECKS[sum(int(c) * w for c, w in zip(text[:17], _ID_WEIGHTS, strict=True)) % 11]
    if text[17] != expected:
        return f"身份证号码校验位应为{expected}，现为{text[17]}"
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return f"身份证号码里的出生日期{text[6:14]}不是日期"
    return ""


class Organisation(msgspec.Struct, frozen=True, kw_only=True):
    """The regulator's office whose name heads every document.

    ``number_word`` is 机关代字 as printed in a document number; ``reconsideration_body`` and ``court`` are the bodies named in
    the remedy paragraph (行政复议法第24条、行政诉讼法第46条). ``bank`` is where fines are paid: name, address and
    account of the collecting bank (罚款决定与罚款收缴分离实施办法第7条). Empty strings are unknown, and a document that needs one says so.
    """

    name: str
    number_word: str = ""
    address: str = ""
    contact_person: str = ""
    contact_phone: str = ""
    reconsideration_body: str = ""
    court: str = ""
    bank: str = ""


class Officer(msgspec.Struct, frozen=True, kw_only=True):
    """An officer (执法人员) with the certificate that entitles to inspect (行政处罚法第42条、第55条)."""

    id: str
    name: str
    certificate_no: str
    valid_from: date | None = None
    valid_until: date | None = None
    unit: str = ""
    retired: bool = False

    def entitled(self, on: date) -> bool | None:
        """Whether the certificate is valid on that day; None where its validity was never recorded."""
        if self.valid_until is None:
            return None
        return (self.valid_from is None or self.valid_from <= on) and on <= self.valid_until
