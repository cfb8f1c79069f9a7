"""The schema of the vault, as migrations that only ever go forward."""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database, Migrations

from inspector_app.fault import Fault

migrations = Migrations("vault")


@migrations()
def m0001_records_and_journal(db: Database) -> None:
    """Lay the tables of the records, the journal that refuses to be rewritten, and the compiled definitions."""
    columns: dict[str, tuple[str, ...]] = {
        "organisation": (),
        "device": (),
        "headquarters": (),
        "officers": ("name", "certificate_no"),
        "enterprises": ("name", "uscc", "licence_no", "initials"),
        "inspections": ("state", "checklist_code", "enterprise_name", "created_at"),
        "answers": ("inspection_id", "item_id", "code", "severity"),
        "evidence": (),
        "evidence_links": ("inspection_id", "item_id", "sha256"),
        "derivatives": ("parent_sha256", "recipe"),
        "documents": ("inspection_id", "form_code", "status", "number"),
        "number_blocks": ("document_word", "year"),
        "exports": ("counter", "receipt_id"),
    }
    integers = {"year", "counter"}
    for name, extra in columns.items():
        kinds: dict[str, Any] = {"id": str} | {c: int if c in integers else str for c in extra} | {"body": str}
        db.table(name).create(kinds, pk="id", not_null={"body"})
    db.table("inspections").create_index(["created_at"])
    db.table("inspections").create_index(["enterprise_name"])
    db.table("answers").create_index(["inspection_id", "code"])
    db.table("answers").create_index(["item_id"])
    db.table("evidence_links").create_index(["inspection_id", "item_id"])
    db.table("evidence_links").create_index(["sha256"])
    db.table("derivatives").create_index(["parent_sha256", "recipe"])
    db.table("documents").create_index(["inspection_id"])
    # A number is burnt once: the database itself refuses the second document that wants it.
    db.execute("CREATE UNIQUE INDEX documents_number ON documents(number) WHERE number IS NOT NULL")

    db.table("journal").create(
        {"chain": str, "seq": int, "at": str, "actor": str, "action": str, "hash": str, "body": str},
        pk=("chain", "seq"),
        not_null={"at", "actor", "action", "hash", "body"},
    )
    for verb in ("UPDATE", "DELETE"):
        db.execute(
            f"CREATE TRIGGER journal_refuses_{verb.lower()} BEFORE {verb} ON journal "
            "BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END"
        )
    # Where the inspector stood: convenience, not evidence, hence outside the journal.
    db.table("bookmarks").create({"id": str, "place": str}, pk="id", not_null={"place"})
    db.table("definitions").create(
        {"digest": str, "kind": str, "code": str, "version": str, "compiled": bytes}, pk="digest", not_null={"compiled"}
    )


@migrations()
def m0002_cases(db: Database) -> None:
    """Lay the tables of cases; documents may belong to a case instead of an inspection."""
    columns: dict[str, tuple[str, ...]] = {
        "cases": ("state", "no", "name", "inspection_id", "party_name", "created_at"),
        "case_facts": ("case_id", "position"),
        "exhibits": ("case_id", "label"),
        "charges": ("case_id", "violation"),
        "proceedings": ("case_id", "position"),
        "services": ("case_id", "document_id"),
        "papers": ("case_id", "form_code"),
        "case_clocks": ("case_id", "rule"),
        "case_ticks": ("case_id",),
        "confirmations": ("case_id",),
    }
    for name, extra in columns.items():
        kinds: dict[str, Any] = {"id": str} | {c: int if c == "position" else str for c in extra} | {"body": str}
        db.table(name).create(kinds, pk="id", not_null={"body"})
        if "case_id" in extra:
            db.table(name).create_index(["case_id"])
    db.table("cases").create_index(["created_at"])
    db.execute("ALTER TABLE documents ADD COLUMN case_id TEXT NOT NULL DEFAULT ''")
    db.execute("CREATE INDEX documents_case ON documents(case_id)")


@migrations()
def m0003_packs_and_tasks(db: Database) -> None:
    """Lay the tables of what headquarters sends: packs that were installed, tasks that were given."""
    db.table("packs").create({"id": str, "code": str, "version": int, "body": str}, pk="id", not_null={"body"})
    db.table("packs").create_index(["code", "version"], unique=True)
    db.table("tasks").create({"id": str, "inspection_id": str, "due": str, "body": str}, pk="id", not_null={"body"})


@migrations()
def m0004_persons_and_editions(db: Database) -> None:
    """A responsible person's case names the unit's; a case keeps the law packs it is decided by."""
    db.execute("ALTER TABLE cases ADD COLUMN unit_id TEXT NOT NULL DEFAULT ''")
    db.execute("CREATE INDEX cases_unit ON cases(unit_id)")
    db.table("case_laws").create({"id": str, "case_id": str, "position": int, "body": str}, pk="id", not_null={"body"})
    db.table("case_laws").create_index(["case_id"])


@migrations()
def m0005_words_and_home(db: Database) -> None:
    """Lay the tables of the office's own words and wording, and of where the data live."""
    for name in ("number_words", "wordings", "home"):
        db.table(name).create({"id": str, "body": str}, pk="id", not_null={"body"})


def migrate(db: Database) -> None:
    """Bring the schema up to date; a database made by a newer program is refused untouched."""
    known = {m.name for m in migrations._migrations}
    newer = [m.name for m in migrations.applied(db) if m.name not in known]
    if newer:
        raise Fault(
            f"数据库由更新的版本建立（{newer[0]}）", kept="没有改动", todo="请升级本程序再打开", code="vault_newer"
        )
    migrations.apply(db)
