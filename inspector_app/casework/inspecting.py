"""Doing an inspection: every field is committed as it is given, an incomplete one always."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from inspector_app.catalog.checklist import Checklist, Item
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.answer import Answer
from inspector_app.records.enterprise import Enterprise
from inspector_app.records.evidence import EvidenceLink
from inspector_app.records.inspection import Inspection
from inspector_app.records.person import Officer
from inspector_app.vault.reader import Reader
from inspector_app.vault.shelf import BY_TABLE
from inspector_app.vault.vault import Act

from . import office
from .desk import Desk


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list of inspections."""

    id: str
    enterprise: str
    checklist_code: str
    state: str
    created_at: str
    answered: int
    defects: int
    photos: int


class Previous(msgspec.Struct, frozen=True, kw_only=True):
    """What an earlier inspection of the same enterprise found at an item, when, and who said so."""

    inspection_id: str
    at: datetime
    label: str
    defect: bool
    text: str
    by: str


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a chapter, or the whole checklist, is."""

    title: str
    total: int
    answered: int
    defects: int


def start(desk: Desk, enterprise: Enterprise | None = None) -> Inspection:
    """Begin an inspection; everything about it may still be missing."""
    inspection = Inspection(
        id=uuid.uuid4().hex,
        created_at=desk.now(),
        created_by=desk.who,
        enterprise=enterprise or office.new_enterprise(),
    )
    desk.record(lambda _: Act(action="新建检查", chain=inspection.id, puts=(inspection,)))
    return inspection


def load(desk: Desk, inspection_id: str, reader: Reader | None = None) -> Inspection:
    """Return an inspection; an unknown id is a Fault."""
    found = (reader or desk.read).get(Inspection, inspection_id)
    if found is None:
        raise UsageFault(f"没有编号为“{inspection_id}”的检查", code="inspection_unknown")
    return found


def summaries(desk: Desk, text: str = "", *, state: str = "", limit: int = 200, offset: int = 0) -> list[Summary]:
    """Return inspections newest first, filtered by part of the enterprise's name and by state."""
    rows = desk.read.rows(
        "SELECT id, enterprise_name, checklist_code, state, created_at FROM inspections "
        "WHERE enterprise_name LIKE ? ESCAPE '\\' AND (? = '' OR state = ?) ORDER BY created_at DESC, id LIMIT ? OFFSET ?",
        ("%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%", state, state, limit, offset),
    )
    found = []
    for key, name, checklist, current, created in rows:
        answered, defects = _tally(desk.read, key)
        ((photos,),) = desk.read.rows("SELECT count(*) FROM evidence_links WHERE inspection_id = ?", (key,))
        found.append(
            Summary(
                id=key,
                enterprise=name,
                checklist_code=checklist,
                state=current,
                created_at=created,
                answered=answered,
                defects=defects,
                photos=photos,
            )
        )
    return found


def _tally(reader: Reader, inspection_id: str) -> tuple[int, int]:
    ((answered, defects),) = reader.rows(
        "SELECT count(*), coalesce(sum(code IN ('non_compliant', 'defect', 'flaw')), 0) FROM answers "
        "WHERE inspection_id = ? AND code NOT IN ('', 'not_checked')",
        (inspection_id,),
    )
    return int(answered), int(defects)


def count(desk: Desk) -> int:
    """Return how many inspections there are."""
    return int(desk.read.rows("SELECT count(*) FROM inspections")[0][0])


def _editable(inspection: Inspection) -> Inspection:
    if inspection.state != "under_way":
        raise Fault(
            "这次检查已经定稿，不能直接修改",
            kept="原来的内容都在",
            todo="需要更正时请先「重新打开」并写明理由",
            code="finalised",
        )
    return inspection


