"""Edges the worked examples do not touch: the lighter later law, confiscation at the amount, persons at later stages."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest

from inspector_app.catalog.lawbook import LawBook
from inspector_app.catalog.violation import Fine, Tier
from inspector_app.fault import Fault, UsageFault
from inspector_app.rules.penalty import Penalty, assess, range_words
from inspector_app.rules.penalty_double import choose, combine
from inspector_app.rules.penalty_facts import read_facts
from inspector_app.rules.penalty_hearing import hearing_for_person
from inspector_app.rules.penalty_limits import limitation, transfer
from inspector_app.rules.penalty_payment import Instalment, instalments, surcharge
from inspector_app.rules.tiers import Range
from inspector_app.rules.trail import replay
from tests.rules.law_facts import book, penalty

OLD, NEW = "online-33-special", "impl-79-4-online-special"


def changed(low, high, kinds):
    """The law with the later rule's fine and kinds put otherwise; the earlier one fines 50000 to 100000 and orders correction."""
    packs = []
    for pack in book().packs:
        found = []
        for one in pack.violations:
            if one.id == NEW:
                fine = Fine(basis="固定", tiers=(Tier(when="always", min=Decimal(low), max=Decimal(high)),))
                base = msgspec.structs.replace(one.base, fine=fine, kinds=kinds)
                found.append(msgspec.structs.replace(one, base=base))
            else:
                found.append(one)
        packs.append(msgspec.structs.replace(pack, violations=tuple(found)))
    return LawBook(book().catalogue, packs, [book().discretion()])


@pytest.mark.parametrize(
    ("low", "high", "kinds", "lighter"),
    [
        (10000, 50000, ("责令改正", "罚款"), True),
        (40000, 100000, ("责令改正", "罚款"), True),
        (50000, 90000, ("责令改正", "罚款"), True),
        (50000, 100000, ("责令改正", "罚款"), False),
        (50000, 100000, ("罚款",), True),
        (60000, 90000, ("责令改正", "罚款"), False),
        (40000, 110000, ("责令改正", "罚款"), False),
        (10000, 50000, ("责令改正", "罚款", "责令停产停业"), False),
    ],
)
def test_the_later_rule_applies_only_when_it_is_lighter(low, high, kinds, lighter):
    found = assess(changed(low, high, kinds), read_facts({"violation": OLD, "act_date": "2026-05-01"}))
    assert [one.applies for one in found.choices] == [not lighter, lighter]
    assert (found.fine_min, found.fine_max) == (50000, 100000)


def test_a_stage_the_later_rule_lacks_leaves_the_earlier():
    found = penalty(OLD, stage="consequence", act_date="2026-05-01", value=1, channel="retail")
    assert [(one.violation, one.applies) for one in found.choices] == [(OLD, True)]


@pytest.mark.parametrize(
    ("gains", "goods", "hearing"),
    [(60000, 40000, "required"), (60000, Decimal("39999.99"), "not_required"), (0, 100000, "required")],
)
def test_confiscations_are_added_to_each_other_and_not_to_the_fine(gains, goods, hearing):
    found = penalty("cosmetic-61-1-5", value=9999, illegal_income=gains, goods_on_hand=goods)
    assert found.fine_max == 30000
    assert found.hearing == hearing


def test_an_unknown_confiscation_is_said():
    assert any("illegal_income、goods_on_hand" in one for one in penalty("cosmetic-61-1-5", value=1).notes)
    known = penalty("cosmetic-61-1-5", value=1, illegal_income=0, goods_on_hand=0)
    assert not any("没有计入听证门槛" in one for one in known.notes)


def test_what_persons_incur_at_once_they_incur_when_it_is_serious():
    first = penalty("drug-116-sell-fake", value=500, person_income=80000)
    serious = penalty("drug-116-sell-fake", stage="serious", value=500, person_income=80000)
    assert [one.fine_max for one in first.persons] == [one.fine_max for one in serious.persons] == [240000]
    both = penalty("drug-119-use-fake", stage="serious", value=500, person_income=80000)
    assert len(both.persons) == 2
    assert both.persons[1].other == ("有医疗卫生执业证书的，吊销执业证书",)
    assert both.persons[1].hearing == "not_required"
    assert penalty("drug-117-produce-inferior", value=500).persons == ()


def test_a_fixed_fine_of_persons_without_a_minimum():
    [person] = penalty("drug-138-false-test-report").persons
    assert (person.fine_min, person.fine_max, person.fine_min_exclusive) == (0, 50000, True)
    assert person.hearing == "depends_on_amount"
    assert person.confiscated_income_amount is msgspec.UNSET


