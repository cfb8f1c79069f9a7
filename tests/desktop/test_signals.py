"""A window that lives for a day emits signals without end; none of them may cost the process its constants."""

from __future__ import annotations

import subprocess
import sys

_EMIT = """
import inspector_app.desktop
from PySide6.QtCore import QCoreApplication, QObject, Signal
app = QCoreApplication([])
class Sender(QObject):
    sent = Signal(int)
sender = Sender()
sender.sent.connect(lambda _: None)
for number in range(50_000):
    sender.sent.emit(number)
print("alive", True, False, None)
"""


def test_fifty_thousand_signals_leave_the_process_alive():
    ended = subprocess.run([sys.executable, "-c", _EMIT], capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.split() == ["alive", "True", "False", "None"]
