"""What the law packs say of discretion (裁量): bands, circumstances, exemptions, and how they weigh on one another.

The national rules come first; a province's rules are a pack that ``extends`` them and replaces bands, amounts for hearings and lists.
Shares of a band are parts of the legal range between lower limit L and upper limit U, after floors and multiples (band-symbols).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

import msgspec

from inspector_app.catalog.discretion_duties import (
    CaseLimitation,
    CriminalTransfer,
    Duty,
    Hearing,
    HearingAmounts,
    LatePayment,
    LegalReview,
    NoDoubleFine,
    SummaryProcedure,
    Temporal,
    TimeLimit,
)
from inspector_app.catalog.law import CODE, ISO_DATE, Domain, PackMeta, Ref, meta_problems, ref_problems
from inspector_app.catalog.packfile import Problem

Level = Literal["shall", "may"]
BandId = Literal["mitigate", "lenient", "normal", "severe"]
ExemptionOutcome = Literal["exempt", "mitigate_or_exempt", "mitigate", "lenient_or_mitigate"]


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class BandRange(_Strict, frozen=True, kw_only=True):
    """Where a band lies: shares of U-L above L, or below the legal minimum (减轻), there from ``floor_share`` of L on."""

    below_minimum: bool = False
    floor_share: Decimal = Decimal(0)
    lower: Decimal = Decimal(0)
    lower_open: bool = False
    upper: Decimal = Decimal(0)
    upper_open: bool = False


class Band(_Strict, frozen=True, kw_only=True):
    """One degree of discretion."""

    id: BandId
    name: str
    definition: str
    range: BandRange
    formula: str = ""
    refs: tuple[Ref, ...] = ()
    verified: bool
    derived: bool = False
    note: str = ""


class Circumstance(_Strict, frozen=True, kw_only=True):
    """A circumstance the law names. All ``parts`` must be there where it has any; ``confiscation`` none: gains stay with the party."""

    id: str
    condition: str
    level: Level | None = None
    parts: tuple[str, ...] = ()
    confiscation: Literal["", "none"] = ""
    refs: tuple[Ref, ...] = ()
    verified: bool


class Exemption(_Strict, frozen=True, kw_only=True):
    """A rule that frees or favours a named party when all its conditions are there; a violation names it, or it names the violation."""

    id: str
    name: str
    who: tuple[str, ...] = ()
    conditions: tuple[str, ...]
    effect: str
    scope: str = ""
    violations: tuple[str, ...] = ()
    refs: tuple[Ref, ...]
    effective_from: str | None = None
    level: Level
    outcome: ExemptionOutcome
    verified: bool
    note: str = ""


class MinorListEntry(_Strict, frozen=True, kw_only=True):
    """One line of a province's list of what is not punished (免罚清单)."""

    id: str
    level: Level
    violations: tuple[str, ...]
    conditions: tuple[str, ...]
    refs: tuple[Ref, ...] = ()
    source: str = ""
    verified: bool


class Leniency(_Strict, frozen=True, kw_only=True):
    """从轻或者减轻: what must and what may lead to it."""

    shall: tuple[Circumstance, ...]
    may: tuple[Circumstance, ...]
    choice: str = ""


class NoDoubleCount(_Strict, frozen=True, kw_only=True):
    """What was punished by itself does not aggravate again; ``excludes`` are the circumstances concerned."""

    rule: str
    excludes: tuple[str, ...]
    refs: tuple[Ref, ...]
    verified: bool
    note: str = ""


class Severity(_Strict, frozen=True, kw_only=True):
    """从重: what must and what may lead to it."""

    shall: tuple[Circumstance, ...]
    may: tuple[Circumstance, ...]
    no_double_count: NoDoubleCount


class FirstOffence(_Strict, frozen=True, kw_only=True):
    """首违不罚 in words."""

    formula: str
    effect: str
    note: str = ""
    record_required: str
    refs: tuple[Ref, ...]
    verified: bool


