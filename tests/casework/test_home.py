"""Where the data live: a copy gives no number before somebody says what it is, and two copies never give the same number."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter

import msgspec
import pytest

from inspector_app import places
from inspector_app.casework import doctor, exchange, home, issuing, numbers, office, opening
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.document import NumberBlock
from inspector_app.records.home import Home, Place
from inspector_app.vault import whereabouts
from inspector_app.vault.vault import OFFICE_CHAIN

from .conftest import PASSPHRASE, Ticking, new_desk
from .papers import complete_list


def opened(folder, at=None):
    clock = Ticking()
    clock.now = at or clock.now
    return opening.open_desk(folder, PASSPHRASE, clock=clock)


@pytest.fixture
def elsewhere(monkeypatch, tmp_path):
    """Go to another laptop: another machine, another user's profile."""

    def go(name="另一台"):
        monkeypatch.setattr(whereabouts, "_machine", lambda: name)
        monkeypatch.setattr(places, "profile_folder", lambda: tmp_path / f"配置 {name}")

    return go


@pytest.fixture
def drafts(desk, complete, block):
    """Three drafts ready to be issued, in closed data; nothing was issued yet."""
    keys = [complete_list(desk, complete.id) for _ in range(3)]
    desk.close()
    return desk.vault.folder, keys, desk.clock.now


def actions(desk):
    return [entry["action"] for entry in desk.read.journal(OFFICE_CHAIN)]


# At home


def test_new_data_are_at_home_where_they_were_made(desk):
    kept = desk.read.get(Home, "self")
    assert (kept.answer, kept.places) == ("begun", (desk.vault.place,))
    assert home.away(desk) is None
    assert len(desk.vault.place.machine) == len(desk.vault.place.profile) == len(desk.vault.place.file) == 32
    with pytest.raises(Fault, match="不需要说明"):
        home.settle(desk, "moved", "试试")


def test_opening_at_home_again_writes_nothing(drafts):
    folder, _, at = drafts
    desk = opened(folder, at)
    before = actions(desk)
    desk.close()
    desk = opened(folder, at)
    assert actions(desk) == before
    desk.close()


def test_a_folder_that_was_renamed_on_its_disk_is_still_at_home(drafts):
    folder, keys, at = drafts
    moved = folder.rename(folder.with_name("改了名 的数据"))
    desk = opened(moved, at)
    try:
        assert home.away(desk) is None
        assert issuing.issue(desk, keys[0]).number == "滨药监检〔2026〕1号"
        assert "改了名 的数据" in actions(desk)[-1]
        assert desk.read.get(Home, "self").places == (desk.vault.place,)
    finally:
        desk.close()


def test_another_account_or_a_lost_profile_on_the_same_machine_is_no_alarm(drafts, monkeypatch, tmp_path):
    folder, keys, at = drafts
    monkeypatch.setattr(places, "profile_folder", lambda: tmp_path / "新的账户")
    desk = opened(folder, at)
    try:
        assert home.away(desk) is None
        assert issuing.issue(desk, keys[0]).number
    finally:
        desk.close()


def test_a_profile_nothing_can_be_kept_in_stops_nobody(tmp_path, monkeypatch):
    occupied = tmp_path / "配置"
    occupied.write_text("一个文件", "utf-8")
    monkeypatch.setattr(places, "profile_folder", lambda: occupied)
    desk = new_desk(tmp_path / "数据")
    try:
        assert desk.vault.place.profile == ""
        block = office.add_number_block(desk, "检", year=2026, first=1, last=9)
        numbers.witness(desk)
        with numbers.burning(desk, block):
            pass
        assert home.away(desk) is None
    finally:
        desk.close()


def test_data_of_an_earlier_program_get_their_home_when_they_are_opened(drafts):
    folder, _, at = drafts
    desk = opened(folder, at)
    from inspector_app.vault.vault import Act

    desk.record(lambda _: Act(action="试验", drops=((Home, "self"),)))
    desk.close()
    desk = opened(folder, at)
    assert desk.read.get(Home, "self").answer == "begun"
    assert actions(desk)[-1].startswith("数据归在电脑")
    desk.close()


