"""The desk: what every use case needs at hand, and nothing of the window."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from inspector_app.records.person import Officer
from inspector_app.rules.deadline_request import CHINA

if TYPE_CHECKING:
    from inspector_app.catalog.library import Library
    from inspector_app.vault.reader import Reader
    from inspector_app.vault.vault import Act, Recorded, Vault

Clock = Callable[[], datetime]


def wall_clock() -> datetime:
    """Return the laptop's time; the one place where the product asks for it.

    In Beijing time whatever zone the laptop is set to: the day of a document and the day of a limit are the same day.
    """
    return datetime.now(CHINA)


class Desk:
    """An opened vault, the packs, a clock and the officer who acts. Use cases take it as their first argument."""

    def __init__(self, vault: Vault, library: Library, clock: Clock = wall_clock, actor: Officer | None = None) -> None:
        self.vault, self.library, self.clock, self.actor = vault, library, clock, actor
        # Difference hashes of photos seen since the start: only to notice doubles, recomputed at will.
        self.hashes: dict[str, int] = {}

    @property
    def who(self) -> str:
        """The name written into the journal."""
        return self.actor.name if self.actor else "未登录"

    @property
    def read(self) -> Reader:
        """Everything that was recorded."""
        return self.vault.read

    def now(self) -> datetime:
        """The time, with its zone."""
        return self.clock()

    def record(self, decide: Callable[[Reader], Act | None]) -> Recorded | None:
        """Record what ``decide`` says, by the officer who acts, now."""
        return self.vault.record(self.who, self.now(), decide)

    def close(self) -> None:
        """Let the vault go."""
        self.vault.close()
