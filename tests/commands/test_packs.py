"""From headquarters' folder of YAML to the laptop's list of forms, all by the command."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from inspector_app.casework import exchange, opening
from inspector_app.cli import cli
from inspector_app.fault import Fault
from inspector_app.headquarters import demonstration as collector
from inspector_app.records.person import Organisation
from tests.bundle.packing import AT, PROVINCE, YEAR

SECRET = "口令口令 12345678"
TASKS = """
tasks:
- no: 虚检〔2026〕1号
  enterprise: {name: 虚构大药房, uscc: '', address: 虚构路1号}
  checklist: gsp-retail
  due: 2026-12-01
  officers: [李敏]
  topic: 虚构主题
"""


def run(*words: object, env: dict | None = None) -> str:
    done = CliRunner().invoke(cli, [str(w) for w in words], env={"INSPECTOR_PASSPHRASE": SECRET} | (env or {}))
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def fault(*words: object) -> Fault:
    done = CliRunner().invoke(cli, [str(w) for w in words], env={"INSPECTOR_PASSPHRASE": SECRET})
    assert isinstance(done.exception, Fault), done.output
    return done.exception


class Way:
    """A headquarters, one laptop that knows it, a stick between them."""

    def __init__(self, folder: Path) -> None:
        self.central, self.vault, self.stick = folder / "总 部", folder / "数 据", folder / "U 盘"
        self.stick.mkdir()
        letter = collector.establish(self.central, "虚构省药监局", at=AT)
        desk = opening.create_desk(
            self.vault,
            SECRET,
            organisation=Organisation(name="某局", number_word="滨药监"),
            officers=(),
            device_name="一",
        )
        exchange.enrol(desk, letter)
        collector.register(self.central, exchange.write_device_letter(desk, folder / "本机.json"), at=AT)
        self.device = exchange.device(desk).id
        desk.close()

    def source(self, name: str, text: str) -> Path:
        folder = self.stick.parent / f"source-{name}"
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.yaml").write_text(text, "utf-8")
        return folder

    def make(self, *words: object, kind="laws", code="xugou", title="虚构省裁量基准") -> list[object]:
        return ["hq", "pack", "make", *words, "--dir", self.central, "--kind", kind, "--code", code, "--title", title]


@pytest.fixture
def way(tmp_path: Path) -> Way:
    return Way(tmp_path)


def test_a_law_pack_travels(way: Way) -> None:
    source, file = way.source("xugou", PROVINCE), way.stick / "xugou.pack.zip"
    said = run(*way.make(source), "--effective", "2026-11-01", "--note", "首次下发", "--out", file)
    assert "已签发法规包：虚构省裁量基准（xugou 第 1 版）" in said
    assert "laws/discretion/xugou.yaml" in said
    shown = run("forms", "install", file, "--preview", "--data", way.vault)
    assert "[新增] 虚构省裁量基准" in shown
    assert "没有安装" in shown
    assert "xugou" not in run("forms", "list", "--data", way.vault)
    assert "已安装。" in run("forms", "install", file, "--data", way.vault)
    assert "已经安装过" in run("forms", "install", file, "--data", way.vault)
    listed = json.loads(run("forms", "list", "--data", way.vault, "--json"))["packs"]
    (mine,) = [one for one in listed if one["code"] == "xugou"]
    assert mine["origin"] == "虚构省裁量基准 第 1 版（虚构省药监局）"
    assert "来自 虚构省裁量基准 第 1 版" in run("--data", way.vault, "forms", "list")
    assert "xugou" not in run("forms", "list")
    way.source("xugou", PROVINCE.replace("version: '1'", "version: '2'").replace("0.25", "0.4"))
    second = json.loads(run(*way.make(source), "--json"))
    assert second["version"] == 2
    assert Path(second["file"]) == way.central / "packs" / "pack-xugou-2.pack.zip"
    shown = json.loads(run("forms", "install", second["file"], "--preview", "--data", way.vault, "--json"))
    assert (shown["state"], shown["version_before"], shown["installed"]) == ("update", 1, False)
    assert {"what": "裁量等级 › 从轻 › 幅度", "before": "幅度的 0% 至 25%", "after": "幅度的 0% 至 40%"} in shown[
        "files"
    ][0]["changes"]
    run("forms", "install", second["file"], "--data", way.vault)
    assert fault("forms", "install", file, "--data", way.vault).code == "pack_older"
    assert "xugou 第 2 版" in run("hq", "pack", "list", "--dir", way.central)
    assert "[正常] 总部下发的包" in run("doctor", "--data", way.vault)


WORDS = """
code: xugou-words
version: '1'
name: 虚构局文种字（测试用，不是真的）
doc_words:
- {form: deficiency_list, word: 缺清, verified: true}
- {form: case_filing_approval, word: 立}
"""


def test_words_of_numbers_travel(way: Way) -> None:
    file = way.stick / "字.pack.zip"
    source = way.source("xugou-words", WORDS)
    said = run(
        *way.make(source, kind="words", code="words", title="文种字"), "--effective", "2026-11-01", "--out", file
    )
    assert "已签发文种字包：文种字（words 第 1 版）" in said
    assert "缺陷项目清单（药品检查缺陷项目） › 文种字" in run(
        "forms", "install", file, "--preview", "--data", way.vault
    )
    run("forms", "install", file, "--data", way.vault)
    shown = run("forms", "show", "xugou-words", "--data", way.vault)
    assert "case_filing_approval　立　未核实" in shown
    listed = json.loads(run("document", "numbers", "words", "--data", way.vault, "--json"))
    (mine,) = [one for one in listed if one["code"] == "deficiency_list"]
    assert (mine["word"], mine["source"]["told"]) == ("缺清", "文种字 第 1 版（虚构省药监局）")
    wrong = way.source("xugou-words", WORDS.replace("立}", "立案审批}"))
    assert "一到三个汉字" in str(fault(*way.make(wrong, kind="words", code="words", title="文种字")))


def test_commands_go_by_what_headquarters_sent_and_say_so(way: Way) -> None:
    text = "中华人民共和国行政处罚法\n" + "\n".join(f"第{n}条 试验的一款。" for n in range(1, 87))
    law = way.stick / "法.txt"
    law.write_text(text, "utf-8")
    ask = ["forms", "import-law", law, "--law", "admin-penalty-law", "--dry-run", "--json"]

    def cited(*more: object) -> dict:
        done = CliRunner().invoke(cli, [str(w) for w in (*ask, *more)], env={"INSPECTOR_PASSPHRASE": SECRET})
        return json.loads(done.output)

    shipped = cited("--data", way.vault)
    assert shipped["packs"] == ["随程序安装的"]
    assert cited()["citations"] == shipped["citations"]
    run(*way.make(way.source("xugou", PROVINCE)), "--effective", "2026-11-01", "--out", way.stick / "x.pack.zip")
    run("forms", "install", way.stick / "x.pack.zip", "--data", way.vault)
    sent = cited("--data", way.vault)
    assert sent["packs"] == ["随程序安装的", "虚构省裁量基准 第 1 版（虚构省药监局）"]
    assert sent["citations"] > shipped["citations"]
    assert cited()["citations"] == shipped["citations"]
    out = way.stick / "单.pdf"
    render = ["document", "render", "service_receipt", "--empty", "--out", out, "--json"]
    assert json.loads(run("--data", way.vault, *render))["packs"] == sent["packs"]
    assert json.loads(run(*render))["packs"] == ["随程序安装的"]
    assert "所用：随程序安装的；虚构省裁量基准 第 1 版" in run("document", "list", "--data", way.vault)
    written = json.loads(run("document", "empty", "service_receipt", "--out", way.stick, "--data", way.vault, "--json"))
    assert len(written) == 1


def test_headquarters_signs_nothing_that_is_wrong(way: Way) -> None:
    wrong = way.source("xugou", PROVINCE.replace("name: 从轻", "nam: 从轻"))
    said = fault(*way.make(wrong))
    assert said.code == "pack_invalid"
    assert "xugou.yaml 第" in str(said)
    assert fault(*way.make(way.source("cn-2027", YEAR))).code == "pack_kind"
    twice = way.source(
        "cn-2026b", YEAR.replace("cn-2027", "cn-2026b").replace("2027", "2026").replace("02-13", "02-14")
    )
    assert "已有节假日安排" in str(fault(*way.make(twice, kind="calendars", code="days")))
    assert fault(*way.make(way.stick)).code == "path-empty"
    assert fault(*way.make(way.stick / "没有")).code == "path-missing"
    assert json.loads(run("hq", "pack", "list", "--dir", way.central, "--json")) == []
    good = way.source("xugou", PROVINCE)
    run(*way.make(good), "--version", "7")
    assert fault(*way.make(good), "--version", "7").code == "pack_version"
    assert fault(*way.make(way.source("cn-2027", YEAR), kind="calendars")).code == "pack_kind"
    assert fault(*way.make(good), "--out", way.central / "packs" / "pack-xugou-7.pack.zip").code == "target_exists"
    assert fault(*way.make(good), "--out", way.stick / "没有" / "x.zip").code == "drive_gone"
    assert len(json.loads(run("hq", "pack", "list", "--dir", way.central, "--json"))) == 1


def test_a_pack_may_build_on_another_that_headquarters_signed(way: Way) -> None:
    local = PROVINCE.replace("code: xugou,", "code: xugou-city,").replace("extends: national", "extends: xugou")
    city = way.source("xugou-city", local.replace("xugou-honest", "city-honest").replace("xugou-minor", "city-minor"))
    assert fault(*way.make(city, code="city")).code == "pack_invalid"
    first = json.loads(run(*way.make(way.source("xugou", PROVINCE)), "--json"))["file"]
    second = json.loads(run(*way.make(city, code="city", title="虚构市裁量基准"), "--json"))["file"]
    assert "xugou" in str(fault("forms", "install", second, "--data", way.vault))
    run("forms", "install", first, "--data", way.vault)
    run("forms", "install", second, "--data", way.vault)


def test_numbers_are_allotted_and_installed(way: Way) -> None:
    file = way.stick / "numbers.pack.zip"
    words = ["hq", "numbers", "allot", "--dir", way.central, "--device", way.device, "--word", "责改", "--year", 2026]
    said = run(*words, "--word", "罚", "--count", 20, "--out", file)
    assert "责改〔2026〕1 至 20 号" in said
    assert "罚〔2026〕1 至 20 号" in said
    assert fault(*words, "--count", 5, "--out", file).code == "target_exists"
    again = json.loads(run(*words, "--count", 5, "--json"))
    assert (again["version"], again["allotted"][0]["first"]) == (2, 21)
    assert "[新增] 号段 滨药监责改〔2026〕21 至 25 号" in run("forms", "install", again["file"], "--data", way.vault)
    assert fault("forms", "install", file, "--data", way.vault).code == "pack_older"
    note = ["hq", "numbers", "note", "--dir", way.central, "--device", way.device, "--word", "责改", "--year", 2026]
    assert fault(*note, "--first", 10, "--last", 30).code == "number_overlap"
    assert "101 至 150" in run(*note, "--first", 101, "--last", 150)
    listed = run("hq", "numbers", "list", "--dir", way.central)
    assert "手工录入" in listed
    assert len(json.loads(run("hq", "numbers", "list", "--dir", way.central, "--json"))["ranges"]) == 4
    assert (
        json.loads(run("hq", "numbers", "pack", "--dir", way.central, "--device", way.device, "--json"))["version"] == 3
    )
    assert fault(*words[:6], "nobody", *words[7:], "--count", 5).code == "unknown_device"


def test_tasks_travel(way: Way, tmp_path: Path) -> None:
    sheet = tmp_path / "任务.yaml"
    sheet.write_text(TASKS, "utf-8")
    words = ["hq", "tasks", sheet, "--dir", way.central, "--device", way.device]
    made = json.loads(run(*words, "--json"))
    assert "[新增] 任务 虚检〔2026〕1号" in run("forms", "install", made["file"], "--data", way.vault)
    for old, new, text in (
        ("gsp-retail", "nothing", "nothing"),
        ("due: 2026-12-01", "due: 明天", "due"),
        ("topic:", "topik:", "topik"),
        ("uscc: ''", "uscc: '123'", "18位"),
        ("name: 虚构大药房", "name: ''", "企业名称"),
    ):
        sheet.write_text(TASKS.replace(old, new), "utf-8")
        assert text in str(fault(*words))
    sheet.write_text("tasks: []\n", "utf-8")
    back = json.loads(run(*words, "--json"))
    assert "[去掉] 任务" in run("forms", "install", back["file"], "--data", way.vault)


def test_a_file_that_is_no_pack_and_a_vault_that_is_none(way: Way, tmp_path: Path) -> None:
    other = tmp_path / "x"
    other.write_bytes(os.urandom(100))
    assert fault("forms", "install", other, "--data", way.vault).code == "not_a_pack"
    assert fault("forms", "install", tmp_path / "没有", "--data", way.vault).code == "not_found"
    assert fault("forms", "install", other, "--data", tmp_path / "没有").code == "vault_absent"
    assert "gsp-retail" in run("forms", "list", "--data", tmp_path / "没有")


def test_the_commands_go_by_what_the_vault_has_installed(way: Way, tmp_path: Path) -> None:
    """A made-up calendar and a made-up province: with ``--data`` they count, without it the shipped packs do."""
    for source, words in (
        (way.source("cn-2027", YEAR), {"kind": "calendars", "code": "days"}),
        (way.source("xugou", PROVINCE), {}),
    ):
        made = json.loads(run(*way.make(source, **words), "--json"))
        run("forms", "install", made["file"], "--data", way.vault)
    rule = ["deadline", "notice_and_pleading.plead5", "--from", "2027-02-03", "--json"]
    assert json.loads(run(*rule))["provisional"] is True
    assert json.loads(run(*rule, "--data", way.vault))["provisional"] is False
    facts = tmp_path / "facts.json"
    facts.write_text('{"violation": "drug-117-retail-inferior", "value": 35, "rules": "xugou@1"}', "utf-8")
    assert fault("penalty", facts).code == "discretion-unknown"
    assert "裁量规则：虚构省裁量基准" in run("penalty", facts, "--data", way.vault)
    assert "来自 虚构省裁量基准" in run("forms", "show", "xugou", "--data", way.vault)
    answers = tmp_path / "answers.json"
    answers.write_text('{"default": "compliant"}', "utf-8")
    assert run("judge", "gsp-retail", answers, "--data", way.vault)
