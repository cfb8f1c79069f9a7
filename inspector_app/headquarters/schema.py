"""The central database: what its tables are, step by step."""

from __future__ import annotations

import json
from typing import Any

from sqlite_utils.migrations import Migrations

migrations = Migrations("headquarters")


@migrations()
def m001_collect(db: Any) -> None:
    """Devices, bundles, records with what is counted of them, journals, files and receipts."""
    db["device"].create(
        {
            "id": str,
            "name": str,
            "organisation": str,
            "public_key": str,
            "key_id": str,
            "fingerprint": str,
            "registered_at": str,
            "revoked_at": str,
            "revoked_from": str,
        },
        pk="id",
        not_null={"name", "public_key", "key_id", "registered_at"},
    )
    db["device"].create_index(["key_id"], unique=True)
    db["bundle"].create(
        {"id": str, "device_id": str, "counter": int, "created": str, "sender": str, "imported_at": str},
        pk="id",
        not_null={"device_id", "counter", "created", "imported_at"},
        foreign_keys=[("device_id", "device", "id")],
    )
    db["record"].create(
        {
            "key": int,
            "id": str,
            "revision": int,
            "digest": str,
            "kind": str,
            "conflict": int,
            "journal_head": str,
            "bundle_id": str,
            "stored_at": str,
            "checklist": str,
            "enterprise": str,
            "uscc": str,
            "state": str,
            "started": str,
            "verdict": str,
            "verdict_label": str,
            "body": str,
        },
        pk="key",
        not_null={"id", "revision", "digest", "kind", "conflict", "journal_head", "bundle_id", "stored_at", "body"},
        foreign_keys=[("bundle_id", "bundle", "id")],
    )
    db["record"].create_index(["id", "revision", "digest"], unique=True)
    db["failed_item"].create(
        {"record_key": int, "item_id": str, "severity": str, "text": str},
        pk=("record_key", "item_id"),
        foreign_keys=[("record_key", "record", "key")],
    )
    db["journal"].create(
        {"record_id": str, "seq": int, "hash": str, "line": str}, pk=("record_id", "hash"), not_null={"seq", "line"}
    )
    db["journal"].create_index(["record_id", "seq"])
    db["file"].create(
        {"sha256": str, "sm3": str, "size": int, "path": str, "stored_at": str}, pk="sha256", not_null={"path", "size"}
    )
    db["record_file"].create(
        {
            "record_key": int,
            "sha256": str,
            "role": str,
            "item_id": str,
            "label": str,
            "document_id": str,
            "number": str,
        },
        foreign_keys=[("record_key", "record", "key"), ("sha256", "file", "sha256")],
    )
    db["record_file"].create_index(["record_key"])
    db["receipt"].create(
        {"id": str, "bundle_id": str, "at": str, "body": str},
        pk="id",
        not_null={"bundle_id", "at", "body"},
        foreign_keys=[("bundle_id", "bundle", "id")],
    )


@migrations()
def m002_packs_and_numbers(db: Any) -> None:
    """Packs that were signed, ranges of numbers given to laptops, numbers that came back on documents."""
    db["pack"].create(
        {
            "code": str,
            "version": int,
            "kind": str,
            "title": str,
            "device_id": str,
            "sha256": str,
            "at": str,
            "body": str,
        },
        pk=("code", "version"),
        not_null={"kind", "title", "sha256", "at", "body"},
    )
    db["number_range"].create(
        {
            "id": str,
            "device_id": str,
            "organisation_word": str,
            "document_word": str,
            "year": int,
            "first": int,
            "last": int,
            "origin": str,
            "at": str,
        },
        pk="id",
        not_null={"device_id", "organisation_word", "document_word", "year", "first", "last", "origin", "at"},
        foreign_keys=[("device_id", "device", "id")],
    )
    db["number_range"].create_index(["document_word", "year"])
    db["number_used"].create(
        {
            "prefix": str,
            "year": int,
            "number": int,
            "text": str,
            "device_id": str,
            "document_id": str,
            "record_id": str,
        },
        pk=("text", "device_id", "document_id"),
        not_null={"prefix", "year", "number"},
    )
    db["number_used"].create_index(["prefix", "year", "number"])
    # What was received before there was a register is entered too: a number used twice is found whenever it came.
    from inspector_app.headquarters.numbers import notice
    from inspector_app.headquarters.reading import read_record

    rows = list(db.query("SELECT r.id, r.body, b.device_id FROM record AS r JOIN bundle AS b ON b.id = r.bundle_id"))
    for row in rows:
        read = read_record(json.loads(row["body"]))
        notice(db, row["device_id"], row["id"], ((d.id or "", d.number or "") for d in read.documents))
