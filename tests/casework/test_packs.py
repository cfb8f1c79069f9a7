"""Packs on the laptop: previewed, installed in one act, laid over the shipped forms, never changing what was made before."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from decimal import Decimal

import pytest

from inspector_app.bundle.keys import Identity, SigningKey
from inspector_app.bundle.letters import Enrolment, save_letter
from inspector_app.casework import (
    case_clocks,
    case_rules,
    doctor,
    exchange,
    inspecting,
    issuing,
    office,
    opening,
    pack_shelf,
    packs,
    penalising,
    tasks,
)
from inspector_app.fault import Fault
from inspector_app.places import forms_folder
from inspector_app.records.enterprise import Enterprise
from inspector_app.records.pack import InstalledPack, NumberRange
from inspector_app.records.task import TaskOrder
from inspector_app.rules.calendar import WorkCalendar
from inspector_app.rules.deadline import count
from inspector_app.rules.deadline_request import Request
from tests.bundle.packing import AT, HQ, PROVINCE, YEAR, file_of, numbers, packed, save

from . import case_flow
from .conftest import PASSPHRASE

ENROLMENT = Enrolment(
    hq_id=f"HQ-{HQ.key_id}",
    name="虚构省药监局",
    duty_recipient=Identity.generate().recipient,
    recovery_recipient=Identity.generate().recipient,
    signing_key=HQ.public.text,
    created=AT,
)


@pytest.fixture
def enrolled(desk, tmp_path):
    exchange.enrol(desk, save_letter(ENROLMENT, HQ, tmp_path / "登记信.json"))
    return desk


def give(desk, tmp_path, data: bytes, name="包.pack.zip"):
    return packs.install(desk, save(tmp_path, data, name))


def refused(desk, tmp_path, data: bytes) -> Fault:
    """A refusal: one sentence, and nothing whatever has changed."""
    path = save(tmp_path, data, "坏.pack.zip")
    before = (pack_shelf.installed(desk), office.number_blocks(desk), desk.vault.journal_head("office"))
    laid = desk.library.laid
    with pytest.raises(Fault) as caught:
        packs.preview(desk, path)
    with pytest.raises(Fault) as again:
        packs.install(desk, path)
    assert caught.value.code == again.value.code
    assert (pack_shelf.installed(desk), office.number_blocks(desk), desk.vault.journal_head("office")) == before
    assert [(one.path, one.digest) for one in desk.library.laid] == [(one.path, one.digest) for one in laid]
    assert "\n" not in str(caught.value)
    return caught.value


# Receiving


def test_a_preview_tells_everything_and_changes_nothing(enrolled, tmp_path):
    coming = packs.preview(enrolled, save(tmp_path, packed(note="首次下发")))
    assert (coming.state, coming.version_before, coming.pack.version) == ("new", None, 1)
    assert (coming.pack.issuer, coming.kind_word, coming.pack.note) == ("虚构省药监局", "法规包", "首次下发")
    (file,) = coming.files
    assert (file.state, file.title) == ("new", "虚构省裁量基准（测试用，不是真的）")
    told = {one.what: (one.before, one.after) for one in file.changes}
    assert told["裁量等级 › 从轻 › 幅度"] == ("幅度的 0% 至 30%", "幅度的 0% 至 25%")
    assert told["简易程序 › 限额 › 单位最高（元）"] == ("3000", "1000")
    assert "5万元" in told["听证金额"][1]
    assert told["免罚情形 › 虚构的免罚情形"][0] == ""
    assert pack_shelf.installed(enrolled) == []
    assert "xugou" not in enrolled.library.codes("discretion")


def test_installing_is_one_act_in_the_journal_and_twice_is_once(enrolled, tmp_path):
    made = give(enrolled, tmp_path, packed())
    entry = enrolled.read.journal("office")[-1]
    assert entry["action"] == "安装法规包 虚构省裁量基准 第1版"
    assert give(enrolled, tmp_path, packed()) == made
    assert enrolled.read.journal("office")[-1]["hash"] == entry["hash"]
    assert pack_shelf.installed(enrolled) == [made]
    shown = enrolled.library.entry("discretion", "xugou")
    assert (shown.registered, shown.origin) == (True, "虚构省裁量基准 第 1 版（虚构省药监局）")
    assert enrolled.vault.files.check(made.sha256) is None


def test_versions_only_go_up(enrolled, tmp_path):
    give(enrolled, tmp_path, packed(version=2))
    assert refused(enrolled, tmp_path, packed(version=1)).code == "pack_older"
    assert refused(enrolled, tmp_path, packed(version=2, note="别的内容")).code == "pack_other_bytes"
    assert packs.preview(enrolled, save(tmp_path, packed(version=3))).state == "update"
    calendar = packed("calendars", "xugou", 5, files=[file_of("calendar", YEAR)])
    assert refused(enrolled, tmp_path, calendar).code == "pack_other_kind"


def test_strangers_other_laptops_and_damage(desk, tmp_path):
    assert refused(desk, tmp_path, packed()).code == "hq_missing"
    exchange.enrol(desk, save_letter(ENROLMENT, HQ, tmp_path / "登记信.json"))
    assert refused(desk, tmp_path, packed(key=SigningKey.generate())).code == "unknown_signer"
    assert refused(desk, tmp_path, numbers(device="somebody")).code == "pack_other_device"
    data = bytearray(packed())
    data[len(data) // 2] ^= 1
    refused(desk, tmp_path, bytes(data))
    refused(desk, tmp_path, packed()[:-9])


def test_what_the_checks_of_forms_find_is_refused_with_its_line(enrolled, tmp_path):
    gap = PROVINCE.replace("lower: 0.25, upper: 0.6", "lower: 0.3, upper: 0.6")
    fault = refused(enrolled, tmp_path, packed(files=[file_of("discretion", gap)]))
    assert fault.code == "pack_invalid"
    assert "xugou.yaml" in str(fault)
    nowhere = PROVINCE.replace(
        "violations: [drug-117-retail-inferior]\n  conditions", "violations: [nothing]\n  conditions"
    )
    assert "nothing" in str(refused(enrolled, tmp_path, packed(files=[file_of("discretion", nowhere)])))
    twice = YEAR.replace("cn-2027", "cn-2026b").replace("2027", "2026").replace("'2026-02-13'", "'2026-02-14'")
    fault = refused(enrolled, tmp_path, packed("calendars", "days", files=[file_of("calendar", twice)]))
    assert "2026 年已有节假日安排" in str(fault)


def test_two_packs_never_provide_the_same_file(enrolled, tmp_path):
    give(enrolled, tmp_path, packed())
    assert refused(enrolled, tmp_path, packed(code="other")).code == "pack_clash"


def test_it_is_all_there_after_the_vault_was_closed_and_opened(enrolled, tmp_path):
    give(enrolled, tmp_path, packed())
    folder = enrolled.vault.folder
    enrolled.close()
    again = opening.open_desk(folder, PASSPHRASE)
    try:
        assert again.library.lawbook().discretion("xugou").province == "虚构省"
        assert again.library.faults() == []
    finally:
        again.close()


def test_a_pack_for_later_waits_for_its_day(enrolled, tmp_path):
    later = enrolled.now().date() + timedelta(days=30)
    coming = packs.preview(enrolled, save(tmp_path, packed(effective=later)))
    assert "才生效" in coming.warnings[0]
    give(enrolled, tmp_path, packed(effective=later))
    assert "xugou" not in enrolled.library.codes("discretion")
    assert [one.version for one in pack_shelf.waiting(enrolled)] == [1]
    enrolled.clock.now += timedelta(days=31)
    pack_shelf.lay(enrolled)
    assert "xugou" in enrolled.library.codes("discretion")


def test_an_expired_pack_warns_and_works(enrolled, tmp_path):
    give(enrolled, tmp_path, packed(expires=enrolled.now().date() - timedelta(days=1)))
    assert [one.code for one in pack_shelf.expired(enrolled)] == ["xugou"]
    assert "xugou" in enrolled.library.codes("discretion")
    checks = {check.name: check for check in doctor.examine(enrolled)}
    assert checks["总部下发的包"].ok is True
    assert checks["过期的包"].ok is None


def test_doctor_finds_a_pack_that_is_gone(enrolled, tmp_path):
    made = give(enrolled, tmp_path, packed())
    enrolled.vault.files.path(made.sha256).unlink()
    checks = {check.name: check for check in doctor.examine(enrolled)}
    assert checks["总部下发的包"].ok is False
    assert "虚构省裁量基准" in checks["总部下发的包"].detail


# What it changes, and what it never changes


def changed_checklist(text="虚构的新要点") -> str:
    source = (forms_folder() / "checklists" / "gsp-retail.yaml").read_text("utf-8")
    assert "version: 2016修订稿" in source
    return source.replace("version: 2016修订稿", f"version: 测试-{text}", 1).replace(
        "check_points:", f"check_points:\n    - {text}", 1
    )


def forms_pack(version=1, text="虚构的新要点") -> bytes:
    return packed("forms", "retail", version, files=[file_of("checklist", changed_checklist(text))], title="虚构检查表")


def test_an_update_of_a_checklist_says_what_changes_and_leaves_old_inspections_alone(enrolled, inspection, tmp_path):
    before = inspecting.checklist_of(enrolled, inspection)
    coming = packs.preview(enrolled, save(tmp_path, forms_pack()))
    (file,) = coming.files
    assert (file.state, file.version_before) == ("changed", "2016修订稿")
    assert any("检查要点" in one.what and "虚构的新要点" in one.after for one in file.changes)
    assert any(one.what.endswith("版本") and one.before == "2016修订稿" for one in file.changes)
    give(enrolled, tmp_path, forms_pack())
    assert enrolled.library.checklist("gsp-retail").version == "测试-虚构的新要点"
    assert inspecting.checklist_of(enrolled, inspecting.load(enrolled, inspection.id)) == before
    other = inspecting.start(enrolled)
    bound = inspecting.choose_checklist(enrolled, other.id, "gsp-retail")
    give(enrolled, tmp_path, forms_pack(2, "又一个要点"))
    assert bound.checklist_version == "测试-虚构的新要点"
    assert inspecting.checklist_of(enrolled, bound).version == "测试-虚构的新要点"
    folder = enrolled.vault.folder
    enrolled.close()
    again = opening.open_desk(folder, PASSPHRASE)
    try:
        assert inspecting.checklist_of(again, inspecting.load(again, bound.id)).version == "测试-虚构的新要点"
        assert inspecting.checklist_of(again, inspecting.load(again, inspection.id)) == before
    finally:
        again.close()


def test_a_new_version_without_a_file_takes_it_away(enrolled, tmp_path):
    files = [file_of("discretion", PROVINCE), file_of("discretion", PROVINCE.replace("xugou", "xugou2"))]
    give(enrolled, tmp_path, packed(files=files))
    coming = packs.preview(enrolled, save(tmp_path, packed(version=2)))
    assert [(one.state, one.code) for one in coming.files] == [("same", "xugou"), ("gone", "xugou2")]
    give(enrolled, tmp_path, packed(version=2))
    assert "xugou2" not in enrolled.library.codes("discretion")


WORDING = """
code: xugou-words
name: 虚构省用语（测试用）
version: '1'
documents:
- form: site_record
  copies: {total: 7}
