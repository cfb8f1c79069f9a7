"""What the law packs say of violations: which duty, which penalty, for whom, at which stage, with which tiers of fine.

Amounts are 元, bounds are inclusive. Stages: ``base`` at the first inspection, ``overdue`` not corrected in time, ``serious``,
``consequence``; a stage adds to ``base``. A missing fine means the stage sets none.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

import msgspec

from inspector_app.catalog.law import CODE, ISO_DATE, Domain, PackMeta, Ref, meta_problems, ref_problems
from inspector_app.catalog.packfile import Problem
from inspector_app.catalog.violation_when import When, gaps, parse_when

StageName = Literal["base", "overdue", "serious", "consequence"]
STAGES: tuple[StageName, ...] = ("base", "overdue", "serious", "consequence")
STAGE_NAMES: dict[StageName, str] = {
    "base": "首查",
    "overdue": "逾期不改正或拒不改正",
    "serious": "情节严重",
    "consequence": "造成危害后果",
}
FineBasis = Literal["货值金额", "违法所得", "违法收入", "正品价格", "固定"]
PersonBasis = Literal["违法期间自本单位所获收入", "上一年度从本单位取得的收入", "固定"]
Channel = Literal["produce", "wholesale", "retail", "use"]
Correction = Literal["none", "concurrent", "before_fine"]
SUPERSEDED = "被上位法替代"
_WHEN_FACT: dict[str, str] = {
    "货值金额": "value",
    "违法所得": "income",
    "违法收入": "income",
    "正品价格": "",
    "固定": "",
}


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Tier(_Strict, frozen=True, kw_only=True):
    """One tier of a fine: amounts (元) or multiples of the basis, which counts as ``floor_value`` where it falls short of it."""

    when: str
    min: Decimal | None = None
    max: Decimal | None = None
    min_multiple: Decimal | None = None
    max_multiple: Decimal | None = None
    floor_value: Decimal | None = None

    @property
    def by_multiple(self) -> bool:
        """Whether it is a multiple of the basis and not a fixed amount."""
        return self.max_multiple is not None

    @property
    def condition(self) -> When:
        """Its ``when``, parsed."""
        return parse_when(self.when)


class Fine(_Strict, frozen=True, kw_only=True):
    """A fine: its basis and tiers, or the same as another stage's. ``mandatory`` false means 可以 or a choice between kinds."""

    basis: FineBasis | None = None
    mandatory: bool = True
    tiers: tuple[Tier, ...] = ()
    same_as: Literal["base", "overdue"] | None = None


class Modality(_Strict, frozen=True, kw_only=True):
    """Whether the article says 应当 or 可以 of each kind of a stage, read in its words.

    ``choose``: kinds the article gives as alternatives (或者) or as a ladder (直至), of which at least one is imposed. ``unread`` says why
    the words could not be read (文本未到手); then nothing else is said.
    """

    shall: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    choose: tuple[tuple[str, ...], ...] = ()
    unread: str = ""

    @property
    def named(self) -> tuple[str, ...]:
        """Every kind it speaks of."""
        return (*self.shall, *self.may, *(kind for group in self.choose for kind in group))


class Stage(_Strict, frozen=True, kw_only=True):
    """What a stage brings: kinds besides those of ``base``, the fine, years in which applications are not accepted.

    ``modality`` None is a pack from before the words were read: like ``unread``, the article decides.
    """

    kinds: tuple[str, ...]
    modality: Modality | None = None
    fine: Fine | None = None
    application_ban_years: int | None = None
    note: str = ""


class Ban(_Strict, frozen=True, kw_only=True):
    """Exclusion from the trade: as the law words it, with its years; None for both years means for life from the start."""

    text: str
    scope: str
    lifetime: bool = False
    min_years: int | None = None
    max_years: int | None = None

    @property
    def words(self) -> str:
        """The whole phrase."""
        return self.text + self.scope


class Detention(_Strict, frozen=True, kw_only=True):
    """Detention in days, always the police's to decide; ``discretionary`` where the law says 可以."""

    min_days: int
    max_days: int
    by: Literal["公安机关"] = "公安机关"
    discretionary: bool

    @property
    def words(self) -> str:
        """The whole phrase."""
        return f"{'可以' if self.discretionary else ''}由{self.by}处{self.min_days}至{self.max_days}日拘留"


class PersonFine(_Strict, frozen=True, kw_only=True):
    """A person's fine: a multiple of the income named by ``basis``, or fixed amounts (元)."""

    basis: PersonBasis
    min_multiple: Decimal | None = None
    max_multiple: Decimal | None = None
    min: Decimal | None = None
    max: Decimal | None = None


class PersonPenalty(_Strict, frozen=True, kw_only=True):
    """What responsible persons incur (处罚到人), from the stage ``trigger`` on."""

    trigger: StageName
    who: tuple[str, ...]
    confiscate_income: bool = False
    fine: PersonFine | None = None
    ban: Ban | None = None
    detention: Detention | None = None
    other: tuple[str, ...] = ()
    note: str = ""
    by: str = ""


