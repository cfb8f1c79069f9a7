"""How a figure was reached: steps that name their article and can be computed again from what was given.

A step's operands are amounts (as exact text) or the keys of earlier steps, so that ``replay`` follows the whole chain from the given facts to the result.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, localcontext
from math import prod
from typing import Literal

import msgspec

from inspector_app.catalog.law import Ref

Operation = Literal["given", "at_least", "at_most", "times", "plus", "within", "say"]


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step: what is said of it, its articles, and the arithmetic. ``say`` has none.

    ``given`` takes one operand; ``at_least`` and ``at_most`` the larger and smaller; ``times`` and ``plus`` any number;
    ``within`` takes lower limit, upper limit and a share: L + share x (U - L).
    """

    key: str
    say: str
    refs: tuple[Ref, ...] = ()
    operation: Operation = "say"
    operands: tuple[str, ...] = ()
    result: Decimal | None = None


class Trail:
    """Collects steps; each arithmetic one is computed as it is added, by the same code that replays it."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._values: dict[str, Decimal] = {}

    def say(self, key: str, text: str, refs: tuple[Ref, ...] = ()) -> None:
        """Add a step without arithmetic."""
        self.steps.append(Step(key=key, say=text, refs=refs))

    def compute(
        self, key: str, operation: Operation, *operands: str | Decimal, say: str, refs: tuple[Ref, ...] = ()
    ) -> Decimal:
        """Add a step and return its result; ``{}`` in ``say`` becomes the result."""
        written = tuple(one if isinstance(one, str) else f"{one:f}" for one in operands)
        result = plain(_apply(operation, [_value(one, self._values) for one in written]))
        self._values[key] = result
        text = say.replace("{}", yuan(result))
        self.steps.append(Step(key=key, say=text, refs=refs, operation=operation, operands=written, result=result))
        return result


def replay(steps: Iterable[Step]) -> dict[str, Decimal]:
    """Compute every step again and return the results by key; a step whose result differs is a ``ValueError``."""
    values: dict[str, Decimal] = {}
    for step in steps:
        if step.operation == "say":
            continue
        values[step.key] = _apply(step.operation, [_value(one, values) for one in step.operands])
        if values[step.key] != step.result:
            raise ValueError(f"{step.key}: {values[step.key]} != {step.result}")
    return values


def plain(amount: Decimal) -> Decimal:
    """The same amount without exponent and without trailing zeros."""
    return Decimal(f"{amount.normalize():f}")


def yuan(amount: Decimal) -> str:
    """Write an amount with its unit as texts show it: ``1500000元``."""
    return f"{plain(amount):f}元"


def _value(operand: str, values: dict[str, Decimal]) -> Decimal:
    return Decimal(operand) if operand[:1].isdigit() else values[operand]


def _apply(operation: Operation, operands: list[Decimal]) -> Decimal:
    with localcontext() as exact:
        # Beyond any amount of this field: nothing is ever rounded.
        exact.prec = 60
        if operation == "given":
            return operands[0]
        if operation == "at_least":
            return max(operands)
        if operation == "at_most":
            return min(operands)
        if operation == "plus":
            return sum(operands, Decimal(0))
        if operation == "within":
            low, high, share = operands
            return low + share * (high - low)
        if operation == "times":
            return prod(operands, start=Decimal(1))
    raise ValueError(f"no arithmetic is known for {operation}")
