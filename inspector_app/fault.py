"""What is said to a person when something cannot be done: one sentence, what was kept, what to do next."""

from __future__ import annotations

SAID = 24


def brief(text: str) -> str:
    """Return what a person typed as a sentence may repeat it: one line, no longer than ``SAID`` characters."""
    words = " ".join(text.split())
    return words if len(words) <= SAID else words[: SAID - 1] + "…"


class Fault(Exception):  # noqa: N818 - the field's word for it; it is not a programming error
    """Something the person must know, in words that can be shown as they are.

    ``what`` happened, what was ``kept``, and what ``todo`` next, each without its full stop. ``code`` is a stable
    English name that tests and other programs may rely on. The command line exits with ``exit_code``.
    """

    exit_code = 1

    def __init__(self, what: str, *, kept: str = "", todo: str = "", code: str = "") -> None:
        super().__init__(what)
        self.what, self.kept, self.todo, self.code = what, kept, todo, code

    def __str__(self) -> str:
        parts = [p.rstrip("。；") for p in (self.what, self.kept, self.todo) if p]
        return "；".join(parts) + "。"


class UsageFault(Fault):
    """The request itself is wrong (an unknown code, a malformed file of answers): exit code 2."""

    exit_code = 2
