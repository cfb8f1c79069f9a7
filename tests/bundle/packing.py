"""Packs for tests, all of it made up: no province, no year and no office here exists."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

from inspector_app.bundle.keys import SigningKey
from inspector_app.bundle.pack import Pack, write_pack
from inspector_app.catalog.compiling import compile_pack
from inspector_app.catalog.kinds import FOLDERS, head_of, type_of
from inspector_app.records.pack import NumberRange, PackFile

HQ = SigningKey.generate()
AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)

PROVINCE = """
meta: {code: xugou, title: 虚构省裁量基准（测试用，不是真的）, version: '1', as_of: '2026-11-01', issuer: 虚构省药监局}
extends: national
province: 虚构省
bands:
- {id: mitigate, name: 减轻, definition: 虚构, range: {below_minimum: true, floor_share: 0.5}, verified: true}
- {id: lenient, name: 从轻, definition: 虚构, range: {lower: 0, upper: 0.25, upper_open: true}, verified: true}
- {id: normal, name: 一般, definition: 虚构, range: {lower: 0.25, upper: 0.6}, verified: true}
- {id: severe, name: 从重, definition: 虚构, range: {lower: 0.6, lower_open: true, upper: 1}, verified: true}
summary_procedure:
  rule: 虚构
  limits: {natural_person_max: 100, legal_person_max: 1000, currency: 元}
  refs: [{law: admin-penalty-law, article: 51, paragraph: 1}]
  verified: true
hearing_amounts: {organization: 50000, natural_person: 5000, sole_trader_as: organization}
exemptions:
- id: xugou-honest
  name: 虚构的免罚情形
  conditions: [虚构条件一, 虚构条件二]
  effect: 免予处罚
  violations: [drug-117-retail-inferior]
  refs: [{law: admin-penalty-law, article: 33, paragraph: 1}]
  level: shall
  outcome: exempt
  verified: true
minor_list:
- id: xugou-minor-1
  level: may
  violations: [drug-117-retail-inferior]
  conditions: [虚构：货值不足一百元]
  source: 虚构省免罚清单第1项
  verified: true
"""
YEAR = """
code: cn-2027
name: 2027年节假日安排（测试用，不是真的）
year: 2027
version: '1'
issuer: 测试
doc_no: null
published: null
verified: false
sources: [测试用的假安排]
note: 测试用的假安排
holidays:
- {name: 元旦, first: '2027-01-01', last: '2027-01-03'}
- {name: 春节, first: '2027-02-05', last: '2027-02-11'}
worked:
- {date: '2027-02-13', holiday: 春节}
"""


def file_of(kind, text: str | bytes) -> tuple[PackFile, bytes]:
    """One file of a pack with its entry on the slip."""
    data = text.encode() if isinstance(text, str) else text
    head = head_of(kind, compile_pack(kind, data, "x.yaml", type_of(kind), strict=False))
    path = f"{FOLDERS[kind]}/{head.code}.yaml"
    digest = hashlib.sha256(data).hexdigest()
    return PackFile(path=path, kind=kind, code=head.code, version=head.version, digest=digest), data


def slip(kind="laws", code="xugou", version=1, *, files=(), **more) -> Pack:
    values = {
        "kind": kind, "code": code, "version": version, "title": "虚构省裁量基准", "hq_id": f"HQ-{HQ.key_id}",
        "issuer": "虚构省药监局", "created": AT, "effective": date(2026, 11, 1), "files": tuple(f for f, _ in files),
    }  # fmt: skip
    return Pack(**values | more)


def packed(kind="laws", code="xugou", version=1, *, files=None, key=HQ, **more) -> bytes:
    """A signed pack; without ``files`` the made-up province's."""
    if files is None:
        files = [file_of("discretion", PROVINCE)]
    return write_pack(slip(kind, code, version, files=files, **more), {f.path: data for f, data in files}, key)


def numbers(*ranges: NumberRange, device="laptop-7", version=1, key=HQ, **more) -> bytes:
    ranges = ranges or (NumberRange(id="N-1", document_word="责改", year=2026, first=1, last=50),)
    code = f"numbers-{device}"
    return packed(
        "numbers", code, version, files=[], key=key, numbers=ranges, device_id=device, title="文号号段", **more
    )


def inside(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rezipped(files: dict[str, bytes], compression=zipfile.ZIP_STORED) -> bytes:
    """The files in a zip as any tool writes it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, compression)
    return target.getvalue()


def save(folder: Path, data: bytes, name="包.pack.zip") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path
