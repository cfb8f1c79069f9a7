"""Headquarters: whole or nothing, twice is once, a conflict keeps both."""

from __future__ import annotations

import errno
import hashlib
import sqlite3
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector_app.bundle.consignment import Consignment, Part
from inspector_app.bundle.keys import SigningKey
from inspector_app.bundle.letters import DeviceLetter, read_letter, save_letter
from inspector_app.bundle.seal import seal
from inspector_app.fault import Fault
from inspector_app.headquarters import demonstration, devices, figures, keys, store
from inspector_app.headquarters.collecting import find_receipt, import_bundle, save_receipt
from inspector_app.headquarters.folder import DATABASE, Headquarters, initialise
from tests.bundle.making import AT, DEVICE, consignment, journal, plain, record, rewrap, zipped

LATER = AT + timedelta(days=2)
PHOTO = b"\xff\xd8 photo one"


class Office:
    """A headquarters with one registered laptop, and a drawer of sticks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.hq = initialise(folder / "总部 收件", "某省药品监督管理局", at=AT)
        self.register("laptop-7", DEVICE)
        self.sealed = 0

    def register(self, device: str, key: SigningKey, **more) -> devices.RegisteredDevice:
        letter = DeviceLetter(
            device_id=device, device_name="执法一队", organisation="某局", signing_key=key.public.text, created=AT
        )
        return devices.register(self.hq, save_letter(letter, key, self.folder / f"{device}.json"), at=AT, **more)

    def seal(self, what: Consignment, key: SigningKey = DEVICE) -> Path:
        self.sealed += 1
        target = self.folder / f"{self.sealed}.age"
        return seal(what, recipients=self.hq.enrolment.recipients, signing_key=key, target=target).path

    def take(self, what: Consignment | Path, key: SigningKey = DEVICE, at=LATER) -> list[str]:
        path = what if isinstance(what, Path) else self.seal(what, key)
        done = import_bundle(self.hq, path, at=at)
        assert read_letter(done.letter, "receipt", self.hq.enrolment.signer) == done.receipt
        return [e.result for e in done.receipt.entries]

    def refuses(self, path: Path, code: str) -> None:
        before = self.state()
        with pytest.raises(Fault) as caught:
            import_bundle(self.hq, path, at=LATER)
        assert caught.value.code == code
        assert self.state() == before

    def state(self) -> tuple:
        """Everything headquarters holds: all rows of all tables, all files."""
        with sqlite3.connect(self.hq.folder / DATABASE) as db:
            tables = [n for (n,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
            rows = {
                t: db.execute(f'SELECT * FROM "{t}" ORDER BY rowid').fetchall()
                for t in tables
                if not t.startswith("sqlite_")
            }
        db.close()
        files = sorted((p.as_posix(), p.read_bytes()) for p in self.hq.store.rglob("*") if p.is_file())
        return rows, files, sorted(p.name for p in self.hq.workplace.iterdir())


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_a_bundle_is_stored_once(office: Office) -> None:
    path = office.seal(consignment())
    assert office.take(path) == ["stored"]
    rows, files, left = office.state()
    assert left == []
    assert sorted(data for _, data in files) == sorted([PHOTO, b"", b"%PDF-1.7 one"])
    assert all(hashlib.sha256(data).hexdigest() == Path(name).stem for name, data in files)
    for _ in range(2):
        assert office.take(path) == ["already"]
    again, files_again, _ = office.state()
    assert files_again == files
    assert {t: r for t, r in again.items() if t != "receipt"} == {t: r for t, r in rows.items() if t != "receipt"}
    assert len(again["receipt"]) == 3


def test_the_receipt_says_what_arrived(office: Office, tmp_path: Path) -> None:
    what = consignment()
    done = import_bundle(office.hq, office.seal(what), at=LATER)
    assert (done.receipt.bundle_id, done.receipt.device_id, done.receipt.counter) == (what.bundle_id, "laptop-7", 1)
    assert [(e.id, e.revision, e.digest) for e in done.receipt.entries] == [("I1", 1, what.entries[0].digest)]
    assert (done.receipt.evidence.files, done.receipt.evidence.new) == (3, 3)
    assert done.receipt.evidence.bytes == len(PHOTO) + len(b"%PDF-1.7 one")
    path = save_receipt(office.hq, done)
    assert path.name == "receipt-laptop-7-1.json"
    assert read_letter(path, "receipt", office.hq.enrolment.signer) == done.receipt
    assert find_receipt(office.hq) == (done.receipt, done.letter)
    assert find_receipt(office.hq, what.bundle_id)[0] == done.receipt
    with pytest.raises(Fault, match="没有导入过"):
        find_receipt(office.hq, "B-none")
    second = import_bundle(office.hq, office.seal(consignment(counter=2)), at=LATER)
    assert (second.receipt.evidence.files, second.receipt.evidence.new) == (3, 0)
    assert [e.result for e in second.receipt.entries] == ["already"]


def test_revisions_follow_each_other(office: Office) -> None:
    assert office.take(consignment([record("I1", 2)], evidence=[], pdfs={}, chain_length=5)) == ["stored"]
    assert office.take(consignment([record("I1", 1)], evidence=[], pdfs={}, chain_length=3, counter=2)) == ["stored"]
    assert (
        office.take(consignment([record("I1", 3), record("I2", 1)], evidence=[], pdfs={}, chain_length=7, counter=3))
        == ["stored"] * 2
    )
    found = figures.versions(office.hq, "I1")
    assert [(v.revision, v.conflict) for v in found] == [(3, False), (2, False), (1, False)]
    rows, _, _ = office.state()
    assert len([r for r in rows["journal"] if r[0] == "I1"]) == 7


def test_a_conflict_keeps_both(office: Office) -> None:
    first, other = record("I1", 1), record("I1", 1, state="changed")
    a = office.seal(consignment([first], evidence=[], pdfs={}))
    b = office.seal(consignment([other], evidence=[], pdfs={}, counter=2))
    assert office.take(a) == ["stored"]
    assert office.take(b) == ["conflict"]
    found = figures.versions(office.hq, "I1")
    assert [(v.revision, v.conflict) for v in found] == [(1, True), (1, True)]
    assert [v.record for v in found] == [first, other]
    assert figures.figures(office.hq).conflicts == ["I1"]
    assert [i.conflict for i in figures.inspections(office.hq)] == [True]
    before = office.state()[0]["record"]
    assert office.take(b) == ["conflict"]
    assert office.state()[0]["record"] == before


def test_a_rewritten_journal_is_a_conflict(office: Office) -> None:
    assert office.take(consignment([record("I1", 1)], evidence=[], pdfs={})) == ["stored"]
    what = consignment([record("I1", 2)], evidence=[], pdfs={}, counter=2)
    lines = journal("another story", 4)
    parts = [p for p in what.parts if "journal" not in p.path]
    parts.append(Part.of_bytes("data/journal/I1.jsonl", "".join(f"{x}\n" for x in lines).encode()))
    entry = msgspec.structs.replace(what.entries[0], journal_head=msgspec.json.decode(lines[-1])["hash"])
    path = office.seal(msgspec.structs.replace(what, parts=parts, entries=[entry]))
    assert office.take(path) == ["conflict"]
    assert len(office.state()[0]["journal"]) == 3 + 4
    assert office.take(path) == ["conflict"]
    assert len(office.state()[0]["journal"]) == 3 + 4


def test_strangers_and_revoked_devices_leave_no_trace(office: Office) -> None:
    stranger = SigningKey.generate()
    office.refuses(office.seal(consignment(device="laptop-8"), stranger), "unknown_signer")
    office.register("laptop-8", stranger)
    office.refuses(office.seal(consignment(device="laptop-7"), stranger), "device_mismatch")
    early, late = (
        office.seal(consignment(counter=2)),
        office.seal(msgspec.structs.replace(consignment(counter=3), created=LATER)),
    )
    assert office.take(consignment()) == ["stored"]
    devices.revoke(office.hq, "laptop-7", at=LATER, since=AT + timedelta(days=1))
    office.refuses(late, "revoked")
    assert office.take(early) == ["already"]
    devices.revoke(office.hq, "laptop-7", at=LATER)
    office.refuses(early, "revoked")
    with pytest.raises(Fault, match="没有登记过"):
        devices.revoke(office.hq, "laptop-0", at=LATER)
    with pytest.raises(Fault) as caught:
        office.register("laptop-7", DEVICE)
    assert caught.value.code == "revoked"
    assert len(figures.inspections(office.hq)) == 1


def test_registering(office: Office) -> None:
    known = office.register("laptop-7", DEVICE)
    assert known.fingerprint == DEVICE.public.fingerprint
    assert office.register("laptop-7", DEVICE, fingerprint=DEVICE.public.fingerprint.lower().replace(" ", "")) == known
    for device, key, more, code in (
        ("laptop-7", SigningKey.generate(), {}, "device_known"),
        ("laptop-9", DEVICE, {}, "device_known"),
        ("laptop-9", SigningKey.generate(), {"fingerprint": "0000 0000"}, "fingerprint"),
    ):
        with pytest.raises(Fault) as caught:
            office.register(device, key, **more)
        assert caught.value.code == code
    assert [d.id for d in devices.devices(office.hq)] == ["laptop-7"]


def test_missing_bundles_are_noticed(office: Office) -> None:
    for counter in (2, 5):
        office.take(consignment([record(f"I{counter}")], evidence=[], pdfs={}, counter=counter))
    (device,) = devices.devices(office.hq)
    assert (device.bundles, device.missing) == (2, [1, 3, 4])
    assert figures.figures(office.hq).missing == {"laptop-7": [1, 3, 4]}


def test_a_bundle_number_used_twice(office: Office) -> None:
    office.take(consignment(bundle_id="B1"))
    office.refuses(
        office.seal(consignment([record("I2")], evidence=[], pdfs={}, bundle_id="B1", counter=2)), "bundle_reused"
    )


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_changed_bundle_changes_nothing(office: Office, place: float, bit: int) -> None:
    path = office.seal(consignment([record("I9")], evidence=[], pdfs={}, bundle_id="B9"))
    changed = bytearray(path.read_bytes())
    changed[int(place * len(changed))] ^= 1 << bit  # the size is not the same each time
    path.write_bytes(changed)
    before = office.state()
    with pytest.raises(Fault):
        import_bundle(office.hq, path, at=LATER)
    assert office.state() == before


def test_a_record_of_the_wrong_shape_changes_nothing(office: Office) -> None:
    bad = [record("I1"), record("I2", answers=[{"item_id": 7}])]
    office.refuses(office.seal(consignment(bad)), "schema")
    tolerant = record(
        "I3",
        answers=[{"item_id": "i1", "code": "x", "later": 1}],
        verdict=None,
        started=None,
        enterprise={"name": "甲", "uscc": None},
    )
    assert office.take(consignment([tolerant], evidence=[], pdfs={}, counter=2)) == ["stored"]


def test_the_store_gives_out_half_way(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk fills at the second file: the first is taken out again, no row is written, the next try works."""
    path = office.seal(consignment(evidence=[b"a" * 1000, b"b" * 1000]))
    real, calls = store.write_fully, []

    def full(stream, data):
        calls.append(1)
        if len(calls) > 1:
            raise OSError(errno.ENOSPC, "full")
        real(stream, data)

    monkeypatch.setattr(store, "write_fully", full)
    office.refuses(path, "disk_full")
    monkeypatch.undo()
    assert office.take(path) == ["stored"]


