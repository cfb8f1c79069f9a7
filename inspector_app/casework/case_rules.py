"""By which rules of discretion a case is decided: the national ones, or those of a province whose pack is installed."""

from __future__ import annotations

import msgspec

from inspector_app.catalog.discretion import DiscretionPack
from inspector_app.catalog.law_pack import unverified_rules
from inspector_app.catalog.lawbook import NATIONAL

from . import cases
from .desk import Desk


class RulesChoice(msgspec.Struct, frozen=True, kw_only=True):
    """One set of rules that a case may be decided by; ``origin`` names the pack it came in, ``unverified`` counts its unread rules.

    ``code`` is what the case keeps: for rules of headquarters it names the very version (``code@3``), so that an update changes no
    case. ``current`` false is an earlier version, for an act of its time.
    """

    code: str
    title: str
    province: str
    version: str
    origin: str
    unverified: int
    current: bool
    chosen: bool


def available(desk: Desk, case_id: str) -> list[RulesChoice]:
    """Return the rules to choose from, the national ones first, newer versions before older; with nothing installed there is but one."""
    chosen = cases.load(desk, case_id).rules
    library = desk.library
    laid = {one.path for one in library.laid}
    found = []
    for code in library.codes("discretion"):
        entry = library.entry("discretion", code)
        if entry.path not in laid or code == NATIONAL:
            found.append(_choice(code, library.discretion_pack(code), origin=entry.origin, current=True, chosen=chosen))
    used = {one.digest for one in library.laid}
    for name, one in reversed(library.versions.items()):
        pack = library.discretion_version(name)
        if pack.code == NATIONAL:
            continue
        found.append(_choice(name, pack, origin=one.origin, current=one.digest in used, chosen=chosen))
    return sorted(found, key=lambda one: (one.code != NATIONAL, one.province, not one.current))


def _choice(code: str, pack: DiscretionPack, *, origin: str, current: bool, chosen: str) -> RulesChoice:
    return RulesChoice(
        code=code,
        title=pack.meta.title,
        province=pack.province,
        version=pack.meta.version,
        origin=origin,
        unverified=len(unverified_rules(pack)),
        current=current,
        chosen=code == chosen,
    )