"""


def test_a_wording_pack_words_new_documents_and_not_old_ones(enrolled, inspection, tmp_path):
    old = issuing.draft(enrolled, inspection.id, "site_record")
    data = packed("wording", "words", files=[file_of("wording", WORDING)], title="虚构省用语")
    coming = packs.preview(enrolled, save(tmp_path, data))
    assert any("7" in change.after for change in coming.files[0].changes)
    give(enrolled, tmp_path, data)
    new = issuing.draft(enrolled, inspection.id, "site_record")
    assert issuing.form_of(enrolled, old).copies.total != 7
    assert issuing.form_of(enrolled, new).copies.total == 7
    assert enrolled.library.faults() == []


def test_a_calendar_turns_reckoned_days_into_counted_ones(enrolled, tmp_path):
    """2027 has no published schedule here; the pack's is made up."""
    request = Request(start=date(2027, 2, 3))
    book = enrolled.library.procedures()

    def reckoned():
        return count(book, "notice_and_pleading.plead5", request, WorkCalendar(enrolled.library.calendars()))

    guessed = reckoned()
    assert guessed.provisional
    days = packed("calendars", "days-2027", files=[file_of("calendar", YEAR)], title="虚构2027")
    (file,) = packs.preview(enrolled, save(tmp_path, days)).files
    assert [one.what for one in file.changes] == ["放假 › 元旦", "放假 › 春节", "调休上班 › 春节"]
    give(enrolled, tmp_path, packed("calendars", "days-2027", files=[file_of("calendar", YEAR)], title="虚构2027"))
    counted = reckoned()
    assert not counted.provisional
    assert counted.date > guessed.date
    assert 2027 in WorkCalendar(enrolled.library.calendars()).years
    assert case_clocks.deadlines(enrolled, enrolled.now().date()) == []