def test_a_damaged_file_in_the_store_is_made_good(office: Office) -> None:
    office.take(consignment())
    (name,) = [p for p in office.hq.store.rglob("*.jpg") if p.stat().st_size]
    name.write_bytes(b"\xff\xd8 rotted one"[: len(PHOTO)])
    office.take(consignment(counter=2))
    assert name.read_bytes() == PHOTO
    name.unlink()
    office.take(consignment(counter=3))
    assert name.read_bytes() == PHOTO


def test_the_database_is_busy_damaged_or_newer(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    path = office.seal(consignment())
    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda p, timeout=0: real(p, timeout=0))
    other = real(office.hq.folder / DATABASE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Fault) as caught:
        import_bundle(office.hq, path, at=LATER)
    assert caught.value.code == "busy"
    other.execute("ROLLBACK")
    assert list(office.hq.store.rglob("*.jpg")) == []
    other.execute(
        "INSERT INTO _sqlite_migrations(migration_set, name, applied_at) VALUES ('headquarters', 'm900_later', '')"
    )
    other.close()
    office.refuses(path, "newer")
    (office.hq.folder / DATABASE).write_bytes(b"not a database" * 1000)
    with pytest.raises(Fault) as caught:
        import_bundle(office.hq, path, at=LATER)
    assert caught.value.code == "database"


