"""Whether what a bundle carries hangs together: records, journals and the files they speak of.

The same checks run before sealing and after opening: a bundle that headquarters would refuse is never made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

from inspector_app.bundle.bag import Facts
from inspector_app.bundle.canonical import read_canonical
from inspector_app.bundle.chain import walk_chain
from inspector_app.bundle.consignment import Entry
from inspector_app.bundle.names import EVIDENCE, check_identifier, document_path, journal_path, record_path
from inspector_app.fault import Fault
from inspector_app.records.journal import GENESIS


class _Evidence(msgspec.Struct, frozen=True):
    """What a record must say of an original it relies on."""

    sha256: str
    sm3: str = ""
    size: int | None = None


class _Document(msgspec.Struct, frozen=True):
    """What a record must say of a document; a draft has no ``sha256``."""

    id: str
    sha256: str | None = None


class _Record(msgspec.Struct, frozen=True):
    """The part of a record that the bundle itself relies on; everything else is passed on untouched."""

    id: str
    revision: int
    evidence: list[_Evidence] = []
    documents: list[_Document] = []


def parse_record(entry: Entry, data: bytes) -> dict[str, Any]:
    """Return a record as a dict once its digest, spelling, id and revision agree with its entry.

    Faults: ``hash_mismatch`` for other bytes than the envelope names, ``schema`` for a record that is not one.
    """
    name = entry.record_path
    if hashlib.sha256(data).hexdigest() != entry.digest:
        raise Fault(f"{name} 与信封中登记的哈希不符", code="hash_mismatch")
    value = read_canonical(data, name)
    if not isinstance(value, dict) or value.get("id") != entry.id or value.get("revision") != entry.revision:
        raise Fault(f"{name} 的编号或修订与信封不符", code="schema")
    return value


def check_entry(entry: Entry, record: bytes, journal: bytes, files: Mapping[str, Facts | None]) -> None:
    """Check one record with its journal and files; ``files`` maps paths to what is known of them (``None``: not yet).

    Faults: ``schema``, ``hash_mismatch``, ``chain_broken``, ``evidence_missing`` and ``document_missing``.
    """
    check_identifier(entry.id, "记录编号")
    if entry.record_path != record_path(entry.id, entry.revision):
        raise Fault(f"记录 {entry.id} 的位置 {entry.record_path} 不合规定", code="schema")
    try:
        value = msgspec.convert(parse_record(entry, record), _Record)
    except msgspec.ValidationError as error:
        raise Fault(f"{entry.record_path} 缺少必要内容（{error}）", code="schema") from error
    for item in value.evidence:
        _check_evidence(entry, item, files)
    for document in value.documents:
        if not document.sha256:
            continue
        check_identifier(document.id, "文书编号")
        path = document_path(document.id)
        if path not in files:
            raise Fault(f"记录 {entry.id} 的文书 {document.id} 不在导出包内", code="document_missing")
        facts = files[path]
        if facts and facts.sha256 != document.sha256:
            raise Fault(f"文书 {document.id} 与记录中登记的哈希不符", code="hash_mismatch")
    _check_journal(entry, journal)


def _check_evidence(entry: Entry, item: _Evidence, files: Mapping[str, Facts | None]) -> None:
    prefix = f"data/evidence/{item.sha256[:2]}/{item.sha256}."
    path = next((p for p in files if p.startswith(prefix) and EVIDENCE.match(p)), None)
    if path is None:
        raise Fault(f"记录 {entry.id} 的证据 {item.sha256[:16]} 不在导出包内", code="evidence_missing")
    facts = files[path]
    if facts and ((item.sm3 and item.sm3 != facts.sm3) or (item.size is not None and item.size != facts.size)):
        raise Fault(f"证据 {item.sha256[:16]} 与记录中登记的 SM3 或大小不符", code="hash_mismatch")


def _check_journal(entry: Entry, journal: bytes) -> None:
    """The journal must hold together and contain the head the envelope names.

    It may go on after it: a second, older revision of the same record travels with the same journal.
    """
    lines = journal.split(b"\n")
    if lines.pop() != b"":
        raise Fault(f"{journal_path(entry.id)} 不完整", code="chain_broken")
    heads = [GENESIS] if not lines else []
    try:
        heads += [link.hash for link in walk_chain(lines)]
    except Fault as error:
        raise Fault(f"记录 {entry.id} 的{error.what}", code=error.code) from error
    if entry.journal_head not in heads:
        raise Fault(f"记录 {entry.id} 的留痕末条与信封不符", code="chain_broken")


def check_heads(entries: list[Entry], last: Mapping[str, str]) -> None:
    """See that each journal ends where its newest revision says; ``last`` maps record ids to the journals' last hashes."""
    newest: dict[str, Entry] = {}
    for entry in entries:
        if entry.id not in newest or newest[entry.id].revision < entry.revision:
            newest[entry.id] = entry
    for entry in newest.values():
        if last[entry.id] != entry.journal_head:
            raise Fault(f"记录 {entry.id} 的留痕末条与信封不符", code="chain_broken")


def last_hash(journal: bytes) -> str:
    """Read the last hash of a journal that was checked already."""
    lines = journal.splitlines()
    return str(msgspec.json.decode(lines[-1])["hash"]) if lines else GENESIS
