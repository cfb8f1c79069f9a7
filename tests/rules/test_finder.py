"""Finding a violation by what an inspector would type or has found."""

from __future__ import annotations

import pytest

from inspector_app.catalog.violation_when import CHANNELS
from inspector_app.rules.finder import channels_of, find, initials
from tests.rules.law_facts import book


@pytest.mark.parametrize(
    ("words", "options", "wanted"),
    [
        ("过期药", {}, "drug-117-retail-inferior"),
        ("店堂内陈列超过有效期的药品", {"domains": ["drug"], "channel": "retail"}, "drug-117-retail-inferior"),
        ("未凭处方 处方药", {}, "dist-72-1-no-prescription"),
        ("药师不在岗", {}, "dist-72-3-pharmacist"),
        ("lsly", {}, "drug-117-retail-inferior"),
        ("进货查验", {"domains": ["device"]}, "device-89-3"),
        ("未建立并执行进货查验记录制度，部分化妆品无供货者资质", {"domains": ["cosmetic"]}, "cosmetic-62-1-2"),
        ("drug-126-gsp", {}, "drug-126-gsp"),
        ("冷链", {"domains": ["vaccine"]}, "vaccine-85-coldchain"),
    ],
)
def test_the_best_comes_first(words, options, wanted):
    found = find(book(), words, **options)
    assert found[0].violation.id == wanted
    assert found[0].why


def test_an_article_finds_what_it_punishes():
    found = find(book(), "117条")
    assert {"药品管理法117条1款", "药品管理法117条2款"} <= {one.removeprefix("罚则：") for c in found for one in c.why}
    assert all(any(ref.article == 117 for ref in (*c.violation.penalized_by, *c.violation.violates)) for c in found)


def test_domain_and_channel_narrow_and_order():
    assert {one.violation.domain for one in find(book(), domains=["vaccine"], limit=99)} == {"vaccine"}
    retail = find(book(), "劣药", domains=["drug"], channel="retail")
    assert "retail" in channels_of(retail[0].violation)
    assert any(one == "环节：零售" for one in retail[0].why)


def test_a_checklist_topic_is_enough():
    found = find(book(), topics=["冷链"])
    assert found
    assert all("检查主题：冷链" in one.why for one in found)


def test_a_replaced_rule_is_found_only_for_its_time():
    now = [one.violation.id for one in find(book(), "网售特殊管理药品", limit=99)]
    then = [one.violation.id for one in find(book(), "网售特殊管理药品", on="2026-05-14", limit=99)]
    assert "online-33-special" not in now
    assert then[0] == "online-33-special"


def test_every_violation_is_found_by_its_name_and_topics():
    for violation in book().violations:
        found = find(book(), violation.name.replace("(", " ").replace(")", " "), on=violation.until or "", limit=8)
        assert violation.name in {one.violation.name for one in found}, violation.id
        assert channels_of(violation) <= set(CHANNELS)


def test_nonsense_finds_nothing():
    assert find(book(), "xqzvw") == []
    assert find(book(), "齉龘") == []


def test_initials_keep_letters_and_digits():
    assert initials("零售劣药(GSP)") == "lslygsp"
