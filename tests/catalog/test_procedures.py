"""Procedures and calendars as packs: what is shipped, and every contradiction named by its key."""

from __future__ import annotations

import copy
import hashlib
import json
import re

import pytest

from inspector_app import places
from inspector_app.catalog.calendar import YearCalendar
from inspector_app.catalog.citations import every_citation
from inspector_app.catalog.library import Library, check_pack
from inspector_app.catalog.packfile import convert, parse
from inspector_app.catalog.procedure import Machine, Procedure, Terms
from inspector_app.catalog.procedure_book import ProcedureBook
from inspector_app.catalog.survey import check
from inspector_app.fault import Fault

from .packs import to_yaml

FORMS = places.forms_folder()
STEP = {"id": "open.closed", "from": "open", "to": "closed", "event": "结束", "actor": "leader"}
CLOCK = {
    "id": "ten",
    "name": "期限",
    "duration": 10,
    "unit": "calday",
    "start": "开始之日",
    "law": "CF",
    "articles": ["1"],
    "verified": True,
}
GATE = {
    "id": "ready",
    "text": "没有准备好",
    "on": ["open.closed"],
    "check": {"op": "true", "fact": "is_ready"},
    "legal": [{"law": "CF", "articles": ["2(1)"], "verified": True}],
}
MACHINE = {
    "kind": "machine",
    "code": "small",
    "name": "小程序",
    "version": "1",
    "initial": "open",
    "states": [{"id": "open", "name": "开始"}, {"id": "closed", "name": "结束", "terminal": True}],
    "transitions": [{**STEP, "limit": "ten", "documents": {"required": ["paper"]}}],
    "clocks": [CLOCK],
    "gates": [GATE],
}
TERMS = {
    "kind": "terms",
    "code": "terms",
    "name": "共用规则",
    "version": "1",
    "laws": {"CF": {"title": "行政处罚法"}},
    "roles": {"leader": "负责人"},
    "counting": [
        {
            "law": "CF",
            "articles": ["85"],
            "text": "七日是工作日",
            "verified": True,
            "workday_numbers": [7],
            "rolls": True,
        }
    ],
    "facts": [
        {"id": "is_ready", "label": "是否准备好", "type": "bool"},
        {"id": "colour", "label": "颜色", "type": "word", "words": {"red": "红", "blue": "蓝"}},
    ],
}
YEAR = {
    "code": "cn-2026",
    "name": "2026年",
    "year": 2026,
    "version": "1",
    "issuer": "国务院办公厅",
    "doc_no": None,
    "published": None,
    "verified": True,
    "sources": ["通知"],
    "holidays": [{"name": "元旦", "first": "2026-01-01", "last": "2026-01-03"}],
    "worked": [{"date": "2026-01-04", "holiday": "元旦"}],
}


def changed(value, path, new):
    """A copy in which the value at a dotted path is another, or gone where ``new`` is None."""
    whole = copy.deepcopy(value)
    *way, last = [int(one) if one.isdigit() else one for one in path.split(".")]
    spot = whole
    for key in way:
        spot = spot[key]
    if new is None:
        del spot[last]
    elif last == len(spot) and isinstance(spot, list):
        spot.append(new)
    else:
        spot[last] = new
    return whole


def problems(value, wanted=Procedure):
    definition = convert(parse(to_yaml(value), "small.yaml"), wanted)
    return [str(one) for one in definition.problems()]


def book(*machines, terms=TERMS):
    return ProcedureBook.of(convert(parse(to_yaml(one), "x.yaml"), Procedure) for one in (terms, *machines))


def test_the_small_packs_are_sound():
    assert problems(MACHINE) == problems(TERMS) == problems(YEAR, YearCalendar) == []
    assert book(MACHINE).clock("small.ten").duration == 10


