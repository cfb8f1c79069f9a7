"""The file store: whole or not there, the same bytes once, every change noticed, any age tool can open it."""

from __future__ import annotations

import hashlib
import io
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pyrage
import pytest
from cryptography.hazmat.primitives import hashes
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.fault import Fault
from inspector_app.vault.files import FileStore

PLAIN = b"\xff\xd8 original \x00 bytes" * 5000


@pytest.fixture
def identity():
    return str(pyrage.x25519.Identity.generate())


@pytest.fixture
def store(tmp_path, identity):
    return FileStore(tmp_path / "证据 库", identity)


def files_in(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


@contextmanager
def small_disk(folder: Path):
    """A folder that really runs out: a 1 MiB memory disk where the machine allows one, else a file size limit."""
    folder.mkdir(parents=True, exist_ok=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode == 0:
        try:
            yield
        finally:
            subprocess.run(["umount", str(folder)], check=True)
        return
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_an_original_is_stored_encrypted_under_its_hash_and_comes_back(store, tmp_path):
    source = tmp_path / "照片 一号.jpg"
    source.write_bytes(PLAIN)
    stored = store.put(source)

    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(PLAIN)
    assert stored.sha256 == hashlib.sha256(PLAIN).hexdigest()
    assert stored.sm3 == sm3.finalize().hex()
    assert (stored.size, stored.already) == (len(PLAIN), False)
    folder = tmp_path / "证据 库"
    assert files_in(folder) == [f"{stored.sha256[:2]}/{stored.sha256}.age"]
    on_disk = store.path(stored.sha256).read_bytes()
    assert on_disk.startswith(b"age-encryption.org/v1\n")
    assert b"original" not in on_disk
    assert store.read(stored.sha256) == PLAIN
    assert store.open(stored.sha256).read(4) == PLAIN[:4]
    assert store.check(stored.sha256) is None
    assert source.read_bytes() == PLAIN


def test_the_age_tool_opens_a_stored_file(store, identity, tmp_path):
    stored = store.put_bytes(PLAIN)
    key = tmp_path / "key.txt"
    key.write_text(identity + "\n", encoding="ascii")
    opened = subprocess.run(
        ["age", "-d", "-i", str(key), str(store.path(stored.sha256))], capture_output=True, check=True
    )
    assert opened.stdout == PLAIN


def test_the_same_bytes_twice_are_one_file(store, tmp_path):
    first = store.put_bytes(PLAIN)
    before = store.path(first.sha256).read_bytes()
    second = store.put(io.BytesIO(PLAIN))
    assert second.already
    assert not first.already
    assert second.sha256 == first.sha256
    assert store.path(first.sha256).read_bytes() == before
    assert len(files_in(tmp_path / "证据 库")) == 1


@settings(max_examples=30, deadline=None)
@given(contents=st.lists(st.binary(max_size=200_000), max_size=4))
def test_any_bytes_come_back_as_they_were(tmp_path_factory, contents):
    store = FileStore(tmp_path_factory.mktemp("store"), str(pyrage.x25519.Identity.generate()))
    stored = [store.put_bytes(content) for content in contents]
    assert [store.read(s.sha256) for s in stored] == contents
    assert list(store.names()) == sorted({hashlib.sha256(c).hexdigest() for c in contents})


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_one_flipped_bit_anywhere_is_noticed(tmp_path_factory, data):
    store = FileStore(tmp_path_factory.mktemp("store"), str(pyrage.x25519.Identity.generate()))
    digest = store.put_bytes(PLAIN[:300]).sha256
    path = store.path(digest)
    content = bytearray(path.read_bytes())
    # age's header has a random length, so the place is drawn as a share of the whole
    place = data.draw(st.integers(0, 1023)) * len(content) // 1024
    content[place] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(content)
    fault = store.check(digest)
    assert fault is not None
    assert fault.code in {"evidence_damaged", "evidence_foreign_key"}
    with pytest.raises(Fault):
        store.read(digest)


def test_a_damaged_copy_is_replaced_when_the_good_bytes_come_again(store):
    digest = store.put_bytes(PLAIN).sha256
    path = store.path(digest)
    path.write_bytes(path.read_bytes()[:-50])
    fault = store.check(digest)
    assert fault is not None
    assert fault.code == "evidence_damaged"
    assert not store.put_bytes(PLAIN).already
    assert store.read(digest) == PLAIN


def test_a_good_file_under_the_wrong_name_is_noticed(store):
    one, two = store.put_bytes(b"one").sha256, store.put_bytes(b"two").sha256
    store.path(one).write_bytes(store.path(two).read_bytes())
    with pytest.raises(Fault) as caught:
        store.read(one)
    assert caught.value.code == "evidence_damaged"


def test_another_vaults_key_is_named_as_such(store, tmp_path):
    digest = store.put_bytes(PLAIN).sha256
    other = FileStore(tmp_path / "证据 库", str(pyrage.x25519.Identity.generate()))
    fault = other.check(digest)
    assert fault is not None
    assert fault.code == "evidence_foreign_key"


def test_a_missing_file_and_a_bad_digest_are_faults(store):
    with pytest.raises(Fault) as caught:
        store.read("0" * 64)
    assert caught.value.code == "evidence_missing"
    for digest in ("", "../../etc/passwd", "A" * 64, "0" * 63 + "\n"):
        with pytest.raises(Fault) as caught:
            store.read(digest)
        assert caught.value.code == "bad_digest"


def test_a_full_disk_leaves_nothing_half_written(tmp_path, identity):
    folder = tmp_path / "小盘"
    with small_disk(folder):
        store = FileStore(folder, identity)
        kept = store.put_bytes(b"small")
        with pytest.raises(Fault) as caught:
            store.put_bytes(bytes(3 << 20))
        assert caught.value.code == "disk_full"
        assert "磁盘空间不足" in str(caught.value)
        assert files_in(folder) == [f"{kept.sha256[:2]}/{kept.sha256}.age"]
        assert store.read(kept.sha256) == b"small"


def test_a_source_that_changes_under_our_hands_is_refused(store, tmp_path):
    source = tmp_path / "变化.jpg"
    source.write_bytes(PLAIN)

    class Slippery(type(source)):
        """A file whose second reading differs, as a failing stick's does."""

        openings = 0

        def open(self, *args, **kwargs):
            type(self).openings += 1
            if type(self).openings == 2:
                source.write_bytes(PLAIN[:-1] + b"?")
            return super().open(*args, **kwargs)

    with pytest.raises(Fault) as caught:
        store.put(Slippery(source))
    assert caught.value.code == "source_changed"
    assert files_in(tmp_path / "证据 库") == []


def test_a_source_that_breaks_off_is_refused(store, tmp_path):
    class Broken(io.BytesIO):
        def read(self, count=-1):
            if self.tell() > 20_000:
                raise OSError(5, "Input/output error")
            return super().read(count)

    with pytest.raises(Fault) as caught:
        store.put(Broken(PLAIN))
    assert caught.value.code == "source_unreadable"
    assert files_in(tmp_path / "证据 库") == []


@pytest.mark.parametrize("make", ["missing", "folder"])
def test_a_source_that_is_no_file_is_refused(store, tmp_path, make):
    source = tmp_path / "证据照片"
    if make == "folder":
        source.mkdir()
    with pytest.raises(Fault) as caught:
        store.put(source)
    assert caught.value.code == "source_unreadable"
    assert "证据照片" in str(caught.value)


def test_what_a_crash_left_is_swept_and_never_listed(store, tmp_path):
    kept = store.put_bytes(b"kept")
    (tmp_path / "证据 库" / "incoming" / "0123.part").write_bytes(b"half")
    assert list(store.names()) == [kept.sha256]
    assert store.sweep() == 1
    assert store.sweep() == 0
    assert store.read(kept.sha256) == b"kept"
