"""By which rules of discretion a case is decided: the national ones, or those of a province whose pack is installed."""

from __future__ import annotations

import msgspec

from inspector_app.catalog.discretion import DiscretionPack
from inspector_app.catalog.lawbook import NATIONAL
from inspector_app.fault import UsageFault
from inspector_app.records.case import Case, Charge
from inspector_app.vault.reader import Reader
from inspector_app.vault.vault import Act

from . import cases
from .desk import Desk


class RulesChoice(msgspec.Struct, frozen=True, kw_only=True):
    """One set of rules that a case may be decided by; ``origin`` names the pack it came in, ``unverified`` counts its unread rules."""

    code: str
    title: str
    province: str
    version: str
    origin: str
    unverified: int
    chosen: bool


def available(desk: Desk, case_id: str) -> list[RulesChoice]:
    """Return the rules to choose from, the national ones first; with nothing installed there is but one."""
    chosen = cases.load(desk, case_id).rules
    found = []
    for code in desk.library.codes("discretion"):
        entry = desk.library.entry("discretion", code)
        pack: DiscretionPack = desk.library.discretion_pack(code)
        found.append(
            RulesChoice(
                code=code,
                title=entry.title,
                province=pack.province,
                version=entry.version,
                origin=entry.origin,
                unverified=entry.unverified,
                chosen=code == chosen,
            )
        )
    return sorted(found, key=lambda one: (one.code != NATIONAL, one.province, one.code))


def choose(desk: Desk, case_id: str, code: str) -> Case:
    """Decide the case by these rules from now on; what was decided by others is open again, its entry in the journal stays."""
    known = desk.library.codes("discretion")
    if code not in known:
        raise UsageFault(
            f"没有代码为“{code}”的裁量规则", todo=f"已安装的有：{'、'.join(known)}", code="discretion-unknown"
        )

    def decide(reader: Reader) -> Act | None:
        case = cases.editable(cases.load(desk, case_id, reader))
        if case.rules == code:
            return None
        charges = cases.belonging(desk, Charge, case_id, reader)
        changed = [msgspec.structs.replace(one, facts=one.facts | {"rules": code}, decided=None) for one in charges]
        return Act(
            action=f"选用裁量规则 {code}", chain=case_id, puts=(msgspec.structs.replace(case, rules=code), *changed)
        )

    desk.record(decide)
    return cases.load(desk, case_id)
