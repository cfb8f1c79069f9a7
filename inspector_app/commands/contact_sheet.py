"""``inspector document contact-sheet``: the first page of every document on one picture, to be looked at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from inspector_app import places

from .opened import packs_of, told_packs, vault_options

if TYPE_CHECKING:
    from PIL import Image

    from inspector_app.catalog.form import DocumentForm

COLUMNS, WIDTH, HEIGHT, CAPTION = 10, 248, 351, 26


@click.command("contact-sheet")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="写到哪个 PNG 文件")
@click.option("--empty", is_flag=True, help="空白式样（缺省为样例）")
@vault_options
@click.pass_context
def contact_sheet(
    ctx: click.Context, out: Path, data: Path | None, passphrase_file: Path | None, *, empty: bool
) -> None:
    """把每种文书的第一页排在一张图上。"""
    from PIL import Image, ImageDraw, ImageFont

    with packs_of(ctx, None, data, passphrase_file) as library:
        installed, told = library.forms(), told_packs(library)
    forms = sorted(installed, key=lambda f: (f.no or 100, f.ref, f.code))
    rows = -(-len(forms) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * (WIDTH + 12) + 12, rows * (HEIGHT + CAPTION + 12) + 12), (226, 230, 235))
    font = ImageFont.truetype(str(places.resources_folder() / "fonts" / "window.ttf"), 14)
    pen = ImageDraw.Draw(sheet)
    for place, form in enumerate(forms):
        x, y = 12 + place % COLUMNS * (WIDTH + 12), 12 + place // COLUMNS * (HEIGHT + CAPTION + 12)
        sheet.paste(_first_page(form, empty=empty), (x, y))
        pen.text((x, y + HEIGHT + 4), f"{form.no or form.ref or ''} {form.name}"[:17], font=font, fill=(27, 36, 48))
    sheet.quantize(48).save(out, "PNG", optimize=True)
    click.echo(f"{len(forms)} 种文书：{out}\n{told}")


def _first_page(form: DocumentForm, *, empty: bool) -> Image.Image:
    import pypdfium2
    from PIL import Image

    from inspector_app.documents.model import Stamp
    from inspector_app.documents.render import render

    stamp = Stamp("contact-sheet", 1, "empty" if empty else "draft")
    pdf = pypdfium2.PdfDocument(render(form, {} if empty else form.sample, stamp).pdf)
    try:
        page = pdf[0].render(scale=1.2).to_pil().convert("RGB")
    finally:
        pdf.close()
    page.thumbnail((WIDTH, HEIGHT))
    paper = Image.new("RGB", (WIDTH, HEIGHT), "white")
    paper.paste(page, ((WIDTH - page.width) // 2, (HEIGHT - page.height) // 2))
    return paper