@pytest.mark.parametrize(
    ("path", "new", "words"),
    [
        ("transitions.0.to", "nowhere", "transitions[0].to：没有状态 nowhere"),
        ("transitions.0.from", "nowhere", "transitions[0].from：没有状态 nowhere"),
        ("transitions.0.limit", "eleven", "transitions[0].limit：没有期限 eleven"),
        ("transitions.0.starts", ["eleven"], "transitions[0].starts：没有期限 eleven"),
        ("transitions.0.id", "Open", "步骤 Open 只能用"),
        ("transitions.1", STEP, "步骤 open.closed 重复"),
        ("transitions.1", {**STEP, "id": "closed.open", "from": "closed", "to": "open"}, "closed 是终点"),
        ("transitions.0.documents", {"one_of": ["paper"]}, "只有一种"),
        ("transitions.0.documents", {"required": ["paper"], "optional": ["paper"]}, "又是必需又是可选"),
        ("transitions.0.documents", {"required": ["paper", "paper"]}, "文书代码 paper 重复"),
        ("initial", "nowhere", "initial：没有状态 nowhere"),
        ("states.2", {"id": "lost", "name": "走不到", "terminal": True}, "状态 lost 从起点走不到"),
        ("states.1.terminal", False, "状态 closed 不是终点"),
        ("states.2", {"id": "open", "name": "又一个"}, "状态 open 重复"),
        ("clocks.0.duration", 0, "clocks[0].duration：0 不像"),
        ("clocks.0.duration", 100000, "不像一个期限的长度"),
        ("clocks.0.articles", ["八十五"], "clocks[0].articles：“八十五”不是条款号"),
        ("clocks.0.never_longer", True, ""),
        ("clocks.0.variants", [{"id": "x", "when": "另一种", "duration": -1, "unit": "year"}], "variants[0].duration"),
        ("gates.0.on", ["open.nowhere"], "gates[0].on：没有步骤 open.nowhere"),
        ("gates.0.on", [], "没有写明用在哪个步骤"),
        ("gates.0.check", {"op": "all", "checks": [{"op": "true", "fact": "is_ready"}]}, "至少要有两项"),
        ("gates.0.check", {"op": "expired", "clock": "ten"}, "应当写成“程序.期限”"),
        ("gates.0.check", {"op": "in", "fact": "colour", "values": []}, "没有一个可取的值"),
        ("version", "", "没有写明版本"),
    ],
)
def test_a_contradiction_in_a_machine_is_named(path, new, words):
    found = problems(changed(MACHINE, path, new))
    assert any(words in one for one in found) if words else found == []


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (
            {"never_longer": True, "extensions": [{"id": "a", "text": "延", "duration": 1, "approver": "leader"}]},
            "never_longer",
        ),
        (
            {"unit": "month", "extensions": [{"id": "a", "text": "延", "duration": 1, "approver": "leader"}]},
            "不能写延长",
        ),
        ({"unit": "hour", "backward": True}, "backward"),
        ({"duration": None}, "没有天数的期限"),
        ({"excludes": [{"id": "a", "name": "检验"}]}, "凭哪份文书或记录"),
    ],
)
def test_a_contradiction_in_a_clock_is_named(more, words):
    assert any(words in one for one in problems(changed(MACHINE, "clocks.0", {**CLOCK, **more})))


@pytest.mark.parametrize(
    ("path", "new", "words"),
    [
        ("clocks.0.unit", None, "缺少键 unit"),
        ("clocks.0.unit", "week", "不是允许的取值"),
        ("gates.0.check", {"op": "perhaps", "fact": "is_ready"}, "perhaps"),
        ("gates.0.check.fact", None, "缺少键 fact"),
        ("gates.0.override", "always", "不是允许的取值"),
        ("kind", "engine", "engine"),
        ("colour", "red", "不认识的键 colour"),
        ("transitions.0.from", None, "缺少键 from"),
    ],
)
def test_a_wrong_shape_is_a_fault_with_its_key(path, new, words):
    with pytest.raises(Fault) as caught:
        problems(changed(MACHINE, path, new))
    assert words in str(caught.value)
    assert "small.yaml" in str(caught.value)


