"""Back from paper: signed pages find their document and page by their code; the original stays, the straight page is a derivative."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from inspector_app.bundle.consignment import Part
from inspector_app.bundle.names import evidence_path
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.document import Document
from inspector_app.records.evidence import Derivative, EvidenceLink, Source
from inspector_app.vault.reader import Reader
from inspector_app.vault.vault import Act

from . import evidencing, issuing, verifying
from .desk import Desk
from .evidencing import TakenIn
from .verifying import Read, Verified

if TYPE_CHECKING:
    from inspector_app.evidence.paper import Pile

_PAGE_NOTE = re.compile(r"第(\d{1,4})页(?:，手工指定)?")
_DRAWN = re.compile(r"pdf-page;page=(\d+);")
_STRAIGHT = "page-straight;"


class Returned(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one page of one file.

    ``label`` and ``link_id`` say where it was filed; without them it was not, and ``file`` and ``sheet`` (from 1) are what
    :func:`attach` takes to file it by hand where it is ``attachable`` (a page to see, but no code); ``pageless`` ones
    were filed with no page named. ``already`` means that these
    very bytes were there, ``twice`` names another picture of the same page.
    """

    verified: Verified
    sentence: str
    file: Path
    sheet: int = 1
    label: str = ""
    link_id: str = ""
    already: bool = False
    twice: str = ""
    attachable: bool = False
    pageless: bool = False

    @property
    def filed(self) -> bool:
        """Whether the page is with a document now."""
        return bool(self.link_id)


