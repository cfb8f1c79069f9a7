"""What the pack library must know of the three kinds of law packs: their types, and what a list shows of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inspector_app.catalog.discretion import DiscretionPack
from inspector_app.catalog.law import LawCatalogue
from inspector_app.catalog.violation import ViolationPack

if TYPE_CHECKING:
    from inspector_app.catalog.kinds import PackHead

TYPES: dict[str, type[Any]] = {"law": LawCatalogue, "violation": ViolationPack, "discretion": DiscretionPack}


def law_head(kind: str, definition: LawCatalogue | ViolationPack | DiscretionPack) -> PackHead:
    """The head of a law pack; ``unverified`` counts what was not read in its official source."""
    from inspector_app.catalog.kinds import PackHead

    if isinstance(definition, LawCatalogue):
        open_ = [law for law in definition.laws if not law.current.verified]
        counts = {"laws": len(definition.laws), "kinds": len(definition.kinds)}
        note = f"{len(open_)} 部未核实：" + "、".join(law.short for law in open_)
    elif isinstance(definition, ViolationPack):
        wrong = [one for one in definition.violations if not (one.verified and one.violates_verified)]
        open_, counts, note = wrong, {"violations": len(definition.violations)}, f"{len(wrong)} 条未核实"  # type: ignore[assignment]
    else:
        unread = unverified_rules(definition)
        open_, counts, note = unread, {"rules": _rules(definition)}, f"{len(unread)} 条规则未核实"  # type: ignore[assignment]
    return PackHead(
        kind=kind,  # type: ignore[arg-type]
        code=definition.code,
        title=definition.meta.title,
        short_title=definition.meta.title,
        version=definition.meta.version,
        issuer=definition.meta.issuer,
        effective=definition.meta.as_of,
        counts=counts,
        unverified=len(open_),
        verified_note=note if open_ else "已对照公开文本核实",
    )


def unverified_rules(pack: DiscretionPack) -> list[str]:
    """The ids or keys of the rules of a discretion pack whose source was not read."""
    return [path for path, verified in _verified(pack, "") if verified is False]


def _rules(pack: DiscretionPack) -> int:
    return sum(1 for _, verified in _verified(pack, "") if verified is not None)


def _verified(value: Any, path: str) -> list[tuple[str, bool | None]]:
    if isinstance(value, tuple):
        return [pair for at, one in enumerate(value) for pair in _verified(one, f"{path}[{getattr(one, 'id', at)}]")]
    fields = getattr(value, "__struct_fields__", ())
    own = [(path, value.verified)] if "verified" in fields else []
    return own + [pair for key in fields for pair in _verified(getattr(value, key), f"{path}.{key}".lstrip("."))]
