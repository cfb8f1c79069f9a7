"""An office's own copy of the official forms into a wording pack: its fixed sentences in the place of ours.

A form is found by its title. Only running paragraphs and the number's empty form are taken over: labels, tables and grids are the
format and already stand as they do on the official page.
"""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from inspector_app.catalog.body import Block, Heading, InfoRows, NumberLine, Paragraph, Part
from inspector_app.catalog.form import DocumentForm, Field
from inspector_app.catalog.template import FILLED, MISSING, PLACEHOLDER
from inspector_app.catalog.wording import BlockChange, FormWording, WordingPack, apply, kind_word, words_of
from inspector_app.documents.compose import Composer
from inspector_app.documents.inline import Run, Setting, items_of, natural_width
from inspector_app.documents.model import Stamp
from inspector_app.documents.wording_align import BLANK, Given, UnplacedError, adopt, sentence
from inspector_app.documents.wording_dates import HAND, dated, filled
from inspector_app.documents.wording_fit import fitted
from inspector_app.documents.wording_official import MM, OfficialForm, OfficialLine, plain, read_official
from inspector_app.documents.wording_pair import pair, words_given, words_in
from inspector_app.fault import Fault

_TWIN = 0.55
"""How alike the sentence for known values has to be to the one for the empty form."""
_PAGE_MARK = re.compile(r"[—-]?\d+[—-]?|第\d*页共\d*页")
_TURN = re.compile(r"[^，。；]{0,12}[人员者方问答][：:]")
"""How a line begins on which somebody's answer is written."""
_LABEL = re.compile(r"[［\[]?[^，。；]{1,18}[：:]")
"""How a line begins that is a new row of particulars or a new turn of speech."""