def test_years_without_applications_stay_with_the_later_stage():
    assert penalty("drug-116-produce-fake", value=1, person_income=0).application_ban_years is None
    assert penalty("drug-116-produce-fake", stage="serious", value=1, person_income=0).application_ban_years == 10
    assert penalty("device-83-1-fraud", stage="serious", value=1, person_income=0).application_ban_years == 10
    assert penalty("cosmetic-65-1-false-filing", stage="serious", value=1, person_income=0).application_ban_years == 3


def test_disputed_kinds_make_a_hearing_due_and_say_so():
    found = penalty("narcotic-66-1", stage="serious")
    assert found.hearing == "required"
    assert "有争议" in found.hearing_reasons[0]


def test_a_sole_trader_counts_by_the_lower_amount():
    assert penalty("cosmetic-60-5-expired", value=800, party="sole_trader").hearing_reasons == ("罚款下限达到10000元",)


def test_an_instalment_paid_early_bears_nothing():
    rule = book().discretion().late_payment
    parts = [Instalment(amount=Decimal(100), due=date(2026, 3, 1), paid_on=date(2026, 2, 1))]
    plan = instalments(rule, Decimal(100), parts, date(2026, 4, 1))
    assert (plan.late_fine, plan.unpaid, plan.parts[0].days_overdue) == (0, 0, 0)


def test_the_range_in_words():
    assert range_words(penalty("drug-126-gsp")) == "不罚款"
    assert range_words(penalty("impl-85-2")) == "罚款：50000元以下"
    assert range_words(penalty("drug-117-2-decoction")) == "可以并处罚款：100000元以上、500000元以下"
    assert range_words(penalty("drug-117-retail-inferior", value=35, band="mitigate")) == "罚款：不足100000元"
    assert range_words(penalty("drug-117-retail-inferior")).startswith("罚款幅度未定：缺少 value")


def test_a_result_can_be_stored_and_read_again():
    found = penalty("drug-119-use-fake", stage="serious", value=500, person_income=80000)
    assert msgspec.json.decode(msgspec.json.encode(found), type=Penalty) == found
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(found), type=Penalty) == found


def both(**facts):
    """Two rules that fine one act alike (器械条例第89条 against itself by another item)."""
    return choose(
        book(), [read_facts({"violation": one, "stage": "overdue", **facts}) for one in ("device-89-1", "device-89-2")]
    )


def test_equal_fines_are_flagged_and_left_to_the_higher_law():
    found = both()
    assert found.equal is True
    assert found.notes == (
        book().discretion().no_double_fine.algorithm_note,
        "有数额完全相同的规定，请按上位法优先、特别法优先选定",
    )
    different = choose(
        book(),
        [read_facts({"violation": one, "stage": "overdue"}) for one in ("device-b68-selfcheck", "device-89-1")],
    )
    assert different.equal is False
    assert different.notes == (book().discretion().no_double_fine.algorithm_note,)
    alone = choose(book(), [read_facts({"violation": "device-89-1", "stage": "overdue"})])
    assert (alone.equal, alone.notes) == (False, ())


def test_the_choice_of_one_fine_has_a_trail_that_computes():
    rule = book().discretion().no_double_fine
    found = both()
    assert [one.key for one in found.trail] == ["candidate", "candidate", "rule", "fine_min", "fine_max"]
    assert "（device-89-1）：罚款：" in found.trail[0].say
    assert "依据器械条例89条1款1项" in found.trail[0].say
    assert (found.trail[2].say, found.trail[2].refs) == (rule.rule, rule.refs)
    assert found.trail[3].refs == found.trail[4].refs == rule.refs
    assert replay(found.trail) == {"fine_min": found.fine_min, "fine_max": found.fine_max}
    together = combine(book(), [[read_facts({"violation": "drug-117-retail-inferior", "value": 35})]] * 2)
    assert replay(together.trail) == {
        "act1_min": 100000,
        "act1_max": 200000,
        "act2_min": 100000,
        "act2_max": 200000,
        "fine_min": 200000,
        "fine_max": 400000,
    }
    assert [step.operation for step in together.trail] == ["given"] * 4 + ["plus"] * 2
    assert [step.operation for step in found.trail] == ["say"] * 3 + ["given"] * 2
    with pytest.raises(UsageFault, match="acts 里没有违法行为"):
        combine(book(), [])


