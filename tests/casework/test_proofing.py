"""校对: every check finds its fault and names the field to go to."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from inspector_app.casework import cases, inspecting, issuing, office
from inspector_app.records.person import id_fault

from .papers import complete_list

NOTICE = "order_correction_notice"


def found(desk, key, level="error"):
    return {(p.key, p.message) for p in issuing.problems(desk, key) if p.level == level}


def said(desk, key, words, level="error"):
    """The field that a message with these words leads to."""
    (at,) = {field for field, message in found(desk, key, level) if words in message}
    return at


@pytest.fixture
def notice(desk, complete):
    return issuing.draft(desk, complete.id, NOTICE).id


@pytest.fixture
def record(desk, complete):
    return issuing.draft(desk, complete.id, "site_record").id


def test_dates_out_of_order(desk, notice):
    issuing.set_value(desk, notice, "issue_date", "2026-11-21")
    issuing.set_value(desk, notice, "deadline", "2026-11-01")
    assert said(desk, notice, "早于“成文日期”") == "deadline"


def test_a_day_before_what_the_document_is_about(desk, notice):
    issuing.set_value(desk, notice, "issue_date", "2026-11-20")
    assert said(desk, notice, "早于检查开始的2026-11-21") == "issue_date"


def test_a_certificate_that_was_not_valid_on_the_day(desk, complete, record):
    one, other = office.officers(desk)
    expired = msgspec.structs.replace(one, valid_until=date(2026, 11, 20))
    unknown = msgspec.structs.replace(other, valid_until=None)
    inspecting.choose_officers(desk, complete.id, (expired, unknown))
    form = issuing.form_of(desk, issuing.load(desk, record))
    first, second = (next(f.key for f in form.fields if f.fill == f"officers[{n}].name") for n in (0, 1))
    assert said(desk, record, "不在有效期内（行政处罚法第五十五条）") == first
    assert said(desk, record, "有效期没有登记", "warning") == second


def test_fewer_than_two_officers(desk, complete, record):
    assert not any("不得少于两人" in message for _, message in found(desk, record))
    inspecting.choose_officers(desk, complete.id, (office.officers(desk)[0],))
    form = issuing.form_of(desk, issuing.load(desk, record))
    second = next(f.key for f in form.fields if f.fill == "officers[1].name")
    assert said(desk, record, "不得少于两人") == second


def test_an_officer_nobody_knows(desk, record):
    form = issuing.form_of(desk, issuing.load(desk, record))
    first = next(f.key for f in form.fields if f.fill == "officers[0].name")
    issuing.set_value(desk, record, first, "生人", reason="换人")
    assert said(desk, record, "名册里没有“生人”", "warning") == first


def test_officers_in_rows_are_known_by_their_names(desk):
    case = cases.open_from_source(desk, "report", clue="举报销售过期药品", clue_at=desk.now())
    cases.choose_officers(desk, case.id, tuple(office.officers(desk)))
    key = issuing.draft_for_case(desk, case.id, "case_source_registration").id
    rows = [[one.name, "执法一处"] for one in office.officers(desk)]
    issuing.set_value(desk, key, "inspectors", rows, reason="随案登记")
    assert not any("名册里没有" in message for _, message in found(desk, key, "warning"))
    issuing.set_value(desk, key, "inspectors", [["生人", "执法一处"], rows[1]], reason="换人")
    assert said(desk, key, "名册里没有“生人”", "warning") == "inspectors"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("罚款5000元（大写：人民币伍佰元整）", True),
        ("罚款人民币伍仟元整（5000元）", False),
        ("没收违法所得人民币叁拾伍元（36元）", True),
    ],
)
def test_an_amount_in_words_that_is_not_its_figures(desk, notice, text, wrong):
    issuing.set_value(desk, notice, "act", text, reason="补充细节")
    messages = [at for at, message in found(desk, notice) if "大写" in message]
    assert messages == (["act"] if wrong else [])


def test_an_article_nobody_verified(desk, notice):
    issuing.set_value(desk, notice, "basis_law", [{"law": "某办法", "articles": ["3"], "verified": False}])
    assert said(desk, notice, "未经核实") == "basis_law"


def test_a_credit_code_that_cannot_be(desk, complete, notice):
    assert not any("校验位" in message for _, message in found(desk, notice, "warning"))
    inspecting.set_value(desk, complete.id, "enterprise.uscc", "91350100M000100Y44")
    form = issuing.form_of(desk, issuing.load(desk, notice))
    assert said(desk, notice, "校验位应为3", "warning") == next(f.key for f in form.fields if f.fill == "party.uscc")


@pytest.mark.parametrize(
    ("number", "wrong"),
    [
        ("11010519491231002X", ""),
        ("110105194912310021", "校验位应为X"),
        ("110105194913310021", "不是日期"),
        ("E12345678", ""),
        ("440524188001010014", ""),
    ],
)
def test_an_identity_number_that_cannot_be(number, wrong):
    assert wrong in id_fault(number)
    assert bool(id_fault(number)) is bool(wrong)


def test_a_wrong_identity_number_is_named_at_its_field(desk, complete, record):
    inspecting.set_value(desk, complete.id, "enterprise.legal_representative_id", "110105194912310021")
    form = issuing.form_of(desk, issuing.load(desk, record))
    assert said(desk, record, "校验位应为X", "warning") == next(f.key for f in form.fields if f.fill == "party.id_no")


def test_a_name_that_is_not_the_one_on_file(desk, complete, notice):
    on_file = inspecting.load(desk, complete.id).enterprise
    office.save_enterprise(desk, msgspec.structs.replace(on_file, name="改了名的药房"))
    form = issuing.form_of(desk, issuing.load(desk, notice))
    name = next(f.key for f in form.fields if f.fill == "party.name")
    assert said(desk, notice, "与企业档案不同，档案里是“改了名的药房”", "warning") == name


def test_a_term_that_is_over(desk, notice):
    issuing.set_value(desk, notice, "issue_date", "2026-11-21")
    issuing.set_value(desk, notice, "deadline", "2026-11-20")
    assert said(desk, notice, "已经过了", "warning") == "deadline"


def test_a_limit_of_the_case_that_ran_out(desk, complete):
    case = cases.open_from_inspection(desk, complete.id, ("gsp-retail-16107",), name="案")
    draft = issuing.draft_for_case(desk, case.id, "case_filing_approval")
    assert not any("届满" in message for _, message in found(desk, draft.id, "warning"))
    desk.clock.now = desk.clock.now.replace(year=2027, month=3)
    assert said(desk, draft.id, "届满，还没有办理", "warning") == ""


def test_a_complete_document_has_nothing_to_mend(desk, complete, block):
    assert found(desk, complete_list(desk, complete.id)) == set()
