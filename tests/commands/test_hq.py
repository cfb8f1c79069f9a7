"""inspector hq, from init to figures, as typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from inspector_app.bundle.keys import SigningKey
from inspector_app.bundle.letters import DeviceLetter, read_letter, save_letter
from inspector_app.bundle.seal import seal
from inspector_app.commands.hq import hq
from inspector_app.fault import Fault
from tests.bundle.making import AT, DEVICE, consignment, record


def run(*words: str | Path) -> str:
    done = CliRunner().invoke(hq, [str(w) for w in words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def fault(*words: str | Path) -> Fault:
    done = CliRunner().invoke(hq, [str(w) for w in words])
    assert isinstance(done.exception, Fault), done.output
    return done.exception


@pytest.fixture
def central(tmp_path: Path) -> Path:
    folder = tmp_path / "总 部"
    assert "离线" in run("init", "--dir", folder, "--name", "某省药监局")
    return folder


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    value = DeviceLetter(
        device_id="laptop-7", device_name="一队", organisation="某局", signing_key=DEVICE.public.text, created=AT
    )
    return save_letter(value, DEVICE, tmp_path / "设备.json")


def sealed(central: Path, target: Path, key: SigningKey = DEVICE, **more) -> Path:
    enrolment = read_letter(central / "enrolment.json", "enrolment")
    return seal(consignment(**more), recipients=enrolment.recipients, signing_key=key, target=target).path


def test_the_whole_way(central: Path, letter: Path, tmp_path: Path) -> None:
    signer = read_letter(central / "enrolment.json", "enrolment").signer
    assert DEVICE.public.fingerprint in run("register", letter, "--dir", central)
    bundle = sealed(central, tmp_path / "b.age")
    said = run("import", bundle, "--dir", central, "--receipt", tmp_path / "回执.json")
    assert "已入库" in said
    assert read_letter(tmp_path / "回执.json", "receipt", signer).entries[0].result == "stored"
    again = json.loads(run("import", bundle, "--dir", central, "--json"))
    assert again["entries"][0]["result"] == "already"
    assert Path(again["receipt_file"]) == central / "receipts" / "receipt-laptop-7-1.json"
    assert "已有，未重复" in run("receipt", "--dir", central, "--out", tmp_path / "再.json")
    assert read_letter(tmp_path / "再.json", "receipt", signer).receipt_id == again["receipt_id"]
    assert (
        json.loads(run("receipt", "--dir", central, "--bundle", "B1-laptop-7", "--json"))["bundle_id"] == "B1-laptop-7"
    )
    figures = json.loads(run("stats", "--dir", central, "--json"))
    assert figures["inspections"] == 1
    assert figures["failed_items"] == [{"checklist": "gsp-retail", "item_id": "i2", "count": 1, "of": 1}]
    said = run("stats", "--dir", central)
    assert "限期整改  1" in said
    assert "2026-03  1" in said
    assert "示例大药房 A&B<药业>𠮷" in run("list", "--dir", central)
    assert json.loads(run("list", "--dir", central, "--json"))[0]["id"] == "I1"
    said = run("show", "I1", "--dir", central)
    assert "冷藏柜温度 12.5 ℃" in said
    assert "现场笔录 浙药监笔〔2026〕1号" in said
    assert json.loads(run("show", "I1", "--dir", central, "--json"))[0]["record"]["id"] == "I1"
    assert "收到 1 个导出包" in run("devices", "--dir", central)
    assert json.loads(run("devices", "--dir", central, "--json"))[0]["missing"] == []


def test_revoked_and_conflicting(central: Path, letter: Path, tmp_path: Path) -> None:
    run("register", letter, "--dir", central, "--fingerprint", DEVICE.public.fingerprint)
    run("import", sealed(central, tmp_path / "a"), "--dir", central)
    other = sealed(central, tmp_path / "b", records=[record(state="other")], evidence=[], pdfs={}, counter=3)
    assert "两份都保留" in run("import", other, "--dir", central)
    assert "有冲突待处理：I1" in run("stats", "--dir", central)
    assert "有冲突" in run("list", "--dir", central)
    assert "缺第 2 个" in run("devices", "--dir", central)
    assert "2026-03-01 起" in run("revoke", "laptop-7", "--dir", central, "--from", "2026-03-01")
    assert fault("import", other, "--dir", central).code == "revoked"
    run("revoke", "laptop-7", "--dir", central)
    assert "注销" in run("devices", "--dir", central)


def test_wrong_use_is_said_clearly(central: Path, letter: Path, tmp_path: Path) -> None:
    bundle = sealed(central, tmp_path / "a")
    assert fault("import", bundle, "--dir", central).code == "unknown_signer"
    run("register", letter, "--dir", central)
    assert fault("import", bundle, "--dir", tmp_path).code == "not_headquarters"
    assert fault("import", tmp_path / "没有", "--dir", central).code == "not_found"
    wrong = fault("import", bundle, "--dir", central, "--receipt", tmp_path / "nowhere" / "r.json")
    assert (wrong.code, wrong.exit_code) == ("receipt_target", 2)
    assert fault("import", bundle, "--dir", central, "--receipt", bundle).code == "receipt_target"
    assert json.loads(run("list", "--dir", central, "--json")) == []
    assert fault("init", "--dir", central, "--name", "x").code == "target_exists"
    assert fault("register", central / "enrolment.json", "--dir", central).code == "wrong_kind"
    assert fault("show", "I1", "--dir", central).code == "unknown_record"
    assert fault("receipt", "--dir", central).code == "unknown_bundle"
    assert fault("revoke", "nobody", "--dir", central).code == "unknown_device"
    identity = central / "recovery" / "recovery.age-identity"
    assert "已入库" in run("import", bundle, "--dir", central, "--identity", identity)


def test_the_receipt_cannot_be_written(central: Path, letter: Path, tmp_path: Path) -> None:
    """The import stands and says so; the receipt is written again later."""
    run("register", letter, "--dir", central)
    (central / "receipts").rmdir()
    said = fault("import", sealed(central, tmp_path / "a"), "--dir", central)
    assert said.code == "receipt_unwritten"
    assert "已入库" in str(said)
    assert run("receipt", "--dir", central, "--out", tmp_path / "r.json")
    assert "已写到" in run("receipt", "--dir", central, "--out", tmp_path / "r.json")
    (tmp_path / "other.txt").write_text("mine", encoding="utf-8")
    assert fault("receipt", "--dir", central, "--out", tmp_path / "other.txt").code == "receipt_target"
    assert (tmp_path / "other.txt").read_text(encoding="utf-8") == "mine"


def test_text_of_a_bundle_cannot_steer_the_terminal(central: Path, letter: Path, tmp_path: Path) -> None:
    run("register", letter, "--dir", central)
    hostile = record(enterprise={"name": "甲\x1b[2J药店\u202e"}, evidence=[])
    run("import", sealed(central, tmp_path / "a", records=[hostile], evidence=[], pdfs={}), "--dir", central)
    for said in (run("list", "--dir", central), run("show", "I1", "--dir", central)):
        assert "甲�[2J药店�" in said
        assert "\x1b" not in said
        assert "\u202e" not in said
