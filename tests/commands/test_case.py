"""The command inspector case, as another program uses it: JSON out, exit codes, no traceback."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial

import pytest

from inspector_app import cli
from inspector_app.casework import opening
from inspector_app.commands import opened
from inspector_app.commands.opened import PASSPHRASE_VARIABLE
from tests.casework import case_flow
from tests.casework.conftest import PASSPHRASE


@pytest.fixture
def vault(tmp_path, monkeypatch):
    folder = tmp_path / "李 敏" / "数据"
    desk = case_flow.new_desk(folder, case_flow.Setting(case_flow.DAY))
    case = case_flow.open_case(desk)
    desk.close()
    monkeypatch.setenv(PASSPHRASE_VARIABLE, PASSPHRASE)
    # Limits run: what is asked of the case is asked a few days after it was opened, whatever day the tests are run on.
    clock = case_flow.Setting(case_flow.DAY + timedelta(days=4))
    monkeypatch.setattr(opened, "open_desk", partial(opening.open_desk, clock=clock))
    return folder, case.id


@pytest.fixture
def run(vault, capsys):
    def call(*arguments):
        code = cli.main(["case", arguments[0], "--data", str(vault[0]), *arguments[1:]])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_a_case_is_opened_listed_and_shown(run, vault):
    code, out, _ = run("new", "--party", "滨河市第二药房", "--source", "report", "--clue-at", "2026-11-03", "--json")
    made = json.loads(out)["case"]
    assert code == 0
    code, out, _ = run("list", "第二", "--json")
    assert [one["id"] for one in json.loads(out)] == [made]
    code, out, _ = run("show", vault[1], "--json")
    shown = json.loads(out)
    assert shown["timeline"]["tracks"][0]["standing"]["state"]["id"] == "clue"
    assert shown["facts"][0]["exhibits"]
    code, out, _ = run("show", vault[1])
    assert "证1" in out
    assert "clue.checking" in out


def test_a_step_goes_ahead_or_says_which_article_blocks_it(run, vault):
    code, out, _ = run(
        "step",
        vault[1],
        "ordinary",
        "clue.checking",
        "--at",
        "2026-11-02",
        "--paper",
        "case_source_registration",
        "--json",
    )
    assert (code, json.loads(out)["state"]) == (0, "checking")
    code, out, err = run(
        "step",
        vault[1],
        "ordinary",
        "checking.filed",
        "--at",
        "2026-11-03",
        "--paper",
        "case_filing_approval",
        "--set",
        "evidence_of_violation=是",
    )
    assert (code, out) == (1, "")
    assert "第19条" in err
    assert err.count("\n") == 1
    code, _, err = run("step", vault[1], "ordinary", "no.such")
    assert code == 2
    assert "Traceback" not in err


def test_deadlines_come_with_days_left_and_basis(run, vault):
    code, out, _ = run("deadlines", vault[1], "--on", "2026-11-20", "--json")
    found = json.loads(out)
    assert code == 0
    assert [(one["rule"], one["date"], one["days_left"]) for one in found] == [
        ("ordinary.file_decision", "2026-11-23", 3)
    ]
    assert found[0]["basis"]
    assert "还有3日" in run("deadlines", "--on", "2026-11-20")[1]


def test_the_check_lists_contradictions_with_jumps_and_answers_no(run, vault):
    code, out, _ = run("check", vault[1][:10], "--json")
    report = json.loads(out)
    assert code == 0
    assert [one["id"] for one in report["contradictions"]] == ["charges-none"]
    folder, case_id = vault
    desk = case_flow.opening.open_desk(folder, PASSPHRASE)
    fact = case_flow.case_facts.add_fact(desk, case_id, "没有证据的事实")
    desk.close()
    code, out, _ = run("check", case_id, "--json")
    found = next(one for one in json.loads(out)["contradictions"] if one["level"] == "error")
    assert code == 1
    assert found["jump"] == {"kind": "fact", "id": fact.id, "field": ""}
    code, out, _ = run("check", case_id)
    assert f"→ fact:{fact.id}" in out
    assert "不是官方评查分" in out


def test_the_dossier_is_written_as_two_volumes(run, vault, tmp_path):
    code, out, _ = run("dossier", vault[1], "--out", str(tmp_path), "--json")
    assert code == 0
    assert [one["volume"] for one in json.loads(out)] == ["正卷", "副卷"]
    assert len(list(tmp_path.glob("*卷.pdf"))) == 2
    code, _, err = run("dossier", vault[1], "--out", str(tmp_path / "没有"))
    assert code == 1
    assert "文件夹" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "没有"),
        ("new",),
        ("new", "--inspection", "没有"),
        ("deadlines", "--on", "2026-13-01"),
        ("new", "--party", "甲", "--procedure", "no_such"),
        ("new", "--party", "甲", "--officer", "没有这个人"),
        ("new", "--party", "甲", "--clue-at", "昨天"),
    ],
)
def test_wrong_use_is_one_line_and_two(run, arguments):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("inspector: ")
    assert err.count("\n") == 1
