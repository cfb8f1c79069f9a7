"""A case keeps the law packs it was made with: newer ones are shown with what they change, chosen by a person, and never touch a decision."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector_app import places
from inspector_app.bundle.keys import Identity
from inspector_app.bundle.letters import Enrolment, save_letter
from inspector_app.casework import (
    case_check,
    case_facts,
    case_filling,
    case_law_news,
    case_laws,
    case_travel,
    cases,
    confirming,
    exchange,
    one_act,
    opening,
    packs,
    penalising,
    persons,
    vouching,
)
from inspector_app.catalog.library import Library
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.law_edition import LawEdition
from inspector_app.vault.vault import Act
from tests.bundle.packing import AT, HQ, file_of, packed, save

from . import case_flow
from .case_flow import DAY, VIOLATION
from .conftest import PASSPHRASE

FORMS = places.forms_folder()
SOURCE = (FORMS / "laws" / "violations" / "drug.yaml").read_text("utf-8")
RANGE = "      - {when: always, min_multiple: 10, max_multiple: 20, floor_value: 10000}\n"
RULES = (FORMS / "laws" / "discretion" / "national.yaml").read_text("utf-8")


@pytest.fixture
def clock():
    return case_flow.Setting(DAY)


@pytest.fixture
def desk(tmp_path, clock):
    """A desk whose definitions are kept in its own vault: that is where an earlier version is found."""
    opened = case_flow.new_desk(tmp_path / "李 敏", clock)
    opened.library = Library(FORMS, opened.vault)
    yield opened
    opened.close()


@pytest.fixture
def case(desk):
    made = case_flow.open_case(desk)
    penalising.charge(desk, made.id, VIOLATION, facts={"channel": "retail", "illegal_income": 35, "income": 35})
    return made


def kinds_written(*lists):
    """The kinds of a stage and their word of the article, as they stand in the pack."""
    return [f"kinds: {one}\n    modality: {{shall: {one}}}" for one in lists]


def altered(text: str, old: str, new: str) -> str:
    """The pack with one thing changed in the entry of the violation alone."""
    before, mark, after = text.partition(f"- id: {VIOLATION}\n")
    assert old in after
    return before + mark + after.replace(old, new, 1)


def dearer(low=15, high=30) -> str:
    return altered(SOURCE, RANGE, RANGE.replace("10, max_multiple: 20", f"{low}, max_multiple: {high}"))


def install(desk, folder, drug=SOURCE, rules=RULES):
    """Another program's forms on the same vault: the files of the violations and of discretion are other ones."""
    if not folder.exists():
        shutil.copytree(FORMS, folder)
        (folder / "manifest.sha256").unlink()
    (folder / "laws" / "violations" / "drug.yaml").write_text(drug, "utf-8")
    (folder / "laws" / "discretion" / "national.yaml").write_text(rules, "utf-8")
    desk.library = Library(folder, desk.vault)


def range_of(desk, case):
    found = penalising.panel(desk, case.id, VIOLATION).penalty
    return found.fine_min, found.fine_max


def told(desk, case):
    """Everything the case says of what was decided."""
    shown = penalising.panel(desk, case.id, VIOLATION)
    return {
        "charge": shown.charge,
        "name": shown.name,
        "penalty": shown.penalty,
        "worksheet": shown.worksheet,
        "fault": shown.fault,
        "penal": vouching.penal(desk, case.id),
        "violated": vouching.violated(desk, case.id),
        "items": penalising.items(desk, case.id),
        "sheet": [
            one.text
            for one in confirming.sheet(desk, case.id).lines
            if one.group in ("法律依据", "处罚内容", "裁量理由")
        ],
        "documents": {k: v for k, v in case_filling.facts(desk, case.id).items() if k.startswith("penalty.")},
        "check": [
            one.text
            for one in case_check.check(desk, case.id).contradictions
            if one.heading in ("law", "discretion") and not one.id.startswith("laws-")
        ],
    }


