"""The pack: what headquarters sends to its laptops, the way back of the bundle.

The same bag in the same kind of zip, signed the same way by headquarters. It is not encrypted: law and forms are public, a range of
numbers is no secret. It is small, so it is read whole, and it has one spelling: a byte that headquarters did not write is found
even where no signature reaches (the zip's own headers).
"""

from __future__ import annotations

import hashlib
import io
import stat
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import msgspec

import inspector_app
from inspector_app.bundle.bag import measure
from inspector_app.bundle.canonical import canonical, read_canonical
from inspector_app.bundle.consignment import FORMAT
from inspector_app.bundle.container import Container
from inspector_app.bundle.files import read_small
from inspector_app.bundle.keys import PublicKey, SigningKey
from inspector_app.bundle.names import README, TAG_FILES, Limits, check_identifier, check_name
from inspector_app.bundle.pack_page import write_pack_page
from inspector_app.bundle.page import printable
from inspector_app.bundle.tags import PACK_FORMAT, check_payload, check_tags, check_version, sign_tags
from inspector_app.catalog.kinds import FOLDERS, Kind
from inspector_app.fault import Fault
from inspector_app.records.pack import PACK_WORDS, NumberRange, PackFile, PackKind, overlap
from inspector_app.records.task import TaskOrder

SLIP = "data/pack.json"
FORMS = "data/forms/"
SUFFIX = ".pack.zip"
LIMITS = Limits(entries=2_000, file=8 * 1024**2, total=64 * 1024**2, json=8 * 1024**2, directory=1024**2)
"""A pack of every shipped form is about 4 MB; whatever passes this is none."""
_FILE_LIMIT = LIMITS.total + 4 * 1024**2
_EPOCH = (1980, 1, 1, 0, 0, 0)
_KEPT = "没有安装任何内容"

HOLDS: dict[PackKind, tuple[Kind, ...]] = {
    "forms": ("checklist", "document"),
    "laws": ("law", "violation", "discretion", "procedure"),
    "calendars": ("calendar",),
    "wording": ("wording",),
    "words": ("number_words",),
    "numbers": (),
    "tasks": (),
}
"""Which kinds of files a pack of a kind may carry."""


class Pack(msgspec.Struct, frozen=True, kw_only=True):
    """``data/pack.json``: what the pack is and what it holds. ``version`` only goes up for a ``code``.

    ``effective`` is the first day its rules are used, ``expires`` the last day it should be (it then warns). Numbers and tasks are
    for the one laptop ``device_id``.
    """

    format: str = FORMAT
    kind: PackKind
    code: str
    version: int
    title: str
    hq_id: str
    issuer: str
    created: datetime
    effective: date
    expires: date | None = None
    device_id: str = ""
    note: str = ""
    files: tuple[PackFile, ...] = ()
    numbers: tuple[NumberRange, ...] = ()
    tasks: tuple[TaskOrder, ...] = ()

    @property
    def name(self) -> str:
        """The folder inside the zip."""
        return f"pack-{self.code}-{self.version}"

    @property
    def file_name(self) -> str:
        """The name the file usually gets."""
        return self.name + SUFFIX


class OpenedPack(msgspec.Struct, frozen=True, kw_only=True):
    """A pack that passed every check: its slip, the bytes of its files by their path below ``forms/``, and the file itself."""

    pack: Pack
    sources: dict[str, bytes]
    data: bytes

    @property
    def sha256(self) -> str:
        """The digest of the whole file."""
        return hashlib.sha256(self.data).hexdigest()


def write_pack(pack: Pack, sources: Mapping[str, bytes], key: SigningKey) -> bytes:
    """Sign a pack and return its file; what a reader would refuse is refused here. The same pack gives the same bytes."""
    payload = {SLIP: canonical(msgspec.to_builtins(pack)), README: write_pack_page(pack)}
    payload |= {FORMS + path: data for path, data in sources.items()}
    facts = {name: measure(io.BytesIO(data)) for name, data in payload.items()}
    info = {
        "External-Identifier": pack.name,
        "Bagging-Date": pack.created.date().isoformat(),
        "Bag-Software-Agent": f"inspector {inspector_app.__version__}",
        "Payload-Oxum": f"{sum(map(len, payload.values()))}.{len(payload)}",
        PACK_FORMAT: FORMAT,
        "Signer-Key": key.public.text,
    }
    comment = (
        f"pack={pack.code} version={pack.version} kind={pack.kind} at={pack.created.isoformat(timespec='seconds')}"
    )
    tags = sign_tags(info, {n: f.sha256 for n, f in facts.items()}, {n: f.sm3 for n, f in facts.items()}, key, comment)
    data = _zipped(pack.name, payload, tags)
    read_pack(data, key.public, pack.file_name)
    return data


def load_pack(path: Path, signer: PublicKey | None) -> OpenedPack:
    """Read a pack file and check all of it against headquarters' key; see ``read_pack``."""
    return read_pack(read_small(path, _FILE_LIMIT, "总部下发包"), signer, path.name)


