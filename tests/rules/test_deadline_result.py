"""What a counted limit says of itself, field by field: what it is, from when, on which articles, with which notes."""

from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from inspector_app.fault import Fault, UsageFault
from inspector_app.rules.calendar import WorkCalendar
from inspector_app.rules.deadline import Basis, count, counting_of, unit_of_days
from inspector_app.rules.deadline_request import EARLIEST, LATEST, Request, Suspension, read_request, read_start
from inspector_app.rules.deadline_walk import walk_months

from .procedure_pack import book, calendar, schedules


def counted(rule, start, **settings):
    return count(book(), rule, read_request(start, settings), calendar())


def cited(found):
    return [(one.purpose, one.title, one.articles) for one in found.basis]


def test_a_limit_in_days_says_everything_of_itself():
    found = counted("enforcement.pay15", "2026-09-18")
    assert (found.rule, found.name, found.start_event) == ("enforcement.pay15", "缴款期", "收到决定书")
    assert (found.start, found.date, found.safe_by) == ("2026-09-18", "2026-10-08", "2026-09-30")
    assert (found.unit, found.duration, found.instant, found.backward) == ("calday", 15, None, False)
    assert (found.extensions, found.alternatives, found.notes, found.provisional) == ((), (), (), False)
    assert found.basis == (
        Basis(law="CF", title="行政处罚法", articles=("67(3)",), text="缴款期：15日", verified=True, purpose="length"),
        Basis(
            law="CX",
            title="市场监督管理行政处罚程序规定",
            articles=("72",),
            text="缴款期",
            verified=True,
            purpose="length",
        ),
        Basis(
            law="CF",
            title="行政处罚法",
            articles=("85",),
            text="二日、三日、五日、七日是工作日，不含法定节假日；其他数字按自然日",
            verified=True,
            purpose="counting",
        ),
        Basis(
            law="CX",
            title="市场监督管理行政处罚程序规定",
            articles=("80",),
            text="开始的时或日不计入；不含在途时间；末日为法定节假日的顺延到节假日后第一日",
            verified=True,
            purpose="counting",
        ),
    )


def test_a_limit_in_hours_says_everything_of_itself():
    found = counted("evidence_preservation.urgent24", "2026-03-02T16:30:45")
    assert (found.rule, found.name) == ("evidence_preservation.urgent24", "紧急登记保存补批")
    assert (found.start, found.start_event) == ("2026-03-02T16:30:45+08:00", "当场采取")
    assert (found.unit, found.duration, found.backward, found.provisional) == ("hour", 24, False, False)
    assert (found.date, found.instant) == ("2026-03-03", "2026-03-03T16:30:45+08:00")
    assert (found.counted, found.skipped, found.extensions, found.safe_by) == ((), (), (), None)
    [whole] = found.alternatives
    assert (whole.reading, whole.date) == ("开始的时不计入（程序规定第80条）", "2026-03-03T17:00:00+08:00")
    assert found.notes[0] == "以小时计，不扣除休息日，到时刻为止"


@pytest.mark.parametrize(
    ("rule", "start", "counting"),
    [
        # Which numbers are working days says nothing about months and years: only how the days are numbered does.
        ("enforcement.apply3m", "2026-03-02", [("CX", ("80",))]),
        ("publicity.stop3y", "2026-03-02", [("CX", ("80",))]),
        ("ordinary.limitation", "2026-03-02", [("CX", ("80",))]),
        ("enforcement.sue", "2026-03-02", [("SS", ("101",)), ("MS", ("85",))]),
        ("enforcement.reconsider", "2026-03-02", [("FY", ("88(2)",)), ("MS", ("85",))]),
        ("evidence_preservation.seven", "2026-03-02", [("CF", ("85",)), ("CX", ("80",))]),
        ("enforcement.demand10", "2026-03-02", [("QZ", ("69",)), ("CX", ("80",))]),
        ("coercive_measure.drug7", "2026-03-02", [("YP", ("100(2)", "102"))]),
        ("complaint.complaint_mediate", "2026-03-02", [("TJ", ("45",))]),
        ("coercive_measure.urgent24", "2026-03-02T08:00", [("CX", ("80",))]),
        ("crime_transfer.send24", "2026-03-02T08:00", []),
        ("hearing.host3", "2026-03-02", [("CX", ("80",))]),
        ("sampling_testing.device_retest", "2026-03-02", [("QX", ("75(3)",))]),
    ],
)
def test_how_it_is_counted_is_cited_from_the_law_that_says_so(rule, start, counting):
    found = counted(rule, start)
    assert [(one.law, one.articles) for one in found.basis if one.purpose == "counting"] == counting
    for one in found.basis:
        assert one.title == book().law_title(one.law)
        assert one.text
        assert one.verified is True


def test_a_variant_has_its_own_article_and_words():
    usual, longer = (
        counted("ordinary.limitation", "2024-05-10"),
        counted("ordinary.limitation", "2024-05-10", variant=["health"]),
    )
    own = Basis(
        law="CF",
        title="行政处罚法",
        articles=("36(1)",),
        text="涉及公民生命健康安全、金融安全且有危害后果",
        verified=True,
        purpose="length",
    )
    assert own in longer.basis
    assert own not in usual.basis
    assert longer.basis[0] == usual.basis[0]
    assert longer.basis[0].text == "处罚时效：2年（涉公民生命健康安全、金融安全且有危害后果5年）"


