"""Law texts as official sites publish them: two kinds of heads, odd spaces, inserted articles, a table of contents."""

from __future__ import annotations

import hashlib
import json
from collections import Counter

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector_app import places
from inspector_app.catalog.citations import Cited, every_citation, unchecked
from inspector_app.catalog.law import Ref, chinese_number
from inspector_app.catalog.lawtext import number_of, parse_law_text, read_law_text
from inspector_app.catalog.lawtext_shelf import StoredText, TextShelf, law_of, wrong_citations
from inspector_app.catalog.library import Library
from inspector_app.commands.law import import_law
from inspector_app.fault import Fault, UsageFault

MARKDOWN = """# 试验物品管理条例

2020年1月1日 某机关公布

<!-- INFO END -->

目 录

第一章 总 则
第二章 罚则

## 第一编 通则

## 第一章 总 则

第一条 为了试验，制定本条例。

\u200b

第二条\u3000物品分为下列各类：

（一）甲类；

（二）乙类，包括：

1. 小的；

2. 大的。

分类目录另行公布。

第二条之一 插入的条文。

第三条\xa0依照本条例
第二条规定分类的，不收费。
第九条所称物品除外。

**第二章　罚则**

第四条  【罚款】违反本条例第三条规定的，处一百元以下罚款：
(一)初犯的；
(二)再犯的。

第　三　节的说明不是标题。

## 附 则

第五条 自公布之日起施行。

某机关2020年1月1日发布
"""


def test_a_text_comes_apart():
    text = parse_law_text(MARKDOWN)
    assert text.title == "试验物品管理条例"
    assert text.counts() == {"1": [0], "2": [2, 0], "2-1": [0], "3": [0, 0, 0], "4": [2, 0], "5": [0]}
    second = text.article("2")
    assert second.paragraphs[0].items[1].points == ("1. 小的；", "2. 大的。")
    assert second.headings == ("第一编 通则", "第一章 总 则")
    assert text.article("4").caption == "罚款"
    assert text.article("4").headings == ("第一编 通则", "第二章　罚则")
    assert text.article("5").headings == ("第一编 通则", "附 则")
    assert text.article("5").paragraphs[0].text == "自公布之日起施行。"


@pytest.mark.parametrize(
    ("ref", "lacks"),
    [
        ({"article": 2, "paragraph": 1, "item": 2}, None),
        ({"article": 2, "suffix": "之一", "paragraph": 1}, None),
        ({"article": 9}, "没有第9条"),
        ({"article": 2, "paragraph": 3}, "只有 2 款"),
        ({"article": 2, "paragraph": 2, "item": 1}, "没有第 1 项"),
        ({"article": 2, "item": 1}, "却没有写款"),
        ({"article": 3, "suffix": "之一"}, "没有第3条之一"),
    ],
)
def test_a_citation_is_there_or_not(ref, lacks):
    text = parse_law_text(MARKDOWN)
    found = text.lacks(Ref(law="x", **ref))
    assert found is None if lacks is None else lacks in found
    assert bool(text.text_of(Ref(law="x", **ref))) == (lacks is None)


def test_the_words_of_a_citation():
    text = parse_law_text(MARKDOWN)
    assert text.text_of(Ref(law="x", article=2, paragraph=1, item=1)) == "甲类；"
    assert text.text_of(Ref(law="x", article=2)).splitlines()[-1] == "分类目录另行公布。"


SITE = """# 试验办法

- 来源: 某网站
- 栏目: 规章

---

.Three{display:none;}

[下载](/a.pdf)

试验办法

（2021年1月1日公布）

第一章　总　则

　　第1条 数字写的条号。

　　第２条 全角数字的条号。
"""


def test_a_page_saved_from_a_site():
    text = parse_law_text(SITE)
    assert (text.title, text.counts()) == ("试验办法", {"1": [0], "2": [0]})
    assert text.article("1").headings == ("第一章　总　则",)


@given(st.integers(min_value=1, max_value=9999))
@settings(max_examples=300)
def test_numbers_go_there_and_back(number):
    assert number_of(chinese_number(number)) == number
    assert number_of(str(number)) == number


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_text_can_be_read(text):
    found = parse_law_text(text)
    numbers = [one.number for one in found.articles]
    assert numbers == sorted(numbers)