# Numbers


RANGE = NumberRange(id="N-1", document_word="责改", year=2026, first=201, last=220)


def own(desk, *ranges, version=1, **more):
    return numbers(*(ranges or (RANGE,)), device=exchange.device(desk).id, version=version, **more)


def test_a_numbers_pack_becomes_blocks_from_headquarters(enrolled, tmp_path):
    coming = packs.preview(enrolled, save(tmp_path, own(enrolled)))
    assert [(one.text, one.state) for one in coming.numbers] == [("滨药监责改〔2026〕201 至 220 号", "new")]
    give(enrolled, tmp_path, own(enrolled))
    (block,) = office.number_blocks(enrolled)
    assert (block.first, block.last, block.next, block.source) == (201, 220, 201, "总部号段包第1版")
    more = NumberRange(id="N-2", document_word="罚", year=2026, first=1, last=5, organisation_word="滨药监")
    give(enrolled, tmp_path, own(enrolled, RANGE, more, version=2))
    assert {one.id for one in office.number_blocks(enrolled)} == {"N-1", "N-2"}
    with pytest.raises(Fault) as caught:
        office.add_number_block(enrolled, "责改", year=2026, first=210, last=230)
    assert caught.value.code == "number_overlap"


def test_typed_blocks_and_headquarters_blocks_never_overlap(enrolled, tmp_path):
    office.add_number_block(enrolled, "责改", year=2026, first=210, last=230)
    assert refused(enrolled, tmp_path, own(enrolled)).code == "number_overlap"
    strange = NumberRange(id="N-1", document_word="责改", year=2026, first=1, last=5, organisation_word="别药监")
    assert refused(enrolled, tmp_path, own(enrolled, strange)).code == "number_word"


