"""A stick that fills up, is write-protected, is pulled out, or a person who cancels: nothing half-written stays."""

from __future__ import annotations

import errno
import io
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from inspector_app.bundle import files as bundle_files
from inspector_app.bundle import seal as sealing
from inspector_app.bundle.consignment import Consignment, Part
from inspector_app.bundle.names import evidence_path
from inspector_app.bundle.opening import verify
from inspector_app.bundle.seal import seal
from inspector_app.fault import Fault
from tests.bundle.making import DEVICE, DUTY, RECIPIENTS, SIGNERS, consignment, journal, record


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "U 盘"
    folder.mkdir()
    return folder


def fault(what: Consignment, target: Path, **more) -> Fault:
    with pytest.raises(Fault) as caught:
        seal(what, **{"recipients": RECIPIENTS, "signing_key": DEVICE, "target": target, **more})
    assert str(caught.value).endswith("。")
    return caught.value


class Filling(io.RawIOBase):
    """A real file on a drive that gives out after ``room`` bytes; the system's errors, the system's behaviour."""

    def __init__(self, path: Path, room: int, number: int) -> None:
        self.under, self.room, self.number = io.FileIO(path, "w+"), room, number

    def writable(self):
        return True

    def write(self, data):
        fits = memoryview(data)[: self.room]
        self.room -= len(fits)
        if len(fits) == 0 and len(data):
            raise OSError(self.number, "drive")
        return self.under.write(fits)

    def fileno(self):
        return self.under.fileno()

    def close(self):
        self.under.close()
        super().close()


