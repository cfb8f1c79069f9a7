"""What was answered to one item of a checklist."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One item's answer. ``code`` is an answer code of the checklist, or empty while the item is unanswered.

    ``annex`` maps the key of an annex check to its own answer code; ``severity`` is the inspector's, where the checklist leaves it
    to the inspector; ``reason`` says why an item is not applicable; ``text`` states the finding.
    """

    inspection_id: str
    item_id: str
    code: str = ""
    text: str = ""
    reason: str = ""
    severity: str = ""
    annex: dict[str, str] = {}
    answered_at: datetime | None = None
    answered_by: str = ""

    @property
    def id(self) -> str:
        """The row's key: an inspection has one answer an item."""
        return f"{self.inspection_id}/{self.item_id}"
