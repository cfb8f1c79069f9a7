"""One bit changed, anywhere: a Fault with a reason, never a traceback, never silence."""

from __future__ import annotations

import hashlib
import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector_app.bundle.bag import write_manifest
from inspector_app.bundle.canonical import canonical
from inspector_app.bundle.keys import Identity, SigningKey
from inspector_app.bundle.names import Limits
from inspector_app.bundle.opening import open_bundle, verify
from inspector_app.bundle.seal import seal
from inspector_app.fault import Fault
from tests.bundle.making import (
    DEVICE,
    DUTY,
    RECIPIENTS,
    SIGNERS,
    consignment,
    journal,
    plain,
    record,
    rewrap,
    zipped,
)

ROOT = "bundle-laptop-7-1"


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    what = consignment(evidence=[b"photo" * 30_000, b""])
    return seal(
        what, recipients=RECIPIENTS, signing_key=DEVICE, target=tmp_path_factory.mktemp("包") / what.file_name
    ).path


@pytest.fixture(scope="module")
def files(sealed: Path) -> dict[str, bytes]:
    return plain(sealed)


@pytest.fixture(scope="module")
def plain_zip(sealed: Path) -> bytes:
    import pyrage

    return pyrage.decrypt(sealed.read_bytes(), [DUTY.native])


def fault(path: Path, identity=DUTY, signers=SIGNERS, **more) -> Fault:
    with pytest.raises(Fault) as caught:
        verify(path, identity, signers, **more)
    assert str(caught.value).endswith("。")
    return caught.value


def test_any_bit_of_the_age_header(sealed: Path, tmp_path: Path) -> None:
    data = sealed.read_bytes()
    end = data.index(b"\n--- ") + 5 + 43 + 1  # version line, two stanzas, the header's MAC
    target = tmp_path / "changed"
    for place in range(end):
        for bit in range(8):
            changed = bytearray(data)
            changed[place] ^= 1 << bit
            target.write_bytes(changed)
            assert fault(target).code in {"not_age", "wrong_identity", "damaged"}


def test_bits_all_over_the_age_body(sealed: Path, tmp_path: Path) -> None:
    data = sealed.read_bytes()
    start = data.index(b"\n--- ") + 5 + 43 + 1
    edges = {start, start + 15, start + 16, len(data) - 1, len(data) - 16, len(data) - 17}
    # The nonce, each chunk's first and last bytes and its authentication tag, then places at random.
    for chunk in range(start + 16, len(data), 65536 + 16):
        edges |= {chunk, chunk + 65535, chunk + 65536, chunk + 65551}
    edges |= {random.Random(7).randrange(start, len(data)) for _ in range(40)}
    target = tmp_path / "changed"
    for place in sorted(p for p in edges if p < len(data)):
        changed = bytearray(data)
        changed[place] ^= 1 << (place % 8)
        target.write_bytes(changed)
        assert fault(target).code == "damaged"


