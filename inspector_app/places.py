"""Where the shipped packs and resources lie: beside the source, inside a wheel, or beside the built program."""

from __future__ import annotations

import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    if getattr(sys, "frozen", False):
        beside = Path(sys.executable).parent / name
        if beside.is_dir():
            return beside
    installed = _HERE / "_shipped" / name
    return installed if installed.is_dir() else _HERE.parent / name


def forms_folder() -> Path:
    """Return the folder of the packs as shipped (``forms/``)."""
    return _shipped("forms")


def resources_folder() -> Path:
    """Return the folder of icons, fonts and themes (``resources/``)."""
    return _shipped("resources")


def default_vault_folder() -> Path:
    """Return this user's vault folder; Chinese names and spaces in it are normal."""
    import platformdirs

    return Path(platformdirs.user_data_dir("Inspector", appauthor=False)) / "vault"


def profile_folder() -> Path:
    """Return the folder outside every vault where this user's profile keeps its own identity and what it saw of numbers."""
    import platformdirs

    return Path(platformdirs.user_config_dir("Inspector", appauthor=False))


DEMONSTRATION_MARK = "demonstration.txt"
"""Lies in the vault folder of the demonstration and nowhere else."""
KEY_FILE = "vault.keys"
"""The file by which a folder is known to hold a vault; named here so that looking for it costs no imports."""