class PaperState(msgspec.Struct, frozen=True, kw_only=True):
    """Which pages of an issued document came back.

    ``back`` maps a page to the labels of its pictures, ``missing`` are the pages without any; ``loose`` are pictures filed by
    hand with no page named, ``aside`` those whose paper is not the issued one, with what was noted.
    """

    document: Document
    back: dict[int, tuple[str, ...]]
    missing: tuple[int, ...]
    loose: tuple[EvidenceLink, ...] = ()
    aside: tuple[EvidenceLink, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every page is there."""
        return not self.missing


def item_of(document_id: str) -> str:
    """Return the item under which a document's signed pages are linked."""
    return f"document:{document_id}"


def page_of(note: str) -> int:
    """Return the page a link's note names, 0 where it names none."""
    found = _PAGE_NOTE.fullmatch(note)
    return int(found[1]) if found else 0


def state(desk: Desk, document_id: str) -> PaperState:
    """Say which pages of a document came back and which are missing."""
    document = issuing.load(desk, document_id)
    links = _links(desk.read, document)
    back: dict[int, list[str]] = {}
    for link in links:
        if page := page_of(link.note):
            back.setdefault(page, []).append(link.label)
    return PaperState(
        document=document,
        back={page: tuple(labels) for page, labels in sorted(back.items())},
        missing=tuple(page for page in range(1, document.pages + 1) if page not in back),
        loose=tuple(link for link in links if not link.note),
        aside=tuple(link for link in links if link.note and not page_of(link.note)),
    )


def states(desk: Desk, inspection_id: str | None = None) -> list[PaperState]:
    """Return the state of every issued document, of one inspection or of all."""
    return [state(desk, d.id) for d in issuing.documents(desk, inspection_id) if d.status == "issued"]


def pages_text(pages: Sequence[int]) -> str:
    """Return page numbers as people say them: 第1、3页."""
    return f"第{'、'.join(map(str, pages))}页" if pages else ""


def _links(reader: Reader, document: Document) -> list[EvidenceLink]:
    where, values = "item_id = ?", [item_of(document.id)]
    if document.inspection_id:  # the index begins with it
        where, values = f"inspection_id = ? AND {where}", [document.inspection_id, *values]
    found = reader.find(EvidenceLink, where, values)
    return sorted((link for link in found if not link.withdrawn), key=lambda link: link.label)


def _home(desk: Desk, document: Document) -> str:
    """Return whose evidence a document's pages are: its inspection's, the one its case came from, or the case's own."""
    if not document.case_id:
        return document.inspection_id
    from . import cases

    return cases.load(desk, document.case_id).inspection_id or document.case_id


# Filing


def file_pages(
    desk: Desk,
    files: Sequence[Path],
    *,
    to: str = "",
    how: Source = "file",
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> list[Returned]:
    """File every page of photos and PDFs under the document its code names, whichever inspection that belongs to.

    ``to`` is the document that takes pages without a readable code, with no page named. A refused file or page is one result
    with its sentence, and the others go on; only a full disk stops. Progress counts pages of one file, or files of several.
    """
    from inspector_app.evidence.paper import Pile

    results: list[Returned] = []
    for place, path in enumerate(files):
        try:
            with Pile(path) as pile:
                for number in range(1, pile.count + 1):
                    if cancelled and cancelled():
                        return results
                    results.append(_file_page(desk, pile, number, path, to=to, how=how))
                    if progress and len(files) == 1:
                        progress(number, pile.count)
        except Fault as fault:
            results.append(_refused(path, 1, path.name, str(fault)))
            if fault.code == "disk_full":
                break
        if progress and len(files) > 1:
            progress(place + 1, len(files))
    return results


def _refused(path: Path, number: int, source: str, sentence: str) -> Returned:
    verified = Verified(source=source, standing="unreadable", sentence=sentence)
    return Returned(verified=verified, sentence=sentence, file=path, sheet=number)


def _file_page(desk: Desk, pile: Pile, number: int, path: Path, *, to: str, how: Source) -> Returned:
    read = verifying.read_page(pile, number)
    if read.mark is None:
        verified = verifying.unreadable(read)
        if not to or read.image is None:
            seen = read.image is not None
            return Returned(verified=verified, sentence=read.problem, file=path, sheet=number, attachable=seen)
        document = issuing.load(desk, to)
        taken = _take_in(desk, document, pile, read, path, note="", how=how)
        sentence = f"{read.problem.rstrip('。')}；已按手工归到{document.name}，请指定是第几页。"
        pageless = taken.photo is not None and not taken.photo.link.note
        return msgspec.structs.replace(_returned(verified, sentence, path, number, taken=taken), pageless=pageless)
    verified = verifying.judge(desk, read.mark, read.source)
    known = desk.read.get(Document, verified.document_id)
    if known is None or known.status == "draft":
        sentence = verified.sentence.rstrip("。") + "；没有归档。"
        return Returned(verified=verified, sentence=sentence, file=path, sheet=number)
    note = _note(verified)
    page = page_of(note)
    others = [link for link in _links(desk.read, known) if (page_of(link.note) == page if page else link.note == note)]
    taken = _take_in(desk, known, pile, read, path, note=note, how=how)
    assert taken.photo is not None
    mine = taken.photo.link
    already = any(link.id == mine.id for link in others)
    twice = next((link.label for link in others if link.id != mine.id), "") if page else ""
    sentence = _said(verified, mine.label, already, twice)
    return _returned(verified, sentence, path, number, taken=taken, already=already, twice=twice)


def _returned(
    verified: Verified,
    sentence: str,
    path: Path,
    number: int,
    *,
    taken: TakenIn,
    already: bool = False,
    twice: str = "",
) -> Returned:
    assert taken.photo is not None
    return Returned(
        verified=verified,
        sentence=sentence,
        file=path,
        sheet=number,
        label=taken.photo.link.label,
        link_id=taken.photo.link.id,
        already=already,
        twice=twice,
    )


def _note(verified: Verified) -> str:
    """A page that is not the issued one is kept, and never counts as the page."""
    aside = {
        "differs": "（与记录不符）",
        "void": "（文书已作废）",
        "corrected": "（文书已更正）",
        "draft": "（印发前的草稿）",
    }
    return f"第{verified.page}页{aside.get(verified.standing, '')}"


def _said(verified: Verified, label: str, already: bool, twice: str) -> str:
    if verified.standing != "matches":
        return f"{verified.sentence.rstrip('。')}；已收进为{label}，不算签字页。"
    called = f"{verified.name}{verified.number}第{verified.page}页"
    if already:
        return f"{called}已经有这一张（{label}），没有再收。"
    if twice:
        return f"{called}已经有{twice}，这一张也收进为{label}；请看是不是重复。"
    return f"{called}已归档为{label}。"


def _take_in(
    desk: Desk, document: Document, pile: Pile, read: Read, path: Path | None, *, note: str, how: Source
) -> TakenIn:
    """Take one page in as evidence of its document; the note and what was made from the page are one act after it.

    A photo is its own original. Of a PDF the bytes are kept as they are, and the page drawn from it names them.
    """
    from inspector_app.evidence.paper import as_jpeg, page_recipe
    from inspector_app.evidence.paper_straight import straighten

    assert read.image is not None
    inspection_id, item_id = _home(desk, document), item_of(document.id)
    made: list[tuple[str, str, int, str]] = []  # parent, file, size, recipe
    if pile.is_pdf:
        whole = desk.vault.files.put_bytes(pile.content)
        content = as_jpeg(read.image)
        name = f"{Path(pile.name).stem} 第{read.number}页.jpg"
        taken = evidencing.take_in(desk, inspection_id, item_id, content, name=name, how=how)
        assert taken.photo is not None
        original = taken.photo.evidence
        made.append((whole.sha256, original.sha256, original.size, page_recipe(read.number)))
    else:
        source = pile.content if path is None else path
        taken = evidencing.take_in(desk, inspection_id, item_id, source, name=pile.name, how=how)
        assert taken.photo is not None
        original = taken.photo.evidence
    if read.code is not None:
        straight, recipe = straighten(read.image, read.code, verifying.place(desk, document, read.mark))
        stored = desk.vault.files.put_bytes(straight)
        made.append((original.sha256, stored.sha256, stored.size, recipe))
    link_id, at = taken.photo.link.id, desk.now()
    rows = [
        Derivative(sha256=sha256, parent_sha256=parent, recipe=recipe, made_at=at, media_type="image/jpeg", size=size)
        for parent, sha256, size, recipe in made
    ]

    def decide(reader: Reader) -> Act | None:
        link = reader.get(EvidenceLink, link_id)
        assert link is not None
        named = msgspec.structs.replace(link, note=note) if note else link
        kept = tuple(reader.get(Derivative, row.sha256) or row for row in rows)
        where = f"{document.name}{note}" if note else document.name
        return Act(action=f"归入{where} {link.label}", chain=inspection_id, puts=(named, *kept))

    desk.record(decide)
    link = desk.read.get(EvidenceLink, link_id)
    assert link is not None
    return msgspec.structs.replace(taken, photo=msgspec.structs.replace(taken.photo, link=link))


# By hand


def attach(desk: Desk, document_id: str, file: Path, *, sheet: int = 1, page: int = 0, how: Source = "file") -> TakenIn:
    """File one page of a photo or PDF (``sheet``, from 1) under a document by hand, as its ``page``, or 0 for none named."""
    from inspector_app.evidence.paper import Pile

    document = _issued(desk, document_id, page)
    with Pile(file) as pile:
        if not 1 <= sheet <= pile.count:
            raise UsageFault(f"“{pile.name}”没有第{sheet}页", code="page_unknown")
        read = Read(pile.title(sheet), sheet, image=pile.sheet(sheet).image)
        return _take_in(desk, document, pile, read, file, note=_by_hand(page), how=how)


def assign_page(desk: Desk, link_id: str, page: int) -> EvidenceLink:
    """Say by hand which page a filed picture is; 0 takes the page back."""
    link = desk.read.get(EvidenceLink, link_id)
    if link is None or not link.item_id.startswith(item_of("")):
        raise UsageFault("没有这张签字页", code="photo_unknown")
    document = _issued(desk, link.item_id.removeprefix(item_of("")), page)

    def decide(reader: Reader) -> Act | None:
        now = reader.get(EvidenceLink, link_id)
        assert now is not None
        named = msgspec.structs.replace(now, note=_by_hand(page))
        where = f"第{page}页" if page else "不指定页"
        return Act(action=f"指定{document.name}{where} {now.label}", chain=now.inspection_id, puts=(named,))

    desk.record(decide)
    named = desk.read.get(EvidenceLink, link_id)
    assert named is not None
    return named


def _by_hand(page: int) -> str:
    return f"第{page}页，手工指定" if page else ""


def _issued(desk: Desk, document_id: str, page: int) -> Document:
    document = issuing.load(desk, document_id)
    if document.status == "draft":
        raise Fault(f"{document.name}还是草稿，没有签字页可收", kept="没有改动", todo="请先印发", code="not_issued")
    if not 0 <= page <= document.pages:
        raise UsageFault(f"{document.name}共{document.pages}页，没有第{page}页", code="page_unknown")
    return document


class Scan(msgspec.Struct, frozen=True, kw_only=True):
    """A PDF that pages came back in, as it was handed over, and which page of it each picture was drawn from."""

    sha256: str
    pages: dict[str, str]


def scans(desk: Desk, home: str) -> list[Scan]:
    """Return the PDFs that signed pages of an inspection (or of a case without one) were drawn from; ``home`` is its id."""
    found: dict[str, dict[str, str]] = {}
    for link in desk.read.find(EvidenceLink, "inspection_id = ? AND item_id LIKE ?", (home, item_of("%"))):
        drawn = desk.read.get(Derivative, link.sha256)
        if drawn is not None and (read := _DRAWN.match(drawn.recipe)) is not None:
            found.setdefault(drawn.parent_sha256, {})[read[1]] = link.sha256
    return [Scan(sha256=sha256, pages=pages) for sha256, pages in sorted(found.items())]


def scan_parts(desk: Desk, home: str) -> list[Part]:
    """Return those PDFs as parts of a bundle: the paper as it came travels with the pages drawn from it."""
    store = desk.vault.files
    parts = []
    for scan in scans(desk, home):
        with store.open(scan.sha256) as stream:
            size = sum(len(block) for block in iter(lambda: stream.read(1 << 20), b""))
        path = evidence_path(scan.sha256, "pdf")
        parts.append(Part(path=path, size=size, sha256=scan.sha256, open=partial(store.open, scan.sha256)))
    return parts


def straightened(desk: Desk, sha256: str) -> bytes | None:
    """Return the straightened page made from an original, or None where there is none."""
    rows = desk.read.find(Derivative, "parent_sha256 = ? AND recipe LIKE ?", (sha256, f"{_STRAIGHT}%"))
    return desk.vault.files.read(rows[0].sha256) if rows else None
