"""The office's own wording packs laid over the forms of a library, and the digest a worded form is known by.

The digest is made of the form's and the packs' digests: the same files give the same digest on every machine and with every version of
the program. The worded form itself is kept in the cache as a whole form, so that a record finds it when the packs are long gone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from inspector_app.catalog import packfile
from inspector_app.catalog.laid import Laid
from inspector_app.fault import Fault

if TYPE_CHECKING:
    from inspector_app.catalog.form import DocumentForm
    from inspector_app.catalog.wording import WordingPack

FOLDER = "wording"


class LaidPack(NamedTuple):
    """A pack that was laid over a form: which, the SHA-256 of its file, and headquarters' pack it came in (else the office's)."""

    code: str
    name: str
    version: str
    digest: str
    origin: str


class Worded(NamedTuple):
    """A form as the office words it, its digest, and the packs that were laid over it, in order."""

    form: DocumentForm
    digest: str
    packs: tuple[LaidPack, ...] = ()


class _Pack(NamedTuple):
    name: str
    digest: str
    pack: WordingPack | None
    fault: Fault | None
    origin: str = ""


class WordingShelf:
    """The wording packs of some folders, in the order of their names; a file is read again when it has changed."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = list(folders)
        self._read: dict[Path, tuple[tuple[int, int], _Pack]] = {}
        self._made: dict[str, DocumentForm] = {}
        self._laid: list[Laid] = []
        self._sent: dict[str, _Pack] = {}

    @property
    def some(self) -> bool:
        """Whether there may be any pack at all."""
        return bool(self.folders or self._laid)

    def lay(self, files: Sequence[Laid]) -> None:
        """Take the wording packs that headquarters sent; the office's own are laid over them."""
        self._laid = list(files)

    @property
    def folders(self) -> list[Path]:
        """The folders that are there; the first pack an office installs makes its folder."""
        return [folder for folder in self._folders if folder.is_dir()]

    def word(self, form: DocumentForm, digest: str) -> Worded:
        """Lay every pack over a form; a pack that does not fit is left out, and is in ``faults``."""
        current, known = form, digest
        packs: list[LaidPack] = []
        for one in self._packs():
            if one.pack is None or one.pack.of(form.code) is None:
                continue
            try:
                current, known = self._lay(one, current, known)
            except Fault:
                continue
            packs.append(LaidPack(one.pack.code, one.pack.name, one.pack.version, one.digest, one.origin))
        return Worded(current, known, tuple(packs))

    def own(self) -> list[LaidPack]:
        """The usable packs that lie in the folders: the office's, not headquarters'."""
        return [
            LaidPack(one.pack.code, one.pack.name, one.pack.version, one.digest, "")
            for one in self._packs()
            if one.pack is not None and not one.origin
        ]

    def faults(self, forms: Callable[[str], DocumentForm | None]) -> Iterator[Fault]:
        """What is wrong with the packs, by themselves and against the forms they speak of; ``forms`` finds one by its code."""
        for one in self._packs():
            if one.fault is not None:
                yield one.fault
            if one.pack is not None:
                for _, fault in pack_faults(one.pack, forms):
                    yield fault

    def _lay(self, one: _Pack, form: DocumentForm, digest: str) -> tuple[DocumentForm, str]:
        from inspector_app.catalog.wording import apply

        assert one.pack is not None
        made = hashlib.sha256(f"wording {digest} {one.digest}".encode()).hexdigest()
        if made not in self._made:
            self._made[made] = apply(one.pack, form)
        return self._made[made], made

    def _packs(self) -> Iterator[_Pack]:
        for one in self._laid:
            if one.digest not in self._sent:
                self._sent[one.digest] = _of_bytes(one)
            yield self._sent[one.digest]
        for folder in self.folders:
            for path in sorted(folder.glob("*.yaml")):
                try:
                    status = path.stat()
                except OSError:
                    continue
                stamp = (status.st_mtime_ns, status.st_size)
                known = self._read.get(path)
                if known is None or known[0] != stamp:
                    known = self._read[path] = (stamp, _read(path))
                yield known[1]


def pack_faults(pack: WordingPack, forms: Callable[[str], DocumentForm | None]) -> Iterator[tuple[str, Fault]]:
    """For each form of the pack that does not exist, or that the pack does not fit, its code and the fault."""
    from inspector_app.catalog.wording import apply

    for one in pack.documents:
        form = forms(one.form)
        if form is None:
            yield (
                one.form,
                Fault(
                    f"用语包 {pack.code}：没有代码为“{one.form}”的文书", todo="请改正用语包", code="wording-mismatch"
                ),
            )
            continue
        try:
            apply(pack, form)
        except Fault as fault:
            yield one.form, fault


def _read(path: Path) -> _Pack:
    from inspector_app.catalog.wording import read_wording

    try:
        data = packfile.read_bytes(path)
        return _Pack(path.name, hashlib.sha256(data).hexdigest(), read_wording(path), None)
    except Fault as fault:
        return _Pack(path.name, "", None, fault)


def _of_bytes(one: Laid) -> _Pack:
    from inspector_app.catalog.compiling import compile_pack
    from inspector_app.catalog.wording import WordingPack

    name = Path(one.path).name
    try:
        return _Pack(name, one.digest, compile_pack("wording", one.read(), name, WordingPack), None, one.origin)
    except Fault as fault:
        return _Pack(name, one.digest, None, fault)
