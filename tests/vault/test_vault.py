"""The write gate, the journal and the keys, on real files."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector_app.fault import Fault
from inspector_app.records.answer import Answer
from inspector_app.records.enterprise import Enterprise
from inspector_app.vault.vault import Act, Vault

AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SECRET = "对的口令 correct"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "张 三" / "执法数据"


@pytest.fixture
def vault(folder: Path):
    with Vault.create(folder, SECRET, at=AT) as opened:
        yield opened


def put(vault: Vault, *records, chain="office", action="put"):
    return vault.record("李敏", AT, lambda _: Act(action=action, chain=chain, puts=records))


def test_what_was_recorded_is_there_after_reopening(folder):
    with Vault.create(folder, SECRET, at=AT) as vault:
        put(vault, Enterprise(id="e1", name="𠮷野堃祎药业"))
    with Vault.open(folder, SECRET, at=AT) as vault:
        assert vault.read.get(Enterprise, "e1").name == "𠮷野堃祎药业"
        assert vault.broken_chains() == []
        assert vault.database_faults() == []


def test_state_and_journal_stand_or_fall_together(vault):
    put(vault, Enterprise(id="e1", name="甲"))

    def decide(reader):
        assert reader.get(Enterprise, "e1").name == "甲"
        raise Fault("不行")

    with pytest.raises(Fault):
        vault.record("李敏", AT, decide)
    assert vault.read.get(Enterprise, "e1").name == "甲"
    assert len(vault.read.journal("office")) == 1


def test_the_database_refuses_to_rewrite_or_drop_journal_entries(vault):
    put(vault, Enterprise(id="e1", name="甲"))
    for statement in ("UPDATE journal SET actor = 'x'", "DELETE FROM journal"):
        with pytest.raises(Fault, match="append-only"):
            vault._write(lambda s=statement: vault._connection.execute(s))
    assert len(vault.read.journal("office")) == 1


def test_an_entry_says_what_was_and_what_is(vault):
    put(vault, Enterprise(id="e1", name="甲"))
    put(vault, Enterprise(id="e1", name="乙"), action="rename")
    entry = vault.read.journal("office")[-1]
    (change,) = entry["changes"]
    assert (change["before"]["name"], change["after"]["name"]) == ("甲", "乙")
    assert (entry["actor"], entry["action"], entry["seq"]) == ("李敏", "rename", 2)


def test_an_act_that_changes_nothing_leaves_no_entry(vault):
    assert put(vault, Enterprise(id="e1", name="甲")) is not None
    assert put(vault, Enterprise(id="e1", name="甲")) is None
    assert len(vault.read.journal("office")) == 1


def test_each_inspection_has_its_own_chain(vault):
    for n in range(3):
        put(vault, Answer(inspection_id="i1", item_id=f"x{n}", code="compliant"), chain="i1")
    put(vault, Answer(inspection_id="i2", item_id="x", code="compliant"), chain="i2")
    assert [e["seq"] for e in vault.read.journal("i1")] == [1, 2, 3]
    assert vault.read.head("i2")[0] == 1


def test_a_changed_journal_is_found(vault):
    for n in range(4):
        put(vault, Enterprise(id=f"e{n}", name="甲"))

    def forge():
        connection = vault._connection
        connection.execute("DROP TRIGGER journal_refuses_update")
        connection.execute("UPDATE journal SET body = replace(body, '李敏', '王五') WHERE seq = 3")

    vault._write(forge)
    assert vault.broken_chains() == [("office", 3)]


def test_a_wrong_passphrase_opens_nothing_and_harms_nothing(folder, vault):
    put(vault, Enterprise(id="e1", name="甲"))
    vault.close()
    with pytest.raises(Fault) as caught:
        Vault.open(folder, "错的口令 wrong", at=AT)
    assert caught.value.code == "passphrase_wrong"
    with Vault.open(folder, SECRET, at=AT) as again:
        assert again.read.get(Enterprise, "e1")


def test_nothing_readable_lies_on_the_disk(folder, vault):
    put(vault, Enterprise(id="e1", name="SECRETNAME"))
    vault.close()
    for path in folder.rglob("*"):
        if path.is_file():
            assert b"SECRETNAME" not in path.read_bytes(), path
    assert not (folder / "vault.db").read_bytes().startswith(b"SQLite format 3")


def test_headquarters_recovery_key_opens_a_vault_whose_passphrase_is_lost(folder, vault):
    identity = pyrage.x25519.Identity.generate()
    vault.enrol_recovery(str(identity.to_public()))
    put(vault, Enterprise(id="e1", name="甲"))
    vault.close()
    with Vault.open_by_recovery(folder, str(identity), at=AT) as rescued:
        rescued.set_passphrase("新的口令 renewed")
    with Vault.open(folder, "新的口令 renewed", at=AT) as again:
        assert again.read.get(Enterprise, "e1").name == "甲"
    with pytest.raises(Fault):
        Vault.open(folder, SECRET, at=AT)
    with pytest.raises(Fault) as caught:
        Vault.open_by_recovery(folder, str(pyrage.x25519.Identity.generate()), at=AT)
    assert caught.value.code == "recovery_wrong"


def test_a_second_program_is_told_who_holds_the_vault(folder, vault):
    code = (
        "import sys; from pathlib import Path; from datetime import datetime, UTC\n"
        "from inspector_app.vault.vault import Vault\nfrom inspector_app.fault import Fault\n"
        f"try: Vault.open(Path(sys.argv[1]), {SECRET!r}, at=datetime.now(UTC))\n"
        "except Fault as f: sys.stdout.reconfigure(encoding='utf-8'); print(f.code, f)\n"
    )
    out = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert out.stdout.startswith("vault_locked")
    assert f"进程{os.getpid()}" in out.stdout


def test_a_vault_of_a_newer_version_is_refused_untouched(folder, vault):
    vault._write(
        lambda: vault._connection.execute(
            "INSERT INTO _sqlite_migrations(migration_set, name, applied_at) VALUES ('vault', 'm9999_later', 'x')"
        ).close()
    )
    vault.close()
    with pytest.raises(Fault) as caught:
        Vault.open(folder, SECRET, at=AT)
    assert caught.value.code == "vault_newer"
    keys = folder / "vault.keys"
    keys.write_bytes(keys.read_bytes().replace(b'"format": 1', b'"format": 2'))
    with pytest.raises(Fault) as caught:
        Vault.open(folder, SECRET, at=AT)
    assert caught.value.code == "vault_newer"


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"format": 1}', b'{"format": "x"}'])
def test_a_torn_key_file_is_one_clear_sentence(folder, vault, content):
    vault.close()
    (folder / "vault.keys").write_bytes(content)
    with pytest.raises(Fault) as caught:
        Vault.open(folder, SECRET, at=AT)
    assert caught.value.code == "keys_torn"


def test_a_damaged_database_is_said_so(folder, vault):
    vault.close()
    raw = bytearray((folder / "vault.db").read_bytes())
    raw[100:3000] = os.urandom(2900)
    (folder / "vault.db").write_bytes(raw)
    with pytest.raises(Fault) as caught:
        Vault.open(folder, SECRET, at=AT)
    assert caught.value.code == "vault_damaged"


def test_create_never_overwrites(folder, vault):
    vault.close()
    with pytest.raises(Fault) as caught:
        Vault.create(folder, SECRET, at=AT)
    assert caught.value.code == "vault_exists"


def test_a_backup_opens_on_its_own(folder, vault, tmp_path):
    put(vault, Enterprise(id="e1", name="甲"))
    stored = vault.files.put_bytes(b"photo")
    copy = vault.back_up(tmp_path / "备份 一")
    vault.close()
    with Vault.open(copy, SECRET, at=AT) as restored:
        assert restored.read.get(Enterprise, "e1").name == "甲"
        assert restored.files.read(stored.sha256) == b"photo"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 5), st.text(max_size=20)), max_size=12))
def test_replaying_the_journal_gives_the_state(vault, writes):
    for step, (n, text) in enumerate(writes):
        vault.record(
            "李敏",
            AT + timedelta(seconds=step),
            lambda _, n=n, t=text: Act(action="w", puts=(Enterprise(id=f"e{n}", name=t),)),
        )
    replayed: dict[str, dict] = {}
    for entry in vault.read.journal("office"):
        for change in entry["changes"]:
            assert replayed.get(change["id"]) == change["before"]
            replayed[change["id"]] = change["after"]
    assert {key: value["name"] for key, value in replayed.items()} == {
        e.id: e.name for e in vault.read.find(Enterprise)
    }
    assert vault.broken_chains() == []