def set_value(desk: Desk, inspection_id: str, field: str, value: Any) -> Inspection:
    """Commit one field. ``field`` is a name of the record, or ``enterprise.…`` / ``notice.…`` for one inside it."""

    def decide(reader: Reader) -> Act:
        inspection = _editable(load(desk, inspection_id, reader))
        return Act(action=f"填写 {field}", chain=inspection_id, puts=(_with(inspection, field, value),))

    desk.record(decide)
    changed = load(desk, inspection_id)
    if field.startswith("enterprise.") and changed.enterprise.name.strip():
        office.save_enterprise(desk, changed.enterprise)
    return changed


def _with(record: Any, field: str, value: Any) -> Any:
    name, _, rest = field.partition(".")
    if name not in record.__struct_fields__ or name in {"id", "created_at", "created_by", "revision", "state"}:
        raise UsageFault(f"没有可以填写的栏目“{field}”", code="field_unknown")
    return msgspec.structs.replace(record, **{name: _with(getattr(record, name), rest, value) if rest else value})


def choose_enterprise(desk: Desk, inspection_id: str, enterprise: Enterprise) -> Inspection:
    """Take an enterprise from the files into the inspection, as it stands now."""
    return set_value(desk, inspection_id, "enterprise", enterprise)


def choose_checklist(desk: Desk, inspection_id: str, code: str, ruleset: str = "") -> Inspection:
    """Bind the inspection to the checklist as it is today; once items are answered the list stays."""
    checklist, digest = desk.library.checklist(code), desk.library.digest(code)

    def decide(reader: Reader) -> Act:
        inspection = _editable(load(desk, inspection_id, reader))
        answered, _ = _tally(reader, inspection_id)
        if answered and inspection.checklist_code not in {"", code}:
            raise Fault(
                f"已按现在的检查表查了{answered}项，不能换表",
                kept="已查的项目都在",
                todo="要用另一张检查表，请另建一次检查",
                code="checklist_bound",
            )
        bound = msgspec.structs.replace(
            inspection,
            checklist_code=code,
            checklist_version=checklist.version,
            checklist_digest=digest,
            ruleset=ruleset or _default_ruleset(checklist),
        )
        return Act(action="选定检查表", chain=inspection_id, puts=(bound,))

    desk.record(decide)
    return load(desk, inspection_id)


def _default_ruleset(checklist: Checklist) -> str:
    rules = checklist.judgement.default_ruleset()
    return rules.id if rules else ""


def choose_ruleset(desk: Desk, inspection_id: str, ruleset: str) -> Inspection:
    """Judge by another ruleset of the same checklist."""
    return set_value(desk, inspection_id, "ruleset", ruleset)


def choose_officers(desk: Desk, inspection_id: str, officers: tuple[Officer, ...]) -> Inspection:
    """Name the officers of the inspection, as their certificates stand now."""
    return set_value(desk, inspection_id, "officers", tuple(officers))


def checklist_of(desk: Desk, inspection: Inspection) -> Checklist:
    """Return the checklist in the very version the inspection was made with."""
    if not inspection.checklist_digest:
        raise Fault("还没有选定检查表", todo="请先到第2步选择", code="checklist_missing")
    return desk.library.checklist_by_digest(inspection.checklist_digest)


def answers(desk: Desk, inspection_id: str) -> dict[str, Answer]:
    """Return all answers by item id."""
    return {a.item_id: a for a in desk.read.find(Answer, "inspection_id = ?", (inspection_id,))}


def answers_of_item(desk: Desk, inspection_id: str, item_id: str) -> Answer | None:
    """Return the answer of one item, None when nobody touched it."""
    return desk.read.get(Answer, f"{inspection_id}/{item_id}")


