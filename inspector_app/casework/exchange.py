"""To headquarters and back: enrolment, sealed bundles, receipts."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from inspector_app.bundle.consignment import Consignment, Entry, FormVersion, Part, Section, pack_record
from inspector_app.bundle.keys import PublicKey, SigningKey
from inspector_app.bundle.letters import DeviceLetter, read_letter, save_letter
from inspector_app.bundle.names import document_path, evidence_path
from inspector_app.bundle.seal import seal as seal_bundle
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.case import Case
from inspector_app.records.exchange import Device, Export, Headquarters, Sent
from inspector_app.records.inspection import Inspection
from inspector_app.vault.reader import Reader
from inspector_app.vault.shelf import plain
from inspector_app.vault.vault import Act

from . import case_travel, cases, evidencing, inspecting, issuing, office, returning, reviewing
from .desk import Desk
from .document_shelf import travelling

# Enrolment


def headquarters(desk: Desk) -> Headquarters | None:
    """Return headquarters as enrolled, or None."""
    return desk.read.get(Headquarters, "self")


def device(desk: Desk) -> Device:
    """Return this laptop."""
    found = desk.read.get(Device, "self")
    if found is None:
        raise Fault("这台电脑还没有登记设备", todo="请重新建立数据库", code="device_missing")
    return found


def read_enrolment(path: Path) -> tuple[str, str]:
    """Read headquarters' letter without believing it yet: its name, and the fingerprint to compare over the phone."""
    letter = read_letter(path, "enrolment")
    return letter.name, letter.signer.fingerprint


def enrol(desk: Desk, path: Path) -> Headquarters:
    """Take headquarters' letter: bundles are sealed to its keys, its recovery key opens this vault, its receipts are believed."""
    letter = read_letter(path, "enrolment")
    known = headquarters(desk)
    if known is not None and known.signing_key != letter.signer.text:
        raise Fault(
            f"已登记的上级是{known.name}，这封登记信用的是另一把密钥",
            kept="原来的登记没有改动",
            todo="请向总部核实是否换过密钥",
            code="enrolled_other",
        )
    value = Headquarters(
        id=letter.hq_id,
        name=letter.name,
        duty_recipient=letter.duty_recipient,
        recovery_recipient=letter.recovery_recipient,
        signing_key=letter.signer.text,
        fingerprint=letter.signer.fingerprint,
        enrolled_at=desk.now(),
    )
    desk.vault.enrol_recovery(letter.recovery_recipient)
    desk.record(lambda _: Act(action=f"登记上级{letter.name}", puts=(value,)))
    return value


def write_device_letter(desk: Desk, path: Path) -> Path:
    """Write the letter by which headquarters registers this laptop's signing key."""
    here = device(desk)
    letter = DeviceLetter(
        device_id=here.id,
        device_name=here.name,
        organisation=office.organisation(desk).name,
        signing_key=here.public_key,
        created=desk.now(),
    )
    return save_letter(letter, _signing_key(here), path)


def _signing_key(here: Device) -> SigningKey:
    return SigningKey.from_bytes(here.signing_key.encode())


# Sealing


def record_of(desk: Desk, inspection_id: str) -> dict[str, Any]:
    """Return the whole revision of an inspection as it travels: plain JSON values, nothing left out."""
    inspection = inspecting.load(desk, inspection_id)
    checklist = inspecting.checklist_of(desk, inspection)
    judgement = reviewing.verdict(desk, inspection_id)
    team = inspection.team_verdict
    record = plain(inspection)
    # What changes by travelling itself is not part of what travels, else the digest would never come back equal.
    record.pop("state")
    record["checklist"] = {
        "code": inspection.checklist_code,
        "version": inspection.checklist_version,
        "digest": inspection.checklist_digest,
        "title": checklist.title,
    }
    record["started"] = record["started_at"]
    record["state"] = "finalised"
    record["verdict"] = (
        {"code": team.code, "label": team.label, "by": "team"}
        if team
        else {"code": judgement.verdict or "", "label": judgement.label, "by": "rule"}
    )
    record["judgement"] = msgspec.to_builtins(judgement, enc_hook=str)
    record["answers"] = [plain(a) for _, a in sorted(inspecting.answers(desk, inspection_id).items())]
    record["findings"] = [plain(f) for f in reviewing.findings(desk, inspection_id)]
    record["evidence"] = [
        plain(p.evidence) | plain(p.link) for p in evidencing.photos(desk, inspection_id, withdrawn=True)
    ]
    record["documents"] = [
        travelling(d) | {"code": d.form_code, "sha256": d.pdf_sha256}
        for d in issuing.documents(desk, inspection_id)
        if d.pdf_sha256
    ]
    for one in record["documents"]:
        # It says nothing here, and what an inspection was sent with before there were cases keeps its digest.
        one.pop("case_id")
    if scans := returning.scans(desk, inspection_id):
        record["scans"] = [plain(one) for one in scans]
    return record


