"""Two threads that need the same type for the first time: nobody gets it half made."""

from __future__ import annotations

import subprocess
import sys

_TOGETHER = """
import sys, threading
sys.setswitchinterval(1e-6)
from inspector_app import places
from inspector_app.catalog.library import Library
import inspector_app.catalog.form
codes = ["site_record", "penalty_decision", "order_correction_notice", "inquiry_record"]
libraries = [Library(places.forms_folder()) for _ in codes]
gate, found = threading.Barrier(len(codes)), []

def read(n):
    gate.wait()
    found.append(libraries[n].form(codes[n]).code)

threads = [threading.Thread(target=read, args=(n,)) for n in range(len(codes))]
for one in threads:
    one.start()
for one in threads:
    one.join()
print(sorted(found) == sorted(codes))
"""


def test_forms_read_by_several_threads_from_the_first_moment_on():
    """Without the lock most of these processes die of a segmentation fault."""
    for _ in range(4):
        done = subprocess.run(
            [sys.executable, "-X", "utf8", "-c", _TOGETHER], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stdout.strip()) == (0, "True"), done.stderr
