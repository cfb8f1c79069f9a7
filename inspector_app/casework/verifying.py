"""核验文书: whether a paper says what the record says, told from the code on its page."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from inspector_app.fault import Fault
from inspector_app.records.document import Document
from inspector_app.rules.deadline_request import CHINA

from . import inspecting, wording_record
from .desk import Desk
from .document_shelf import called

if TYPE_CHECKING:
    from PIL.Image import Image

    from inspector_app.documents.qr import PageMark
    from inspector_app.evidence.codes import Code
    from inspector_app.evidence.paper import Pile
    from inspector_app.evidence.paper_outline import Place

Standing = Literal["matches", "differs", "void", "corrected", "draft", "unknown", "unreadable"]
STANDINGS: dict[str, str] = {
    "matches": "码与记录一致",
    "differs": "与记录不符",
    "void": "文书已作废",
    "corrected": "文书已更正",
    "draft": "是草稿",
    "unknown": "本机没有",
    "unreadable": "认不出",
}


_SUM = re.compile(r"\d[\d,.]*\s*(?:万元|元)")
_LONGEST, _COMPARED = 60, 5
"""Longer values are read in the record itself; so many are named."""


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """What one page is: ``sentence`` says it to a person, ``source`` names the file (and its page), or is the typed text."""

    source: str
    standing: Standing
    sentence: str
    document_id: str = ""
    inspection_id: str = ""
    name: str = ""
    number: str = ""
    enterprise: str = ""
    page: int = 0
    pages: int = 0
    wording: str = ""
    compare: tuple[str, ...] = ()
    """What the record says was printed (``当事人：…``): the code cannot tell whether somebody changed the words on the paper."""


class Read(msgspec.Struct, frozen=True):
    """One page of a file as it was read: its mark and the code that said so, or in ``problem`` why there is none."""

    source: str
    number: int
    problem: str = ""
    image: Image | None = None
    mark: PageMark | None = None
    code: Code | None = None


def read_page(pile: Pile, number: int) -> Read:
    """Read the code of one page of an opened file (from 1); what cannot be read is said, never raised."""
    from inspector_app.documents import qr
    from inspector_app.evidence.codes import read_codes
    from inspector_app.evidence.paper import is_blank

    source = pile.title(number)
    try:
        image = pile.sheet(number).image
    except Fault as fault:
        return Read(source, number, str(fault))
    codes = read_codes(image, lambda text: qr.parse(text) is not None)
    marks = [(mark, code) for code in codes if (mark := qr.parse(code.text)) is not None]
    if len(marks) == 1:
        return Read(source, number, image=image, mark=marks[0][0], code=marks[0][1])
    if marks:
        problem = f"“{source}”上有{len(marks)}页文书的二维码，分不清是哪一页；请一页一张地拍。"
    elif codes:
        problem = f"“{source}”上的二维码不是文书的码，内容是“{_shown(codes[0].text)}”；请拍页脚的码。"
    elif is_blank(image):
        problem = f"“{source}”上没有认出二维码：是空白页，多半是背面，没有收进来。"
    else:
        problem = f"“{source}”上没有认出二维码；请把整页连同页脚的码拍全、拍清楚。"
    return Read(source, number, problem, image=image)


def _shown(text: str) -> str:
    plain = "".join(c if c.isprintable() else " " for c in text).strip()
    return plain if len(plain) <= 40 else plain[:40] + "…"


def verify(
    desk: Desk,
    source: Path | bytes,
    name: str = "",
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> list[Verified]:
    """Verify every page of a picture or a PDF. A file that is neither, torn, locked or too long is a Fault."""
    from inspector_app.evidence.paper import Pile

    found: list[Verified] = []
    with Pile(source, name) as pile:
        for number in range(1, pile.count + 1):
            if cancelled and cancelled():
                break
            read = read_page(pile, number)
            found.append(unreadable(read) if read.mark is None else judge(desk, read.mark, read.source))
            if progress:
                progress(number, pile.count)
    return found


def verify_text(desk: Desk, text: str) -> Verified:
    """Verify the text of a code, as a hand scanner types it."""
    from inspector_app.documents import qr

    mark = qr.parse(text)
    if mark is None:
        sentence = f"“{_shown(text)}”不是文书的码；文书的码以 IX1* 开头。"
        return Verified(source=_shown(text), standing="unreadable", sentence=sentence)
    return judge(desk, mark, _shown(text))


def place(desk: Desk, document: Document, mark: PageMark | None) -> Place | None:
    """Return where a page's code is on the page as issued, read from the frozen PDF; None where that cannot be told."""
    from inspector_app.evidence.codes import read_codes
    from inspector_app.evidence.paper import DPI, Pile
    from inspector_app.evidence.paper_outline import Place

    if mark is None or not document.pdf_sha256 or not 1 <= mark.page <= document.pages:
        return None
    try:
        with Pile(desk.vault.files.read(document.pdf_sha256), document.name) as pile:
            image = pile.sheet(mark.page).image
    except Fault:  # a page is filed all the same; it is only not laid flat
        return None
    codes = read_codes(image)
    if len(codes) != 1:
        return None
    mm = 25.4 / DPI
    (left, top), (right, _), (_, bottom), _ = codes[0].corners
    side = (right - left + bottom - top) / 2 * mm
    return Place(image.width * mm, image.height * mm, left * mm, top * mm, side)