class SeriousCircumstances(_Strict, frozen=True, kw_only=True):
    """What rules of a domain list as 情节严重, for the violations they apply to (all of the domain when none is named)."""

    domain: Domain
    applies_to: tuple[str, ...] = ()
    items: tuple[str, ...]
    refs: tuple[Ref, ...]
    verified: bool
    note: str = ""


class Benchmark(_Strict, frozen=True, kw_only=True):
    """What a discretion benchmark (裁量基准) is and must hold."""

    definition: str
    principles: tuple[str, ...]
    must_contain: tuple[str, ...]
    refine: tuple[str, ...]
    amounts: dict[str, str]


class RuleDocument(_Strict, frozen=True, kw_only=True):
    """A document of rules of which only a part could be read."""

    name: str
    number: str
    known: tuple[str, ...]
    read_articles: tuple[int, ...]
    benchmark: Benchmark
    not_read: str
    verified: bool


class DiscretionPack(_Strict, frozen=True, kw_only=True):
    """The rules of discretion and procedure, national or (with ``extends``) those by which a province differs."""

    meta: PackMeta
    extends: str | None = None
    province: str = ""
    bands: tuple[Band, ...] = ()
    band_rules: tuple[Duty, ...] = ()
    no_penalty: tuple[Circumstance, ...] = ()
    no_penalty_duty: Duty | None = None
    first_offence: FirstOffence | None = None
    exemptions: tuple[Exemption, ...] = ()
    minor_list: tuple[MinorListEntry, ...] = ()
    lenient: Leniency | None = None
    severe: Severity | None = None
    conflict: Duty | None = None
    serious_circumstances: tuple[SeriousCircumstances, ...] = ()
    nmpa_rules: RuleDocument | None = None
    principles: tuple[Duty, ...] = ()
    no_double_fine: NoDoubleFine | None = None
    limitation: tuple[CaseLimitation, ...] = ()
    temporal: Temporal | None = None
    summary_procedure: SummaryProcedure | None = None
    hearing: Hearing | None = None
    hearing_amounts: HearingAmounts | None = None
    legal_review: LegalReview | None = None
    collective_discussion: Duty | None = None
    time_limits: tuple[TimeLimit, ...] = ()
    late_payment: LatePayment | None = None
    evidence_rules: tuple[Duty, ...] = ()
    criminal_transfer: CriminalTransfer | None = None

    @property
    def code(self) -> str:
        """The pack's code."""
        return self.meta.code

    def band(self, id_: str) -> Band:
        """The band of that id; a ``KeyError`` when there is none."""
        return next((one for one in self.bands if one.id == id_), None) or _missing(id_)

    def amounts(self) -> HearingAmounts:
        """From which amounts on a hearing must be offered (行政处罚法第63条, 听证办法第5条)."""
        if self.hearing_amounts is not None:
            return self.hearing_amounts
        assert self.hearing is not None
        return self.hearing.amounts

    def circumstances(self) -> Iterator[Circumstance]:
        """Every circumstance, whatever it leads to."""
        yield from self.no_penalty
        for group in (self.lenient, self.severe):
            if group is not None:
                yield from group.shall
                yield from group.may

    def extended(self, local: DiscretionPack) -> DiscretionPack:
        """The national rules with a province's put in their place or beside them."""
        changes: dict[str, object] = {"meta": local.meta, "province": local.province, "extends": local.extends}
        for key in ("bands", "summary_procedure", "hearing_amounts"):
            if value := getattr(local, key):
                changes[key] = value
        for key in ("exemptions", "minor_list", "no_penalty", "principles"):
            changes[key] = (*getattr(self, key), *getattr(local, key))
        return msgspec.structs.replace(self, **changes)

    def lines(self) -> Iterator[str]:
        """One line for each band, circumstance and exemption; those not verified say so."""
        rows: list[tuple[str, str, bool]] = [(one.id, one.definition, one.verified) for one in self.bands]
        rows += [(one.id, one.condition, one.verified) for one in self.circumstances()]
        rows += [(one.id, one.name, one.verified) for one in self.exemptions]
        rows += [(one.id, "；".join(one.conditions), one.verified) for one in self.minor_list]
        for id_, text, verified in rows:
            yield f"{id_}  {text}" + ("" if verified else "  未核实")

    def problems(self) -> Iterator[Problem]:
        """Every contradiction inside the pack, with the path of its key."""
        yield from meta_problems(self.meta)
        if self.extends is None:
            for key in self.__struct_fields__:
                if getattr(self, key) is None and key not in ("extends", "hearing_amounts"):
                    yield Problem("$", f"缺少键 {key}")
        elif self.extends == self.code or not self.province:
            yield Problem("$.extends", "地方规则要写明是哪一省（province），并以国家层面的规则为底（extends）")
        yield from _ids(self)
        yield from _bands(self.bands, required=self.extends is None)
        for at, one in enumerate(self.exemptions):
            if one.effective_from is not None and not ISO_DATE.fullmatch(one.effective_from):
                yield Problem(f"$.exemptions[{at}].effective_from", f"日期 {one.effective_from} 写法不对")
        for path, refs in refs_of(self):
            yield from ref_problems((refs,), path)


