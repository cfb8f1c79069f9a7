"""The facts a document states, in one canonical form, so that paper and record can be compared by a digest."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

import rfc8785

from inspector_app.catalog.form import DocumentForm
from inspector_app.documents.fonts import missing_fault
from inspector_app.documents.values import plain, read_all

_HALVES = re.compile("[\ud800-\udfff]")
"""Halves of characters, as a torn file of values holds them: no encoding can write them."""


def facts_json(form: DocumentForm, values: Mapping[str, Any]) -> bytes:
    """Return the filled values as canonical JSON (RFC 8785) with the form's code; empty and unreadable values are left out.

    Raises ``Fault`` for half a character (a lone surrogate).
    """
    facts = {key: plain(value) for key, value in read_all(form, values).items()}
    try:
        return rfc8785.dumps({"form": form.code, "facts": facts})
    except rfc8785.CanonicalizationError:
        halves = _HALVES.findall(json.dumps(facts, ensure_ascii=False))
        if not halves:
            raise
        raise missing_fault(dict.fromkeys(halves)) from None


def facts_digest(form: DocumentForm, values: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) of the canonical facts: it changes when any stated fact does, and only then."""
    return hashlib.sha256(facts_json(form, values)).hexdigest()
