"""What an official sentence may do to one of ours: words only where values keep their sense, and never against the law in force.

Every sentence here is made up. The official page is typeset from a form of its own and read back as a file would be.
"""

from __future__ import annotations

import msgspec
import pytest

from inspector_app.catalog.form import DocumentForm
from inspector_app.catalog.wording import WordingPack, apply
from inspector_app.documents.model import Stamp
from inspector_app.documents.render import render
from inspector_app.documents.wording_adopt import adopt_form
from inspector_app.documents.wording_official import plain, read_lines, read_official

EMPTY = Stamp("0" * 32, 1, "empty")
DRAFT = Stamp("0" * 32, 1, "draft")
TITLE = "试验物品办理通知书"
FIELDS = {
    "place": ("存放地点", "text"),
    "goods": ("物品", "text"),
    "court": ("人民法院", "text"),
    "day": ("办理日期", "date"),
    "days": ("办理天数", "text"),
    "letter": ("原通知书文号", "text"),
    "measure": ("措施", "choice"),
}


def form(*paragraphs, layout="narrative", **more):
    used = [key for key in FIELDS if any(f"{{{key}{end}" in str(one) for one in paragraphs for end in ":}")]
    fields = [
        {"key": key, "label": FIELDS[key][0], "type": FIELDS[key][1], "required": False, "source": "manual"}
        | ({"options": ["封存", "清点"]} if key == "measure" else {})
        for key in used
    ]
    facts = {
        "code": "trial_order",
        "version": "1",
        "name": TITLE,
        "set": "penalty",
        "stage": "试验",
        "kind": "通知书",
        "layout": layout,
        "audience": "party",
        "numbered": {"has_number": False},
        "fields": fields,
        "copies": {"total": 2, "served": 1, "file": 1, "verified": True},
        "verification": {"name_and_no": True, "page_count": True, "fields": "own", "why": "试验"},
        "verified": True,
        "body": [
            {"block": "title", "lines": ["某局", TITLE]},
            *({"block": "paragraph", "text": one} if isinstance(one, str) else one for one in paragraphs),
        ],
        **more,
    }
    made = msgspec.convert(facts, DocumentForm)
    assert made.validate() == []
    return made


@pytest.fixture
def adopted(tmp_path):
    """Adopt the sentences of one form into another: the worded form and the account."""

    def adopt(ours, theirs):
        path = tmp_path / "官方 文件.pdf"
        path.write_bytes(render(theirs, {}, EMPTY, validate=False).pdf)
        wording, account = adopt_form(ours, read_official(path)[0])
        pack = WordingPack(code="office", version="1", name="", documents=[wording] if wording else [])
        made = apply(pack, ours)
        assert made.validate() == []
        return made, account

    return adopt


def said(made, values=None):
    stamp = DRAFT if values is not None else EMPTY
    pages = read_lines(render(made, values or {}, stamp, validate=False).pdf)
    return plain("".join(line.text for page in pages for line in page if line.size < 6.5 and line.top > 20))


def stands(made, words):
    pages = read_lines(render(made, {}, EMPTY, validate=False).pdf)
    return next(
        (number, line.base) for number, page in enumerate(pages) for line in page if plain(line.text).startswith(words)
    )


FIRST = "青砖铺在院子东侧，每日由专人洒扫一次。"
SECOND = "蓝色的木箱应当放在廊下，并用油布盖好。"
THIRD = "来访的客人先在门房登记，再由门房引入。"


def test_sentences_in_another_order_are_known_and_stand_where_the_page_has_them(adopted):
    theirs = form(THIRD.replace("先在", "须先在"), FIRST.replace("每日", "每天"), SECOND.replace("应当", "须"))
    made, account = adopted(form(FIRST, SECOND, THIRD), theirs)
    assert said(made) == said(theirs)
    assert stands(made, "来访") == pytest.approx(stands(theirs, "来访"), abs=0.2)
    assert stands(made, "青砖") == pytest.approx(stands(theirs, "青砖"), abs=0.2)
    assert account.sentences == 3
    # A finished document keeps our order.
    filled = said(made, {})
    assert filled.index("青砖") < filled.index("蓝色") < filled.index("来访")
    assert "须先在门房" in filled