def test_a_case_is_bound_when_it_is_opened(desk, case):
    [edition] = case_laws.editions(desk, case.id)
    assert edition.files == case_laws.in_use(desk.library)
    assert {one.kind for one in edition.files} == {"law", "violation", "discretion"}
    assert not edition.late
    assert case_law_news.news(desk, case.id) is None


def test_newer_packs_are_told_and_nothing_changes_by_itself(desk, case, tmp_path):
    before = range_of(desk, case)
    install(desk, tmp_path / "新", dearer())
    assert range_of(desk, case) == before == (Decimal(100000), Decimal(200000))
    found = case_law_news.news(desk, case.id)
    assert found.waiting
    assert [(one.code, one.kind) for one in found.files] == [("drug", "violation")]
    [shown] = found.charges
    assert (shown.violation, shown.decided, shown.gone) == (VIOLATION, False, False)
    [change] = [one for one in shown.changes if one.what == "法定幅度"]
    assert "100000元以上、200000元以下" in change.before
    assert "150000元以上、300000元以下（下限增加50000元，上限增加100000元）" in change.after
    assert "法规包已更新" in found_check(desk, case)["laws-newer"].text


def found_check(desk, case):
    return {one.id: one for one in case_check.check(desk, case.id).contradictions}


def test_a_new_article_is_told_with_both(desk, case, tmp_path):
    install(desk, tmp_path / "新", altered(SOURCE, "article: 117, paragraph: 1", "article: 119"))
    changes = {one.what: one for one in case_law_news.news(desk, case.id).charges[0].changes}
    assert changes["处罚依据"].before == "药品管理法117条1款"
    assert changes["处罚依据"].after == "药品管理法119条"


def test_taken_with_a_reason_it_holds_from_then_on(desk, case, tmp_path):
    install(desk, tmp_path / "新", dearer())
    with pytest.raises(Fault) as fault:
        case_laws.take(desk, case.id, "  ")
    assert fault.value.code == "reason_missing"
    case_laws.take(desk, case.id, "新包更正了幅度")
    assert range_of(desk, case) == (Decimal(150000), Decimal(300000))
    assert case_law_news.news(desk, case.id) is None
    assert [one.position for one in case_laws.editions(desk, case.id)] == [1, 2]
    assert any("新包更正了幅度" in line for line in map(str, desk.read.journal_lines(case.id)))
    with pytest.raises(UsageFault):
        case_laws.take(desk, case.id, "再来一次")


def test_kept_with_a_reason_the_question_rests_until_the_next_pack(desk, case, tmp_path):
    install(desk, tmp_path / "新", dearer())
    case_laws.keep(desk, case.id, "行为在修改之前，新规定不较轻")
    found = case_law_news.news(desk, case.id)
    assert found.answered
    assert not found.waiting
    assert found.edition.declined_reason == "行为在修改之前，新规定不较轻"
    assert "laws-newer" not in found_check(desk, case)
    assert range_of(desk, case) == (Decimal(100000), Decimal(200000))
    install(desk, tmp_path / "更新", dearer(12, 24))
    assert case_law_news.news(desk, case.id).waiting


def test_what_was_decided_keeps_its_packs_although_the_case_took_new_ones(desk, case, tmp_path):
    penalising.decide(desk, case.id, VIOLATION, band="normal", fine=Decimal(150000))
    before = told(desk, case)
    install(desk, tmp_path / "新", dearer())
    assert not case_law_news.news(desk, case.id).touched
    case_laws.take(desk, case.id, "以后认定的用新包")
    assert told(desk, case) == before
    penalising.decide(desk, case.id, VIOLATION, band="normal", fine=Decimal(140000))
    assert range_of(desk, case) == (Decimal(100000), Decimal(200000)), "decided again by the same packs"
    penalising.set_facts(desk, case.id, VIOLATION, {"value": 36})
    assert range_of(desk, case) == (Decimal(150000), Decimal(300000)), "opened again it follows the case"