def test_what_lengthens_is_worded_with_its_article():
    found = counted(
        "coercive_measure.base30",
        "2026-08-10",
        extend=["yes"],
        suspend=["2026-08-15/2026-08-24/testing_period_notice/2026-08-15"],
    )
    texts = {
        one.purpose: one.text for one in found.basis if one.law == "QZ" and one.purpose in ("extension", "deduction")
    }
    assert texts == {
        "extension": "情况复杂，经负责人批准，不超过三十日",
        "deduction": "检测、检验、检疫、技术鉴定期间不计入",
    }
    assert found.extensions == ("情况复杂，经负责人批准，不超过三十日",)


def test_articles_that_were_not_read_are_not_verified():
    [first, *_] = counted("drug_inspection.review15", "2026-11-02").basis
    assert (first.articles, first.verified) == ((), False)


def test_the_note_that_nothing_rolls_is_said_only_where_the_limit_says_so():
    rolled = "末日遇休息日不顺延"
    assert rolled in counted("service.announce30", "2026-03-02").notes
    assert rolled in counted("ordinary.limitation", "2026-03-02").notes
    for rule in ("enforcement.pay15", "evidence_preservation.seven", "coercive_measure.drug7"):
        assert rolled not in counted(rule, "2026-03-02").notes


def test_own_notes_and_what_may_be_granted_are_said():
    assert counted("ordinary.case_period", "2026-03-02").notes[-2:] == (
        "终点为作出处理决定",
        "可以延长：负责人批准延长30日；仍不能作出的集体讨论确定继续延长的合理期限",
    )
    assert not any("可以延长" in one for one in counted("evidence_preservation.seven", "2026-03-02").notes)
    assert counted("summary.bank2", "2026-03-02").notes == ()


@pytest.mark.parametrize(
    ("start", "end", "safe"),
    [
        ("2026-09-22", "2026-10-08", "2026-09-30"),  # day 15 is 7 October, the last day of rest
        ("2026-09-23", "2026-10-08", None),  # day 15 is 8 October, worked
    ],
)
def test_the_safe_day_is_the_last_worked_one_before_a_rolled_end(start, end, safe):
    found = counted("enforcement.pay15", start)
    assert (found.date, found.safe_by) == (end, safe)


def test_there_is_no_safe_day_on_or_before_the_event():
    assert counted("coercive_measure.drug7", "2026-02-14").safe_by is None
    assert counted("coercive_measure.drug7", "2026-02-13").safe_by == "2026-02-14"


def test_years_are_named_where_they_were_guessed():
    found = counted("ordinary.publicity", "2027-12-20")
    assert [one for one in found.notes if "暂按周末推算" in one] == [
        "2027 年放假安排未公布，暂按周末推算；公布后须重新计算",
        "2028 年放假安排未公布，暂按周末推算；公布后须重新计算",
    ]
    months = counted("enforcement.sue", "2026-08-31")
    assert any(one.startswith("2027 年放假安排未公布") for one in months.notes)
    assert [one.reason for one in months.skipped] == ["周日（2027 年放假安排未公布，暂按周末推算），末日顺延"]


def test_the_last_days_of_the_year_may_move_while_the_next_notice_is_out():
    stir = [one for one in schedules() if one.year in (2025, 2026)]
    both, first = WorkCalendar(stir), WorkCalendar(stir[:1])
    assert not both.may_still_change(dt.date(2025, 12, 31))
    assert first.may_still_change(dt.date(2025, 12, 25))
    assert not first.may_still_change(dt.date(2025, 12, 24))
    assert not first.may_still_change(dt.date(2026, 12, 31))
    # The year after next settles nothing.
    apart = WorkCalendar([stir[0], msgspec.structs.replace(stir[1], year=2027, holidays=(), worked=())])
    assert apart.may_still_change(dt.date(2025, 12, 31))
    assert walk_months(dt.date(2025, 11, 29), 1, first, rolls=True).unsettled is True
    assert walk_months(dt.date(2025, 10, 29), 1, first, rolls=True).unsettled is False
    assert any("可能调整年底" in one for one in counted("notice_and_pleading.plead5", "2026-12-18").notes)
    assert not any("可能调整年底" in one for one in counted("notice_and_pleading.plead5", "2026-12-16").notes)


def test_a_deduction_that_came_late_is_told_and_one_in_time_is_not():
    day = dt.date(2026, 8, 15)

    def notes(served):
        taken = Suspension(first=day, last=dt.date(2026, 8, 24), document="testing_period_notice", served=served)
        return count(
            book(), "coercive_measure.base30", Request(start=dt.date(2026, 8, 10), suspensions=(taken,)), calendar()
        ).notes

    late = "testing_period_notice 于 2026-08-16 送达，此前的日子不扣除"
    assert late in notes(dt.date(2026, 8, 16))
    assert not any("此前的日子不扣除" in one for one in notes(day))
    # Served after the days were over: nothing is taken off, and that is said instead.
    over = notes(dt.date(2026, 8, 25))
    assert any("没有起作用" in one for one in over)
    assert not any("此前的日子不扣除" in one for one in over)


