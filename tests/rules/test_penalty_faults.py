"""Wrong and missing facts: each is named, and no figure is shown that the law does not give."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from click.testing import CliRunner

from inspector_app.commands.penalty import penalty as command
from inspector_app.fault import Fault, UsageFault
from tests.rules.law_facts import penalty

RETAIL = "drug-117-retail-inferior"


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ({"value": -1}, "value（货值金额） 不能是负数"),
        ({"value": 10**13}, "value（货值金额） 超过一万亿元"),
        ({"value": Decimal("1.005")}, "最多到分"),
        ({"value": "35"}, "value（货值金额） 应当是数字"),
        ({"value": True}, "value（货值金额） 应当是数字"),
        ({"value": float("nan")}, "应当是一个确定的数字"),
        ({"person_income": -5, "value": 1}, "person_income（责任人员的收入） 不能是负数"),
        ({"stage": "consequence", "value": 1}, "没有 stage consequence（造成危害后果）这一档"),
        ({"stage": "worst", "value": 1}, "stage 没有“worst”"),
        ({"stage": None, "value": 1}, "stage 应当是文字"),
        ({"party": "robot", "value": 1}, "party 没有“robot”"),
        ({"band": "mild", "value": 1}, "band 没有“mild”"),
        ({"channel": "wholesale", "value": 1}, "channel（环节）写的是 wholesale"),
        ({"channel": "street", "value": 1}, "channel 没有“street”"),
        ({"act_date": "2026-13-01", "value": 1}, "act_date 应当是"),
        ({"act_date": "2026-05-02", "decision_date": "2026-05-01", "value": 1}, "decision_date（决定日期）早于"),
        ({"aggravating": ["ss-nothing"], "value": 1}, "没有“ss-nothing”这个从重情节"),
        ({"aggravating": "ss-drug-injury", "value": 1}, "aggravating 应当是一列"),
        ({"fine_stage": "overdue", "value": 1}, "不能另选 fine_stage"),
        ({"rules": "atlantis", "value": 1}, "没有代码为“atlantis”的裁量规则"),
        ({"valu": 1}, "不认识的事实“valu”"),
    ],
)
def test_a_wrong_fact_is_named(facts, named):
    with pytest.raises(UsageFault) as caught:
        penalty(RETAIL, **facts)
    assert named in str(caught.value)
    codes = {"没有 stage consequence": "stage-missing", "没有代码为“atlantis”": "discretion-unknown"}
    assert caught.value.code == next((code for start, code in codes.items() if start in named), "facts-invalid")


def test_a_zero_written_with_a_sign_is_zero():
    plain = penalty(RETAIL, value=0.0, illegal_income=0.0)
    assert penalty(RETAIL, value=-0.0, illegal_income=-0.0) == plain


def test_an_unknown_violation_shows_its_neighbours():
    with pytest.raises(UsageFault, match="drug-117-retail-inferior"):
        penalty("drug-117-retail-inferiour", value=1)


def test_an_act_before_the_law_has_no_figure():
    with pytest.raises(Fault, match=r"act_date.*早于《中华人民共和国药品管理法》的施行日 2019-12-01.*不能计算"):
        penalty(RETAIL, value=35, act_date="2019-11-30")
    assert penalty(RETAIL, value=35, act_date="2019-12-01").fine_min == 100000


@pytest.mark.parametrize(
    ("violation", "facts", "field"),
    [
        (RETAIL, {}, "value"),
        ("drug-122-lease-license", {}, "income"),
        ("impl-79-1", {"value": 600}, "channel"),
        ("tcmp-23-2", {"value": 600}, "genuine_price"),
        ("cosmetic-59-1-unlicensed", {}, "value"),
        ("narcotic-81-license", {"stage": "serious"}, "income"),
    ],
)
def test_a_missing_fact_leaves_the_figure_unknown(violation, facts, field):
    found = penalty(violation, **facts)
    assert [one.field for one in found.missing] == [field]
    assert (found.fine_min, found.fine_max, found.statutory_max, found.basis_amount) == (None, None, None, None)
    assert found.hearing in ("unknown", "required")


def test_a_missing_income_leaves_only_the_persons_unknown():
    found = penalty("drug-116-sell-fake", value=500)
    assert (found.fine_min, found.fine_max) == (1500000, 3000000)
    [person] = found.persons
    assert (person.income, person.fine_min, person.fine_max, person.confiscated_income_amount) == (
        None,
        None,
        None,
        None,
    )
    assert person.hearing == "required"  # the ban alone is enough
    assert [one.field for one in found.missing] == ["person_income"]


@pytest.mark.parametrize(("violation", "field"), [("antidoping-38-retail", "value"), ("toxic-11", "income")])
def test_a_multiple_of_nothing_is_no_fine(violation, field):
    with pytest.raises(UsageFault, match=f"{field}.*为 0"):
        penalty(violation, **{field: 0})


def test_mitigation_needs_a_minimum():
    with pytest.raises(UsageFault, match="没有法定下限"):
        penalty("impl-85-2", band="mitigate")
    lenient = penalty("impl-85-2", band="lenient")
    assert (lenient.fine_min, lenient.fine_max, lenient.fine_min_exclusive) == (0, 15000, True)


def test_a_channel_the_law_does_not_name_has_no_tier():
    with pytest.raises(UsageFault, match="没有为 channel（环节）“use”规定罚款"):
        penalty("impl-79-1", value=600, channel="use")


def test_a_stage_without_its_own_fine_leaves_that_of_the_first_or_the_refusal():
    first = penalty("device-88-2", stage="serious")
    refused = penalty("device-88-2", stage="serious", fine_stage="overdue")
    assert (first.fine_min, first.fine_max) == (10000, 50000)
    assert any("fine_stage: overdue" in one for one in first.notes)
    assert (refused.fine_min, refused.fine_max) == (50000, 100000)
    none = penalty("device-89-1", stage="serious")
    assert (none.fine_min, none.fine_max, none.fined) == (0, 0, False)
    with pytest.raises(UsageFault, match="fine_stage base 档没有罚款"):
        penalty("device-89-1", stage="serious", fine_stage="base")


def test_the_replaced_rule_holds_only_for_its_time():
    with pytest.raises(UsageFault, match="请填写 act_date"):
        penalty("online-33-special")
    with pytest.raises(Fault, match="impl-79-4-online-special"):
        penalty("online-33-special", act_date="2026-05-15")
    with pytest.raises(Fault, match="行为时适用 online-33-special"):
        penalty("impl-79-4-online-special", value=600, channel="retail", act_date="2026-05-14")
    with pytest.raises(Fault, match="没有行为时的规定"):
        penalty("impl-79-4-online-retail", value=600, channel="retail", act_date="2026-05-14")


def test_where_the_law_changed_both_results_are_shown():
    found = penalty("online-33-special", value=600, channel="retail", act_date="2026-05-14", decision_date="2026-06-01")
    old, new = found.choices
    assert (old.violation, old.time, old.fine_max, old.applies) == ("online-33-special", "act", 100000, True)
    assert (new.violation, new.time, new.fine_max, new.applies) == (
        "impl-79-4-online-special",
        "decision",
        200000,
        False,
    )
    unknown = penalty("online-33-special", act_date="2026-05-14").choices[1]
    assert unknown.fine_max is None
    assert "value" in unknown.why or "channel" in unknown.why
    before = penalty("online-33-special", act_date="2026-04-01", decision_date="2026-05-01")
    assert before.choices == ()


def test_an_amendment_after_the_act_is_said():
    assert any(
        "2025-01-20（日期未核实）" in one for one in penalty("device-86-1", value=1, act_date="2024-01-01").notes
    )
    assert any("修改前的文本没有录入" in one for one in penalty("narcotic-79-cash", act_date="2020-01-01").notes)
    assert not any("修改" in one for one in penalty("narcotic-79-cash", act_date="2026-01-01").notes)


def run(tmp_path, content, *options):
    path = tmp_path / "facts.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return CliRunner().invoke(command, [str(path), *options], standalone_mode=False)


@pytest.mark.parametrize(
    ("content", "code", "named"),
    [
        (b"{", 2, "不是有效的 JSON，第 1 行"),
        (b"[]", 2, "应当是一个 JSON 对象"),
        (b'{"violation": "a", "violation": "b"}', 2, "“violation”写了两次"),
        (b'{"violation": "drug-117-retail-inferior", "value": NaN}', 2, "NaN 不是数字"),
        (b'{"violation": "drug-117-retail-inferior", "value": 1e400}', 2, "超过一万亿元"),
        (b"\xff\xfe", 2, "不是 UTF-8"),
        ({}, 2, "没有 violation"),
        ({"violation": 7}, 2, "violation 应当是文字"),
        ({"candidates": []}, 2, "candidates 里没有违法行为"),
        ({"candidates": [{"violation": RETAIL}]}, 2, "缺少 value"),
        ({"candidates": [{"violation": RETAIL, "value": 1}] * 2}, 2, "写了两次"),
        ({"acts": [7]}, 2, "acts[0][0] 应当是一组事实"),
        ({"fine": 1000, "days_overdue": -1}, 2, "days_overdue 应当是"),
        ({"fine": 0, "days_overdue": 1}, 2, "fine（罚款）应当大于 0"),
        ({"fine": 1000, "days_overdue": 1, "why": 1}, 2, "不认识的事实“why”"),
        ({"act_end": "2023-03-01", "discovered": "2025-06-01"}, 2, "缺少 health_safety"),
        (
            {"act_end": "2023-03-01", "discovered": "2022-06-01", "health_safety": True, "harm_result": True},
            2,
            "discovered（发现日期）早于",
        ),
        ({"report_received": "2026-11-02"}, 2, "report_received 应当是"),
        ({"report_received": "2026-11-02 09:00", "approved": "2026-11-01 09:00"}, 2, "approved（批准时间）早于"),
        ({"violation": RETAIL}, 1, "缺少 value（货值金额）"),
    ],
)
def test_the_command_names_what_is_wrong(tmp_path, content, code, named):
    done = run(tmp_path, content, "--json")
    assert isinstance(done.exception, Fault)
    assert done.exception.exit_code == code
    assert named in str(done.exception)
    if code == 2:
        assert done.output == ""
    else:
        assert json.loads(done.output)["fine_max"] is None


def test_a_missing_file_is_said(tmp_path):
    done = CliRunner().invoke(command, [str(tmp_path / "没有.json")], standalone_mode=False)
    assert isinstance(done.exception, UsageFault)
    assert "找不到事实文件" in str(done.exception)


def test_instalments_bear_the_surcharge_each_for_itself(tmp_path):
    parts = [
        {"amount": 40000, "due": "2026-01-31", "paid_on": "2026-02-10"},
        {"amount": 60000, "due": "2026-03-31"},
    ]
    done = run(tmp_path, {"fine": 100000, "instalments": parts, "on": "2026-04-30"}, "--json")
    answer = json.loads(done.output)
    assert [one["days_overdue"] for one in answer["parts"]] == [10, 30]
    assert [one["late_fine"] for one in answer["parts"]] == [12000, 54000]
    assert (answer["late_fine"], answer["unpaid"]) == (66000, 60000)
    capped = run(tmp_path, {"fine": 100000, "instalments": parts, "on": "2027-04-30"}, "--json")
    assert json.loads(capped.output)["late_fine"] == 72000
    wrong = run(tmp_path, {"fine": 100001, "instalments": parts, "on": "2026-04-30"})
    assert "不一致" in str(wrong.exception)


def test_days_of_a_review_do_not_count(tmp_path):
    done = run(tmp_path, {"fine": 200000, "days_overdue": 40, "days_suspended": 35}, "--json")
    assert json.loads(done.output)["late_fine"] == 30000


def test_several_acts_each_bring_their_own_fine(tmp_path):
    acts = [
        {
            "candidates": [
                {"violation": "device-b68-selfcheck", "stage": "overdue"},
                {"violation": "device-89-1", "stage": "overdue"},
            ]
        },
        {"violation": RETAIL, "value": 35},
    ]
    answer = json.loads(run(tmp_path, {"acts": acts}, "--json").output)
    assert [one["chosen"] for one in answer["acts"]] == ["device-89-1", RETAIL]
    assert (answer["fine_min"], answer["fine_max"]) == (110000, 300000)


def test_limitation_ends_with_its_anniversary(tmp_path):
    facts = {"act_end": "2024-02-29", "health_safety": False, "harm_result": False}
    last = json.loads(run(tmp_path, {**facts, "discovered": "2026-02-28"}, "--json").output)
    after = json.loads(run(tmp_path, {**facts, "discovered": "2026-03-01"}, "--json").output)
    assert (last["expired"], after["expired"]) == (False, True)