NEWER = st.fixed_dictionaries(
    {
        "low": st.integers(1, 30),
        "more": st.integers(0, 30),
        "name": st.sampled_from(["零售劣药(含过期药品)", "改了名字的违法行为"]),
        "article": st.sampled_from(["article: 117, paragraph: 1", "article: 119", "article: 120"]),
        "kinds": st.sampled_from(["[没收违法产品, 没收违法所得, 罚款]", "[警告, 罚款]", "[罚款, 责令关闭]"]),
        "verified": st.booleans(),
        "gone": st.booleans(),
        "lenient": st.sampled_from([None, "0.2", "0.45"]),
    }
)


def newer(drawn) -> tuple[str, str]:
    text = dearer(drawn["low"], drawn["low"] + drawn["more"])
    text = altered(text, "name: 零售劣药(含过期药品)", f"name: {drawn['name']}")
    text = altered(text, "article: 117, paragraph: 1", drawn["article"])
    text = altered(text, *kinds_written("[没收违法产品, 没收违法所得, 罚款]", drawn["kinds"]))
    if not drawn["verified"]:
        text = altered(text, "  verified: true", "  verified: false")
    if drawn["gone"]:
        text = text.replace(f"- id: {VIOLATION}\n", "- id: drug-117-something-else\n", 1)
    return text, RULES + ("" if drawn["lenient"] is None else f"# {drawn['lenient']}\n")


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=NEWER)
def test_what_was_decided_never_changes_under_any_installed_pack(desk, tmp_path, drawn):
    desk.library = Library(FORMS, desk.vault)
    made = case_flow.open_case(desk)
    penalising.charge(desk, made.id, VIOLATION, facts={"channel": "retail", "illegal_income": 35, "income": 35})
    penalising.decide(desk, made.id, VIOLATION, band="normal", fine=Decimal(150000))
    before = told(desk, made)
    install(desk, tmp_path / "任意", *newer(drawn))
    assert told(desk, made) == before
    if (found := case_law_news.news(desk, made.id)) is not None:
        assert not found.touched
        case_laws.take(desk, made.id, "采用")
        assert told(desk, made) == before


def test_violations_of_one_act_are_weighed_by_one_edition(desk, case, tmp_path):
    other = "drug-117-2-decoction"
    penalising.charge(desk, case.id, other, facts={"channel": "retail", "value": 35})
    one_act.group(desk, case.id, [VIOLATION, other])
    penalising.decide(desk, case.id, VIOLATION, band="normal")
    install(desk, tmp_path / "新", dearer())
    case_laws.take(desk, case.id, "采用")
    shown = {one.charge.violation: one for one in penalising.panels(desk, case.id)}
    assert shown[other].book is shown[VIOLATION].book
    assert [one.position for one in case_laws.editions(desk, case.id)] == [1, 2]
    assert {case_laws.number_of(desk, one.charge) for one in shown.values()} == {1}


def test_a_violation_the_new_packs_do_not_know_is_said_before_anything_moves(desk, case, tmp_path):
    install(desk, tmp_path / "新", SOURCE.replace(f"- id: {VIOLATION}\n", "- id: drug-117-other\n", 1))
    [shown] = case_law_news.news(desk, case.id).charges
    assert shown.gone
    with pytest.raises(Fault) as fault:
        case_laws.take(desk, case.id, "采用")
    assert fault.value.code == "violation-gone"
    assert penalising.panel(desk, case.id, VIOLATION).fault == ""


def test_a_pack_of_headquarters_is_told_and_taken(desk, case, tmp_path):
    letter = Enrolment(
        hq_id=f"HQ-{HQ.key_id}",
        name="虚构省药监局",
        duty_recipient=Identity.generate().recipient,
        recovery_recipient=Identity.generate().recipient,
        signing_key=HQ.public.text,
        created=AT,
    )
    exchange.enrol(desk, save_letter(letter, HQ, tmp_path / "登记信.json"))
    text = altered(
        SOURCE, *kinds_written("[没收违法产品, 没收违法所得, 罚款]", "[没收违法产品, 没收违法所得, 罚款, 责令关闭]")
    )
    data = packed(code="drugs", files=[file_of("violation", text)], effective=date(2026, 11, 1))
    packs.install(desk, save(tmp_path, data, "法规.pack.zip"))
    assert case_law_news.news(desk, case.id).waiting
    assert "责令关闭" not in penalising.panel(desk, case.id, VIOLATION).penalty.kinds
    case_laws.take(desk, case.id, "总部新包")
    assert "责令关闭" in penalising.panel(desk, case.id, VIOLATION).penalty.kinds