def test_the_very_range_that_was_typed_becomes_headquarters_with_its_burnt_numbers(enrolled, inspection, tmp_path):
    typed = office.add_number_block(enrolled, "责改", year=2026, first=201, last=220)
    from inspector_app.documents.numbering import take
    from inspector_app.vault.vault import Act

    _, burnt = take(typed)
    enrolled.record(lambda _: Act(action="印发", puts=(burnt,)))
    give(enrolled, tmp_path, own(enrolled))
    (block,) = office.number_blocks(enrolled)
    assert (block.id, block.next, block.source) == ("N-1", 202, "总部号段包第1版")


# A province's rules of discretion


@pytest.fixture
def case(tmp_path):
    """A pharmacy's case up to its charge, in a vault of its own that knows headquarters."""
    desk = case_flow.new_desk(tmp_path / "案", case_flow.Setting(case_flow.DAY))
    from inspector_app.catalog.library import Library

    desk.library = Library(forms_folder(), desk.vault)
    exchange.enrol(desk, save_letter(ENROLMENT, HQ, tmp_path / "登记信.json"))
    from inspector_app.casework import cases

    made = cases.open_from_source(desk, "complaint", clue="举报", name="虚构案")
    cases.set_value(desk, made.id, "party", case_flow.PARTY)
    cases.set_value(desk, made.id, "goods", case_flow.GOODS)
    yield desk, made.id
    desk.close()


def charge(desk, case_id):
    return penalising.charge(
        desk,
        case_id,
        case_flow.VIOLATION,
        facts={"value": Decimal(35), "illegal_income": 0, "act_date": "2026-11-01", "channel": "retail"},
    )


