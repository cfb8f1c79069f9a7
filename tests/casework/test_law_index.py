"""Finding laws, articles and violations by words, fragments, initials and numbers; official texts beside them."""

from __future__ import annotations

import pytest

from inspector_app.casework import inspecting, law_index, law_texts, office, searching
from inspector_app.catalog.law import Ref, chinese_number
from inspector_app.catalog.lawtext_shelf import TextShelf
from inspector_app.fault import Fault, UsageFault

from .conftest import new_desk

_BEFORE = "".join(f"第{chinese_number(number)}条 前文。\n\n" for number in range(1, 117))
TEXT = f"""# 中华人民共和国药品管理法

{_BEFORE}第一百一十七条 甲句。
乙句的冰凌二字只在这里。
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """One desk for the module: what is imported is taken away again after each test."""
    opened = new_desk(tmp_path_factory.mktemp("法规") / "数 据")
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def _no_texts(desk):
    yield
    for law in law_texts.shelf(desk).laws():
        (law_texts.shelf(desk).folder / f"{law}.json").unlink()


@pytest.fixture
def index(desk):
    return law_index.index(desk)


def first(index, words, **asked):
    found = index.search(words, **asked)
    return (found[0].kind, found[0].id) if found else None


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("零售 过期", ("violation", "drug-117-retail-inferior")),
        ("lsly", ("violation", "drug-117-retail-inferior")),
        ("药品管理法", ("law", "drug-admin-law")),
        ("ypglf", ("law", "drug-admin-law")),
        ("药品管理法117条", ("article", "drug-admin-law/117")),
        ("《药品管理法》第一百一十七条", ("article", "drug-admin-law/117")),
        ("ypglf 117条", ("article", "drug-admin-law/117")),
        ("行政处罚法第四十二条", ("article", "admin-penalty-law/42")),
        ("drug-126-gsp", ("violation", "drug-126-gsp")),
    ],
)
def test_the_thing_meant_comes_first(index, words, wanted):
    assert first(index, words) == wanted


def test_all_words_must_be_there_and_a_domain_narrows(index):
    found = index.search("过期", kinds=("violation",), domains=("cosmetic",), limit=50)
    assert found
    assert {index.book.violation(one.id).domain for one in found} == {"cosmetic"}
    found = index.search("经营 过期", kinds=("violation",))
    assert all("过期" in one.title for one in found[:2])


def test_summaries_are_searched_too(index):
    note = index.book.violation("drug-117-retail-inferior").note
    assert first(index, note[2:10], kinds=("violation",)) == ("violation", "drug-117-retail-inferior")


def test_an_article_is_found_by_the_violations_it_punishes_where_violations_are_not_asked_for(index):
    found = index.search("过期", kinds=("law", "article"), limit=300)
    ids = [one.id for one in found]
    assert "drug-admin-law/117" in ids
    assert all("过期" in one.detail or one.score < 40 for one in found)
    # The article that punishes comes before those that forbid.
    assert ids.index("drug-admin-law/117") < ids.index("drug-admin-law/98")
    assert not any(one.kind == "article" for one in index.search("过期"))
    assert index.search("过期", kinds=("article",), domains=("cosmetic",))


def test_nothing_is_found_for_nothing(index):
    for words in ("", "  ", "xqzvw", "齉龘", "999条", "药品管理法999条"):
        assert index.search(words) == []


def test_an_article_tells_who_cites_it(index):
    cited = index.articles("drug-admin-law")["117"]
    assert {one.role for one in cited} == {"罚则"}
    assert "drug-117-retail-inferior" in {one.violation.id for one in cited}
    keys = [int(key.partition("-")[0]) for key in index.articles("drug-admin-law")]
    assert keys == sorted(keys)


def test_keys_and_citations_of_articles_are_the_same_thing():
    inserted = Ref(law="criminal-law", article=142, suffix="之一")
    assert law_index.article_key(inserted) == "142-1"
    assert law_index.article_ref("criminal-law", "142-1") == inserted
    assert law_index.article_words("117") == "第一百一十七条"


def test_the_index_is_kept_until_a_pack_is_replaced(desk, index):
    assert law_index.index(desk) is index
    desk.library._made.clear()
    desk.library._together.clear()
    assert law_index.index(desk) is not index


def test_an_imported_text_is_kept_read_and_searched(desk, index, tmp_path):
    file = tmp_path / "药品管理法 (全文).md"
    file.write_text(TEXT, encoding="utf-8")
    assert law_texts.stored_text(desk, "drug-admin-law") is None
    found = law_texts.import_text(index.book, file, law_texts.shelf(desk))
    assert found.law == "drug-admin-law"
    assert found.checked > 100
    assert any("没有第" in one.lacks for one in found.wrong)
    assert "可能不是同一个版本" in found.notes[0]
    stored = law_texts.stored_text(desk, "drug-admin-law")
    assert (stored.source, len(stored.text.articles)) == (file.name, 117)
    bodies = law_texts.bodies(desk)
    (hit,) = index.search("冰凌", texts=bodies)
    assert (hit.id, "冰凌" in hit.detail) == ("drug-admin-law/117", True)
    file.write_text(TEXT.replace("冰凌", "雨雪"), encoding="utf-8")
    law_texts.import_text(index.book, file, law_texts.shelf(desk))
    assert index.search("冰凌", texts=law_texts.bodies(desk)) == []
    assert [one.id for one in index.search("雨雪", texts=law_texts.bodies(desk))] == ["drug-admin-law/117"]


def test_only_looking_keeps_nothing(desk, index, tmp_path):
    file = tmp_path / "a.txt"
    file.write_text(TEXT, encoding="utf-8")
    assert law_texts.import_text(index.book, file, None).saved is None
    assert law_texts.shelf(desk).laws() == []


def test_a_text_of_no_known_law_is_refused_unless_the_law_is_named(desk, index, tmp_path):
    file = tmp_path / "某地办法.txt"
    file.write_text("某地办法\n第一条 一句。\n", encoding="utf-8")
    with pytest.raises(UsageFault) as caught:
        law_texts.import_text(index.book, file, law_texts.shelf(desk))
    assert caught.value.code == "law-unknown"
    assert law_texts.shelf(desk).laws() == []
    assert law_texts.import_text(index.book, file, law_texts.shelf(desk), "vaccine-law").law == "vaccine-law"


def test_a_shelf_that_cannot_be_written_is_a_fault(index, tmp_path):
    file = tmp_path / "a.txt"
    file.write_text(TEXT, encoding="utf-8")
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(Fault) as caught:
        law_texts.import_text(index.book, file, TextShelf(tmp_path / "taken"))
    assert caught.value.code == "law-text-write"


def test_a_damaged_text_hides_no_other(desk, index, tmp_path):
    file = tmp_path / "a.txt"
    file.write_text(TEXT, encoding="utf-8")
    law_texts.import_text(index.book, file, law_texts.shelf(desk))
    (law_texts.shelf(desk).folder / "vaccine-law.json").write_text("{", encoding="utf-8")
    assert set(law_texts.bodies(desk)) == {"drug-admin-law"}
    with pytest.raises(Fault):
        law_texts.stored_text(desk, "vaccine-law")


def test_the_one_search_finds_violations_and_articles(desk):
    inspecting.start(desk, office.save_enterprise(desk, office.new_enterprise("野大药房")))
    kinds = {(hit.kind, hit.id) for hit in searching.search(desk, "药品管理法117条")}
    assert ("law", "drug-admin-law/117") in kinds
    assert ("violation", "drug-117-retail-inferior") in kinds
    assert searching.search(desk, "lsly")[0].kind == "violation"
    assert searching.search(desk, "野大药房")[0].kind in {"inspection", "enterprise"}
