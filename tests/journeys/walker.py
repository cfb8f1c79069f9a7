"""The journey as a program of its own, so that it can be killed: every acknowledged act is a line on standard output.

Usage: python -m tests.journeys.walker VAULT OUTSIDE
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from inspector_app.casework.desk import Desk

from .hand import Hand


def acknowledge(desk: Desk, chain: str) -> None:
    seq, head = desk.read.head(chain)
    sys.stdout.write(f"ACK {chain} {seq} {head}\n")
    sys.stdout.flush()


def main() -> None:
    app = QApplication(sys.argv[:1])
    hand = Hand(app, Path(sys.argv[1]), Path(sys.argv[2]), lambda _window, _name: None)
    hand.acknowledge = acknowledge
    hand.get_in()
    hand.enrol()
    page = hand.open_inspection()
    if not any(e for e in (hand.desk.read.rows("SELECT 1 FROM exports"))):
        for stage in (hand.particulars, hand.team, hand.notice, hand.items, hand.review, hand.documents):
            stage(page)
    hand.seal(page)
    hand.close()
    sys.stdout.write("DONE\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