def bands(desk, case_id):
    sheet = penalising.panel(desk, case_id, case_flow.VIOLATION).worksheet
    return {one.id: one.range for one in sheet.bands if one.range is not None}


def test_a_province_is_chosen_for_a_case_and_its_bands_are_used(case, tmp_path):
    desk, case_id = case
    charge(desk, case_id)
    assert [one.code for one in case_rules.available(desk, case_id)] == ["national"]
    national = bands(desk, case_id)
    with pytest.raises(Fault):
        penalising.choose_rules(desk, case_id, "xugou@1")
    give(desk, tmp_path, packed())
    first, second = case_rules.available(desk, case_id)
    assert (first.chosen, second.chosen, second.province, second.code) == (True, False, "虚构省", "xugou@1")
    assert second.origin == "虚构省裁量基准 第 1 版（虚构省药监局）"
    assert bands(desk, case_id) == national, "installing changes no case"
    penalising.choose_rules(desk, case_id, "xugou@1")
    legal = penalising.panel(desk, case_id, case_flow.VIOLATION).penalty.legal_range
    width = legal.high - legal.low
    local = bands(desk, case_id)
    assert (local["normal"].low, local["normal"].high) == (legal.low + width / 4, legal.low + width * Decimal("0.6"))
    assert local["lenient"] != national["lenient"]
    panel = penalising.panel(desk, case_id, case_flow.VIOLATION)
    assert any("虚构省裁量基准" in step.say and "版本 1" in step.say for step in panel.penalty.trail)
    ids = {one.id for one in panel.worksheet.options}
    assert {"xugou-honest", "xugou-minor-1"} <= ids


def test_hearing_amounts_and_the_list_of_what_is_not_punished(case, tmp_path):
    desk, case_id = case
    give(desk, tmp_path, packed())
    penalising.choose_rules(desk, case_id, "xugou@1")
    charge(desk, case_id)
    low = penalising.panel(desk, case_id, case_flow.VIOLATION).penalty
    assert any(
        "50,000" in step.say or "5万" in step.say or "50000" in step.say for step in low.trail if step.key == "hearing"
    )
    book = desk.library.lawbook()
    assert book.discretion("xugou").summary_procedure.limits.legal_person_max == 1000
    penalising.tick(desk, case_id, case_flow.VIOLATION, "xugou-honest", (True, True))
    sheet = penalising.panel(desk, case_id, case_flow.VIOLATION).worksheet
    assert any(one.id == "xugou-honest" for one in sheet.found)
    made = penalising.decide(desk, case_id, case_flow.VIOLATION)
    assert made.decided.outcome == "exempt"
    assert "xugou-honest" in made.decided.circumstances
    penalising.choose_rules(desk, case_id, "national")
    back = penalising.panel(desk, case_id, case_flow.VIOLATION)
    assert (back.fault, back.decided, back.charge.ticks) == ("", None, {})


def test_an_update_of_the_provinces_rules_changes_no_case_until_they_are_chosen(case, tmp_path):
    desk, case_id = case
    give(desk, tmp_path, packed())
    penalising.choose_rules(desk, case_id, "xugou@1")
    charge(desk, case_id)
    fine = bands(desk, case_id)["normal"].low
    decided = penalising.decide(desk, case_id, case_flow.VIOLATION, band="normal", fine=fine).decided
    assert any("版本 1" in step for step in decided.trail)
    newer = PROVINCE.replace("version: '1'", "version: '2'").replace("0.25", "0.4")
    coming = packs.preview(desk, save(tmp_path, packed(version=2, files=[file_of("discretion", newer)])))
    said = {one.what: (one.before, one.after) for one in coming.files[0].changes}
    assert said["裁量等级 › 从轻 › 幅度"] == ("幅度的 0% 至 25%", "幅度的 0% 至 40%")
    give(desk, tmp_path, packed(version=2, files=[file_of("discretion", newer)]))
    after = penalising.panel(desk, case_id, case_flow.VIOLATION)
    assert after.decided == decided
    assert any("版本 1" in step.say for step in after.penalty.trail)
    assert bands(desk, case_id)["normal"].low == fine
    names = [(one.code, one.current, one.chosen) for one in case_rules.available(desk, case_id)]
    assert names == [("national", True, False), ("xugou@2", True, False), ("xugou@1", False, True)]
    folder = desk.vault.folder
    desk.close()
    again = opening.open_desk(folder, PASSPHRASE, clock=desk.clock)
    try:
        assert bands(again, case_id)["normal"].low == fine
        penalising.choose_rules(again, case_id, "xugou@2")
        newest = penalising.panel(again, case_id, case_flow.VIOLATION)
        assert newest.decided is None
        assert any("版本 2" in step.say for step in newest.penalty.trail)
        assert bands(again, case_id)["normal"].low > fine
    finally:
        again.close()


