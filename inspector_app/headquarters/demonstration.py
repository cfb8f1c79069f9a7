"""Headquarters' side of a demonstration or a drill: the whole way in three calls."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from inspector_app.headquarters.collecting import import_bundle, save_receipt
from inspector_app.headquarters.devices import register as register_device
from inspector_app.headquarters.folder import ENROLMENT, Headquarters, initialise


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
