"""How a checklist is judged, as its pack says it: rulesets, their conditions, the team's choices, criteria and hints.

The arithmetic of a condition lives here because both the engine and the validation of packs need exactly the same one.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Literal

import msgspec

Verified = bool | Literal["partial", "secondary_source"]
"""How far a fact was read in its source: fully, not at all, in part, or only as others report it."""

Op = Literal["==", "<", "<=", ">", ">=", "between"]
_COMPARE: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "==": operator.eq,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_NUMBER = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")

UNGRADED = "ungraded"
"""The level of an item whose severity neither the pack nor the inspector has stated."""


class Fact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Facts of a pack are values; an unknown key is an error."""


class Condition(Fact, frozen=True, kw_only=True):
    """One comparison of a metric: ``<level>_count`` (items), ``<level>_flaw_count`` (items), ``<level>_pct`` (percent).

    ``value`` is a number, or a closed pair for ``between``; a fraction of a percent is written as text (``"12.5"``) so that it
    stays exact; ``None`` is a threshold whose source has not been read.
    """

    metric: str
    op: Op
    value: int | str | tuple[int | str, ...] | None

    @property
    def bounds(self) -> tuple[Fraction, ...]:
        """The number, or the two ends of ``between``, exactly; empty for an unread threshold."""
        if self.value is None:
            return ()
        values = self.value if isinstance(self.value, tuple) else (self.value,)
        return tuple(Fraction(one) for one in values)

    def well_formed(self) -> bool:
        """Say whether the value fits the comparison."""
        values = self.value if isinstance(self.value, tuple) else (self.value,)
        if not all(isinstance(one, int) or one is None or _NUMBER.fullmatch(one) for one in values):
            return False
        if self.value is None:
            return True
        if self.op == "between":
            return len(values) == 2 and self.bounds[0] <= self.bounds[1]
        return not isinstance(self.value, tuple)

    def holds(self, metrics: Mapping[str, Fraction]) -> bool:
        """Compare exactly; an unread threshold never holds."""
        bounds = self.bounds
        if not bounds:
            return False
        actual = metrics[self.metric]
        if self.op == "between":
            return bounds[0] <= actual <= bounds[1]
        return _COMPARE[self.op](actual, bounds[0])


class Choice(Fact, frozen=True, kw_only=True):
    """One verdict that may be given."""

    code: str
    label: str


class Rule(Fact, frozen=True, kw_only=True):
    """One line of a ruleset: the verdict when every condition holds."""

    verdict: str
    label: str
    when: tuple[Condition, ...]

    def matches(self, metrics: Mapping[str, Fraction]) -> bool:
        """Say whether every condition holds."""
        return all(condition.holds(metrics) for condition in self.when)


class SuggestionMap(Fact, frozen=True, kw_only=True):
    """Which choice of another ruleset each verdict preselects; the product's advice, never law."""

    ruleset: str
    by_verdict: dict[str, str]
    note: str


