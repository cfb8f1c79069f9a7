"""``inspector document`` through the real command line: its output, its exit codes, its one line of complaint."""

from __future__ import annotations

import json

import pypdfium2
import pytest

from inspector_app.cli import main

CODE = "order_correction_notice"


@pytest.fixture
def run(capsys):
    def go(*arguments):
        code = main(["document", *map(str, arguments)])
        out, err = capsys.readouterr()
        return code, out, err

    return go


@pytest.fixture
def sample():
    from inspector_app import places
    from inspector_app.catalog.library import Library

    return dict(Library(places.forms_folder()).form(CODE).sample)


@pytest.fixture
def values(tmp_path):
    def write(content):
        path = tmp_path / "填写 内容.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False), "utf-8")
        return path

    return write


def test_list_names_every_document(run):
    code, out, err = run("list", "--json")
    assert (code, err) == (0, "")
    listed = {one["code"]: one for one in json.loads(out)}
    assert listed["site_record"]["skeleton"] == "record"
    assert listed["deficiency_list"]["verified"] is False
    assert listed[CODE]["number"]["doc_word"] == "责改"
    code, out, _ = run("list")
    assert code == 0
    assert "未核实" in next(line for line in out.splitlines() if "缺陷项目清单" in line)


def test_list_has_all_that_others_need_to_choose_a_document(run):
    code, out, _ = run("list", "--json")
    listed = json.loads(out)
    assert (code, len(listed)) == (0, 93)
    assert sorted(one["no"] for one in listed if one["no"]) == list(range(1, 57))
    assert {one["set"] for one in listed} == {"penalty", "inspection", "complaint"}
    assert len({one["skeleton"] for one in listed}) == 8
    for one in listed:
        assert one["name"]
        assert isinstance(one["verified"], bool)
        assert isinstance(one["unverified"], list)
        assert set(one["number"]) == {"has_number", "label", "pattern", "doc_word", "doc_word_verified", "of"}
        assert one["numbered"] == bool(one["number"]["pattern"])


def test_render_writes_a_pdf(run, values, sample, tmp_path):
    out_file = tmp_path / "输出 文件.pdf"
    code, out, err = run("render", CODE, "--values", values(sample), "--out", out_file, "--json")
    assert (code, err) == (0, "")
    report = json.loads(out)
    document = pypdfium2.PdfDocument(out_file)
    assert len(document) == report["pages"] == 1
    document.close()
    assert [path.name for path in tmp_path.glob("*.part")] == []


@pytest.mark.parametrize("kind", [["--sample"], ["--empty"], ["--sample", "--draft"], ["--sample", "--pdfa", "3b"]])
def test_sample_empty_draft(run, tmp_path, kind):
    code, _, err = run("render", CODE, *kind, "--out", tmp_path / "a.pdf")
    assert (code, err) == (0, "")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-1.")


def test_check_lists_problems_as_json(run, values, sample):
    code, out, err = run("render", CODE, "--values", values(sample), "--check")
    assert (code, err) == (0, "")
    assert json.loads(out) == []
    del sample["court"]
    code, out, err = run("render", CODE, "--values", values(sample), "--check")
    assert (code, err) == (1, "")
    (problem,) = json.loads(out)
    assert problem == {"key": "court", "label": "人民法院", "level": "error", "message": "“人民法院”未填写"}


def test_missing_fields_stop_all_but_a_draft(run, values, sample, tmp_path):
    del sample["court"]
    out_file = tmp_path / "a.pdf"
    code, out, err = run("render", CODE, "--values", values(sample), "--out", out_file)
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert "“人民法院”未填写" in err
    assert not out_file.exists()
    code, _, _ = run("render", CODE, "--values", values(sample), "--out", out_file, "--draft")
    assert code == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[]", "JSON 对象"),
        ("{", "不是正确的 JSON"),
        ('{"a": 1, "a": 2}', "出现了两次"),
        ("[" * 100000, "不是正确的 JSON"),
    ],
)
def test_a_wrong_file_of_values_is_wrong_use(run, values, tmp_path, content, words):
    code, out, err = run("render", CODE, "--values", values(content), "--out", tmp_path / "a.pdf")
    assert (code, out) == (2, "")
    assert words in err
    assert len(err.splitlines()) == 1


def test_other_wrong_use(run, tmp_path):
    binary = tmp_path / "b.json"
    binary.write_bytes(b"\xff\xfe\x00")
    for arguments in (
        ["render", "no_such_document", "--sample", "--out", tmp_path / "a.pdf"],
        ["render", CODE, "--out", tmp_path / "a.pdf"],
        ["render", CODE, "--sample", "--empty", "--out", tmp_path / "a.pdf"],
        ["render", CODE, "--sample"],
        ["render", CODE, "--values", tmp_path / "none.json", "--out", tmp_path / "a.pdf"],
        ["render", CODE, "--values", binary, "--out", tmp_path / "a.pdf"],
        ["render", CODE, "--sample", "--out", tmp_path / "a.pdf", "--pdfa", "4"],
    ):
        code, out, err = run(*arguments)
        assert (code, out) == (2, ""), arguments
        assert err.strip(), arguments


def test_a_place_that_cannot_be_written_leaves_nothing(run, tmp_path):
    code, _, err = run("render", CODE, "--sample", "--out", tmp_path / "无此文件夹" / "a.pdf")
    assert code == 1
    assert "不存在" in err
    assert "没有留下" in err
    code, _, err = run("render", CODE, "--sample", "--out", tmp_path)
    assert code == 1
    assert list(tmp_path.parent.glob(f"{tmp_path.name}.part")) == []


def test_an_emoji_is_named(run, values, sample, tmp_path):
    code, _, err = run(
        "render", CODE, "--values", values({**sample, "act": "过期😀"}), "--out", tmp_path / "a.pdf", "--draft"
    )
    assert code == 1
    assert "U+1F600" in err
