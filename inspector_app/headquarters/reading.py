"""What headquarters reads out of a record for counting; whatever else is in it is kept as it is."""

from __future__ import annotations

from typing import Any

import msgspec

from inspector_app.fault import Fault


class _Form(msgspec.Struct, frozen=True):
    code: str = ""


class _Enterprise(msgspec.Struct, frozen=True):
    name: str = ""
    uscc: str | None = ""


class _Verdict(msgspec.Struct, frozen=True):
    code: str = ""
    label: str = ""


class _Item(msgspec.Struct, frozen=True):
    item_id: str | None = ""
    code: str | None = ""
    severity: str | None = ""
    text: str | None = ""


class FileNote(msgspec.Struct, frozen=True):
    """What a record says of one of its files."""

    sha256: str | None = ""
    item_id: str | None = ""
    label: str | None = ""
    id: str | None = ""
    name: str | None = ""
    number: str | None = ""


class ReadRecord(msgspec.Struct, frozen=True):
    """An inspection as far as headquarters counts it; dates and codes as written."""

    checklist: _Form = _Form()
    enterprise: _Enterprise = _Enterprise()
    state: str = ""
    started: str | None = ""
    verdict: _Verdict | None = None
    answers: list[_Item] = []
    findings: list[_Item] = []
    evidence: list[FileNote] = []
    documents: list[FileNote] = []

    def failed_items(self) -> dict[str, _Item]:
        """Items answered non-compliant or with a finding, each once; a finding's words win over the answer's."""
        failed = {a.item_id: a for a in self.answers if a.item_id and a.code == "non_compliant"}
        failed.update({f.item_id: f for f in self.findings if f.item_id})
        return failed


def read_record(value: dict[str, Any]) -> ReadRecord:
    """Read a record tolerantly: unknown fields are ignored, a known one of the wrong kind is a Fault (``schema``)."""
    try:
        return msgspec.convert(value, ReadRecord)
    except msgspec.ValidationError as error:
        raise Fault(
            f"记录 {value.get('id')} 的内容不合规定（{error}）", kept="没有导入任何内容", code="schema"
        ) from error