def test_days_counted_back_are_listed_from_the_hearing_on():
    found = counted("hearing.notify7", "2026-10-12")
    assert [one.date for one in found.skipped] == sorted((one.date for one in found.skipped), reverse=True)
    assert [one.date for one in found.counted] == sorted((one.date for one in found.counted), reverse=True)


def test_the_first_and_the_last_day_the_program_knows():
    assert read_start(EARLIEST.isoformat()) == (EARLIEST, None)
    assert read_start(LATEST.isoformat()) == (LATEST, None)
    for day in (EARLIEST - dt.timedelta(days=1), LATEST + dt.timedelta(days=1)):
        with pytest.raises(UsageFault, match="不在 1999 至 2099 年之间"):
            read_start(day.isoformat())


def test_a_moment_elsewhere_falls_on_the_day_it_has_in_beijing():
    day, moment = read_start("2026-03-02T20:00Z")
    assert (day, moment.isoformat()) == (dt.date(2026, 3, 3), "2026-03-03T04:00:00+08:00")


@pytest.mark.parametrize(
    ("suspend", "field"),
    [
        ("2026-3-5/2026-03-06/a/2026-03-05", "--set suspend 起"),
        ("2026-03-05/2026-3-6/a/2026-03-05", "--set suspend 止"),
        ("2026-03-05/2026-03-06/a/2026-3-5", "--set suspend 送达日"),
    ],
)
def test_each_day_of_a_deduction_is_named(suspend, field):
    with pytest.raises(UsageFault, match=field):
        read_request("2026-03-02", {"suspend": [suspend]})


def test_a_single_day_may_be_deducted():
    [taken] = read_request("2026-03-02", {"suspend": ["2026-03-05/2026-03-05/a/2026-03-05"]}).suspensions
    assert taken.first == taken.last == dt.date(2026, 3, 5)


@pytest.mark.parametrize(
    ("rule", "settings", "words"),
    [
        (
            "ordinary.limitation",
            {"variant": ["x"]},
            "ordinary.limitation 没有 variant=x；可用的有：health（涉及公民生命健康安全",
        ),
        ("evidence_preservation.seven", {"extend": ["1"]}, "期限 evidence_preservation.seven 不得延长。"),
        ("coercive_measure.base30", {"extend": ["1+1"]}, "期限 coercive_measure.base30 只能延长 1 次；≤30日"),
        ("ordinary.case_period", {"extend": ["30+yes"]}, "ordinary.case_period 的延长（案情特别复杂"),
        ("ordinary.file_decision", {"extend": ["14"]}, "ordinary.file_decision 的延长应当为 15，给的是 14"),
        (
            "coercive_measure.base30",
            {"suspend": ["2026-03-05/2026-03-06/x/2026-03-05"]},
            "期限 coercive_measure.base30 不能凭文书 x",
        ),
        ("summary.pay15", {"suspend": ["2026-03-05/2026-03-06/x/2026-03-05"]}, "期限 summary.pay15 没有可以扣除的时间"),
        (
            "evidence_preservation.seven",
            {"suspend": ["2026-03-05/2026-03-06/x/2026-03-05"]},
            "不中断、不延长，不能扣除期间",
        ),
    ],
)
def test_a_refusal_names_the_limit(rule, settings, words):
    with pytest.raises(UsageFault) as caught:
        counted(rule, "2026-03-02", **settings)
    assert words in str(caught.value)


def test_a_limit_of_words_is_named_in_its_refusal():
    with pytest.raises(
        Fault, match=r"期限 report\.reporter_feedback（答复举报人）：及时（没有规定天数），算不出日期；请尽快办理"
    ):
        counted("report.reporter_feedback", "2026-03-02")


def test_an_unknown_law_or_no_days_are_refused():
    assert counting_of(book(), "XX") is None
    with pytest.raises(UsageFault, match="没有 XX 的期间计算规则"):
        unit_of_days(book(), "XX", 3)
    with pytest.raises(UsageFault, match="天数 0 应当是正整数"):
        unit_of_days(book(), "CF", 0)


def test_an_end_that_was_not_rolled_does_not_say_it_was():
    plain, rolled = counted("enforcement.pay15", "2026-03-02"), counted("enforcement.pay15", "2026-09-18")
    assert (plain.counted[-1].date, plain.counted[-1].reason) == ("2026-03-17", "自然日")
    assert (rolled.counted[-1].date, rolled.counted[-1].reason) == ("2026-10-08", "末日顺延至此")
    assert {one.reason for one in rolled.counted[:-1]} == {"自然日"}


def test_a_day_of_a_moment_that_is_none_is_named_as_the_start():
    with pytest.raises(UsageFault, match="--from 的日期“2026-02-30”不存在"):
        read_start("2026-02-30T10:00")
