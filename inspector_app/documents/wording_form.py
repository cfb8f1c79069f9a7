"""One official form held against ours: which sentence takes the place of which, and where every running line stands.

A sentence that has no place for one of our values is only taken for the empty form; finished documents keep ours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from inspector_app.catalog.body import (
    Block,
    Closing,
    InfoRows,
    NumberLine,
    PageBreak,
    Paragraph,
    RowsBlock,
    SignatureBlock,
    Space,
    TableBlock,
)
from inspector_app.catalog.form import DocumentForm, Field
from inspector_app.catalog.grid import GridBlock
from inspector_app.catalog.template import Stand
from inspector_app.catalog.wording import BlockChange, FormWording, WordingPack, apply, kind_word, lean, words_of
from inspector_app.documents.compose import Composer
from inspector_app.documents.inline import Setting
from inspector_app.documents.wording_align import BLANK, Given, length_of, sentence
from inspector_app.documents.wording_gaps import Gap, complete, gaps
from inspector_app.documents.wording_items import EMPTY, block_lines, form_items
from inspector_app.documents.wording_lines import (
    NUMBER,
    OfficialParagraph,
    Page,
    PlacedLine,
    line_paragraph,
    paragraphs_of,
    stands_of,
)
from inspector_app.documents.wording_official import OfficialForm, OfficialLine, plain
from inspector_app.documents.wording_own import blank_lines, by_hand, own_paragraph, run_of, settings_of
from inspector_app.documents.wording_pair import Group, pair, words_given
from inspector_app.documents.wording_place import UnplacedError
from inspector_app.documents.wording_twins import joined, twins
from inspector_app.documents.wording_write import Made, OutdatedError, adopt
from inspector_app.fault import Fault

_OFFICE, _OFFICIAL = "药品监督管理局", "市场监督管理局"
_NUMBER_WORD = re.compile(r"药监(?=[^〔〕{}]{1,6}〔)")


class Adopted(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one form: how many sentences were taken over, and what was left as it is and why."""

    form: str
    name: str
    page: int
    sentences: int
    kept: tuple[str, ...] = ()


