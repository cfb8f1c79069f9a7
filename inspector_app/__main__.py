"""``python -m inspector_app`` is ``inspector``."""

from inspector_app.cli import run

run()
