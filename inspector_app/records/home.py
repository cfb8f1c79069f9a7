"""Where the data live: the machine, the user's profile and the folder, so that a copy made by hand is known for one."""

from __future__ import annotations

from datetime import datetime
from os.path import normcase
from typing import Literal

import msgspec

Answer = Literal["begun", "moved", "travels", "copy"]
"""Made here (or first seen here), moved here for good, on a drive used at several machines, a copy beside the original."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One place data can lie. ``machine``, ``profile`` and ``file`` are digests: they tell places apart and say nothing else.

    ``file`` is of the very file on its disk: it stays when a folder is renamed and is another in every copy. ``host`` and ``folder``
    are for people.
    """

    machine: str
    profile: str
    folder: str
    file: str
    host: str = ""

    def same(self, other: Place) -> bool:
        """Whether data that live at the one are at home at the other: same user and folder on it, or the very file, moved."""
        if self.machine != other.machine:
            return False
        return bool(self.file and self.file == other.file) or (self.profile == other.profile and self.beside(other))

    def beside(self, other: Place) -> bool:
        """Whether it is the same folder of the same machine, whoever uses it."""
        return self.machine == other.machine and normcase(self.folder) == normcase(other.folder)

    @property
    def told(self) -> str:
        """How a person knows it: 电脑“B-17”的文件夹“…”."""
        return f"电脑“{self.host}”的文件夹“{self.folder}”"


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """The places where these data may give numbers, the latest last: who said so, when, how and why."""

    places: tuple[Place, ...]
    answer: Answer
    since: datetime
    by: str
    reason: str = ""

    def holds(self, place: Place) -> bool:
        """Whether data found at a place are at home there."""
        return any(one.same(place) for one in self.places)
