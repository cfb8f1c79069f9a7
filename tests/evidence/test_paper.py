"""Paper as pictures: what a file holds, how codes are read from poor ones, how a page is set straight."""

from __future__ import annotations

import io

import pikepdf
import pytest
from PIL import Image, ImageEnhance, ImageFilter

from inspector_app.evidence import paper
from inspector_app.evidence.codes import read_codes
from inspector_app.evidence.paper import Pile, flat
from inspector_app.evidence.paper_straight import straighten
from inspector_app.fault import Fault


def sheet(*texts: str, side: int = 5) -> Image.Image:
    """A page of ruled lines with codes at its foot."""
    import qrcode

    page = Image.new("L", (1240, 1754), 255)
    for y in range(200, 1300, 60):
        page.paste(0, (150, y, 1090, y + 3))
    for number, text in enumerate(texts):
        code = qrcode.QRCode(border=0, box_size=side)
        code.add_data(text)
        page.paste(code.make_image().get_image().convert("L"), (300 + number * 400, 1480))
    return page


def pdf(pages: int = 1, size: tuple[float, float] = (595, 842), **options) -> bytes:
    kept = io.BytesIO()
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page(page_size=size)
        made.save(kept, **options)
    return kept.getvalue()


def png(image: Image.Image) -> bytes:
    kept = io.BytesIO()
    image.save(kept, "PNG")
    return kept.getvalue()


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda p: ImageEnhance.Brightness(p).enhance(0.2), id="dim"),
        pytest.param(lambda p: Image.blend(p, Image.new("L", p.size, 128), 0.8), id="faint"),
        pytest.param(lambda p: p.resize((p.width // 2, p.height // 2), Image.Resampling.BILINEAR), id="75 dpi"),
        pytest.param(lambda p: p.filter(ImageFilter.GaussianBlur(2)), id="out of focus"),
        pytest.param(lambda p: p.resize((p.width * 3, p.height * 3)), id="large"),
        pytest.param(lambda p: p.transpose(Image.Transpose.ROTATE_90), id="lying"),
        pytest.param(lambda p: Image.blend(p, Image.effect_noise(p.size, 120), 0.45), id="grain"),
    ],
)
def test_poor_pictures_are_read(spoil):
    spoilt = spoil(sheet("IX1-TEST-0123456789"))
    (code,) = read_codes(spoilt)
    assert code.text == "IX1-TEST-0123456789"
    xs, ys = zip(*code.corners, strict=True)
    assert 0 <= min(xs) < max(xs) <= spoilt.width
    assert 0 <= min(ys) < max(ys) <= spoilt.height


def test_the_wanted_code_comes_first_and_each_once():
    codes = read_codes(sheet("https://example.com", "MINE"), lambda text: text == "MINE")
    assert [code.text for code in codes] == ["MINE", "https://example.com"]
    assert read_codes(Image.new("L", (600, 800), 255)) == []


@pytest.mark.parametrize("turn", [-31.0, -2.3, 0.0, 1.2, 44.0, 91.0, 179.0])
def test_a_page_is_set_straight_and_nothing_is_cut_off(turn):
    askew = sheet("CODE").rotate(-turn, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    (code,) = read_codes(askew)
    content, recipe = straighten(askew, code)
    assert float(recipe.split("turn=")[1].split(";")[0]) == pytest.approx(turn, abs=0.2)
    straight = Image.open(io.BytesIO(content))
    (again,) = read_codes(straight)
    assert abs(again.turn) < 1.5
    assert straight.width * straight.height >= 1240 * 1754 * 0.95
    assert straighten(askew, code)[0] == content


def test_a_dim_page_becomes_clear():
    dim = ImageEnhance.Brightness(sheet("CODE").rotate(5, expand=True, fillcolor=60)).enhance(0.4)
    (code,) = read_codes(dim)
    straight = Image.open(io.BytesIO(straighten(dim, code)[0])).convert("L")
    assert straight.getpixel((straight.width // 2, straight.height // 2 + 20)) > 240


def test_a_photo_is_one_page_and_its_bytes_are_kept():
    content = png(sheet("A"))
    with Pile(content, "一.png") as pile:
        assert (pile.count, pile.is_pdf, pile.content, pile.title(1)) == (1, False, content, "一.png")
        assert pile.sheet(1).image.size == (1240, 1754)


def test_a_pdf_is_drawn_page_by_page():
    with Pile(pdf(3), "三页.pdf") as pile:
        assert (pile.count, pile.title(2)) == (3, "三页.pdf 第2页")
        assert pile.sheet(3).image.size == (1653, 2339)
        pile.close()
    with Pile(pdf(size=(14_000, 14_000)), "大.pdf") as pile:
        assert max(pile.sheet(1).image.size) <= paper.LONGEST


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (pdf(paper.MAX_PAGES + 1), "pdf_too_many_pages"),
        (pdf()[:-300], "pdf_torn"),
        (b"%PDF-1.7\n%%EOF", "pdf_torn"),
        (pdf(0), "pdf_torn"),
        (pdf(encryption=pikepdf.Encryption(owner="o", user="u")), "pdf_locked"),
        (b"GIF89a", "photo_wrong_type"),
        (b"", "photo_empty"),
    ],
)
def test_what_is_no_paper_is_one_sentence(content, code):
    with pytest.raises(Fault) as caught:
        Pile(content, "回传.pdf")
    assert caught.value.code == code
    assert "回传.pdf" in caught.value.what
    assert caught.value.kept


def test_a_lock_without_a_password_to_open_is_no_hindrance():
    with Pile(pdf(encryption=pikepdf.Encryption(owner="o", user="")), "可读.pdf") as pile:
        assert pile.sheet(1).image.mode == "RGB"


def test_odd_pictures_lie_on_white():
    clear = Image.new("RGBA", (4, 4), (0, 0, 0, 0))
    assert flat(clear).getpixel((0, 0)) == (255, 255, 255)
    assert flat(Image.new("P", (4, 4))).mode == "RGB"
    assert flat(Image.new("I;16", (4, 4), 65535)).getpixel((0, 0)) == 255
    assert flat(Image.new("CMYK", (4, 4))).mode == "RGB"
