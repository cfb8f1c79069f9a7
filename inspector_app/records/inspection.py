"""One inspection, from the enterprise at the door to the sealed bundle."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from .enterprise import Enterprise
from .person import Officer

STEPS: tuple[str, ...] = (
    "企业与任务",
    "检查表与人员",
    "亮证告知",
    "逐项检查",
    "缺陷复核",
    "判定与文书",
    "签字回传",
    "封存导出",
)
INSPECTION_KINDS: tuple[str, ...] = ("日常检查", "有因检查", "专项检查", "飞行检查", "许可检查", "其他检查")


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """What was shown and told before the inspection began, and what was answered (行政处罚法第43、45、55条)."""

    identity_shown_at: datetime | None = None
    certificate_answer: str = ""
    rights_told_at: datetime | None = None
    recusal_answer: str = ""
    presence: str = ""
    witness: str = ""


class TeamVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict the inspection team takes itself, with its reasons, where no rule may take it."""

    code: str
    label: str
    reasons: str
    by: str
    at: datetime


class Inspection(msgspec.Struct, frozen=True, kw_only=True):
    """One inspection. Incomplete is normal; what is missing is judged when something is finalised.

    ``enterprise`` and ``officers`` are the values as they stood when they were chosen: a later change of the enterprise file
    never rewrites this record. ``checklist_digest`` binds the record to the form version it was made with.
    """

    id: str
    created_at: datetime
    created_by: str
    revision: int = 1
    state: Literal["under_way", "finalised", "exported", "delivered"] = "under_way"
    enterprise: Enterprise
    task_no: str = ""
    kind: str = "日常检查"
    topic: str = ""
    place: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    scope: str = ""
    checklist_code: str = ""
    checklist_version: str = ""
    checklist_digest: str = ""
    ruleset: str = ""
    officers: tuple[Officer, ...] = ()
    notice: Notice = Notice()
    party_statement: str = ""
    team_verdict: TeamVerdict | None = None