@pytest.mark.parametrize(
    ("path", "new", "words"),
    [
        ("transitions.0.actor", "nobody", "没有角色 nobody"),
        ("transitions.0.enters", "other.open", "没有 other.open"),
        ("transitions.0.legal", [{"law": "XX", "articles": ["1"]}], "没有法律简称 XX"),
        ("clocks.0.law", "XX", "没有法律简称 XX"),
        ("clocks.0.same_as", "other.ten", "没有期限 other.ten"),
        ("clocks.0.duration", 7, "7 日应当是工作日"),
        ("gates.0.check.fact", "nobody_knows", "没有事实 nobody_knows"),
        ("gates.0.check.fact", "colour", "类型是 word"),
        ("gates.0.check", {"op": "in", "fact": "colour", "values": ["green"]}, "没有 green 这个答案"),
        ("gates.0.check", {"op": "in", "fact": "colour", "values": ["red", "blue"]}, "等于没有条件"),
        ("gates.0.check", {"op": "expired", "clock": "small.eleven"}, "没有期限 small.eleven"),
        ("gates.0.legal", [{"law": "CF", "articles": ["二"]}], "不是条款号"),
    ],
)
def test_a_contradiction_between_files_is_a_fault(path, new, words):
    with pytest.raises(Fault) as caught:
        book(changed(MACHINE, path, new))
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("path", "new", "words"),
    [
        ("counting.0.law", "XX", "没有法律简称 XX"),
        ("counting.0.follows", "XX", "没有法律简称 XX"),
        ("counting.0.follows", "CF", "不能准用自己"),
        ("counting.0.articles", ["x"], "不是条款号"),
        ("counting.1", TERMS["counting"][0], "计算规则 CF 重复"),
        ("facts.0.words", {"a": "甲"}, "类型与可选答案不符"),
        ("facts.1.words", {}, "类型与可选答案不符"),
        ("facts.2", TERMS["facts"][0], "事实 is_ready 重复"),
    ],
)
def test_a_contradiction_in_the_terms_is_named(path, new, words):
    assert any(words in one for one in problems(changed(TERMS, path, new)))


def test_terms_there_must_be_and_only_once():
    for terms in ((), (TERMS, TERMS)):
        with pytest.raises(Fault, match="有且只有一份"):
            ProcedureBook.of(convert(parse(to_yaml(one), "x.yaml"), Terms) for one in terms)


@pytest.mark.parametrize(
    ("path", "new", "words"),
    [
        ("year", 1900, "不在"),
        ("published", "2025/11/4", "不是 YYYY-MM-DD"),
        ("sources", [], "没有写明来源"),
        ("holidays.0.first", "2025-12-31", "不是 2026 年的日期"),
        ("holidays.0.last", "2026-13-01", "不是 2026 年的日期"),
        ("holidays.0.last", "2026-03-01", "起止不对"),
        ("holidays.0.first", "2026-01-04", "起止不对"),
        ("holidays.1", {"name": "又放", "first": "2026-01-03", "last": "2026-01-05"}, "同时属于元旦和又放"),
        ("worked.0.date", "2026-01-05", "不是周六或周日"),
        ("worked.0.date", "2026-01-03", "又写成元旦放假"),
        ("worked.0.date", "20260104", "不是 2026 年的日期"),
        ("worked.1", {"date": "2026-01-04", "holiday": "元旦"}, "写了两次"),
    ],
)
def test_a_contradiction_in_a_calendar_is_named(path, new, words):
    assert any(words in one for one in problems(changed(YEAR, path, new), YearCalendar))


def test_a_loose_file_is_told_by_its_keys(tmp_path):
    for name, value in (("small", MACHINE), ("terms", TERMS), ("cn-2026", YEAR)):
        path = tmp_path / f"{name}.yaml"
        path.write_bytes(to_yaml(value))
        assert check_pack(path) == []