class Adopted(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one form: how many sentences were taken over, and what was left as it is and why."""

    form: str
    name: str
    page: int
    sentences: int
    kept: tuple[str, ...] = ()


class Adoption(NamedTuple):
    """The pack and the account of each form."""

    pack: WordingPack
    forms: list[Adopted]
    missing: list[str]
    """Names of forms that the file does not have."""


class Page(NamedTuple):
    """What an official paragraph is measured against: our type, and the office's short name (empty: as the file has it)."""

    setting: Setting
    agency: str = ""


class OfficialParagraph(NamedTuple):
    """A paragraph of the official page: its words and blanks, how far it stands in (ems), the pitch of its lines (pt; 0 one line)."""

    given: list[Given]
    indent: float
    pitch: float


def adopt_wording(path: Path, forms: Sequence[DocumentForm], *, code: str, name: str, agency: str = "") -> Adoption:
    """Read an official file into a wording pack for these forms.

    ``agency`` is the short name that stands for the office instead of the file's own (药监 for 市监). Raises ``Fault`` when the
    file is not a PDF with words, or holds none of the forms.
    """
    official = {plain(one.title): one for one in reversed(read_official(path))}
    found = [(form, official[plain(form.name)]) for form in forms if plain(form.name) in official]
    if not found:
        raise Fault(
            f"{path.name} 里没有找到任何一件文书的标题",
            kept="没有写出用语包",
            todo="请核对是不是官方文书格式范本",
            code="official-unknown",
        )
    documents, accounts = [], []
    for form, source in found:
        wording, account = adopt_form(form, source, agency=agency)
        accounts.append(account)
        if wording is not None:
            documents.append(wording)
    pack = WordingPack(code=code, version="1", name=name, note=f"由 {path.name} 采集", documents=documents)
    there = {form.code for form, _ in found}
    return Adoption(pack, accounts, [form.name for form in forms if form.code not in there])


def adopt_form(form: DocumentForm, official: OfficialForm, *, agency: str = "") -> tuple[FormWording | None, Adopted]:
    """Take the sentences of one official form over; what cannot be told apart stays ours and is named."""
    composer = Composer(form, {}, Stamp("0" * 32, 1, "empty"))
    page = Page(Setting(form.page.size, form.page.pitch), agency)
    theirs = list(paragraphs_of(official, page))
    items = list(_items(form, composer))
    found = pair(
        [words for _, _, words in items],
        [words_given(one.given) for one in theirs],
        lambda one, other: _beside(form, items[one], items[other]),
    )
    blocks = [(at, block) for at, block, _ in items if block is not None]
    place = {at: number for number, (at, _) in enumerate(blocks)}
    groups = [
        (tuple(place[items[one][0]] for one in mine), yours) for mine, yours in found if items[mine[0]][1] is not None
    ]
    alone = [one for number, one in enumerate(blocks) if not any(number in mine for mine, _ in groups)]
    kept = [f"“{_shown(block)}”：官方文件里没有对应的语句，空白件不印，成品照印" for _, block in alone]
    changes = [BlockChange(block=at, begins=words_of(block), set={"extra": True}) for at, block in alone if groups]
    fields: list[Field] = []
    taken = 0
    for mine, yours in groups:
        members = [blocks[one] for one in mine]
        joined = _joined([block for _, block in members])
        try:
            made = adopt(
                form,
                joined,
                sentence(composer, joined),
                _run([theirs[one] for one in yours]),
                [block for _, block in members],
            )
        except UnplacedError as error:
            kept.append(f"“{_shown(joined)}”：{error}")
            continue
        more = [
            dated(form, members[0][0], members[0][1], made, theirs[yours[0]]),
            *(BlockChange(block=at, begins=words_of(block), replace=[]) for at, block in members[1:]),
        ]
        if fault := _refused(form, [*changes, *more], [*fields, *made.new_fields]):
            kept.append(f"“{_shown(joined)}”：{fault}")
            continue
        changes += more
        for twin in _twins(form, members):
            change = _adopt_twin(form, composer, twin, _run([theirs[one] for one in yours]), theirs[yours[0]])
            if change is not None and not _refused(form, [*changes, change], [*fields, *made.new_fields]):
                changes.append(change)
            else:
                kept.append(f"“{_shown(form.body[twin - 1])}”：成品仍印随附的语句")
        fields += made.new_fields
        taken += len(yours)
    if number := _number_change(form, official, page):
        changes.append(number)
    account = Adopted(form=form.code, name=form.name, page=official.first_page, sentences=taken, kept=tuple(kept))
    if not changes:
        return None, account
    changes.sort(key=lambda one: one.block)
    wording = FormWording(form=form.code, blocks=changes, add_fields=_with_hand(changes, fields))
    return fitted(form, wording, official), account


def _items(form: DocumentForm, composer: Composer) -> Iterator[tuple[int, Paragraph | None, str]]:
    """What the empty form says line by line, in order: place, the paragraph that may be said otherwise (else None), words."""
    for at, block in enumerate(form.body, start=1):
        if block.extra:
            continue
        if isinstance(block, InfoRows):
            for row in block.rows:
                yield at, None, plain("".join(cell.label for cell in row))
        elif isinstance(block, Heading):
            yield at, None, plain(block.text)
        elif isinstance(block, Paragraph):
            free = not block.ruled and bool(block.text or block.parts)
            yield at, block if free else None, words_in(sentence(composer, block))


def _beside(
    form: DocumentForm, one: tuple[int, Paragraph | None, str], other: tuple[int, Paragraph | None, str]
) -> bool:
    """Whether two paragraphs follow each other on the empty form, so that the official page may have them as one."""
    if one[1] is None or other[1] is None:
        return False
    return all(between.extra for between in form.body[one[0] : other[0] - 1])


def _twins(form: DocumentForm, members: Sequence[tuple[int, Paragraph]]) -> Iterator[int]:
    """Places of the paragraphs that stand for these when a value is known: printed in their stead, never on the empty form."""
    first, last = members[0][1], members[-1][0]
    ours = _words_of_template(first)
    for at in range(last + 1, len(form.body) + 1):
        block = form.body[at - 1]
        if not block.extra:
            return
        opposite = any(first.when.get(key) == MISSING and value == FILLED for key, value in block.when.items())
        if isinstance(block, Paragraph) and opposite:
            alike = difflib.SequenceMatcher(None, ours, _words_of_template(block), autojunk=False).ratio()
            if alike > _TWIN:
                yield at


def _words_of_template(block: Paragraph) -> str:
    whole = block.lead + block.text + "".join(part.text for part in block.parts)
    return plain(PLACEHOLDER.sub("", whole))


def _adopt_twin(
    form: DocumentForm, composer: Composer, at: int, given: list[Given], official: OfficialParagraph
) -> BlockChange | None:
    block = form.body[at - 1]
    assert isinstance(block, Paragraph)
    try:
        made = adopt(form, block, sentence(composer, block), given)
    except UnplacedError:
        return None
    # A blank of the office's own would be a line in the middle of a finished document where a value of ours stood.
    if made.new_fields:
        return None
    return BlockChange(block=at, begins=words_of(block), set=filled(block, made, official))


def _joined(blocks: Sequence[Paragraph]) -> Paragraph:
    """Paragraphs of ours that are one on the official page, as one: the later ones become its parts, with their conditions."""
    first = blocks[0]
    parts = list(first.parts)
    for block in blocks[1:]:
        parts.append(Part(text=block.lead + block.text, when=block.when, optional=block.optional))
        parts += block.parts
    return msgspec.structs.replace(first, parts=tuple(parts))


def _run(paragraphs: Sequence[OfficialParagraph]) -> list[Given]:
    """Official paragraphs one after the other."""
    result: list[Given] = []
    for one in paragraphs:
        result += [*([Given("\n")] if result else []), *one.given]
    return result


def paragraphs_of(official: OfficialForm, page: Page) -> Iterator[OfficialParagraph]:
    """The running paragraphs of a form, over its pages."""
    lines = list(_running(official))
    if not lines:
        return
    edges = sorted(line.pieces[0].x0 for line in lines if len(line.text) > 12)
    ends = sorted(line.pieces[-1].x1 for line in lines if len(line.text) > 12)
    left, right = (edges[0], ends[-1]) if edges else (31.8, 178.2)
    right = min(right, max(178.2, ends[len(ends) // 2] if ends else 178.2))
    current: list[OfficialLine] = []
    for line in lines:
        if line.boxed:
            if current:
                yield _paragraph(current, left, right, page)
            current = []
            continue
        if current and (line.pieces[0].x0 - left > line.size * 0.6 or not _runs_on(current[-1], line, right)):
            yield _paragraph(current, left, right, page)
            current = []
        current.append(line)
    if current:
        yield _paragraph(current, left, right, page)


def _running(official: OfficialForm) -> Iterator[OfficialLine]:
    """Lines that are not titles, page numbers, or what stands at the foot of every page."""
    seen: dict[str, int] = {}
    for page in official.pages:
        for text in {plain(line.text) for line in page}:
            seen[text] = seen.get(text, 0) + 1
    for page in official.pages:
        for line in page:
            text = plain(line.text)
            repeated = seen[text] > 1 and ("年月日" in text or line.top > 240) and text
            if line.size < 6.5 and line.pieces and not repeated and not _PAGE_MARK.fullmatch(text):
                yield line


def _runs_on(line: OfficialLine, following: OfficialLine, right: float) -> bool:
    if not line.pieces[-1].text and _LABEL.match(following.text):
        return False
    words = [piece for piece in following.pieces if piece.text]
    if len(words) == 1 and len(following.pieces) == 2 and _TURN.fullmatch(words[0].text):
        return False
    if line.text.endswith(("。", "）", "]")) and following.text.startswith(("（", "[", "［")):
        return False
    full = right - line.pieces[-1].x1 < 1.6 * line.size
    return full and (following.top < line.top or following.top - line.top < 3 * line.size)


def _paragraph(lines: list[OfficialLine], left: float, right: float, page: Page) -> OfficialParagraph:
    """Words and blanks of the lines; a blank is as long as brings what follows it to its official place in our type."""
    given: list[Given] = []
    em = page.setting.pitch * MM
    for number, line in enumerate(lines):
        cursor = line.pieces[0].x0 if number == 0 else left
        for index, piece in enumerate(line.pieces):
            if piece.text:
                if index and line.pieces[index - 1].text and piece.x0 - line.pieces[index - 1].x1 > 0.75 * em:
                    given.append(Given(BLANK, (piece.x0 - cursor) / em))
                    cursor = piece.x0
                words = _own(piece.text, page.agency)
                given += [Given(one) for one in words]
                cursor += _width(words, page.setting)
                continue
            after = line.pieces[index + 1].x0 if index + 1 < len(line.pieces) else min(piece.x1, right)
            length = max(1, round(2 * (after - cursor) / em)) / 2
            if after - piece.x0 < 0.6 * em:
                continue
            if given and given[-1].text == BLANK:
                given[-1] = Given(BLANK, given[-1].ems + length)
            else:
                given.append(Given(BLANK, length))
            cursor += length * em
    tops = [b.top - a.top for a, b in itertools.pairwise(lines) if b.top > a.top]
    pitch_pt = round(sorted(tops)[len(tops) // 2] / MM, 1) if tops else 0.0
    return OfficialParagraph(given, abs(round(2 * (lines[0].pieces[0].x0 - left) / lines[0].size) / 2), pitch_pt)


def _width(words: str, setting: Setting) -> float:
    """How wide words are in our type (mm); brackets of optional words are printed in full width."""
    shown = words.translate({ord("["): "［", ord("]"): "］"})
    try:
        return natural_width(items_of([Run(shown)], setting)) * MM
    except Fault:
        return len(words) * setting.pitch * MM


def _own(text: str, agency: str) -> str:
    if not agency:
        return text
    office = {"药监": "药品监督管理局"}.get(agency)
    return text.replace("市场监督管理局", office or "市场监督管理局").replace("市监", agency)


def _with_hand(changes: Sequence[BlockChange], fields: list[Field]) -> list[Field]:
    """The fields with the one that only ever is a line to write on, where the changes use it."""
    used = any(f"{{{HAND.key}:" in str(change.set.get("text")) + str(change.set.get("parts")) for change in changes)
    return [*fields, HAND] if used else fields


def _refused(form: DocumentForm, changes: list[BlockChange], fields: list[Field]) -> str:
    wording = FormWording(form=form.code, blocks=changes, add_fields=_with_hand(changes, fields))
    try:
        apply(WordingPack(code="check", version="1", name="", documents=[wording]), form)
    except Fault as fault:
        return fault.what.partition("）")[2]
    return ""


def _number_change(form: DocumentForm, official: OfficialForm, page: Page) -> BlockChange | None:
    """The number as the official page leaves it open, where the form prints one."""
    at = next((at for at, one in enumerate(form.body, start=1) if isinstance(one, NumberLine)), 0)
    if not at or not official.pages:
        return None
    block = form.body[at - 1]
    assert isinstance(block, NumberLine)
    for line in official.pages[0]:
        if line.top < 90 and line.size < 6.5 and re.search(r"〔.*〕.*号$", line.text):
            break
    else:
        return None
    given = _paragraph([line], line.pieces[0].x0, line.pieces[-1].x1, page).given
    empty = "".join(f"_{max(1, round(one.ems * 2)) / 2:g}" if one.text == BLANK else one.text for one in given)
    begins = words_of(block)
    return BlockChange(block=at, begins=begins, kind=kind_word(block), set={"empty": empty})


def _shown(block: Block) -> str:
    if not isinstance(block, Paragraph):
        return words_of(block)
    return (block.lead + block.text + "".join(part.text for part in block.parts))[:18]
