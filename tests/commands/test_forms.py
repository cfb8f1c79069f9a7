"""inspector forms: what is installed, shown honestly, checked to the line."""

from __future__ import annotations

import json
import shutil

import pytest
from click.testing import CliRunner

from inspector_app import places
from inspector_app.commands.forms import forms
from inspector_app.fault import Fault, UsageFault
from tests.catalog.packs import pack_folder, tiny, to_yaml


def run(*arguments):
    return CliRunner().invoke(forms, [str(one) for one in arguments])


@pytest.fixture
def folder(tmp_path):
    return pack_folder(tmp_path / "表 单", tiny=tiny())


def test_list_names_the_shipped_checklists():
    done = run("list", "--json")
    assert done.exit_code == 0
    packs = {one["code"]: one for one in json.loads(done.stdout)["packs"]}
    retail = packs["gsp-retail"]
    assert (retail["version"], retail["issuer"], retail["effective"]) == (
        "2016修订稿",
        "国家食品药品监督管理总局",
        "2016-12-14",
    )
    assert retail["counts"]["items"] == 176
    assert retail["registered"] is True
    assert packs["cos-prod"]["incomplete"] is True


def test_list_says_what_is_not_registered_and_what_is_altered(folder):
    assert "未登记" in run("list", "--forms", folder).stdout
    assert run("manifest", "--forms", folder).exit_code == 0
    assert "未登记" not in run("list", "--forms", folder).stdout
    (folder / "checklists" / "tiny.yaml").write_bytes(b"torn")
    done = run("list", "--forms", folder)
    assert done.exit_code == 0
    assert "与登记的内容不一致" in done.stderr


def test_show_marks_what_was_not_read():
    text = run("show", "cos-prod").stdout
    assert "不完整，不得作为官方清单" in text
    assert "未核实：序号、等级" in text
    line = next(one for one in text.splitlines() if one.endswith("cos-prod-s01"))
    assert line.strip().startswith("组织机构与部门职责"), "no number is shown that was not read"
    assert next(one for one in text.splitlines() if one.endswith("cos-prod-s10")).strip().startswith("10  ")
    assert "3 个判定数值未核实" in text


def test_show_gives_official_numbers_with_their_stars():
    text = run("show", "gsp-retail").stdout
    assert "*17601  严重质量问题追回报告  [主要缺陷]  gsp-retail-17601" in text
    assert "撤销" not in text


@pytest.mark.parametrize("code", ["gmp-2010", "vac-cc", "cos-op", "gsp-wholesale"])
def test_show_as_json_is_the_whole_definition(code):
    shown = json.loads(run("show", code, "--json").stdout)
    assert shown["pack"]["code"] == shown["definition"]["meta"]["code"] == code
    assert sum(len(one["items"]) for one in shown["definition"]["chapters"]) == shown["pack"]["counts"]["items"]


def test_an_unknown_code_is_wrong_use():
    done = run("show", "nope")
    assert isinstance(done.exception, UsageFault)
    assert "gsp-retail" in str(done.exception)


def test_check_passes_a_sound_file(folder):
    done = run("check", folder / "checklists" / "tiny.yaml")
    assert done.exit_code == 0
    assert "1 个文件，0 个有错" in done.stdout


def test_check_names_file_line_and_key(folder):
    path = folder / "checklists" / "tiny.yaml"
    value = tiny()
    value["chapters"][0]["items"][0]["severty"] = "major"
    path.write_bytes(to_yaml(value))
    line = 1 + to_yaml(value).decode().splitlines().index("    severty: major")
    done = run("check", path)
    assert isinstance(done.exception, Fault)
    assert done.exception.exit_code == 1
    assert f"tiny.yaml 第 {line} 行（chapters[0].items[0].severty）：不认识的键 severty" in done.stdout


def test_check_as_json_lists_every_file(folder):
    (folder / "checklists" / "broken.yaml").write_bytes(b"meta: [")
    done = run("check", folder, "--json")
    told = json.loads(done.stdout)
    assert told["ok"] is False
    assert [bool(one["problems"]) for one in told["files"]] == [True, False]


def test_check_of_nothing_is_wrong_use(tmp_path):
    assert isinstance(run("check", tmp_path / "none").exception, UsageFault)


def test_manifest_of_a_copy_is_the_shipped_one(tmp_path):
    copy = tmp_path / "表 单"
    shutil.copytree(places.forms_folder(), copy)
    shipped = (copy / "manifest.sha256").read_bytes()
    assert run("manifest", "--forms", copy).exit_code == 0
    assert (copy / "manifest.sha256").read_bytes() == shipped
