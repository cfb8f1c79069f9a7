"""The office's own wording on a laptop: looked at, put in use, taken away; what was made with it keeps its words."""

from __future__ import annotations

import msgspec
import pytest

from inspector_app.casework import issuing, wordings
from inspector_app.catalog.wording import WordingPack, words_of, write_wording
from inspector_app.documents.model import Stamp
from inspector_app.documents.render import render
from inspector_app.documents.wording_official import read_lines
from inspector_app.fault import Fault, UsageFault

CODE = "order_correction_notice"
EMPTY = Stamp("0" * 32, 1, "empty")


def sentence(desk):
    form = desk.library.form_as_shipped(CODE)
    return next(
        (at, one)
        for at, one in enumerate(form.body, start=1)
        if type(one).__name__ == "Paragraph" and not one.extra and len(one.text) > 40
    )


def pack_of(desk, words="滨河局：", **more):
    at, block = sentence(desk)
    change = {"block": at, "begins": words_of(block), "set": {"text": words + block.text}}
    facts = {"code": "binhe", "version": "1", "name": "滨河局用语", "documents": [{"form": CODE, "blocks": [change]}]}
    return msgspec.convert(facts | more, WordingPack)


def reads(form):
    return " ".join(text for block in form.body for text in block.templates())


def test_a_pack_is_looked_at_before_it_is_used(desk, tmp_path):
    path = tmp_path / "滨河 局.yaml"
    path.write_bytes(write_wording(pack_of(desk)))
    found = wordings.look_at(wordings.where(desk), path)
    assert [one.what for one in found.differences] == ["语句"]
    assert found.differences[0].after.startswith("滨河局：")
    assert found.faults == []
    assert wordings.in_use(wordings.where(desk)) == []
    assert "滨河局：" not in reads(desk.library.form(CODE))


def test_records_keep_the_words_they_were_made_with(desk, inspection):
    before = desk.library.digest(CODE, "document")
    wordings.install(wordings.where(desk), pack_of(desk))
    assert [one.code for one in wordings.in_use(wordings.where(desk))] == ["binhe"]
    worded = desk.library.form(CODE)
    assert "滨河局：" in reads(worded)
    document = issuing.draft(desk, inspection.id, CODE)
    assert document.form_digest == desk.library.digest(CODE, "document") != before
    wordings.remove(wordings.where(desk), "binhe")
    assert wordings.in_use(wordings.where(desk)) == []
    assert "滨河局：" not in reads(desk.library.form(CODE))
    kept = issuing.load(desk, document.id)
    assert issuing.form_of(desk, kept) == worded
    lines = [line.text for page in read_lines(issuing.preview(desk, document.id)) for line in page]
    assert any("滨河局：" in one for one in lines)
    newer = issuing.draft(desk, inspection.id, CODE)
    assert newer.form_digest == before
    assert desk.library.digest(CODE, "document") == before


def test_a_changed_pack_gets_a_version_of_its_own_and_both_are_found(desk):
    wordings.install(wordings.where(desk), pack_of(desk))
    first = desk.library.form(CODE)
    digest = desk.library.digest(CODE, "document")
    again = wordings.install(wordings.where(desk), pack_of(desk))
    assert again.version == "1"
    changed = wordings.install(wordings.where(desk), pack_of(desk, "滨河局再改："))
    assert changed.version == "2"
    assert desk.library.form(CODE).version.endswith("+binhe.2")
    assert desk.library.form_by_digest(digest) == first


def test_a_pack_that_fits_nothing_here_is_not_put_in_use(desk):
    wrong = pack_of(
        desk, documents=[{"form": CODE, "fields": [{"key": "gone", "set": {"label": "x"}}]}, {"form": "no"}]
    )
    with pytest.raises(Fault, match="没有字段 gone"):
        wordings.install(wordings.where(desk), wrong)
    assert wordings.in_use(wordings.where(desk)) == []
    # Of a pack that fits in part, the rest is left as shipped and said.
    half = pack_of(desk)
    half = msgspec.structs.replace(
        half, documents=[*half.documents, *msgspec.convert([{"form": "no"}], list[type(half.documents[0])])]
    )
    assert len(wordings.look(wordings.where(desk), half).faults) == 1
    wordings.install(wordings.where(desk), half)
    assert "滨河局：" in reads(desk.library.form(CODE))


def test_a_damaged_pack_in_its_place_is_listed_and_stops_nothing(desk):
    wordings.install(wordings.where(desk), pack_of(desk))
    (wordings.where(desk).folder / "binhe.yaml").write_text("code: [", "utf-8")
    (only,) = wordings.in_use(wordings.where(desk))
    assert only.pack is None
    assert "binhe.yaml" in only.fault.what
    assert "滨河局：" not in reads(desk.library.form(CODE))
    wordings.remove(wordings.where(desk), "binhe")
    assert wordings.in_use(wordings.where(desk)) == []


@pytest.mark.parametrize("code", ["binhe", "../vault", "..", ""])
def test_only_a_pack_in_use_can_be_taken_away(desk, code):
    with pytest.raises(UsageFault, match="没有代码为"):
        wordings.remove(wordings.where(desk), code)


def test_the_wording_of_an_official_file_is_only_shown_first(desk, tmp_path):
    path = tmp_path / "官方 格式.pdf"
    path.write_bytes(render(desk.library.form_as_shipped(CODE), {}, EMPTY).pdf)
    found = wordings.adopt(wordings.where(desk), path, agency="药监")
    assert [one.form for one in found.accounts] == [CODE]
    assert "送达回证" in found.missing
    assert wordings.in_use(wordings.where(desk)) == []
    wordings.install(wordings.where(desk), found.pack)
    assert desk.library.form(CODE).validate() == []
