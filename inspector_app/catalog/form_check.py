"""Contradictions in a document form that types cannot see, each as a plain Chinese sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from inspector_app.catalog.body import CopiesLine, NumberLine, Paragraph, RowsBlock, TableBlock
from inspector_app.catalog.form import BY_HAND, COPIES_KEYS, DocumentForm, Field
from inspector_app.catalog.grid import GridBlock
from inspector_app.catalog.template import BLANK, FILLED, MISSING, Placeholder, When, parse_template

_ROW_MARK = re.compile(r"\{([^{}]+)\}")
_SHAPES = {"words": ("money",), "date": ("date", "datetime"), "time": ("datetime",)}


class Checker:
    """Looks for contradictions that types cannot see: keys that name nothing, fields that are never printed."""

    def __init__(self, form: DocumentForm) -> None:
        self.form = form
        self.keys = {field.key for field in form.fields}
        self.printed: set[str] = set()

    def problems(self) -> Iterator[str]:
        """Every problem, each naming its key."""
        yield from self._facts()
        for number, block in enumerate(self.form.body, start=1):
            where = f"body 第{number}块"
            yield from self._conditions(where, block.when)
            for text in block.templates():
                yield from self._template(where, text, copies=isinstance(block, CopiesLine))
            if isinstance(block, TableBlock):
                yield from self._table(where, block)
            if isinstance(block, RowsBlock):
                yield from self._rows(where, block)
            if isinstance(block, GridBlock):
                yield from (f"{where}：{problem}" for problem in block.problems())
                for when in (*(cell.when for cell in block.cells), *(mark.when for mark in block.marks())):
                    yield from self._conditions(where, when)
            if isinstance(block, Paragraph):
                for part in block.parts:
                    yield from self._conditions(where, part.when)
            if isinstance(block, Paragraph) and block.optional and not block.when:
                yield f"{where}：optional 的段落须写明 when"
            if isinstance(block, Paragraph) and block.joined and not self._follows_optional(number):
                yield f"{where}：joined 的段落须接在 optional 的段落之后"
        for key, words in self.form.words.items():
            yield from self._words(key, words)
        yield from self._paper()
        for number, need in enumerate(self.form.needs, start=1):
            yield from self._conditions(f"needs 第{number}条", need)
        for number, keys in enumerate(self.form.order, start=1):
            for key in keys:
                field = self.form.field(key)
                if field is None or field.type not in ("date", "datetime"):
                    yield f"order 第{number}条：{key} 不是日期字段"
        yield from self._signatures()
        yield from self._number()
        for field in self.form.fields:
            if field.in_form and field.type not in BY_HAND and field.key not in self.printed:
                yield f"字段 {field.key}（{field.label}）没有在 body 里印出"
        for key in self.form.sample:
            if key not in self.keys and key not in COPIES_KEYS:
                yield f"sample 里的 {key} 不是本文书的字段"

    def _follows_optional(self, number: int) -> bool:
        before = self.form.body[number - 2] if number > 1 else None
        return isinstance(before, Paragraph) and before.optional

    def _facts(self) -> Iterator[str]:
        for key, times in Counter(field.key for field in self.form.fields).items():
            if times > 1:
                yield f"字段 {key} 重复了 {times} 次"
        for key, times in Counter(table.key for table in self.form.tables).items():
            field = self.form.field(key)
            if times > 1:
                yield f"表格 {key} 重复了 {times} 次"
            if field is None or field.type != "table":
                yield f"表格 {key} 没有对应的 table 字段"
        for field in self.form.fields:
            if field.key in COPIES_KEYS:
                yield f"字段 {field.key} 是保留名，不能用作字段"
            if field.type in ("choice", "multichoice") and not field.options:
                yield f"字段 {field.key}（{field.label}）是选择项，但没有 options"
            if field.type == "table" and self.form.table(field.key) is None:
                yield f"字段 {field.key}（{field.label}）是表格，但 tables 里没有它的栏目"

    def _template(self, where: str, text: str, *, copies: bool = False) -> Iterator[str]:
        try:
            parts = parse_template(text)
        except ValueError as error:
            yield f"{where}：“{error}”里的花括号写法不对"
            return
        for part in parts:
            if not isinstance(part, Placeholder) or part.key == BLANK or (copies and part.key in COPIES_KEYS):
                continue
            field = self.form.field(part.key)
            if field is None and self.form.numbered.own and part.key == self.form.numbered.field:
                self.printed.add(part.key)
                continue
            if field is None:
                yield f"{where}：占位符 {{{part.key}}} 没有对应的字段"
                continue
            self.printed.add(part.key)
            yield from self._placeholder(where, field, part)

    def _table_cell(self, where: str, part: Placeholder) -> Iterator[str]:
        fact = self.form.table(part.key)
        if fact is None or part.column not in fact.columns:
            yield f"{where}：{part.key} 没有“{part.column}”这一栏"
        elif not part.row <= fact.max_rows:
            yield f"{where}：表格 {part.key} 须写明 max_rows，且不少于第 {part.row} 行"

    def _placeholder(self, where: str, field: Field, part: Placeholder) -> Iterator[str]:
        if part.boxes and field.type not in ("choice", "multichoice"):
            yield f"{where}：占位符 {{{part.key}:box}} 要求选择项，字段 {part.key} 不是"
        elif part.option and part.option not in field.options:
            yield f"{where}：占位符 {{{part.key}:box|{part.option}}} 里的选项不存在"
        if part.shape and field.type not in _SHAPES[part.shape]:
            yield f"{where}：占位符 {{{part.key}:{part.shape}}} 不适用于{field.type}字段"
        if part.row:
            yield from self._table_cell(where, part)
        if field.type in BY_HAND:
            yield f"{where}：字段 {part.key} 是{field.type}，不能作为文字印出"

    def _rows(self, where: str, block: RowsBlock) -> Iterator[str]:
        field, fact = self.form.field(block.field), self.form.table(block.field)
        if field is None or field.type not in ("table", "multichoice", "text", "longtext"):
            yield f"{where}：rows 要求表格、多选或文字字段，{block.field} 不是"
            return
        self.printed.add(block.field)
        columns = fact.columns if fact else ["内容"]
        known = {"#", *columns, *(re.split(r"[（(]", one, maxsplit=1)[0] for one in columns)}
        used = {name for part in block.parts for text in (part.lead, part.text) for name in _ROW_MARK.findall(text)}
        for name in sorted(used - known):
            yield f"{where}：{block.field} 没有“{name}”这一栏"
        for name in columns:
            if name not in used and re.split(r"[（(]", name, maxsplit=1)[0] not in used and name != "序号":
                yield f"{where}：{block.field} 的“{name}”一栏没有印出"

    def _conditions(self, where: str, when: When) -> Iterator[str]:
        for key, wanted in when.items():
            field = self.form.field(key)
            if key == BLANK and wanted == FILLED:
                continue
            if field is None:
                yield f"{where}：when 里的 {key} 没有对应的字段"
                continue
            for value in [wanted] if isinstance(wanted, str) else wanted:
                if value not in (FILLED, MISSING) and field.options and value not in field.options:
                    yield f"{where}：when 里 {key} 没有“{value}”这个选项"

    def _table(self, where: str, block: TableBlock) -> Iterator[str]:
        fact = self.form.table(block.field)
        if fact is None:
            yield f"{where}：表格 {block.field} 在 tables 里没有定义"
            return
        self.printed.add(block.field)
        for column in block.columns:
            if column.name not in fact.columns:
                yield f"{where}：表格 {block.field} 没有“{column.name}”这一栏"
        for name in fact.columns:
            if name not in {column.name for column in block.columns}:
                yield f"{where}：表格 {block.field} 的“{name}”一栏没有印出"

    def _words(self, key: str, words: dict[str, str]) -> Iterator[str]:
        field = self.form.field(key)
        if field is None or not field.options:
            yield f"words 里的 {key} 不是选择项字段"
            return
        for option, text in words.items():
            if option not in field.options:
                yield f"words 里 {key} 没有“{option}”这个选项"
            yield from self._template(f"words 里 {key} 的“{option}”", text)

    def _paper(self) -> Iterator[str]:
        page = self.form.page
        field = self.form.field(page.paper_by)
        if page.paper_by and (field is None or field.type != "choice" or set(page.papers) - set(field.options)):
            yield f"page.paper_by：{page.paper_by} 须是选择项字段，papers 只能用它的选项"
        self.printed.add(page.paper_by)

    def _signatures(self) -> Iterator[str]:
        known = {signature.who for signature in self.form.signatures}
        for row in self.form.signature_rows():
            field = self.form.field(row.date_field)
            self.printed.add(row.date_field)
            if row.date_field and (field is None or field.type not in ("date", "datetime")):
                yield f"签名位“{row.label}”的 date_field {row.date_field} 不是日期字段"
        placed = self.form.signers()
        for who in sorted(placed - known):
            yield f"签名位“{who}”不在 signatures 里"
        for signature in self.form.signatures:
            if signature.in_form and signature.who not in placed:
                yield f"signatures 里的“{signature.who}”没有签名位"

    def _number(self) -> Iterator[str]:
        numbered = self.form.numbered
        placed = numbered.field in self.printed or any(isinstance(block, NumberLine) for block in self.form.body)
        own = self.form.field(numbered.field)
        if numbered.own and not placed and (own is None or own.in_form):
            yield "文书有文号，但 body 里没有 number 块"
        if not numbered.own and placed:
            yield "文书没有文号，但 body 里有 number 块"
