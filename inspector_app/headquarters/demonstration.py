"""Headquarters' side of a demonstration or a drill: the whole way in a few calls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from inspector_app.headquarters import numbers
from inspector_app.headquarters.collecting import import_bundle, save_receipt
from inspector_app.headquarters.devices import register as register_device
from inspector_app.headquarters.folder import ENROLMENT, Headquarters, initialise
from inspector_app.headquarters.packs import numbers_pack


def establish(folder: Path, name: str, *, at: datetime) -> Path:
    """Make headquarters in a new folder and return its enrolment letter."""
    return initialise(folder, name, at=at).folder / ENROLMENT


def register(folder: Path, letter: Path, *, at: datetime) -> None:
    """Register the laptop of a device letter."""
    register_device(Headquarters(folder), letter, at=at)


def collect(folder: Path, bundle: Path, receipt: Path, *, at: datetime) -> Path:
    """Verify and import a bundle and write the signed receipt, whose path is returned."""
    headquarters = Headquarters(folder)
    return save_receipt(headquarters, import_bundle(headquarters, bundle, at=at), receipt)


def allot(
    folder: Path,
    device_id: str,
    words: Sequence[str],
    *,
    year: int,
    count: int,
    at: datetime,
    typed: tuple[int, int] | None = None,
    out: Path | None = None,
) -> Path:
    """Give a laptop numbers for some document words and write its signed pack; ``typed`` is a range it had by hand, noted first."""
    headquarters = Headquarters(folder)
    for word in words:
        if typed is not None:
            first, last = typed
            numbers.note(headquarters, device_id, document_word=word, year=year, first=first, last=last, at=at)
        numbers.allot(headquarters, device_id, document_word=word, year=year, count=count, at=at)
    return numbers_pack(headquarters, device_id, at=at, out=out).path