def test_cut_off_or_grown(sealed: Path, tmp_path: Path) -> None:
    data = sealed.read_bytes()
    target = tmp_path / "changed"
    for changed in (
        data[:0],
        data[:10],
        data[:100],
        data[:600],
        data[:-1],
        data[: len(data) // 2],
        data + b"\0",
        data + data,
    ):
        target.write_bytes(changed)
        assert fault(target).code in {"not_age", "damaged"}


def test_other_files_and_other_keys(sealed: Path, tmp_path: Path) -> None:
    assert fault(sealed, Identity.generate()).code == "wrong_identity"
    assert fault(tmp_path / "没有").code == "not_found"
    assert fault(tmp_path).code in {"is_folder", "unreadable"}
    (tmp_path / "a.zip").write_bytes(zipped({"a/b": b""}))
    assert fault(tmp_path / "a.zip").code == "not_age"
    (tmp_path / "pub.txt").write_text(DUTY.recipient)
    assert fault(sealed, tmp_path / "pub.txt").code == "bad_key"
    (tmp_path / "junk.txt").write_bytes(bytes(range(256)))
    assert fault(sealed, tmp_path / "junk.txt").code == "bad_key"
    assert fault(sealed, "AGE-SECRET-KEY-1JUNK").code == "bad_key"
    assert fault(sealed, tmp_path / "no.key").code == "not_found"
    (tmp_path / "duty.txt").write_text(DUTY.file_text("key"), encoding="utf-8")
    assert verify(sealed, tmp_path / "duty.txt", SIGNERS).trusted
    assert verify(sealed, str(tmp_path / "duty.txt"), SIGNERS).trusted


def test_each_file_inside_changed_removed_or_added(files: dict[str, bytes], tmp_path: Path) -> None:
    assert verify(rewrap(zipped(files), tmp_path / "same"), DUTY, SIGNERS).trusted
    for name, data in files.items():
        for place in {0, len(data) // 2, len(data) - 1} if data else set():
            changed = bytearray(data)
            changed[place] ^= 4
            code = fault(rewrap(zipped({**files, name: bytes(changed)}), tmp_path / "x")).code
            assert code in {
                "hash_mismatch",
                "bad_signature",
                "bad_manifest",
                "unknown_signer",
                "unlisted",
                "version",
                "bad_key",
            }, name
        assert fault(rewrap(zipped({**files, name: data + b"\n"}), tmp_path / "x")).code
        without = {n: d for n, d in files.items() if n != name}
        assert fault(rewrap(zipped(without), tmp_path / "x")).code in {"missing", "hash_mismatch"}
    for extra in ("data/evidence/extra.jpg", "data/x", "other.txt", "fetch.txt", "manifest-sha512.txt"):
        assert fault(rewrap(zipped({**files, f"{ROOT}/{extra}": b"x"}), tmp_path / "x")).code == "unlisted"


def test_every_bit_of_the_signature(files: dict[str, bytes], tmp_path: Path) -> None:
    name = f"{ROOT}/signature.minisig"
    for place in range(len(files[name])):
        changed = bytearray(files[name])
        changed[place] ^= 1 << (place % 8)
        found = fault(rewrap(zipped({**files, name: bytes(changed)}), tmp_path / "x"))
        assert found.code in {"bad_signature", "unknown_signer"}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_byte_of_the_plain_zip(plain_zip: bytes, files: dict[str, bytes], tmp_path: Path, data) -> None:
    """The zip's own fields are nobody's signature: a change there either is refused or changes nothing that is read."""
    directory = len(plain_zip) - 22 - int.from_bytes(plain_zip[-10:-6], "little")
    place = data.draw(
        st.integers(0, len(plain_zip) - 1) | st.integers(directory, len(plain_zip) - 1) | st.integers(0, 90)
    )
    changed = bytearray(plain_zip)
    changed[place] ^= data.draw(st.integers(1, 255))
    try:
        with open_bundle(rewrap(bytes(changed), tmp_path / "fuzz"), DUTY, SIGNERS) as opened:
            assert {f"{ROOT}/{p}": opened.read(p) for p in opened.facts} == {
                n: d for n, d in files.items() if "/data/" in n
            }
    except Fault as error:
        assert error.code  # noqa: PT017 - both outcomes are right, silence is not


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(junk=st.binary(max_size=200) | st.binary(max_size=60).map(lambda b: b + zipped({"a/b": b})))
def test_junk_that_is_well_encrypted(tmp_path: Path, junk: bytes) -> None:
    assert fault(rewrap(junk, tmp_path / "junk")).code


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd", "../x", "data/../../x", "C:/x", "C:x", "data\\x", "data//x", "data/", "data/con", "data/NUL.txt", "data/com1.jpg",
        "data/a.", "data/a ", "data/照片.jpg", "data/a\nb", "data/-rf", "data/.hidden", "data/a:b", "data/./x", "a/b/c/d/e/f/g", "data/" + "n" * 200,
    ],
)  # fmt: skip
def test_dangerous_names(files: dict[str, bytes], tmp_path: Path, name: str) -> None:
    for whole in (name, f"{ROOT}/{name}"):
        info = zipfile.ZipInfo("x")
        info.filename = whole
        assert fault(rewrap(zipped([*files.items(), (info, b"x")]), tmp_path / "x")).code in {
            "unsafe_name",
            "bad_container",
        }


def test_same_name_twice_or_in_another_case(files: dict[str, bytes], tmp_path: Path) -> None:
    for name in (f"{ROOT}/data/ENVELOPE.json", f"{ROOT}/data/records"):
        assert fault(rewrap(zipped({**files, name: b"x"}), tmp_path / "x")).code == "unsafe_name"
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = zipped([*files.items(), (f"{ROOT}/data/envelope.json", b"{}")])
    assert fault(rewrap(twice, tmp_path / "x")).code == "unsafe_name"


