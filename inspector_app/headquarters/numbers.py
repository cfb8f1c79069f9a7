"""The register of document numbers: which ranges each laptop was given, and which numbers came back on documents.

Two ranges that could ever give the same number never overlap, whoever has them: a range is given after all that was given, noted or
seen. Numbers of one office word, document word and year are one row; a range without an office's word meets every office's.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Literal

import msgspec

from inspector_app.fault import Fault, UsageFault
from inspector_app.headquarters.folder import Headquarters, writing
from inspector_app.records.pack import NumberRange, overlap

LONGEST = 10_000
_NUMBER = re.compile(r"(.+)〔(\d{4})〕(?:第)?(\d{1,9})号\Z")


class Allotted(NumberRange, frozen=True, kw_only=True):
    """A range and whose it is; ``noted`` were typed in on the laptop and only reported here. ``used`` counts what came back."""

    device_id: str
    origin: Literal["allotted", "noted"]
    at: str
    used: int = 0


class Doubt(msgspec.Struct, frozen=True, kw_only=True):
    """A number of a document that should not be: used by two, or outside what its laptop was given."""

    number: str
    device_id: str
    document_id: str
    reason: Literal["twice", "outside"]
    others: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The doubt as a sentence."""
        if self.reason == "twice":
            return f"文号 {self.number} 重复：设备 {self.device_id} 与 {'、'.join(self.others)} 都用了它"
        return f"文号 {self.number} 不在分给设备 {self.device_id} 的号段内"


def parse_number(text: str) -> tuple[str, int, int] | None:
    """Take a number apart: the words before the year, the year, the number; None where it has no such form."""
    found = _NUMBER.match(text.strip())
    return (found[1], int(found[2]), int(found[3])) if found else None


def allot(
    headquarters: Headquarters,
    device_id: str,
    *,
    document_word: str,
    year: int,
    count: int,
    at: datetime,
    organisation_word: str = "",
) -> NumberRange:
    """Give a laptop the next ``count`` numbers; they overlap nothing that was ever given, noted or seen.

    Faults: ``unknown_device``, ``revoked``, ``number_range``.
    """
    _sound(document_word, year, 1, count)
    with headquarters.database() as db, writing(db):
        require_device(db, device_id)
        first = 1 + max(_ends(db, organisation_word, document_word, year), default=0)
        made = NumberRange(
            id=f"N-{secrets.token_hex(6)}",
            organisation_word=organisation_word,
            document_word=document_word,
            year=year,
            first=first,
            last=first + count - 1,
        )
        _insert(db, made, device_id, "allotted", at)
        return made


def note(
    headquarters: Headquarters,
    device_id: str,
    *,
    document_word: str,
    year: int,
    first: int,
    last: int,
    at: datetime,
    organisation_word: str = "",
) -> NumberRange:
    """Enter a range that was typed in on a laptop, so that nobody is given its numbers; an overlap is a Fault (``number_overlap``)."""
    _sound(document_word, year, first, last)
    made = NumberRange(
        id=f"N-{secrets.token_hex(6)}",
        organisation_word=organisation_word,
        document_word=document_word,
        year=year,
        first=first,
        last=last,
    )
    with headquarters.database() as db, writing(db):
        require_device(db, device_id)
        for other in _ranges(db):
            if overlap(made, other):
                raise Fault(
                    f"与设备 {other.device_id} 的号段 {other.document_word}〔{other.year}〕{other.first}–{other.last} 重叠",
                    kept="没有登记",
                    todo="请先与两台电脑核对各自用过的号",
                    code="number_overlap",
                )
        _insert(db, made, device_id, "noted", at)
    return made


def ranges(headquarters: Headquarters, device_id: str = "") -> list[Allotted]:
    """List the ranges, of one laptop or of all, with how many of their numbers came back on documents."""
    with headquarters.database() as db:
        used = list(db.query("SELECT prefix, year, number, device_id FROM number_used"))
        return [
            msgspec.structs.replace(one, used=sum(row["device_id"] == one.device_id and _in(one, row) for row in used))
            for one in _ranges(db)
            if not device_id or one.device_id == device_id
        ]


def of_device(db: Any, device_id: str) -> list[NumberRange]:
    """The ranges headquarters gave to a laptop, as its pack carries them: all of them, so that a lost pack is no loss."""
    return [
        NumberRange(**{name: getattr(one, name) for name in NumberRange.__struct_fields__})
        for one in _ranges(db)
        if one.device_id == device_id and one.origin == "allotted"
    ]


