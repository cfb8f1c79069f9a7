"""Wrong facts, dates and packs by the real command: one line that names the field, exit 1 or 2, and no figure."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from inspector_app import places

RETAIL = {"violation": "drug-117-retail-inferior"}


@pytest.fixture
def ask(tmp_path):
    def asked(*arguments):
        done = subprocess.run(
            [sys.executable, "-m", "inspector_app", *map(str, arguments)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=os.environ | {"PYTHONUTF8": "1"},
            cwd=tmp_path,
            check=False,
        )
        assert "Traceback" not in done.stderr
        assert len(done.stderr.strip().splitlines()) <= 1
        return done

    return asked


@pytest.mark.parametrize(
    ("facts", "code", "words"),
    [
        ({**RETAIL, "value": -1}, 2, "value（货值金额） 不能是负数"),
        ({**RETAIL, "value": 10**30}, 2, "value（货值金额） 超过一万亿元"),
        ({**RETAIL, "value": 35, "stage": "overdue"}, 2, "没有 stage overdue"),
        (
            {**RETAIL, "value": 35, "act_date": "2019-11-30"},
            1,
            "2019-11-30（act_date）早于《中华人民共和国药品管理法》",
        ),
        ({**RETAIL, "value": 35, "act_date": "2999-01-01"}, 2, "act_date 2999-01-01 不可能"),
        ({**RETAIL, "value": 35, "decision_date": "0001-01-01"}, 2, "decision_date 0001-01-01 不可能"),
        ({"acts": [{**RETAIL, "value": -1}]}, 2, "acts[0][0]：value（货值金额） 不能是负数"),
    ],
)
def test_penalty(ask, tmp_path, facts, code, words):
    path = tmp_path / "事实.json"
    path.write_text(json.dumps(facts), "utf-8")
    done = ask("penalty", path, "--json")
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr


@pytest.mark.parametrize(
    ("facts", "field"),
    [(RETAIL, "value"), ({"violation": "drug-122-lease-license"}, "income"), ({"violation": "impl-79-1"}, "channel")],
)
def test_a_missing_fact_shows_no_figure(ask, tmp_path, facts, field):
    path = tmp_path / "事实.json"
    path.write_text(json.dumps(facts), "utf-8")
    done = ask("penalty", path)
    assert done.returncode == 1
    assert f"请补上 {field}" in done.stderr
    assert "罚款幅度未定" in done.stdout
    assert "罚款：" not in done.stdout
    told = json.loads(ask("penalty", path, "--json").stdout)
    assert {told[key] for key in ("fine_min", "fine_max", "statutory_min", "statutory_max", "basis_amount")} == {None}


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (
            ["evidence_preservation.seven", "--from", "1900-01-01"],
            2,
            "--from 的日期“1900-01-01”不在 1999 至 2099 年之间",
        ),
        (["evidence_preservation.seven", "--from", "2026-03-02", "--set", "extend=7"], 2, "不得延长"),
        (["coercive_measure.urgent24", "--from", "2026-03-02"], 2, "--from 须写明时刻"),
        (["report.reporter_feedback", "--from", "2026-03-02"], 1, "没有规定天数"),
    ],
)
def test_deadline(ask, arguments, code, words):
    done = ask("deadline", *arguments, "--json")
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr


def test_a_pack_whose_condition_cannot_be_decided(ask, tmp_path):
    folder = tmp_path / "表 单"
    shutil.copytree(places.forms_folder() / "laws", folder / "laws")
    pack = folder / "laws" / "violations" / "cosmetic.yaml"
    text = pack.read_text("utf-8")
    assert "when: value<10000" in text
    pack.write_text(text.replace("when: value<10000", "when: value is small", 1), "utf-8")
    done = ask("forms", "check", folder)
    assert done.returncode == 1
    line = next(number for number, one in enumerate(text.splitlines(), 1) if "when: value<10000" in one)
    [said] = [one for one in done.stdout.splitlines() if "cosmetic.yaml" in one]
    assert f"cosmetic.yaml 第 {line} 行" in said
    assert "条件“value is small”无法判断" in said


def test_two_laws_that_leave_a_gap(ask, tmp_path):
    folder = tmp_path / "表 单"
    shutil.copytree(places.forms_folder() / "laws", folder / "laws")
    pack = folder / "laws" / "violations" / "cosmetic.yaml"
    text = pack.read_text("utf-8")
    pack.write_text(text.replace("when: value<10000", "when: value<9999", 1), "utf-8")
    done = ask("forms", "check", pack)
    assert done.returncode == 1
    assert "没有任何一档适用" in done.stdout


def test_amounts_that_do_not_go_together_are_pointed_out(ask, tmp_path):
    path = tmp_path / "事实.json"
    facts = {**RETAIL, "value": 35, "goods_on_hand": 36, "illegal_income": 40, "income": 39}
    path.write_text(json.dumps(facts), "utf-8")
    told = json.loads(ask("penalty", path, "--json").stdout)
    doubts = [one for one in told["notes"] if one.endswith("请核对")]
    assert [one.split("（")[0] for one in doubts] == ["goods_on_hand", "illegal_income", "income"]
    path.write_text(json.dumps({**facts, "goods_on_hand": 35, "illegal_income": 35, "income": 35}), "utf-8")
    assert not [one for one in json.loads(ask("penalty", path, "--json").stdout)["notes"] if one.endswith("请核对")]
