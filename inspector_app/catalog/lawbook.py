"""All law packs together: a law, a violation, a citation found in one step, and what contradicts between packs.

Nothing is guessed: an unknown id is a ``UsageFault``, a pack that cites what is not there is named with its line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from inspector_app.catalog import packfile
from inspector_app.catalog.discretion import DiscretionPack, refs_of
from inspector_app.catalog.law import Law, LawCatalogue, PenaltyKind, Ref
from inspector_app.catalog.packfile import Problem
from inspector_app.catalog.violation import STAGES, Violation, ViolationPack
from inspector_app.fault import Fault, UsageFault

if TYPE_CHECKING:
    from inspector_app.catalog.library import Library

NATIONAL = "national"
_TOP = "中华人民共和国"


class LawBook:
    """The law as the packs tell it; pure values, safe to keep for as long as the packs stay the same."""

    def __init__(
        self,
        catalogue: LawCatalogue,
        violations: Sequence[ViolationPack],
        discretions: Sequence[DiscretionPack],
        versions: Mapping[str, DiscretionPack] | None = None,
    ) -> None:
        """Put packs together; ``versions`` are rules of discretion under names of their own, for cases that are bound to them."""
        self.catalogue = catalogue
        self.packs = tuple(violations)
        self._laws = {law.id: law for law in catalogue.laws}
        self._kinds = {kind.name: kind for kind in catalogue.kinds}
        self._violations: dict[str, Violation] = {}
        for pack in violations:
            for one in pack.violations:
                self._violations.setdefault(one.id, one)
        self._discretions = {pack.code: pack for pack in discretions}
        self._versions = dict(versions or {})

    # Finding

    @property
    def laws(self) -> tuple[Law, ...]:
        """Every law of the catalogue."""
        return self.catalogue.laws

    @property
    def violations(self) -> tuple[Violation, ...]:
        """Every violation of every pack."""
        return tuple(self._violations.values())

    def law(self, id_: str) -> Law:
        """The law of that id."""
        if id_ not in self._laws:
            raise UsageFault(f"法规库里没有代码为“{id_}”的法律", code="law-unknown")
        return self._laws[id_]

    def has_violation(self, id_: str) -> bool:
        """Whether there is such a violation."""
        return id_ in self._violations

    def violation(self, id_: str) -> Violation:
        """The violation of that id."""
        if id_ not in self._violations:
            near = _near(id_, self._violations)
            todo = f"相近的有：{near}" if near else "请用 violation 写违法行为的代码，例如 drug-117-retail-inferior"
            raise UsageFault(f"没有代码为“{id_}”的违法行为（violation）", todo=todo, code="violation-unknown")
        return self._violations[id_]

    def kind(self, name: str) -> PenaltyKind:
        """The kind of penalty of that name."""
        return self._kinds[name]

    @property
    def own_discretions(self) -> list[DiscretionPack]:
        """Every set of rules of discretion as its own file says it, a province's without those it extends."""
        return list(self._discretions.values())

    def discretion(self, code: str = NATIONAL) -> DiscretionPack:
        """The rules of discretion: the national ones, or a province's put upon them."""
        if code in self._versions:
            bound = self._versions[code]
            return self.discretion(bound.extends).extended(bound) if bound.extends else bound
        if code not in self._discretions:
            known = "、".join(sorted(self._discretions)) or "无"
            raise UsageFault(f"没有代码为“{code}”的裁量规则", todo=f"已安装的有：{known}", code="discretion-unknown")
        pack = self._discretions[code]
        return self.discretion(pack.extends).extended(pack) if pack.extends else pack

    def predecessors(self, violation: Violation) -> tuple[Violation, ...]:
        """The violations whose place it took."""
        return tuple(one for one in self.violations if one.replaced_by == violation.id)

    # Citing

    def cite(self, ref: Ref) -> str:
        """Cite in the short form of lists: ``药品管理法117条1款``."""
        return self.law(ref.law).short + ref.numbers()

    def cite_all(self, refs: Sequence[Ref]) -> tuple[str, ...]:
        """Cite each in the short form."""
        return tuple(self.cite(one) for one in refs)

    def citation(self, ref: Ref) -> str:
        """Cite in the standard form of documents: ``《中华人民共和国药品管理法》第一百一十七条第一款``."""
        return f"《{self.law(ref.law).name}》{ref.words()}"

    def unread(self, refs: Sequence[Ref]) -> tuple[str, ...]:
        """Names of the cited laws whose text was not read for the packs (未核实)."""
        laws = dict.fromkeys(self.law(one.law) for one in refs)
        return tuple(law.name for law in laws if not law.current.verified)

    def effective_from(self, violation: Violation) -> str | None:
        """The first day on which every law that penalises it was in force; None when no date is known."""
        days = [self.law(one.law).first_effective for one in violation.penalized_by]
        return max((day for day in days if day), default=None)

    def problems(self) -> Iterator[tuple[str, Problem]]:
        """What contradicts between packs: code of the pack (``violations/drug``) and the problem."""
        for pack in self.packs:
            for at, violation in enumerate(pack.violations):
                for problem in self._problems_of(violation, f"$.violations[{at}]"):
                    yield f"violations/{pack.code}", problem
        seen: dict[str, str] = {}
        for pack in self.packs:
            for at, violation in enumerate(pack.violations):
                if seen.setdefault(violation.id, pack.code) != pack.code:
                    text = f"违法行为 {violation.id} 在 {seen[violation.id]} 里已经有了"
                    yield f"violations/{pack.code}", Problem(f"$.violations[{at}].id", text)
        for rules in self._discretions.values():
            for problem in self._discretion_problems(rules):
                yield f"discretion/{rules.code}", problem

    def _problems_of(self, violation: Violation, path: str) -> Iterator[Problem]:
        for key in ("violates", "penalized_by", "aggravating", "serious_indicators"):
            for at, ref in enumerate(getattr(violation, key)):
                yield from self._ref_problems(ref, f"{path}.{key}[{at}]")
        for name in STAGES:
            stage = violation.stage(name)
            for kind in stage.kinds if stage else ():
                if kind not in self._kinds:
                    yield Problem(f"{path}.{name}.kinds", f"没有处罚种类 {kind}")
        for key in ("penalty_follows", "replaced_by"):
            target = getattr(violation, key)
            if target is not None and (target not in self._violations or target == violation.id):
                yield Problem(f"{path}.{key}", f"没有代码为 {target} 的违法行为")
        if violation.penalty_follows in self._violations:
            yield from self._follow_problems(violation, path)
        national = self._discretions.get(NATIONAL)
        if national is None:
            return
        exempting = {one.id for one in national.exemptions} | {one.id for one in national.no_penalty}
        for one_id in violation.exemptions:
            if one_id not in exempting:
                yield Problem(f"{path}.exemptions", f"裁量规则里没有 {one_id}")
        transfer = national.criminal_transfer
        for one_id in violation.criminal_check if transfer else ():
            if transfer is not None and transfer.offence(one_id) is None:
                yield Problem(f"{path}.criminal_check", f"裁量规则里没有罪名 {one_id}")

    def _follow_problems(self, violation: Violation, path: str) -> Iterator[Problem]:
        assert violation.penalty_follows is not None
        followed = self._violations[violation.penalty_follows]
        for name in STAGES:
            mine, theirs = violation.stage(name), followed.stage(name)
            if (mine and mine.fine) != (theirs and theirs.fine):
                yield Problem(f"{path}.penalty_follows", f"{name} 档的罚款与所转致的 {followed.id} 不一致")

    def _ref_problems(self, ref: Ref, path: str) -> Iterator[Problem]:
        law = self._laws.get(ref.law)
        if law is None:
            yield Problem(path, f"目录里没有法律 {ref.law}")
            return
        last = law.current.articles
        if last is not None and ref.article > last:
            yield Problem(path, f"{law.name}只有 {last} 条，引用的是第 {ref.article} 条")

    def _discretion_problems(self, rules: DiscretionPack) -> Iterator[Problem]:
        for path, ref in refs_of(rules):
            yield from self._ref_problems(ref, path)
        if rules.extends is not None and rules.extends not in self._discretions:
            yield Problem("$.extends", f"没有代码为 {rules.extends} 的裁量规则")
        for at, entry in enumerate(rules.minor_list):
            for one_id in entry.violations:
                if one_id not in self._violations:
                    yield Problem(f"$.minor_list[{at}].violations", f"没有代码为 {one_id} 的违法行为")
        for at, exemption in enumerate(rules.exemptions):
            for one_id in exemption.violations:
                if one_id not in self._violations:
                    yield Problem(f"$.exemptions[{at}].violations", f"没有代码为 {one_id} 的违法行为")
        for at, group in enumerate(rules.serious_circumstances):
            for one_id in group.applies_to:
                if one_id not in self._violations:
                    yield Problem(f"$.serious_circumstances[{at}].applies_to", f"没有代码为 {one_id} 的违法行为")
        for at, point in enumerate(rules.temporal.switch_points if rules.temporal else ()):
            if point.law not in self._laws:
                yield Problem(f"$.temporal.switch_points[{at}].law", f"目录里没有法律 {point.law}")


