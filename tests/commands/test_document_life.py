"""The life of a document by the command alone: drafted, overridden with a reason, issued, corrected, compared, written."""

from __future__ import annotations

import json

import pytest

from inspector_app.casework import inspecting, issuing, numbers, office
from inspector_app.casework.opening import open_desk
from inspector_app.commands.document import document
from inspector_app.fault import Fault

from ..casework.conftest import ENTERPRISE, PASSPHRASE, Ticking, new_desk


@pytest.fixture
def vault(tmp_path):
    folder = tmp_path / "李 敏" / "数据"
    desk = new_desk(folder)
    inspection = inspecting.start(desk, office.save_enterprise(desk, ENTERPRISE))
    inspecting.choose_checklist(desk, inspection.id, "gsp-retail")
    inspecting.choose_officers(desk, inspection.id, tuple(office.officers(desk)))
    for field, value in (
        ("topic", "日常检查"),
        ("place", "和平路1号"),
        ("task_no", "第117号"),
        ("started_at", desk.now()),
        ("ended_at", desk.now().replace(hour=11)),
    ):
        inspecting.set_value(desk, inspection.id, field, value)
    inspecting.answer(desk, inspection.id, "gsp-retail-16107", "non_compliant")
    inspecting.write_text(desk, inspection.id, "gsp-retail-16107", "外用药与内服药混放")
    desk.close()
    return folder, inspection.id


@pytest.fixture
def run(vault, capsys, monkeypatch):
    from click.exceptions import Exit

    # The command looks at the laptop's clock; the records of this test are of one day.
    monkeypatch.setattr(
        "inspector_app.commands.opened.open_desk", lambda folder, word: open_desk(folder, word, clock=Ticking())
    )
    monkeypatch.setenv("INSPECTOR_PASSPHRASE", PASSPHRASE)

    def call(*arguments: object) -> tuple[int, str]:
        try:
            code = (
                document.main([*map(str, arguments), "--data", str(vault[0])], "document", standalone_mode=False) or 0
            )
        except Exit as stop:
            code = stop.exit_code
        except Fault as fault:
            return fault.exit_code, str(fault)
        return code, capsys.readouterr().out

    return call


@pytest.fixture
def drafted(vault, run):
    key = json.loads(run("draft", "deficiency_list", "--inspection", vault[1], "--json")[1])["id"]
    run("set", key, "unit_opinion", "无异议")
    run("set", key, "date", "2026-11-21")
    return key


@pytest.fixture
def issued(run, drafted):
    assert run("numbers", "add", "检", "--year", 2026, "--first", 1, "--last", 9)[0] == 0
    code, out = run("issue", drafted, "--json")
    assert code == 0
    return json.loads(out)


def test_an_override_needs_its_reason_before_it_is_issued(run, drafted):
    run("numbers", "add", "检", "--year", 2026, "--first", 1, "--last", 9)
    assert run("fields", drafted)[0] == 0
    assert run("set", drafted, "unit_name", "另一个名字")[0] == 0
    code, out = run("fields", drafted)
    assert code == 1
    assert "【企业档案：A&B<药业>𠮷野大药房；理由：还没有写】" in out
    assert "→ unit_name" in out
    code, said = run("issue", drafted)
    assert (code, "还没有写明理由" in said) == (1, True)
    assert run("reason", drafted, "unit_name", "按证照原件填写")[0] == 0
    assert run("issue", drafted)[0] == 0
    assert "【记录：A&B<药业>𠮷野大药房；理由：按证照原件填写】" in run("fields", drafted)[1]


def test_edits_are_undone_and_restored(run, drafted):
    run("set", drafted, "unit_name", "另一个名字")
    assert json.loads(run("undo", drafted, "--json")[1]) == {"field": "unit_name"}
    run("set", drafted, "unit_name", "另一个名字")
    restored = json.loads(run("restore", drafted, "unit_name", "--json")[1])
    assert "unit_name" not in restored["overrides"]


def test_a_correction_replaces_and_void_is_remade(run, issued):
    code, out = run("correct", issued["number"], "--reason", "误写", "--json")
    made = json.loads(out)
    assert (code, made["corrects"]) == (0, issued["id"])
    run("set", made["id"], "date", "2026-11-21")
    new = json.loads(run("issue", made["id"], "--json")[1])
    listed = {one["id"]: one["status"] for one in json.loads(run("register", "--json")[1])}
    assert listed == {issued["id"]: "corrected", new["id"]: "issued"}
    code, said = run("void", issued["id"], "--reason", "再作废")
    assert (code, "只有已印发的文书才能作废" in said) == (1, True)
    assert run("void", new["id"], "--reason", "整份错了")[0] == 0
    assert json.loads(run("remake", new["id"], "--json")[1])["remakes"] == new["id"]
    assert "整份错了" in run("register")[1]


def test_differences_are_told_and_kept(vault, run, issued):
    assert run("differences") == (0, "")
    desk = open_desk(vault[0], PASSPHRASE, clock=Ticking())
    inspecting.set_value(desk, vault[1], "enterprise.name", "改了名的药房")
    desk.close()
    code, out = run("differences", issued["id"], "--json")
    (told,) = json.loads(out)
    assert code == 1
    assert {"key": "unit_name", "new": "改了名的药房", "open": True}.items() <= told["differences"][0].items()
    assert "改了名的药房" in run("differences")[1]
    assert run("keep", issued["id"], "unit_name", "--note", "那天没有改名")[0] == 0
    assert run("differences") == (0, "")
    assert "已说明保留" in run("differences", issued["id"])[1]


def test_the_register_of_numbers_and_its_warnings(vault, run, issued):
    code, out = run("numbers", "--json")
    told = json.loads(out)
    (series,) = told["series"]
    assert (code, series["title"], series["issued"], series["remaining"]) == (0, "滨药监检〔2026〕", 1, 8)
    block = series["blocks"][0]["id"]
    assert run("numbers", "check", block[:8], "--next", 6, "--reason", "手写用掉")[0] == 0
    code, out = run("numbers")
    assert code == 1
    assert "2–5 号　手写用掉" in out
    assert "请注意　滨药监检〔2026〕的文号只剩4个" in out
    assert run("numbers", "check", block[:8], "--next", 2)[0] == 1
    desk = open_desk(vault[0], PASSPHRASE, clock=Ticking())
    assert numbers.register(desk)[0].used[0].document_id == issued["id"]
    desk.close()


def test_a_set_is_written_as_the_frozen_files(vault, run, issued, tmp_path):
    code, out = run("set-files", issued["id"], "--out", tmp_path / "一 套", "--copies", f"{issued['id']}=3", "--json")
    assert code == 0
    (path,) = json.loads(out)
    assert path.endswith("（3份）.pdf")
    desk = open_desk(vault[0], PASSPHRASE, clock=Ticking())
    assert (tmp_path / "一 套").joinpath(path.rpartition("/")[2]).read_bytes() == issuing.frozen(desk, issued["id"])
    desk.close()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("fields", "没有的"), 2, "没有标识或文号"),
        (("draft", "deficiency_list"), 2, "文书归哪里不明确"),
        (("set-files", "x", "--out", "y", "--copies", "z"), 2, "应写作"),
        (("numbers", "check", "zzz", "--next", "1"), 2, "没有标识"),
        (("numbers", "add", "检", "--year", "2026", "--first", "5", "--last", "1"), 1, "号段不成立"),
    ],
)
def test_wrong_use_is_one_sentence(run, arguments, code, words):
    found, said = run(*arguments)
    assert (found, words in said) == (code, True)
