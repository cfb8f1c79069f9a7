"""Lines at the places measured on an office's own page: only on the empty form, never over one another, never without a word."""

from __future__ import annotations

import itertools

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app.catalog.form import DocumentForm
from inspector_app.catalog.template import Stand
from inspector_app.documents.model import Stamp
from inspector_app.documents.render import render
from inspector_app.documents.wording_official import plain, read_lines

EMPTY = Stamp("0" * 32, 1, "empty")
DRAFT = Stamp("0" * 32, 1, "draft")
SENTENCE = "请在{place:4}核对物品。"


def form(*blocks, **more):
    facts = {
        "code": "trial",
        "version": "1",
        "name": "试验单",
        "set": "penalty",
        "stage": "试验",
        "kind": "通知书",
        "layout": "narrative",
        "audience": "party",
        "numbered": {"has_number": False},
        "fields": [
            {"key": "place", "label": "地点", "type": "text", "required": False, "source": "manual"},
            {
                "key": "goods",
                "label": "物品",
                "type": "table",
                "required": False,
                "source": "manual",
                "in_form": False,
            },
        ],
        "tables": [{"key": "goods", "columns": ["名称", "数量"]}],
        "signatures": [{"who": "当事人", "where": "文末", "date": True}],
        "copies": {"total": 2, "served": 1, "file": 1, "verified": True},
        "verification": {"name_and_no": True, "page_count": True, "fields": "own", "why": "试验"},
        "verified": True,
        "body": list(blocks),
        **more,
    }
    return msgspec.convert(facts, DocumentForm)


def paragraph(text=SENTENCE, **more):
    return {"block": "paragraph", "text": text, **more}


def pages(made, stamp=EMPTY, values=None):
    return read_lines(render(made, values or {}, stamp, validate=False).pdf)


def found(made, words, stamp=EMPTY, values=None):
    """The page and the line that begin with these words."""
    for number, page in enumerate(pages(made, stamp, values), start=1):
        for line in page:
            if plain(line.text).startswith(words):
                return number, line
    raise AssertionError(words)


PLACES = [
    {"page": 1, "base": 120.0, "words": [[60.0, 71.3, 2], [100.0, 128.6, 5]], "rules": [[71.3, 100.0]]},
]


def test_the_empty_form_stands_as_measured_and_a_finished_document_as_usual():
    made = form(paragraph(stands=PLACES))
    number, line = found(made, "请在")
    assert number == 1
    assert line.base == pytest.approx(120.0, abs=0.1)
    assert [(round(one.x0), round(one.x1), one.text) for one in line.pieces] == [
        (60, 71, "请在"),
        (71, 100, ""),
        (100, 129, "核对物品。"),
    ]
    usual = found(form(paragraph()), "请在", DRAFT, {"place": "仓库"})[1]
    assert found(made, "请在", DRAFT, {"place": "仓库"})[1] == usual


@pytest.mark.parametrize("many", [1, 3, 99])
def test_places_for_other_words_are_not_used(many):
    places = [{"page": 1, "base": 120.0, "words": [[60.0, 71.3, many]]}]
    assert found(form(paragraph(stands=places)), "请在") == found(form(paragraph()), "请在")


def test_a_place_on_a_later_page_turns_there():
    places = [{**PLACES[0], "page": 3}]
    assert found(form(paragraph("甲"), paragraph(stands=places)), "请在")[0] == 3


def test_what_has_no_place_begins_below_and_is_never_set_over():
    long = paragraph("此段没有量得的位置" * 20)
    low = {"block": "paragraph", "text": "末句。", "stands": [{"page": 1, "base": 60.0, "words": [[31.8, 48, 3]]}]}
    made = form(paragraph(stands=PLACES), long, low)
    (page,) = pages(made)
    assert next(plain(line.text)[:2] for line in page if line.size < 6.5) == "请在"
    tops = [line.top for line in page if line.text]
    assert all(after - before > 4 for before, after in itertools.pairwise(tops))
    last = found(made, "末句")
    assert last[1].top > found(made, "请在")[1].top


def test_a_table_and_lines_to_sign_on_begin_where_measured():
    table = {
        "block": "table",
        "field": "goods",
        "min_rows": 2,
        "columns": [{"name": "名称", "width": 60}, {"name": "数量", "width": 30}],
        "stands": [{"page": 1, "base": 90.0}],
    }
    sign = {
        "block": "signatures",
        "rows": [{"label": "当事人：", "who": "当事人"}],
        "stands": [{"page": 1, "base": 200.0}],
    }
    made = form(paragraph(), table, sign)
    head = next(line for line in pages(made)[0] if line.boxed)
    assert head.table == pytest.approx(90.0, abs=0.2)
    assert found(made, "当事人")[1].base == pytest.approx(200.0, abs=0.1)


def test_lines_signed_on_every_page_stand_as_measured_on_each():
    foot = {"signatures": [{"label": "当事人：", "who": "当事人"}], "bases": [240.0, 231.0]}
    made = form(paragraph(), {"block": "page_break"}, paragraph("第二页。{place}"), foot=foot)
    bases = [line.base for page in pages(made) for line in page if plain(line.text).startswith("当事人")]
    assert bases == pytest.approx([240.0, 231.0], abs=0.1)
    usual = pages(msgspec.structs.replace(made, foot=msgspec.structs.replace(made.foot, bases=[])), DRAFT)
    assert pages(made, DRAFT) == usual


def test_a_line_for_the_hand_is_printed_on_the_empty_form_alone():
    made = form(paragraph(), paragraph("另注：{_:6}。", when={"_": "*"}), signatures=[])
    assert made.validate() == []
    assert found(made, "另注")
    with pytest.raises(AssertionError):
        found(made, "另注", DRAFT, {"place": "仓库"})


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.floats(30, 250), st.floats(20, 120), st.floats(5, 90)), min_size=1, max_size=4
    ),
    st.integers(0, 60),
)
def test_no_word_is_lost_wherever_lines_are_put(places, filler):
    text = "请在核对物品后签收此件"
    each, rest = divmod(len(text), len(places))
    stands = [
        Stand(page=page, base=base, words=[(left, left + wide, each + (rest if at == 0 else 0))])
        for at, (page, base, left, wide) in enumerate(places)
    ]
    made = form(
        paragraph("前言" * filler + "{place:2}"),
        {"block": "paragraph", "text": text, "stands": msgspec.to_builtins(stands)},
        paragraph("后记。"),
    )
    said = "".join(sorted(plain("".join(line.text for page in pages(made) for line in page))))
    wanted = "".join(sorted(plain(text + "前言" * filler + "后记。")))
    assert all(said.count(one) >= wanted.count(one) for one in set(wanted))
