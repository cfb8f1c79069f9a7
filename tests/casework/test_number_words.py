"""The office's own word of a form's number: set, shared, taken back, sent by headquarters; what was issued stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.bundle.keys import Identity
from inspector_app.bundle.letters import Enrolment, save_letter
from inspector_app.casework import exchange, issuing, number_words, numbers, office, packs, printing
from inspector_app.catalog.number_words import word_fault
from inspector_app.catalog.survey import check
from inspector_app.documents.wording_official import read_lines
from inspector_app.fault import Fault, UsageFault
from inspector_app.records.document import NumberBlock
from inspector_app.vault.vault import OFFICE_CHAIN
from tests.bundle.packing import AT, HQ, file_of, packed, save

from .papers import complete_list

LIST = "deficiency_list"
FILING = "case_filing_approval"
SENT = """
code: xugou-words
version: '1'
name: 虚构局文种字（测试用，不是真的）
issuer: 虚构省药监局
doc_words:
- {form: deficiency_list, word: 缺清, verified: true}
- {form: case_filing_approval, word: 立}
"""


def one(desk, code):
    return next(w for w in number_words.words(desk) if w.code == code)


def actions(desk):
    return [entry["action"] for entry in desk.read.journal(OFFICE_CHAIN)]


def test_every_form_with_a_number_has_a_word_and_says_where_from(desk):
    found = number_words.words(desk)
    assert len(found) == sum(form.numbered.own for form in desk.library.forms()) > 60
    assert all(word.word and (word.source.origin == "default") == (word.word == "检") for word in found)
    decision = one(desk, "order_correction_notice")
    assert (decision.word, decision.source.origin, decision.source.verified) == ("责改", "form", True)
    assert one(desk, "warning_letter").source == number_words.Source(word="告诫", origin="placeholder", verified=False)
    unread = one(desk, FILING)
    assert (unread.word, unread.source.origin, unread.source.verified) == ("检", "default", False)
    assert len(unread.shared) == sum(word.word == "检" for word in found) - 1 > 20


def test_an_own_word_counts_from_the_next_number_and_has_its_own_series(desk, complete, block):
    first = issuing.issue(desk, complete_list(desk, complete.id))
    assert number_words.set_word(desk, LIST, " 缺清 ") == ""
    assert one(desk, LIST).source.told.startswith("李敏 2026-11-21")
    key = complete_list(desk, complete.id)
    with pytest.raises(Fault, match="没有可用的2026年文号（文种字“缺清”）") as caught:
        issuing.issue(desk, key)
    assert caught.value.code == "numbers_used_up"
    office.add_number_block(desk, "缺清", year=2026, first=1, last=6)
    second = issuing.issue(desk, key)
    third = issuing.issue(desk, complete_list(desk, complete.id))
    issuing.void(desk, third.id, "填错了")
    assert (first.number, second.number) == ("滨药监检〔2026〕1号", "滨药监缺清〔2026〕1号")
    series = {found.document_word: found for found in numbers.register(desk)}
    assert [used.text for used in series["检"].used] == ["滨药监检〔2026〕1号"]
    assert (series["缺清"].issued, series["缺清"].void, series["缺清"].remaining) == (1, 1, 4)
    assert numbers.warnings(desk) == ["滨药监缺清〔2026〕的文号只剩4个"]
    assert issuing.load(desk, first.id) == first
    assert b"%PDF" in issuing.frozen(desk, first.id)[:8]


def test_forms_that_share_a_word_take_one_sequence_and_it_is_said(desk, complete, block):
    warning = number_words.set_word(desk, "order_correction_notice", "检")
    assert "共用一个流水号" in warning
    assert "等28种文书" in warning or "等29种文书" in warning
    assert number_words.set_word(desk, FILING, "立") == ""
    assert "立案/不予立案审批表" in number_words.check(desk, LIST, "立")
    assert one(desk, "order_correction_notice").word == one(desk, LIST).word


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("", "还没有填写"),
        ("  ", "还没有填写"),
        ("一二三四", "一到三个汉字"),
        ("A", "只能用汉字"),
        ("责1", "只能用汉字"),
        ("责〔", "只能用汉字"),
        ("责\u200b", "只能用汉字"),
        ("😀", "只能用汉字"),
        ("\U00030001", "字库里没有"),
    ],
)
def test_a_word_that_cannot_stand_in_a_number_is_refused(desk, word, said):
    with pytest.raises(Fault, match=said) as caught:
        number_words.set_word(desk, LIST, word)
    assert caught.value.kept == "没有改动"
    assert one(desk, LIST).source.origin == "default"


def test_a_rare_character_the_fonts_have_may_be_used(desk):
    number_words.set_word(desk, LIST, "𠮷")
    assert one(desk, LIST).word == "𠮷"


def test_a_form_without_a_number_or_unknown_has_no_word(desk):
    for code in ("site_record", "no_such_form"):
        with pytest.raises(UsageFault, match="没有代码为"):
            number_words.set_word(desk, code, "记")


@given(word=st.text(max_size=5))
def test_a_word_is_one_to_three_characters_that_are_chinese(word):
    fits = 1 <= len(word) <= 3 and all(
        0x3400 <= ord(c) <= 0x9FFF or 0x20000 <= ord(c) <= 0x323AF or 0xFA0E <= ord(c) <= 0xFA29 for c in word
    )
    if not word_fault(word):
        assert fits


def test_every_change_is_in_the_journal_and_can_be_taken_back(desk):
    assert number_words.undo(desk) is None
    number_words.set_word(desk, LIST, "缺")
    number_words.set_word(desk, LIST, "缺清")
    number_words.set_word(desk, LIST, "缺清")
    assert number_words.clear_word(desk, LIST) == "检"
    assert actions(desk)[-3:] == [
        "文种字 缺陷项目清单（药品检查缺陷项目）：“检”改为“缺”",
        "文种字 缺陷项目清单（药品检查缺陷项目）：“缺”改为“缺清”",
        "文种字 缺陷项目清单（药品检查缺陷项目）：不再用本机关的“缺清”，仍用“检”",
    ]
    words = []
    while (undone := number_words.undo(desk)) is not None:
        words.append((undone[:3], one(desk, LIST).word))
    assert words == [("文种字", "缺清"), ("文种字", "缺"), ("文种字", "检")]
    entry = desk.read.journal(OFFICE_CHAIN)[-1]
    assert entry["action"].startswith("撤销 文种字")
    assert entry["reverses"] is not None
    assert desk.vault.broken_chains() == []
    number_words.set_word(desk, LIST, "又")
    assert number_words.undo(desk).endswith("“又”")
    with pytest.raises(UsageFault, match="没有设过"):
        number_words.clear_word(desk, LIST)


def test_two_office_words_that_read_the_same_never_give_the_same_number(desk, complete, block):
    issuing.issue(desk, complete_list(desk, complete.id))
    known = office.organisation(desk)
    office.set_organisation(desk, type(known)(name=known.name, number_word="滨药"))
    with pytest.raises(Fault) as caught:
        office.add_number_block(desk, "监检", year=2026, first=5, last=9)
    assert caught.value.code == "number_overlap"


def test_an_empty_form_prints_the_word_the_office_set(desk, tmp_path):
    code = "order_correction_notice"
    number_words.set_word(desk, code, "令改")
    (path,) = printing.empty_forms(desk, [code], tmp_path)
    text = "".join(line.text for page in read_lines(path.read_bytes()) for line in page)
    assert "令改〔" in text.replace(" ", "")
    assert "责改〔" not in text.replace(" ", "")


# Headquarters' words


@pytest.fixture
def enrolled(desk, tmp_path):
    letter = Enrolment(
        hq_id=f"HQ-{HQ.key_id}",
        name="虚构省药监局",
        duty_recipient=Identity.generate().recipient,
        recovery_recipient=Identity.generate().recipient,
        signing_key=HQ.public.text,
        created=AT,
    )
    exchange.enrol(desk, save_letter(letter, HQ, tmp_path / "登记信.json"))
    return desk


def sent(text=SENT, code="xugou-words", version=1):
    return packed("words", code, version, files=[file_of("number_words", text)], title="虚构局文种字")


def test_headquarters_words_come_in_a_signed_pack_and_the_office_goes_before_them(enrolled, tmp_path):
    number_words.set_word(enrolled, FILING, "案立")
    path = save(tmp_path, sent(), "字.pack.zip")
    coming = packs.preview(enrolled, path)
    told = {change.what: (change.before, change.after) for change in coming.files[0].changes}
    assert told == {
        "缺陷项目清单（药品检查缺陷项目） › 文种字": ("检", "缺清"),
        "立案/不予立案审批表 › 文种字": ("案立", "案立（本机关自己设的在先，总部给的是“立”）"),
    }
    assert one(enrolled, LIST).word == "检"
    packs.install(enrolled, path)
    found = one(enrolled, LIST)
    assert (found.word, found.source.origin, found.source.verified) == ("缺清", "headquarters", True)
    assert found.source.told == "虚构局文种字 第 1 版（虚构省药监局）"
    assert (one(enrolled, FILING).word, one(enrolled, FILING).beneath[0].word) == ("案立", "立")
    assert number_words.clear_word(enrolled, FILING) == "立"
    packs.install(enrolled, save(tmp_path, sent(SENT.replace("缺清", "缺单"), version=2), "二.pack.zip"))
    assert one(enrolled, LIST).word == "缺单"


def test_words_meant_for_another_office_say_so_and_do_not_count(enrolled, tmp_path):
    other = SENT.replace("doc_words:", "organisation_word: 别药监\ndoc_words:")
    path = save(tmp_path, sent(other), "别.pack.zip")
    assert "这一份是给“别药监”的" in packs.preview(enrolled, path).files[0].changes[0].after
    packs.install(enrolled, path)
    assert one(enrolled, LIST).word == "检"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SENT.replace("deficiency_list", "no_such_form"), "没有代码为“no_such_form”的文书"),
        (SENT.replace("deficiency_list", "site_record"), "“site_record”不带文号"),
        (SENT.replace("缺清", "缺陷清单"), "一到三个汉字"),
        (SENT.replace("case_filing_approval", "deficiency_list"), "写了两次"),
    ],
)
def test_words_that_do_not_fit_are_refused_by_name(enrolled, tmp_path, text, said):
    with pytest.raises(Fault, match=said):
        packs.install(enrolled, save(tmp_path, sent(text), "错.pack.zip"))
    assert one(enrolled, LIST).word == "检"


def test_two_packs_may_not_give_one_form_different_words(enrolled, tmp_path):
    packs.install(enrolled, save(tmp_path, sent(), "一.pack.zip"))
    other = SENT.replace("code: xugou-words", "code: other-words").replace("word: 立}", "word: 案}")
    with pytest.raises(Fault, match="里是另一个文种字"):
        packs.install(enrolled, save(tmp_path, sent(other, "other-words"), "二.pack.zip"))


def test_the_file_is_checked_like_any_other(tmp_path):
    path = tmp_path / "xugou-words.yaml"
    path.write_text(SENT.replace("立}", "立1}"), "utf-8")
    (checked,) = check(path)
    assert "只能用汉字" in checked.problems[0]


def test_blocks_keep_their_word_when_the_form_takes_another(desk, block):
    number_words.set_word(desk, LIST, "缺清")
    assert desk.read.get(NumberBlock, block.id) == block