def test_the_demonstration_is_at_home_everywhere(tmp_path, elsewhere):
    desk = new_desk(tmp_path / "数据")
    desk.close()
    (tmp_path / "数据" / places.DEMONSTRATION_MARK).write_text("演示", "utf-8")
    elsewhere()
    desk = opened(tmp_path / "数据")
    assert home.away(desk) is None
    desk.close()


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"file": "f2"}, True),
        ({"file": ""}, True),
        ({"profile": "p2"}, True),
        ({"folder": "/另"}, True),
        ({"folder": "/另", "file": "f2"}, False),
        ({"profile": "p2", "file": "f2"}, False),
        ({"machine": "m2"}, False),
        ({"machine": "m2", "profile": "p2", "folder": "/另", "file": "f2"}, False),
    ],
)
def test_what_makes_two_places_the_same(change, same):
    one = Place(machine="m", profile="p", folder="/甲", file="f", host="A")
    other = msgspec.structs.replace(one, **change, host="B")
    assert one.same(other) is same
    assert other.same(one) is same


# Away


def test_a_copy_works_in_everything_but_numbers_and_says_so(drafts, tmp_path, elsewhere):
    folder, keys, at = drafts
    shutil.copytree(folder, tmp_path / "U盘" / "数据")
    elsewhere()
    desk = opened(tmp_path / "U盘" / "数据", at)
    try:
        with pytest.raises(Fault, match="还没有说明是搬来的还是复制的") as caught:
            issuing.issue(desk, keys[0])
        assert (caught.value.code, caught.value.kept) == ("numbers_away", "草稿还在，没有取号")
        assert issuing.load(desk, keys[0]).status == "draft"
        assert desk.read.find(NumberBlock)[0].next == 1
        assert numbers.warnings(desk)[0].startswith("数据不在原来的电脑或文件夹里")
        assert issuing.preview(desk, keys[0]).startswith(b"%PDF")
        issuing.set_value(desk, keys[0], "unit_opinion", "有异议")
        (check,) = [one for one in doctor.examine(desk) if one.name == "数据所在"]
        assert (check.ok, "说明" in check.todo) == (None, True)
        with pytest.raises(Fault, match="理由"):
            home.settle(desk, "moved", "  ")
        with pytest.raises(UsageFault):
            home.settle(desk, "begun", "试试")
    finally:
        desk.close()


def test_moved_for_good_goes_on_after_the_papers_were_compared(drafts, tmp_path, elsewhere):
    folder, keys, at = drafts
    desk = opened(folder, at)
    assert issuing.issue(desk, keys[0]).number.endswith("〕1号")
    at = desk.clock.now
    desk.close()
    moved = shutil.move(folder, tmp_path / "新电脑")
    elsewhere()
    desk = opened(moved, at)
    try:
        home.settle(desk, "moved", "原来的电脑报废，数据搬到这一台")
        assert home.away(desk) is None
        assert actions(desk)[-1].endswith("搬到这里，原来那一份不再用；理由：原来的电脑报废，数据搬到这一台")
        with pytest.raises(Fault, match=r"数据搬到了这里.*下一号2可能已经用过") as caught:
            issuing.issue(desk, keys[1])
        assert caught.value.code == "numbers_unchecked"
        assert numbers.check_all(desk) == 1
        assert "核对1个号段：滨药监检〔2026〕下一号2" in actions(desk)
        assert issuing.issue(desk, keys[1]).number.endswith("〕2号")
        at = desk.clock.now
        desk.close()
        desk = opened(moved, at)
        assert issuing.issue(desk, keys[2]).number.endswith("〕3号")
    finally:
        desk.close()


def test_a_copy_gives_up_the_blocks_and_is_another_laptop_to_headquarters(drafts, tmp_path, elsewhere):
    folder, keys, at = drafts
    shutil.copytree(folder, tmp_path / "副本")
    before = opened(folder, at)
    original = exchange.device(before)
    before.close()
    elsewhere()
    desk = opened(tmp_path / "副本", at)
    try:
        home.settle(desk, "copy", "给王海涛的电脑也装一份")
        (block,) = desk.read.find(NumberBlock)
        assert (block.remaining, "归原来那一份" in block.given_up) == (0, True)
        assert exchange.device(desk).id != original.id
        assert exchange.device(desk).last_counter == 0
        with pytest.raises(Fault) as caught:
            issuing.issue(desk, keys[0])
        assert caught.value.code == "numbers_used_up"
        with pytest.raises(Fault) as caught:
            office.add_number_block(desk, "检", year=2026, first=8, last=12)
        assert caught.value.code == "number_overlap"
        office.add_number_block(desk, "检", year=2026, first=11, last=20)
        assert issuing.issue(desk, keys[0]).number == "滨药监检〔2026〕11号"
        (series,) = numbers.register(desk)
        assert (series.remaining, series.gaps) == (9, ())
    finally:
        desk.close()


