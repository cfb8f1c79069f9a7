"""The forty-six worked examples, each by the command itself: the facts go in as JSON, every key of the expectation must come out equal."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from inspector_app.catalog import library as library_module
from inspector_app.commands import penalty as command
from inspector_app.rules.penalty import assess
from inspector_app.rules.penalty_facts import read_facts
from inspector_app.rules.trail import replay
from tests.rules.law_facts import book

DATA = yaml.safe_load((Path(__file__).parent / "data" / "penalty_cases.yaml").read_text("utf-8"))
CASES = DATA["cases"] + DATA["procedure_cases"]


@pytest.fixture(autouse=True)
def one_book(monkeypatch):
    class Installed:
        def __init__(self, folder):
            pass

        def lawbook(self):
            return book()

    for module in (command, library_module):
        monkeypatch.setattr(module, "Library", Installed, raising=False)


def test_there_are_forty_and_six():
    assert (len(DATA["cases"]), len(DATA["procedure_cases"])) == (40, 6)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_case(case, tmp_path):
    facts = tmp_path / "事实 一.json"
    facts.write_text(json.dumps(case["facts"], ensure_ascii=False), "utf-8")
    done = CliRunner().invoke(command.penalty, [str(facts), "--json"], standalone_mode=False)
    assert done.exception is None, done.exception
    answer = json.loads(done.output, parse_float=Decimal)
    assert {key: answer[key] for key in case["expected"]} == case["expected"]
    if case in DATA["cases"]:
        assert answer["article"] == case["article"]


@pytest.mark.parametrize("case", DATA["cases"], ids=lambda case: case["id"])
def test_the_trail_computes_to_the_figures(case):
    found = assess(book(), read_facts(case["facts"]))
    values = replay(found.trail)
    figures = {"fine_min": found.fine_min, "fine_max": found.fine_max, "basis_amount": found.basis_amount}
    for number, person in enumerate(found.persons, start=1):
        figures |= {f"person{number}_fine_min": person.fine_min, f"person{number}_fine_max": person.fine_max}
    for key, figure in figures.items():
        assert values.get(key, Decimal(0) if not found.fined else None) == figure or figure is None, key
    assert all(step.refs for step in found.trail if step.key in ("statutory_min", "statutory_max", "hearing", "kinds"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_text_form_says_it_too(case, tmp_path):
    facts = tmp_path / "facts.json"
    facts.write_text(json.dumps(case["facts"]), "utf-8")
    done = CliRunner().invoke(command.penalty, [str(facts)], standalone_mode=False)
    assert done.exception is None
    assert "依据：" in done.output
