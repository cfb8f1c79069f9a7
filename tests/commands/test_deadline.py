"""The command inspector deadline, as a person and as another program uses it."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from inspector_app.commands.deadline import deadline
from inspector_app.fault import Fault, UsageFault


def run(*arguments):
    result = CliRunner().invoke(deadline, arguments, standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result.output


def test_json_has_the_agreed_keys():
    found = json.loads(run("evidence_preservation.seven", "--from", "2026-02-12", "--json"))
    assert found["date"] == "2026-02-28"
    assert found["unit"] == "workday"
    assert found["provisional"] is False
    assert found["skipped"][0] == {"date": "2026-02-15", "reason": "春节放假"}
    assert [one["date"] for one in found["counted"]][-1] == "2026-02-28"
    assert ("行政处罚法", ["56", "85"]) in [(one["title"], one["articles"]) for one in found["basis"]]


def test_a_person_reads_the_same():
    said = run("evidence_preservation.seven", "--from", "2026-12-29")
    assert "2027-01-07（暂按周末推算）" in said
    assert "《行政处罚法》第56条、第85条" in said
    assert "不计入：2027-01-02" in said


def test_settings():
    said = run(
        "coercive_measure.base30",
        "--from",
        "2026-08-10",
        "--set",
        "extend=20",
        "--set",
        "suspend=2026-08-15/2026-08-24/testing_period_notice/2026-08-15",
    )
    # 9 September, ten days of testing, twenty granted: 9 October, a worked Friday.
    assert "届满 2026-10-09" in said
    assert "延长：情况复杂" in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["evidence_preservation.seven", "--from", "tomorrow"], "--from"),
        (["evidence_preservation.seven", "--from", "2026-03-02", "--set", "extend"], "键=值"),
        (["evidence_preservation.seven", "--from", "2026-03-02", "--set", "=5"], "键=值"),
        (["evidence_preservation.seven", "--from", "2026-03-02", "--set", "speed=5"], "--set speed"),
        (["nothing.seven", "--from", "2026-03-02"], "nothing"),
    ],
)
def test_wrong_use(arguments, words):
    with pytest.raises(UsageFault) as caught:
        run(*arguments)
    assert words in str(caught.value)


def test_a_limit_without_a_number_is_a_no():
    with pytest.raises(Fault, match="没有规定天数") as caught:
        run("report.reporter_feedback", "--from", "2026-03-02")
    assert caught.value.exit_code == 1
