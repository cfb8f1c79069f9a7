"""A pack is believed whole or not at all: signature, every byte, every name, every size."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import bagit
import pytest

from inspector_app.bundle.keys import SigningKey
from inspector_app.bundle.pack import load_pack, read_pack, write_pack
from inspector_app.bundle.tags import sign_tags
from inspector_app.fault import Fault
from inspector_app.records.pack import NumberRange

from .packing import HQ, PROVINCE, YEAR, file_of, inside, numbers, packed, rezipped, save, slip


def fault(data: bytes, signer=HQ.public) -> Fault:
    with pytest.raises(Fault) as caught:
        read_pack(data, signer, "包.pack.zip")
    said = str(caught.value)
    assert said.endswith("。")
    assert "\n" not in said
    assert caught.value.kept
    return caught.value


@pytest.fixture(scope="module")
def data() -> bytes:
    return packed()


def test_what_was_packed_comes_out_and_the_same_pack_is_the_same_bytes(data: bytes) -> None:
    opened = read_pack(data, HQ.public, "x")
    assert opened.sources == {"laws/discretion/xugou.yaml": PROVINCE.encode()}
    assert (opened.pack.code, opened.pack.version, opened.pack.kind) == ("xugou", 1, "laws")
    assert opened.sha256 == hashlib.sha256(data).hexdigest()
    assert packed() == data


def test_ordinary_tools_open_and_check_it(data: bytes, tmp_path: Path) -> None:
    with zipfile.ZipFile(save(tmp_path, data)) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path)
    bag = tmp_path / "pack-xugou-1"
    assert bagit.Bag(str(bag)).is_valid()
    for name in ("tagmanifest-sha256.txt", "manifest-sha256.txt"):
        if shutil.which("sha256sum"):
            subprocess.run(["sha256sum", "-c", "--quiet", name], cwd=bag, check=True)
    HQ.public.verify((bag / "tagmanifest-sha256.txt").read_bytes(), (bag / "signature.minisig").read_bytes())
    page = (bag / "data" / "readme-zh.html").read_text("utf-8")
    assert "虚构省裁量基准" in page
    assert "第 1 版" in page


def test_every_changed_byte_is_found() -> None:
    """Headers of the zip, names, contents, lists, signature, directory: no byte may differ."""
    data = numbers()
    for at in range(0, len(data), 2):
        changed = bytearray(data)
        changed[at] ^= 0x21
        fault(bytes(changed))


def test_every_cut_is_found() -> None:
    data = numbers()
    for at in [0, 1, 4, *range(5, len(data), 37), len(data) - 1]:
        fault(data[:at])
    assert fault(data + b"\0").code == "bad_container"


def test_without_headquarters_nobody_is_believed(data: bytes) -> None:
    assert fault(data, None).code == "hq_missing"


def test_a_stranger_and_a_missing_signature(data: bytes) -> None:
    assert fault(packed(key=SigningKey.generate())).code == "unknown_signer"
    bare = {name: content for name, content in inside(data).items() if not name.endswith("signature.minisig")}
    assert fault(rezipped(bare)).code == "unsigned"


def test_the_same_files_in_another_zip_are_not_the_pack(data: bytes) -> None:
    assert fault(rezipped(inside(data))).code == "rewritten"


def test_a_zip_bomb_and_other_files(data: bytes, tmp_path: Path) -> None:
    bomb = rezipped({"pack-xugou-1/data/pack.json": b"\0" * 30_000_000}, zipfile.ZIP_DEFLATED)
    assert len(bomb) < 100_000
    assert fault(bomb).code == "bad_container"
    assert fault(b"").code == "not_a_pack"
    assert fault(b"age-encryption.org/v1\n").code == "not_a_pack"
    many = rezipped({f"pack-xugou-1/data/forms/{n}": b"" for n in range(2_100)})
    assert fault(many).code == "too_large"
    huge = tmp_path / "huge"
    with huge.open("wb") as stream:
        stream.truncate(200 * 1024**2)
    with pytest.raises(Fault) as caught:
        load_pack(huge, HQ.public)
    assert caught.value.code == "too_large"
    with pytest.raises(Fault) as caught:
        load_pack(tmp_path / "没有", HQ.public)
    assert caught.value.code == "not_found"


@pytest.mark.parametrize("name", ["../x", "/etc/x", "C:/x", "data/../../x", "data\\x", "data/CON", "data/forms/ x"])
def test_dangerous_names(data: bytes, name: str) -> None:
    files = {**inside(data), (f"pack-xugou-1/{name}" if not name.startswith(("/", "C")) else name): b"x"}
    assert fault(rezipped(files)).code in {"unsafe_name", "bad_container"}


def resigned(data: bytes, changes: dict[str, bytes | None]) -> bytes:
    """What headquarters' own key would sign by mistake: the lists fit, the slip does not."""
    root = next(iter(inside(data))).partition("/")[0]
    files = {n.partition("/")[2]: c for n, c in inside(data).items()}
    payload = {n: c for n, c in {**files, **changes}.items() if n.startswith("data/") and c is not None}
    from io import BytesIO

    from inspector_app.bundle.bag import measure, read_info

    facts = {n: measure(BytesIO(c)) for n, c in payload.items()}
    info = read_info(files["bag-info.txt"]) | {"Payload-Oxum": f"{sum(map(len, payload.values()))}.{len(payload)}"}
    tags = sign_tags(info, {n: f.sha256 for n, f in facts.items()}, {n: f.sm3 for n, f in facts.items()}, HQ, "x")
    return rezipped({f"{root}/{n}": c for n, c in [*sorted(payload.items()), *tags.items()]})


