"""The office's own wording on a laptop: looked at, put in use, taken away; what was made with it keeps its words."""

from __future__ import annotations

import hashlib

import msgspec
import pytest

from inspector_app.casework import issuing, opening, verifying, wording_record, wordings
from inspector_app.casework.document_shelf import travelling
from inspector_app.catalog.wording import WordingPack, words_of, write_wording
from inspector_app.documents.model import Stamp
from inspector_app.documents.render import render
from inspector_app.documents.wording_official import read_lines
from inspector_app.fault import Fault, UsageFault
from inspector_app.vault.vault import OFFICE_CHAIN

from .conftest import PASSPHRASE
from .papers import complete_list

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


def pack_for(desk, code):
    form = desk.library.form_as_shipped(code)
    field = form.fields[0]
    change = {"key": field.key, "set": {"label": field.label + "（滨河）"}}
    facts = {"code": "binhe", "version": "1", "name": "滨河局用语", "documents": [{"form": code, "fields": [change]}]}
    return msgspec.convert(facts, WordingPack)


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
    wordings.install(desk, pack_of(desk))
    assert [one.code for one in wordings.in_use(wordings.where(desk))] == ["binhe"]
    worded = desk.library.form(CODE)
    assert "滨河局：" in reads(worded)
    document = issuing.draft(desk, inspection.id, CODE)
    assert document.form_digest == desk.library.digest(CODE, "document") != before
    wordings.remove(desk, "binhe")
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
    wordings.install(desk, pack_of(desk))
    first = desk.library.form(CODE)
    digest = desk.library.digest(CODE, "document")
    again = wordings.install(desk, pack_of(desk))
    assert again.version == "1"
    changed = wordings.install(desk, pack_of(desk, "滨河局再改："))
    assert changed.version == "2"
    assert desk.library.form(CODE).version.endswith("+binhe.2")
    assert desk.library.form_by_digest(digest) == first


def test_a_pack_that_fits_nothing_here_is_not_put_in_use(desk):
    wrong = pack_of(
        desk, documents=[{"form": CODE, "fields": [{"key": "gone", "set": {"label": "x"}}]}, {"form": "no"}]
    )
    with pytest.raises(Fault, match="没有字段 gone"):
        wordings.install(desk, wrong)
    assert wordings.in_use(wordings.where(desk)) == []
    # Of a pack that fits in part, the rest is left as shipped and said.
    half = pack_of(desk)
    half = msgspec.structs.replace(
        half, documents=[*half.documents, *msgspec.convert([{"form": "no"}], list[type(half.documents[0])])]
    )
    assert len(wordings.look(wordings.where(desk), half).faults) == 1
    wordings.install(desk, half)
    assert "滨河局：" in reads(desk.library.form(CODE))


def test_a_damaged_pack_in_its_place_is_listed_and_stops_nothing(desk):
    wordings.install(desk, pack_of(desk))
    (wordings.where(desk).folder / "binhe.yaml").write_text("code: [", "utf-8")
    (only,) = wordings.in_use(wordings.where(desk))
    assert only.pack is None
    assert "binhe.yaml" in only.fault.what
    assert "滨河局：" not in reads(desk.library.form(CODE))
    wordings.remove(desk, "binhe")
    assert wordings.in_use(wordings.where(desk)) == []


@pytest.mark.parametrize("code", ["binhe", "../vault", "..", ""])
def test_only_a_pack_in_use_can_be_taken_away(desk, code):
    with pytest.raises(UsageFault, match="没有代码为"):
        wordings.remove(desk, code)


def test_the_wording_of_an_official_file_is_only_shown_first(desk, tmp_path):
    path = tmp_path / "官方 格式.pdf"
    path.write_bytes(render(desk.library.form_as_shipped(CODE), {}, EMPTY).pdf)
    found = wordings.adopt(wordings.where(desk), path, agency="药监")
    assert [one.form for one in found.accounts] == [CODE]
    assert "送达回证" in found.missing
    assert wordings.in_use(wordings.where(desk)) == []
    wordings.install(desk, found.pack)
    assert desk.library.form(CODE).validate() == []


