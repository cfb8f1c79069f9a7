"""An office's own wording: laid over a form, refused where it refers to what is not there, bound by a digest of its own."""

from __future__ import annotations

import shutil

import msgspec
import pytest
import yaml

from inspector_app import places
from inspector_app.catalog.library import Library, check_pack
from inspector_app.catalog.survey import check
from inspector_app.catalog.wording import WordingPack, apply, kind_word, read_wording, words_of, write_wording
from inspector_app.catalog.wording_diff import differences
from inspector_app.fault import Fault

CODE = "order_correction_notice"


@pytest.fixture(scope="module")
def form():
    return Library(places.forms_folder()).form_as_shipped(CODE)


def sentence(form):
    """The first paragraph with words of its own, and its place."""
    for at, block in enumerate(form.body, start=1):
        if type(block).__name__ == "Paragraph" and not block.extra and len(block.text) > 40:
            return at, block
    raise AssertionError


def pack(**document):
    return msgspec.convert(
        {"code": "binhe", "version": "3", "name": "滨河局用语", "documents": [{"form": CODE, **document}]}, WordingPack
    )


def test_words_fields_order_and_copies_change_and_nothing_else(form):
    at, block = sentence(form)
    keys = [one.key for one in form.fields]
    made = apply(
        pack(
            blocks=[{"block": at, "begins": block.text[:10], "set": {"text": "滨河局：" + block.text}}],
            fields=[{"key": keys[2], "set": {"label": "本局的叫法", "required": True}}],
            field_order=[keys[3]],
            copies={"total": 4, "note": "局内统一四份"},
            add_fields=[
                {
                    "key": "own_x",
                    "label": "备注",
                    "type": "text",
                    "required": False,
                    "source": "manual",
                    "in_form": False,
                }
            ],
        ),
        form,
    )
    assert made.version == f"{form.version}+binhe.3"
    assert made.body[at - 1].text == "滨河局：" + block.text
    assert [one for n, one in enumerate(made.body) if n != at - 1] == [
        one for n, one in enumerate(form.body) if n != at - 1
    ]
    assert made.fields[0].key == keys[3]
    assert made.field(keys[2]).label == "本局的叫法"
    assert made.fields[-1].key == "own_x"
    assert (made.copies.total, made.copies.file) == (4, form.copies.file)
    assert made.validate() == []


@pytest.mark.parametrize("code", Library(places.forms_folder()).codes("document"))
def test_words_copies_fields_and_order_of_any_form_may_be_the_offices_own(code):
    form = Library(places.forms_folder()).form_as_shipped(code)
    at, block = next(((at, one) for at, one in enumerate(form.body, start=1) if words_of(one)), (1, form.body[0]))
    first = form.fields[-1]
    own = {"key": "own_note", "label": "局内备注", "type": "text", "required": False, "source": "manual"}
    document = {
        "form": code,
        "blocks": [
            {
                "block": at,
                "begins": words_of(block),
                "kind": "" if words_of(block) else kind_word(block),
                "after": [{"block": "paragraph", "extra": True, "text": "滨河局备注：{own_note}"}],
            }
        ],
        "fields": [{"key": first.key, "set": {"label": "滨河局的叫法"}}],
        "add_fields": [own],
        "field_order": ["own_note", first.key],
        "copies": {"total": 7, "others": "滨河局自存"},
    }
    pack_ = msgspec.convert(
        {"code": "binhe", "version": "3", "name": "滨河局用语", "documents": [document]}, WordingPack
    )
    made = apply(pack_, form)
    assert made.validate() == []
    assert [one.key for one in made.fields[:2]] == ["own_note", first.key]
    assert made.field(first.key).label == "滨河局的叫法"
    assert (made.copies.total, made.copies.others) == (7, "滨河局自存")
    assert made.body[at].text == "滨河局备注：{own_note}"
    whats = {one.what for one in differences(pack_, form)}
    assert whats >= {"语句", "栏目", "份数"}
    if len(form.fields) > 1:
        assert "栏目次序" in whats


def test_a_pack_that_does_not_speak_of_the_form_leaves_it_alone(form):
    assert apply(WordingPack(code="a", version="1", name="", documents=[]), form) is form


@pytest.mark.parametrize(
    ("document", "named"),
    [
        ({"fields": [{"key": "no_such", "set": {"label": "x"}}]}, "没有字段 no_such"),
        ({"field_order": ["no_such"]}, "没有字段 no_such"),
        ({"blocks": [{"block": 999, "begins": "不存在", "set": {}}]}, "没有第 999 块"),
        ({"blocks": [{"block": 1, "begins": "另一版的第一句", "set": {}}]}, "不是以“另一版的第一句”开头"),
        ({"blocks": [{"block": 1, "kind": "table", "set": {}}]}, "第 1 块的种类是 title"),
        ({"blocks": [{"block": 1, "kind": "title", "set": {"colour": "red"}}]}, "没有 colour 这个键"),
        ({"blocks": [{"block": 1, "kind": "title", "set": {"lines": 7}}]}, "写法不对"),
        ({"blocks": [{"block": 1, "kind": "title", "set": {"lines": ["{no_such}"]}}]}, "no_such"),
        ({"fields": [{"key": "party_name", "set": {"type": "date"}}]}, "type 不能改"),
        ({"copies": {"colour": 1}}, "没有 colour"),
        ({"words": {"no_such": {"a": "b"}}}, "no_such"),
        ({"blocks": [{"block": 2, "kind": "number", "replace": []}]}, "文书有文号，但 body 里没有 number 块"),
    ],
)
def test_what_is_not_there_is_named(form, document, named):
    with pytest.raises(Fault) as caught:
        apply(pack(**document), form)
    assert named in str(caught.value)
    assert "binhe" in str(caught.value)
    assert caught.value.code == "wording-mismatch"