class Violation(_Strict, frozen=True, kw_only=True):
    """One violation and its penalties. ``channels`` where it can only happen in these. ``until`` and ``replaced_by`` are set where a later law took its place.

    ``persons_by`` are those of ``penalized_by`` that punish responsible persons alone (药品管理法第118条第一款): no basis for punishing the party.
    """

    id: str
    domain: Domain
    name: str
    subjects: tuple[str, ...]
    channels: tuple[Channel, ...] = ()
    violates: tuple[Ref, ...] = ()
    penalized_by: tuple[Ref, ...]
    persons_by: tuple[Ref, ...] = ()
    authority: str
    base: Stage
    overdue: Stage | None = None
    serious: Stage | None = None
    consequence: Stage | None = None
    persons: tuple[PersonPenalty, ...] = ()
    correction: Correction
    aggravating: tuple[Ref, ...] = ()
    serious_indicators: tuple[Ref, ...] = ()
    exemptions: tuple[str, ...] = ()
    criminal_check: tuple[str, ...] = ()
    topics: tuple[str, ...]
    status: str
    verified: bool
    violates_verified: bool
    penalty_follows: str | None = None
    until: str | None = None
    replaced_by: str | None = None
    note: str = ""

    def stage(self, name: StageName) -> Stage | None:
        """The stage of that name, None when the violation has none."""
        found: Stage | None = getattr(self, name)
        return found

    @property
    def stages(self) -> tuple[StageName, ...]:
        """The stages it has."""
        return tuple(name for name in STAGES if self.stage(name) is not None)

    @property
    def party_by(self) -> tuple[Ref, ...]:
        """The articles that punish the party itself."""
        return tuple(ref for ref in self.penalized_by if ref not in self.persons_by)

    @property
    def person_by(self) -> tuple[Ref, ...]:
        """The articles that punish a responsible person: those for persons alone, else the one that punishes both."""
        return self.persons_by or self.penalized_by

    def punished_at(self, stage: StageName) -> tuple[PersonPenalty, ...]:
        """Who is punished beside the party at a stage; what the first inspection already brings holds at every later one."""
        return tuple(one for one in self.persons if one.trigger in ("base", stage))

    def basis_at(self, stage: StageName) -> tuple[Ref, ...]:
        """The articles a decision at that stage rests on: those for persons only where the stage punishes persons."""
        return self.penalized_by if self.punished_at(stage) else self.party_by

    @property
    def order_correction_first(self) -> bool:
        """Whether correction must be ordered, and fail, before a fine."""
        return self.correction == "before_fine"

    def refs(self) -> tuple[Ref, ...]:
        """Every citation it makes."""
        return (*self.violates, *self.penalized_by, *self.aggravating, *self.serious_indicators)


class ViolationPack(_Strict, frozen=True, kw_only=True):
    """The violations of one domain."""

    meta: PackMeta
    violations: tuple[Violation, ...]

    @property
    def code(self) -> str:
        """The pack's code."""
        return self.meta.code

    def lines(self) -> Iterator[str]:
        """One line for each violation: what it is, its stages, what is not verified."""
        for one in self.violations:
            marks = [one.id, one.name, "、".join(STAGE_NAMES[name] for name in one.stages)]
            marks += [] if one.verified and one.violates_verified else ["未核实"]
            marks += [one.status] if one.until else []
            yield "  ".join(marks)

    def problems(self) -> Iterator[Problem]:
        """Every contradiction inside the pack, with the path of its key."""
        yield from meta_problems(self.meta)
        seen: set[str] = set()
        for at, violation in enumerate(self.violations):
            path = f"$.violations[{at}]"
            if not CODE.fullmatch(violation.id):
                yield Problem(f"{path}.id", f"代码 {violation.id} 只能用小写字母、数字和连字符")
            if violation.id in seen:
                yield Problem(f"{path}.id", f"违法行为 {violation.id} 重复")
            seen.add(violation.id)
            yield from _problems_of(violation, path)


