"""inspector forms import-law: an official text into articles, paragraphs and items, and the packs' citations held against it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import msgspec

from inspector_app.casework import law_texts
from inspector_app.catalog.citations import every_citation, unchecked
from inspector_app.catalog.lawtext import SUFFIXES
from inspector_app.fault import Fault, UsageFault

from .opened import folder_of, packs_of, told_packs, vault_options


@click.command("import-law")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--law", default="", help="法律的代码；缺省按标题在法规目录里找。")
@click.option("--dry-run", is_flag=True, help="只读出和核对，不保存。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@vault_options
@click.pass_context
def import_law(
    ctx: click.Context,
    file: Path,
    law: str,
    data: Path | None,
    passphrase_file: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """导入一部法律的公布文本（.md、.txt、.docx），分出条、款、项，并核对各包的引用是否都存在。

    文本放在数据文件夹下面的 laws；给出 --data 而那里有数据库的，连同总部下发的法规包一起核对。
    FILE 是文件夹的，其中的文本逐一导入，并列出还有哪些法律没有文本可以核对。
    引用与文本不符的，文本照常保存，逐条列出，退出码为 1。
    """
    with packs_of(ctx, None, data, passphrase_file) as library:
        book, cited, used, told = library.lawbook(), every_citation(library), library.told, told_packs(library)
    shelf = None if dry_run else law_texts.shelf_of(folder_of(ctx, data))
    if not file.is_dir():
        answer = _answer(law_texts.import_text(book, file, shelf, law, cited=cited)) | {"packs": used}
        _print(answer, as_json=as_json)
        if not as_json:
            click.echo(told)
        _tell_wrong(len(answer["wrong"]), kept=answer["saved"])
        return
    if law:
        raise UsageFault("FILE 是文件夹，--law 只用于一个文件", code="law-unknown")
    files = sorted(one for one in file.iterdir() if one.suffix.lower() in SUFFIXES)
    if not files:
        raise UsageFault(f"{file} 里没有法规文本（{'、'.join(SUFFIXES)}）", code="path-empty")
    answers, skipped = [], []
    for one in files:
        try:
            answers.append(_answer(law_texts.import_text(book, one, shelf, cited=cited)))
        except UsageFault as fault:
            skipped.append(f"{one.name}：{fault}")
    left = unchecked(cited, {one["law"] for one in answers})
    wrong = sum(len(one["wrong"]) for one in answers)
    total = {
        "texts": len(answers),
        "citations": len(cited),
        "checked": sum(one["citations"] for one in answers),
        "wrong": wrong,
        "unchecked": dict(left.most_common()),
        "skipped": skipped,
        "laws": answers,
        "packs": used,
    }
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(total), indent=2).decode())
    else:
        for answer in answers:
            _print(answer, as_json=False)
        for text in skipped:
            click.echo(f"没有导入：{text}")
        click.echo(f"共 {len(answers)} 部文本；各包共 {len(cited)} 处引用，核对 {total['checked']} 处，{wrong} 处不符")
        for name, number in left.most_common():
            click.echo(f"没有文本可以核对：{name} {number} 处")
        click.echo(told)
    _tell_wrong(wrong, kept=shelf is not None)


def _answer(found: law_texts.Imported) -> dict[str, Any]:
    text = found.text
    paragraphs = [one for article in text.articles for one in article.paragraphs]
    return {
        "law": found.law,
        "title": text.title,
        "articles": len(text.articles),
        "paragraphs": len(paragraphs),
        "items": sum(len(one.items) for one in paragraphs),
        "counts": text.counts(),
        "citations": found.checked,
        "wrong": msgspec.to_builtins(found.wrong),
        "notes": found.notes,
        "saved": found.saved is not None,
        "path": str(found.saved or ""),
    }


def _print(answer: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(answer), indent=2).decode())
        return
    counts = f"{answer['articles']} 条 {answer['paragraphs']} 款 {answer['items']} 项"
    click.echo(f"{answer['title']}（{answer['law']}）：{counts}")
    click.echo(f"各包引用 {answer['citations']} 处，{len(answer['wrong'])} 处与文本不符")
    for one in answer["wrong"]:
        click.echo(f"  {one['where']}：{one['citation']}：{one['lacks']}")
    for note in answer["notes"]:
        click.echo(f"注意：{note}")
    if answer["saved"]:
        click.echo(f"已保存：{answer['path']}")


def _tell_wrong(wrong: int, *, kept: bool) -> None:
    if wrong:
        raise Fault(
            f"{wrong} 处引用与文本不符",
            kept="文本已经保存" if kept else "",
            todo="请核对版本",
            code="citation-missing",
        )