def previous_answer(desk: Desk, inspection_id: str, item_id: str) -> Previous | None:
    """Return what the last earlier inspection of the same enterprise answered to the same item, None where there is none.

    The same enterprise is one of the same credit code, or of the same name where one of the two has no code. Earlier by the
    time it began, or was created where that is not known.
    """
    here = load(desk, inspection_id)
    name, uscc = here.enterprise.name.strip(), here.enterprise.uscc.strip()
    if not name and not uscc:
        return None
    code = "coalesce(json_extract(i.body, '$.enterprise.uscc'), '')"
    rows = desk.read.rows(
        "SELECT i.id FROM answers a JOIN inspections i ON i.id = a.inspection_id "  # noqa: S608 - no value is in it
        "WHERE a.item_id = ? AND a.code NOT IN ('', 'not_checked') AND i.id <> ? "
        f"AND ((? <> '' AND {code} = ?) OR (i.enterprise_name = ? AND ? <> '' AND ({code} = '' OR ? = '')))",
        (item_id, inspection_id, uscc, uscc, name, name, uscc),
    )
    earlier = [one for (key,) in rows if _began(one := load(desk, key)) < _began(here)]
    if not earlier:
        return None
    last = max(earlier, key=_began)
    given = answers_of_item(desk, last.id, item_id)
    assert given is not None
    checklist = checklist_of(desk, last)
    defect = is_defect(checklist, given)
    plain = checklist.option(given.code)
    label = checklist.defect_option().label if defect and not plain.counts_as_defect else plain.label
    return Previous(
        inspection_id=last.id, at=_began(last), label=label, defect=defect, text=given.text, by=given.answered_by
    )


def _began(inspection: Inspection) -> datetime:
    return inspection.started_at or inspection.created_at


def _change_answer(desk: Desk, inspection_id: str, item_id: str, action: str, **fields: Any) -> Answer:
    result: list[Answer] = []

    def decide(reader: Reader) -> Act:
        _editable(load(desk, inspection_id, reader))
        was = reader.get(Answer, f"{inspection_id}/{item_id}") or Answer(inspection_id=inspection_id, item_id=item_id)
        now = msgspec.structs.replace(was, **fields)
        if now != was:
            now = msgspec.structs.replace(now, answered_at=desk.now(), answered_by=desk.who)
        result.append(now)
        return Act(action=action, chain=inspection_id, puts=(now,))

    desk.record(decide)
    return result[0]


def answer(desk: Desk, inspection_id: str, item_id: str, code: str) -> Answer:
    """Answer one item (an empty code clears it); what was written beside it is kept."""
    return _change_answer(
        desk, inspection_id, item_id, f"判定项目 {item_id}" if code else f"清除项目 {item_id}", code=code
    )


def write_text(desk: Desk, inspection_id: str, item_id: str, text: str) -> Answer:
    """Write what was found."""
    return _change_answer(desk, inspection_id, item_id, f"描述问题 {item_id}", text=text)


def write_reason(desk: Desk, inspection_id: str, item_id: str, reason: str) -> Answer:
    """Write why an item is not applicable."""
    return _change_answer(desk, inspection_id, item_id, f"写明理由 {item_id}", reason=reason)


def set_severity(desk: Desk, inspection_id: str, item_id: str, severity: str) -> Answer:
    """Give a finding the severity the inspector judges it to have."""
    return _change_answer(desk, inspection_id, item_id, f"评定等级 {item_id}", severity=severity)


def answer_annex(desk: Desk, inspection_id: str, item_id: str, annex: str, code: str) -> Answer:
    """Answer one annex check of an item; any that fails makes the item fail (判定规则在检查表内)."""
    was = desk.read.get(Answer, f"{inspection_id}/{item_id}")
    checks = dict(was.annex if was else {}) | {annex: code}
    return _change_answer(
        desk, inspection_id, item_id, f"判定附录 {item_id}", annex={k: v for k, v in sorted(checks.items()) if v}
    )