def read_lawbook(library: Library) -> LawBook:
    """Put together the law packs of a library; a missing or damaged pack is its fault."""
    codes: dict[str, list[str]] = {"law": [], "violation": [], "discretion": []}
    for kind in codes:
        codes[kind] = library.codes(kind)  # type: ignore[arg-type]
    return LawBook(
        library.catalogue(),
        [library.violation_pack(code) for code in codes["violation"]],
        [library.discretion_pack(code) for code in codes["discretion"]],
        {name: library.discretion_version(name) for name in library.versions},
    )


def cross_faults(library: Library) -> list[tuple[str, Fault]]:
    """What contradicts between the law packs of a library: file below the folder, and the fault with its line.

    Packs that are wrong by themselves are left to their own check.
    """
    try:
        book = read_lawbook(library)
    except Fault:
        return []
    found: list[tuple[str, Fault]] = []
    parsed: dict[str, packfile.PackData] = {}
    for place, problem in book.problems():
        name = f"laws/{place}.yaml"
        if name not in parsed:
            parsed[name] = packfile.parse(library.source(name), Path(name).name)
        found.append((name, parsed[name].fault(problem.path, problem.text)))
    return found


def plain_name(name: str) -> str:
    """A law's name without 中华人民共和国, for comparing titles."""
    return name.removeprefix(_TOP)


def _near(id_: str, known: dict[str, Violation]) -> str:
    from difflib import get_close_matches

    return "、".join(get_close_matches(id_, known, n=3, cutoff=0.6))
