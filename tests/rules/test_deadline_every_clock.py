"""Every limit across the holidays of 2026 and in a year without a schedule, against a second counting that knows nothing of the packs.

The oracle has its own table of lengths, units and rolling, written from the articles, and its own 2026, written from the schedule.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from functools import cache

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app import places
from inspector_app.catalog import library as library_module
from inspector_app.catalog.library import Library
from inspector_app.commands import deadline as command
from inspector_app.fault import Fault, UsageFault
from inspector_app.rules.deadline import count
from inspector_app.rules.deadline_request import Request, Suspension

from .procedure_pack import book, calendar

DAY = dt.timedelta(days=1)
OFF = {
    dt.date(2026, month, day)
    for month, first, last in ((1, 1, 3), (2, 15, 23), (4, 4, 6), (5, 1, 5), (6, 19, 21), (9, 25, 27), (10, 1, 7))
    for day in range(first, last + 1)
}
WORKED = {dt.date(2026, *one) for one in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))}
# length, unit (w working days, c calendar days, m months, y years, h hours), whether an end on a day of rest moves; -w counts back
TABLE = {
    "closing_archive.close15": (15, "w", False),
    "coercive_measure.base30": (30, "c", True),
    "coercive_measure.drug15": (15, "c", False),
    "coercive_measure.drug7": (7, "c", False),
    "coercive_measure.urgent24": (24, "h", False),
    "complaint.complaint_accept": (7, "w", False),
    "complaint.complaint_age": (3, "y", False),
    "complaint.complaint_mediate": (60, "c", True),
    "complaint.mediation_clue": (15, "w", False),
    "complaint.mediation_end_notice": (7, "w", False),
    "crime_transfer.approve3": (3, "c", False),
    "crime_transfer.hand3": (3, "c", False),
    "crime_transfer.police3": (3, "c", False),
    "crime_transfer.review3": (3, "c", False),
    "crime_transfer.send24": (24, "h", False),
    "drug_inspection.assess": (20, "w", False),
    "drug_inspection.assess10": (10, "w", False),
    "drug_inspection.permit_assess20": (20, "w", False),
    "drug_inspection.permit_visit15": (15, "w", False),
    "drug_inspection.permit_visit30": (30, "w", False),
    "drug_inspection.rectify": (30, "w", False),
    "drug_inspection.review15": (15, "w", False),
    "enforcement.apply3m": (3, "m", True),
    "enforcement.demand10": (10, "w", False),
    "enforcement.pay15": (15, "c", True),
    "enforcement.reconsider": (60, "c", True),
    "enforcement.sue": (6, "m", True),
    "evidence_preservation.seven": (7, "w", False),
    "evidence_preservation.urgent24": (24, "h", False),
    "hearing.announce3": (3, "-w", False),
    "hearing.handover3": (3, "w", False),
    "hearing.host3": (3, "w", False),
    "hearing.notify7": (7, "-w", False),
    "hearing.report5": (5, "w", False),
    "hearing.schedule5": (5, "w", False),
    "jurisdiction.designate7": (7, "w", False),
    "jurisdiction.negotiate7": (7, "w", False),
    "legal_review.review10": (10, "w", False),
    "notice_and_pleading.hearing5": (5, "w", False),
    "notice_and_pleading.plead5": (5, "w", False),
    "ordinary.case_period": (90, "c", True),
    "ordinary.file_decision": (15, "w", False),
    "ordinary.limitation": (2, "y", False),
    "ordinary.publicity": (20, "w", False),
    "ordinary.serve_decision": (7, "w", False),
    "publicity.assist10": (10, "w", False),
    "publicity.early1y": (1, "y", False),
    "publicity.publish20": (20, "w", False),
    "publicity.push10": (10, "w", False),
    "publicity.stop3m": (3, "m", False),
    "publicity.stop3y": (3, "y", False),
    "publicity.withdraw3": (3, "w", False),
    "report.dispute7": (7, "w", False),
    "report.report_check": (15, "w", False),
    "sampling_testing.cosmetic_retest": (7, "w", False),
    "sampling_testing.device_retest": (7, "w", False),
    "sampling_testing.drug_retest": (7, "c", False),
    "service.announce30": (30, "c", False),
    "summary.bank2": (2, "w", False),
    "summary.handin": (2, "w", False),
    "summary.pay15": (15, "c", True),
    "summary.record": (7, "w", False),
}
NO_NUMBER = {"report.reporter_feedback", "drug_inspection.report_submit"}
STARTS = ("2026-01-30", "2026-02-13", "2026-02-14", "2026-04-02", "2026-04-30", "2026-06-18", "2026-09-18", "2026-09-24",
    "2026-09-30", "2026-10-07", "2027-02-05", "2027-09-30", "2028-02-29")  # fmt: skip


@cache
def library():
    return Library(places.forms_folder())


@pytest.fixture(autouse=True)
def one_library(monkeypatch):
    """The command reads the packs once for all of this file."""
    read = library()
    for module in (command, library_module):
        monkeypatch.setattr(module, "Library", lambda _: read, raising=False)


def rests(day):
    return day not in WORKED and (day in OFF or day.weekday() > 4)


def oracle(rule, start):
    length, unit, rolls = TABLE[rule]
    if unit in "my":
        months = start.month - 1 + length * (12 if unit == "y" else 1)
        year, month = start.year + months // 12, months % 12 + 1
        end, number = None, start.day
        while end is None:
            try:
                end = dt.date(year, month, number)
            except ValueError:
                number -= 1
    else:
        end, left = start, length
        while left:
            end += -DAY if unit == "-w" else DAY
            left -= unit == "c" or not rests(end)
    while rolls and rests(end):
        end += DAY
    return end


def test_the_table_has_every_limit():
    assert set(TABLE) | NO_NUMBER == set(book().clocks())
    assert len(TABLE) + len(NO_NUMBER) == 64


@pytest.mark.parametrize("rule", sorted(TABLE))
def test_across_holidays_and_in_years_without_a_schedule(rule):
    hours = TABLE[rule][1] == "h"
    for text in STARTS:
        start = dt.date.fromisoformat(text)
        asked = f"{text}T16:30" if hours else text
        done = CliRunner().invoke(command.deadline, [rule, "--from", asked, "--json"], standalone_mode=False)
        assert done.exception is None, done.exception
        found = json.loads(done.output)
        if hours:
            assert found["instant"] == f"{(start + DAY).isoformat()}T16:30:00+08:00"
            assert (found["date"], found["provisional"]) == ((start + DAY).isoformat(), False)
            continue
        assert found["date"] == oracle(rule, start).isoformat(), text
        dated = [dt.date.fromisoformat(one["date"]) for one in (*found["counted"], *found["skipped"])]
        assert all(one["reason"] for one in (*found["counted"], *found["skipped"]))
        assert all(rests(one) for one in (dt.date.fromisoformat(each["date"]) for each in found["skipped"]))
        if TABLE[rule][1] in ("w", "-w"):
            assert len(found["counted"]) == TABLE[rule][0] == found["duration"]
            assert not any(rests(dt.date.fromisoformat(one["date"])) for one in found["counted"])
            assert found["provisional"] is any(one.year > 2026 for one in dated)
        assert found["unit"] in ("workday", "calday", "month", "year", "unspecified")
        assert found["basis"][0]["purpose"] == "length"
        assert any("暂按周末推算" in note for note in found["notes"]) is found["provisional"]


@pytest.mark.parametrize("rule", sorted(NO_NUMBER))
def test_words_give_no_date_on_the_command_line(rule):
    done = CliRunner().invoke(command.deadline, [rule, "--from", "2026-03-02", "--json"], standalone_mode=False)
    assert isinstance(done.exception, Fault)
    assert (done.exception.exit_code, done.output) == (1, "")


COUNTED = sorted(rule for rule, (_, unit, _) in TABLE.items() if unit != "h")


@given(rule=st.sampled_from(COUNTED), start=st.dates(dt.date(2026, 1, 1), dt.date(2028, 12, 31)))
@settings(max_examples=300, deadline=None)
def test_the_two_countings_agree_on_any_day(rule, start):
    # The oracle knows 2026 and weekends: a limit that counts back may not leave it.
    if TABLE[rule][1] == "-w" and start < dt.date(2026, 2, 1):
        return
    assert count(book(), rule, Request(start=start), calendar()).date == oracle(rule, start).isoformat()


HELD = sorted(rule for rule, clock in book().clocks().items() if clock.excludes)


@pytest.mark.parametrize("rule", HELD)
def test_a_suspension_inside_lengthens_by_exactly_its_days(rule):
    clock = book().clock(rule)
    documents = clock.excludes[0].documents
    workdays = clock.unit == "workday"

    @given(start=st.dates(dt.date(2026, 1, 1), dt.date(2026, 8, 31)), after=st.integers(1, 8), days=st.integers(1, 30))
    @settings(max_examples=60, deadline=None)
    def check(start, after, days):
        first = start + after * DAY
        last = first + (days - 1) * DAY
        taken = Suspension(first=first, last=last, document=documents[0] if documents else "记录", served=first)
        plain = count(book(), rule, Request(start=start), calendar())
        held = count(book(), rule, Request(start=start, suspensions=(taken,)), calendar())
        # Counted the other way round: walk the same length over the days that are left.
        end, left = start, clock.duration
        while left:
            end += DAY
            left -= not first <= end <= last and not (workdays and rests(end))
        while TABLE[rule][2] and rests(end):
            end += DAY
        assert held.date == end.isoformat() >= plain.date
        assert sum(one.reason.startswith("扣除期间") for one in held.skipped) == days
        assert any(one.purpose == "deduction" for one in held.basis)

    check()


LENGTHENED = sorted(rule for rule, clock in book().clocks().items() if clock.extensions)


@pytest.mark.parametrize("rule", LENGTHENED)
def test_an_extension_adds_exactly_its_length(rule):
    clock = book().clock(rule)
    length = clock.extensions[0].duration

    @given(start=st.dates(dt.date(2026, 1, 1), dt.date(2026, 6, 30)))
    @settings(max_examples=40, deadline=None)
    def check(start):
        granted = (length,) if length is not None else (9,)
        found = count(book(), rule, Request(start=start, extensions=granted), calendar())
        assert found.duration == clock.duration + granted[0] == len(found.counted)
        assert found.extensions == (clock.extensions[0].text,)
        assert any(one.purpose == "extension" for one in found.basis)

    check()


@given(
    rule=st.sampled_from(COUNTED),
    granted=st.lists(st.one_of(st.none(), st.sampled_from([1, 9, 14, 15, 16, 29, 30, 31, 60])), max_size=3),
)
@settings(max_examples=400, deadline=None)
def test_an_extension_is_granted_as_the_law_allows_and_not_otherwise(rule, granted):
    allowed = book().clock(rule).extensions
    lawful = len(granted) <= len(allowed) and all(
        (length is not None)
        if one.duration is None
        else length in (None, one.duration) or (one.most and length < one.duration)
        for one, length in zip(allowed, granted, strict=False)
    )
    request = Request(start=dt.date(2026, 3, 2), extensions=tuple(granted))
    if not lawful:
        with pytest.raises(UsageFault, match=re.escape(rule)):
            count(book(), rule, request, calendar())
        return
    found = count(book(), rule, request, calendar())
    extra = sum(one.duration if length is None else length for one, length in zip(allowed, granted, strict=False))
    assert found.duration == book().clock(rule).duration + extra