def notice(db: Any, device_id: str, record_id: str, documents: Iterable[tuple[str, str]]) -> None:
    """Remember the numbers of issued documents (document id, number) that a bundle brought."""
    for document_id, text in documents:
        parsed = parse_number(text)
        if parsed is None or not document_id:
            continue
        db["number_used"].insert(
            {
                "prefix": parsed[0],
                "year": parsed[1],
                "number": parsed[2],
                "text": text.strip(),
                "device_id": device_id,
                "document_id": document_id,
                "record_id": record_id,
            },
            ignore=True,
        )


def doubts(db: Any, record_ids: Iterable[str] | None = None) -> list[Doubt]:
    """Every number that is used twice or lies outside what its laptop was given; only of some records where they are named."""
    rows = list(db.query("SELECT * FROM number_used ORDER BY text, device_id, document_id"))
    owners: dict[tuple[str, int, int], list[dict[str, Any]]] = {}
    for row in rows:
        owners.setdefault((row["prefix"], row["year"], row["number"]), []).append(row)
    given: dict[str, list[Allotted]] = {}
    for one in _ranges(db):
        given.setdefault(one.device_id, []).append(one)
    wanted = None if record_ids is None else set(record_ids)
    return [
        doubt
        for row in rows
        if wanted is None or row["record_id"] in wanted
        for doubt in _doubts(row, owners[row["prefix"], row["year"], row["number"]], given.get(row["device_id"], []))
    ]


def _doubts(row: dict[str, Any], sharing: list[dict[str, Any]], given: list[Allotted]) -> Iterator[Doubt]:
    here = {"number": row["text"], "device_id": row["device_id"], "document_id": row["document_id"]}
    others = [one for one in sharing if one["document_id"] != row["document_id"]]
    if others:
        yield Doubt(**here, reason="twice", others=tuple(dict.fromkeys(one["device_id"] for one in others)))
    if not any(_in(one, row) for one in given):
        yield Doubt(**here, reason="outside")


def _in(one: NumberRange, row: dict[str, Any]) -> bool:
    """Whether a number that came back lies in a range."""
    word = one.organisation_word + one.document_word
    named = row["prefix"] == word if one.organisation_word else row["prefix"].endswith(word)
    return bool(named and row["year"] == one.year and one.first <= row["number"] <= one.last)


def _ends(db: Any, organisation_word: str, document_word: str, year: int) -> Iterator[int]:
    """The last number of everything the next range could collide with."""
    probe = NumberRange(
        id="", organisation_word=organisation_word, document_word=document_word, year=year, first=1, last=10**9
    )
    yield from (other.last for other in _ranges(db) if overlap(probe, other))
    yield from (
        row["number"] for row in db.query("SELECT * FROM number_used WHERE year = ?", [year]) if _in(probe, row)
    )


def _ranges(db: Any) -> list[Allotted]:
    sql = "SELECT * FROM number_range ORDER BY document_word, year, first, id"
    return [Allotted(**row) for row in db.query(sql)]


def _insert(db: Any, made: NumberRange, device_id: str, origin: str, at: datetime) -> None:
    row = msgspec.structs.asdict(made) | {"device_id": device_id, "origin": origin, "at": at.isoformat()}
    db["number_range"].insert(row)


def require_device(db: Any, device_id: str) -> None:
    """See that a laptop is registered and not revoked."""
    row = next(db.query("SELECT revoked_at FROM device WHERE id = ?", [device_id]), None)
    if row is None:
        raise Fault(f"没有登记过设备 {device_id}", todo="请先用 inspector hq register 登记", code="unknown_device")
    if row["revoked_at"]:
        raise Fault(f"设备 {device_id} 已于 {row['revoked_at'][:10]} 注销", kept="没有分号", code="revoked")


def _sound(document_word: str, year: int, first: int, last: int) -> None:
    if not document_word.strip() or document_word != document_word.strip():
        raise UsageFault("文种字不能为空，前后不能有空格", code="number_range")
    if not 2000 <= year <= 2100 or first < 1 or last < first or last - first >= LONGEST:
        raise UsageFault(f"号段不成立：年份四位，起号从 1 开始，一次最多 {LONGEST} 个", code="number_range")
