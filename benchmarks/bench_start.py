"""Process start to a painted, idle window over a vault with 5,000 inspections, against a bare PySide6 window started the same way.

Each round starts three fresh processes in turn: a bare window with a table, the product up to its door (passphrase), and the product with the
vault opened and the list of inspections on the screen. Medians; the clock is the system's monotonic one, shared by both processes.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import fleet

ROUNDS = 9

WATCH = """
import sys, time

def when_idle(app, widget, then):
    from PySide6.QtCore import QEvent, QObject, QTimer

    class Watch(QObject):
        seen = False

        def eventFilter(self, watched, event):
            if not self.seen and event.type() == QEvent.Type.Paint and widget.isVisible():
                self.seen = True
                QTimer.singleShot(0, lambda: QTimer.singleShot(0, self.tell))
            return False

        def tell(self):
            app.removeEventFilter(self)
            then()

    app.watch = Watch()
    app.installEventFilter(app.watch)

def say(name):
    print(name, time.monotonic(), flush=True)
"""

BARE = (
    WATCH
    + """
from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget
app = QApplication([])
window = QMainWindow()
window.resize(1440, 900)
window.setCentralWidget(QTableWidget(20, 6))

def done():
    say("window")
    app.quit()

when_idle(app, window, done)
window.show()
app.exec()
"""
)

PRODUCT = (
    WATCH
    + """
from pathlib import Path
from inspector_app.desktop.application import Application, prepare
app = prepare(["inspector"])
product = Application(app, Path(sys.argv[1]))

def at_the_door():
    say("door")
    from inspector_app.casework.opening import open_desk
    desk = open_desk(Path(sys.argv[1]), sys.argv[2])
    say("unlocked")
    product.window.desk_opened.connect(inside)
    product.enter(desk)

def inside():
    product.window.workspace.services.open("page", "inspections")
    when_idle(app, product.window.workspace, done)

def done():
    say("list")
    app.quit()

when_idle(app, product.window, at_the_door)
product.start()
app.exec()
"""
)


def stages(code: str, *arguments: str) -> dict[str, float]:
    """Run one process and return when it reached each stage, in milliseconds from its start."""
    started = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    reached = (line.split() for line in done.stdout.splitlines())
    return {name: (float(at) - started) * 1000 for name, at in reached}


def main() -> int:
    inspections = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    bare, product = [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "vault"
        fleet.make(folder, inspections).close()
        for number in range(ROUNDS + 1):
            one, other = stages(BARE), stages(PRODUCT, str(folder), fleet.PASSPHRASE)
            if number:  # the first round fills the system's caches
                bare.append(one)
                product.append(other)
    floor = statistics.median(r["window"] for r in bare)
    door, unlocked, listed = (statistics.median(r[k] for r in product) for k in ("door", "unlocked", "list"))
    result = {
        "inspections": inspections,
        "bare_window_ms": round(floor),
        "door_ms": round(door),
        "unlock_ms": round(unlocked - door),
        "list_after_unlock_ms": round(listed - unlocked),
        "ratio_door": round(door / floor, 2),
        "ratio_list": round(listed / floor, 2),
        "ratio_list_without_unlock": round((listed - (unlocked - door)) / floor, 2),
    }
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
