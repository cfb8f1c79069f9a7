"""Reading an official law text (.md, .txt, .docx) into articles, paragraphs (款) and items (项), so that a citation can be held against it.

The text is kept as published, word for word; only headings, the publisher's page furniture and the closing line are told from it.
Of a Word file its paragraphs and the cells of its tables are read, in order; an article's number that Word counts by itself is no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from inspector_app.catalog.law import Ref
from inspector_app.fault import Fault, UsageFault

MAX_BYTES = 4 * 1024 * 1024
_MAX_UNPACKED = 64 * 1024 * 1024
SUFFIXES = (".md", ".txt", ".docx")
_NUMERALS = "零〇一二三四五六七八九十百千"
_NUMBER = f"[{_NUMERALS}]+"
_ARTICLE = re.compile(rf"第({_NUMBER}|[0-9０-９]+)条(之{_NUMBER})?")
_HEADING = re.compile(
    rf"(#+\s*)?(第{_NUMBER}(编|分编|章|节)([\s　\xa0]|$)|附\s*[则錄录]$)|#+\s|[^，。；：]{{2,40}}发布$"
)
_PART = re.compile(rf"第{_NUMBER}(编|分编|章|节)")
_ITEM = re.compile(rf"[（(]({_NUMBER})[）)]")
_POINT = re.compile(r"[（(]?\d+[）).．、]")
_CAPTION = re.compile(r"【([^】]*)】")
_SPACE = " \t　\xa0"
_RANKS = {"编": 0, "分编": 1, "章": 2, "节": 3}


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One item (项) with the points below it."""

    number: int
    text: str
    points: tuple[str, ...] = ()


class Paragraph(msgspec.Struct, frozen=True, kw_only=True):
    """One paragraph (款); its items follow its text."""

    text: str
    items: tuple[Item, ...] = ()
    points: tuple[str, ...] = ()


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """One article (条); ``inserted`` counts 之一, 之二. ``headings`` are the part, chapter and section it stands in."""

    number: int
    inserted: int = 0
    caption: str = ""
    headings: tuple[str, ...] = ()
    paragraphs: tuple[Paragraph, ...]

    @property
    def key(self) -> str:
        """Its number as text: ``142`` or ``142-1``."""
        return f"{self.number}-{self.inserted}" if self.inserted else str(self.number)


class LawText(msgspec.Struct, frozen=True, kw_only=True):
    """A whole text: its title, the lines before the first article, its articles in order."""

    title: str
    preamble: tuple[str, ...]
    articles: tuple[Article, ...]

    def article(self, key: str) -> Article | None:
        """The article of that number, None when there is none."""
        return next((one for one in self.articles if one.key == key), None)

    def counts(self) -> dict[str, list[int]]:
        """For each article the number of items of each of its paragraphs."""
        return {one.key: [len(paragraph.items) for paragraph in one.paragraphs] for one in self.articles}

    def lacks(self, ref: Ref) -> str | None:
        """Say what of a citation is not there, None when all of it is."""
        key = f"{ref.article}-{number_of(ref.suffix[1:])}" if ref.suffix else str(ref.article)
        article = self.article(key)
        if article is None:
            return f"没有第{ref.article}条{ref.suffix}"
        if ref.paragraph is None:
            return "写了项，却没有写款" if ref.item is not None else None
        if not 1 <= ref.paragraph <= len(article.paragraphs):
            return f"第{ref.article}条{ref.suffix}只有 {len(article.paragraphs)} 款，没有第 {ref.paragraph} 款"
        items = {one.number for one in article.paragraphs[ref.paragraph - 1].items}
        if ref.item is not None and ref.item not in items:
            return f"第{ref.article}条{ref.suffix}第{ref.paragraph}款没有第 {ref.item} 项"
        return None

    def text_of(self, ref: Ref) -> str:
        """The words a citation points at, an empty text when it is not there."""
        if self.lacks(ref):
            return ""
        article = self.article(f"{ref.article}-{number_of(ref.suffix[1:])}" if ref.suffix else str(ref.article))
        assert article is not None
        if ref.paragraph is None:
            return "\n".join(_lines(article.paragraphs))
        paragraph = article.paragraphs[ref.paragraph - 1]
        if ref.item is None:
            return "\n".join(_lines((paragraph,)))
        return next(one.text for one in paragraph.items if one.number == ref.item)


def read_law_text(path: Path) -> LawText:
    """Read a file; a wrong kind of file, wrong encoding or a text without articles is a fault that says which."""
    if path.suffix.lower() not in SUFFIXES:
        raise UsageFault(
            f"{path.name} 不是 .md、.txt 或 .docx 文件",
            todo="旧式 Word 文件（.doc）请先另存为 .docx 或纯文本再导入",
            code="law-text-kind",
        )
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Fault(f"{path.name} 超过 {MAX_BYTES // 1024 // 1024} MB，不像一部法律的文本", code="law-text-invalid")
        data = path.read_bytes()
    except FileNotFoundError:
        raise UsageFault(f"找不到文件 {path}", code="file-missing") from None
    except OSError as error:
        raise UsageFault(f"读不出 {path}（{error.strerror or '系统错误'}）", code="file-missing") from None
    text = _word_text(data, path.name) if path.suffix.lower() == ".docx" else _plain_text(data, path.name)
    found = parse_law_text(text, path.stem)
    if not found.articles:
        raise Fault(f"{path.name} 里没有找到“第一条”这样的条文", code="law-text-invalid")
    return found


