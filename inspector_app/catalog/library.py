"""The installed packs: found by code, bound by content digest, parsed once ever.

A pack's digest is the SHA-256 of its file. With a cache (the vault) the typed definition is kept under that digest together with
the source it was made from, so that a start parses no YAML and a record finds the very version it was made with for ever.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from inspector_app.catalog import manifest, packfile
from inspector_app.catalog.checklist import Checklist
from inspector_app.catalog.compiling import check_pack, compile_pack
from inspector_app.catalog.definitions import DefinitionCache, DefinitionShelf
from inspector_app.catalog.kinds import FOLDERS, WORDS, Kind, PackHead, head_of, type_of
from inspector_app.catalog.laid import Laid
from inspector_app.catalog.wording_shelf import Worded, WordingShelf
from inspector_app.fault import Fault, UsageFault

if TYPE_CHECKING:
    from inspector_app.catalog.calendar import YearCalendar
    from inspector_app.catalog.discretion import DiscretionPack
    from inspector_app.catalog.form import DocumentForm
    from inspector_app.catalog.law import LawCatalogue
    from inspector_app.catalog.lawbook import LawBook
    from inspector_app.catalog.number_words import NumberWords
    from inspector_app.catalog.procedure import Procedure
    from inspector_app.catalog.procedure_book import ProcedureBook
    from inspector_app.catalog.violation import ViolationPack

__all__ = [
    "FOLDERS",
    "DefinitionCache",
    "Kind",
    "Library",
    "PackEntry",
    "PackHead",
    "check_pack",
    "compile_pack",
    "head_of",
]

T = TypeVar("T")
_LAW: tuple[Kind, ...] = ("law", "violation", "discretion")


class PackEntry(PackHead, frozen=True, kw_only=True):
    """One installed pack: its head, its file below the pack folder, and whether anybody vouches for it (else 未登记).

    The manifest does, or headquarters by its signature; ``origin`` then names the pack it came in.
    """

    digest: str
    path: str
    registered: bool
    origin: str = ""


class _File(msgspec.Struct, frozen=True):
    """A pack file as last read; ``stamp`` tells whether it has been touched since."""

    stamp: tuple[int, int]
    digest: str
    fault: Fault | None


class Library:
    """The packs of one folder. Definitions are kept in memory by digest; the same call gives the same object."""

    def __init__(self, folder: Path, cache: DefinitionCache | None = None, wording: Path | None = None) -> None:
        """Read the packs of ``folder``; ``wording`` is a further folder with the office's own wording packs."""
        self.folder = folder
        self._wording = WordingShelf([folder / FOLDERS["wording"], *([wording] if wording else [])])
        self._laid: dict[str, Laid] = {}
        self._versions: dict[str, Laid] = {}
        self._files: dict[str, _File] = {}
        self._made = DefinitionShelf(cache)
        self._together: dict[tuple[Kind, ...], tuple[tuple[str, ...], Any]] = {}
        self._books: dict[tuple[frozenset[tuple[Kind, str]], tuple[str, ...]], LawBook] = {}
        self._listed: dict[str, str] | None = None
        self._manifest_fault: Fault | None = None

    def lay(self, files: Iterable[Laid], versions: Iterable[Laid] = ()) -> None:
        """Lay the files of headquarters' packs over the folder; what was laid before and is not among them is taken away.

        ``versions`` are named versions of rules of discretion that cases may be bound to, in use or not.
        """
        self._laid = {one.path: one for one in files}
        self._versions = {one.name: one for one in versions} or self._versions
        self._wording.lay([one for name, one in sorted(self._laid.items()) if name in self._names("wording")])

    @property
    def laid(self) -> list[Laid]:
        """The files that lie over the folder now."""
        return list(self._laid.values())

    @property
    def told(self) -> list[str]:
        """What is used here, for people: the shipped files, headquarters' packs over them, the office's words over those."""
        sent = dict.fromkeys(one.origin for one in self._laid.values() if one.origin)
        own = [f"用语包 {one.name} 第{one.version}版" for one in self._wording.own()]
        return ["随程序安装的", *sent, *own]

    def source(self, name: str) -> bytes:
        """The bytes of a file by its name below the folder, as it is used now."""
        laid = self._laid.get(name)
        return laid.read() if laid is not None else packfile.read_bytes(self.folder / name)

    # What is installed

    def entries(self) -> list[PackEntry]:
        """Every usable pack, checklists first; what cannot be used is in ``faults()``."""
        return [entry for entry, _ in self._survey() if entry is not None]

    def faults(self) -> list[Fault]:
        """What is wrong with the packs of this folder, one fault a file; the other packs are not affected."""
        found = [fault for _, fault in self._survey() if fault is not None]
        known = {fault.what for fault in found}
        found += [one for one in self._wording.faults(self._form_or_none) if one.what not in known]
        return [*([self._manifest_fault] if self._manifest_fault else []), *found]

    def entry(self, kind: Kind, code: str) -> PackEntry:
        """The entry of one pack; an unknown code is a ``UsageFault`` that lists what exists."""
        name = self._find(kind, code)
        return self._entry(kind, name)

    def digest(self, code: str, kind: Kind = "checklist") -> str:
        """The digest of the pack as it is installed now; of a document with the office's wording."""
        return self.worded(code).digest if kind == "document" else self._sound(self._find(kind, code)).digest

    # Definitions

    def checklist(self, code: str) -> Checklist:
        """The checklist of that code as it is installed now."""
        return self._installed("checklist", code, Checklist)

    def checklists(self) -> list[Checklist]:
        """Every usable checklist."""
        return [self.checklist(entry.code) for entry in self.entries() if entry.kind == "checklist"]

    def checklist_by_digest(self, digest: str) -> Checklist:
        """The very version a record was made with, installed or not; a lost one is a fault."""
        return self._by_digest("checklist", digest, Checklist)

    def form(self, code: str) -> DocumentForm:
        """The document form of that code as it is installed now, in the office's own wording where there is one."""
        return self.worded(code).form

    def worded(self, code: str) -> Worded:
        """The form of that code as it is used now, with its digest and the packs of words it is laid with: all of one moment."""
        digest = self._sound(self._find("document", code)).digest
        return self._worded(code, digest) if self._wording.some else Worded(self.form_as_shipped(code), digest)

    def form_as_shipped(self, code: str) -> DocumentForm:
        """The document form of that code without any office's wording."""
        from inspector_app.catalog.form import DocumentForm

        return self._installed("document", code, DocumentForm)

    def _form_or_none(self, code: str) -> DocumentForm | None:
        try:
            return self.form_as_shipped(code)
        except Fault:
            return None

    def _worded(self, code: str, digest: str) -> Worded:
        """The form with the office's wording; kept in the cache as a whole form under a digest of its own."""
        found = self._wording.word(self.form_as_shipped(code), digest)
        if found.packs and ("document", found.digest) not in self._made:
            self._made.keep("document", found.digest, found.form, msgspec.json.encode(found.form))
        return found

    def forms(self) -> list[DocumentForm]:
        """Every usable document form."""
        return [self.form(entry.code) for entry in self.entries() if entry.kind == "document"]

    def form_by_digest(self, digest: str) -> DocumentForm:
        """The very version a document was made with, installed or not; a lost one is a fault."""
        from inspector_app.catalog.form import DocumentForm

        return self._by_digest("document", digest, DocumentForm)

    def definition(self, kind: Kind, code: str) -> Any:
        """The definition of any kind as installed now."""
        return self._installed(kind, code, type_of(kind))

    def procedure(self, code: str) -> Procedure:
        """The machine, decision table or terms of that code as installed now."""
        found: Procedure = self.definition("procedure", code)
        return found

    def procedures(self) -> ProcedureBook:
        """Every usable procedure, held against each other; a contradiction between two files is a fault."""
        from inspector_app.catalog.procedure_book import ProcedureBook

        return self.kept_together(
            ("procedure",), lambda: ProcedureBook.of(self.procedure(code) for code in self.codes("procedure"))
        )

    def number_words(self) -> list[tuple[NumberWords, str]]:
        """Every usable file of number words, each with headquarters' pack it came in."""
        found: list[tuple[NumberWords, str]] = []
        for code in self.codes("number_words"):
            # What cannot be used is in ``faults()``; its forms keep the word they have without it.
            with suppress(Fault):
                origin = self.entry("number_words", code).origin
                found.append((self._installed("number_words", code, type_of("number_words")), origin))
        return found

    def calendars(self) -> list[YearCalendar]:
        """Every usable yearly calendar, in the order of their years."""
        found: list[YearCalendar] = []
        for code in self.codes("calendar"):
            # What cannot be used is in ``faults()``; its year counts as not published.
            with suppress(Fault):
                found.append(self._installed("calendar", code, type_of("calendar")))
        return sorted(found, key=lambda one: one.year)

    def catalogue(self, code: str = "laws") -> LawCatalogue:
        """The list of laws, kinds of penalty and conventions."""
        return self._installed("law", code, type_of("law"))  # type: ignore[no-any-return]

    def violation_pack(self, code: str) -> ViolationPack:
        """The violations of one domain."""
        return self._installed("violation", code, type_of("violation"))  # type: ignore[no-any-return]

    def discretion_pack(self, code: str = "national") -> DiscretionPack:
        """The rules of discretion, national or a province's own."""
        return self._installed("discretion", code, type_of("discretion"))  # type: ignore[no-any-return]

    @property
    def versions(self) -> dict[str, Laid]:
        """The named versions of rules of discretion that cases may be bound to."""
        return dict(self._versions)

    def discretion_version(self, name: str) -> DiscretionPack:
        """One named version of rules of discretion, as headquarters sent it."""
        laid, wanted = self._versions[name], type_of("discretion")
        kept = self._made.kept("discretion", laid.digest, wanted)
        if kept is None:
            kept = compile_pack("discretion", laid.read(), Path(laid.path).name, wanted, strict=False)
            self._made.hold("discretion", laid.digest, kept)
        return kept  # type: ignore[no-any-return]

    def lawbook(self) -> LawBook:
        """All law packs together, held against each other by ``inspector forms check``."""
        from inspector_app.catalog.lawbook import read_lawbook

        return self.kept_together(("law", "violation", "discretion"), lambda: read_lawbook(self))

    def law_files(self) -> list[PackEntry]:
        """The files of the law packs in use, in the order of their paths."""
        return [self._entry(kind, name) for kind in _LAW for name in self._names(kind)]

    def procedure_files(self) -> list[PackEntry]:
        """The files of the procedures in use, in the order of their paths."""
        return [self._entry("procedure", name) for name in self._names("procedure")]

    def procedures_of(self, digests: Iterable[str]) -> ProcedureBook:
        """The procedures of an earlier day, by their digests; one that is nowhere any more is a Fault (``definition-missing``)."""
        from inspector_app.catalog.procedure_book import ProcedureBook

        return ProcedureBook.of(self._by_digest("procedure", one, type_of("procedure")) for one in digests)

    def lawbook_of(self, files: Iterable[tuple[Kind, str]]) -> LawBook:
        """The law packs of an earlier day, by kind and digest; one that is nowhere any more is a Fault (``definition-missing``).

        Named versions of rules of discretion are the same on every day.
        """
        key = frozenset(files)
        if key == {(one.kind, one.digest) for one in self.law_files()}:
            return self.lawbook()
        stamp = (key, tuple(sorted(self._versions)))
        known = self._books.get(stamp)
        if known is None:
            from inspector_app.catalog.lawbook import LawBook

            made: dict[Kind, list[Any]] = {kind: [] for kind in _LAW}
            for kind, digest in sorted(key):
                made[kind].append(self._by_digest(kind, digest, type_of(kind)))
            versions = {name: self.discretion_version(name) for name in self._versions}
            known = self._books[stamp] = LawBook(made["law"][0], made["violation"], made["discretion"], versions)
        return known

    def kept_together(self, kinds: tuple[Kind, ...], make: Callable[[], T]) -> T:
        """What is put together of all packs of some kinds: the same object until one of the files is another."""
        names = [name for kind in kinds for name in self._names(kind)]
        key = (
            *(f"{name} {self._sound(name).digest}" for name in names),
            *(f"{name} {laid.digest}" for name, laid in sorted(self._versions.items())),
        )
        known = self._together.get(kinds)
        if known is None or known[0] != key:
            known = self._together[kinds] = (key, make())
        made: T = known[1]
        return made

    # Finding

    def codes(self, kind: Kind) -> list[str]:
        """The codes of the packs of one kind that lie in the folder."""
        return [Path(name).stem for name in self._names(kind)]

    def _names(self, kind: Kind) -> list[str]:
        below = self.folder / FOLDERS[kind]
        found = {f"{FOLDERS[kind]}/{path.name}" for path in below.glob("*.yaml") if path.is_file()}
        return sorted(found | {name for name in self._laid if name.rpartition("/")[0] == FOLDERS[kind]})

    def _find(self, kind: Kind, code: str) -> str:
        name = f"{FOLDERS[kind]}/{code}.yaml"
        lies = name in self._laid or name in self._manifest()
        if lies or (code == Path(code).name and (self.folder / name).is_file()):
            return name
        known = "、".join(sorted(Path(one).stem for one in self._names(kind))) or "无"
        raise UsageFault(f"没有代码为“{code}”的{WORDS[kind]}", todo=f"已安装的有：{known}", code=f"{kind}-unknown")

    def _manifest(self) -> dict[str, str]:
        if self._listed is None:
            try:
                self._listed = manifest.read(self.folder)
            except Fault as fault:
                self._listed, self._manifest_fault = {}, fault
        return self._listed

    def _survey(self) -> Iterator[tuple[PackEntry | None, Fault | None]]:
        listed = self._manifest()
        for kind, below in FOLDERS.items():
            expected = {name for name in listed if name.startswith(f"{below}/")}
            for name in sorted(expected | set(self._names(kind))):
                try:
                    yield self._entry(kind, name), None
                except Fault as fault:
                    yield None, fault

    def _entry(self, kind: Kind, name: str) -> PackEntry:
        digest = self._sound(name).digest
        known = self._made.head(digest)
        if known is None:
            self._load(kind, name, digest, type_of(kind))
            known = self._made.head(digest)
        assert known is not None
        head = msgspec.structs.asdict(known)
        origin = self._laid[name].origin if name in self._laid else ""
        return PackEntry(
            **head, digest=digest, path=name, registered=bool(origin) or name in self._manifest(), origin=origin
        )

    # Reading

    def _sound(self, name: str) -> _File:
        """The file's digest, once it is known to be what the manifest says; what headquarters sent is known by its signature."""
        if name in self._laid:
            return _File((0, 0), self._laid[name].digest, None)
        path = self.folder / name
        try:
            status = path.stat()
        except OSError:
            raise _damaged(name, "不见了") from None
        stamp = (status.st_mtime_ns, status.st_size)
        known = self._files.get(name)
        if known is None or known.stamp != stamp:
            digest = hashlib.sha256(packfile.read_bytes(path)).hexdigest()
            listed = self._manifest().get(name)
            fault = _damaged(name, "与登记的内容不一致") if listed not in (None, digest) else None
            known = self._files[name] = _File(stamp, digest, fault)
        if known.fault is not None:
            raise known.fault
        return known

    def _installed(self, kind: Kind, code: str, wanted: type[T]) -> T:
        name = self._find(kind, code)
        digest = self._sound(name).digest
        return self._made.kept(kind, digest, wanted) or self._load(kind, name, digest, wanted)

    def _by_digest(self, kind: Kind, digest: str, wanted: type[T]) -> T:
        found = self._made.kept(kind, digest, wanted)
        if found is not None:
            return found
        for name in self._names(kind):
            try:
                if self._sound(name).digest == digest:
                    return self._load(kind, name, digest, wanted)
            except Fault:
                continue
        if kind == "document" and self._wording.some:
            for code in self.codes("document"):
                if self._form_or_none(code) is not None and self.digest(code, "document") == digest:
                    return self._made["document", digest]  # type: ignore[no-any-return]
        raise Fault(
            f"找不到这条记录所用的{WORDS[kind]}版本（摘要 {digest[:12]}…）",
            kept="记录本身都在",
            todo="请重新导入当时的表单包",
            code="definition-missing",
        )

    def _load(self, kind: Kind, name: str, digest: str, wanted: type[T]) -> T:
        source = self.source(name)
        if hashlib.sha256(source).hexdigest() != digest:
            raise _damaged(name, "正在被改写")
        definition = compile_pack(kind, source, Path(name).name, wanted)
        self._made.keep(kind, digest, definition, source)
        return definition


def _damaged(name: str, how: str) -> Fault:
    return Fault(
        f"表单文件 {name} {how}，已停用",
        kept="其他表单照常可用，已有记录不受影响",
        todo="请重新安装程序，或重新导入该表单包",
        code="pack-altered",
    )
