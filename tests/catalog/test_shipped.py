"""The packs as shipped: sound, complete, and holding exactly the facts they were made from."""

from __future__ import annotations

import hashlib
import json
from functools import cache

import msgspec
import pytest

from inspector_app import places
from inspector_app.catalog import manifest
from inspector_app.catalog.library import Library
from inspector_app.catalog.packfile import parse

FORMS = places.forms_folder()

# code: items, checkable, official stars by level, fingerprint of what was read in the sources
FACTS = {
    "cos-ent": (24, 24, {"general": 4, "key": 3}, "d9fbec1a21cc8c74"),
    "cos-op": (19, 19, {}, "460d5cae9399a65a"),
    "cos-prod": (81, 81, {"general": 18, "key": 4}, "52992389087129c5"),
    "drug-di-2020": (30, 25, {}, "b5a2fcc2827e910a"),
    "gmp-2010": (313, 307, {}, "47e1189a72fc4426"),
    "gmp-annex-cs": (24, 22, {}, "6487a8e307b04ffe"),
    "gmp-annex-vv": (54, 52, {}, "d1fd42aebc310145"),
    "gsp-ivd": (185, 185, {"critical": 9, "major": 70, "general": 106}, "616283450e989765"),
    "gsp-retail": (176, 176, {"critical": 8, "general": 115, "major": 53}, "da2b2e83b18fb0b5"),
    "gsp-wholesale": (256, 256, {"critical": 10, "major": 103, "general": 143}, "fd15551e418227ad"),
    "vac-cc": (13, 13, {}, "6f4e18bd1834953b"),
}
ADDED = {"suggestion", "default"}
"""What the product adds to a ruleset; everything else of it was read."""


@cache
def library():
    return Library(FORMS)


def raw(code):
    path = FORMS / "checklists" / f"{code}.yaml"
    return parse(path.read_bytes(), path.name).value


def fingerprint(value):
    rules = [
        {key: one[key] for key in ("id", "title", "basis", "verified", "rules", "thresholds", "verdicts") if key in one}
        for one in value["judgement"].get("rulesets", [])
    ]
    facts = [value["chapters"], value["severity_levels"], value["answer_options"], rules]
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def test_every_list_is_there_and_nothing_is_wrong_with_any():
    assert {one.code for one in library().checklists()} == set(FACTS)
    assert library().faults() == []


@pytest.mark.parametrize("code", FACTS)
def test_the_facts_are_the_facts(code):
    items, checkable, stars, mark = FACTS[code]
    checklist = library().checklist(code)
    assert checklist.validate() == []
    assert (len(checklist.items()), len(checklist.checkable_items())) == (items, checkable)
    graded = [item.severity for item in checklist.items() if item.severity]
    assert {level: graded.count(level) for level in dict.fromkeys(graded)} == stars
    assert fingerprint(raw(code)) == mark


@pytest.mark.parametrize("code", FACTS)
def test_reading_loses_nothing(code):
    def contained(small, large, path="$"):
        if isinstance(small, dict):
            for key, value in small.items():
                contained(value, large[key], f"{path}.{key}")
        elif isinstance(small, list):
            assert len(small) == len(large), path
            for at, value in enumerate(small):
                contained(value, large[at], f"{path}[{at}]")
        else:
            assert small == large, path

    contained(raw(code), msgspec.to_builtins(library().checklist(code)))


def test_numbers_that_were_not_read_are_not_shown():
    for code in ("cos-prod", "cos-ent"):
        for item in library().checklist(code).items():
            assert bool(item.number) == item.no_verified
            assert item.number == "" or item.number == str(item.seq)
    assert not any(item.number for item in library().checklist("vac-cc").items())


def test_zeros_of_a_clause_number_stay():
    assert library().checklist("gsp-wholesale").items()[0].number.startswith("00")


def test_the_withdrawn_certificate_is_never_spoken_of():
    for code in FACTS:
        spoken = raw(code)
        del spoken["chapters"]
        assert "撤销" not in json.dumps(spoken, ensure_ascii=False)


def test_what_an_item_leaves_unverified_is_said():
    checklist = library().checklist("cos-prod")
    assert checklist.item("cos-prod-s01").unverified == ("要点",)
    assert library().checklist("gsp-retail").item("gsp-retail-17601").unverified == ()


def test_items_are_found_by_id():
    checklist = library().checklist("gsp-retail")
    assert checklist.item("gsp-retail-17601").marker == "*"
    assert checklist.chapter_of("gsp-retail-17601") is checklist.chapters[-1]
    assert checklist.default_ruleset == "supervision_2016"
    assert library().checklist("gmp-2010").default_ruleset == "qualitative_risk"
    assert library().checklist("gmp-2010").defect_option().code == "defect"


def test_the_manifest_lists_the_packs_as_they_are():
    assert manifest.read(FORMS) == dict(reversed(line.split("  ")) for line in manifest.compose(FORMS).splitlines())