def test_one_of_ours_may_be_two_of_theirs_and_two_of_ours_one(adopted):
    made, _ = adopted(form(FIRST + SECOND), form(FIRST.replace("每日", "每天"), SECOND.replace("应当", "须")))
    assert said(made, {}).count("每天由专人洒扫一次") == 1
    assert "须放在廊下" in said(made, {})
    made, _ = adopted(form(FIRST, SECOND), form(FIRST.replace("每日", "每天") + SECOND.replace("应当", "须")))
    assert said(made, {}).count("青砖") == 1
    assert "每天由专人" in said(made, {})


def test_a_notice_that_ours_lacks_is_added_and_one_of_ours_stays_on_finished_documents(adopted):
    own = "本局另设书面咨询台一处，愿意了解详情的可以前往。"
    made, account = adopted(form(FIRST, "领取物品时请当面点清件数与封签。"), form(FIRST, own))
    assert "另设书面咨询台" in said(made)
    assert "另设书面咨询台" in said(made, {})
    assert "当面点清" not in said(made)
    assert "当面点清" in said(made, {})
    assert any("另设书面" in one and "已加入" in one for one in account.kept)
    assert any("领取物品" in one and "成品照印" in one for one in account.kept)


def test_a_page_of_a_record_is_only_copied_to_the_empty_form(adopted):
    made, account = adopted(form(FIRST, layout="record"), form(FIRST, "填写人应当按下列次序写明经过、结果与意见。"))
    assert "填写人应当按" in said(made)
    assert "填写人应当按" not in said(made, {})
    assert any("只印在空白件上" in one for one in account.kept)


def test_a_blank_of_a_sentence_of_its_own_is_a_line_for_the_hand(adopted):
    theirs = form(FIRST, "咨询台设在{goods:8}处，开放到{place:5}为止。")
    made, _ = adopted(form(FIRST), theirs)
    assert said(made) == said(theirs)
    assert "咨询台" not in said(made, {})
    assert [one.key for one in made.fields] == []


@pytest.mark.parametrize(
    ("ours", "theirs", "lost"),
    [
        (
            "不愿接受的，可以自收到之日起六十日内提出异议。",
            "不愿接受的，可以自收到之日起三十日内提出异议。",
            "六十日",
        ),
        (
            "不愿接受的，依据《试验法》第二十三条，应当先申请复核，再行起诉。",
            "不愿接受的，可以申请复核，也可以依据《试验法》第二十三条起诉。",
            "应当先",
        ),
        (
            "依据《试验法》第三十条的规定，你单位应当保管好物品，不得转移。",
            "依据《试验法》第二十条的规定，你单位须保管好物品，不得转移。",
            "第三十条",
        ),
    ],
)
def test_a_term_the_law_in_force_asks_for_is_never_given_up(adopted, ours, theirs, lost):
    made, account = adopted(form(FIRST, ours, SECOND), form(FIRST, theirs, SECOND.replace("应当", "须")))
    for text in (said(made), said(made, {})):
        assert plain(ours) in text
        assert plain(theirs) not in text
        assert "须放在廊下" in text
    assert any(lost in one and "现行法" in one for one in account.kept)


def test_an_article_of_ours_stays_on_finished_documents(adopted):
    ours = "依据《试验法》第九条的规定，你单位应当保管好物品，不得转移。"
    theirs = "你单位应当保管好各项物品，不得将其转移。"
    made, account = adopted(form(ours), form(theirs))
    assert said(made) == said(form(theirs))
    assert plain(ours) in said(made, {})
    assert any("第九条" in one for one in account.kept)


