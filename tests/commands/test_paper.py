"""Paper by the command alone: verified, filed, what is missing; each wrong input one line."""

from __future__ import annotations

import json
from datetime import timedelta

import click
import pytest

from inspector_app.casework import inspecting, issuing, office
from inspector_app.casework.opening import open_desk
from inspector_app.commands.paper import file_pages, verify
from inspector_app.fault import Fault

from ..casework.conftest import ENTERPRISE, PASSPHRASE, new_desk
from ..casework.papers import code_picture, issue, jpeg, photo, pictures, scan


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A vault with one issued record of two pages, and its pages."""
    folder = tmp_path_factory.mktemp("纸 件") / "数据"
    desk = new_desk(folder)
    inspection = inspecting.start(desk, office.save_enterprise(desk, ENTERPRISE))
    inspecting.set_value(desk, inspection.id, "topic", "日常检查")
    inspecting.set_value(desk, inspection.id, "place", "和平路1号")
    inspecting.set_value(desk, inspection.id, "started_at", desk.now())
    inspecting.set_value(desk, inspection.id, "ended_at", desk.now() + timedelta(hours=2))
    inspecting.choose_checklist(desk, inspection.id, "gsp-retail")
    inspecting.choose_officers(desk, inspection.id, tuple(office.officers(desk)))
    inspecting.answer(desk, inspection.id, "gsp-retail-16107", "non_compliant")
    inspecting.write_text(desk, inspection.id, "gsp-retail-16107", "外用药与内服药混放")
    document = issue(desk, inspection.id)
    pages = pictures(issuing.frozen(desk, document.id))
    desk.close()
    return folder, document, pages


@pytest.fixture
def run(made, capsys, monkeypatch):
    monkeypatch.setenv("INSPECTOR_PASSPHRASE", PASSPHRASE)
    group = click.Group(commands={"verify": verify, "file": file_pages})

    def call(*arguments: object) -> tuple[int, str]:
        try:
            code = group.main([*map(str, arguments), "--data", str(made[0])], "document", standalone_mode=False) or 0
        except click.exceptions.Exit as stop:
            code = stop.exit_code
        except Fault as fault:
            return fault.exit_code, str(fault)
        return code, capsys.readouterr().out

    return call


def test_a_photo_is_verified_and_a_forged_code_is_not(made, run, tmp_path):
    _, document, pages = made
    (tmp_path / "一 页.jpg").write_bytes(jpeg(photo(pages[0])))
    code, out = run("verify", tmp_path / "一 页.jpg", "--json")
    (told,) = json.loads(out)
    assert (code, told["standing"], told["document_id"], told["page"]) == (0, "matches", document.id, 1)
    forged = f"IX1*{document.id.upper()}*1*1/{document.pages}*{'0' * 16}*{document.journal_head[:8].upper()}"
    code, out = run("verify", forged)
    assert code == 1
    assert "与记录不符" in out


def test_pages_are_filed_and_what_is_missing_is_said(made, run, tmp_path):
    _, document, pages = made
    (tmp_path / "扫描.pdf").write_bytes(scan(pages[1:]))
    code, out = run("file", tmp_path / "扫描.pdf")
    assert code == 0
    assert out.splitlines()[-1] == f"{document.name}{document.number}：还缺第1页"
    (tmp_path / "网址.jpg").write_bytes(jpeg(code_picture("https://example.com")))
    (tmp_path / "一.jpg").write_bytes(jpeg(pages[0]))
    code, out = run("file", tmp_path / "网址.jpg", tmp_path / "一.jpg", "--json")
    told = json.loads(out)
    assert code == 1
    assert [page["filed"] for page in told["pages"]] == [False, True]
    assert told["documents"][0]["missing"] == []
    code, out = run("file", tmp_path / "网址.jpg", "--to", document.id)
    assert code == 0
    assert "手工" in out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("verify", "没有这个文件.jpg"), 2, "找不到文件"),
        (("verify", "x" * 5000), 2, "找不到文件"),
        (("verify", "*不是码*"), 1, "不是文书的码"),
        (("file", "没有.jpg"), 1, "找不到文件"),
        (("file", "没有.jpg", "--to", "nothing"), 2, "没有编号"),
    ],
)
def test_wrong_use_is_said_in_one_line(run, arguments, code, words):
    ended, said = run(*arguments)
    assert ended == code
    assert words in said


def test_an_open_vault_elsewhere_is_not_harmed(made, run):
    """A window that holds the vault keeps it; the command says so."""
    desk = open_desk(made[0], PASSPHRASE)
    try:
        code, said = run("verify", "IX1*A*1*1/1*0000000000000000*00000000")
    finally:
        desk.close()
    assert code == 1
    assert said.count("。") == 1
