"""Which sticks and cards are plugged in now."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QStorageInfo

_PLUGGED = ("/media/", "/run/media/", "/mnt/", "/Volumes/")


def sticks() -> list[Path]:
    """Return the top folders of plugged-in media; the system's own drive is not among them."""
    system = os.environ.get("SYSTEMDRIVE", "C:").upper()
    found = []
    for volume in QStorageInfo.mountedVolumes():
        root = volume.rootPath()
        if not volume.isValid() or not volume.isReady() or volume.isRoot():
            continue
        on_windows = len(root) >= 2 and root[1] == ":" and not root.upper().startswith(system)
        if on_windows or root.startswith(_PLUGGED):
            found.append(Path(root))
    return found
