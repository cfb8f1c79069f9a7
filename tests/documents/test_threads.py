"""A preview and an issue at the same moment, from the first document of a process on."""

from __future__ import annotations

import subprocess
import sys

_TOGETHER = """
import sys
from concurrent.futures import ThreadPoolExecutor
from inspector_app import places
from inspector_app.catalog.library import Library
from inspector_app.documents.model import Stamp
from inspector_app.documents.render import render
forms = [Library(places.forms_folder()).form(code) for code in ("site_record", "order_correction_notice")]
def one(n):
    form = forms[n % 2]
    values = dict(form.sample, party_name="𠮷野堃祎")
    stamp = Stamp(f"d{n}", 1, "issued" if n % 3 == 0 else "draft", "滨药监责改〔2026〕1号" if form.numbered.own else None)
    return form.code, n % 3 == 0, len(render(form, values, stamp).pdf)
with ThreadPoolExecutor(4) as pool:
    sizes = list(pool.map(one, range(24)))
assert all(size > 5000 for _, _, size in sizes)
print("drawn", len(sizes))
"""


def test_documents_drawn_at_the_same_moment_do_not_mix():
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-X", "utf8", "-c", _TOGETHER], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip() == "drawn 24"
