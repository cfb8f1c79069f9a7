"""Wording, copies and empty forms through their commands: output, exit codes, one line of complaint."""

from __future__ import annotations

import hashlib
import json

import docx
import pytest
from click.testing import CliRunner

from inspector_app import places
from inspector_app.casework.opening import open_desk
from inspector_app.catalog.library import Library
from inspector_app.cli import main
from inspector_app.commands import wording
from inspector_app.documents.model import Stamp
from inspector_app.documents.render import render
from inspector_app.fault import Fault, UsageFault

from ..casework.conftest import PASSPHRASE, new_desk

CODE = "order_correction_notice"


def run(command, *arguments):
    done = CliRunner().invoke(command, [str(one) for one in arguments], standalone_mode=False)
    return done.output, done.exception


@pytest.fixture(scope="module")
def official(tmp_path_factory):
    """The form of the product itself, as an office might have printed it, with another sentence in it."""
    form = Library(places.forms_folder()).form_as_shipped(CODE)
    path = tmp_path_factory.mktemp("局") / "官方 格式.pdf"
    path.write_bytes(render(form, {}, Stamp("0" * 32, 1, "empty")).pdf)
    return path


def test_adopt_then_look_at_the_differences(official, tmp_path):
    pack = tmp_path / "binhe.yaml"
    output, error = run(wording.adopt_wording, official, "--out", pack, "--name", "滨河局用语", "--json")
    assert error is None
    answer = json.loads(output)
    assert (answer["forms"], CODE in answer["missing"]) == (1, False)
    assert "送达回证" in answer["missing"]
    output, error = run(wording.wording_diff, pack, "--json")
    assert error is None
    assert json.loads(output)["faults"] == []
    output, error = run(wording.adopt_wording, official, "--out", pack, "--agency", "市监")
    assert error is None
    assert "找到 1 件文书" in output
    output, error = run(wording.wording_diff, pack)
    assert error is None
    assert "1 件文书" in output


def test_a_pack_for_another_version_is_refused_by_name(tmp_path):
    pack = tmp_path / "old.yaml"
    pack.write_text(
        "code: old\nversion: '1'\nname: 旧\ndocuments:\n"
        f"- form: {CODE}\n  fields: [{{key: gone, set: {{label: 旧栏}}}}]\n- form: no_such_form\n",
        "utf-8",
    )
    output, error = run(wording.wording_diff, pack, "--json")
    assert isinstance(error, Fault)
    assert "没有字段 gone" in str(error)
    assert any("no_such_form" in one for one in json.loads(output)["faults"])
    with pytest.raises(UsageFault, match="没有代码为“x”"):
        raise run(wording.wording_diff, pack, "--form", "x")[1]


def test_wrong_use_is_said(official, tmp_path):
    for arguments, said in (
        ((official, "--out", tmp_path / "滨河.yaml"), "文件名只能用"),
        ((official, "--out", tmp_path / "binhe.json"), "后缀是 .yaml"),
        ((tmp_path / "无.pdf", "--out", tmp_path / "binhe.yaml"), "读不出"),
    ):
        assert said in str(run(wording.adopt_wording, *arguments)[1])
    assert list(tmp_path.iterdir()) == []
    assert "要哪些空白文书" in str(run(wording.empty, "--out", tmp_path)[1])
    assert "要哪些空白文书" in str(run(wording.empty, CODE, "--all", "--out", tmp_path)[1])
    assert ".docx 结尾" in str(run(wording.copy, CODE, "--sample", "--out", tmp_path / "x.doc")[1])
    assert "内容从哪里来" in str(run(wording.copy, CODE, "--out", tmp_path / "x.docx")[1])


def test_a_copy_and_empty_forms_are_written(tmp_path):
    out = tmp_path / "副 本.docx"
    output, error = run(wording.copy, CODE, "--sample", "--out", out, "--json")
    assert error is None
    assert json.loads(output)["code"] == CODE
    assert "副本" in docx.Document(str(out)).sections[0].header.paragraphs[0].text
    output, error = run(wording.empty, CODE, "service_receipt", "--out", tmp_path / "空白")
    assert error is None
    assert "已写出 2 件" in output
    assert len(list((tmp_path / "空白").glob("*.pdf"))) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "是空文件"),
        (b"\x89PNG\r\n", "不是能打开的 PDF"),
        (b"%PDF-1.7\n1 0 obj\n<<", "不完整或已损坏"),
    ],
)
def test_a_file_that_is_no_official_one_is_one_sentence_and_exit_1(tmp_path, capsys, content, said):
    path = tmp_path / "坏 文件.pdf"
    path.write_bytes(content)
    assert main(["forms", "adopt-wording", str(path), "--out", str(tmp_path / "binhe.yaml")]) == 1
    error = capsys.readouterr().err
    assert said in error
    assert len(error.strip().splitlines()) == 1
    assert not (tmp_path / "binhe.yaml").exists()


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("code: binhe\nversion: '1'\nname: x\ndocuments:\n- form: no_such_form\n", 1, "没有代码为“no_such_form”"),
        (
            f"code: binhe\nversion: '1'\nname: x\ndocuments:\n- form: {CODE}\n  fields: [{{key: gone, set: {{}}}}]\n",
            1,
            "没有字段 gone",
        ),
        (
            f"code: binhe\nversion: '1'\nname: x\ndocuments:\n- form: {CODE}\n"
            "  blocks: [{block: 5, begins: 旧版的第一句, set: {text: x}}]\n",
            1,
            "不是以“旧版的第一句”开头",
        ),
        (
            f"code: binhe\nversion: '1'\nname: x\ndocuments:\n- form: {CODE}\n"
            "  blocks: [{block: 3, kind: space, set: {stands: [{base: 上面}]}}]\n",
            1,
            "写法不对",
        ),
        ("code: [", 1, "binhe.yaml"),
        ("", 1, "binhe.yaml"),
    ],
)
def test_a_pack_that_does_not_fit_is_one_sentence(tmp_path, capsys, text, code, said):
    path = tmp_path / "binhe.yaml"
    path.write_text(text, "utf-8")
    assert main(["forms", "wording-diff", str(path)]) == code
    error = capsys.readouterr().err
    assert said in error
    assert len(error.strip().splitlines()) == 1