def test_a_drive_that_travels_is_at_home_where_it_was_said_to_be(drafts, elsewhere):
    folder, keys, at = drafts
    elsewhere("乙")
    desk = opened(folder, at)
    home.settle(desk, "travels", "移动盘在两台电脑上用")
    assert issuing.issue(desk, keys[0]).number.endswith("〕1号")
    at = desk.clock.now
    desk.close()
    for name, number in (("乙", 2), ("丙", 0)):
        elsewhere(name)
        desk = opened(folder, at)
        assert (home.away(desk) is None) is bool(number)
        if number:
            assert issuing.issue(desk, keys[1]).number.endswith(f"〕{number}号")
        at = desk.clock.now
        desk.close()


def test_a_copy_on_the_same_machine_is_told_that_the_original_is_there(drafts, tmp_path):
    folder, _, at = drafts
    shutil.copytree(folder, tmp_path / "副本")
    desk = opened(tmp_path / "副本", at)
    found = home.away(desk)
    assert found.original
    assert "原来的文件夹也还在" in found.told
    desk.close()


def test_a_restored_backup_is_asked_too(drafts, tmp_path):
    folder, keys, at = drafts
    desk = opened(folder, at)
    desk.vault.back_up(tmp_path / "备份", at=desk.now())
    at = desk.clock.now
    desk.close()
    desk = opened(tmp_path / "备份", at)
    try:
        assert home.away(desk).restored is not None
        home.settle(desk, "moved", "原来的硬盘坏了")
        with pytest.raises(Fault) as caught:
            issuing.issue(desk, keys[0])
        assert caught.value.code == "numbers_unchecked"
        numbers.check_all(desk)
        assert issuing.issue(desk, keys[0]).number.endswith("〕1号")
    finally:
        desk.close()


# An older copy put back in its place


def test_an_older_copy_put_back_in_its_place_gives_no_number_twice(drafts, tmp_path):
    folder, keys, at = drafts
    shutil.copytree(folder, tmp_path / "周一的副本")
    desk = opened(folder, at)
    used = [issuing.issue(desk, key).number for key in keys[:2]]
    at = desk.clock.now
    desk.close()
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "周一的副本", folder)
    desk = opened(folder, at)
    try:
        assert home.away(desk) is None
        with pytest.raises(Fault, match="这台电脑已经给出过滨药监检〔2026〕的2号，打开的是较早的一份数据") as caught:
            issuing.issue(desk, keys[0])
        assert caught.value.code == "numbers_unchecked"
        (block,) = desk.read.find(NumberBlock)
        assert numbers.least(desk, block) == 3
        assert numbers.check_all(desk) == 0
        with pytest.raises(Fault, match="下一号应在3到11之间"):
            numbers.check_next(desk, block.id, 2)
        numbers.check_next(desk, block.id, 3)
        assert issuing.issue(desk, keys[0]).number == "滨药监检〔2026〕3号"
        assert "滨药监检〔2026〕3号" not in used
        (gap,) = numbers.register(desk)[0].gaps
        assert (gap.first, gap.last, gap.explained) == (1, 2, True)
        assert "在别处已经用过" in gap.why
    finally:
        desk.close()


def test_a_torn_note_in_the_profile_is_as_if_there_were_none(drafts, tmp_path, monkeypatch):
    folder, keys, at = drafts
    monkeypatch.setattr(places, "profile_folder", lambda: tmp_path / "配置")
    desk = opened(folder, at)
    issuing.issue(desk, keys[0])
    (note,) = (tmp_path / "配置" / "numbers").glob("*.json")
    note.write_bytes(b'{"torn')
    assert issuing.issue(desk, keys[1]).number.endswith("〕2号")
    assert desk.vault.witness.next_of("滨药监检〔2026〕1") == 3
    desk.close()


