"""The facts a document states, in one canonical form, so that paper and record can be compared by a digest."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import rfc8785

from inspector_app.catalog.form import DocumentForm
from inspector_app.documents.values import plain, read_all


def facts_json(form: DocumentForm, values: Mapping[str, Any]) -> bytes:
    """Return the filled values as canonical JSON (RFC 8785) with the form's code; empty and unreadable values are left out."""
    facts = {key: plain(value) for key, value in read_all(form, values).items()}
    return rfc8785.dumps({"form": form.code, "facts": facts})


def facts_digest(form: DocumentForm, values: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) of the canonical facts: it changes when any stated fact does, and only then."""
    return hashlib.sha256(facts_json(form, values)).hexdigest()