def test_a_pack_that_is_not_there_is_wrong_use(tmp_path, capsys):
    assert main(["forms", "wording-diff", str(tmp_path / "无.yaml")]) == 2
    assert main(["forms", "adopt-wording", str(tmp_path / "无.pdf"), "--out", str(tmp_path / "a.yaml")]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 2


def test_a_pack_is_used_listed_and_dropped_and_the_journal_says_who(official, tmp_path, capsys, monkeypatch):
    data, pack = tmp_path / "数 据", tmp_path / "binhe.yaml"
    new_desk(data).close()
    monkeypatch.setenv("INSPECTOR_PASSPHRASE", PASSPHRASE)
    assert main(["forms", "adopt-wording", str(official), "--out", str(pack), "--name", "滨河局用语"]) == 0
    assert main(["forms", "use-wording", str(pack), "--data", str(data), "--json"]) == 0
    digest = hashlib.sha256((data / "wording" / "binhe.yaml").read_bytes()).hexdigest()
    assert f'"digest": "{digest}"' in capsys.readouterr().out
    assert main(["forms", "own-wording", "--data", str(data), "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["code"], told["version"], told["name"], told["forms"]) == ("binhe", "1", "滨河局用语", 1)
    who = told["used_by"]
    assert (told["digest"], who in {"李敏", "王海涛"}) == (digest, True)
    library = Library(places.forms_folder(), wording=data / "wording")
    assert library.form(CODE).version.endswith("+binhe.1")
    assert main(["--data", str(data), "document", "list", "--json"]) == 0
    listed = {one["code"]: one for one in json.loads(capsys.readouterr().out)}
    assert listed[CODE]["wording"] == ["用语包 滨河局用语 第1版"]
    assert listed["service_receipt"]["wording"] == []
    out = tmp_path / "改.pdf"
    render = ["document", "render", CODE, "--sample", "--out", str(out), "--data", str(data)]
    assert main([*render, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["version"].endswith("+binhe.1")
    assert told["packs"] == ["随程序安装的", "用语包 滨河局用语 第1版"]
    assert main(render) == 0
    assert capsys.readouterr().out.endswith("所用：随程序安装的；用语包 滨河局用语 第1版\n")
    assert main(["forms", "drop-wording", "binhe", "--data", str(data)]) == 0
    assert "+" not in library.form(CODE).version
    assert main(["forms", "drop-wording", "binhe", "--data", str(data)]) == 2
    assert main(["forms", "use-wording", str(tmp_path / "无.yaml"), "--data", str(data)]) == 2
    pack.write_text(f"code: binhe\nversion: '1'\nname: x\ndocuments:\n- form: {CODE}x\n", "utf-8")
    assert main(["forms", "use-wording", str(pack), "--data", str(data)]) == 1
    assert "没有代码为" in capsys.readouterr().err
    desk = open_desk(data, PASSPHRASE)
    entries = [(one["actor"], one["action"]) for one in desk.read.journal("office") if "用语包" in one["action"]]
    desk.close()
    assert entries == [
        (who, f"使用用语包 滨河局用语 第1版（摘要 {digest[:8]}），1件文书，SHA-256 {digest}"),
        (who, f"不再使用用语包 滨河局用语 第1版（摘要 {digest[:8]}），SHA-256 {digest}"),
    ]


def test_without_a_vault_there_is_no_wording_to_use(official, tmp_path, capsys):
    pack = tmp_path / "binhe.yaml"
    assert main(["forms", "adopt-wording", str(official), "--out", str(pack)]) == 0
    assert main(["forms", "use-wording", str(pack), "--data", str(tmp_path / "没有")]) == 1
    assert "没有数据库" in capsys.readouterr().err