def test_a_slip_that_does_not_tell_the_truth(data: bytes) -> None:
    path = "data/forms/laws/discretion/xugou.yaml"
    assert fault(resigned(data, {path: b"other"})).code == "hash_mismatch"
    assert fault(resigned(data, {path: None})).code == "unlisted"
    assert fault(resigned(data, {"data/forms/laws/discretion/more.yaml": b"x"})).code == "unlisted"
    assert fault(resigned(data, {"data/more.txt": b"x"})).code == "unlisted"
    assert fault(resigned(data, {"data/pack.json": None})).code == "missing"
    assert fault(resigned(data, {"data/pack.json": b"{}"})).code == "version"
    assert fault(resigned(data, {"data/pack.json": b"[1"})).code == "schema"
    newer = inside(data)["pack-xugou-1/data/pack.json"].replace(b'"format":"1.0"', b'"format":"2.0"')
    assert fault(resigned(data, {"data/pack.json": newer})).code == "version"


BLOCK = NumberRange(id="N-1", document_word="责改", year=2026, first=1, last=50)


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda: slip(files=[file_of("calendar", YEAR)]), "schema"),
        (lambda: slip(version=0, files=[file_of("discretion", PROVINCE)]), "schema"),
        (lambda: slip(expires=date(2026, 10, 1), files=[file_of("discretion", PROVINCE)]), "schema"),
        (lambda: slip(code="../x", files=[file_of("discretion", PROVINCE)]), "unsafe_name"),
        (slip, "schema"),
        (lambda: slip("numbers", "n", numbers=(BLOCK,)), "schema"),
        (lambda: slip("numbers", "n", device_id="d"), "schema"),
        (lambda: slip("numbers", "n", device_id="d", numbers=(BLOCK, BLOCK)), "schema"),
        (lambda: slip("laws", "n", device_id="d", files=[file_of("discretion", PROVINCE)]), "schema"),
    ],
)
def test_headquarters_cannot_sign_what_a_laptop_would_refuse(made, code: str) -> None:
    pack = made()
    sources = {one.path: {"discretion": PROVINCE, "calendar": YEAR}[one.kind].encode() for one in pack.files}
    with pytest.raises(Fault) as caught:
        write_pack(pack, sources, HQ)
    assert caught.value.code == code


def test_the_zip_is_written_alike_on_every_machine() -> None:
    """Pinned: another library that spelled the zip otherwise would make every pack of headquarters look altered."""
    from inspector_app.bundle.names import TAG_FILES
    from inspector_app.bundle.pack import _zipped

    data = _zipped("pack-x-1", {"data/pack.json": b"{}"}, dict.fromkeys(TAG_FILES, b"tag\n"))
    assert hashlib.sha256(data).hexdigest() == PINNED


PINNED = "5fc2c31126442d6d5fb152f1c2ddbd106b8e277d5d6708587f7c4c0fda6af742"
