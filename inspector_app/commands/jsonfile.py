"""Reading a JSON object that a person wrote: exact numbers, no key twice, whatever is wrong said with its line."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from inspector_app.fault import UsageFault

MAX_BYTES = 1024 * 1024


def read_object(path: Path, what: str) -> dict[str, Any]:
    """Return the object of a UTF-8 file, fractions as ``Decimal``; ``what`` names the file in faults (``事实文件``)."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UsageFault(f"{path.name} 太大，不像一份{what}", code="file-invalid")
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise UsageFault(f"找不到{what} {path}", code="file-missing") from None
    except OSError as error:
        raise UsageFault(f"读不出{what} {path}（{error.strerror or '系统错误'}）", code="file-missing") from None
    except UnicodeDecodeError:
        raise UsageFault(f"{path.name} 不是 UTF-8 文字", code="file-invalid") from None
    try:
        value = json.loads(text, parse_float=Decimal, parse_constant=_constant, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        where = f"第 {error.lineno} 行第 {error.colno} 列"
        raise UsageFault(f"{path.name} 不是有效的 JSON，{where}有错", code="file-invalid") from None
    except (RecursionError, ValueError):
        raise UsageFault(f"{path.name} 不是有效的 JSON：层次太深或数字太长", code="file-invalid") from None
    if not isinstance(value, dict):
        raise UsageFault(f"{path.name} 应当是一个 JSON 对象", code="file-invalid")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise UsageFault(f"“{key}”写了两次", code="file-invalid")
        found[key] = value
    return found


def _constant(name: str) -> Any:
    raise UsageFault(f"{name} 不是数字", code="file-invalid")