def test_differences_show_each_sentence_before_and_after(form):
    at, block = sentence(form)
    found = differences(
        pack(
            blocks=[{"block": at, "begins": block.text[:10], "set": {"text": "滨河局：" + block.text}}],
            copies={"total": 4},
        ),
        form,
    )
    assert [one.what for one in found] == ["语句", "份数"]
    assert found[0].before in found[0].after
    assert found[0].after.startswith("滨河局：")
    assert "一式4份" in found[1].after


def test_the_file_is_read_strictly(tmp_path):
    path = tmp_path / "binhe.yaml"
    good = {"code": "binhe", "version": "1", "name": "x", "documents": [{"form": CODE}]}
    for change, named in (
        ({"colour": 1}, "不认识的键 colour"),
        ({"documents": [{"form": CODE}, {"form": CODE}]}, "写了两次"),
        ({"documents": [{"form": CODE, "blocks": [{"block": 1}]}]}, "须写明该块开头的文字"),
        ({"version": "1 2"}, "版本只能用"),
        ({"documents": "x"}, "应当是列表"),
    ):
        path.write_text(yaml.safe_dump(good | change), "utf-8")
        with pytest.raises(Fault, match=named) as caught:
            read_wording(path)
        assert "第 " in str(caught.value)
    path.write_text(yaml.safe_dump(good), "utf-8")
    assert read_wording(path).of(CODE) is not None
    assert check_pack(path) == []


class Kept(dict):
    """A cache as the vault is one."""

    def put(self, digest, kind, code, version, compiled):
        self.setdefault(digest, compiled)


@pytest.fixture
def folder(tmp_path, form):
    """A folder with one form and an office's pack for it."""
    folder = tmp_path / "表 单"
    (folder / "documents").mkdir(parents=True)
    (folder / "wording").mkdir()
    shutil.copy(places.forms_folder() / "documents" / f"{CODE}.yaml", folder / "documents")
    at, block = sentence(form)
    change = {"block": at, "begins": words_of(block)[:10], "set": {"text": "滨河局：" + block.text}}
    (folder / "wording" / "binhe.yaml").write_bytes(write_wording(pack(blocks=[change])))
    return folder


def test_records_keep_the_wording_they_were_made_with(folder):
    cache = Kept()
    library = Library(folder, cache)
    digest = library.digest(CODE, "document")
    worded = library.form(CODE)
    assert "+binhe.3" in worded.version
    assert digest != library.entry("document", CODE).digest
    assert Library(folder).digest(CODE, "document") == digest
    assert Library(folder).form_by_digest(digest) == worded
    shutil.rmtree(folder / "wording")
    later = Library(folder, cache)
    assert "+" not in later.form(CODE).version
    assert later.digest(CODE, "document") != digest
    assert later.form_by_digest(digest) == worded
    with pytest.raises(Fault, match="找不到这条记录所用的文书版本"):
        Library(folder).form_by_digest(digest)


def test_a_worded_form_survives_a_new_program(folder, monkeypatch):
    cache = Kept()
    first = Library(folder, cache)
    digest, worded = first.digest(CODE, "document"), first.form(CODE)
    shutil.rmtree(folder / "wording")
    monkeypatch.setattr("inspector_app.catalog.definitions._FORMAT", 2)
    assert Library(folder, cache).form_by_digest(digest) == worded


def test_a_further_folder_holds_the_wording_of_a_laptop(folder, tmp_path):
    (folder / "wording").rename(tmp_path / "局 里")
    assert "+" not in Library(folder).form(CODE).version
    assert "+binhe.3" in Library(folder, wording=tmp_path / "局 里").form(CODE).version


def test_a_pack_that_no_longer_fits_is_said_and_the_form_still_works(folder):
    path = folder / "wording" / "binhe.yaml"
    path.write_text(path.read_text("utf-8").replace("begins: ", "begins: 旧版"), "utf-8")
    library = Library(folder)
    assert "+" not in library.form(CODE).version
    assert ["不是以" in one.what for one in library.faults()] == [True]
    checked = {one.path: one.problems for one in check(folder)}
    assert "不是以" in checked["wording/binhe.yaml"][0]
    assert checked[f"documents/{CODE}.yaml"] == ()


def test_the_pack_is_listed_with_the_others(folder):
    entry = Library(folder).entry("wording", "binhe")
    assert (entry.title, entry.counts, entry.registered) == ("滨河局用语", {"documents": 1}, False)