def test_the_shipped_procedures_are_as_read():
    """A fingerprint of every step, limit and citation: what is changed here is changed on purpose."""
    shipped = Library(FORMS).procedures()
    read = [
        (
            machine.code,
            [(one.id, one.name, one.terminal) for one in machine.states],
            [
                (one.id, one.from_, one.to, one.actor, one.limit, repr(one.documents), repr(one.legal))
                for one in machine.transitions
            ],
            [
                (one.id, one.duration, one.unit, one.start, one.law, one.articles, one.verified)
                for one in machine.clocks
            ],
        )
        for _, machine in sorted(shipped.machines.items())
    ]
    digest = hashlib.sha256(json.dumps(read, ensure_ascii=False).encode()).hexdigest()
    assert digest[:16] == "6a27ac49738ccad0"
    assert len(shipped.tables["discretion_outcomes"].rules) == 13


def test_what_was_not_verified_says_so():
    shipped = Library(FORMS).procedures()
    unread = [
        clause
        for one in shipped.machines.values()
        for part in one.sections
        for clause in part.clauses
        if clause.verified is False
    ]
    assert [one.text for one in unread] == ["省局裁量制度规定的其他情形（如减轻处罚、较大数额处罚）"]
    assert {one.law for one in shipped.clocks().values() if not one.articles} == {"JC"}
    assert shipped.cite(shipped.clock("drug_inspection.rectify").citation) == "《药品检查管理办法(试行)》（条号待核）"
    assert shipped.cite(unread[0].legal[0]) == "《本机关内部规定》（条号待核）"


def test_no_internal_name_reaches_a_person():
    shipped = Library(FORMS).procedures()
    words = [one.text for machine in shipped.machines.values() for one in machine.gates]
    words += [one.event for machine in shipped.machines.values() for one in machine.transitions]
    words += [
        clause.text for machine in shipped.machines.values() for part in machine.sections for clause in part.clauses
    ]
    words += [one.note for machine in shipped.machines.values() for one in machine.clocks]
    words += [one.note for machine in shipped.machines.values() for one in (machine, *machine.transitions)]
    names = set(shipped.terms.laws) | set(shipped.machines) | {"deciding", "v true"}
    for text in words:
        assert not [name for name in names if name in text], text


def test_the_machines_are_usable_without_the_library():
    machine = convert(parse(to_yaml(MACHINE), "small.yaml"), Machine)
    assert machine.lines() == ["open.closed  开始 → 结束：结束", "small.ten  期限（10日，开始之日起）"]
    assert machine.transition("nothing") is None
    assert machine.clock("nothing") is None


def test_forms_check_finds_contradictions_between_files(tmp_path):
    (tmp_path / "procedures").mkdir()
    wrong = changed(changed(MACHINE, "transitions.0.actor", "nobody"), "gates.0.check.fact", "nobody_knows")
    for name, value in (("small", wrong), ("terms", TERMS)):
        (tmp_path / "procedures" / f"{name}.yaml").write_bytes(to_yaml(value))
    found = {one.path: one.problems for one in check(tmp_path)}
    assert found["procedures/terms.yaml"] == ()
    first, second = found["procedures/small.yaml"]
    assert "small.yaml 第 " in first
    assert "没有角色 nobody" in first
    assert "没有事实 nobody_knows" in second


def test_no_year_was_taken_for_an_article():
    """Every cited number is one a law can have, and no sentence keeps the crumbs of a citation."""
    cited = [one for one in every_citation(Library(FORMS)) if one.where.startswith("程序")]
    assert len(cited) > 800
    assert [one for one in cited if int(re.match(r"[0-9]+", one.written)[0]) > 450] == []
    shipped = Library(FORMS).procedures()
    for one in shipped.machines.values():
        for part in one.sections:
            assert not [clause.text for clause in part.clauses if "（版" in clause.text or "()" in clause.text]
