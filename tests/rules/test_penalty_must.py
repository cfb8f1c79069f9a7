"""应当, 可以 and 至少选一 of every kind: the stage's own word before that of the first inspection, only added to what the calculator said."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from inspector_app.catalog.violation import Modality
from inspector_app.commands.penalty import answer_for
from inspector_app.rules import discretion
from inspector_app.rules.penalty_facts import read_facts
from inspector_app.rules.penalty_must import KindMust, lacking, musts_of, stage_words
from tests.rules.law_facts import book, penalty


def musts(violation, **facts):
    return {one.kind: one.must for one in penalty(violation, **facts).musts}


@pytest.mark.parametrize(
    ("violation", "facts", "words"),
    [
        (
            "cosmetic-61-1-1",
            {"stage": "serious", "value": 20000},
            {
                "没收违法所得": "shall",
                "没收违法产品": "shall",
                "没收工具设备": "may",
                "罚款": "shall",
                "责令停产停业": "choose",
                "取消备案": "choose",
                "吊销许可证": "choose",
            },
        ),
        ("drug-117-2-decoction", {}, {"责令改正": "shall", "警告": "shall", "罚款": "may"}),
        ("toxic-11", {"income": 100}, {"没收违法产品": "shall", "警告": "choose", "罚款": "choose"}),
        ("device-89-2", {"stage": "overdue"}, {"责令改正": "shall", "警告": "shall", "罚款": "shall"}),
    ],
)
def test_each_kind_has_the_word_of_its_article(violation, facts, words):
    assert musts(violation, **facts) == words


def test_every_violation_has_a_word_for_every_kind_at_every_stage():
    for one in book().violations:
        for name in one.stages:
            stage = one.stage(name)
            kinds = tuple(dict.fromkeys((*one.base.kinds, *stage.kinds)))
            found = musts_of(one, stage, kinds)
            assert [each.kind for each in found] == list(kinds)
            assert all(each.must != "unsaid" and (each.must == "choose") == bool(each.among) for each in found)
            assert "".join(stage_words(one, name)).count("：") == len(stage_words(one, name))


def test_a_later_stage_speaks_for_the_kinds_it_names_itself():
    one = book().violation("drug-126-gsp")
    base = msgspec.structs.replace(one.base, modality=Modality(unread="文本未到手"))
    before = msgspec.structs.replace(one, base=base)
    found = {each.kind: each.must for each in musts_of(before, one.overdue, ("责令改正", "警告", "罚款"))}
    assert found == {"责令改正": "unsaid", "警告": "unsaid", "罚款": "shall"}
    assert stage_words(before, "base") == ("以条文为准：责令改正、警告",)
    assert stage_words(one, "consequence") == ()


def test_of_a_group_one_is_enough():
    group = ("责令停产停业", "吊销许可证")
    said = (
        KindMust(kind="罚款", must="shall"),
        KindMust(kind="没收工具设备", must="may"),
        *(KindMust(kind=one, must="choose", among=group) for one in group),
    )
    assert lacking(said, set()) == ("罚款", *group)
    assert lacking(said, {"罚款", "吊销许可证"}) == ()


def test_the_answer_only_gains_a_key_and_a_step():
    answer = answer_for(book(), {"violation": "drug-117-retail-inferior", "value": Decimal(35), "channel": "retail"})
    assert list(answer["kinds"]) == ["没收违法产品", "没收违法所得", "罚款"]
    assert [one["must"] for one in answer["musts"]] == ["shall", "shall", "shall"]
    [step] = [one for one in answer["trail"] if one["key"] == "musts"]
    assert step["say"] == "条文用词：应当：没收违法产品、没收违法所得、罚款"
    assert list(step["article"]) == ["药品管理法117条1款"]


@pytest.mark.parametrize(
    ("violation", "facts", "cited"),
    [("drug-126-gsp", {}, False), ("device-89-2", {}, False), ("cosmetic-62-1-2", {}, True)],
)
def test_a_rule_of_one_field_is_not_cited_in_another(violation, facts, cited):
    """首违不罚 rests on 行政处罚法第33条; the article of the cosmetics measures beside it holds for cosmetics only."""
    ticks = {"np-first-offence": (True, True, True)}
    sheet = discretion.worksheet(book(), read_facts({"violation": violation, **facts}), ticks)
    made = discretion.decide(book(), sheet)
    assert any("《中华人民共和国行政处罚法》第三十三条" in one for one in made.citations)
    assert any("化妆品" in one for one in (*made.citations, *made.reasons)) is cited
