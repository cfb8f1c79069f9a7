"""Numbers, their words and the home of the data by the command alone."""

from __future__ import annotations

import json
import shutil

import pytest

from inspector_app.casework import office
from inspector_app.cli import main

from ..casework.conftest import PASSPHRASE, new_desk


@pytest.fixture
def run(tmp_path, capsys, monkeypatch):
    """Run a command on data with one block; its exit code, what it printed, what it complained of."""
    monkeypatch.setenv("INSPECTOR_PASSPHRASE", PASSPHRASE)
    folder = tmp_path / "李 敏" / "数据"
    desk = new_desk(folder)
    office.add_number_block(desk, "检", year=2026, first=1, last=30)
    desk.close()

    def call(*arguments, data=folder):
        code = main(["--data", str(data), *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    call.folder = folder
    return call


def test_words_are_listed_set_cleared_and_taken_back(run):
    code, out, _ = run("document", "numbers", "words", "--json")
    listed = {one["code"]: one for one in json.loads(out)}
    assert (code, len(listed)) == (0, 68)
    assert (listed["deficiency_list"]["word"], listed["deficiency_list"]["source"]["origin"]) == ("检", "default")
    code, out, _ = run("document", "numbers", "set-word", "deficiency_list", "责改")
    assert code == 0
    assert "请注意　“责改”也用于责令改正通知书：共用一个流水号" in out
    assert run("document", "numbers", "set-word", "deficiency_list", "缺清")[0] == 0
    code, out, _ = run("document", "numbers", "words")
    (line,) = [one for one in out.splitlines() if one.startswith("deficiency_list")]
    assert "缺清" in line
    assert "本机关（" in line
    assert "文种字未核实" in next(one for one in out.splitlines() if one.startswith("case_filing_approval"))
    assert "仍用“检”" in run("document", "numbers", "clear-word", "deficiency_list")[1]
    for _ in range(3):
        assert run("document", "numbers", "undo-word")[0] == 0
    code, _, err = run("document", "numbers", "undo-word")
    assert (code, "没有可撤销的" in err) == (1, True)


@pytest.mark.parametrize(
    ("form", "word", "code", "said"),
    [
        ("deficiency_list", "A", 1, "只能用汉字"),
        ("deficiency_list", "一二三四", 1, "一到三个汉字"),
        ("no_such_form", "记", 2, "没有代码为"),
        ("site_record", "记", 2, "没有代码为"),
    ],
)
def test_a_word_that_cannot_be_is_one_sentence(run, form, word, code, said):
    found, _, err = run("document", "numbers", "set-word", form, word)
    assert found == code
    assert said in err
    assert len(err.strip().splitlines()) == 1


def test_data_moved_elsewhere_go_on_by_two_commands(run, tmp_path):
    assert run("vault", "home")[:1] == (0,)
    copy = tmp_path / "另一处"
    shutil.copytree(run.folder, copy)
    code, out, _ = run("vault", "home", data=copy)
    assert (code, "要说明" in out, "原来的文件夹也还在" in out) == (1, True, True)
    code, out, _ = run("document", "numbers", data=copy)
    assert (code, "数据不在原来的电脑或文件夹里" in out) == (1, True)
    code, _, err = run("vault", "home", "--answer", "moved", data=copy)
    assert (code, "理由" in err) == (1, True)
    code, out, _ = run("vault", "home", "--answer", "moved", "--reason", "换了硬盘", data=copy)
    assert (code, " 说明：搬到这里，原来那一份不再用；换了硬盘" in out) == (0, True)
    assert "数据搬到了这里" in run("document", "numbers", data=copy)[1]
    code, out, _ = run("document", "numbers", "check-all", data=copy)
    assert (code, "已核对 1 个号段" in out) == (0, True)
    assert run("document", "numbers", data=copy)[0] == 0
    code, _, err = run("vault", "home", "--answer", "moved", "--reason", "再说一次", data=copy)
    assert (code, "不需要说明" in err) == (1, True)
