"""inspector judge: the contract other programs rely on, and every way to ask wrongly."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inspector_app.commands.judge import judge
from inspector_app.fault import UsageFault

ONE = "gsp-retail-17701"


@pytest.fixture
def ask(tmp_path):
    def asked(code, sheet, *options):
        path = tmp_path / "答案 一.json"
        path.write_bytes(sheet if isinstance(sheet, bytes) else json.dumps(sheet, ensure_ascii=False).encode())
        return CliRunner().invoke(judge, [code, str(path), *options])

    return asked


def test_the_contract(ask):
    done = ask(
        "gsp-retail",
        {"ruleset": "supervision_2016", "default": "compliant", "answers": {ONE: "non_compliant"}},
        "--json",
    )
    told = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (told["verdict"], told["provisional"]) == ("rectify", False)
    assert told["label"] == "违反药品经营质量管理规范，限期整改"
    assert told["counts"]["general"]["non_compliant"] == 1
    assert told["counts"]["overall"]["total"] == 176
    assert told["because"]
    assert told["items"] == [ONE]


def test_without_a_default_the_rest_is_unanswered(ask):
    told = json.loads(ask("gsp-retail", {"answers": {ONE: "compliant"}}, "--json").stdout)
    assert told["provisional"] is True
    assert told["counts"]["overall"]["unanswered"] == 175


@pytest.mark.parametrize(
    "code", ["gmp-2010", "gmp-annex-cs", "gmp-annex-vv", "drug-di-2020", "cos-prod", "cos-ent", "cos-op", "vac-cc"]
)
def test_a_refusal_is_an_answer(ask, code):
    done = ask(code, {"default": "compliant"}, "--json")
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert told["verdict"] is None
    assert told["refusal"]
    assert told["choices"]


def test_the_option_goes_before_the_file(ask):
    sheet = {"ruleset": "supervision_2016", "default": "compliant"}
    told = json.loads(ask("gsp-ivd", sheet, "--ruleset", "certification_2016", "--json").stdout)
    assert told["verdict"] == "pass"


def test_severity_and_annex_answers_are_taken(ask):
    sheet = {"default": "compliant", "answers": {"gmp-2010-004": {"code": "defect", "severity": "major"}}}
    assert json.loads(ask("gmp-2010", sheet, "--json").stdout)["counts"]["major"]["non_compliant"] == 1
    sheet = {"default": "compliant", "answers": {"gsp-wholesale-01711": {"annex": {"验证管理": "non_compliant"}}}}
    assert json.loads(ask("gsp-wholesale", sheet, "--json").stdout)["items"] == ["gsp-wholesale-01711"]
    sheet["answers"]["gsp-wholesale-01711"]["annex"]["验证管理"] = "compliant"
    assert json.loads(ask("gsp-wholesale", sheet, "--json").stdout)["provisional"] is False


def test_people_read_sentences(ask):
    text = ask("gsp-retail", {"default": "compliant", "answers": {ONE: "non_compliant"}}).stdout
    assert "结论：违反药品经营质量管理规范，限期整改" in text
    assert "命中第 6 条规则" in text
    assert "17701  协助召回" in text
    assert "结论：由检查组判定" in ask("gmp-2010", {"default": "compliant"}).stdout


def test_a_byte_order_mark_of_another_editor_is_fine(ask):
    assert ask("gsp-retail", b'\xef\xbb\xbf{"default": "compliant"}').exit_code == 0


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        ({"answers": {"gsp-retail-99999": "compliant"}}, "没有项目 gsp-retail-99999"),
        ({"answers": {ONE: "yes"}}, f"项目 {ONE} 的答案“yes”"),
        ({"default": "yes"}, "没有“yes”这个答案"),
        ({"ruleset": "supervision_2099"}, "没有规则集“supervision_2099”"),
        ({"answer": {}}, "不认识的键“answer”"),
        ({"answers": {ONE: 1}}, f"项目 {ONE} 的答案写法不对"),
        ({"answers": {ONE: None}}, f"项目 {ONE} 的答案写法不对"),
        ({"answers": {ONE: {"code": "compliant", "x": 1}}}, f"项目 {ONE} 的答案写法不对"),
        ({"answers": {ONE: {"code": "compliant", "annex": {"无": "compliant"}}}}, "没有附录“无”"),
        ({"answers": {ONE: {"code": "non_compliant", "severity": "critical"}}}, "不能改为 critical"),
        ({"answers": {ONE: {"code": "non_compliant", "severity": "x"}}}, "不能改为 x"),
        ({"answers": []}, "answers 应当是一组"),
        ({"default": 3}, "default 应当是文字"),
        ([], "应当是一个 JSON 对象"),
        (b"{", "不是有效的 JSON，第 1 行第 2 列有错"),
        (b"", "不是有效的 JSON"),
        (b"\xff\xfe", "不是 UTF-8"),
        (b'{"default": "compliant", "default": "non_compliant"}', "“default”写了两次"),
        (b"[" * 200_000, "层次太深"),
        (b'{"default": ' + b"9" * 10_000 + b"}", "数字太长"),
        ({"answers": {"a\ud800": "compliant"}}, "没有项目"),
    ],
)
def test_wrong_use_is_named(ask, sheet, said):
    if not isinstance(sheet, bytes):
        sheet = json.dumps(sheet).encode()
    done = ask("gsp-retail", sheet)
    assert isinstance(done.exception, UsageFault), done.exception
    assert said in str(done.exception)
    assert done.exception.exit_code == 2


def test_an_item_that_only_explains_is_not_judged(ask):
    done = ask("gmp-2010", {"answers": {"gmp-2010-001": "defect"}})
    assert "仅作说明" in str(done.exception)


def test_an_unknown_checklist_and_a_missing_file_are_wrong_use(ask, tmp_path):
    assert "gsp-retail" in str(ask("gsp", {}).exception)
    done = CliRunner().invoke(judge, ["gsp-retail", str(tmp_path / "无.json")])
    assert isinstance(done.exception, UsageFault)
    done = CliRunner().invoke(judge, ["gsp-retail", str(tmp_path)])
    assert isinstance(done.exception, UsageFault)


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sheet=st.fixed_dictionaries({}, optional={"answers": _JSON, "default": _JSON, "ruleset": _JSON, "x": _JSON}) | _JSON
)
def test_no_json_whatever_raises_anything_but_wrong_use(ask, sheet):
    done = ask("vac-cc", json.dumps(sheet).encode())
    assert done.exception is None or isinstance(done.exception, UsageFault)
