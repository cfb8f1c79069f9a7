"""Counting answers: every list against a second count from its text, and the edges the shipped lists do not have."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from functools import cache

import pytest
import yaml

from inspector_app import places
from inspector_app.catalog.checklist import Checklist
from inspector_app.catalog.library import Library
from inspector_app.fault import UsageFault
from inspector_app.rules.tally import ItemAnswer, tally
from tests.catalog.packs import load, tiny

FOLDER = places.forms_folder() / "checklists"
CODES = sorted(one.stem for one in FOLDER.glob("*.yaml"))
FIGURES = ("compliant", "non_compliant", "flaw", "not_applicable", "not_checked", "unanswered")


@cache
def raw(code):
    return yaml.load((FOLDER / f"{code}.yaml").read_bytes(), Loader=yaml.CSafeLoader)


@cache
def shipped(code) -> Checklist:
    return Library(places.forms_folder()).checklist(code)


def drawn(code, seed):
    """Answers to most items, with severities and annexes; the same for the same seed."""
    chance = random.Random(f"{code}{seed}")
    options = [one["code"] for one in raw(code)["answer_options"]]
    weights = [chance.random() for _ in options]
    levels = ["", *(one["code"] for one in raw(code)["severity_levels"])]
    answers = {}
    for chapter in raw(code)["chapters"]:
        for item in chapter["items"]:
            if chance.random() < 0.08:
                continue
            annex = {
                one["annex"]: chance.choices(["", *options], [0.5, *weights])[0]
                for one in item.get("annex_checks", ())
                if chance.random() < 0.7
            }
            code_ = chance.choices(["", *options], [0.1, *weights])[0]
            answers[item["id"]] = ItemAnswer(code=code_, severity=chance.choice(levels), annex=annex)
    return answers


def counted(pack, answers):
    """The second count: figures by level, nonconforming items, and those that fell by an annex."""
    bad = {one["code"] for one in pack["answer_options"] if one["counts_as_defect"]}
    by_finding = pack.get("severity_assignment") == "per_finding_by_inspector"
    rule = bool(pack["judgement"].get("annex_rule"))
    levels = {"overall": Counter(), **{one["code"]: Counter() for one in pack["severity_levels"]}}
    defects, by_annex = [], []
    for item in (one for chapter in pack["chapters"] for one in chapter["items"] if one.get("checkable", True)):
        answer = answers.get(item["id"], ItemAnswer())
        fallen = [one["annex"] for one in item.get("annex_checks", ()) if answer.annex.get(one["annex"]) in bad]
        if rule and fallen:
            figure = "non_compliant"
            by_annex += [(item["id"], one) for one in fallen]
        elif not answer.code:
            figure = "unanswered"
        elif answer.code in bad:
            figure = "flaw" if answer.code == "flaw" else "non_compliant"
        else:
            figure = "not_checked" if rule and "not_checked" in answer.annex.values() else answer.code
        defects += [item["id"]] if figure in ("non_compliant", "flaw") else []
        levels["overall"][figure] += 1
        if pack["severity_levels"] and (not by_finding or figure == "non_compliant"):
            levels.setdefault(item["severity"] or answer.severity or "ungraded", Counter())[figure] += 1
    return levels, defects, by_annex


def compare(pack, checklist, answers):
    found = tally(checklist, answers)
    levels, defects, by_annex = counted(pack, answers)
    assert {key: Counter({one: getattr(count, one) for one in FIGURES}) for key, count in found.counts.items()} == {
        key: Counter({one: figures[one] for one in FIGURES}) for key, figures in levels.items()
    }
    assert (found.defects, found.by_annex) == (tuple(defects), tuple(by_annex))
    metrics = found.metrics()
    options = {one["code"]: one for one in pack["answer_options"]}
    deducted = options.get("not_applicable", {}).get("excluded_from_denominator", False)
    for key, figures in levels.items():
        all_of_it = sum(figures.values())
        count = found.counts[key]
        assert (count.total, count.applicable) == (all_of_it, all_of_it - figures["not_applicable"])
        below = count.applicable if deducted else count.total
        assert found.denominator(key) == below
        assert metrics[f"{key}_count"] == figures["non_compliant"]
        assert metrics[f"{key}_flaw_count"] == figures["flaw"]
        assert metrics[f"{key}_pct"] == (Fraction(figures["non_compliant"], below) * 100 if below else 0)
    still_open = levels["overall"]["not_checked"] + levels["overall"]["unanswered"]
    assert (metrics["unchecked_count"], found.overall.unchecked) == (still_open, still_open)
    ungraded = levels.get("ungraded", Counter())
    assert found.ungraded_defects == ungraded["non_compliant"] + ungraded["flaw"]
    assert (metrics["ungraded_count"], metrics["ungraded_flaw_count"]) == (ungraded["non_compliant"], ungraded["flaw"])
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