def _plain_text(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            # What older office software saves as 纯文本 on a Chinese system.
            return data.decode("gb18030")
        except UnicodeDecodeError:
            raise Fault(f"{name} 既不是 UTF-8 也不是国标编码的文字", code="law-text-invalid") from None


def _word_text(data: bytes, name: str) -> str:
    """The paragraphs of a Word file, one a line; a file that unpacks to more than a law can hold is refused unread."""
    import io
    import zipfile

    import docx
    from docx.table import Table

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if sum(one.file_size for one in package.infolist()) > _MAX_UNPACKED:
                raise Fault(f"{name} 展开后太大，不像一部法律的文本", code="law-text-invalid")
        lines: list[str] = []
        for block in docx.Document(io.BytesIO(data)).iter_inner_content():
            if isinstance(block, Table):
                lines += [cell.text for row in block.rows for cell in row.cells]
            else:
                lines.append(block.text)
    except Fault:
        raise
    except Exception as error:
        # The library lets errors of zip, XML and its own through; all of them mean that this is no Word file.
        raise Fault(
            f"{name} 不是能打开的 Word 文件", todo="请重新下载，或另存为纯文本", code="law-text-invalid"
        ) from error
    return "\n".join(lines)


def parse_law_text(text: str, fallback_title: str = "") -> LawText:
    """Take a text apart. Articles only go up, so 第三条 at the start of a line of prose is no article; a table of contents has none."""
    reader = _Reader()
    for line in text.splitlines():
        cleaned = re.sub(r"<!--.*?-->", "", line.replace("**", "").replace("\u200b", "")).strip(_SPACE + "\r")
        if cleaned and not cleaned.startswith("<!--"):
            reader.take(cleaned)
    title = next((one.lstrip("# ").strip() for one in reader.preamble if one.startswith("# ")), "")
    if not title:
        first = reader.preamble[0] if reader.preamble else ""
        title = first if 0 < len(first) <= 80 and "。" not in first else re.sub(r"[(（].*", "", fallback_title)
    articles = tuple(one.build() for one in reader.articles)
    return LawText(title=title, preamble=tuple(reader.preamble), articles=articles)


def number_of(text: str) -> int:
    """Read a number as laws write it: 一百一十七, 十, 〇, or digits of either width."""
    if text.isdigit() and text[0] not in _NUMERALS:
        return int(text)
    total = current = 0
    for one in text.replace("〇", "零"):
        if one in "千百十":
            total, current = total + (current or 1) * {"千": 1000, "百": 100, "十": 10}[one], 0
        else:
            current = "零一二三四五六七八九".index(one)
    return total + current


class _Open:
    """An article being read."""

    def __init__(self, number: int, inserted: int, caption: str, headings: tuple[str, ...]) -> None:
        self.number, self.inserted, self.caption, self.headings = number, inserted, caption, headings
        self.paragraphs: list[tuple[str, list[tuple[int, str, list[str]]], list[str]]] = []

    def build(self) -> Article:
        return Article(
            number=self.number,
            inserted=self.inserted,
            caption=self.caption,
            headings=self.headings,
            paragraphs=tuple(
                Paragraph(
                    text=text,
                    items=tuple(Item(number=at, text=words, points=tuple(points)) for at, words, points in items),
                    points=tuple(loose),
                )
                for text, items, loose in self.paragraphs
            ),
        )


class _Reader:
    """Takes the lines of a text one by one."""

    def __init__(self) -> None:
        self.preamble: list[str] = []
        self.articles: list[_Open] = []
        self._headings: dict[int, str] = {}
        self._seen: set[tuple[int, int]] = set()

    def take(self, line: str) -> None:
        if self._article(line):
            return
        if _HEADING.match(line):
            self._heading(line)
            return
        if not self.articles:
            self.preamble.append(line)
            return
        self._body(line)

    def _article(self, line: str) -> bool:
        found = _ARTICLE.match(line)
        if found is None:
            return False
        number, inserted = number_of(found[1]), number_of(found[2][1:]) if found[2] else 0
        last = self.articles[-1].number if self.articles else 0
        if number not in (last, last + 1) or (number, inserted) in self._seen:
            return False
        rest = line[found.end() :].strip(_SPACE)
        caption = _CAPTION.match(rest)
        rest = rest[caption.end() :].strip(_SPACE) if caption else rest
        headings = tuple(self._headings[rank] for rank in sorted(self._headings))
        self._seen.add((number, inserted))
        self.articles.append(_Open(number, inserted, caption[1] if caption else "", headings))
        if rest:
            self.articles[-1].paragraphs.append((rest, [], []))
        return True

    def _heading(self, line: str) -> None:
        text = line.lstrip("# ").strip(_SPACE)
        part = _PART.match(text)
        if part is None:
            if line.startswith("#") and not self.articles:
                self.preamble.append(line)
            if re.match(r"附\s*则$", text):
                self._headings = {2: text} | {rank: one for rank, one in self._headings.items() if rank < 2}
            return
        rank = _RANKS[part[1]]
        self._headings = {at: one for at, one in self._headings.items() if at < rank} | {rank: text}

    def _body(self, line: str) -> None:
        paragraphs = self.articles[-1].paragraphs
        item = _ITEM.match(line)
        if item and paragraphs:
            text = line[item.end() :].strip(_SPACE)
            paragraphs[-1][1].append((number_of(item[1]), text, []))
        elif _POINT.match(line) and paragraphs:
            _, items, loose = paragraphs[-1]
            (items[-1][2] if items else loose).append(line)
        else:
            paragraphs.append((line, [], []))


def _lines(paragraphs: tuple[Paragraph, ...]) -> Iterator[str]:
    for paragraph in paragraphs:
        yield paragraph.text
        yield from paragraph.points
        for item in paragraph.items:
            yield f"（{item.number}）{item.text}"
            yield from item.points