def seal(
    desk: Desk,
    inspection_ids: Sequence[str],
    folder: Path,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Export:
    """Seal inspections and cases (by id) into one bundle in ``folder``; finalised ones become 已导出 once the file was read back whole.

    The counter is burnt before sealing, so that two bundles never share it, whatever happens in between.
    """
    to = headquarters(desk)
    if to is None:
        raise Fault(
            "还没有登记总部，不知道封给谁", kept="检查都在", todo="请先在收发页导入总部的登记信", code="hq_missing"
        )
    if not inspection_ids:
        raise UsageFault("没有选定要封存的检查", code="nothing_chosen")
    if not folder.is_dir():
        raise Fault(
            f"“{folder.name or folder}”不是可用的文件夹", kept="检查都在", todo="请插好 U 盘或另选位置", code="target"
        )
    for inspection_id in inspection_ids:
        if _owned(desk, inspection_id).state == "under_way":
            raise Fault("有检查或案件还没有定稿", kept="检查都在", todo="请先在第8步定稿", code="not_finalised")
    here = _burn_counter(desk)
    consignment, sent = _consign(desk, list(inspection_ids), here)
    target = folder / consignment.file_name
    sealed = seal_bundle(
        consignment,
        recipients=[to.duty_recipient, to.recovery_recipient],
        signing_key=_signing_key(here),
        target=target,
        progress=progress,
        cancelled=cancelled,
    )
    export = Export(
        id=consignment.bundle_id,
        counter=here.last_counter,
        file_name=sealed.path.name,
        sha256=sealed.sha256,
        size=sealed.size,
        sealed_at=desk.now(),
        sealed_by=desk.who,
        entries=tuple(sent),
    )
    desk.record(lambda _: Act(action=f"封存导出第{here.last_counter}包", puts=(export,)))
    for inspection_id in inspection_ids:
        _mark(desk, inspection_id, "exported", "封存导出")
    return export


def _burn_counter(desk: Desk) -> Device:
    burnt: list[Device] = []

    def decide(reader: Reader) -> Act:
        found = reader.get(Device, "self")
        if found is None:
            raise Fault("这台电脑还没有登记设备", code="device_missing")
        burnt.append(msgspec.structs.replace(found, last_counter=found.last_counter + 1))
        return Act(action="取用导出序号", puts=(burnt[-1],))

    desk.record(decide)
    return burnt[-1]


def _mark(desk: Desk, inspection_id: str, state: Any, action: str) -> None:
    def decide(reader: Reader) -> Act:
        owned = _owned(desk, inspection_id, reader)
        return Act(action=action, chain=inspection_id, puts=(msgspec.structs.replace(owned, state=state),))

    desk.record(decide)


def _owned(desk: Desk, identifier: str, reader: Reader | None = None) -> Inspection | Case:
    """The inspection or the case of that id; an unknown one is a Fault."""
    return (reader or desk.read).get(Case, identifier) or inspecting.load(desk, identifier, reader)


def _consign(desk: Desk, inspection_ids: list[str], here: Device) -> tuple[Consignment, list[Sent]]:
    entries: list[Entry] = []
    parts: dict[str, Part] = {}
    forms: dict[str, FormVersion] = {}
    sections: list[Section] = []
    for inspection_id in inspection_ids:
        if desk.read.get(Case, inspection_id) is not None:
            entries.append(_add_case(desk, inspection_id, parts, forms))
            sections += case_travel.summary(desk, inspection_id)
            continue
        record = record_of(desk, inspection_id)
        entry, own = pack_record(
            record, list(desk.read.journal_lines(inspection_id)), title=record["enterprise"]["name"]
        )
        entries.append(entry)
        parts |= {p.path: p for p in own}
        parts |= {p.path: p for p in _files(desk, inspection_id)}
        checklist = record["checklist"]
        forms[checklist["digest"]] = FormVersion(
            kind="checklist", code=checklist["code"], version=checklist["version"], digest=checklist["digest"]
        )
        for d in issuing.documents(desk, inspection_id):
            forms[d.form_digest] = FormVersion(
                kind="document", code=d.form_code, version=d.form_version, digest=d.form_digest
            )
        sections += _summary(record)
    consignment = Consignment(
        bundle_id=uuid.uuid4().hex,
        device_id=here.id,
        device_name=here.name,
        counter=here.last_counter,
        created=desk.now(),
        entries=entries,
        parts=list(parts.values()),
        sender=[desk.who],
        form_versions=list(forms.values()),
        summary=sections,
    )
    return consignment, [Sent(id=e.id, revision=e.revision, digest=e.digest) for e in entries]


def _add_case(desk: Desk, case_id: str, parts: dict[str, Part], forms: dict[str, FormVersion]) -> Entry:
    """Add what a case is made of; photos it shares with its inspection travel once."""
    lines = list(desk.read.journal_lines(case_id))
    case = cases.load(desk, case_id)
    title = cases.title(case)
    entry, own = pack_record(case_travel.record_of(desk, case_id), lines, title=title, kind="case")
    parts |= {p.path: p for p in (*own, *case_travel.files(desk, case_id))}
    if (rules := desk.library.versions.get(case.rules)) is not None:
        forms[rules.digest] = FormVersion(
            kind="discretion",
            code=case.rules,
            version=desk.library.discretion_version(case.rules).meta.version,
            digest=rules.digest,
        )
    for d in issuing.documents(desk, case_id=case_id):
        forms[d.form_digest] = FormVersion(
            kind="document", code=d.form_code, version=d.form_version, digest=d.form_digest
        )
    return entry


def _files(desk: Desk, inspection_id: str) -> list[Part]:
    store = desk.vault.files
    found = [
        Part(
            path=evidence_path(p.evidence.sha256, p.evidence.extension),
            size=p.evidence.size,
            sha256=p.evidence.sha256,
            open=partial(store.open, p.evidence.sha256),
        )
        for p in evidencing.photos(desk, inspection_id, withdrawn=True)
    ]
    found += returning.scan_parts(desk, inspection_id)
    for document in issuing.documents(desk, inspection_id):
        if document.pdf_sha256:
            pdf = store.read(document.pdf_sha256)
            found.append(
                Part(
                    path=document_path(document.id),
                    size=len(pdf),
                    sha256=document.pdf_sha256,
                    open=partial(io.BytesIO, pdf),
                )
            )
    return found


def _summary(record: dict[str, Any]) -> list[Section]:
    enterprise, checklist = record["enterprise"], record["checklist"]
    head = [
        ["企业", enterprise["name"]],
        ["统一社会信用代码", enterprise["uscc"]],
        ["检查地点", record["place"]],
        ["检查时间", f"{record['started_at'] or ''} 至 {record['ended_at'] or ''}"],
        ["检查表", f"{checklist['title']}（{checklist['version']}）"],
        ["执法人员", "、".join(f"{o['name']}（{o['certificate_no']}）" for o in record["officers"])],
        ["结论", record["verdict"]["label"] or "未作出"],
    ]
    return [
        Section(heading=enterprise["name"], rows=head),
        Section(
            heading="发现的问题",
            columns=["项目", "等级", "问题", "照片"],
            rows=[
                [f"{f['number']} {f['title']}".strip(), f["severity_label"], f["text"], "、".join(f["labels"])]
                for f in record["findings"]
            ],
        ),
        Section(
            heading="照片原件",
            columns=["编号", "SHA-256", "SM3"],
            rows=[[e["label"], e["sha256"], e["sm3"]] for e in record["evidence"]],
        ),
        Section(
            heading="文书",
            columns=["名称", "文号", "SHA-256"],
            rows=[[d["name"], d["number"], d["sha256"]] for d in record["documents"]],
        ),
    ]


# Receipts


def exports(desk: Desk) -> list[Export]:
    """Return the bundles sealed here, newest first."""
    return desk.read.find(Export, tail="ORDER BY counter DESC")


def take_receipt(desk: Desk, path: Path) -> Export:
    """Take headquarters' receipt: what it lists as stored becomes 已送达; a receipt twice changes nothing more."""
    to = headquarters(desk)
    receipt = read_letter(path, "receipt", signer=PublicKey.read(to.signing_key) if to else None)
    export = desk.read.get(Export, receipt.bundle_id)
    if export is None or receipt.device_id != device(desk).id:
        raise Fault(
            f"这张回执（第{receipt.counter}包）不是给这台电脑的",
            kept="没有改动",
            todo="请核对回执文件",
            code="receipt_other",
        )
    kept = {(e.id, e.revision, e.digest) for e in receipt.entries if e.result in {"stored", "already"}}
    missing = [s for s in export.entries if (s.id, s.revision, s.digest) not in kept]
    if missing:
        raise Fault(
            f"总部没有收下其中{len(missing)}件（内容与总部已有的不一致）",
            kept="本机的检查都在，仍为已导出",
            todo="请与总部核对后重新封存",
            code="receipt_conflict",
        )
    received = msgspec.structs.replace(export, receipt_id=receipt.receipt_id, received_at=desk.now())
    if not export.receipt_id:
        desk.record(lambda _: Act(action=f"收到第{export.counter}包回执", puts=(received,)))
    for sent in export.entries:
        owned = desk.read.get(Case, sent.id) or desk.read.get(Inspection, sent.id)
        if owned and owned.state == "exported" and owned.revision == sent.revision:
            _mark(desk, sent.id, "delivered", "总部签收")
    return received if not export.receipt_id else export
