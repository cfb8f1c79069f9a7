"""The register of numbers: used, void, gaps, running out, the turn of the year, a vault restored from a backup."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.casework import home, issuing, numbers, office, opening
from inspector_app.fault import Fault
from inspector_app.records.document import NumberBlock
from inspector_app.vault.vault import Act

from .conftest import PASSPHRASE, Ticking
from .papers import complete_list


def series(desk):
    (found,) = numbers.register(desk)
    return found


def test_the_register_tells_issued_void_and_remaining(desk, complete, block):
    first = issuing.issue(desk, complete_list(desk, complete.id))
    second = issuing.issue(desk, complete_list(desk, complete.id))
    issuing.void(desk, first.id, "填错了")
    found = series(desk)
    assert (found.title, found.issued, found.void, found.remaining, found.total) == ("滨药监检〔2026〕", 1, 1, 8, 10)
    assert [(one.number, one.status, one.reason) for one in found.used] == [(1, "void", "填错了"), (2, "issued", "")]
    assert found.used[1].document_id == second.id
    assert found.gaps == ()


def test_numbers_outside_of_the_blocks_and_lost_ones_are_explained(desk, block):
    office.add_number_block(desk, "检", year=2026, first=21, last=30)
    burnt = msgspec.structs.replace(block, next=4)
    desk.record(lambda _: Act(action="试验", puts=(burnt,)))
    found = series(desk)
    assert [(gap.first, gap.last, gap.explained) for gap in found.gaps] == [(1, 3, False), (11, 20, True)]
    assert "请查明" in found.gaps[0].why
    assert found.gaps[1].why == "不在分给本机的号段里"


@given(first=st.integers(1, 50), size=st.integers(1, 60), used=st.integers(0, 60))
def test_every_number_up_to_the_next_one_is_borne_or_a_gap(first, size, used):
    used = min(used, size)
    block = NumberBlock(
        id="b",
        organisation_word="滨药监",
        document_word="检",
        year=2026,
        first=first,
        last=first + size - 1,
        next=first + used,
    )
    borne = {n for n in range(first, first + used) if n % 3}
    gaps = numbers._gaps([block], borne)
    missing = [n for gap in gaps for n in range(gap.first, gap.last + 1)]
    assert sorted([*missing, *borne]) == list(range(first, first + used))


@pytest.mark.parametrize(("last", "taken", "low"), [(10, 4, False), (10, 5, True), (100, 89, False), (100, 90, True)])
def test_a_warning_comes_before_a_block_runs_out(desk, last, taken, low):
    block = office.add_number_block(desk, "检", year=2026, first=1, last=last)
    desk.record(lambda _: Act(action="试验", puts=(msgspec.structs.replace(block, next=1 + taken),)))
    assert series(desk).low is low
    assert bool(numbers.warnings(desk)) is low


def test_used_up_is_said_before_one_begins_to_issue(desk, complete):
    key = complete_list(desk, complete.id)
    (problem,) = [p for p in issuing.problems(desk, key) if p.key == "numbers"]
    assert problem.level == "error"
    assert "没有可用的2026年文号" in problem.message
    office.add_number_block(desk, "检", year=2026, first=7, last=8)
    (problem,) = [p for p in issuing.problems(desk, key) if p.key == "numbers"]
    assert (problem.level, "只剩1个" in problem.message) == ("warning", True)
    ahead = issuing.outlook(desk, issuing.form_of(desk, issuing.load(desk, key)))
    assert (ahead.next, ahead.remaining) == ("滨药监检〔2026〕7号", 1)


def test_numbers_of_last_year_are_not_used_in_the_new_one(desk, complete, block):
    key = complete_list(desk, complete.id)
    desk.clock.now = datetime(2027, 1, 4, 1, 0, tzinfo=UTC)
    with pytest.raises(Fault) as caught:
        issuing.issue(desk, key)
    assert caught.value.code == "numbers_used_up"
    office.add_number_block(desk, "检", year=2027, first=1, last=5)
    assert issuing.issue(desk, key).number == "滨药监检〔2027〕1号"
    assert [one.year for one in numbers.register(desk)] == [2027, 2026]


def test_a_block_of_the_office_word_before_is_not_used(desk, complete, block):
    key = complete_list(desk, complete.id)
    office.set_organisation(desk, msgspec.structs.replace(office.organisation(desk), number_word="新药监"))
    with pytest.raises(Fault) as caught:
        issuing.issue(desk, key)
    assert caught.value.code == "numbers_used_up"


def test_a_range_with_a_number_that_is_borne_already_is_refused(desk, complete, block):
    issuing.issue(desk, complete_list(desk, complete.id))
    desk.record(lambda _: Act(action="试验", drops=((NumberBlock, block.id),)))
    with pytest.raises(Fault) as caught:
        office.add_number_block(desk, " 检 ", year=2026, first=1, last=10)
    assert caught.value.code == "number_borne"
    office.add_number_block(desk, "检", year=2026, first=2, last=10)
    with pytest.raises(Fault) as caught:
        office.add_number_block(desk, "检 ", year=2026, first=10, last=12)
    assert caught.value.code == "number_overlap"


def test_after_a_restore_nothing_is_numbered_before_the_papers_were_looked_at(desk, complete, block, tmp_path):
    key = complete_list(desk, complete.id)
    desk.vault.back_up(tmp_path / "备份", at=desk.now())
    issuing.issue(desk, key)
    restored = opening.open_desk(tmp_path / "备份", PASSPHRASE, clock=Ticking())
    restored.clock.now = desk.now()
    try:
        with pytest.raises(Fault) as caught:
            issuing.issue(restored, key)
        assert caught.value.code == "numbers_away"
        home.settle(restored, "moved", "原来的硬盘坏了")
        with pytest.raises(Fault) as caught:
            issuing.issue(restored, key)
        assert caught.value.code == "numbers_unchecked"
        assert numbers.warnings(restored) == ["数据从备份恢复过，滨药监检〔2026〕印发前请先核对下一号"]
        with pytest.raises(Fault):
            numbers.check_next(restored, block.id, 0)
        numbers.check_next(restored, block.id, 2)
        with pytest.raises(Fault):
            numbers.check_next(restored, block.id, 1)
        assert issuing.issue(restored, key).number == "滨药监检〔2026〕2号"
        (gap,) = series(restored).gaps
        assert (gap.first, gap.last, gap.explained) == (1, 1, True)
        assert "恢复备份以前已经用过" in gap.why
    finally:
        restored.close()


def test_a_vault_that_never_was_a_backup_is_not_asked(desk, complete, block, tmp_path):
    desk.vault.back_up(tmp_path / "备份")
    assert desk.vault.restored_from is None
    assert issuing.issue(desk, complete_list(desk, complete.id)).number.endswith("1号")
