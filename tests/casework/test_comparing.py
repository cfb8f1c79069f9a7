"""Violations side by side: every difference a lawyer asks for."""

from __future__ import annotations

import pytest

from inspector_app import places
from inspector_app.casework.comparing import compare
from inspector_app.catalog.library import Library
from inspector_app.fault import UsageFault

BOOK = Library(places.forms_folder()).lawbook()
A, B, C = "drug-117-retail-inferior", "drug-126-gsp", "device-86-3-expired"


def row(found, name):
    return next(one for one in found.rows if one.name == name)


def test_articles_kinds_ranges_persons_and_correction_are_compared():
    found = compare(BOOK, [A, B, C])
    assert [one.id for one in found.violations] == [A, B, C]
    assert row(found, "处罚的条款").words[0].startswith("《中华人民共和国药品管理法》第一百一十七条第一款")
    assert row(found, "责令改正").words == (
        "可以直接处罚，不以责令改正为前提",
        "先责令改正；逾期不改正的，才可以罚款",
        "责令改正与处罚同时作出",
    )
    assert "货值金额10倍以上20倍以下" in row(found, "首查：罚款").words[0]
    assert row(found, "首查：罚款").words[1] == ""
    assert "情节严重：对法定代表人" in row(found, "处罚到人").words[0]
    assert row(found, "违反的条款").differs
    assert row(found, "适用于").words[0] == "2019-12-01 以后的行为"
    assert all(any(one.words) for one in found.rows)


def test_what_is_the_same_does_not_differ():
    found = compare(BOOK, [A, "drug-117-wholesale-inferior"])
    assert not row(found, "情节严重：种类").differs
    assert all(words.startswith(("应当：", "可以：", "至少选一：")) for words in row(found, "首查：种类").words)
    assert row(found, "首查：罚款").differs


def test_every_pair_can_be_compared():
    ids = [one.id for one in BOOK.violations]
    for one, other in zip(ids[::9], ids[4::9], strict=False):
        assert len(compare(BOOK, [one, other]).rows) >= 6


@pytest.mark.parametrize("ids", [[], [A], [A, A], [A, B, C, "drug-130-records"], [A, "no-such"]])
def test_too_few_too_many_or_unknown_are_refused(ids):
    with pytest.raises(UsageFault):
        compare(BOOK, ids)
