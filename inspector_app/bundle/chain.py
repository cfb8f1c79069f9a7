"""The hash chain of a journal: each entry carries the hash of the one before, so nothing inside can change alone.

An entry is one line of canonical JSON with at least ``chain``, ``seq``, ``prev`` and ``hash``; ``hash`` is the
SHA-256 of the canonical JSON of the entry without ``hash``. The first entry's ``prev`` is 64 zeros.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from inspector_app.bundle.canonical import read_canonical
from inspector_app.fault import Fault
from inspector_app.records.journal import GENESIS, entry_hash

LINE_LIMIT = 16 * 1024 * 1024


class Link(msgspec.Struct, frozen=True):
    """The part of a journal entry that ties it to its neighbours."""

    chain: str
    seq: int
    prev: str
    hash: str


def walk_chain(lines: Iterable[bytes | str], *, chain: str | None = None) -> Iterator[Link]:
    """Yield the links in order; the first that does not hold is a Fault (``chain_broken``) naming its line.

    ``chain`` is the id the entries must carry; without it the first entry decides. Numbers start at 1 and
    have no gap.
    """
    previous, expected = GENESIS, 1
    for number, line in enumerate(lines, 1):
        raw = line.encode("utf-8", "surrogatepass") if isinstance(line, str) else line
        raw = raw.removesuffix(b"\n")

        def broken(why: str, number: int = number) -> Fault:
            return Fault(f"留痕第 {number} 条{why}", code="chain_broken")

        if len(raw) > LINE_LIMIT:
            raise broken("过长")
        try:
            entry = read_canonical(raw, f"留痕第 {number} 条")
            link = msgspec.convert(entry, Link)
        except Fault as error:
            raise Fault(error.what, code="chain_broken") from error
        except msgspec.ValidationError as error:
            raise broken(f"缺少必要内容（{error}）") from error
        chain = link.chain if chain is None else chain
        if link.seq != expected:
            raise broken(f"序号应为 {expected}，实为 {link.seq}")
        if link.chain != chain:
            raise broken("属于另一条留痕链")
        if link.prev != previous:
            raise broken("与上一条不衔接")
        if link.hash != entry_hash(entry):
            raise broken("的内容与其哈希不符")
        previous, expected = link.hash, expected + 1
        yield link


def verify_chain(lines: Iterable[bytes | str], *, chain: str | None = None) -> str:
    """Check a whole journal and return its head: the last entry's hash, or 64 zeros when there is none."""
    head = GENESIS
    for link in walk_chain(lines, chain=chain):
        head = link.hash
    return head
