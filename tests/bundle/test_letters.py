"""Letters: what is written is read; what was touched, or is another kind, is refused."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.bundle.keys import Identity, PublicKey, SigningKey, fingerprint, grouped
from inspector_app.bundle.letters import (
    DeviceLetter,
    Enrolment,
    EvidenceCounts,
    Receipt,
    ReceiptEntry,
    read_letter,
    save_letter,
    write_letter,
)
from inspector_app.fault import Fault
from tests.bundle.making import AT, DEVICE, DUTY, RECOVERY

HQ = SigningKey.generate()
ENROLMENT = Enrolment(
    hq_id="HQ1", name="某省药品监督管理局", duty_recipient=DUTY.recipient, recovery_recipient=RECOVERY.recipient,
    signing_key=HQ.public.text, created=AT,
)  # fmt: skip
LETTER = DeviceLetter(
    device_id="laptop-7", device_name="执法一队 𠮷", organisation="某局", signing_key=DEVICE.public.text, created=AT
)
RECEIPT = Receipt(
    receipt_id="R1", hq_id="HQ1", bundle_id="B1", device_id="laptop-7", counter=1, at=AT,
    entries=[ReceiptEntry(id="I1", revision=1, digest="a" * 64, result="stored")],
    evidence=EvidenceCounts(files=2, new=1, bytes=10),
)  # fmt: skip
CASES = [("enrolment", ENROLMENT, HQ, None), ("device", LETTER, DEVICE, None), ("receipt", RECEIPT, HQ, HQ.public)]


def fault(source, kind, signer=None) -> Fault:
    with pytest.raises(Fault) as caught:
        read_letter(source, kind, signer)
    assert str(caught.value).endswith("。")
    return caught.value


@pytest.mark.parametrize(("kind", "letter", "key", "signer"), CASES)
def test_round_trip(tmp_path: Path, kind, letter, key, signer) -> None:
    path = save_letter(letter, key, tmp_path / "一封 信.json")
    assert read_letter(path, kind, signer) == letter
    assert read_letter(path.read_bytes(), kind, key.public) == letter
    assert json.loads(path.read_bytes())["kind"] == kind
    for other in {"enrolment", "device", "receipt"} - {kind}:
        assert fault(path, other, signer).code == "wrong_kind"
    assert fault(path, kind, SigningKey.generate().public).code == "unknown_signer"
    compact = json.dumps(json.loads(path.read_bytes())).encode()
    assert read_letter(compact, kind, signer) == letter


@pytest.mark.parametrize(("kind", "letter", "key", "signer"), CASES)
def test_any_field_changed(kind, letter, key, signer) -> None:
    body = json.loads(write_letter(letter, key))
    for name, value in body.items():
        changed = {**body, name: "x" + value if isinstance(value, str) else [] if isinstance(value, list) else 7}
        assert fault(json.dumps(changed).encode(), kind, signer).code
        without = {k: v for k, v in body.items() if k != name}
        assert fault(json.dumps(without).encode(), kind, signer).code
    assert fault(json.dumps({**body, "more": 1}).encode(), kind, signer).code == "bad_signature"


@settings(max_examples=200, deadline=None)
@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_any_bit_changed_is_refused_or_means_the_same(place: int, bit: int) -> None:
    data = bytearray(write_letter(RECEIPT, HQ))
    data[place % len(data)] ^= 1 << bit
    try:
        assert read_letter(bytes(data), "receipt", HQ.public) == RECEIPT  # white space between the fields
    except Fault as error:
        assert error.code  # noqa: PT017 - both outcomes are right, silence is not


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=100) | st.text(max_size=50).map(str.encode))
def test_junk(data: bytes) -> None:
    assert fault(data, "receipt", HQ.public).code == "schema"


def test_letters_that_cannot_be_meant(tmp_path: Path) -> None:
    replace = msgspec.structs.replace
    assert fault(write_letter(RECEIPT, HQ), "receipt").code == "unknown_signer"
    with pytest.raises(Fault):
        write_letter(ENROLMENT, DEVICE)
    same = replace(ENROLMENT, recovery_recipient=ENROLMENT.duty_recipient)
    assert fault(write_letter(same, HQ), "enrolment").code == "schema"
    assert fault(write_letter(replace(ENROLMENT, duty_recipient="age1zz"), HQ), "enrolment").code == "bad_key"
    assert fault(write_letter(replace(LETTER, device_id="../x"), DEVICE), "device").code == "unsafe_name"
    assert fault(write_letter(replace(LETTER, created=datetime(2026, 1, 1)), DEVICE), "device").code == "schema"  # noqa: DTZ001
    assert fault(tmp_path / "没有.json", "device").code == "not_found"
    (tmp_path / "big.json").write_bytes(b" " * (9 * 1024**2))
    assert fault(tmp_path / "big.json", "device").code == "too_large"
    body = json.loads(write_letter(LETTER, DEVICE))
    assert fault(json.dumps({**body, "version": "2.0"}).encode(), "device").code == "version"
    assert fault(json.dumps({**body, "signing_key": HQ.public.text}).encode(), "device").code == "unknown_signer"


def test_a_letter_is_checked_by_hand(tmp_path: Path) -> None:
    """With minisign and any RFC 8785 writer, as the documentation says."""
    import rfc8785

    tool = shutil.which("minisign")
    assert tool, "minisign is not installed; script/test installs it (Debian package minisign)"
    body = json.loads(write_letter(RECEIPT, HQ))
    (tmp_path / "s.minisig").write_text(body.pop("signature"), encoding="ascii")
    (tmp_path / "s").write_bytes(rfc8785.dumps(body))
    words = [tool, "-V", "-P", HQ.public.text, "-m", str(tmp_path / "s"), "-x", str(tmp_path / "s.minisig")]
    assert subprocess.run(words, capture_output=True, check=False).returncode == 0
    (tmp_path / "s").write_bytes(rfc8785.dumps({**body, "counter": 2}))
    assert subprocess.run(words, capture_output=True, check=False).returncode != 0


def test_fingerprints_are_read_in_groups_of_four() -> None:
    assert grouped("3f2a91c0") == "3F2A 91C0"
    text = HQ.public.fingerprint
    assert [len(g) for g in text.split(" ")] == [4] * 8
    assert text != DEVICE.public.fingerprint
    assert fingerprint(b"abc") == "BA78 16BF 8F01 CFEA 4141 40DE 5DAE 2223"  # SHA-256 of "abc" (FIPS 180-2, B.1)


def test_keys_come_back_from_their_files(tmp_path: Path) -> None:
    assert SigningKey.from_bytes(DEVICE.to_bytes()).public == DEVICE.public
    (tmp_path / "k.pub").write_text(DEVICE.public.file_text, encoding="ascii")
    assert PublicKey.read(tmp_path / "k.pub") == PublicKey.read(DEVICE.public.text) == DEVICE.public
    (tmp_path / "k.txt").write_text(DUTY.file_text("值班密钥"), encoding="utf-8")
    assert Identity.read(tmp_path / "k.txt") == DUTY == Identity.read(DUTY.text)
    for junk in (b"", b"junk", DEVICE.to_bytes()[:-20], b"a\nb\nc", b"\xff\xfe"):
        with pytest.raises(Fault):
            SigningKey.from_bytes(junk)
    for text in ("", "junk", "RWQ=", DUTY.recipient, DEVICE.public.text + "\n" + DEVICE.public.text):
        with pytest.raises(Fault):
            PublicKey.read(text)


def test_a_key_never_shows_its_secret() -> None:
    assert DUTY.text not in repr(DUTY)
    assert DEVICE.to_bytes().decode().splitlines()[1] not in repr(DEVICE)
