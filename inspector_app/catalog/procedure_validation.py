"""What types cannot see in a procedure: steps to nowhere, limits without a unit, gates that ask for facts nobody knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from inspector_app.catalog.packfile import Problem
from inspector_app.catalog.procedure_clock import Clock, Exclusion
from inspector_app.catalog.procedure_gate import (
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Check,
    Expired,
    IsFalse,
    IsIn,
    IsTrue,
    Running,
    When,
)

if TYPE_CHECKING:
    from inspector_app.catalog.procedure import Machine, Terms, Transition

WORD = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
TRANSITION = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+")
ARTICLE = re.compile(r"[1-9][0-9]*(?:-[1-9][0-9]*)?(?:\([1-9][0-9]*\)){0,2}")
MOST = {"workday": 366, "calday": 3660, "hour": 720, "month": 120, "year": 30, "unspecified": 366}
"""Longer than any limit there is: beyond it a digit was slipped."""


def machine_problems(machine: Machine) -> Iterator[Problem]:
    """Every contradiction within one machine."""
    yield from _named("$.code", [machine.code], "代码")
    yield from _version(machine.version)
    yield from _unique("$.states", (one.id for one in machine.states), "状态")
    yield from _unique("$.transitions", (one.id for one in machine.transitions), "步骤", pattern=TRANSITION)
    yield from _unique("$.clocks", (one.id for one in machine.clocks), "期限")
    yield from _unique("$.gates", (one.id for one in machine.gates), "条件")
    yield from _unique("$.methods", (one.id for one in machine.methods), "送达方式")
    yield from _unique("$.sections", (one.id for one in machine.sections), "说明")
    yield from _graph(machine)
    for index, clock in enumerate(machine.clocks):
        yield from _clock(clock, f"$.clocks[{index}]")
    for index, gate in enumerate(machine.gates):
        path = f"$.gates[{index}]"
        for name in gate.on:
            if name != "*" and machine.transition(name) is None:
                yield Problem(f"{path}.on", f"没有步骤 {name}")
        if not gate.on:
            yield Problem(f"{path}.on", f"条件 {gate.id} 没有写明用在哪个步骤")
        if gate.check is not None:
            yield from _check(gate.check, f"{path}.check")
        elif gate.override == "reason":
            yield Problem(f"{path}.override", f"条件 {gate.id} 只是提醒，不拦截，无从放行")
    for index, method in enumerate(machine.methods):
        if method.clock and machine.clock(method.clock) is None:
            yield Problem(f"$.methods[{index}].clock", f"没有期限 {method.clock}")


def terms_problems(terms: Terms) -> Iterator[Problem]:
    """Every contradiction within the terms."""
    yield from _named("$.code", [terms.code], "代码")
    yield from _version(terms.version)
    yield from _named("$.roles", terms.roles, "角色")
    yield from _unique("$.facts", (one.id for one in terms.facts), "事实")
    counted = {one.law for one in terms.counting}
    for index, one in enumerate(terms.counting):
        path = f"$.counting[{index}]"
        for key, law in (("law", one.law), ("follows", one.follows)):
            if law and law not in terms.laws:
                yield Problem(f"{path}.{key}", f"没有法律简称 {law}")
        if one.follows and one.follows not in counted:
            yield Problem(f"{path}.follows", f"{one.follows} 没有写明怎样计算期间")
        if one.follows == one.law:
            yield Problem(f"{path}.follows", f"{one.law} 不能准用自己")
        for article in one.articles:
            if not ARTICLE.fullmatch(article):
                yield Problem(f"{path}.articles", f"“{article}”不是条款号")
    yield from _unique("$.counting", (one.law for one in terms.counting), "计算规则", pattern=re.compile(".+"))
    for index, fact in enumerate(terms.facts):
        if (fact.type == "word") != bool(fact.words):
            yield Problem(f"$.facts[{index}].words", f"事实 {fact.id} 的类型与可选答案不符")


def _graph(machine: Machine) -> Iterator[Problem]:
    states = {one.id: one for one in machine.states}
    clocks = {one.id for one in machine.clocks}
    if machine.initial not in states:
        yield Problem("$.initial", f"没有状态 {machine.initial}")
    for index, step in enumerate(machine.transitions):
        path = f"$.transitions[{index}]"
        for key, name in (("from", step.from_), ("to", step.to)):
            if name not in states:
                yield Problem(f"{path}.{key}", f"没有状态 {name}")
        if step.from_ in states and states[step.from_].terminal:
            yield Problem(f"{path}.from", f"{step.from_} 是终点，后面不能再有步骤")
        for key, wanted in (("limit", (step.limit,) if step.limit else ()), ("starts", step.starts)):
            for name in wanted:
                if name not in clocks:
                    yield Problem(f"{path}.{key}", f"没有期限 {name}")
        yield from _documents(step, f"{path}.documents")
    reached = _reached(machine)
    leaving = {one.from_ for one in machine.transitions}
    for index, state in enumerate(machine.states):
        if state.id not in reached and machine.initial in states:
            yield Problem(f"$.states[{index}]", f"状态 {state.id} 从起点走不到")
        if not state.terminal and state.id not in leaving:
            yield Problem(f"$.states[{index}]", f"状态 {state.id} 不是终点，却没有后续步骤")


def _reached(machine: Machine) -> set[str]:
    reached, fresh = {machine.initial}, {machine.initial}
    while fresh:
        fresh = {one.to for one in machine.transitions if one.from_ in fresh} - reached
        reached |= fresh
    return reached


def _documents(step: Transition, path: str) -> Iterator[Problem]:
    groups = step.documents
    if len(groups.one_of) == 1:
        yield Problem(f"{path}.one_of", "“其中之一”只有一种，应写在 required 里")
    for key, codes in (("required", groups.required), ("one_of", groups.one_of), ("optional", groups.optional)):
        yield from _named(f"{path}.{key}", codes, "文书代码")
    both = set(groups.required) & set(groups.optional)
    if both:
        yield Problem(path, f"文书 {'、'.join(sorted(both))} 又是必需又是可选")


def _clock(clock: Clock, path: str) -> Iterator[Problem]:
    pairs = [(path, clock.duration, clock.unit)]
    pairs += [(f"{path}.variants[{i}]", one.duration, one.unit) for i, one in enumerate(clock.variants)]
    pairs += [(f"{path}.extensions[{i}]", one.duration, clock.unit) for i, one in enumerate(clock.extensions)]
    for at, duration, unit in pairs:
        if duration is not None and not 0 < duration <= MOST[unit]:
            yield Problem(f"{at}.duration", f"{duration} 不像一个期限的长度")
    if clock.duration is None and (clock.unit != "unspecified" or not clock.text):
        yield Problem(f"{path}.duration", "没有天数的期限，单位须为 unspecified，并写明原文 text")
    if clock.never_longer and (clock.extensions or clock.excludes):
        yield Problem(f"{path}.never_longer", "不得延长、不得扣除的期限，不能再写延长或扣除")
    if clock.backward and clock.unit not in ("workday", "calday"):
        yield Problem(f"{path}.backward", "倒推的期限只能以日计")
    if (clock.extensions or clock.excludes) and (clock.backward or clock.unit in ("hour", "month", "year")):
        yield Problem(path, "以时、月、年计或倒推的期限，不能写延长或扣除")
    if clock.variants and (clock.extensions or clock.excludes):
        yield Problem(f"{path}.variants", "有几种长度的期限，不能再写延长或扣除")
    for article in clock.articles:
        if not ARTICLE.fullmatch(article):
            yield Problem(f"{path}.articles", f"“{article}”不是条款号")
    yield from _unique(f"{path}.extensions", (one.id for one in clock.extensions), "延长")
    yield from _unique(f"{path}.excludes", (one.id for one in clock.excludes), "扣除")
    yield from _unique(f"{path}.variants", (one.id for one in clock.variants), "长度")
    for index, exclusion in enumerate(clock.excludes):
        yield from _exclusion(exclusion, f"{path}.excludes[{index}]")


def _exclusion(exclusion: Exclusion, path: str) -> Iterator[Problem]:
    yield from _named(f"{path}.documents", exclusion.documents, "文书代码")
    if not exclusion.documents and not exclusion.record:
        yield Problem(f"{path}.documents", f"扣除 {exclusion.id} 没有写明凭哪份文书或记录")


def _check(check: Check, path: str) -> Iterator[Problem]:
    if isinstance(check, AllOf | AnyOf):
        if len(check.checks) < 2:
            yield Problem(f"{path}.checks", "all、any 至少要有两项")
        for index, one in enumerate(check.checks):
            yield from _check(one, f"{path}.checks[{index}]")
    elif isinstance(check, When):
        yield from _check(check.if_, f"{path}.if")
        yield from _check(check.then, f"{path}.then")
    elif isinstance(check, Expired | Running):
        if not TRANSITION.fullmatch(check.clock):
            yield Problem(f"{path}.clock", f"“{check.clock}”应当写成“程序.期限”")
    elif isinstance(check, IsTrue | IsFalse | AtLeast | AtMost | IsIn):
        yield from _named(f"{path}.fact", [check.fact], "事实")
        if isinstance(check, IsIn) and not check.values:
            yield Problem(f"{path}.values", "没有一个可取的值")
    else:
        yield from _named(f"{path}.document", [check.document], "文书代码")


def _unique(path: str, names: Iterable[str], what: str, *, pattern: re.Pattern[str] = WORD) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, name in enumerate(names):
        if not pattern.fullmatch(name):
            yield Problem(f"{path}[{index}]", f"{what} {name} 只能用小写字母、数字和下划线")
        if name in seen:
            yield Problem(f"{path}[{index}]", f"{what} {name} 重复")
        seen.add(name)


def _named(path: str, names: Iterable[str], what: str) -> Iterator[Problem]:
    yield from _unique(path, names, what)


def _version(version: str) -> Iterator[Problem]:
    if not version:
        yield Problem("$.version", "没有写明版本")