def read_pack(data: bytes, signer: PublicKey | None, name: str) -> OpenedPack:
    """Check the bytes of a pack: container, names, signature, every hash, its slip and its one spelling.

    Fault codes: ``hq_missing`` (no headquarters is known), ``not_a_pack``, ``unsigned``, ``unknown_signer``, ``bad_signature``,
    ``rewritten``, and those of the bag (``bad_container``, ``unsafe_name``, ``too_large``, ``unlisted``, ``missing``,
    ``hash_mismatch``, ``version``, ``schema``). Nothing is kept of a pack that fails.
    """
    if signer is None:
        raise Fault("还没有登记总部，无法核对是谁签发的", kept=_KEPT, todo="请先导入总部的登记信", code="hq_missing")
    if not data.startswith(b"PK\3\4"):
        raise Fault(f"{printable(name)} 不是总部下发的包", kept=_KEPT, todo="请核对文件", code="not_a_pack")
    try:
        return _read(data, signer)
    except Fault as fault:
        todo = fault.todo or "请向总部重新要一份"
        raise Fault(fault.what, kept=_KEPT, todo=todo, code=fault.code) from fault


def _read(data: bytes, signer: PublicKey) -> OpenedPack:
    container = Container(io.BytesIO(data), LIMITS)
    if "signature.minisig" not in container.sizes:
        raise Fault("这个包没有总部的签名，不能相信", code="unsigned")
    try:
        _, _, tags = check_tags(container, {signer.key_id: signer}, PACK_FORMAT)
    except Fault as fault:
        if fault.code == "unknown_signer":
            raise Fault("这个包不是由已登记的总部签发的", todo="请核对来源", code="unknown_signer") from fault
        raise
    check_payload(container, tags, None)
    payload = {n: container.read(n, LIMITS.file) for n in container.sizes if n.startswith("data/")}
    for needed in (SLIP, README):
        if needed not in payload:
            raise Fault(f"文件包缺少 {needed}", code="missing")
    pack = _slip(payload[SLIP])
    sources = {name.removeprefix(FORMS): data for name, data in payload.items() if name.startswith(FORMS)}
    _check_slip(pack, sources, set(payload) - {SLIP, README} - {FORMS + path for path in sources})
    if container.root != pack.name:
        raise Fault("文件包的文件夹名与说明不一致", code="schema")
    if _zipped(pack.name, payload, tags) != data:
        raise Fault("这个包在签发以后被改动或重新打包过", code="rewritten")
    return OpenedPack(pack=pack, sources=sources, data=data)


def _slip(data: bytes) -> Pack:
    value = read_canonical(data, SLIP)
    if isinstance(value, dict):
        check_version(str(value.get("format", "")))
    try:
        return msgspec.convert(value, Pack)
    except msgspec.ValidationError as error:
        raise Fault(f"{SLIP} 缺少必要内容（{error}）", code="schema") from error


def _check_slip(pack: Pack, sources: Mapping[str, bytes], stray: set[str]) -> None:
    """See that the slip tells the truth about the files, and that its kind may hold what it holds."""
    check_identifier(pack.code, "包的代码")
    if pack.version < 1 or pack.created.tzinfo is None or not pack.title.strip():
        raise Fault("包的说明不成立（版本从 1 起，要有名称和带时区的时间）", code="schema")
    if pack.expires is not None and pack.expires < pack.effective:
        raise Fault("包的失效日期早于生效日期", code="schema")
    listed = {one.path: one for one in pack.files}
    if stray or set(listed) != set(sources) or len(listed) != len(pack.files):
        raise Fault("包的说明与其中的文件不一致", code="unlisted")
    for one in pack.files:
        check_name(one.path)
        if one.kind not in HOLDS[pack.kind] or one.path != f"{FOLDERS[one.kind]}/{one.code}.yaml":
            raise Fault(f"{PACK_WORDS[pack.kind]}里不能有 {one.path}", code="schema")
        if hashlib.sha256(sources[one.path]).hexdigest() != one.digest:
            raise Fault(f"{one.path} 与说明中的哈希不符", code="hash_mismatch")
    personal = pack.kind in ("numbers", "tasks")
    if bool(pack.numbers) != (pack.kind == "numbers") or (bool(pack.tasks) and pack.kind != "tasks"):
        raise Fault(f"{PACK_WORDS[pack.kind]}的内容与种类不符", code="schema")
    if personal != bool(pack.device_id) or (not personal and not pack.files):
        raise Fault("包没有写明发给哪台设备，或者没有内容", code="schema")
    for block in pack.numbers:
        if block.first < 1 or block.last < block.first or not block.document_word or not 2000 <= block.year <= 2100:
            raise Fault(f"号段 {block.first} 至 {block.last} 不成立", code="schema")
    _check_apart(pack.numbers)
    if len({one.id for one in pack.tasks}) != len(pack.tasks):
        raise Fault("同一任务列了两次", code="schema")


def _check_apart(blocks: tuple[NumberRange, ...]) -> None:
    for at, one in enumerate(blocks):
        for other in blocks[:at]:
            if one.id == other.id or overlap(one, other):
                raise Fault(f"号段 {one.first} 至 {one.last} 与另一号段重叠", code="schema")


def _zipped(root: str, payload: Mapping[str, bytes], tags: Mapping[str, bytes]) -> bytes:
    """The one spelling of a pack: stored entries with nothing of their own, the payload by name, then the tag files."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, data in [*sorted(payload.items()), *((n, tags[n]) for n in TAG_FILES)]:
            info = zipfile.ZipInfo(f"{root}/{name}", _EPOCH)
            info.create_system = 3
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(info, data)
    return target.getvalue()
