"""The commands of linked cases: a responsible person's own case, and the law packs a case is decided by."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta

import pytest
import time_machine

from inspector_app import cli, places
from inspector_app.casework import cases, penalising
from inspector_app.commands.opened import PASSPHRASE_VARIABLE
from inspector_app.records.case import Responsible
from tests.casework import case_flow
from tests.casework.conftest import PASSPHRASE
from tests.casework.test_case_laws import dearer


@pytest.fixture
def vault(tmp_path, monkeypatch):
    """A serious case with its responsible person on the list, on a vault that is closed."""
    folder = tmp_path / "李 敏" / "数据"
    desk = case_flow.new_desk(folder, case_flow.Setting(case_flow.DAY))
    case = case_flow.open_case(desk)
    penalising.charge(desk, case.id, case_flow.VIOLATION, facts={"channel": "retail", "stage": "serious"})
    cases.set_value(desk, case.id, "responsible", (Responsible(name="陈喆", position="法定代表人"),))
    desk.close()
    monkeypatch.setenv(PASSPHRASE_VARIABLE, PASSPHRASE)
    return folder, case.id


@pytest.fixture
def run(vault, capsys):
    def call(*arguments):
        with time_machine.travel(case_flow.DAY + timedelta(days=3), tick=True):
            code = cli.main(["case", arguments[0], "--data", str(vault[0]), *arguments[1:]])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_a_person_s_case_is_opened_once_and_both_show_it(run, vault):
    code, out, _ = run("person", vault[1], "陈喆", "--json")
    made = json.loads(out)
    assert (code, made["unit"]) == (0, vault[1])
    assert "责任人员案件：陈喆" in run("show", vault[1])[1]
    assert "单位案件：" in run("show", made["case"])[1]
    code, _, said = run("person", vault[1], "陈喆")
    assert code == 1
    assert "已经对陈喆立案" in said
    code, _, said = run("person", vault[1], "别人")
    assert code == 2
    assert "已登记的：陈喆" in said


def test_newer_packs_are_listed_until_somebody_chooses(run, vault, tmp_path, monkeypatch):
    assert run("laws", vault[1])[0] == 0
    forms = tmp_path / "新"
    shutil.copytree(places.forms_folder(), forms)
    (forms / "manifest.sha256").unlink()
    (forms / "laws" / "violations" / "drug.yaml").write_text(dearer(), "utf-8")
    monkeypatch.setattr(places, "forms_folder", lambda: forms)
    code, out, _ = run("laws", vault[1])
    assert code == 1
    assert "150000元以上、300000元以下" in out
    assert run("laws", vault[1], "--keep", "行为在先", "--take", "更正")[0] == 2
    code, out, _ = run("laws", vault[1], "--keep", "行为在先")
    assert code == 0
    assert "决定沿用：行为在先" in out
    code, out, _ = run("laws", vault[1], "--take", "更正", "--json")
    assert code == 0
    assert [one["position"] for one in json.loads(out)["editions"]] == [1, 2]