def test_either_key_opens_and_recovery_lies_apart(office: Office, tmp_path: Path) -> None:
    path = office.seal(consignment())
    recovery = keys.recovery_identity(office.hq.folder)
    assert recovery.recipient == office.hq.enrolment.recovery_recipient
    assert keys.duty_identity(office.hq.folder).recipient == office.hq.enrolment.duty_recipient
    moved = tmp_path / "保险柜.age-identity"
    (office.hq.folder / keys.RECOVERY).rename(moved)
    (office.hq.folder / keys.DUTY).unlink()
    with pytest.raises(Fault, match="离线"):
        keys.recovery_identity(office.hq.folder)
    office.refuses(path, "not_found")
    assert (
        import_bundle(
            office.hq, path, at=LATER, identity=keys.recovery_identity(office.hq.folder, moved)
        ).receipt.counter
        == 1
    )
    assert (office.hq.folder / keys.RECOVERY_NOTE).exists()


def test_headquarters_is_made_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "总部"
    with pytest.raises(Fault, match="名称"):
        initialise(target, " ", at=AT)

    def broken(*_a, **_k):
        raise OSError(errno.ENOSPC, "full")

    from inspector_app.headquarters import folder

    monkeypatch.setattr(folder, "save_letter", broken)
    with pytest.raises(Fault) as caught:
        initialise(target, "某局", at=AT)
    assert caught.value.code == "disk_full"
    assert list(tmp_path.iterdir()) == []
    monkeypatch.undo()
    target.mkdir()
    made = initialise(target, "某局", at=AT)
    assert Headquarters(target).enrolment == made.enrolment
    with pytest.raises(Fault, match="已有内容"):
        initialise(target, "某局", at=AT)
    assert Headquarters(target).enrolment == made.enrolment
    with pytest.raises(Fault, match="hq init"):
        Headquarters(tmp_path)