def refs_of(value: object, path: str = "$") -> Iterator[tuple[str, Ref]]:
    """Every citation anywhere inside a definition, with the path of the list or key that holds it."""
    if isinstance(value, Ref):
        yield path, value
    elif isinstance(value, msgspec.Struct):
        for key in value.__struct_fields__:
            yield from refs_of(getattr(value, key), f"{path}.{key}")
    elif isinstance(value, tuple):
        for at, one in enumerate(value):
            yield from refs_of(one, f"{path}[{at}]")


def _missing(id_: str) -> Band:
    raise KeyError(id_)


def _ids(pack: DiscretionPack) -> Iterator[Problem]:
    seen: set[str] = set()
    groups: list[tuple[str, tuple[Circumstance | Exemption | MinorListEntry, ...]]] = [
        ("$.no_penalty", pack.no_penalty),
        ("$.exemptions", pack.exemptions),
        ("$.minor_list", pack.minor_list),
    ]
    for name, group in (("lenient", pack.lenient), ("severe", pack.severe)):
        if group is not None:
            groups += [(f"$.{name}.shall", group.shall), (f"$.{name}.may", group.may)]
    for path, entries in groups:
        for at, one in enumerate(entries):
            if not CODE.fullmatch(one.id) or one.id in seen:
                yield Problem(f"{path}[{at}].id", f"代码 {one.id} 重复或写法不对")
            seen.add(one.id)
    if pack.severe is not None:
        for one_id in pack.severe.no_double_count.excludes:
            if one_id not in seen:
                yield Problem("$.severe.no_double_count.excludes", f"没有情节 {one_id}")


def _bands(bands: tuple[Band, ...], *, required: bool) -> Iterator[Problem]:
    if not bands and not required:
        return
    ids: list[str] = [one.id for one in bands]
    if sorted(ids) != ["lenient", "mitigate", "normal", "severe"]:
        yield Problem("$.bands", "应当恰好有减轻、从轻、一般、从重四个等级")
        return
    inside = [bands[ids.index(name)].range for name in ("lenient", "normal", "severe")]
    below = bands[ids.index("mitigate")].range
    if not below.below_minimum or not 0 <= below.floor_share < 1 or any(one.below_minimum for one in inside):
        yield Problem("$.bands", "只有减轻在法定下限以下，其下限比例在 0 与 1 之间")
    edge, open_before = Decimal(0), True
    for name, one in zip(("lenient", "normal", "severe"), inside, strict=True):
        at = f"$.bands[{ids.index(name)}].range"
        if one.lower != edge or one.lower >= one.upper or one.lower_open == open_before:
            yield Problem(at, "等级之间有空隙或者重叠")
        edge, open_before = one.upper, one.upper_open
    if edge != 1 or open_before:
        yield Problem("$.bands", "从重应当到法定上限为止，含上限")
