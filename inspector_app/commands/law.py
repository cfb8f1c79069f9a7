"""inspector forms import-law: an official text into articles, paragraphs and items, and the packs' citations held against it."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from inspector_app import places
from inspector_app.casework import law_texts
from inspector_app.catalog.library import Library
from inspector_app.fault import Fault


@click.command("import-law")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--law", default="", help="法律的代码；缺省按标题在法规目录里找。")
@click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), default=None, help="数据文件夹；文本放在它下面的 laws。"
)
@click.option("--dry-run", is_flag=True, help="只读出和核对，不保存。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
def import_law(file: Path, law: str, data: Path | None, dry_run: bool, as_json: bool) -> None:
    """导入一部法律的公布文本（.md、.txt、.docx），分出条、款、项，并核对法规包里的引用是否都存在。

    引用与文本不符的，文本照常保存，逐条列出，退出码为 1。
    """
    book = Library(places.forms_folder()).lawbook()
    shelf = None if dry_run else law_texts.shelf_of(data or places.default_vault_folder())
    found = law_texts.import_text(book, file, shelf, law)
    text, wrong, where = found.text, found.wrong, found.saved
    paragraphs = [one for article in text.articles for one in article.paragraphs]
    answer = {
        "law": found.law,
        "title": text.title,
        "articles": len(text.articles),
        "paragraphs": len(paragraphs),
        "items": sum(len(one.items) for one in paragraphs),
        "counts": text.counts(),
        "citations": found.checked,
        "wrong": msgspec.to_builtins(wrong),
        "notes": found.notes,
        "saved": where is not None,
    }
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(answer), indent=2).decode())
    else:
        click.echo(
            f"{text.title}（{found.law}）：{answer['articles']} 条 {answer['paragraphs']} 款 {answer['items']} 项"
        )
        click.echo(f"法规包引用 {found.checked} 处，{len(wrong)} 处与文本不符")
        for one in wrong:
            click.echo(f"  {one.where}：{one.citation}：{one.lacks}")
        for note in found.notes:
            click.echo(f"注意：{note}")
        if where is not None:
            click.echo(f"已保存：{where}")
    if wrong:
        raise Fault(
            f"{len(wrong)} 处引用与文本不符",
            kept="文本已经保存" if where else "",
            todo="请核对版本",
            code="citation-missing",
        )
