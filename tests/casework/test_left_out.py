"""What an article does not leave to the office is imposed, or left out with a reason that is kept, read and printed; never without a word."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest

from inspector_app.casework import cases, charges, confirming, penalising, penalty_kinds
from inspector_app.fault import Fault
from inspector_app.records.case import Case, LeftOut, PenaltyItem
from inspector_app.rules.penalty_must import MUST_NAMES
from tests.casework import case_flow

V = case_flow.VIOLATION
COSMETIC = "cosmetic-61-1-1"


@pytest.fixture
def desk(tmp_path):
    opened = case_flow.new_desk(tmp_path / "李 敏", case_flow.Setting(case_flow.DAY))
    yield opened
    opened.close()


@pytest.fixture
def case(desk):
    opened = case_flow.open_case(desk)
    penalising.charge(desk, opened.id, V, facts={"channel": "retail"})
    return opened


def decide(desk, case, violation=V, fine=150000, **more):
    return penalising.decide(desk, case.id, violation, band="normal", fine=Decimal(fine), **more).decided


def test_a_kind_that_must_be_is_not_left_out_without_a_word(desk, case):
    with pytest.raises(Fault) as caught:
        decide(desk, case)
    assert caught.value.code == "kind-left-out"
    assert caught.value.what.endswith("：没收违法所得")
    assert charges.load(desk, case.id, V).decided is None
    made = decide(desk, case, left_out={"没收违法所得": " 现场和账册都没有查到销售。"})
    assert made.left_out == (LeftOut(kinds=("没收违法所得",), why="现场和账册都没有查到销售"),)
    assert made.reasons[-2] == "没有适用没收违法所得：现场和账册都没有查到销售"
    assert made.reasons[-1].startswith("综合以上情形")
    assert [one.kind for one in made.items] == ["没收违法产品", "罚款"]


def test_facts_that_leave_nothing_to_take_say_so_by_themselves(desk, case):
    penalising.set_facts(desk, case.id, V, {"illegal_income": 0})
    assert decide(desk, case).left_out == (LeftOut(kinds=("没收违法所得",), why="没有违法所得"),)
    kept = cases.load(desk, case.id).goods
    cases.set_value(desk, case.id, "goods", tuple(msgspec.structs.replace(one, on_hand=False) for one in kept))
    found = {one.kinds: one.why for one in decide(desk, case).left_out}
    assert found[("没收违法产品",)] == "没有在手的违法产品"


def test_of_several_one_is_enough_and_one_reason_speaks_for_all(desk, case):
    penalising.set_facts(desk, case.id, V, {"illegal_income": 0, "stage": "serious"})
    with pytest.raises(Fault, match="责令停产停业、吊销批准证明文件、吊销许可证（至少一种）"):
        decide(desk, case)
    shown = penalising.panel(desk, case.id, V)
    goods = penalising.usual(shown.book, cases.load(desk, case.id), shown.penalty, facts(desk, case))
    stop = PenaltyItem(kind="责令停产停业", text="停业整顿一个月")
    made = decide(desk, case, items=(*goods, stop))
    assert [one.kinds for one in made.left_out] == [("没收违法所得",)]
    made = decide(desk, case, left_out={"吊销许可证": "由发证机关另行决定"})
    assert made.left_out[-1] == LeftOut(
        kinds=("责令停产停业", "吊销批准证明文件", "吊销许可证"), why="由发证机关另行决定"
    )


def facts(desk, case, violation=V):
    return penalising.facts_of(charges.load(desk, case.id, violation))


def test_a_warning_or_a_fine_is_one_of_them(desk, case):
    penalising.charge(desk, case.id, "toxic-11", facts={"income": 10000})
    goods = PenaltyItem(kind="没收违法产品", text="生草乌2千克")
    with pytest.raises(Fault, match="警告、罚款（至少一种）"):
        penalising.decide(desk, case.id, "toxic-11", band="normal", items=(goods,))
    fined = decide(desk, case, "toxic-11", 70000, items=(goods,))
    assert [one.kind for one in fined.items] == ["没收违法产品", "罚款"]
    warned = penalising.decide(
        desk, case.id, "toxic-11", band="normal", items=(goods, PenaltyItem(kind="警告", text=""))
    ).decided
    assert ([one.kind for one in warned.items], warned.left_out) == (["没收违法产品", "警告"], ())


def test_what_may_be_is_left_out_freely_and_a_reason_is_kept_where_one_is_given(desk, case):
    penalising.charge(desk, case.id, COSMETIC, facts={"value": 20000, "illegal_income": 0})
    made = decide(desk, case, COSMETIC, 120000)
    assert "没收工具设备" not in {kind for one in made.left_out for kind in one.kinds}
    made = decide(desk, case, COSMETIC, 120000, left_out={"没收工具设备": "没有专门用于违法的工具"})
    assert LeftOut(kinds=("没收工具设备",), why="没有专门用于违法的工具") in made.left_out


def test_a_pack_from_before_the_words_were_read_asks_nothing_and_says_so(desk, case):
    book = desk.library.lawbook()
    penalising.set_facts(desk, case.id, V, {"stage": "serious"})
    penalty = penalising.panel(desk, case.id, V).penalty
    unread = msgspec.structs.replace(
        penalty, musts=tuple(msgspec.structs.replace(one, must="unsaid", among=()) for one in penalty.musts)
    )
    assert penalty_kinds.left_out(book, case, facts(desk, case), unread, imposed=set(), why={}) == ()
    words = {one.kind: MUST_NAMES[one.must] for one in penalty_kinds.kinds(book, unread)}
    assert (words["没收违法所得"], words["罚款"], words["吊销许可证"]) == ("应当", "应当", "以条文为准")


def test_the_confirm_sheet_reads_the_word_of_the_article_and_what_was_left_out(desk, case):
    decide(desk, case, left_out={"没收违法所得": "没有查到销售"})
    name = desk.library.lawbook().violation(V).name
    said = {one.id: one for one in confirming.sheet(desk, case.id).lines if one.group == "处罚内容"}
    texts = [one.text for one in said.values()]
    assert any(text.startswith(f"{name}：没收违法产品") and text.endswith("（条文：应当）") for text in texts)
    assert f"{name}：没有适用没收违法所得：没有查到销售（条文：应当）" in texts
    assert not any(one.obstacle for one in said.values())


def test_an_earlier_decision_that_is_silent_cannot_be_issued(desk, case):
    decide(desk, case, left_out={"没收违法所得": "没有查到销售"})
    one = charges.load(desk, case.id, V)
    silent = msgspec.structs.replace(one, decided=msgspec.structs.replace(one.decided, left_out=()))
    charges.change(desk, "旧版作出的裁量", [(one, silent)])
    [line] = [one for one in confirming.sheet(desk, case.id).lines if one.id == f"left:{V}"]
    assert "没收违法所得" in line.obstacle
    with pytest.raises(Fault, match="还不能确认"):
        confirming.tick(desk, case.id, line.id)


def test_a_record_from_before_is_read_without_it(desk, case):
    assert isinstance(case, Case)
    decide(desk, case, left_out={"没收违法所得": "没有查到销售"})
    kept = msgspec.to_builtins(charges.load(desk, case.id, V))
    del kept["decided"]["left_out"]
    assert msgspec.convert(kept, type(charges.load(desk, case.id, V)), strict=False).decided.left_out == ()