def test_the_terms_of_ours_fill_blanks_the_page_leaves_for_them(adopted):
    ours = "不服的，可以自收到本通知之日起六十日内向上级机关申请复核。"
    theirs = "如不服，可以在收到本通知之日起{goods:4}内向上级机关申请复核。"
    made, _ = adopted(form(ours), form(theirs))
    assert said(made) == said(form(theirs))
    assert "起六十日内向上级机关" in said(made, {})
    assert [one for one in made.fields if one.key.startswith("own")] == []


def test_a_number_of_days_is_not_written_where_a_day_is_asked_for(adopted):
    ours = "办理的时间自公告之日起共{days:2}日，到期不再接受。"
    theirs = "办理的时间自公告之日起至{day:3-2-2}，到期不再接受。"
    made, account = adopted(form(ours), form(theirs))
    assert said(made) == said(form(theirs))
    assert "共15日" in said(made, {"days": "15"})
    assert any("办理天数" in one for one in account.kept)


def test_a_value_does_not_go_where_other_words_ask_for_something_else(adopted):
    ours = "经办人为{goods:6}，请予配合。"
    theirs = "现已移往{place:6}仓库，请予配合。"
    made, account = adopted(form(ours), form(theirs))
    assert said(made) == said(form(theirs))
    assert "经办人为王某" in said(made, {"goods": "王某"})
    assert any("物品" in one for one in account.kept)


def test_dates_numbers_and_names_of_bodies_are_taken_whole(adopted):
    ours = "本局于{day}以《试验通知书》（{letter:6}）通知过你单位，请向{court:6}提出。"
    theirs = "{day:3-2-2}，本局以《试验通知书》（{letter:1|某监试〔_2〕_2号}）通知过你单位，请向{place:5}人民法院提出。"
    made, _ = adopted(form(ours), form(theirs))
    assert said(made) == said(form(theirs))
    text = said(made, {"day": "2026-11-21", "letter": "江药监试〔2026〕7号", "court": "江州市和平区人民法院"})
    assert "2026年11月21日,本局以《试验通知书》(江药监试〔2026〕7号)通知过" in text
    assert "请向江州市和平区人民法院提出" in text


def test_a_date_and_a_number_ours_does_not_know_become_one_field_each(adopted):
    theirs = "本局于{day:3-2-2}发出《试验通知书》（{letter:1|某监试〔_2〕_2号}），现要求你单位保管好物品，不得转移。"
    made, _ = adopted(form("现要求你单位保管好物品，不得转移，也不得自行处置。"), form(theirs))
    own = [one for one in made.fields if one.key.startswith("own_")]
    assert [one.type for one in own] == ["date", "text"]
    assert all(one.required for one in own)
    assert said(made) == said(form(theirs))
    text = said(made, {own[0].key: "2026-12-01", own[1].key: "江药监试〔2026〕7号"})
    assert "本局于2026年12月1日发出《试验通知书》(江药监试〔2026〕7号)" in text


def test_a_choice_stands_in_the_blank_the_page_leaves_for_it(adopted):
    made, _ = adopted(
        form("本局决定对上述物品采取{measure}措施，期限另行告知。"),
        form("本局决定对上述物品采取{goods:4}措施，期限将另行告知。"),
    )
    assert "采取措施" in said(made)
    assert "采取清点措施,期限将另行告知" in said(made, {"measure": "清点"})


def test_slashes_set_apart_on_the_page_are_set_apart_here(adopted):
    theirs = form("上述木箱／油布／绳索由你单位保管，不得转移/处置。")
    made, _ = adopted(form("上述木箱、油布、绳索由你单位保管，不得转移/处置。"), theirs)
    assert made.body[1].text == "上述木箱／油布／绳索由你单位保管，不得转移/处置。"


def test_the_same_page_twice_gives_the_same_pack(tmp_path):
    theirs = form(THIRD, FIRST.replace("每日", "每天"))
    path = tmp_path / "官.pdf"
    path.write_bytes(render(theirs, {}, EMPTY, validate=False).pdf)
    first, second = (adopt_form(form(FIRST, THIRD), read_official(path)[0]) for _ in range(2))
    assert first == second
