"""The tokens can be read by everyone; icons and the style sheet exist for every name that is used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from inspector_app import places
from inspector_app.desktop import rare, theme, tokens


@pytest.mark.parametrize("name", tokens.SETS)
@pytest.mark.parametrize(("word", "grounds"), tokens.TEXT_ON)
def test_text_stands_out_from_every_ground_it_is_used_on(name, word, grounds):
    chosen = tokens.SETS[name]
    for ground in grounds:
        ratio = tokens.contrast(getattr(chosen, word), getattr(chosen, ground))
        assert ratio >= 4.5, f"{name}: {word} on {ground} is only {ratio:.2f}"


def test_high_contrast_text_is_stronger_than_the_ordinary():
    for word, grounds in tokens.TEXT_ON:
        for ground in grounds:
            assert tokens.contrast(getattr(tokens.CONTRAST, word), getattr(tokens.CONTRAST, ground)) >= 7


def test_contrast_of_black_on_white_is_the_greatest_there_is():
    assert tokens.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert tokens.contrast("#777777", "#777777") == 1


def test_every_icon_is_of_one_family():
    drawings = sorted((places.resources_folder() / "icons").glob("*.svg"))
    assert len(drawings) > 40
    for path in drawings:
        text = path.read_text(encoding="utf-8")
        assert 'stroke-width="1.7"' in text
        assert 'viewBox="0 0 20 20"' in text
        assert text.count("currentColor") == 1


def test_every_icon_named_in_the_code_is_drawn():
    there = {p.stem for p in (places.resources_folder() / "icons").glob("*.svg")}
    source = "\n".join(p.read_text(encoding="utf-8") for p in Path(theme.__file__).parent.rglob("*.py"))
    named = set(re.findall(r'(?:set_icon|IconButton|EmptyState)\((?:\w+, )?"([a-z-]+)"', source))
    named |= set(re.findall(r'icon="([a-z-]+)"', source))
    assert named
    assert named <= there


def test_an_icon_is_tinted_by_its_token_and_again_when_the_theme_changes(qtbot, qapp):
    button = QPushButton()
    qtbot.addWidget(button)
    theme.set_icon(button, "check", "critical")
    before = button.icon().pixmap(20, 20).toImage()
    colours = {
        before.pixelColor(x, y).name().upper()
        for x in range(before.width())
        for y in range(before.height())
        if before.pixelColor(x, y).alpha() == 255
    }
    assert tokens.LIGHT.critical in colours
    theme.apply(qapp, theme.Theme(tokens.DARK))
    after = button.icon().pixmap(20, 20).toImage()
    colours = {
        after.pixelColor(x, y).name().upper()
        for x in range(after.width())
        for y in range(after.height())
        if after.pixelColor(x, y).alpha() == 255
    }
    assert tokens.DARK.critical in colours


def test_text_size_scales_type_and_never_shrinks_what_is_pressed(qapp):
    theme.apply(qapp, theme.chosen("light", "largest"))
    assert theme.current().body == 21
    assert theme.current().control == 60
    assert theme.font().pixelSize() == 21


def test_an_unknown_choice_of_theme_is_the_light_one():
    assert theme.chosen("mauve", "gigantic").scale == 1.0
    assert theme.chosen("mauve").tokens is tokens.LIGHT
    assert theme.chosen("contrast").tokens is tokens.CONTRAST


def test_chinese_can_be_drawn(qapp):
    from PySide6.QtGui import QFontDatabase, QRawFont

    assert theme.current().family
    drawn = QRawFont.fromFont(theme.font(), QFontDatabase.WritingSystem.SimplifiedChinese)
    assert all(drawn.supportsCharacter(ord(c)) for c in "现场执法检查严重主要一般")


def test_a_rare_character_of_a_name_can_be_drawn_once_it_was_seen(qapp):
    theme.provide("𠮷野堃")
    assert rare.families()
    assert rare.blocks_of("𠮷野") == {0x20}
    assert rare.families()[0] in theme.font().families()
