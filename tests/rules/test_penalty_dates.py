"""Which rule holds on the day of the act: no day without its rule, no rule on a day that was not its own."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.catalog.lawbook import LawBook
from inspector_app.catalog.violation import Fine, Stage, Tier
from inspector_app.fault import Fault, UsageFault
from inspector_app.rules.penalty import assess
from inspector_app.rules.penalty_dates import date_notes
from inspector_app.rules.penalty_facts import read_facts
from tests.rules.law_facts import book, penalty

OLD, NEW = "online-33-special", "impl-79-4-online-special"
FIRST, START, END = date(2022, 12, 1), date(2026, 5, 15), date(2026, 5, 14)
"""The old rule's own first day (网络销售办法), the new rule's, and the old rule's last."""


def altered(rules=None, **changes):
    """The law with some violations (by id, underscores for hyphens) or the rules of discretion put otherwise."""
    wanted = {key.replace("_", "-"): value for key, value in changes.items()}
    packs = [
        msgspec.structs.replace(
            pack,
            violations=tuple(msgspec.structs.replace(one, **wanted.get(one.id, {})) for one in pack.violations),
        )
        for pack in book().packs
    ]
    return LawBook(book().catalogue, packs, [msgspec.structs.replace(book().discretion(), **(rules or {}))])


def asked(law, violation, **facts):
    return assess(law, read_facts({"violation": violation, **facts}))


@settings(deadline=None)
@given(st.dates(date(2015, 1, 1), date(2035, 12, 31)))
def test_on_every_day_the_old_rule_or_the_new_one_holds_and_never_both(act):
    facts = {"value": 600, "channel": "retail", "act_date": act.isoformat()}
    if act < FIRST:
        for rule in (OLD, NEW):
            with pytest.raises(Fault, match="法规库里没有行为时的规定，不能计算") as caught:
                penalty(rule, **facts)
    elif act <= END:
        assert penalty(OLD, **facts).choices[0].time == "act"
        with pytest.raises(Fault, match=f"行为时适用 {OLD}") as caught:
            penalty(NEW, **facts)
        assert OLD in caught.value.todo
    else:
        assert penalty(NEW, **facts).choices == ()
        with pytest.raises(Fault, match=f"行为日期 {act}（act_date）在它之后，此后适用 {NEW}") as caught:
            penalty(OLD, **facts)
    assert (caught.value.code, caught.value.exit_code) == ("law-not-in-force", 1)


@pytest.mark.parametrize(("act", "old"), [(FIRST - timedelta(days=1), False), (FIRST, True), (END, True)])
def test_an_old_rule_is_not_named_for_a_day_before_its_own_law(act, old):
    with pytest.raises(Fault, match=f"行为时适用 {OLD}" if old else "没有行为时的规定"):
        penalty(NEW, value=600, channel="retail", act_date=act.isoformat())


@settings(deadline=None)
@given(st.integers(0, 400), st.one_of(st.none(), st.integers(0, 400)))
def test_the_later_rule_is_weighed_only_when_the_decision_falls_into_its_time(before, after):
    act = END - timedelta(days=before)
    facts = {"act_date": act.isoformat()}
    if after is not None:
        facts["decision_date"] = (act + timedelta(days=after)).isoformat()
    shown = penalty(OLD, value=600, channel="retail", **facts).choices
    assert bool(shown) is (after is None or act + timedelta(days=after) >= START)


def test_a_decision_on_the_last_day_of_the_old_rule_knows_no_other():
    days = [
        len(penalty(OLD, value=600, channel="retail", act_date="2026-01-01", decision_date=one.isoformat()).choices)
        for one in (END, START)
    ]
    assert days == [0, 2]


def test_between_an_old_rule_and_a_new_one_there_may_be_none():
    """An old rule that ended before the new law came says nothing of the days between."""
    law = altered(**{OLD: {"until": "2026-05-01"}})
    facts = {"value": 600, "channel": "retail"}
    with pytest.raises(Fault, match=f"行为时适用 {OLD}"):
        asked(law, NEW, act_date="2026-05-01", **facts)
    for act in ("2026-05-02", "2026-05-14"):
        with pytest.raises(Fault, match="法规库里没有行为时的规定，不能计算") as caught:
            asked(law, NEW, act_date=act, **facts)
        assert caught.value.code == "law-not-in-force"
    assert asked(law, NEW, act_date="2026-05-15", **facts).fine_max == 200000


def test_a_rule_that_ended_without_a_successor_stands_alone():
    law = altered(**{OLD: {"replaced_by": None}})
    found = asked(law, OLD, act_date="2026-05-01", decision_date="2026-06-01")
    assert (found.choices, found.fine_max) == ((), 100000)
    for act, code in (("2026-05-15", "law-not-in-force"), (None, "act-date-missing")):
        with pytest.raises(Fault) as caught:
            asked(law, OLD, act_date=act)
        assert caught.value.code == code
        assert "此后适用" not in caught.value.what
        assert "只适用于 2026-05-14 以前的行为" in caught.value.what
        assert "act_date" in caught.value.what