# The journal, and what a document was made with


def actions(desk):
    return [(one["actor"], one["action"]) for one in desk.read.journal(OFFICE_CHAIN) if "用语包" in one["action"]]


def digest_of(desk, name="binhe"):
    return hashlib.sha256((wordings.where(desk).folder / f"{name}.yaml").read_bytes()).hexdigest()


def test_using_and_dropping_a_pack_are_entries_with_its_digest(desk):
    wordings.install(desk, pack_of(desk))
    digest = digest_of(desk)
    assert actions(desk) == [("李敏", f"使用用语包 滨河局用语 第1版（摘要 {digest[:8]}），1件文书，SHA-256 {digest}")]
    wordings.install(desk, pack_of(desk))
    assert len(actions(desk)) == 1
    kept = wording_record.recorded(desk)["binhe"]
    assert (kept.used_by, kept.forms, kept.wording.digest) == ("李敏", (CODE,), digest)
    wordings.install(desk, pack_of(desk, "滨河局再改："))
    assert "第2版" in actions(desk)[-1][1]
    wordings.remove(desk, "binhe")
    assert actions(desk)[-1][1].startswith("不再使用用语包 滨河局用语 第2版")
    assert wording_record.recorded(desk) == {}
    assert desk.vault.broken_chains() == []


def test_an_issued_document_carries_its_wording_into_register_verification_and_bundle(desk, complete, block):
    wordings.install(desk, pack_for(desk, "deficiency_list"))
    document = issuing.issue(desk, complete_list(desk, complete.id))
    wordings.remove(desk, "binhe")
    kept = issuing.load(desk, document.id)
    (words,) = kept.wording
    assert (words.code, words.name, words.version, words.origin) == ("binhe", "滨河局用语", "1", "")
    assert len(words.digest) == 64
    assert wording_record.told(kept) == f"滨河局用语 第1版（摘要 {words.digest[:8]}）"
    (page,) = verifying.verify(desk, issuing.frozen(desk, kept.id), "纸.pdf")
    assert page.standing == "matches"
    assert f"。用语：滨河局用语 第1版（摘要 {words.digest[:8]}）。" in page.sentence
    assert travelling(kept)["wording"][0]["digest"] == words.digest
    plain = issuing.issue(desk, complete_list(desk, complete.id))
    assert (plain.wording, wording_record.told(plain)) == ((), "")
    assert "wording" not in travelling(plain)
    assert "用语" not in verifying.verify(desk, issuing.frozen(desk, plain.id))[0].sentence


def test_a_pack_laid_by_hand_is_in_the_journal_before_a_document_is_made_with_it(desk, inspection):
    folder = wordings.where(desk).folder
    folder.mkdir()
    (folder / "hand.yaml").write_bytes(write_wording(pack_of(desk)))
    document = issuing.draft(desk, inspection.id, CODE)
    assert document.wording[0].digest == digest_of(desk, "hand")
    assert actions(desk)[-1][1].startswith("发现在用的用语包 滨河局用语 第1版")
    assert wording_record.recorded(desk)["hand"].used_by == ""
    (folder / "hand.yaml").write_bytes(write_wording(pack_of(desk, "手改过：")))
    (folder / "broken.yaml").write_text("code: [", "utf-8")
    wording_record.notice(desk)
    wording_record.notice(desk)
    assert len(actions(desk)) == 2
    (folder / "hand.yaml").unlink()
    wording_record.notice(desk)
    assert actions(desk)[-1][1].startswith("不再使用用语包")
    assert len(actions(desk)) == 3


def test_what_lies_there_when_the_vault_is_opened_is_entered(desk):
    wordings.install(desk, pack_of(desk))
    folder = desk.vault.folder
    (wordings.where(desk).folder / "binhe.yaml").write_bytes(write_wording(pack_of(desk, "夜里改的：")))
    desk.close()
    again = opening.open_desk(folder, PASSPHRASE, clock=desk.clock)
    assert actions(again)[-1][1].startswith("发现在用的用语包")
    again.close()
