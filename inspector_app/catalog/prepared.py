"""One thread at a time prepares a type for decoding.

msgspec looks into a struct type when it is first asked for and keeps what it found on the class. While it does, it runs Python, another
thread may come along, take the half-made result and crash the whole process: a preview and a press of a key at the same moment, in
the first minute of a day. What is prepared once is only read afterwards.
"""

from __future__ import annotations

import threading
from typing import Any

import msgspec

_LOCK = threading.RLock()
_ready: set[Any] = set()


def prepare(kind: Any) -> None:
    """Let msgspec look into a type, with everything inside it, before anybody decodes or converts to it."""
    if kind not in _ready:
        with _LOCK:
            if kind not in _ready:
                msgspec.msgpack.Decoder(kind)
                _ready.add(kind)
