"""Keeps a reference leak of the Qt binding from ending the process.

Every ``Signal.emit()`` of PySide6 6.12 gives one reference to ``True`` away that it never took. From CPython 3.12 on the
constants are immortal and nothing happens; on 3.11 the interpreter aborts after some thousand signals
(``bool_dealloc: deallocating True or False``). The constants are therefore given more references than a process can lose,
which is what immortal means there.
"""

from __future__ import annotations

import ctypes
import sys

_ENOUGH = 1 << 40


def keep() -> None:
    """Make ``True``, ``False`` and ``None`` outlive every lost reference; doing it twice changes nothing that matters."""
    if sys.version_info < (3, 12) and sys.implementation.name == "cpython" and sys.maxsize > 2**32:
        for constant in (True, False, None):
            if sys.getrefcount(constant) < _ENOUGH:
                ctypes.c_ssize_t.from_address(id(constant)).value += _ENOUGH
