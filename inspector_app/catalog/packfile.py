"""Reading one pack file: YAML with the trap doors nailed shut, and every fault with its file, line and key.

Only the core schema of YAML 1.2 is read (null, booleans, decimal integers, decimal fractions, text), so that a bare ``no`` stays the
word ``no`` and a clause number ``00801`` keeps its zeros. Duplicate keys, anchors, tags and deep nesting are faults: a pack is plain data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec
import yaml

from inspector_app.catalog.prepared import prepare
from inspector_app.fault import Fault

T = TypeVar("T")

MAX_BYTES = 8 * 1024 * 1024
MAX_DEPTH = 40

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FRACTION = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+")
_WORDS: dict[str, object] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TYPES = {
    "str": "文字",
    "int": "整数",
    "bool": "true 或 false",
    "float": "数字",
    "decimal": "数字",
    "array": "列表",
    "object": "一组键和值",
    "null": "空（null）",
}
_COMPLAINTS = {
    "did not find expected ',' or '}'": "花括号没有合上，或缺少逗号",
    "did not find expected ',' or ']'": "方括号没有合上，或缺少逗号",
    "did not find expected node content": "缺少内容，括号可能没有合上",
    "did not find expected key": "缩进不对，或缺少键",
    "did not find expected '-' indicator": "缩进不对，或缺少 - ",
    "could not find expected ':'": "缺少冒号",
    "mapping values are not allowed in this context": "此处不应有冒号，含冒号的文字要加引号",
    "block sequence entries are not allowed in this context": "此处不应有 - ",
    "found unexpected end of stream": "引号没有合上，文件可能不完整",
    "found character that cannot start any token": "此处的字符不能开头，缩进只能用空格",
}


class Problem(NamedTuple):
    """What is wrong at one place of a pack; ``path`` is written ``$.chapters[0].items[3].severity``."""

    path: str
    text: str

    def __str__(self) -> str:
        place = self.path.removeprefix("$").removeprefix(".")
        return f"{place}：{self.text}" if place else self.text


class PackData(NamedTuple):
    """The plain values of a pack file and the line on which each key or list entry stands."""

    name: str
    value: Any
    lines: dict[str, int]

    def fault(self, path: str, text: str) -> Fault:
        """Word one problem of this file with the line of ``path``, or of the nearest key above it."""
        near = path
        while near not in self.lines and near != "$":
            near = _parent(near)
        line = self.lines.get(near)
        where = f"{self.name} 第 {line} 行" if line else self.name
        place = path.removeprefix("$").removeprefix(".")
        return _fault(f"{where}（{place}）：{text}" if place else f"{where}：{text}")


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a pack file; a missing, unreadable or over-large one is a fault."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _fault(f"{path.name}：文件超过 {MAX_BYTES // 1024 // 1024} MB，不像一份表单")
        return path.read_bytes()
    except FileNotFoundError:
        raise _fault(f"找不到表单文件 {path.name}") from None
    except OSError as error:
        raise _fault(f"{path.name}：读不出来（{error.strerror or '系统错误'}）") from None


def parse(data: bytes, name: str) -> PackData:
    """Turn the bytes of one YAML pack into plain values; ``name`` is the file's name as faults show it."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _fault(f"{name} 第 {line} 行：不是 UTF-8 文字，文件可能已损坏") from None
    try:
        return _Builder(name).build(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{name} 第 {mark.line + 1} 行第 {mark.column + 1} 列" if mark else name
        said = error.problem or error.context or ""
        raise _fault(f"{where}：YAML 写法有误（{_COMPLAINTS.get(said, said)}）") from None
    except yaml.YAMLError as error:
        position = getattr(error, "position", None)
        line = text.count("\n", 0, position) + 1 if isinstance(position, int) else 0
        where = f"{name} 第 {line} 行" if line else name
        raise _fault(f"{where}：含有不允许的字符，文件可能已损坏") from None


def convert(pack: PackData, wanted: type[T]) -> T:
    """Make a typed definition of plain values; an unknown key, a missing key or a wrong type is a fault naming it."""
    if not isinstance(pack.value, dict):
        raise pack.fault("$", "文件应当是一组键和值")
    prepare(wanted)
    try:
        return msgspec.convert(pack.value, wanted)
    except msgspec.ValidationError as error:
        path, text = _explain(str(error))
        raise pack.fault(path, text) from None


class _Builder:
    """Builds plain values from parse events with a stack of its own, so that no nesting can exhaust the interpreter's."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[str, int] = {}
        self.stack: list[_Open] = []
        self.root: Any = None
        self.documents = 0

    def build(self, events: Iterable[yaml.Event]) -> PackData:
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                self.documents += 1
                if self.documents > 1:
                    raise self._at(event, "一个文件只能有一份表单（多了 ---）")
            elif isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise self._at(event, "不允许使用锚点和别名（& 与 *）")
            elif isinstance(event, yaml.ScalarEvent):
                self._put(event, self._scalar(event))
            elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                self._open(event)
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                self.stack.pop()
        return PackData(self.name, self.root, self.lines)

    def _open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        if event.tag and not event.implicit:
            raise self._at(event, f"不允许使用标签 {event.tag}")
        if len(self.stack) >= MAX_DEPTH:
            raise self._at(event, f"层次超过 {MAX_DEPTH} 层")
        value: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        path = self._put(event, value)
        self.stack.append(_Open(value, path))

    def _put(self, event: yaml.Event, value: Any) -> str:
        line = _line(event)
        if not self.stack:
            self.root = value
            self.lines["$"] = line
            return "$"
        top = self.stack[-1]
        if isinstance(top.value, list):
            path = f"{top.path}[{len(top.value)}]"
            top.value.append(value)
        elif top.key is None:
            if not isinstance(event, yaml.ScalarEvent):
                raise self._at(event, "键必须是一个词")
            if event.value in top.value:
                raise self._at(event, f"键 {event.value} 在同一处写了两次")
            top.key = event.value
            self.lines[f"{top.path}.{event.value}"] = line
            return top.path
        else:
            path = f"{top.path}.{top.key}"
            top.value[top.key] = value
            top.key = None
        self.lines.setdefault(path, line)
        return path

    def _scalar(self, event: yaml.ScalarEvent) -> object:
        plain = event.implicit[0]
        if event.tag and not plain and not event.implicit[1]:
            raise self._at(event, f"不允许使用标签 {event.tag}")
        text: str = event.value
        if not plain:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.fullmatch(text):
            # Longer than any figure of a pack; the interpreter itself refuses to read thousands of digits.
            if len(text) > 18:
                raise self._at(event, "数字太长")
            return int(text)
        return float(text) if _FRACTION.fullmatch(text) and len(text) <= 40 else text

    def _at(self, event: yaml.Event, text: str) -> Fault:
        return _fault(f"{self.name} 第 {_line(event)} 行：{text}")


class _Open:
    """A mapping or list whose end has not been read yet, and the key that waits for its value."""

    __slots__ = ("key", "path", "value")

    def __init__(self, value: dict[str, Any] | list[Any], path: str) -> None:
        self.value, self.path = value, path
        self.key: str | None = None


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _fault(what: str) -> Fault:
    return Fault(what, kept="其他表单不受影响", todo="请改正该文件，或重新安装、重新导入该表单包", code="pack-invalid")


def _parent(path: str) -> str:
    cut = max(path.rfind("."), path.rfind("["))
    return path[:cut] if cut > 0 else "$"


def _explain(message: str) -> tuple[str, str]:
    """Say msgspec's complaint in Chinese, with the path it is about."""
    body, _, path = message.partition(" - at `")
    path = path.removesuffix("`") or "$"
    if found := re.search(r"unknown field `(.*)`", body):
        return f"{path}.{found[1]}", f"不认识的键 {found[1]}"
    if found := re.search(r"missing required field `(.*)`", body):
        return path, f"缺少键 {found[1]}"
    if found := re.search(r"Expected `(.*)`, got `(.*)`", body):
        wanted = "或".join(_TYPES.get(one.strip(), one.strip()) for one in found[1].split("|"))
        return path, f"应当是{wanted}，写的却是{_TYPES.get(found[2], found[2])}"
    if body == "Invalid decimal string":
        return path, "应当是数字"
    if found := re.search(r"Invalid (?:enum )?value '?(.*?)'?$", body):
        return path, f"“{found[1]}”不是允许的取值"
    return path, f"取值不对（{body}）"