# Real processes


def command(folder, *arguments, profile):
    environment = os.environ | {"INSPECTOR_PASSPHRASE": PASSPHRASE, "XDG_CONFIG_HOME": str(profile), "PYTHONUTF8": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", "inspector_app", "--data", str(folder), *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def done(process):
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def numbers_in(*folders):
    found = []
    for folder in folders:
        desk = opened(folder)
        found += [one.number for one in issuing.documents(desk) if one.number]
        desk.close()
    return found


@pytest.fixture
def today(tmp_path):
    """Closed data of today, for programs that look at the laptop's clock: two drafts and a block of this year."""
    from datetime import datetime

    from inspector_app.casework import inspecting
    from inspector_app.casework.desk import wall_clock

    from .conftest import ENTERPRISE

    folder = tmp_path / "李 敏" / "数据"
    desk = new_desk(folder)
    desk.clock = wall_clock
    now: datetime = desk.now()
    made = inspecting.start(desk, office.save_enterprise(desk, ENTERPRISE))
    for field, value in (("topic", "日常检查"), ("place", "和平路1号"), ("task_no", "第117号"), ("started_at", now)):
        inspecting.set_value(desk, made.id, field, value)
    inspecting.set_value(desk, made.id, "ended_at", now)
    inspecting.choose_checklist(desk, made.id, "gsp-retail")
    inspecting.choose_officers(desk, made.id, tuple(office.officers(desk)))
    inspecting.answer(desk, made.id, "gsp-retail-16107", "non_compliant")
    inspecting.write_text(desk, made.id, "gsp-retail-16107", "外用药与内服药混放")
    keys = [complete_list(desk, made.id) for _ in range(2)]
    for key in keys:
        issuing.set_value(desk, key, "date", now.date().isoformat())
    office.add_number_block(desk, "检", year=now.year, first=1, last=9)
    desk.close()
    return folder, keys


@pytest.mark.skipif(sys.platform == "win32", reason="another user's profile is only to be had there by another user")
def test_two_laptops_with_copies_of_one_folder_never_give_the_same_number(today, tmp_path):
    folder, keys = today
    assert done(command(folder, "vault", "home", profile=tmp_path / "甲"))[0] == 0
    copy = tmp_path / "乙的 数据"
    shutil.copytree(folder, copy)
    both = [
        command(folder, "document", "issue", keys[0], profile=tmp_path / "甲"),
        command(copy, "document", "issue", keys[0], profile=tmp_path / "乙"),
    ]
    first, second = (done(one) for one in both)
    assert first[0] == 0, first[2]
    assert "1号" in first[1]
    assert second[0] == 1
    assert "还没有说明是搬来的还是复制的" in second[2]
    code, out, _ = done(command(copy, "vault", "home", profile=tmp_path / "乙"))
    assert (code, "要说明" in out) == (1, True)
    said = done(command(copy, "vault", "home", "--answer", "copy", "--reason", "给同事的电脑", profile=tmp_path / "乙"))
    assert said[0] == 0, said[2]
    code, _, err = done(command(copy, "document", "issue", keys[0], profile=tmp_path / "乙"))
    assert (code, "没有可用的" in err) == (1, True)


@pytest.mark.skipif(sys.platform == "win32", reason="another user's profile is only to be had there by another user")
def test_two_copies_on_one_machine_never_give_the_same_number_even_when_both_are_said_to_be_moved(today, tmp_path):
    folder, keys = today
    profile = tmp_path / "甲"
    assert done(command(folder, "vault", "home", profile=profile))[0] == 0
    copy = tmp_path / "D盘" / "数据"
    shutil.copytree(folder, copy)
    assert done(command(copy, "vault", "home", "--answer", "moved", "--reason", "换盘", profile=profile))[0] == 0
    assert done(command(copy, "document", "numbers", "check-all", profile=profile))[0] == 0
    for key in keys:
        both = [command(one, "document", "issue", key, profile=profile) for one in (folder, copy)]
        codes = sorted(done(one)[0] for one in both)
        assert codes[0] == 0
    given = numbers_in(folder, copy)
    assert len(given) >= 2
    assert max(Counter(given).values()) == 1