def _problems_of(violation: Violation, path: str) -> Iterator[Problem]:
    if not violation.penalized_by:
        yield Problem(f"{path}.penalized_by", "没有写明罚则条文")
    for key in ("violates", "penalized_by", "aggravating", "serious_indicators"):
        yield from ref_problems(getattr(violation, key), f"{path}.{key}")
    for at, ref in enumerate(violation.persons_by):
        if ref not in violation.penalized_by:
            yield Problem(f"{path}.persons_by[{at}]", "处罚到人的条文也要写在 penalized_by 里")
    if violation.persons_by and not violation.persons:
        yield Problem(f"{path}.persons_by", "写了处罚到人的条文，却没有 persons")
    if violation.penalized_by and not violation.party_by:
        yield Problem(f"{path}.persons_by", "没有剩下处罚当事人自己的条文")
    for name in violation.stages:
        stage = violation.stage(name)
        assert stage is not None
        yield from _stage_problems(violation, stage, f"{path}.{name}")
    for at, person in enumerate(violation.persons):
        here = f"{path}.persons[{at}]"
        if violation.stage(person.trigger) is None:
            yield Problem(f"{here}.trigger", f"没有 {person.trigger} 这一档")
        if person.fine is not None:
            yield from _range_problems(person.fine, f"{here}.fine", by_multiple=person.fine.basis != "固定")
        if person.ban and not person.ban.lifetime and person.ban.max_years is None:
            yield Problem(f"{here}.ban", "既不是终身，也没有写明年限")
        if person.detention and person.detention.min_days > person.detention.max_days:
            yield Problem(f"{here}.detention.min_days", "下限大于上限")
    if violation.until is not None and not ISO_DATE.fullmatch(violation.until):
        yield Problem(f"{path}.until", f"日期 {violation.until} 应当写成 2026-05-14 的样子")
    if (violation.status == SUPERSEDED) != (violation.until is not None):
        yield Problem(f"{path}.status", f"“{SUPERSEDED}”的违法行为要写明 until，其他的不能写")


def _stage_problems(violation: Violation, stage: Stage, path: str) -> Iterator[Problem]:
    fine = stage.fine
    if len(set(stage.kinds)) < len(stage.kinds):
        yield Problem(f"{path}.kinds", "处罚种类写了两次")
    if ("罚款" in stage.kinds) and fine is None:
        yield Problem(f"{path}.kinds", "写了罚款，却没有 fine")
    if stage.modality is not None:
        yield from _modality_problems(stage, stage.modality, f"{path}.modality")
    if fine is None:
        return
    if fine.same_as is not None:
        target = violation.stage(fine.same_as)
        if fine.tiers or fine.basis:
            yield Problem(f"{path}.fine", "写了 same_as，就不能再写 basis 和 tiers")
        if target is stage or target is None or target.fine is None or target.fine.same_as:
            yield Problem(f"{path}.fine.same_as", f"{fine.same_as} 档没有可用的罚款")
        return
    if fine.basis is None or not fine.tiers:
        yield Problem(f"{path}.fine", "缺少 basis 或 tiers")
        return
    conditions: list[When] = []
    for at, tier in enumerate(fine.tiers):
        here = f"{path}.fine.tiers[{at}]"
        try:
            condition = tier.condition
        except ValueError as error:
            yield Problem(f"{here}.when", str(error))
            continue
        conditions.append(condition)
        if condition.subject and condition.subject != _WHEN_FACT[fine.basis]:
            yield Problem(f"{here}.when", f"条件“{tier.when}”看的不是本罚款的基数（{fine.basis}），无法判断")
        yield from _range_problems(tier, here, by_multiple=tier.by_multiple or tier.min_multiple is not None)
        if tier.by_multiple and fine.basis == "固定":
            yield Problem(f"{here}.max_multiple", "固定数额的罚款不能写倍数")
        if tier.floor_value is not None and not tier.by_multiple:
            yield Problem(f"{here}.floor_value", "只有倍数档才有保底基数")
    if len(conditions) == len(fine.tiers):
        for at, text in gaps(conditions):
            yield Problem(f"{path}.fine.tiers[{at}].when", text)


def _modality_problems(stage: Stage, said: Modality, path: str) -> Iterator[Problem]:
    if said.unread:
        if said.named:
            yield Problem(f"{path}.unread", "写了没有读到条文，又写了应当或者可以")
        return
    if len(set(said.named)) < len(said.named):
        yield Problem(path, "同一个种类写了两次")
    if set(said.named) != set(stage.kinds):
        lacking = "、".join(sorted(set(said.named) ^ set(stage.kinds)))
        yield Problem(path, f"与 kinds 不一致：{lacking}")
    for at, group in enumerate(said.choose):
        if len(group) < 2:
            yield Problem(f"{path}.choose[{at}]", "至少适用一种的，要列出两种以上")
    fine = stage.fine
    if "罚款" in stage.kinds and fine is not None and fine.mandatory != ("罚款" in said.shall):
        yield Problem(path, "罚款的应当或者可以与 fine.mandatory 不一致")


def _range_problems(one: Tier | PersonFine, path: str, *, by_multiple: bool) -> Iterator[Problem]:
    low, high = (one.min_multiple, one.max_multiple) if by_multiple else (one.min, one.max)
    other = (one.min, one.max) if by_multiple else (one.min_multiple, one.max_multiple)
    if other != (None, None):
        yield Problem(path, "数额和倍数只能写一种")
    elif low is None or high is None:
        yield Problem(path, "上下限要写全：min 与 max，或者 min_multiple 与 max_multiple")
    elif low < 0 or high <= 0 or low > high:
        yield Problem(path, f"上下限 {low:f} 至 {high:f} 不成一个范围")
