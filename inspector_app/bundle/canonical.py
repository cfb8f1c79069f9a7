"""Canonical JSON (RFC 8785): one value has exactly one spelling, so a digest of it means something."""

from __future__ import annotations

import hashlib
import json
from typing import Any, NoReturn

import rfc8785

from inspector_app.fault import Fault

_EXACT = 2**53 - 1


def canonical(value: Any) -> bytes:
    """Spell ``value`` as RFC 8785 does; a value JSON cannot carry exactly is a Fault (``not_canonical``)."""
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeError, RecursionError, TypeError) as error:
        raise Fault(f"记录无法写成规范 JSON（{error}）", code="not_canonical") from error


def digest(value: Any) -> str:
    """Return the SHA-256 (hex) of the canonical spelling of ``value``."""
    return hashlib.sha256(canonical(value)).hexdigest()


def read_json(data: bytes, name: str) -> Any:
    """Parse JSON of any spelling; bad text is a Fault (``schema``) that names the file."""

    def constant(token: str) -> NoReturn:
        raise ValueError(f"{token} 不是 JSON 数值")

    def whole(token: str) -> int | float:
        # JSON has one kind of number, the double; beyond its exact range RFC 8785 spells a float like an integer.
        number = int(token)
        return number if abs(number) <= _EXACT else float(number)

    try:
        return json.loads(data.decode("utf-8"), parse_constant=constant, parse_int=whole)
    except (ValueError, OverflowError, RecursionError) as error:
        raise Fault(f"{name} 不是有效的 JSON（{error}）", code="schema") from error


def read_canonical(data: bytes, name: str) -> Any:
    """Parse JSON and insist on the canonical spelling: repeated keys, stray blanks and NaN all fail here."""
    value = read_json(data, name)
    try:
        same = canonical(value) == data
    except Fault:
        same = False
    if not same:
        raise Fault(f"{name} 不是规范 JSON（RFC 8785）", code="schema")
    return value
