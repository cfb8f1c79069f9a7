"""Typed definitions by digest: made once, in memory for this run, compiled in the cache for ever."""

from __future__ import annotations

import zlib
from typing import Any, Protocol, TypeVar

import msgspec

from inspector_app.catalog.compiling import compile_pack
from inspector_app.catalog.kinds import Kind, PackHead, head_of
from inspector_app.catalog.prepared import prepare

T = TypeVar("T")
_FORMAT = 1


class DefinitionCache(Protocol):
    """Keeps compiled definitions by digest for ever; the vault is one."""

    def get(self, digest: str) -> bytes | None:
        """Return what was put under the digest, or None."""

    def put(self, digest: str, kind: str, code: str, version: str, compiled: bytes) -> None:
        """Keep a compiled definition."""


class _Compiled(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """A definition as the cache keeps it; the source stays with it, so that no change of the program can orphan a record."""

    format: int
    head: PackHead
    body: msgspec.Raw
    source: bytes


class DefinitionShelf:
    """The definitions a library has made so far; the same digest gives the same object."""

    def __init__(self, cache: DefinitionCache | None) -> None:
        """Keep in memory, and in ``cache`` where there is one."""
        self._cache = cache
        self._heads: dict[str, PackHead] = {}
        self._definitions: dict[tuple[Kind, str], Any] = {}

    def __contains__(self, key: tuple[Kind, str]) -> bool:
        """Whether it is in memory."""
        return key in self._definitions

    def __getitem__(self, key: tuple[Kind, str]) -> Any:
        """The definition in memory."""
        return self._definitions[key]

    def clear(self) -> None:
        """Forget what is in memory; the cache keeps what it has."""
        self._definitions.clear()

    def hold(self, kind: Kind, digest: str, definition: Any) -> None:
        """Keep a definition in memory alone."""
        self._definitions[kind, digest] = definition

    def head(self, digest: str) -> PackHead | None:
        """The head of what is known under a digest, in memory or in the cache; None for what was never made."""
        if digest not in self._heads:
            compiled = self._cached(digest)
            if compiled is None:
                return None
            self._heads[digest] = compiled.head
        return self._heads[digest]

    def keep(self, kind: Kind, digest: str, definition: Any, source: bytes) -> None:
        """Keep a definition in memory and, where there is one, in the cache."""
        head = head_of(kind, definition)
        self._definitions[kind, digest] = definition
        self._heads[digest] = head
        if self._cache is not None:
            body = msgspec.Raw(msgspec.msgpack.encode(definition))
            compiled = _Compiled(format=_FORMAT, head=head, body=body, source=zlib.compress(source))
            self._cache.put(digest, kind, head.code, head.version, msgspec.msgpack.encode(compiled))

    def _cached(self, digest: str) -> _Compiled | None:
        data = self._cache.get(digest) if self._cache is not None else None
        if data is None:
            return None
        prepare(_Compiled)
        try:
            return msgspec.msgpack.decode(data, type=_Compiled)
        except msgspec.DecodeError:
            # Not what this or an earlier program put there; the file itself is read again.
            return None

    def kept(self, kind: Kind, digest: str, wanted: type[T]) -> T | None:
        """The definition from memory or from the cache, or None."""
        known = self._definitions.get((kind, digest))
        if isinstance(known, wanted):
            return known
        compiled = self._cached(digest)
        if compiled is None or compiled.head.kind != kind:
            return None
        prepare(wanted)
        try:
            if compiled.format != _FORMAT:
                raise msgspec.DecodeError
            definition = msgspec.msgpack.decode(compiled.body, type=wanted)
        except msgspec.DecodeError:
            # Compiled by another version of the program: the source says what it always said.
            source = zlib.decompress(compiled.source)
            definition = compile_pack(kind, source, f"{compiled.head.code}.yaml", wanted, strict=False)
        self._heads.setdefault(digest, compiled.head)
        self._definitions[kind, digest] = definition
        return definition