SIZE_EVIDENCE = b"photo" * 40_000


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "disk_full"), (errno.EFBIG, "file_too_big"), (errno.EIO, "drive_error"), (errno.ENODEV, "drive_error"), (errno.EROFS, "not_writable")],
)  # fmt: skip
def test_the_drive_gives_out_anywhere(stick: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str) -> None:
    what = consignment(evidence=[SIZE_EVIDENCE])
    whole = seal(what, recipients=RECIPIENTS, signing_key=DEVICE, target=stick / "whole").size
    (stick / "whole").unlink()
    real = Path.open

    # The last kilobytes are left out: age's header has a random filler, the size is not the same twice.
    for room in (0, 1, 100, 21, whole // 3, 65_536, whole - 66_000, whole - 2_000):

        def failing(self, mode="r", *args, room=room, **more):
            if mode == "wb" and self.name.endswith(".partial"):
                return Filling(self, room, number)
            return real(self, mode, *args, **more)

        monkeypatch.setattr(Path, "open", failing)
        assert fault(what, stick / "b.age").code == code
        monkeypatch.setattr(Path, "open", real)
        assert list(stick.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are POSIX; the case above covers Windows")
def test_a_limit_of_the_system_itself(stick: Path) -> None:
    """The kernel refuses, not a wrapper: a process that may write 100,000 bytes seals 200,000."""
    script = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from tests.bundle.making import DEVICE, RECIPIENTS, consignment\n"
        "from inspector_app.bundle.seal import seal\n"
        "from inspector_app.fault import Fault\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try:\n"
        "    seal(consignment(evidence=[b'photo' * 40_000]), recipients=RECIPIENTS, signing_key=DEVICE, target=Path(sys.argv[1]))\n"
        "except Fault as fault:\n"
        "    print(fault.code)\n"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script, str(stick / "b.age")], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "file_too_big", done.stderr
    assert list(stick.iterdir()) == []


def test_cancel_at_any_moment_leaves_nothing(stick: Path) -> None:
    what = consignment(evidence=[SIZE_EVIDENCE, b"x" * 3_000_000])
    calls = 0

    def count() -> bool:
        nonlocal calls
        calls += 1
        return False

    seal(what, recipients=RECIPIENTS, signing_key=DEVICE, target=stick / "whole", cancelled=count)
    (stick / "whole").unlink()
    assert calls > 8
    for moment in range(calls):
        left = iter([False] * moment)
        assert fault(what, stick / "b.age", cancelled=lambda left=left: next(left, True)).code == "cancelled"
        assert list(stick.iterdir()) == []


def test_an_existing_file_is_never_overwritten(stick: Path) -> None:
    what = consignment()
    (stick / "b.age").write_bytes(b"something else")
    assert fault(what, stick / "b.age").code == "target_exists"
    assert (stick / "b.age").read_bytes() == b"something else"

    def appear(done: int, total: int) -> None:
        (stick / "c.age").write_bytes(b"came meanwhile")

    assert fault(what, stick / "c.age", progress=appear).code == "target_exists"
    assert sorted(p.name for p in stick.iterdir()) == ["b.age", "c.age"]


def test_the_remains_of_a_power_cut_do_not_stand_in_the_way(stick: Path) -> None:
    what = consignment()
    (stick / ".b.age.partial").write_bytes(b"half" * 1000)
    seal(what, recipients=RECIPIENTS, signing_key=DEVICE, target=stick / "b.age")
    assert [p.name for p in stick.iterdir()] == ["b.age"]
    assert verify(stick / "b.age", DUTY, SIGNERS).trusted


def test_a_drive_that_gives_back_other_bytes(stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The read-back is real: what is changed on the drive after writing is found before the file gets its name."""
    real = sealing.os.fsync

    def decaying(handle: int) -> None:
        real(handle)
        partial = stick / ".b.age.partial"
        data = bytearray(partial.read_bytes())
        data[len(data) // 2] ^= 1
        partial.write_bytes(data)

    monkeypatch.setattr(sealing.os, "fsync", decaying)
    assert fault(consignment(), stick / "b.age").code == "read_back"
    assert list(stick.iterdir()) == []


def test_a_place_that_is_not_there(tmp_path: Path, stick: Path) -> None:
    assert fault(consignment(), tmp_path / "没有" / "b.age").code == "drive_gone"
    (stick / "file").write_bytes(b"")
    assert fault(consignment(), stick / "file" / "b.age").code in {"drive_gone", "drive_error"}
    assert [p.name for p in stick.iterdir()] == ["file"]


def test_originals_that_changed_or_cannot_be_read(stick: Path, tmp_path: Path) -> None:
    data = b"x" * 200_000
    what = consignment([record(evidence=[data])], evidence=[data], pdfs={})
    path = next(p.path for p in what.parts if "evidence" in p.path)
    file = tmp_path / "photo"

    def with_part(part: Part) -> Consignment:
        return msgspec.structs.replace(what, parts=[part if p.path == path else p for p in what.parts])

    def broken() -> io.BytesIO:
        raise OSError(errno.EIO, "bad sector")

    for content in (b"y" * 200_000, data[:-1], data + b"x", b""):
        file.write_bytes(content)
        part = Part(path=path, size=len(data), open=lambda: file.open("rb"))
        assert fault(with_part(part), stick / "b.age").code == "source_changed"
    assert fault(with_part(Part(path=path, size=len(data), open=broken)), stick / "b.age").code == "source_unreadable"
    file.unlink()
    assert (
        fault(with_part(Part(path=path, size=len(data), open=lambda: file.open("rb"))), stick / "b.age").code
        == "source_unreadable"
    )
    assert list(stick.iterdir()) == []


def test_what_headquarters_would_refuse_is_never_sealed(stick: Path) -> None:
    good = consignment()
    replace = msgspec.structs.replace
    stray = evidence_path("ab" * 32, "jpg")

    def parts(*more: Part, without: str = "//") -> Consignment:
        return replace(good, parts=[*(p for p in good.parts if without not in p.path), *more])

    def document(data: bytes, size: int) -> Consignment:
        return parts(Part(path="data/documents/D1.pdf", size=size, open=lambda: io.BytesIO(data)), without="documents")

    assert fault(document(b"%PDF-1.7 two", 12), stick / "b.age").code == "hash_mismatch"
    for size in (5, 500):
        assert fault(document(b"%PDF-1.7 one", size), stick / "b.age").code == "source_changed"
    cases = {
        "evidence_missing": parts(without="evidence"),
        "document_missing": parts(without="documents"),
        "missing": parts(without="journal"),
        "source_changed": parts(Part.of_bytes(stray, b"other bytes than its name says")),
        "hash_mismatch": replace(good, entries=[replace(good.entries[0], digest="0" * 64)]),
        "chain_broken": replace(good, entries=[replace(good.entries[0], journal_head="1" * 64)]),
        "schema": replace(good, entries=[]),
        "unsafe_name": parts(Part.of_bytes("data/照片.jpg", b"")),
    }
    for code, what in cases.items():
        assert fault(what, stick / "b.age").code == code
    assert fault(parts(Part.of_bytes("data/ENVELOPE.json", b"")), stick / "b.age").code == "unsafe_name"
    assert fault(parts(Part.of_bytes("data/evidence/x.jpg", b"")), stick / "b.age").code == "unsafe_name"
    assert fault(parts(Part.of_bytes("data/records/I9-r1.json", b"{}")), stick / "b.age").code == "unsafe_name"
    assert fault(parts(Part.of_bytes("outside.txt", b"")), stick / "b.age").code == "unsafe_name"
    assert fault(replace(good, device_id="../x"), stick / "b.age").code == "unsafe_name"
    assert fault(replace(good, created=good.created.replace(tzinfo=None)), stick / "b.age").code == "schema"
    lines = journal("I1", 3)
    cut = Part.of_bytes("data/journal/I1.jsonl", f"{lines[0]}\n{lines[2]}\n".encode())
    assert fault(parts(cut, without="journal"), stick / "b.age").code == "chain_broken"
    assert fault(good, stick / "b.age", recipients=RECIPIENTS[:1]).code == "recipients"
    assert fault(good, stick / "b.age", recipients=RECIPIENTS[:1] * 2).code == "recipients"
    assert fault(good, stick / "b.age", recipients=["age1x", "age1y"]).code == "bad_key"
    assert list(stick.iterdir()) == []


def test_small_files_are_written_whole_or_not_at_all(stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = stick / "回执.json"
    bundle_files.write_whole(target, b"old")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(bundle_files.os, "fsync", full)
    with pytest.raises(Fault) as caught:
        bundle_files.write_whole(target, b"new")
    assert caught.value.code == "disk_full"
    assert target.read_bytes() == b"old"
    assert [p.name for p in stick.iterdir()] == ["回执.json"]


def test_the_quarantine_is_full(stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    what = consignment(evidence=[SIZE_EVIDENCE])
    seal(what, recipients=RECIPIENTS, signing_key=DEVICE, target=stick / "b.age")
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: _Room(stick / "q", 90_000))
    with pytest.raises(Fault) as caught:
        verify(stick / "b.age", DUTY, SIGNERS)
    assert caught.value.code == "disk_full"
    monkeypatch.undo()
    with pytest.raises(Fault, match="不存在"):
        verify(stick / "b.age", DUTY, SIGNERS, workplace=stick / "nowhere")


class _Room(Filling):
    """The same, readable and seekable as a temporary file is."""

    def __init__(self, path: Path, room: int) -> None:
        super().__init__(path, room, errno.ENOSPC)

    def readable(self):
        return True

    def seekable(self):
        return True

    def seek(self, offset, whence=0):
        return self.under.seek(offset, whence)