def test_what_cannot_be_read_is_said(tmp_path):
    def put(name, content):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    with pytest.raises(UsageFault, match="另存为"):
        read_law_text(put("法.doc", b"PK"))
    with pytest.raises(Fault, match="不是能打开的 Word 文件"):
        read_law_text(put("法.docx", b"PK"))
    with pytest.raises(Fault, match="没有找到"):
        read_law_text(put("空.txt", "没有条文".encode()))
    with pytest.raises(Fault, match="既不是 UTF-8"):
        read_law_text(put("乱.txt", b"\xff\xff\xff"))
    with pytest.raises(UsageFault, match="找不到文件"):
        read_law_text(tmp_path / "无.txt")
    old = put("旧.txt", "试验办法\n第一条 国标编码。\n第二条 也能读。".encode("gb18030"))
    assert read_law_text(old).counts() == {"1": [0], "2": [0]}
    assert read_law_text(old).title == "试验办法"


def made_up(law, wanted):
    """A text that has every article, paragraph and item the law packs cite of a law, in words of no law."""
    lines = [f"# {law.name}", ""]
    for article in range(1, law.current.articles + 1):
        paragraphs = {ref.paragraph or 1: 0 for ref in wanted if ref.article == article}
        for ref in wanted:
            if ref.article == article and ref.item:
                paragraphs[ref.paragraph] = max(paragraphs[ref.paragraph], ref.item)
        for number in range(1, max(paragraphs, default=1) + 1):
            lines.append((f"第{chinese_number(article)}条 " if number == 1 else "") + "试验文字：")
            lines += [f"（{chinese_number(item)}）试验；" for item in range(1, paragraphs.get(number, 0) + 1)]
    return "\n".join(lines)


def test_import_holds_the_packs_against_the_text(tmp_path):
    book = Library(places.forms_folder()).lawbook()
    law = book.law("anti-doping-reg")
    wanted = [ref for one in book.violations for ref in one.refs() if ref.law == law.id]
    assert wanted
    good = tmp_path / "反兴奋剂条例(2018).md"
    good.write_text(made_up(law, wanted), "utf-8")
    data = tmp_path / "数 据"
    done = CliRunner().invoke(import_law, [str(good), "--data", str(data), "--json"], standalone_mode=False)
    assert done.exception is None
    answer = json.loads(done.output)
    assert (answer["law"], answer["articles"], answer["wrong"], answer["notes"]) == (law.id, 47, [], [])
    assert answer["citations"] == len(wanted)
    shelf = TextShelf(data / "laws")
    assert shelf.laws() == [law.id]
    stored = shelf.get(law.id)
    assert stored.sha256 == hashlib.sha256(good.read_bytes()).hexdigest()
    assert wrong_citations(book, stored) == (len(wanted), ())

    short = tmp_path / "short.txt"
    short.write_text(f"{law.name}\n第一条 只有一条。", "utf-8")
    done = CliRunner().invoke(import_law, [str(short), "--data", str(data)], standalone_mode=False)
    assert isinstance(done.exception, Fault)
    assert f"{len(wanted)} 处引用与文本不符" in str(done.exception)
    assert "可能不是同一个版本" in done.output
    assert "反兴奋剂条例38条" in done.output