@pytest.mark.parametrize(
    ("health", "harm", "found", "years", "last", "expired", "words"),
    [
        (False, False, "2026-03-01", 2, "2026-03-01", False, "一般违法行为，追责时效2年，至 2026-03-01 止；未过时效"),
        (
            False,
            True,
            "2026-03-02",
            2,
            "2026-03-01",
            True,
            "一般违法行为，追责时效2年，至 2026-03-01 止；已过时效，不再处罚",
        ),
        (
            True,
            False,
            "2024-03-01",
            2,
            "2026-03-01",
            False,
            "虽涉及公民生命健康安全，但没有危害后果，追责时效2年，至 2026-03-01 止；未过时效",
        ),
        (
            True,
            True,
            "2026-03-02",
            5,
            "2029-03-01",
            False,
            "涉及公民生命健康安全或者金融安全，且有危害后果，追责时效5年，至 2029-03-01 止；未过时效",
        ),
    ],
)
def test_limitation_says_which_years_and_why(health, harm, found, years, last, expired, words):
    judged = limitation(
        book().discretion(), date(2024, 3, 1), date.fromisoformat(found), health_safety=health, harm_result=harm
    )
    assert (judged.years, judged.last_day, judged.expired) == (years, date.fromisoformat(last), expired)
    assert judged.because == words
    assert {ref.article for ref in judged.refs} == {36}


def test_a_transfer_is_sent_within_a_day_of_its_approval():
    received = datetime(2026, 11, 2, 9, 0)  # noqa: DTZ001 - the clock on the wall
    waiting = transfer(book().discretion(), received)
    assert (waiting.decide_deadline, waiting.send_deadline) == (date(2026, 11, 5), None)
    at_once = transfer(book().discretion(), received, received)
    assert at_once.send_deadline == datetime(2026, 11, 3, 9, 0)  # noqa: DTZ001


RULE = book().discretion().late_payment


@pytest.mark.parametrize(
    ("days", "suspended", "late", "capped"),
    [
        (0, 0, 0, False),
        (1, 0, 3000, False),
        (33, 0, 99000, False),
        (34, 0, 100000, True),
        (40, 40, 0, False),
        (36500, 0, 100000, True),
    ],
)
def test_the_surcharge_by_its_days(days, suspended, late, capped):
    found = surcharge(RULE, Decimal(100000), days, days_suspended=suspended)
    assert (found.late_fine, found.capped) == (late, capped)
    assert replay(found.trail)["late_fine"] == late
    assert all(step.refs == RULE.refs for step in found.trail if step.key in ("accrued", "late_fine", "suspended"))
    days_counted = days - suspended
    assert f"100000元×3%×{days_counted}日＝{3000 * days_counted}元" in [step.say for step in found.trail]
    assert [step.operation for step in found.trail if step.operation != "say"] == ["given", "times", "at_most"]
    said = [step.say for step in found.trail if step.key == "suspended"]
    assert said == ([f"{RULE.suspend}：{suspended}日不计，按{days - suspended}日计算"] if suspended else [])


@pytest.mark.parametrize(
    ("days", "suspended", "words"),
    [
        (True, 0, "days_overdue 应当是 0 至 36500"),
        (-1, 0, "days_overdue"),
        (36501, 0, "days_overdue"),
        (1.5, 0, "days_overdue"),
        (5, True, "days_suspended"),
        (5, 6, "days_suspended（停计的日数）多于 days_overdue"),
    ],
)
def test_wrong_days_are_named(days, suspended, words):
    with pytest.raises(UsageFault) as caught:
        surcharge(RULE, Decimal(100000), days, days_suspended=suspended)
    assert words in str(caught.value)


def test_a_part_paid_on_the_very_day_is_paid():
    day, same = date(2026, 2, 10), date.fromisoformat("2026-02-10")
    plan = instalments(
        RULE, Decimal(100000), [Instalment(amount=Decimal(100000), due=date(2026, 1, 31), paid_on=day)], same
    )
    assert [step.operation for step in plan.trail] == ["given", "plus", "at_most"]
    [part] = plan.parts
    assert (part.due, part.days_overdue, part.late_fine, part.paid) == (date(2026, 1, 31), 10, 30000, True)
    assert (plan.unpaid, plan.late_fine) == (0, 30000)
    assert replay(plan.trail) == {"part1": 30000, "sum": 30000, "late_fine": 30000}
    assert all(step.refs == RULE.refs for step in plan.trail if step.key != "sum")
    later = Instalment(amount=Decimal(100000), due=date(2026, 1, 31), paid_on=date(2026, 2, 11))
    assert instalments(RULE, Decimal(100000), [later], day).unpaid == 100000


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ([], "各期数额合计 0元，与罚款 100000元 不一致"),
        ([(100000, "2026-03-01"), (0, "2026-04-01")], "第2期的数额应当大于 0"),
        ([(60000, "2026-03-01"), (40000, "2026-03-01")], "各期的缴款期限应当一期晚于一期"),
        ([(60000, "2026-04-01"), (40000, "2026-03-01")], "各期的缴款期限应当一期晚于一期"),
    ],
)
def test_a_wrong_plan_is_named(parts, words):
    given = [Instalment(amount=Decimal(amount), due=date.fromisoformat(due)) for amount, due in parts]
    with pytest.raises(UsageFault, match=words):
        instalments(RULE, Decimal(100000), given, date(2026, 5, 1))


