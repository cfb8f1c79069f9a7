"""The signed half of a bag: its tag files made and signed, or read back and held against signature, lists and hashes.

Bundles (laptop to headquarters) and packs (headquarters to laptop) are the same kind of bag; they differ in what lies under ``data/``
and in the label of ``bag-info.txt`` that names their format.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping

from inspector_app.bundle.bag import DECLARATION, Facts, Measure, read_info, read_manifest, write_info, write_manifest
from inspector_app.bundle.consignment import FORMAT
from inspector_app.bundle.container import Container
from inspector_app.bundle.keys import PublicKey, SigningKey, signature_key_id
from inspector_app.bundle.names import EVIDENCE, TAG_FILES
from inspector_app.fault import Fault

_SMALL = 64 * 1024
_MANIFEST = 16 * 1024**2
BUNDLE_FORMAT, PACK_FORMAT = "Bundle-Format", "Pack-Format"

Progress = Callable[[int, int], None]


def sign_tags(
    info: Mapping[str, str], sha256: Mapping[str, str], sm3: Mapping[str, str], key: SigningKey, comment: str
) -> dict[str, bytes]:
    """Return the tag files of a bag in writing order, the signature last; ``comment`` is its trusted comment."""
    tags = {
        "bagit.txt": DECLARATION,
        "bag-info.txt": write_info(info),
        "manifest-sha256.txt": write_manifest(sha256),
        "sm3-manifest.txt": write_manifest(sm3),
    }
    tag_manifest = write_manifest({name: hashlib.sha256(data).hexdigest() for name, data in tags.items()})
    tags["tagmanifest-sha256.txt"] = tag_manifest
    tags["signature.minisig"] = key.sign(tag_manifest, comment)
    return tags


def check_tags(
    container: Container, signers: Mapping[str, str | PublicKey] | None, format_label: str
) -> tuple[PublicKey, bool, dict[str, bytes]]:
    """Check the signature over the tag manifest, then the tag files against it; nothing of the payload is touched yet."""
    if "fetch.txt" in container.sizes:
        raise Fault("文件包含有 fetch.txt，不接受要从别处取来的内容", code="unlisted")
    extra = sorted(n for n in container.sizes if not n.startswith("data/") and n not in TAG_FILES)
    if extra:
        raise Fault(f"文件包中有清单以外的文件 {extra[0]}", code="unlisted")
    tags = {name: container.read(name, _MANIFEST if "manifest" in name else _SMALL) for name in TAG_FILES}
    signature, manifest = tags["signature.minisig"], tags["tagmanifest-sha256.txt"]
    claimed = PublicKey.read(read_info(tags["bag-info.txt"]).get("Signer-Key", ""))
    key_id = signature_key_id(signature)
    if signers is None:
        signer = claimed
    elif key_id in signers:
        known = signers[key_id]
        signer = known if isinstance(known, PublicKey) else PublicKey.read(known)
    else:
        raise Fault(f"文件包由未登记的密钥 {key_id} 签名", todo="请先核对指纹并登记签名的一方", code="unknown_signer")
    signer.verify(manifest, signature)
    digests = read_manifest(manifest, "tagmanifest-sha256.txt")
    covered = set(TAG_FILES) - {"signature.minisig", "tagmanifest-sha256.txt"}
    if set(digests) != covered:
        raise Fault("tagmanifest-sha256.txt 所列文件不齐或多余", code="unlisted")
    for name in covered:
        if _facts([tags[name]]).sha256 != digests[name]:
            raise Fault(f"{name} 与签名的清单不符", code="hash_mismatch")
    if claimed != signer:
        raise Fault("bag-info.txt 中的签名公钥与实际签名人不符", code="bad_signature")
    if tags["bagit.txt"] != DECLARATION:
        raise Fault("bagit.txt 不是 BagIt 1.0 的声明", code="version")
    check_version(read_info(tags["bag-info.txt"]).get(format_label, ""))
    return signer, signers is not None, tags


def check_version(found: str) -> None:
    """Refuse another major version; a Fault (``version``)."""
    major, _, minor = found.partition(".")
    if not (major.isascii() and major.isdigit() and minor.isascii() and minor.isdigit()):
        raise Fault(f"无法识别文件包的格式版本“{found[:20]}”", code="version")
    if major != FORMAT.partition(".")[0]:
        todo = f"请使用支持格式 {major}.x 的版本"
        raise Fault(f"文件包的格式版本是 {found}，本程序只支持 {FORMAT.partition('.')[0]}.x", todo=todo, code="version")


def _facts(pieces: Iterator[bytes] | list[bytes]) -> Facts:
    measured = Measure()
    for data in pieces:
        measured.add(data)
    return measured.facts()


def check_payload(container: Container, tags: Mapping[str, bytes], progress: Progress | None) -> dict[str, Facts]:
    """Compare every payload file with both manifests, and both manifests with what is there."""
    sha256 = read_manifest(tags["manifest-sha256.txt"], "manifest-sha256.txt")
    sm3 = read_manifest(tags["sm3-manifest.txt"], "sm3-manifest.txt")
    present = {name for name in container.sizes if name.startswith("data/")}
    if unlisted := sorted(present - set(sha256)):
        raise Fault(f"文件包中有清单以外的文件 {unlisted[0]}", code="unlisted")
    if missing := sorted(set(sha256) - present):
        raise Fault(f"文件包缺少清单所列的 {missing[0]}", code="missing")
    if set(sm3) != set(sha256):
        raise Fault("sm3-manifest.txt 与 manifest-sha256.txt 所列文件不同", code="bad_manifest")
    total, done = sum(container.sizes[n] for n in present), 0
    facts: dict[str, Facts] = {}

    def tick(count: int) -> None:
        nonlocal done
        done += count
        if progress:
            progress(done, total)

    for name in sorted(present):
        found = _facts(container.pieces(name, tick))
        if found.sha256 != sha256[name] or found.sm3 != sm3[name]:
            raise Fault(f"{name} 的内容与清单中的哈希不符", code="hash_mismatch")
        named = EVIDENCE.match(name)
        if name.startswith("data/evidence/") and (not named or named[2] != found.sha256):
            raise Fault(f"{name} 的内容与其文件名中的哈希不符", code="hash_mismatch")
        facts[name] = found
    info = read_info(tags["bag-info.txt"])
    if info.get("Payload-Oxum") != f"{total}.{len(present)}":
        raise Fault("文件包的文件数或总大小与 bag-info.txt 不符", code="bad_manifest")
    return facts