def test_a_law_that_is_not_in_the_catalogue(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("没有登记的办法\n第一条 试验。", "utf-8")
    done = CliRunner().invoke(import_law, [str(path), "--dry-run"], standalone_mode=False)
    assert isinstance(done.exception, UsageFault)
    assert "没有登记的办法" in str(done.exception)
    book = Library(places.forms_folder()).lawbook()
    assert law_of(book, read_law_text(path), "gsp").id == "gsp"


def test_a_damaged_stored_text_is_said(tmp_path):
    shelf = TextShelf(tmp_path)
    assert shelf.get("gsp") is None
    text = parse_law_text(MARKDOWN)
    shelf.put(StoredText(law="gsp", source="x.md", sha256="0" * 64, text=text))
    assert shelf.get("gsp").text == text
    (tmp_path / "gsp.json").write_bytes(b"{")
    with pytest.raises(Fault, match="已损坏"):
        shelf.get("gsp")


def test_a_word_file_reads_like_its_text(tmp_path):
    import docx

    lines = [
        "试验物品管理条例",
        "第一章　总则",
        "第一条　为了试验，制定本条例。",
        "第二条　有下列情形之一的：",
        "（一）甲；",
        "（二）乙。",
    ]
    word = docx.Document()
    for line in lines:
        word.add_paragraph(line)
    word.add_table(1, 1).cell(0, 0).text = "第三条 表格里的一条。"
    path = tmp_path / "试 验.docx"
    word.save(path)
    text = read_law_text(path)
    assert text == parse_law_text("\n".join([*lines, "第三条 表格里的一条。"]))
    assert (text.title, text.counts()) == ("试验物品管理条例", {"1": [0], "2": [2], "3": [0]})


def test_a_word_file_that_unpacks_too_far_is_not_read(tmp_path, monkeypatch):
    import docx

    monkeypatch.setattr("inspector_app.catalog.lawtext._MAX_UNPACKED", 1000)
    docx.Document().save(tmp_path / "大.docx")
    with pytest.raises(Fault, match="展开后太大"):
        read_law_text(tmp_path / "大.docx")


LADDER = "试行办法\n第一条 甲：\n（一）子；\n（二）丑；\n（三）寅。\n第二条 乙。\n丙：\n（一）子；\n（二）丑。\n第二条之一 丁。\n第三条 戊。"


@pytest.mark.parametrize(
    ("written", "lacks"),
    [
        ("1", None),
        ("1(3)", None),
        ("1(2)(3)", None),
        ("1(4)", "没有第 4 项"),
        ("1(2)(4)", "没有第 4 项"),
        ("2(2)", None),
        ("2(3)", "只有 2 款，没有第 3 款"),
        ("2(2)(1)", None),
        ("2(2)(1)(2)", None),
        ("2(1)(1)", "没有第 1 项"),
        ("2-1", None),
        ("2-2", "没有第2条之二"),
        ("3(1)", "没有第 1 项"),
        ("4", "没有第4条"),
        ("04", "不是条款号"),
        ("第三条", "不是条款号"),
        ("", "不是条款号"),
    ],
)
def test_a_written_citation_is_read_as_lawyers_write_it(written, lacks):
    cited = Cited(where="试", law="trial", known=True, written=written)
    found = cited.lacks(parse_law_text(LADDER))
    assert found is None if lacks is None else lacks in found


def test_every_kind_of_pack_is_asked_for_its_citations():
    cited = every_citation(Library(places.forms_folder()))
    kinds = Counter(one.where.split(" ")[0] for one in cited)
    assert {"违法行为", "裁量规则", "章规则", "程序", "文书", "检查表"} == set(kinds)
    assert min(kinds[one] for one in ("违法行为", "程序", "文书", "检查表")) > 500
    by_law = Counter(one.law for one in cited)
    assert by_law["admin-penalty-law"] > 300
    assert {one.law for one in cited if not one.known} == {
        "价格法",
        "化妆品检查管理办法",
        "化妆品生产质量管理规范",
        "原药品抽验管理规定",
        "药品记录与数据管理要求",
    }
    assert all(one.written for one in cited)
    assert unchecked(cited, set(by_law) - {"admin-penalty-law"}) == {"admin-penalty-law": by_law["admin-penalty-law"]}


def test_a_folder_of_texts_is_read_one_after_the_other(tmp_path):
    folder = tmp_path / "法 规"
    folder.mkdir()
    with pytest.raises(UsageFault, match="里没有法规文本"):
        CliRunner().invoke(import_law, [str(folder), "--dry-run"], standalone_mode=False, catch_exceptions=False)
    (folder / "a.md").write_text("# 中华人民共和国行政处罚法\n\n第一条 只有一条。", "utf-8")
    (folder / "b.txt").write_text("某地办法\n第一条 一句。", "utf-8")
    (folder / "c.pdf").write_bytes(b"%PDF")
    done = CliRunner().invoke(import_law, [str(folder), "--dry-run", "--json"], standalone_mode=False)
    assert isinstance(done.exception, Fault)
    assert done.exception.code == "citation-missing"
    answer = json.loads(done.output)
    assert (answer["texts"], [one["law"] for one in answer["laws"]]) == (1, ["admin-penalty-law"])
    assert answer["checked"] == answer["laws"][0]["citations"] > 300
    assert answer["wrong"] > 300
    assert answer["citations"] == answer["checked"] + sum(answer["unchecked"].values())
    assert answer["skipped"][0].startswith("b.txt：法规目录里没有标题为“某地办法”的法律")
    said = CliRunner().invoke(import_law, [str(folder), "--dry-run"], standalone_mode=False).output
    assert f"共 1 部文本；各包共 {answer['citations']} 处引用" in said
    assert "没有文本可以核对：化妆品生产质量管理规范 19 处" in said
    with pytest.raises(UsageFault, match="--law 只用于一个文件"):
        CliRunner().invoke(
            import_law, [str(folder), "--law", "vaccine-law"], standalone_mode=False, catch_exceptions=False
        )