def test_a_part_may_be_a_single_yuan():
    parts = [
        Instalment(amount=Decimal(99999), due=date(2026, 3, 1)),
        Instalment(amount=Decimal(1), due=date(2026, 4, 1)),
    ]
    assert instalments(RULE, Decimal(100000), parts, date(2026, 3, 1)).late_fine == 0


@pytest.mark.parametrize(
    ("kinds", "old", "new"),
    [
        (("罚款",), "行为时的规定较重", "新规定较轻，适用新规定"),
        (("责令改正", "罚款"), "适用行为时的规定", "新规定不较轻，不适用"),
    ],
)
def test_each_of_two_rules_says_why(kinds, old, new):
    found = assess(changed(50000, 100000, kinds), read_facts({"violation": OLD, "act_date": "2026-05-01"}))
    assert [one.why for one in found.choices] == [old, new]
    assert [one.time for one in found.choices] == ["act", "decision"]
    assert [one.name for one in found.choices] == [book().violation(one).name for one in (OLD, NEW)]
    assert found.choices[1].kinds == kinds


@pytest.mark.parametrize(("low", "answer"), [(9999, "depends_on_amount"), (10000, "required")])
def test_a_persons_hearing_is_due_from_the_very_amount(low, answer):
    found = hearing_for_person(
        book().discretion(),
        banned=False,
        fine=Range(low=Decimal(low), high=Decimal(20000)),
        known=True,
        confiscated=Decimal("9999.99"),
    )
    assert found == answer
    taken = hearing_for_person(book().discretion(), banned=False, fine=None, known=True, confiscated=Decimal(low))
    assert taken == ("required" if low == 10000 else "not_required")
    assert hearing_for_person(book().discretion(), banned=False, fine=None, known=False, confiscated=None) == "unknown"
    assert hearing_for_person(book().discretion(), banned=True, fine=None, known=False, confiscated=None) == "required"


def test_the_law_that_was_not_there_yet_is_named_and_no_other():
    """实施条例第81条 came in May 2026, 药品管理法第129条 in December 2019: on that day only the first is missing."""
    with pytest.raises(Fault) as caught:
        penalty("impl-81-1", value=1, act_date="2019-12-01")
    assert "早于《中华人民共和国药品管理法实施条例》的施行日 2026-05-15" in caught.value.what
    with pytest.raises(Fault, match="早于《中华人民共和国药品管理法实施条例》、《中华人民共和国药品管理法》的施行日"):
        penalty("impl-81-1", value=1, act_date="2019-11-30")


def test_what_is_said_of_the_version_of_the_law():
    unknown = "没有填写行为日期（act_date），按现行有效的规定计算"
    assert unknown in penalty("narcotic-79-cash").notes
    assert unknown not in penalty("narcotic-79-cash", act_date="2026-01-01").notes
    amended = book().law("narcotics-reg").current.amended
    day = date.fromisoformat(amended)
    for act, told in ((day - timedelta(days=1), True), (day, False)):
        notes = penalty("narcotic-79-cash", act_date=act.isoformat()).notes
        assert any("修改前的文本没有录入" in one for one in notes) is told
    switched = {point.law: point for point in book().discretion().temporal.switch_points}["device-reg"]
    turn = date.fromisoformat(switched.date)
    for act, told in ((turn - timedelta(days=1), True), (turn, False)):
        notes = penalty("device-86-1", value=1, act_date=act.isoformat()).notes
        assert any(switched.effect in one for one in notes) is told


def test_every_basis_names_its_article():
    plain = penalty("toxic-11", income=5000)
    [basis] = [one for one in plain.trail if one.key == "basis_amount"]
    assert (basis.say, basis.result) == ("罚款基数 5000元", 5000)
    assert basis.refs == book().violation("toxic-11").party_by
