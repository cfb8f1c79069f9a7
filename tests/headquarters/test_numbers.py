"""Numbers: two laptops never collide, whatever was given, noted or seen; what came back wrong is said."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector_app.bundle.keys import SigningKey
from inspector_app.bundle.letters import DeviceLetter, save_letter
from inspector_app.bundle.pack import load_pack
from inspector_app.bundle.seal import seal
from inspector_app.fault import Fault
from inspector_app.headquarters import devices, figures, numbers
from inspector_app.headquarters.collecting import import_bundle
from inspector_app.headquarters.folder import DATABASE, Headquarters, initialise
from inspector_app.headquarters.packs import numbers_pack
from inspector_app.records.pack import overlap
from tests.bundle.making import AT, DEVICE, consignment, record

LAPTOPS = {f"laptop-{n}": SigningKey.generate() for n in (1, 2, 3)} | {"laptop-7": DEVICE}


@pytest.fixture
def hq(tmp_path: Path) -> Headquarters:
    made = initialise(tmp_path / "总 部", "虚构省药监局", at=AT)
    for name, key in LAPTOPS.items():
        letter = DeviceLetter(
            device_id=name, device_name=name, organisation="某局", signing_key=key.public.text, created=AT
        )
        devices.register(made, save_letter(letter, key, tmp_path / f"{name}.json"), at=AT)
    return made


def give(hq, device="laptop-1", word="责改", count=10, **more):
    return numbers.allot(hq, device, document_word=word, year=more.pop("year", 2026), count=count, at=AT, **more)


ACT = st.tuples(
    st.sampled_from(["allot", "note", "seen"]),
    st.sampled_from(sorted(LAPTOPS)),
    st.sampled_from(["责改", "罚"]),
    st.sampled_from(["", "滨药监", "和药监"]),
    st.sampled_from([2026, 2027]),
    st.integers(1, 60),
    st.integers(1, 40),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ACT, max_size=14))
def test_whatever_is_given_noted_and_seen_two_ranges_never_meet(hq, acts) -> None:
    """The property: no number can be given by two ranges, and none that was used before its range was given."""
    with hq.database() as db:
        for table in ("number_range", "number_used"):
            db[table].delete_where()
    seen: list[tuple[str, int, int]] = []
    for n, (what, device, word, office, year, first, count) in enumerate(acts):
        if what == "seen":
            prefix = (office or "虚药监") + word
            with hq.database() as db:
                numbers.notice(db, device, "R", [(f"D{n}", f"{prefix}〔{year}〕{first}号")])
            seen.append((prefix, year, first))
            continue
        more = {"document_word": word, "year": year, "at": AT, "organisation_word": office}
        if what == "note":
            with contextlib.suppress(Fault):
                numbers.note(hq, device, first=first, last=first + count, **more)
            continue
        made = numbers.allot(hq, device, count=count, **more)
        assert made.last - made.first + 1 == count
        for prefix, on, number in seen:
            same = prefix == office + word if office else prefix.endswith(word)
            assert not (same and on == year and made.first <= number <= made.last)
    found = numbers.ranges(hq)
    for at, one in enumerate(found):
        assert not [other for other in found[:at] if overlap(one, other)]


def test_the_pack_of_a_laptop_holds_all_its_ranges_and_no_other(hq) -> None:
    mine = [give(hq), give(hq, word="罚", organisation_word="滨药监")]
    give(hq, "laptop-2")
    mine.append(give(hq))
    assert [(one.first, one.last) for one in mine] == [(1, 10), (1, 10), (21, 30)]
    made = numbers_pack(hq, "laptop-1", at=AT)
    opened = load_pack(made.path, hq.enrolment.signer)
    assert {one.id for one in opened.pack.numbers} == {one.id for one in mine}
    assert opened.pack.device_id == "laptop-1"
    assert numbers_pack(hq, "laptop-1", at=AT).pack.version == 2


def test_a_stranger_a_lost_laptop_and_nonsense_get_nothing(hq) -> None:
    for name, wrong in (
        ("nobody", {}),
        ("laptop-1", {"count": 0}),
        ("laptop-1", {"word": " 罚"}),
        ("laptop-1", {"year": 26}),
    ):
        with pytest.raises(Fault):
            give(hq, name, **wrong)
    devices.revoke(hq, "laptop-3", at=AT)
    with pytest.raises(Fault) as caught:
        give(hq, "laptop-3")
    assert caught.value.code == "revoked"
    with pytest.raises(Fault) as caught:
        numbers_pack(hq, "laptop-1", at=AT)
    assert caught.value.code == "number_none"
    assert numbers.ranges(hq) == []


def carry(hq, tmp_path, device, key, text, document="D1", counter=1, at=AT):
    """A bundle of that laptop with one document of that number."""
    value = record(f"I-{device}-{counter}", evidence=[], pdfs={document: b"%PDF-1.7 one"})
    value["documents"][0]["number"] = text
    what = consignment([value], evidence=[], pdfs={document: b"%PDF-1.7 one"}, counter=counter, device=device)
    target = tmp_path / f"{device}-{counter}.age"
    seal(what, recipients=hq.enrolment.recipients, signing_key=key, target=target)
    return import_bundle(hq, target, at=at + timedelta(days=1)).doubts


def test_numbers_that_come_back_are_held_against_the_register(hq, tmp_path: Path) -> None:
    one, two = LAPTOPS["laptop-1"], LAPTOPS["laptop-2"]
    give(hq)
    give(hq, "laptop-2")
    assert carry(hq, tmp_path, "laptop-1", one, "滨药监责改〔2026〕3号") == ()
    (outside,) = carry(hq, tmp_path, "laptop-1", one, "滨药监责改〔2026〕14号", "D2", 2)
    assert (outside.reason, outside.device_id) == ("outside", "laptop-1")
    (twice,) = carry(hq, tmp_path, "laptop-2", two, "滨药监责改〔2026〕14号", "D3")
    assert (twice.reason, twice.others) == ("twice", ("laptop-1",))
    found = figures.figures(hq).doubtful_numbers
    assert sorted((one.reason, one.device_id) for one in found) == [
        ("outside", "laptop-1"),
        ("twice", "laptop-1"),
        ("twice", "laptop-2"),
    ]
    assert "重复" in twice.words
    assert [r.used for r in numbers.ranges(hq)] == [1, 1]


def test_a_typed_range_that_was_noted_is_in_order_and_given_to_nobody(hq, tmp_path: Path) -> None:
    (doubt,) = carry(hq, tmp_path, "laptop-7", DEVICE, "滨药监罚〔2026〕105号")
    assert doubt.reason == "outside"
    numbers.note(hq, "laptop-7", document_word="罚", year=2026, first=101, last=150, at=AT)
    assert figures.figures(hq).doubtful_numbers == []
    with pytest.raises(Fault) as caught:
        numbers.note(hq, "laptop-1", document_word="罚", year=2026, first=150, last=160, at=AT)
    assert caught.value.code == "number_overlap"
    assert give(hq, word="罚").first == 151


def test_a_register_made_before_numbers_were_kept_learns_them(hq, tmp_path: Path) -> None:
    carry(hq, tmp_path, "laptop-7", DEVICE, "滨药监罚〔2026〕105号")
    with hq.database() as db:
        for table in ("number_used", "number_range", "pack"):
            db[table].drop()
        db["_sqlite_migrations"].delete_where("name = 'm002_packs_and_numbers'")
        assert db["number_used"].exists() is False
    again = Headquarters(hq.folder)
    assert (hq.folder / DATABASE).exists()
    assert [one.number for one in figures.figures(again).doubtful_numbers] == ["滨药监罚〔2026〕105号"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("滨药监责改〔2026〕12号", ("滨药监责改", 2026, 12)),
        ("滨药监检〔2026〕第117号", ("滨药监检", 2026, 117)),
        ("没有文号", None),
        ("", None),
    ],
)
def test_numbers_are_taken_apart_as_they_are_written(text, parts) -> None:
    assert numbers.parse_number(text) == parts