def test_figures(office: Office) -> None:
    fails = [{"item_id": "i2", "code": "non_compliant", "text": "x", "severity": "major"}]
    fine = [{"item_id": "i2", "code": "compliant", "text": ""}]
    passed = {"code": "pass", "label": "符合要求"}
    records = [
        record("A", answers=fails, findings=[]),
        record("B", answers=fine, findings=[], verdict=passed, started="2026-02-01T00:00:00+08:00"),
        record("C", answers=fails, findings=[{"item_id": "i9", "severity": "minor", "text": "y"}], verdict=None),
        record("D", 1, answers=fails, findings=[], checklist={"code": "gmp", "version": "1", "digest": "d"}),
    ]
    office.take(consignment(records, evidence=[], pdfs={}))
    office.take(
        consignment(
            [record("D", 2, answers=fine, findings=[], checklist={"code": "gmp"})], evidence=[], pdfs={}, counter=2
        )
    )
    found = figures.figures(office.hq)
    assert found.inspections == 4
    assert {(c.label, c.count) for c in found.by_verdict} == {("限期整改", 2), ("符合要求", 1), ("未判定", 1)}
    assert {(c.code, c.count) for c in found.by_checklist} == {("gsp-retail", 3), ("gmp", 1)}
    assert [(c.code, c.count) for c in found.by_month] == [("2026-02", 1), ("2026-03", 3)]
    assert [(i.checklist, i.item_id, i.count, i.of) for i in found.failed_items] == [
        ("gsp-retail", "i2", 2, 3),
        ("gsp-retail", "i9", 1, 3),
    ]
    assert len(figures.figures(office.hq, top=1).failed_items) == 1
    assert {i.id: i.revision for i in figures.inspections(office.hq)} == {"A": 1, "B": 1, "C": 1, "D": 2}
    with pytest.raises(Fault, match="没有收到过"):
        figures.versions(office.hq, "Z")


def test_the_whole_way_in_three_calls(tmp_path: Path) -> None:
    folder = tmp_path / "总部"
    enrolment = read_letter(demonstration.establish(folder, "某局", at=AT), "enrolment")
    letter = DeviceLetter(
        device_id="laptop-7", device_name="一", organisation="某局", signing_key=DEVICE.public.text, created=AT
    )
    demonstration.register(folder, save_letter(letter, DEVICE, tmp_path / "d.json"), at=AT)
    sealed = seal(consignment(), recipients=enrolment.recipients, signing_key=DEVICE, target=tmp_path / "b.age")
    receipt = demonstration.collect(folder, sealed.path, tmp_path / "r.json", at=LATER)
    assert read_letter(receipt, "receipt", enrolment.signer).bundle_id == sealed.bundle_id


def test_anybody_can_encrypt_to_headquarters_but_not_sign(office: Office, tmp_path: Path) -> None:
    import pyrage

    path = office.seal(consignment())
    files = plain(path, keys.duty_identity(office.hq.folder))
    files["bundle-laptop-7-1/data/records/I1-r1.json"] += b" "
    recipients = [keys.duty_identity(office.hq.folder).native.to_public()]
    path.write_bytes(pyrage.encrypt(zipped(files), recipients))
    office.refuses(path, "hash_mismatch")
    office.refuses(rewrap(zipped(files), tmp_path / "other.age"), "wrong_identity")
