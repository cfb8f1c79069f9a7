"""What goes in comes out, whatever it was."""

from __future__ import annotations

import io
import string
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.bundle.canonical import canonical
from inspector_app.bundle.consignment import Part
from inspector_app.bundle.container import Piece, write_zip
from inspector_app.bundle.opening import open_bundle, verify
from inspector_app.bundle.seal import seal
from inspector_app.fault import Fault
from tests.bundle.making import DEVICE, DUTY, RECIPIENTS, RECOVERY, SIGNERS, consignment, journal, record

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)
IDS = st.text(string.ascii_letters + string.digits + "-_", min_size=1, max_size=20).map(lambda s: f"a{s}b")


@settings(max_examples=25, deadline=None)
@given(
    ids=st.lists(IDS, min_size=1, max_size=3, unique_by=str.lower),
    extra=st.dictionaries(TEXT.map("x".__add__), VALUES, max_size=4),
    blobs=st.lists(
        st.binary(max_size=300) | st.integers(65_000, 140_000).map(lambda n: b"\0" * n), max_size=3, unique=True
    ),
    length=st.integers(0, 5),
    counter=st.integers(1, 10**6),
)
def test_everything_comes_back(ids, extra, blobs, length, counter) -> None:
    records = [record(i, n, evidence=blobs, pdfs={"D1": b"%PDF"}, **extra) for n, i in enumerate(ids, 1)]
    what = consignment(records, evidence=blobs, pdfs={"D1": b"%PDF"}, counter=counter, chain_length=length)
    with tempfile.TemporaryDirectory() as folder:
        sealed = seal(what, recipients=RECIPIENTS, signing_key=DEVICE, target=Path(folder) / what.file_name)
        with open_bundle(sealed.path, RECOVERY, SIGNERS) as opened:
            assert [canonical(opened.record(e)) for e in opened.entries] == [canonical(r) for r in records]
            assert [opened.journal(e) for e in opened.entries] == [
                [j.encode() for j in journal(i, length)] for i in ids
            ]
            assert sorted(b"".join(opened.pieces(p)) for p in opened.evidence()) == sorted(blobs)
            assert opened.report.trusted
            assert opened.report.counter == counter


def test_two_revisions_of_one_record_share_a_journal(tmp_path: Path) -> None:
    first, second = record("I1", 1), record("I1", 2)
    what = consignment([first, second], evidence=[], pdfs={})
    older = journal("I1", 3)[1]
    import msgspec

    entries = [
        msgspec.structs.replace(what.entries[0], journal_head=msgspec.json.decode(older)["hash"]),
        what.entries[1],
    ]
    seal(
        msgspec.structs.replace(what, entries=entries), recipients=RECIPIENTS, signing_key=DEVICE, target=tmp_path / "a"
    )
    assert [e.revision for e in verify(tmp_path / "a", DUTY, SIGNERS).entries] == [1, 2]


def test_large_evidence_is_streamed(tmp_path: Path) -> None:
    """Neither side may ask for more than a few megabytes at once, and progress must reach its end in bytes."""
    size, asked = 40_000_000, []

    class Endless(io.RawIOBase):
        left = size

        def readable(self):
            return True

        def read(self, count=-1):
            asked.append(count)
            data = bytes(min(count, self.left))
            self.left -= len(data)
            return data

    import hashlib
    import tracemalloc

    import msgspec

    digest = hashlib.sha256(bytes(size)).hexdigest()
    value = record(evidence=[])
    value["evidence"] = [{"sha256": digest, "size": size}]
    what = consignment([value], evidence=[], pdfs={})
    part = Part(path=f"data/evidence/{digest[:2]}/{digest}.mp4", size=size, open=Endless, sha256=digest)
    what = msgspec.structs.replace(what, parts=[*what.parts, part])
    seen: list[tuple[int, int]] = []
    tracemalloc.start()
    try:
        seal(
            what,
            recipients=RECIPIENTS,
            signing_key=DEVICE,
            target=tmp_path / "a",
            progress=lambda d, t: seen.append((d, t)),
        )
        verify(tmp_path / "a", DUTY, SIGNERS)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 12_000_000
    assert max(asked) <= 1 << 20
    assert min(asked) > 0
    assert [d for d, _ in seen] == sorted(d for d, _ in seen)
    assert seen[-1][0] == seen[-1][1] >= 2 * size


def test_zip_of_more_than_four_gigabytes_is_announced_as_such() -> None:
    """An entry above 4 GiB gets zip64 fields; only its header is written here, not its content."""
    pieces = write_zip([Piece("b/data/video.mp4", 5 * 1024**3, iter([b"x"]))])
    header = next(pieces)
    assert header.startswith(b"PK\3\4")
    # The zip64 extra field (id 1, two 8-byte sizes); Python before 3.11.4 writes it without raising the version needed to 45.
    assert b"\1\0\x10\0" in header
    pieces.close()


@pytest.mark.parametrize(("trust", "code"), [({}, "unknown_signer")])
def test_a_signer_who_is_not_registered_is_refused(tmp_path: Path, trust, code) -> None:
    seal(consignment(), recipients=RECIPIENTS, signing_key=DEVICE, target=tmp_path / "a")
    with pytest.raises(Fault) as caught:
        verify(tmp_path / "a", DUTY, trust)
    assert caught.value.code == code
    report = verify(tmp_path / "a", DUTY, None)
    assert not report.trusted
    assert report.signer_fingerprint == DEVICE.public.fingerprint


def test_extract_is_whole_or_not_there(tmp_path: Path) -> None:
    seal(consignment(), recipients=RECIPIENTS, signing_key=DEVICE, target=tmp_path / "a")
    target = tmp_path / "打开 的 包"
    with open_bundle(tmp_path / "a", DUTY, SIGNERS) as opened:
        root = opened.extract(target)
        assert root == target / "bundle-laptop-7-1"
        assert {p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file()} > set(opened.facts)
        with pytest.raises(Fault, match="已存在"):
            opened.extract(target)
        with pytest.raises(Fault):
            opened.extract(tmp_path / "nowhere" / "deep" / ("n" * 300))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "打开 的 包"]
