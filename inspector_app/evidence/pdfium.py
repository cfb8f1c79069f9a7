"""One lock for the PDF reader: pdfium is one for the whole process and not safe in two threads, so every call holds it."""

from __future__ import annotations

import threading

PDFIUM = threading.Lock()
"""Held around every call into pypdfium2, whoever makes it."""