def test_an_old_case_is_bound_when_the_vault_is_opened_and_travels_as_before(desk, case, tmp_path, clock):
    edition = case_laws.editions(desk, case.id)[0]
    desk.record(lambda _: Act(action="如同旧版", chain=case.id, drops=((LawEdition, edition.id),)))
    assert range_of(desk, case) == (Decimal(100000), Decimal(200000))
    before = case_travel.record_of(desk, case.id)
    assert "laws" not in before
    folder = desk.vault.folder
    desk.close()
    again = opening.open_desk(folder, PASSPHRASE, clock=clock)
    try:
        [bound] = case_laws.editions(again, case.id)
        assert bound.late
        assert case_travel.record_of(again, case.id) == before
        install(again, tmp_path / "新", dearer())
        assert range_of(again, case) == (Decimal(100000), Decimal(200000))
    finally:
        again.close()


def test_packs_that_are_nowhere_any_more_are_said_and_block_nothing(desk, case):
    edition = case_laws.editions(desk, case.id)[0]
    gone = tuple(type(one)(kind=one.kind, code=one.code, version=one.version, digest="0" * 64) for one in edition.files)
    lost = type(edition)(**{f: getattr(edition, f) for f in edition.__struct_fields__} | {"files": gone})
    desk.record(lambda _: Act(action="丢失", chain=case.id, puts=(lost,)))
    assert range_of(desk, case) == (Decimal(100000), Decimal(200000))
    assert case_law_news.news(desk, case.id).lost
    assert "laws-lost" in found_check(desk, case)


def test_a_person_s_case_follows_the_packs_of_the_unit(desk, case, tmp_path):
    penalising.set_facts(desk, case.id, VIOLATION, {"stage": "serious"})
    cases.set_value(desk, case.id, "responsible", (persons.Responsible(name="陈喆", income=Decimal(1000)),))
    install(desk, tmp_path / "新", dearer())
    own = persons.open_case(desk, case.id, 0)
    assert case_laws.editions(desk, own.id)[0].files == case_laws.editions(desk, case.id)[0].files
    assert case_facts.facts(desk, own.id)


OLDER = (
    "DROP TABLE case_laws",
    "DROP INDEX cases_unit",
    "ALTER TABLE cases DROP COLUMN unit_id",
    "DELETE FROM _sqlite_migrations WHERE name = 'm0004_persons_and_editions'",
    "UPDATE cases SET body = json_remove(body, '$.unit', '$.no_persons')",
    "UPDATE exhibits SET body = json_remove(body, '$.origin')",
    "UPDATE case_facts SET body = json_remove(body, '$.origin')",
    "UPDATE charges SET body = json_remove(body, '$.decided.edition')",
)


def test_a_vault_from_before_opens_with_everything_in_it(desk, case, clock):
    penalising.decide(desk, case.id, VIOLATION, band="normal", fine=Decimal(150000))
    before, folder = told(desk, case), desk.vault.folder
    for statement in OLDER:
        desk.vault._write(lambda text=statement: desk.vault._connection.execute(text).close())
    desk.close()
    again = opening.open_desk(folder, PASSPHRASE, clock=clock)
    try:
        assert penalising.charges(again, case.id)[0].decided.edition == 0
        now = told(again, case)
        assert {k: v for k, v in now.items() if k != "charge"} == {k: v for k, v in before.items() if k != "charge"}
        assert [one.late for one in case_laws.editions(again, case.id)] == [True]
        penalising.set_facts(again, case.id, VIOLATION, {"stage": "serious"})
        cases.set_value(again, case.id, "responsible", (persons.Responsible(name="陈喆", income=Decimal(1000)),))
        own = persons.open_case(again, case.id, 0)
        assert [one.id for one in persons.cases_of(again, case.id)] == [own.id]
    finally:
        again.close()