def test_links_folders_compression_and_hidden_bytes(files: dict[str, bytes], plain_zip: bytes, tmp_path: Path) -> None:
    link = zipfile.ZipInfo(f"{ROOT}/data/link")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    assert fault(rewrap(zipped([*files.items(), (link, b"/etc/passwd")]), tmp_path / "x")).code == "unsafe_name"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    assert fault(rewrap(stream.getvalue(), tmp_path / "x")).code == "bad_container"
    for changed in (b"MZ hidden" + plain_zip, plain_zip + b"hidden", plain_zip + plain_zip):
        assert fault(rewrap(changed, tmp_path / "x")).code == "bad_container"
    two_roots = {**files, "other/data/x": b""}
    assert fault(rewrap(zipped(two_roots), tmp_path / "x")).code == "bad_container"


def test_limits(sealed: Path) -> None:
    for limits in (Limits(entries=5), Limits(file=1000), Limits(total=100_000), Limits(json=10), Limits(directory=100)):
        assert fault(sealed, limits=limits).code == "too_large"


def resigned(
    files: dict[str, bytes],
    changes: dict[str, bytes],
    key: SigningKey = DEVICE,
    info: tuple[bytes, bytes] = (b"", b""),
    manifests: dict[str, bytes] | None = None,
    tag_manifest: Callable[[dict[str, bytes]], dict[str, bytes]] | None = None,
) -> bytes:
    """What a registered but careless or hostile device could make: changed content under a good signature."""
    inside = {n.removeprefix(f"{ROOT}/"): d for n, d in files.items()}
    inside.update(changes)
    payload = {n: d for n, d in inside.items() if n.startswith("data/")}
    from tests.bundle.making import sm3

    inside["manifest-sha256.txt"] = write_manifest({n: hashlib.sha256(d).hexdigest() for n, d in payload.items()})
    inside["sm3-manifest.txt"] = write_manifest({n: sm3(d) for n, d in payload.items()})
    oxum = f"Payload-Oxum: {sum(map(len, payload.values()))}.{len(payload)}"
    lines = inside["bag-info.txt"].decode().splitlines()
    lines = [oxum if line.startswith("Payload-Oxum") else line for line in lines]
    lines = [f"Signer-Key: {key.public.text}" if line.startswith("Signer-Key") else line for line in lines]
    inside["bag-info.txt"] = ("\n".join(lines) + "\n").encode().replace(*info)
    inside.update(manifests or {})
    tags = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt", "sm3-manifest.txt")
    inside["tagmanifest-sha256.txt"] = write_manifest({n: hashlib.sha256(inside[n]).hexdigest() for n in tags})
    inside.update(tag_manifest(inside) if tag_manifest else {})
    inside["signature.minisig"] = key.sign(inside["tagmanifest-sha256.txt"], "test")
    return zipped({f"{ROOT}/{n}": d for n, d in inside.items()})


