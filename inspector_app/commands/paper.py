"""``inspector document verify`` and ``inspector document file``: paper that comes back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import msgspec

from inspector_app.casework import returning, verifying
from inspector_app.casework.desk import Desk
from inspector_app.fault import UsageFault

from .opened import open_vault, vault_options


@click.command("verify")
@click.argument("sources", nargs=-1, required=True, metavar="文件或码…")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
@vault_options
@click.pass_context
def verify(
    ctx: click.Context, sources: tuple[str, ...], data: Path | None, passphrase_file: Path | None, *, as_json: bool
) -> None:
    """核验文书：照片、PDF，或二维码的内容；全部与记录一致时退出码为 0。"""
    desk = open_vault(ctx, data, passphrase_file)
    try:
        found = [one for source in sources for one in _verified(desk, source)]
    finally:
        desk.close()
    if as_json:
        click.echo(_json([msgspec.to_builtins(one) for one in found]))
    else:
        for one in found:
            click.echo(f"{verifying.STANDINGS[one.standing]}　{one.source}\n　　{one.sentence}")
    if not verifying.all_match(found):
        raise click.exceptions.Exit(1)


def _verified(desk: Desk, source: str) -> list[verifying.Verified]:
    path = Path(source)
    try:
        there = path.exists()
    except (OSError, ValueError):  # a code's text may be no possible file name
        there = False
    if there:
        return verifying.verify(desk, path)
    if "*" in source:
        return [verifying.verify_text(desk, source)]
    raise UsageFault(f"找不到文件“{source}”，它也不是文书的码", todo="文书的码以 IX1* 开头", code="source_missing")


@click.command("file")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="文件…")
@click.option("--to", "document", default="", help="认不出码的页归到这份文书（文书标识）")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")
@vault_options
@click.pass_context
def file_pages(
    ctx: click.Context,
    files: tuple[Path, ...],
    document: str,
    data: Path | None,
    passphrase_file: Path | None,
    *,
    as_json: bool,
) -> None:
    """收回签字页：按页脚的码归到文书和页；全部归档时退出码为 0。"""
    desk = open_vault(ctx, data, passphrase_file)
    try:
        if document:
            returning.state(desk, document)  # an unknown document is said before anything is taken in
        results = returning.file_pages(desk, files, to=document)
        touched = {r.verified.document_id for r in results if r.filed} | ({document} - {""})
        papers = [returning.state(desk, key) for key in sorted(touched - {""})]
    finally:
        desk.close()
    if as_json:
        click.echo(_json({"pages": [_page(one) for one in results], "documents": [_paper(one) for one in papers]}))
    else:
        for one in results:
            click.echo(one.sentence)
        for paper in papers:
            lack = f"还缺{returning.pages_text(paper.missing)}" if paper.missing else "各页齐了"
            click.echo(f"{paper.document.name}{paper.document.number}：{lack}")
    if not all(one.filed for one in results):
        raise click.exceptions.Exit(1)


def _page(one: returning.Returned) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(one.verified)
    return plain | {
        "sentence": one.sentence,
        "file": str(one.file),
        "sheet": one.sheet,
        "filed": one.filed,
        "label": one.label,
        "already": one.already,
        "twice": one.twice,
    }


def _paper(one: returning.PaperState) -> dict[str, Any]:
    return {
        "id": one.document.id,
        "name": one.document.name,
        "number": one.document.number,
        "pages": one.document.pages,
        "back": {str(page): list(labels) for page, labels in one.back.items()},
        "missing": list(one.missing),
        "loose": [link.label for link in one.loose],
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
