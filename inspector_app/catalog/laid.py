"""A file that headquarters' packs lay over the shipped ones."""

from __future__ import annotations

from collections.abc import Callable

import msgspec


class Laid(msgspec.Struct, frozen=True, kw_only=True):
    """One such file: its name below the pack folder, the SHA-256 of its bytes, which pack it is from, and how to get the bytes.

    ``name`` is how a record names this very version for ever (``code@3``), whatever version is in use.
    """

    path: str
    digest: str
    origin: str
    read: Callable[[], bytes]
    name: str = ""