def undo(desk: Desk, inspection_id: str) -> str | None:
    """Take back the last act that was not taken back yet, as a new act; return the item or field it concerned.

    Acts that left the laptop or burnt a number (issuing, sealing, a photo taken in) are not undone this way.
    """
    touched: list[str] = []

    def decide(reader: Reader) -> Act | None:
        entries = reader.journal(inspection_id)
        reversed_already = {e["reverses"] for e in entries if e["reverses"] is not None}
        for entry in reversed(entries):
            if entry["reverses"] is not None or entry["seq"] in reversed_already:
                continue
            if (
                any(c["kind"] not in {"answers", "inspections"} for c in entry["changes"])
                or entry["action"] in _LASTING
            ):
                return None
            puts: list[Any] = []
            drops: list[tuple[type, str]] = []
            for change in entry["changes"]:
                kind = BY_TABLE[change["kind"]]
                touched.append(change["id"])
                if change["before"] is None:
                    drops.append((kind, change["id"]))
                else:
                    puts.append(msgspec.convert(change["before"], kind))
            return Act(
                action="撤销 " + entry["action"],
                chain=inspection_id,
                puts=tuple(puts),
                drops=tuple(drops),
                reverses=entry["seq"],
            )
        return None

    desk.record(decide)
    return touched[-1].rpartition("/")[2] if touched else None


_LASTING = {"新建检查", "定稿", "重新打开", "封存导出", "总部签收"}


def answer_keys(checklist: Checklist) -> dict[str, str]:
    """Which key gives which answer: 1 符合, 2 不符合, 3 不适用, then what else the checklist has; 0 clears."""
    codes = [option.code for option in checklist.answer_options]
    wanted = [("compliant",), ("non_compliant", "defect"), ("not_applicable",)]
    first = [next((c for c in group if c in codes), "") for group in wanted]
    rest = [c for c in codes if c not in first]
    return {str(n): code for n, code in enumerate([*first, *rest], 1) if code} | {"0": ""}


def is_defect(checklist: Checklist, given: Answer | None) -> bool:
    """Whether an answer counts as a defect, the annex rule included."""
    if given is None:
        return False
    codes = [given.code, *given.annex.values()]
    return any(o.counts_as_defect for o in checklist.answer_options if o.code in codes)


def progress(checklist: Checklist, given: Mapping[str, Answer]) -> list[Progress]:
    """How far each chapter is, in the order of the checklist."""

    def of(items: tuple[Item, ...], title: str) -> Progress:
        checked = [i for i in items if i.checkable]
        return Progress(
            title=title,
            total=len(checked),
            answered=sum(
                1 for i in checked if (a := given.get(i.id)) is not None and a.code not in {"", "not_checked"}
            ),
            defects=sum(1 for i in checked if is_defect(checklist, given.get(i.id))),
        )

    return [of(tuple(chapter.items), chapter.title) for chapter in checklist.chapters]


def phrases(desk: Desk, checklist: Checklist, item_id: str, limit: int = 12) -> list[str]:
    """Return ready words for a finding: what this laptop wrote for the same item before, newest first, then the check points."""
    rows = desk.read.rows(
        "SELECT DISTINCT json_extract(body, '$.text') FROM answers WHERE item_id = ? ORDER BY rowid DESC LIMIT ?",
        (item_id, limit),
    )
    earlier = [str(text) for (text,) in rows if text]
    item = checklist.item(item_id)
    return [*earlier, *(f"{point}：" for point in item.check_points)][:limit]


def photo_counts(desk: Desk, inspection_id: str) -> dict[str, int]:
    """How many photos each item has; withdrawn ones do not count."""
    links = desk.read.find(EvidenceLink, "inspection_id = ?", (inspection_id,))
    counts: dict[str, int] = {}
    for link in links:
        if link.withdrawn_reason is None:
            counts[link.item_id] = counts.get(link.item_id, 0) + 1
    return counts


def remember_place(desk: Desk, inspection_id: str, step: int, item_id: str = "") -> None:
    """Remember where the inspector stands, so that the next start goes on exactly there."""
    desk.vault.bookmark(f"inspection:{inspection_id}", f"{step}|{item_id}")


def remembered_place(desk: Desk, inspection_id: str) -> tuple[int, str]:
    """Return the step and the item where the inspector stood."""
    step, _, item_id = desk.vault.bookmarked(f"inspection:{inspection_id}").partition("|")
    return (int(step) if step.isdigit() else 1, item_id)