def test_without_the_day_of_the_act_an_ended_rule_is_refused_as_wrong_use():
    with pytest.raises(UsageFault, match=f"此后适用 {NEW}；请填写 act_date（行为日期）") as caught:
        penalty(OLD)
    assert caught.value.code == "act-date-missing"


@pytest.mark.parametrize(("verified", "said"), [(True, "2025-01-20 起有修改"), (False, "2025-01-20（日期未核实） 起")])
def test_a_turn_of_the_law_says_whether_its_day_was_verified(verified, said):
    temporal = book().discretion().temporal
    points = tuple(msgspec.structs.replace(one, date_verified=verified) for one in temporal.switch_points)
    law = altered({"temporal": msgspec.structs.replace(temporal, switch_points=points)})
    told = [one for one in asked(law, "device-86-1", value=1, act_date="2024-01-01").notes if "修改" in one]
    assert len(told) == 1
    assert told[0].startswith(f"{book().law('device-reg').name}自 {said}")


@pytest.mark.parametrize("with_turns", [True, False])
def test_an_amendment_is_told_once_and_by_the_name_of_its_law(with_turns):
    """A law whose turn the rules tell is not told of again; where the rules tell of none, its own amendment is."""
    laws = [one for one in book().laws if one.current.amended]
    assert laws
    law = altered({} if with_turns else {"temporal": None})
    turns = {one.law for one in book().discretion().temporal.switch_points} if with_turns else set()
    for violation in (one for one in book().violations if one.stage("base").fine and not one.until):
        acts = [one for one in laws if one.id in {ref.law for ref in violation.penalized_by}]
        start = book().effective_from(violation)
        if not acts or (start and start >= min(one.current.amended for one in acts)):
            continue
        facts = read_facts({"violation": violation.id, "act_date": start or "2000-01-01"})
        told = [one for one in date_notes(law, violation, facts) if "修改前的文本没有录入" in one]
        assert told == [
            f"{one.name}在行为之后修改过（{one.current.amended}），修改前的文本没有录入，罚则是否相同须核对"
            for one in sorted(acts, key=lambda one: one.id)
            if one.id not in turns
        ]


def test_a_later_rule_without_that_stage_is_told_beside_the_whole_earlier_result():
    found = penalty(OLD, stage="consequence", act_date="2026-05-01")
    [only] = found.choices
    assert (only.violation, only.name, only.time, only.applies) == (OLD, found.name, "act", True)
    assert (only.fine_min, only.fine_max, only.kinds) == (found.fine_min, found.fine_max, found.kinds)
    assert only.why.startswith(f"行为时的规定；新规定没有可比的结果（{NEW}（")
    assert "没有 stage consequence" in only.why


def test_both_rules_are_shown_with_their_own_kinds_and_what_is_lacking():
    found = penalty(OLD, act_date="2026-05-01")
    old, new = found.choices
    assert (old.kinds, old.fine_min, old.applies, old.why) == (found.kinds, found.fine_min, True, "适用行为时的规定")
    assert new.kinds == tuple(dict.fromkeys(book().violation(NEW).base.kinds))
    assert (new.fine_min, new.fine_max, new.applies) == (None, None, False)
    lacking = penalty(NEW).missing
    assert new.why == "新规定的幅度还不能确定：" + "；".join(one.say for one in lacking)


def test_the_stage_chosen_for_the_earlier_fine_does_not_bind_the_later_rule():
    fixed = {
        key: Fine(basis="固定", tiers=(Tier(when="always", min=Decimal(key), max=Decimal(key * 2)),)) for key in (5, 8)
    }
    law = altered(
        **{
            OLD: {"overdue": Stage(kinds=("罚款",), fine=fixed[8]), "serious": Stage(kinds=("罚款",))},
            NEW: {"serious": Stage(kinds=("罚款",), fine=fixed[5])},
        }
    )
    found = asked(law, OLD, stage="serious", fine_stage="overdue", act_date="2026-05-01")
    assert (found.fine_max, [one.fine_max for one in found.choices]) == (16, [16, 10])


def test_a_later_rule_that_ended_too_is_weighed_as_it_stood_at_its_start():
    """Three rules one after the other: the second is compared as of its own first day, not refused for having ended."""
    law = altered(**{NEW: {"until": "2026-12-31", "replaced_by": "impl-79-4-online-retail"}})
    found = asked(law, OLD, value=600, channel="retail", act_date="2026-05-01", decision_date="2027-02-01")
    assert [(one.violation, one.fine_max) for one in found.choices] == [(OLD, 100000), (NEW, 200000)]