class FormAdopter:
    """Makes the wording of one form out of its official page."""

    def __init__(self, form: DocumentForm, official: OfficialForm, agency: str = "") -> None:
        self.form, self.official = form, official
        self.bases: list[float] = []
        running = official._replace(pages=tuple(self._without_foot(page) for page in official.pages))
        self.page = Page(Setting(form.page.size, form.page.pitch), agency)
        self.composer = Composer(form, {}, EMPTY)
        self.items = list(form_items(form))
        self.theirs = list(paragraphs_of(running, self.page))
        self.changes: dict[int, BlockChange] = {}
        self.fields: list[Field] = []
        self.kept: list[str] = []
        self.taken = 0

    def adopt(self) -> tuple[FormWording | None, Adopted]:
        """The wording, None when the official page says and stands the same, and the account."""
        found = pair(
            [one.words for one in self.items],
            [one.words and words_given(one.given) for one in self.theirs],
            self._beside,
        )
        groups = complete(found, self.items, self.theirs)
        self._lines([one for one in groups if not self.items[one[0][0]].sentence])
        for mine, yours in groups:
            members = [(self.items[one].at, self.items[one].sentence) for one in mine]
            if members[0][1]:
                self._sentence([(at, block) for at, block in members if block], [self.theirs[one] for one in yours])
        for gap in gaps(groups, self.items, self.theirs):
            self._gap(gap)
        self._number()
        self._office()
        self._tables()
        self._wordless_signs()
        self._close_up()
        account = Adopted(
            form=self.form.code,
            name=self.form.name,
            page=self.official.first_page,
            sentences=self.taken,
            kept=tuple(self.kept),
        )
        if not self.changes:
            return None, account
        return self._wording(self.changes, self.fields), account

    def _wording(self, changes: dict[int, BlockChange], fields: Sequence[Field]) -> FormWording:
        return FormWording(
            form=self.form.code,
            blocks=[changes[at] for at in sorted(changes)],
            add_fields=list(fields),
            foot={"bases": self.bases} if self.bases else {},
        )

    def _beside(self, one: int, other: int) -> bool:
        """Whether two sentences follow each other on the empty form, so that the official page may have them as one."""
        first, second = self.items[one], self.items[other]
        if first.sentence is None or second.sentence is None:
            return False
        return all(between.extra for between in self.form.body[first.at : second.at - 1])

    def _sentence(self, members: Sequence[tuple[int, Paragraph]], official: Sequence[OfficialParagraph]) -> None:
        at, first = members[0]
        whole = joined([block for _, block in members])
        given = run_of(official)
        try:
            made = self._adopted(whole, given, [block for _, block in members])
        except OutdatedError as error:
            self._note(first, f"空白件和成品都印随附的语句（{error}）")
            return
        except UnplacedError as error:
            self._by_hand(members, official, str(error))
            return
        settings = settings_of(first, made, official[0])
        lines = [line for one in official for line in one.lines]
        fits = self._fits(first, settings, lines, [*self.fields, *made.new_fields])
        change: dict[str, Any] = settings | ({"stands": lean(stands_of(lines))} if fits else {"extra": True})
        trial = {at: self._changed(at, change)}
        if not fits:
            trial[at] = msgspec.structs.replace(trial[at], before=[by_hand(one) for one in official])
        trial |= {one: BlockChange(block=one, begins=words_of(block), replace=[]) for one, block in members[1:]}
        if fault := self._refused(trial, made.new_fields):
            self._by_hand(members, official, fault)
            return
        self.changes |= trial
        self.fields += made.new_fields
        self.taken += len(official)
        for twin in twins(self.form, members):
            self._twin(twin, given, official[0], made.own)

    def _adopted(
        self,
        block: Paragraph,
        given: list[Given],
        members: Sequence[Paragraph],
        own: dict[int, str] | None = None,
    ) -> Made:
        """The official sentence as a paragraph of ours, with choices where it prints them or where it leaves a blank."""
        try:
            return adopt(self.form, block, sentence(self.composer, block), given, members, known=own)
        except UnplacedError as error:
            try:
                ours = sentence(self.composer, block, open_choices=True)
                return adopt(self.form, block, ours, given, members, known=own)
            except UnplacedError:
                raise error from None

    def _twin(self, at: int, given: list[Given], official: OfficialParagraph, own: dict[int, str]) -> None:
        """The sentence that stands in for known values, said in the same way."""
        block = self.form.body[at - 1]
        assert isinstance(block, Paragraph)
        if not block.text.endswith("}"):
            while given and given[-1].text in (BLANK, "\n"):  # lines to write on what is printed by itself when known
                given = given[:-1]
        try:
            made = self._adopted(block, given, [], own)
        except UnplacedError as error:
            self._note(block, f"成品仍印随附的语句（{error}）")
            return
        trial = {at: self._changed(at, settings_of(block, made, official))}
        # A blank of the office's own would be a line in the middle of a finished document where a value of ours stood.
        if made.new_fields:
            blanks = "、".join(f"“{one.label}”" for one in made.new_fields)
            self._note(block, f"成品仍印随附的语句（空白处{blanks}没有对应的内容）")
        elif fault := self._refused(trial, []):
            self._note(block, f"成品仍印随附的语句（{fault}）")
        else:
            self.changes |= trial

    def _by_hand(
        self, members: Sequence[tuple[int, Paragraph]], official: Sequence[OfficialParagraph], why: str
    ) -> None:
        """The official sentence on the empty form only, ours on finished documents."""
        self._note(members[0][1], f"空白件印官方语句，成品仍印随附的语句（{why}）")
        for at, _ in members:
            self._set(at, {"extra": True})
        at = members[0][0]
        self.changes[at] = msgspec.structs.replace(self.changes[at], before=[by_hand(one) for one in official])

    def _lines(self, groups: Sequence[Group]) -> None:
        """Rows of particulars, endings and lines to sign on: they read the same and only stand where the page has them."""
        found: dict[int, list[OfficialParagraph]] = {}
        for mine, yours in groups:
            found.setdefault(self.items[mine[0]].at, []).extend(self.theirs[one] for one in yours)
        for at, paragraphs in found.items():
            block = self.form.body[at - 1]
            lines = [line for one in paragraphs for line in one.lines]
            change = {"org": self._own(block.org.replace(_OFFICE, _OFFICIAL))} if isinstance(block, Closing) else {}
            if self._fits(block, change, lines, self.fields):
                self._set(at, change | {"stands": lean(stands_of(lines))})

    def _gap(self, gap: Gap) -> None:
        """What stands between two places that were found on both: ours without, and theirs without a counterpart."""
        last = gap.before - 1 if gap.before else len(self.form.body)
        if any(isinstance(one, GridBlock) and not one.extra for one in self.form.body[gap.after : last]):
            return  # a grid prints what stands in it
        blocks = {one.at: one for one in gap.ours}
        for at, item in blocks.items():
            if item.sentence is not None or (gap.theirs and at not in self.changes):
                if item.sentence is not None:
                    self._note(item.sentence, "官方文件里没有对应的语句，空白件不印，成品照印")
                self._set(at, {"extra": True})
        made = [self._own_paragraph(paragraph) for paragraph in gap.theirs]
        unwritten = self._blank_lines(gap)
        made += [blank_lines(unwritten)] if unwritten else []
        if made:
            at = max(gap.after, 1)
            change = self._changed(at, {})
            self.changes[at] = msgspec.structs.replace(change, after=[*change.after, *made])

    def _own_paragraph(self, official: OfficialParagraph) -> Paragraph:
        made, field, words = own_paragraph(self.form, official, f"own_{len(self.fields) + 1}_choice")
        self.fields += [field] if field else []
        self.kept.append(f"“{official.words[:18]}”：{words}")
        return made

    def _blank_lines(self, gap: Gap) -> list[PlacedLine]:
        """Blocks that are only lines to write on stand where the page has such lines; returns lines no block of ours has."""
        last = gap.before - 1 if gap.before else len(self.form.body)
        lines = [line for paragraph in gap.blank for line in paragraph.lines]
        blocks = []
        for at in range(gap.after + 1, last + 1):
            block = self.form.body[at - 1]
            if not block.extra and isinstance(block, InfoRows | RowsBlock | Paragraph):
                words = block_lines(self.form, at)
                extra = at in self.changes and self.changes[at].set.get("extra")
                if words and not any(words) and not extra:
                    blocks.append((at, len(words)))
        if not blocks:
            return lines if gap.theirs else []
        for number, (at, many) in enumerate(blocks):
            mine = lines if number + 1 == len(blocks) else lines[:many]
            lines = lines[len(mine) :]
            self._set(at, {"stands": lean(stands_of(mine))} if mine else {"extra": True})
        return []

    def _tables(self) -> None:
        """Tables begin where the page has them, where it has as many."""
        ours = [at for at, one in enumerate(self.form.body, start=1) if isinstance(one, TableBlock) and not one.extra]
        theirs = sorted(
            {(number, line.table) for number, page in enumerate(self.official.pages, 1) for line in page if line.table}
        )
        for at, (page, top) in zip(ours, theirs, strict=False):
            self._set(at, {"stands": lean([Stand(page=page, base=round(top, 1))])})

    def _wordless_signs(self) -> None:
        """Lines to sign on without a word belong to the line before them on the official page, and stand with it."""
        for at, block in enumerate(self.form.body, start=1):
            if not isinstance(block, SignatureBlock) or block.extra or any(block_lines(self.form, at)):
                continue
            before = self.changes.get(at - 1)
            if before is not None and len(before.set.get("stands", [])) > len(block_lines(self.form, at - 1)):
                self._set(at, {"extra": True})

    def _without_foot(self, page: tuple[OfficialLine, ...]) -> tuple[OfficialLine, ...]:
        """A page without the lines to sign on at its foot; where they stand is kept."""
        rows = self.form.foot.signatures
        label = plain(rows[0].label) if rows else ""
        signed = [line for line in page if "年月日" in plain(line.text)]
        first = next((line for line in reversed(signed) if plain(line.text).startswith(label)), None) if label else None
        if first is None:
            return page
        self.bases.append(round(first.base, 1))
        return tuple(line for line in page if line not in signed or line.top < first.top - 1)

    def _number(self) -> None:
        """The number as the official page leaves it open, where the form prints one."""
        at = next((at for at, one in enumerate(self.form.body, start=1) if isinstance(one, NumberLine)), 0)
        if not at or not self.official.pages:
            return
        for line in self.official.pages[0]:
            if line.top < 90 and line.size < 6.5 and NUMBER.search(line.text):
                break
        else:
            return
        placed = PlacedLine(1, line)
        given = line_paragraph(placed, self.page).given
        change: dict[str, Any] = {
            "empty": "".join(f"_{length_of(one.ems)}" if one.text == BLANK else one.text for one in given)
        }
        if self._fits(self.form.body[at - 1], change, [placed], self.fields):
            change["stands"] = lean(stands_of([placed]))
        self._set(at, change)

    def _office(self) -> None:
        """The kind of office in title and closing, and the word of numbers everywhere, are the file's, unless another is asked for."""
        if self.page.agency or not any(_OFFICIAL in line.text for page in self.official.pages for line in page):
            return
        for at, block in enumerate(self.form.body, start=1):
            change = self.changes.get(at)
            if change is not None and change.replace is not None:
                continue
            plainly = msgspec.to_builtins(block) | (change.set if change else {})
            for key, value in plainly.items():
                if key not in ("when", "stands") and (own := _own_words(value, office=not block.extra)) != value:
                    self._set(at, {key: own})

    def _close_up(self) -> None:
        """Gaps and turns of the page between lines with measured places are left out of the empty form."""
        gaps: list[int] = []
        for at, block in enumerate(self.form.body, start=1):
            if isinstance(block, Space | PageBreak) and not block.extra:
                gaps.append(at)
                continue
            change = self.changes.get(at)
            if change is not None and (change.set.get("stands") or change.before):
                for gap in gaps:
                    self._set(gap, {"extra": True})
            if not (block.extra or (change is not None and (change.set.get("extra") or change.replace == []))):
                gaps = []

    def _fits(
        self, block: Block, settings: dict[str, Any], lines: Sequence[PlacedLine], fields: Sequence[Field]
    ) -> bool:
        """Whether a block so changed reads on the empty form as the official lines do."""
        made = msgspec.convert(msgspec.to_builtins(block) | settings, Block)
        form = msgspec.structs.replace(self.form, body=[made], fields=[*self.form.fields, *fields])
        words = "".join(self._own(line.text) for _, line in lines)
        return "".join(block_lines(form, 1)) == plain(words)

    def _own(self, text: str) -> str:
        return text.replace("市监", self.page.agency) if self.page.agency else text

    def _trial(self, changes: dict[int, BlockChange], fields: Sequence[Field]) -> FormWording:
        return self._wording(self.changes | changes, [*self.fields, *fields])

    def _refused(self, changes: dict[int, BlockChange], fields: Sequence[Field]) -> str:
        """Why the form would not be sound with these changes; empty when it would."""
        wording = self._trial(changes, fields)
        try:
            apply(WordingPack(code="check", version="1", name="", documents=[wording]), self.form)
        except Fault as fault:
            return fault.what.partition("）")[2]
        return ""

    def _changed(self, at: int, settings: dict[str, Any]) -> BlockChange:
        block = self.form.body[at - 1]
        old = self.changes.get(at)
        if old is not None:
            return msgspec.structs.replace(old, set=old.set | settings)
        words = words_of(block)
        return BlockChange(block=at, begins=words, kind="" if words else kind_word(block), set=settings)

    def _set(self, at: int, settings: dict[str, Any]) -> None:
        self.changes[at] = self._changed(at, settings)

    def _note(self, block: Paragraph, words: str) -> None:
        shown = (block.lead + block.text + "".join(part.text for part in block.parts))[:18]
        self.kept.append(f"“{shown}”：{words}")


def _own_words(value: Any, *, office: bool) -> Any:
    """Words with the file's kind of office and number word in the place of ours."""
    if isinstance(value, str):
        worded = _NUMBER_WORD.sub("市监", value)
        return worded.replace(f"|{_OFFICE}", f"|{_OFFICIAL}") if office else worded
    if isinstance(value, dict):
        return {key: _own_words(one, office=office) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_own_words(one, office=office) for one in value)
    return value
