"""Checklists judged a second time, from the text of the packs alone: plain YAML, plain counting, plain fractions."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from functools import cache

import yaml

from inspector_app import places
from inspector_app.catalog.checklist import Checklist
from inspector_app.catalog.library import Library
from inspector_app.rules.tally import ItemAnswer

FOLDER = places.forms_folder() / "checklists"
CODES = sorted(one.stem for one in FOLDER.glob("*.yaml"))


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


def figures_of(pack, levels):
    """What conditions may ask for: counts, flaws and shares by level, and what is open."""
    options = {one["code"]: one for one in pack["answer_options"]}
    deducted = options.get("not_applicable", {}).get("excluded_from_denominator", False)
    found = {"ungraded_count": Fraction(0), "ungraded_flaw_count": Fraction(0)}
    for level, figures in levels.items():
        below = sum(figures.values()) - (figures["not_applicable"] if deducted else 0)
        found[f"{level}_count"] = Fraction(figures["non_compliant"])
        found[f"{level}_flaw_count"] = Fraction(figures["flaw"])
        found[f"{level}_pct"] = Fraction(figures["non_compliant"], below) * 100 if below else Fraction(0)
    found["unchecked_count"] = Fraction(levels["overall"]["not_checked"] + levels["overall"]["unanswered"])
    return found


def holds(condition, figures):
    if condition["value"] is None:
        return False
    actual = figures[condition["metric"]]
    if condition["op"] == "between":
        low, high = condition["value"]
        return Fraction(low) <= actual <= Fraction(high)
    apart = actual - Fraction(condition["value"])
    return {"==": apart == 0, "<": apart < 0, "<=": apart <= 0, ">": apart > 0, ">=": apart >= 0}[condition["op"]]


def judged(pack, ruleset, answers):
    """The verdict with the number of its rule, and whether open items may still change it; no verdict where people judge."""
    levels, _, _ = counted(pack, answers)
    figures = figures_of(pack, levels)
    rules = ruleset.get("rules", [])
    unread = None in ruleset.get("thresholds", {}).values() or any(
        one["value"] is None for rule in rules for one in rule["when"]
    )
    by_people = ruleset.get("requires_inspector_decision") or pack["judgement"].get("requires_inspector_decision")
    hit = next((at for at, rule in enumerate(rules) if all(holds(one, figures) for one in rule["when"])), None)
    if unread or by_people or hit is None:
        return None, None, figures["unchecked_count"] > 0
    worst = rules[hit]["verdict"] == rules[0]["verdict"]
    if not worst and figures["ungraded_count"] + figures["ungraded_flaw_count"]:
        return None, None, figures["unchecked_count"] > 0
    return rules[hit]["verdict"], hit, figures["unchecked_count"] > 0 and not worst