def test_a_bundle_names_the_very_rules_a_case_was_decided_by(case, tmp_path):
    desk, case_id = case
    give(desk, tmp_path, packed())
    penalising.choose_rules(desk, case_id, "xugou@1")
    forms = {}
    exchange._add_case(desk, case_id, {}, forms)
    (named,) = [one for one in forms.values() if one.kind == "discretion"]
    assert (named.code, named.version) == ("xugou@1", "1")
    assert named.digest == desk.library.digest("xugou", "discretion")


# Tasks


def order(no="虚检〔2026〕1号", **more) -> TaskOrder:
    values = {
        "id": f"T-{no[-2]}", "no": no, "enterprise": Enterprise(id="E-1", name="虚构大药房", uscc=""),
        "checklist": "gsp-retail", "due": date(2026, 11, 25), "officers": ("李敏", "不在册"), "topic": "虚构主题",
    }  # fmt: skip
    return TaskOrder(**values | more)


def task_pack(desk, *orders, version=1) -> bytes:
    device = exchange.device(desk).id
    return packed("tasks", f"tasks-{device}", version, files=[], tasks=orders, device_id=device, title="检查任务")


def test_a_task_is_begun_with_one_press_and_only_once(enrolled, tmp_path):
    give(enrolled, tmp_path, task_pack(enrolled, order(), order("虚检〔2026〕2号", due=date(2026, 11, 20))))
    late, soon = tasks.outstanding(enrolled)
    assert (late.days_left, soon.days_left) == (-1, 4)
    begun = tasks.begin(enrolled, soon.task.id)
    assert (begun.task_no, begun.topic, begun.checklist_code) == ("虚检〔2026〕1号", "虚构主题", "gsp-retail")
    assert (begun.enterprise.name, [one.name for one in begun.officers]) == ("虚构大药房", ["李敏"])
    assert tasks.begin(enrolled, soon.task.id).id == begun.id
    assert [one.task.id for one in tasks.outstanding(enrolled)] == [late.task.id]


def test_a_task_that_is_no_longer_listed_is_taken_back_and_a_begun_one_stays(enrolled, tmp_path):
    give(enrolled, tmp_path, task_pack(enrolled, order(), order("虚检〔2026〕2号")))
    begun = tasks.begin(enrolled, "T-1")
    coming = packs.preview(enrolled, save(tmp_path, task_pack(enrolled, version=2)))
    assert {one.state for one in coming.tasks} == {"gone"}
    give(enrolled, tmp_path, task_pack(enrolled, version=2))
    assert tasks.outstanding(enrolled) == []
    with pytest.raises(Fault) as caught:
        tasks.begin(enrolled, "T-2")
    assert caught.value.code == "task_withdrawn"
    assert tasks.begin(enrolled, "T-1").id == begun.id


def test_an_installed_pack_is_never_dropped_by_a_backup(enrolled, tmp_path):
    give(enrolled, tmp_path, packed())
    copy = enrolled.vault.back_up(tmp_path / "备份")
    enrolled.close()
    restored = tmp_path / "恢复"
    shutil.copytree(copy, restored)
    again = opening.open_desk(restored, PASSPHRASE)
    try:
        assert again.read.get(InstalledPack, "xugou#1") is not None
        assert pack_shelf.open_installed(again, pack_shelf.installed(again)[0]).pack.code == "xugou"
        assert "xugou" in again.library.codes("discretion")
    finally:
        again.close()
