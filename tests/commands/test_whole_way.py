"""The whole way by the command alone, in real processes: laptop, headquarters, receipt."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def inspector(*arguments: object, code: int = 0, secret: str = "口令口令 12345678") -> str:
    done = subprocess.run(
        [sys.executable, "-m", "inspector_app", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"INSPECTOR_PASSPHRASE": secret, "PYTHONUTF8": "1"},
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout if code == 0 else done.stderr


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    folder = tmp_path_factory.mktemp("演示 一")
    out = inspector("demo", "--data", folder / "数据", "--out", folder / "产出", "--json", secret="演示口令 demo-2026")
    return folder, json.loads(out)


def test_the_demonstration_goes_all_the_way(demonstration):
    folder, outcome = demonstration
    assert len(outcome["documents"]) == 9
    for path in [*outcome["documents"], outcome["bundle"], outcome["receipt"]]:
        assert Path(path).stat().st_size > 500
    listed = json.loads(inspector("hq", "list", "--dir", outcome["headquarters"], "--json"))
    assert len(listed) == 1
    checked = inspector("doctor", "--data", folder / "数据", "--json", secret="演示口令 demo-2026")
    assert all(check["ok"] is not False for check in json.loads(checked))


def test_the_bundle_verifies_with_headquarters_key_and_not_with_another(demonstration, tmp_path):
    _, outcome = demonstration
    central = Path(outcome["headquarters"])
    (identity,) = central.joinpath("keys").glob("duty*")
    inspector("bundle", "verify", outcome["bundle"], "--identity", identity, "--hq", central)
    inspector("hq", "init", "--dir", tmp_path / "别处", "--name", "别处")
    (other,) = tmp_path.joinpath("别处", "keys").glob("duty*")
    assert inspector("bundle", "verify", outcome["bundle"], "--identity", other, code=1).count("\n") == 1


def test_a_laptop_made_by_the_command_enrols_seals_and_gets_its_receipt(tmp_path):
    vault, central, stick = tmp_path / "我的 数据", tmp_path / "总部", tmp_path / "U盘"
    stick.mkdir()
    inspector("vault", "init", "--data", vault, "--organisation", "滨河市药监局", "--officer", "李敏:001:2030-12-31")
    inspector("hq", "init", "--dir", central, "--name", "省局")
    inspector("vault", "enrol", central / "enrolment.json", "--device-letter", tmp_path / "d.json", "--data", vault)
    inspector("hq", "register", tmp_path / "d.json", "--dir", central)
    assert "没有可以封存的检查" in inspector("bundle", "seal", "--all", "--to", stick, "--data", vault, code=1)
    inspector("vault", "backup", tmp_path / "备份", "--data", vault)
    inspector("doctor", "--data", tmp_path / "备份")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["judge", "nothing", "x.json"], 2, "nothing"),
        (["doctor", "--data", "不存在"], 1, "没有数据库"),
        (["vault", "init", "--data", "x", "--organisation", "局", "--officer", "甲:1:不是日期"], 2, "不是日期"),
        (["document", "render", "nothing", "--values", "v.json", "--out", "o.pdf"], 2, "nothing"),
        (["nonsense"], 2, "nonsense"),
        (["bundle", "verify", "没有.age", "--identity", "没有"], 1, "没有"),
    ],
)
def test_wrong_use_is_one_line_and_no_traceback(arguments, code, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = inspector(*arguments, code=code)
    assert words in said
    assert said.startswith("inspector: ")
    assert said.count("\n") == 1


def test_a_wrong_passphrase_is_said_so(demonstration):
    folder, _ = demonstration
    assert "口令不对" in inspector("doctor", "--data", folder / "数据", secret="错的错的错的", code=1)
