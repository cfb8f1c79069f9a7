"""A bundle is opened and checked by other people's tools, with nothing of this product."""

from __future__ import annotations

import logging
import shutil
import subprocess
from pathlib import Path

import bagit
import pytest

from inspector_app.bundle.keys import Identity, PublicKey, SigningKey
from inspector_app.bundle.seal import seal
from tests.bundle.making import DEVICE, DUTY, RECIPIENTS, RECOVERY, consignment, plain, sm3


def tool(name: str) -> str:
    found = shutil.which(name)
    assert found, f"{name} is not installed; script/test installs it (Debian packages age, minisign, unzip, coreutils)"
    return found


def run(*words: str | Path, cwd: Path | None = None) -> str:
    done = subprocess.run([str(w) for w in words], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    folder = tmp_path / "U 盘 导出"
    folder.mkdir()
    what = consignment(evidence=[b"photo" * 50_000, b"", b"x"])
    return seal(what, recipients=RECIPIENTS, signing_key=DEVICE, target=folder / what.file_name).path


@pytest.fixture
def bag(sealed: Path, tmp_path: Path) -> Path:
    (tmp_path / "duty.txt").write_text(DUTY.file_text("值班"), encoding="utf-8")
    run(tool("age"), "-d", "-i", tmp_path / "duty.txt", "-o", tmp_path / "bag.zip", sealed)
    run(tool("unzip"), "-t", tmp_path / "bag.zip")
    run(tool("unzip"), "-q", tmp_path / "bag.zip", "-d", tmp_path / "opened")
    return tmp_path / "opened" / "bundle-laptop-7-1"


def test_both_recipients_open_it_with_age(sealed: Path, tmp_path: Path) -> None:
    for identity in (DUTY, RECOVERY):
        key = tmp_path / "key.txt"
        key.write_text(identity.file_text("key"), encoding="utf-8")
        run(tool("age"), "-d", "-i", key, "-o", tmp_path / "plain.zip", sealed)
    key.write_text(Identity.generate().file_text("another"), encoding="utf-8")
    done = subprocess.run([tool("age"), "-d", "-i", key, sealed], capture_output=True, check=False)
    assert done.returncode != 0


def test_sha256sum_checks_payload_and_tags(bag: Path) -> None:
    assert "FAILED" not in run(tool("sha256sum"), "-c", "manifest-sha256.txt", cwd=bag)
    run(tool("sha256sum"), "-c", "tagmanifest-sha256.txt", cwd=bag)
    (bag / "data/documents/D1.pdf").write_bytes(b"another")
    done = subprocess.run([tool("sha256sum"), "-c", "manifest-sha256.txt"], cwd=bag, capture_output=True, check=False)
    assert done.returncode == 1


def test_minisign_checks_the_signature(bag: Path, tmp_path: Path) -> None:
    public = tmp_path / "device.pub"
    public.write_text(DEVICE.public.file_text, encoding="ascii")
    words = ("-m", bag / "tagmanifest-sha256.txt", "-x", bag / "signature.minisig")
    said = run(tool("minisign"), "-V", "-p", public, *words)
    assert "bundle=B1-laptop-7 device=laptop-7 counter=1" in said
    run(tool("minisign"), "-V", "-P", DEVICE.public.text, *words)
    stranger = SigningKey.generate().public
    done = subprocess.run(
        [tool("minisign"), "-V", "-P", stranger.text, *map(str, words)], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert stranger.key_id.lstrip("0") in done.stderr + done.stdout  # the tool drops leading zeros
    assert DEVICE.key_id.lstrip("0") in done.stderr + done.stdout


def test_minisign_makes_keys_and_signatures_we_can_use(tmp_path: Path) -> None:
    run(tool("minisign"), "-G", "-W", "-p", tmp_path / "k.pub", "-s", tmp_path / "k.key")
    public = PublicKey.read(tmp_path / "k.pub")
    ours = SigningKey.from_bytes((tmp_path / "k.key").read_bytes())
    assert ours.public == public
    assert public.key_id.lstrip("0") in (tmp_path / "k.pub").read_text()
    (tmp_path / "k2.key").write_bytes(ours.to_bytes())
    (tmp_path / "m").write_bytes(b"content")
    run(tool("minisign"), "-S", "-W", "-s", tmp_path / "k2.key", "-m", tmp_path / "m")
    run(tool("minisign"), "-V", "-p", tmp_path / "k.pub", "-m", tmp_path / "m")


def test_bagit_python_calls_it_valid(bag: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("bagit"), "disabled", True)
    opened = bagit.Bag(str(bag))
    opened.validate()
    assert opened.version_info == (1, 0)
    assert set(opened.algorithms) == {"sha256"}
    (bag / "data/readme-zh.html").write_bytes(b"")
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(bag)).validate()


def test_sm3_manifest_holds_for_every_payload_file(sealed: Path) -> None:
    files = plain(sealed)
    root = "bundle-laptop-7-1/"
    lines = dict(reversed(line.split("  ")) for line in files[root + "sm3-manifest.txt"].decode().splitlines())
    assert lines == {name.removeprefix(root): sm3(data) for name, data in files.items() if "/data/" in name}
    assert sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"  # GB/T 32905-2016 A.1


def test_readme_is_a_page_that_escapes_everything(sealed: Path) -> None:
    import html.parser

    page = plain(sealed)["bundle-laptop-7-1/data/readme-zh.html"].decode()
    tags, text = set(), []

    class Reader(html.parser.HTMLParser):
        def handle_starttag(self, tag, attrs):
            tags.add(tag)

        def handle_data(self, data):
            text.append(data)

    Reader().feed(page)
    assert "b" not in tags
    assert "script" not in tags
    assert "示例大药房 A&B<药业>𠮷" in text
    assert "检查<概况>" in text