def test_content_that_does_not_hang_together(files: dict[str, bytes], tmp_path: Path) -> None:
    envelope = msgspec.json.decode(files[f"{ROOT}/data/envelope.json"])
    value = msgspec.json.decode(files[f"{ROOT}/data/records/I1-r1.json"])
    lines = journal("I1", 3)

    def code(changes: dict[str, bytes], **more) -> str:
        return fault(rewrap(resigned(files, changes, **more), tmp_path / "x")).code

    def other_record(**fields) -> dict[str, bytes]:
        changed = canonical({**value, **fields})
        entry = {**envelope["entries"][0], "digest": hashlib.sha256(changed).hexdigest()}
        return {"data/records/I1-r1.json": changed, "data/envelope.json": canonical({**envelope, "entries": [entry]})}

    def other_entry(**fields) -> dict[str, bytes]:
        return {"data/envelope.json": canonical({**envelope, "entries": [{**envelope["entries"][0], **fields}]})}

    def other_envelope(**fields) -> dict[str, bytes]:
        return {"data/envelope.json": canonical({**envelope, **fields})}

    assert verify(rewrap(resigned(files, {}), tmp_path / "good"), DUTY, SIGNERS).trusted
    assert verify(rewrap(resigned(files, other_record(note="later version")), tmp_path / "good"), DUTY, SIGNERS).trusted
    assert verify(
        rewrap(resigned(files, other_envelope(format="1.7", added=[1])), tmp_path / "good"), DUTY, SIGNERS
    ).trusted
    assert code(other_envelope(format="2.0")) == "version"
    assert code({}, info=(b"Bundle-Format: 1.0", b"Bundle-Format: 3.1")) == "version"
    assert code(other_envelope(format="x")) == "version"
    assert code(other_envelope(device={"id": "laptop-8", "name": ""})) == "schema"
    assert code(other_envelope(device={"id": "../x", "name": ""})) == "unsafe_name"
    assert code(other_envelope(counter=2)) == "schema"
    assert code(other_envelope(created="2026-03-05T09:00:00")) == "schema"
    assert code(other_envelope(entries=[])) == "schema"
    assert code(other_envelope(entries=envelope["entries"] * 2)) == "schema"
    assert code({"data/envelope.json": b"[]"}) == "schema"
    assert code({"data/envelope.json": files[f"{ROOT}/data/envelope.json"] + b"\n"}) == "schema"
    assert code({"data/envelope.json": b'{"format":NaN}'}) == "schema"
    assert code({"data/envelope.json": b"[" * 100_000}) == "schema"
    assert code({"data/envelope.json": b"\xff\xfe"}) == "schema"
    assert code({"data/records/I1-r1.json": canonical({**value, "state": "x"})}) == "hash_mismatch"
    assert code(other_record(id="I2")) == "schema"
    assert code(other_record(revision=2)) == "schema"
    assert code(other_record(evidence="none")) == "schema"
    assert code(other_record(evidence=[{"sha256": "0" * 64}])) == "evidence_missing"
    assert code(other_record(evidence=[{**value["evidence"][0], "sm3": "0" * 64}])) == "hash_mismatch"
    assert code(other_record(evidence=[{**value["evidence"][0], "size": 1}])) == "hash_mismatch"
    assert code(other_record(documents=[{"id": "D9", "sha256": "0" * 64}])) == "document_missing"
    assert code(other_record(documents=[{"id": "D1", "sha256": "0" * 64}])) == "hash_mismatch"
    assert code(other_record(documents=[{"id": "../D1", "sha256": "0" * 64}])) == "unsafe_name"
    assert code(other_entry(journal_head="0" * 64)) == "chain_broken"
    assert code(other_entry(record_path="data/records/I9-r1.json")) == "missing"
    assert code(other_entry(record_path="data/readme-zh.html")) == "schema"
    assert code(other_entry(id="I9")) == "missing"
    assert code({"data/documents/D1.pdf": b"%PDF forged"}) == "hash_mismatch"
    assert code({"data/records/I8-r1.json": b"{}"}) == "unlisted"
    assert code({"data/evidence/aa/" + "a" * 64 + ".jpg": b"forged"}) == "hash_mismatch"
    assert code({"data/evidence/x.jpg": b"forged"}) == "hash_mismatch"
    for broken in (
        lines[1:],
        lines[:2],
        [lines[0], lines[2]],
        [*lines, lines[2]],
        [lines[1], lines[0], lines[2]],
        journal("I1", 2),
    ):
        assert code({"data/journal/I1.jsonl": "".join(f"{x}\n" for x in broken).encode()}) == "chain_broken"
    assert code({"data/journal/I1.jsonl": b""}) == "chain_broken"
    assert code({"data/journal/I1.jsonl": "\n".join(lines).encode()}) == "chain_broken"
    assert (
        code({"data/journal/I1.jsonl": ("\n".join(lines) + "\n").replace("张三", "李四", 1).encode()}) == "chain_broken"
    )
    stranger = SigningKey.generate()
    assert code({}, key=stranger) == "unknown_signer"


def test_a_forged_key_id_does_not_help(files: dict[str, bytes], tmp_path: Path) -> None:
    """A stranger who copies the id of a registered key still has not its secret."""
    import base64

    stranger = SigningKey.generate()
    lines = stranger.data.splitlines()
    raw = bytearray(base64.b64decode(lines[1]))
    at = 2 + 2 + 2 + 32 + 8 + 8
    raw[at : at + 8] = base64.b64decode(DEVICE.public.text)[2:10]
    body = bytes(raw[0:2] + raw[at : at + 72])
    raw[at + 72 :] = hashlib.blake2b(body, digest_size=32).digest()
    forged = SigningKey.from_bytes(lines[0] + b"\n" + base64.b64encode(raw) + b"\n")
    assert forged.key_id == DEVICE.key_id
    assert fault(rewrap(resigned(files, {}, key=forged), tmp_path / "x")).code == "bad_signature"