def unreadable(read: Read) -> Verified:
    """Return what is said of a page whose code could not be read."""
    return Verified(source=read.source, standing="unreadable", sentence=read.problem)


def judge(desk: Desk, mark: PageMark, source: str) -> Verified:
    """Compare a page's mark with the record of its document."""
    document = desk.read.get(Document, mark.document_id)
    if document is None:
        return Verified(
            source=source,
            standing="unknown",
            sentence=f"本机没有这份文书（标识 {mark.document_id[:12]}…，第{mark.page}页，共{mark.pages}页）："
            "可能是别的电脑出具的，请到出具的电脑或总部核验。",
            document_id=mark.document_id,
            page=mark.page,
            pages=mark.pages,
        )
    standing, why = _standing(desk, mark, document)
    enterprise = _whose(desk, document)
    words = wording_record.told(document)
    called = f"{document.name}{document.number}第{mark.page}页（共{mark.pages}页）"
    compare = _to_compare(desk, document) if standing == "matches" else ()
    named = f"请对照：{'；'.join(compare)}" if compare else "请打开文书对照"
    look = f"码不说明纸上的字改没改过，{named}。" if standing == "matches" else ""
    return Verified(
        source=source,
        standing=standing,
        sentence=f"{called}{'，' if enterprise else ''}{enterprise}：{why}。{f'用语：{words}。' if words else ''}{look}",
        wording=words,
        compare=compare,
        document_id=document.id,
        inspection_id=document.inspection_id,
        name=document.name,
        number=document.number,
        enterprise=enterprise,
        page=mark.page,
        pages=mark.pages,
    )


def _to_compare(desk: Desk, document: Document) -> tuple[str, ...]:
    """Return what somebody would change on paper: the sums, the party, the days; in the words they were printed in."""
    from .document_shelf import form_of
    from .paper_way import printed

    form = form_of(desk, document)
    types = {field.key: field.type for field in form.fields}
    values = [one for one in printed(form, document) if len(one.value) <= _LONGEST and types[one.key] != "table"]
    sums = [one for one in values if types[one.key] == "money" or _SUM.search(one.value)]
    others = [one for kind in ("party", "date") for one in values if types[one.key] == kind and one not in sums]
    return tuple(f"{one.label.partition('（')[0]}：{one.value.rstrip('。')}" for one in (*sums, *others)[:_COMPARED])


def _whose(desk: Desk, document: Document) -> str:
    if document.case_id:
        from . import cases

        return cases.load(desk, document.case_id).party.name
    return inspecting.load(desk, document.inspection_id).enterprise.name


def _standing(desk: Desk, mark: PageMark, document: Document) -> tuple[Standing, str]:
    if document.status == "draft":
        return "draft", "这是草稿，文书还没有印发，不作执法文书使用"
    differences = _differences(mark, document)
    if document.status == "void":
        also = "；而且" + "，".join(differences) if differences else ""
        return "void", f"这份文书已经作废（{document.void_reason}）{also}"
    if document.status == "corrected":
        also = "；而且" + "，".join(differences) if differences else ""
        by = desk.read.get(Document, document.corrected_by)
        return (
            "corrected",
            f"这份文书已经由{called(by) if by else '另一份文书'}更正并取代（{document.correction_reason}）{also}",
        )
    if differences:
        return "differs", "与记录不符，" + "，".join(differences)
    if mark.journal != document.journal_head[:8]:
        # The frozen pages carry the journal's head at issue; a page with another head was printed at another time.
        return "draft", "这是印发前打印的草稿，不是印发的那一份"
    day = document.issued_at.astimezone(CHINA) if document.issued_at else None
    return "matches", "页上的码与记录一致" + (f"，{day.year}年{day.month}月{day.day}日印发" if day else "")


def _differences(mark: PageMark, document: Document) -> list[str]:
    found = []
    if mark.facts != document.facts_digest[:16]:
        found.append(f"纸上的内容摘要是{mark.facts[:8]}，记录是{document.facts_digest[:8]}")
    if mark.revision != document.revision:
        found.append(f"纸上是第{mark.revision}版，记录是第{document.revision}版")
    if mark.pages != document.pages or not 1 <= mark.page <= document.pages:
        found.append(f"纸上是第{mark.page}页共{mark.pages}页，记录共{document.pages}页")
    return found


def all_match(found: Sequence[Verified]) -> bool:
    """Whether there is a page, and every page is what the record says."""
    return bool(found) and all(one.standing == "matches" for one in found)
