"""Lines, fonts and pages: the small rules that make a page look right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app import places
from inspector_app.catalog.library import Library
from inspector_app.documents import fonts
from inspector_app.documents.inline import (
    HALF_EMPTY,
    NOT_AT_END,
    NOT_AT_START,
    Blank,
    Box,
    Line,
    Run,
    Setting,
    break_lines,
    items_of,
    natural_width,
)
from inspector_app.documents.model import Stamp
from inspector_app.documents.paginate import fit, paginate
from inspector_app.documents.render import render
from inspector_app.documents.slabs import LineSlab, RowSlab, SpaceSlab
from inspector_app.fault import Fault

from .conftest import pages_text

THREE = Setting(16, 15.79)
ROOM = 442.2


def lines_of(text, room=ROOM, **options):
    return [
        "".join(item.text for item in line.items)
        for line in break_lines(items_of([Run(text)], THREE), room, THREE, **options)
    ]


def test_a_full_line_holds_28_characters():
    assert [len(line) for line in lines_of("药" * 60)] == [28, 28, 4]


def test_no_closing_mark_begins_a_line_and_no_opening_mark_ends_one():
    lines = lines_of("药" * 27 + "（药品）" + "药" * 22 + "，药品")
    assert not any(line[0] in NOT_AT_START for line in lines)
    assert not any(line[-1] in NOT_AT_END for line in lines)


chinese = st.text(st.sampled_from("药品监督管理局，。、；：？！（）“”《》—…12Ab- "), max_size=200)


@given(chinese)
def test_breaking_loses_nothing_and_overflows_nothing(text):
    lines = break_lines(items_of([Run(text)], THREE), ROOM, THREE)
    together = "".join(item.text for line in lines for item in line.items)
    assert together.replace(" ", "") == text.replace(" ", "")
    for line in lines:
        hanging = THREE.size / 2 if line.items and line.items[-1].text in HALF_EMPTY else 0
        assert line.width <= ROOM + hanging + 0.3


@given(st.text(st.sampled_from("药品检查药品检查，。（）《》"), min_size=1, max_size=120))
def test_no_line_starts_or_ends_wrongly_unless_marks_pile_up_beyond_a_line(text):
    longest, run = 0, ""
    for character in text:
        glued = bool(run) and (character in NOT_AT_START or run[-1] in NOT_AT_END)
        run = run + character if glued else character
        longest = max(longest, len(run))
    lines = lines_of(text, room=200.0)
    if longest * THREE.pitch <= 200:
        assert not any(line[0] in NOT_AT_START for line in lines[1:])
        assert not any(line[-1] in NOT_AT_END for line in lines[:-1])


def test_a_latin_word_is_not_parted_unless_longer_than_the_line():
    lines = lines_of("药" * 26 + "IMG0012345")
    assert lines[1] == "IMG0012345"
    assert "".join(lines_of("x" * 500)) == "x" * 500


@pytest.mark.parametrize("whole", ["100,000.00元", "2026年", "11月", "30日", "9时", "21号", "8条"])
def test_a_number_stands_on_the_line_of_its_unit(whole):
    for before in range(18, 28):
        assert any(whole in line for line in lines_of("药" * before + whole + "药" * 9))


@pytest.mark.parametrize("length", range(29, 200, 7))
def test_no_character_ends_a_paragraph_alone(length):
    """单字不成行."""
    for more in range(28):
        lines = lines_of("药" * (length + more) + "。")
        assert len(lines) == 1 or len(lines[-1]) > 2
        assert "".join(lines) == "药" * (length + more) + "。"


def test_rare_characters_of_several_files_stand_in_one_document():
    form = Library(places.forms_folder()).form("order_correction_notice")
    names = "𠮷田㐂䶮\U0002a6d6\U0002b740\U0002e003"
    made = render(form, {**form.sample, "party_name": names}, Stamp("0" * 32, 1, "draft"), validate=True)
    assert names in "".join(pages_text(made.pdf))


def test_dates_and_numbers_are_set_close():
    tight = natural_width(items_of([Run("2026年11月21日")], THREE))
    parts = sum(natural_width(items_of([Run(part)], THREE)) for part in ("2026", "年", "11", "月", "21", "日"))
    assert tight == pytest.approx(parts)
    spaced = natural_width(items_of([Run("经GMP检查")], THREE))
    assert spaced > sum(natural_width(items_of([Run(part)], THREE)) for part in ("经", "GMP", "检查"))


def test_blanks_and_boxes_take_room_and_a_box_is_read_as_one():
    items = items_of([Box(ticked=True), Blank(4), Run("□")], THREE)
    assert "".join(item.text for item in items) == "□□"
    assert natural_width(items) == pytest.approx(6 * 15.79)
    assert [item.ticked for item in items if item.ticked is not None] == [True, False]


@pytest.mark.parametrize("character", "𠮷堃祎珺喆镕㐂𬭚〔〕—…×㎡℃①：、（“")
def test_every_character_of_names_and_forms_has_a_glyph(character):
    assert fonts.missing_characters(character) == []
    for style in fonts.CHAINS:
        assert fonts.glyph(style, character) is not None


def test_what_no_font_has_is_named_once_in_order():
    assert fonts.missing_characters("和😀平\n路☑😀\U00030edd") == ["😀", "\U00030edd"]
    with pytest.raises(Fault, match=r"U\+1F600"):
        items_of([Run("a😀")], THREE)
    with pytest.raises(Fault, match=r"U\+1F600"):
        list(fonts.split("text", "a😀"))


def test_a_text_is_cut_into_runs_of_one_font():
    runs = list(fonts.split("text", "江𠮷堃ab"))
    assert [text for _, text in runs] == ["江", "𠮷", "堃", "ab"]
    assert len({name for name, _ in runs}) == 3
    assert fonts.width("text", "江州", 16) == pytest.approx(32)


def test_a_missing_font_file_is_a_fault_not_a_crash(monkeypatch, tmp_path):
    monkeypatch.setattr(fonts, "fonts_folder", lambda: tmp_path / "没有 字体")
    with pytest.raises(Fault, match=r"song-none\.ttf") as caught:
        fonts.font("song-none")
    assert caught.value.code == "font-missing"


def slabs(count, **options):
    return [LineSlab(**options) for _ in range(count)]


def row(lines, head=None):
    return RowSlab(
        edges=(0, 10), cells=((Line([], 0),) * lines,), aligns=("left",), line_pitch=10, least=12, head_row=head
    )


@given(st.lists(st.integers(1, 90), min_size=1, max_size=30), st.integers(0, 5))
def test_rows_never_run_over_the_foot_of_a_page_and_lose_no_line(rows, before):
    head = row(1)
    pages = paginate([*slabs(before), head, *(row(lines, head) for lines in rows)], 0, 220, 10)
    lines = 0
    for number, page in enumerate(pages):
        end = 0.0
        for at, laid in enumerate(page.laid):
            assert laid.top >= end - 0.01, "nothing overlaps"
            end = laid.top + laid.slab.height(10)
            assert end <= 220.01
            if isinstance(laid.slab, RowSlab) and laid.slab is not head:
                lines += len(laid.slab.cells[0])
                assert number == 0 or at > 0, "the head comes first on a later page"
    assert lines == sum(rows)


def test_a_closing_takes_lines_with_it():
    pages = paginate([*slabs(21), LineSlab(keep=True), LineSlab(keep=True), LineSlab()], 0, 22 * 10, 10)
    assert [len(page.laid) for page in pages] == [21, 3]


def test_a_space_falls_away_at_the_top_of_a_page_and_adds_none_at_the_end():
    pages = paginate([*slabs(22), SpaceSlab(droppable=True), LineSlab()], 0, 220, 10)
    assert [len(page.laid) for page in pages] == [22, 1]
    assert pages[1].laid[0].top == 0
    assert len(paginate([*slabs(22), SpaceSlab(droppable=True)], 0, 220, 10)) == 1


def test_what_sinks_lies_at_the_foot_of_the_last_page():
    pages = paginate([*slabs(5), LineSlab(sinks=True)], 0, 220, 10)
    assert pages[0].laid[-1].top == 210
    pages = paginate([*slabs(22), LineSlab(sinks=True)], 0, 220, 10)
    assert [len(page.laid) for page in pages] == [21, 2], "never alone"


def test_lines_close_up_only_when_that_saves_a_page():
    pages, pitch = fit(slabs(23), 0, 220, 10, 9)
    assert len(pages) == 1
    assert 9 <= pitch < 10
    assert 23 * pitch <= 220.01
    pages, pitch = fit(slabs(60), 0, 220, 10, 9)
    assert pitch == 10
    assert len(pages) == 3
