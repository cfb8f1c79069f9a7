"""inspector bundle verify and open, as typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from inspector_app.bundle.keys import SigningKey
from inspector_app.bundle.letters import DeviceLetter, save_letter
from inspector_app.bundle.seal import seal
from inspector_app.commands.bundle import bundle
from inspector_app.fault import Fault
from inspector_app.headquarters import demonstration
from tests.bundle.making import AT, DEVICE, DUTY, RECIPIENTS, consignment


def run(*words: str | Path) -> str:
    done = CliRunner().invoke(bundle, [str(w) for w in words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def fault(*words: str | Path) -> Fault:
    done = CliRunner().invoke(bundle, [str(w) for w in words])
    assert isinstance(done.exception, Fault), done.output
    assert done.exception.exit_code in {1, 2}
    return done.exception


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    return seal(consignment(), recipients=RECIPIENTS, signing_key=DEVICE, target=tmp_path / "一个 包.age").path


@pytest.fixture
def identity(tmp_path: Path) -> Path:
    (tmp_path / "duty.txt").write_text(DUTY.file_text("key"), encoding="utf-8")
    return tmp_path / "duty.txt"


def test_verify(sealed: Path, identity: Path, tmp_path: Path) -> None:
    said = run("verify", sealed, "--identity", identity)
    assert "导出包完好" in said
    assert "请核对指纹" in said
    assert DEVICE.public.fingerprint in said
    (tmp_path / "k.pub").write_text(DEVICE.public.file_text, encoding="ascii")
    for signer in (DEVICE.public.text, tmp_path / "k.pub"):
        report = json.loads(run("verify", sealed, "--identity", identity, "--signer", signer, "--json"))
        assert report["trusted"] is True
        assert report["entries"][0]["id"] == "I1"
    stranger = SigningKey.generate().public.text
    assert fault("verify", sealed, "--identity", identity, "--signer", stranger).code == "unknown_signer"
    assert fault("verify", sealed, "--identity", identity, "--signer", "junk").code == "bad_key"
    assert fault("verify", sealed, "--identity", sealed).code == "bad_key"
    assert fault("verify", sealed, "--identity", tmp_path / "没有").code == "not_found"


def test_verify_with_the_devices_of_headquarters(identity: Path, tmp_path: Path) -> None:
    from inspector_app.bundle.letters import read_letter

    central = tmp_path / "总部"
    enrolment = read_letter(demonstration.establish(central, "某局", at=AT), "enrolment")
    path = seal(consignment(), recipients=enrolment.recipients, signing_key=DEVICE, target=tmp_path / "b").path
    duty = central / "keys" / "duty.age-identity"
    assert fault("verify", path, "--identity", duty, "--hq", central).code == "unknown_signer"
    letter = DeviceLetter(
        device_id="laptop-7", device_name="一", organisation="某局", signing_key=DEVICE.public.text, created=AT
    )
    demonstration.register(central, save_letter(letter, DEVICE, tmp_path / "d.json"), at=AT)
    assert "与给出的公钥相符" in run("verify", path, "--identity", duty, "--hq", central)
    both = fault("verify", path, "--identity", duty, "--hq", central, "--signer", DEVICE.public.text)
    assert (both.code, both.exit_code) == ("usage", 2)
    assert fault("verify", path, "--identity", duty, "--hq", tmp_path).code == "not_headquarters"
    assert fault("verify", path, "--identity", identity).code == "wrong_identity"


def test_one_bit(sealed: Path, identity: Path) -> None:
    data = bytearray(sealed.read_bytes())
    data[len(data) // 2] ^= 1
    sealed.write_bytes(data)
    assert fault("verify", sealed, "--identity", identity).code == "damaged"
    assert fault("open", sealed, "--identity", identity, "--out", sealed.parent / "out").code == "damaged"
    assert sorted(p.name for p in sealed.parent.iterdir()) == sorted([sealed.name, identity.name])


def test_open(sealed: Path, identity: Path, tmp_path: Path) -> None:
    said = run("open", sealed, "--identity", identity, "--out", tmp_path / "打开")
    page = tmp_path / "打开" / "bundle-laptop-7-1" / "data" / "readme-zh.html"
    assert page.is_file()
    assert str(page.parent.parent) in said
    assert fault("open", sealed, "--identity", identity, "--out", tmp_path / "打开").code == "target_exists"
    report = json.loads(run("open", sealed, "--identity", identity, "--out", tmp_path / "再", "--json"))
    assert Path(report["folder"]) == tmp_path / "再" / "bundle-laptop-7-1"
