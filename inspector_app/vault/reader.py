"""Reading what lies on the shelves, typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import msgspec

from inspector_app.catalog.prepared import prepare
from inspector_app.records.journal import GENESIS

from .connection import Connection, DatabaseError, database_fault
from .shelf import SHELVES

T = TypeVar("T")
_decoders: dict[type, msgspec.json.Decoder[Any]] = {}


def _decoder(kind: type[T]) -> msgspec.json.Decoder[T]:
    if kind not in _decoders:
        prepare(kind)
        _decoders[kind] = msgspec.json.Decoder(kind)
    return _decoders[kind]


class Reader:
    """Typed reading over one connection of one thread."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, kind: type[T], key: str) -> T | None:
        """Return one record by its key, or None."""
        found = self.rows(f"SELECT body FROM {SHELVES[kind].table} WHERE id = ?", (key,))  # noqa: S608
        return _decoder(kind).decode(found[0][0]) if found else None

    def find(self, kind: type[T], where: str = "", values: Sequence[object] = (), tail: str = "ORDER BY id") -> list[T]:
        """Return the records of a kind; ``where`` is a condition over its columns with ``?`` for the values."""
        condition = f"WHERE {where}" if where else ""
        decode = _decoder(kind).decode
        sql = f"SELECT body FROM {SHELVES[kind].table} {condition} {tail}"  # noqa: S608
        return [decode(body) for (body,) in self.rows(sql, values)]

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return plain rows, for counts and joins."""
        try:
            return list(self._connection.execute(sql, tuple(values)).fetchall())
        except DatabaseError as error:
            raise database_fault(error) from error

    def head(self, chain: str) -> tuple[int, str]:
        """Return the length of a chain and the hash of its last entry."""
        rows = self.rows("SELECT seq, hash FROM journal WHERE chain = ? ORDER BY seq DESC LIMIT 1", (chain,))
        return (int(rows[0][0]), str(rows[0][1])) if rows else (0, GENESIS)

    def journal_lines(self, chain: str) -> Iterable[str]:
        """Return the canonical JSON lines of a chain, in order."""
        return [str(body) for (body,) in self.rows("SELECT body FROM journal WHERE chain = ? ORDER BY seq", (chain,))]

    def entry(self, chain: str, seq: int) -> dict[str, Any]:
        """Return one entry of a chain as plain values."""
        rows = self.rows("SELECT body FROM journal WHERE chain = ? AND seq = ?", (chain, seq))
        return msgspec.json.decode(str(rows[0][0]), type=dict[str, Any])

    def journal(self, chain: str) -> list[dict[str, Any]]:
        """Return the entries of a chain as plain values, in order."""
        return [msgspec.json.decode(line, type=dict[str, Any]) for line in self.journal_lines(chain)]
