"""Which stage's fine holds, what may be left out of it, and what else a stage brings along."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from inspector_app.catalog.discretion_duties import HearingAmounts
from inspector_app.catalog.violation import Fine, Stage, Tier
from inspector_app.fault import UsageFault
from tests.rules.law_facts import book, penalty
from tests.rules.test_discretion import province_book
from tests.rules.test_penalty_dates import altered, asked

ONE = "drug-117-retail-inferior"
OTHER_FINE = "请写 fine_stage: overdue"
FIRST_FINE = "本档未另设罚款，按首查档"


def fixed(low, high, *, mandatory=True):
    return Fine(basis="固定", mandatory=mandatory, tiers=(Tier(when="always", min=Decimal(low), max=Decimal(high)),))


def staged(**fines):
    """One violation with the stages and fines given, and no others; its kinds are the same at each."""
    stages = dict.fromkeys(("overdue", "serious", "consequence"))
    stages |= {key: Stage(kinds=("警告", "罚款"), fine=fine) for key, fine in fines.items()}
    return altered(**{ONE: {**stages, "persons": (), "persons_by": (), "channels": ()}})


@pytest.mark.parametrize("stage", ["overdue", "serious", "consequence"])
@pytest.mark.parametrize("mine", [True, False])
@pytest.mark.parametrize("theirs", [True, False])
def test_a_shared_fine_may_be_left_out_where_either_stage_says_so(stage, mine, theirs):
    law = staged(base=fixed(10, 20, mandatory=theirs), **{stage: Fine(same_as="base", mandatory=mine)})
    found = asked(law, ONE, stage=stage)
    assert (found.fine_min, found.fine_max, found.fine_optional) == (10, 20, not (mine and theirs))
    assert not any("本档未另设罚款" in one for one in found.notes)


def test_a_stage_without_a_fine_follows_the_first_even_where_that_follows_another():
    law = staged(base=Fine(same_as="overdue"), overdue=fixed(10, 20), serious=None, consequence=Fine(same_as="overdue"))
    for stage in ("base", "overdue", "serious", "consequence"):
        found = asked(law, ONE, stage=stage)
        assert (found.fine_min, found.fine_max) == (10, 20)
        assert (FIRST_FINE in found.notes) is (stage == "serious")
    chosen = asked(law, ONE, stage="serious", fine_stage="base")
    assert (chosen.fine_min, chosen.fine_max) == (10, 20)
    assert "本档未另设罚款，按首查档" in chosen.notes


@pytest.mark.parametrize(
    ("fines", "stage", "told"),
    [
        ({"base": None, "overdue": fixed(1, 2)}, "base", []),
        ({"base": fixed(1, 2), "overdue": None}, "overdue", [FIRST_FINE]),
        ({"base": fixed(1, 2), "serious": None}, "serious", [FIRST_FINE]),
        ({"base": fixed(1, 2), "overdue": None, "serious": None}, "serious", [FIRST_FINE]),
        ({"base": fixed(1, 2), "overdue": fixed(3, 4), "serious": None}, "serious", [OTHER_FINE, FIRST_FINE]),
        ({"base": fixed(1, 2), "overdue": fixed(3, 4), "consequence": None}, "consequence", [OTHER_FINE, FIRST_FINE]),
        ({"base": None, "overdue": fixed(3, 4), "serious": None}, "serious", [OTHER_FINE]),
        ({"base": None, "serious": None}, "serious", []),
    ],
)
def test_another_fine_that_may_hold_is_pointed_out_and_no_other(fines, stage, told):
    found = asked(staged(**fines), ONE, stage=stage)
    notes = [one for one in found.notes if one.startswith("本档未另设罚款")]
    assert len(notes) == len(told)
    assert all(words in one for one, words in zip(notes, told, strict=True))
    wanted = fines["base"].tiers[0].max if fines["base"] else 0
    assert (found.fine_max, found.fined) == (wanted, wanted > 0)


@pytest.mark.parametrize(("stage", "fine_stage"), [("serious", "overdue"), ("serious", "base"), ("base", "base")])
def test_a_chosen_stage_must_have_a_fine_and_the_own_one_none(stage, fine_stage):
    with pytest.raises(UsageFault, match=f"fine_stage {fine_stage} 档没有罚款") as caught:
        asked(staged(base=None, serious=None), ONE, stage=stage, fine_stage=fine_stage)
    assert caught.value.code == "facts-invalid"
    law = staged(base=fixed(1, 2), overdue=fixed(3, 4), serious=fixed(5, 6))
    with pytest.raises(UsageFault, match=f"{stage} 档自己有罚款，不能另选 fine_stage") as caught:
        asked(law, ONE, stage=stage, fine_stage=fine_stage)
    assert caught.value.code == "facts-invalid"


def test_a_stage_that_is_not_there_names_those_that_are():
    with pytest.raises(UsageFault) as caught:
        penalty("device-b68-selfcheck", stage="consequence")
    have = book().violation("device-b68-selfcheck").stages
    assert caught.value.todo.removeprefix("有的：").count("、") == len(have) - 1
    assert all(f"{one}（" in caught.value.todo for one in have)
    assert caught.value.code == "stage-missing"


def test_years_without_applications_are_the_stages_own_before_the_first_ones():
    kinds = ("警告",)
    law = altered(
        **{
            ONE: {
                "base": Stage(kinds=kinds, application_ban_years=3),
                "overdue": Stage(kinds=kinds),
                "serious": Stage(kinds=kinds, application_ban_years=10),
                "persons": (),
                "persons_by": (),
            }
        }
    )
    found = {stage: asked(law, ONE, stage=stage).application_ban_years for stage in ("base", "overdue", "serious")}
    assert found == {"base": 3, "overdue": 3, "serious": 10}


@pytest.mark.parametrize(
    ("value", "words", "basis"),
    [
        ("99999.99", "不足100000元，按100000元计算", 100000),
        ("100000", "达到100000元，按实际数额计算", 100000),
        ("100000.01", "达到100000元，按实际数额计算", Decimal("100000.01")),
    ],
)
def test_a_floor_is_said_only_where_it_lifts_the_amount(value, words, basis):
    found = penalty("drug-116-sell-fake", value=Decimal(value), person_income=0)
    [step] = [one for one in found.trail if one.key == "basis_amount"]
    assert (step.say, step.result) == (f"货值金额{words}，罚款基数 {basis}元", basis)
    [tier] = [one for one in penalty("cosmetic-59-1-unlicensed", value=Decimal(value)).trail if one.key == "tier"]
    assert tier.say == "适用的档：货值金额达到10000元"


@pytest.mark.parametrize(("low", "value"), [(0, 5), (1, 1), (1, 5), (2, Decimal("0.5"))])
def test_a_multiple_without_a_minimum_starts_above_nothing(low, value):
    """Some laws say 三倍以下: nothing is no fine, so the lower end is left out; one 元 is an amount like others."""
    tiers = (Tier(when="always", min_multiple=Decimal(low), max_multiple=Decimal(3)),)
    law = staged(base=Fine(basis="货值金额", tiers=tiers))
    found = asked(law, ONE, value=value)
    assert (found.fine_min, found.fine_max, found.fine_min_exclusive) == (low * value, 3 * value, low == 0)


@pytest.mark.parametrize("counted_as", ["organization", "natural_person"])
def test_a_sole_trader_counts_as_the_place_says(counted_as):
    amounts = HearingAmounts(organization=Decimal(150), natural_person=Decimal(20), sole_trader_as=counted_as)
    law = altered({"hearing_amounts": amounts}, **{ONE: {"base": Stage(kinds=("罚款",), fine=fixed(100, 120))}})
    hearings = {one: asked(law, ONE, party=one).hearing for one in ("organization", "natural_person", "sole_trader")}
    assert (hearings["organization"], hearings["natural_person"]) == ("not_required", "required")
    assert hearings["sole_trader"] == hearings[counted_as]
    on_the_amount = altered({"hearing_amounts": amounts}, **{ONE: {"base": Stage(kinds=("罚款",), fine=fixed(1, 150))}})
    assert asked(on_the_amount, ONE).hearing == "depends_on_amount"


@pytest.mark.parametrize("what", ["verified", "violates_verified"])
def test_what_nobody_verified_is_said_with_the_result(what):
    """未核实 goes with the result: the penalty, the duty and each law by itself."""
    sound = asked(altered(**{ONE: {"verified": True, "violates_verified": True}}), ONE, value=1)
    assert sound.unverified == ()
    found = asked(altered(**{ONE: {what: False}}), ONE, value=1).unverified
    assert len(found) == 1
    assert f"违法行为 {ONE} 的{'罚则' if what == 'verified' else '义务条款'}未核实" in found
    unread = {one.id: one.name for one in book().laws if not one.current.verified}
    for violation in book().violations:
        facts = {"value": 1, "income": 1, "channel": (violation.channels or ("retail",))[0]}
        facts |= {"act_date": violation.until} if violation.until else {}
        laws = dict.fromkeys(unread[ref.law] for ref in violation.penalized_by if ref.law in unread)
        shown = penalty(violation.id, genuine_price=1, **facts).unverified
        assert [one for one in shown if one.startswith("《")] == [f"《{one}》未核实" for one in laws]
        assert len(shown) - len(laws) == (not violation.verified) + (not violation.violates_verified)


def test_every_note_of_a_pack_reaches_the_result_once():
    for violation in book().violations:
        for stage in violation.stages:
            facts = {"value": 1, "income": 1, "genuine_price": 1, "channel": (violation.channels or ("retail",))[0]}
            facts |= {"act_date": violation.until} if violation.until else {}
            for party in ("organization", "natural_person"):
                notes = penalty(violation.id, stage=stage, party=party, **facts).notes
                people = violation.punished_at(stage)
                wanted = [violation.base.note, violation.stage(stage).note, violation.note]
                wanted += [f"处罚到人：{one.note}" for one in people if one.note]
                own = tuple(dict.fromkeys(one for one in wanted if one))
                assert tuple(one for one in notes if one in own) == own
                unit = [one for one in notes if "没有所在单位" in one]
                assert len(unit) == (bool(people) and party == "natural_person")
                order = [one for one in notes if one.startswith("须先责令限期改正")]
                assert len(order) == (violation.correction == "before_fine" and stage == "base")


def test_facts_that_a_violation_cannot_have_are_wrong_use():
    for facts, said in (({"channel": "use"}, "只发生在 retail"), ({"aggravating": ("ss-no",)}, "没有“ss-no”")):
        law = altered(**{ONE: {"channels": ("retail",)}})
        with pytest.raises(UsageFault, match=said) as caught:
            asked(law, ONE, value=1, **facts)
        assert caught.value.code == "facts-invalid"
    severe = book().discretion().severe
    for one in (*severe.shall, *severe.may):
        assert penalty(ONE, value=1, aggravating=(one.id,)).fine_min == 100000
    without = altered({"severe": msgspec.structs.replace(severe, shall=())})
    with pytest.raises(UsageFault, match="这个从重情节"):
        asked(without, ONE, value=1, aggravating=(severe.shall[0].id,))


def test_a_provinces_rules_are_named_in_the_trail_and_the_national_ones_not():
    found = asked(province_book(), ONE, value=35, rules="jiangnan")
    told = [(one.key, one.say) for one in found.trail if one.key == "rules"]
    assert told == [("rules", "裁量规则：江南省裁量规则（江南省，版本 1）")]
    assert found.trail[1].key == "rules"
    assert "rules" not in [one.key for one in penalty(ONE, value=35).trail]