def test_record_digest_is_of_canonical_json() -> None:
    assert (
        hashlib.sha256(canonical(record())).hexdigest()
        == consignment([record()], evidence=[], pdfs={}).entries[0].digest
    )


def test_each_manifest_counts_by_itself(files: dict[str, bytes], tmp_path: Path) -> None:
    """A signer whose SHA-256 list is right and whose SM3 list is not, or the other way round, is refused."""
    for name in ("manifest-sha256.txt", "sm3-manifest.txt"):
        lines = files[f"{ROOT}/{name}"].splitlines(keepends=True)
        wrong = b"".join([b"0" * 64 + lines[0][64:], *lines[1:]])
        assert fault(rewrap(resigned(files, {}, manifests={name: wrong}), tmp_path / "x")).code == "hash_mismatch"
    shorter = {"sm3-manifest.txt": b"".join(lines[1:])}
    assert fault(rewrap(resigned(files, {}, manifests=shorter), tmp_path / "x")).code == "bad_manifest"
    assert (
        fault(rewrap(resigned(files, {}, manifests={"bagit.txt": b"BagIt-Version: 0.97\n"}), tmp_path / "x")).code
        == "version"
    )
    assert (
        fault(rewrap(resigned(files, {}, info=(b"Payload-Oxum: ", b"Payload-Oxum: 1")), tmp_path / "x")).code
        == "bad_manifest"
    )
    other = (DEVICE.public.text.encode(), SigningKey.generate().public.text.encode())
    assert fault(rewrap(resigned(files, {}, info=other), tmp_path / "x")).code == "bad_signature"


def test_a_tag_manifest_that_leaves_something_out(files: dict[str, bytes], tmp_path: Path) -> None:
    name = "tagmanifest-sha256.txt"
    for place in range(4):

        def without(inside: dict[str, bytes], place: int = place) -> dict[str, bytes]:
            lines = inside[name].splitlines(keepends=True)
            return {name: b"".join(lines[:place] + lines[place + 1 :])}

        assert fault(rewrap(resigned(files, {}, tag_manifest=without), tmp_path / "x")).code == "unlisted"


def test_a_journal_that_goes_on_after_the_newest_revision(files: dict[str, bytes], tmp_path: Path) -> None:
    more = "".join(f"{line}\n" for line in journal("I1", 4)).encode()
    assert fault(rewrap(resigned(files, {"data/journal/I1.jsonl": more}), tmp_path / "x")).code == "chain_broken"


def test_bytes_hidden_between_the_files(plain_zip: bytes, tmp_path: Path) -> None:
    """Shift every file but the first by a few bytes and correct the directory, as a careful hider would."""
    import struct

    hidden = b"hidden"
    end = len(plain_zip) - 22
    directory = int.from_bytes(plain_zip[end + 16 : end + 20], "little")
    second = plain_zip.index(b"PK\3\4", 4)
    entries, at = bytearray(plain_zip[directory:end]), 0
    while at < len(entries):
        name, extra, comment = struct.unpack_from("<3H", entries, at + 28)
        offset = int.from_bytes(entries[at + 42 : at + 46], "little")
        if offset:
            entries[at + 42 : at + 46] = (offset + len(hidden)).to_bytes(4, "little")
        at += 46 + name + extra + comment
    tail = plain_zip[end : end + 16] + (directory + len(hidden)).to_bytes(4, "little") + plain_zip[end + 20 :]
    changed = plain_zip[:second] + hidden + plain_zip[second:directory] + bytes(entries) + tail
    with zipfile.ZipFile(io.BytesIO(changed)) as archive:
        assert archive.testzip() is None  # an ordinary reader notices nothing
    found = fault(rewrap(changed, tmp_path / "x"))
    assert (found.code, "之间" in found.what) == ("bad_container", True)


def test_an_entry_marked_as_encrypted_or_patched(files: dict[str, bytes], tmp_path: Path) -> None:
    for flag in (0x01, 0x20, 0x40):
        data = bytearray(zipped(files))
        directory = int.from_bytes(data[-6:-2], "little")
        data[directory + 8] |= flag
        found = fault(rewrap(bytes(data), tmp_path / "x"))
        assert (found.code, "标记" in found.what) == ("bad_container", True)