class Ruleset(Fact, frozen=True, kw_only=True):
    """One way to judge a checklist. Rules stand worst verdict first; the first that matches decides."""

    id: str
    title: str
    basis: Literal["count", "percent", "qualitative"]
    verified: Verified
    default: bool = False
    legacy: bool = False
    requires_inspector_decision: bool = False
    na_effect: str = ""
    boundary_note: str = ""
    legacy_consequence: str = ""
    note: str = ""
    rules: tuple[Rule, ...] = ()
    thresholds: dict[str, int | None] = {}
    verdicts: tuple[Choice, ...] | None = None
    verdicts_verified: Verified | None = None
    conditions_verified: Verified | None = None
    comprehensive_verdicts: tuple[Choice, ...] = ()
    suggestion: SuggestionMap | None = None

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The verdicts the team may choose from, best first."""
        if self.verdicts is not None:
            return self.verdicts
        seen = {rule.verdict: Choice(code=rule.verdict, label=rule.label) for rule in reversed(self.rules)}
        return tuple(seen.values())

    @property
    def unread_thresholds(self) -> tuple[str, ...]:
        """Names of the thresholds whose figures have not been read in their source."""
        named = [name for name, value in self.thresholds.items() if value is None]
        named += [one.metric for rule in self.rules for one in rule.when if one.value is None]
        return tuple(dict.fromkeys(named))

    def rank(self, verdict: str) -> int:
        """0 is the worst verdict: the order in which the rules first name them."""
        order = list(dict.fromkeys(rule.verdict for rule in self.rules))
        return order.index(verdict)

    def first_match(self, metrics: Mapping[str, Fraction]) -> int | None:
        """Index of the first rule whose conditions all hold, or None."""
        return next((index for index, rule in enumerate(self.rules) if rule.matches(metrics)), None)


class AnnexRule(Fact, frozen=True, kw_only=True):
    """What a nonconformity of an annex check does to its item."""

    rule: Literal["any_annex_nonconformity_makes_item_noncompliant"]
    text: str
    verified: Verified


class Consequence(Fact, frozen=True, kw_only=True):
    """What the law attaches to a nonconformity."""

    rule: str
    law_ref: str
    verified: Verified


class ProductRisk(Fact, frozen=True, kw_only=True):
    """The levels of risk of a product."""

    levels: tuple[str, ...]
    verified: Verified


class Remark(Fact, frozen=True, kw_only=True):
    """A sentence with how far it was verified."""

    text: str
    verified: Verified


class DefectClassification(Fact, frozen=True, kw_only=True):
    """Criteria by which the inspector gives a finding its severity, where the pack gives items none."""

    basis: str
    verified: Verified
    critical: tuple[str, ...]
    critical_verified: Verified
    major: tuple[str, ...]
    major_verified: Verified
    general: tuple[str, ...]
    general_verified: Verified
    product_risk: ProductRisk
    upgrade: Remark

    def criteria(self, level: str) -> tuple[str, ...]:
        """The criteria of ``critical``, ``major`` or ``general``; empty for another level."""
        return {"critical": self.critical, "major": self.major, "general": self.general}.get(level, ())

    def criteria_verified(self, level: str) -> Verified:
        """How far the criteria of that level were verified."""
        known = {"critical": self.critical_verified, "major": self.major_verified, "general": self.general_verified}
        return known.get(level, False)


class DecisionSupport(Fact, frozen=True, kw_only=True):
    """In words: which conclusion a kind of findings speaks for."""

    id: str
    when: str
    suggest: str
    verified: Verified


class Hint(Fact, frozen=True, kw_only=True):
    """Something the team should read when its conditions hold; ``suggest`` names choices, as advice only.

    ``ruleset`` and ``verdict`` narrow it to one result. Conditions may also use ``unchecked_count`` (items not checked or not
    answered) and ``ungraded_count``.
    """

    id: str
    text: str
    when: tuple[Condition, ...] = ()
    ruleset: str = ""
    verdict: str = ""
    suggest: tuple[str, ...] = ()
    law_ref: str = ""
    verified: Verified


class JudgementRules(Fact, frozen=True, kw_only=True):
    """Everything a pack says about judging."""

    basis: Literal["", "legal", "qualitative_risk"] = ""
    requires_inspector_decision: bool = False
    verified: Verified | None = None
    thresholds_verified: Verified | None = None
    verdicts_verified: Verified | None = None
    numeric_thresholds: None = None
    annex_rule: AnnexRule | None = None
    percent_formula: str = ""
    evaluation: str = ""
    rulesets: tuple[Ruleset, ...] = ()
    verdicts: tuple[Choice, ...] = ()
    comprehensive_verdicts: tuple[Choice, ...] = ()
    defect_classification: DefectClassification | None = None
    decision_support: tuple[DecisionSupport, ...] = ()
    escalation: Remark | None = None
    legal_consequences: tuple[Consequence, ...] = ()
    hints: tuple[Hint, ...] = ()
    engine_rule: str = ""
    note: str = ""

    def default_ruleset(self) -> Ruleset | None:
        """The ruleset to use when none is named; None where the pack has none."""
        return next((one for one in self.rulesets if one.default), self.rulesets[0] if self.rulesets else None)
