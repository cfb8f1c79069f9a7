"""Which widget is which step; each is built the first time somebody goes there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .photo_shelf import PhotoShelf
from .session import Session
from .step import Step

if TYPE_CHECKING:
    from .page import InspectionPage


def build(number: int, session: Session, shelf: PhotoShelf, page: InspectionPage) -> Step:
    """Build the step of a number (4, the items, is the page's own)."""
    if number == 1:
        from .step_enterprise import EnterpriseStep

        return EnterpriseStep(session)
    if number == 2:
        from .step_checklist import ChecklistStep

        return ChecklistStep(session)
    if number == 3:
        from .step_notice import NoticeStep

        return NoticeStep(session)
    if number == 5:
        from .step_findings import FindingsStep

        made = FindingsStep(session, shelf)
        made.view_requested.connect(page.view_photo)
        return made
    if number == 6:
        from .step_verdict import VerdictStep

        return VerdictStep(session)
    if number == 7:
        from .step_signed import SignedStep

        signed = SignedStep(session, shelf)
        signed.view_requested.connect(page.view_photo)
        return signed
    from .step_seal import SealStep

    return SealStep(session)
