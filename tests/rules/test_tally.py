"""Counting answers: every list against a second count from its text, and the edges the shipped lists do not have."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest

from inspector_app.fault import UsageFault
from inspector_app.rules.tally import ItemAnswer, tally
from tests.catalog.packs import load, tiny
from tests.rules.checklist_oracle import CODES, counted, drawn, figures_of, raw, shipped

FIGURES = ("compliant", "non_compliant", "flaw", "not_applicable", "not_checked", "unanswered")


def compare(pack, checklist, answers):
    found = tally(checklist, answers)
    levels, defects, by_annex = counted(pack, answers)
    assert {key: Counter({one: getattr(count, one) for one in FIGURES}) for key, count in found.counts.items()} == {
        key: Counter({one: figures[one] for one in FIGURES}) for key, figures in levels.items()
    }
    assert (found.defects, found.by_annex) == (tuple(defects), tuple(by_annex))
    metrics = found.metrics()
    assert metrics == figures_of(pack, levels)
    for key, figures in levels.items():
        count = found.counts[key]
        away = figures["not_applicable"]
        assert (count.total, count.applicable) == (sum(figures.values()), sum(figures.values()) - away)
        below = found.denominator(key)
        assert metrics[f"{key}_pct"] == (Fraction(figures["non_compliant"], below) * 100 if below else 0)
    assert found.overall.unchecked == metrics["unchecked_count"]
    assert found.ungraded_defects == metrics["ungraded_count"] + metrics["ungraded_flaw_count"]
    return found


@pytest.mark.parametrize("code", CODES)
def test_every_list_counted_a_second_time_gives_the_same(code):
    assert tally(shipped(code), {}).overall.unanswered == len(shipped(code).checkable_items())
    for seed in range(4):
        compare(raw(code), shipped(code), drawn(code, seed))


@pytest.mark.parametrize("deducted", [True, False])
@pytest.mark.parametrize("levels", [True, False])
def test_a_share_is_taken_of_what_the_list_says(deducted, levels):
    """2016 GSP rules deduct what is not applicable; a list that does not say so divides by all its items."""
    pack = tiny()
    pack["answer_options"][2]["excluded_from_denominator"] = deducted
    pack["answer_options"].append({"code": "flaw", "label": "瑕疵", "counts_as_defect": True})
    pack["answer_options"].append({"code": "not_checked", "label": "未查", "counts_as_defect": False})
    pack["chapters"][1]["items"][0] |= {"severity": None, "severity_verified": False}
    pack["chapters"][1]["items"][1]["annex_checks"] = [{"annex": "附录", "checks": ["看"]}]
    if not levels:
        pack["severity_levels"] = []
        for chapter in pack["chapters"]:
            for one in chapter["items"]:
                one["severity"] = None
    checklist = load(pack)
    for first in ("non_compliant", "flaw", "not_applicable", "compliant", "not_checked", ""):
        for second in ("non_compliant", "flaw", "not_applicable"):
            for annex in ("", "non_compliant", "not_checked"):
                answers = {
                    "tiny-01": ItemAnswer(code=first),
                    "tiny-02": ItemAnswer(code=second),
                    "tiny-03": ItemAnswer(code="compliant", annex={"附录": annex}),
                }
                found = compare(pack, checklist, answers)
                assert found.by_annex == ()  # without an annex rule an annex decides nothing
                assert set(found.counts) == ({"overall", "major", "general", "ungraded"} if levels else {"overall"})


@pytest.mark.parametrize(
    ("answer", "code", "said"),
    [
        ({"code": "perhaps"}, "answer-unknown", "项目 tiny-01 的答案“perhaps”"),
        ({"annex": {"乙": "compliant"}}, "annex-unknown", "项目 tiny-01 没有附录“乙”"),
        ({"annex": {"甲": "perhaps"}}, "answer-unknown", "项目 tiny-01 的附录“甲”的答案“perhaps”"),
        ({"annex": {"甲": "", "乙": ""}}, "annex-unknown", "没有附录“乙”"),
        ({"severity": "fatal"}, "severity-unknown", "项目 tiny-01 的等级“fatal”"),
    ],
)
def test_what_a_list_does_not_know_is_wrong_use(answer, code, said):
    pack = tiny()
    pack["chapters"][0]["items"][0]["annex_checks"] = [{"annex": "甲", "checks": ["看"]}]
    with pytest.raises(UsageFault, match=said) as caught:
        tally(load(pack), {"tiny-01": ItemAnswer(**answer)})
    assert (caught.value.code, caught.value.exit_code) == (code, 2)
    offered = {"answer-unknown": ["compliant", "not_applicable"], "severity-unknown": ["major", "general"]}
    assert all(f"{one}（" in caught.value.todo for one in offered.get(code, ()))


@pytest.mark.parametrize(("number", "more"), [(1, ""), (5, ""), (6, " 等 6 个")])
def test_items_a_list_does_not_have_are_named(number, more):
    with pytest.raises(UsageFault) as caught:
        tally(load(tiny()), {f"no-{one}": ItemAnswer() for one in range(number)} | {"tiny-01": ItemAnswer()})
    named = "、".join(f"no-{one}" for one in range(min(number, 5)))
    assert caught.value.what.endswith(f"没有项目 {named}{more}")
    assert caught.value.code == "item-unknown"
