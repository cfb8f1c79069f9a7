"""The built application: it starts from an awkward folder, knows its packs, and carries nothing it must not."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from inspector_app import __version__

pytestmark = [pytest.mark.build, pytest.mark.timeout(900)]

ROOT = Path(__file__).resolve().parent.parent
BUDGET_MIB = 420


@pytest.fixture(scope="session")
def application(tmp_path_factory) -> Path:
    """Build once, then move the folder away from where it was built, to a name a real user may have."""
    place = tmp_path_factory.mktemp("build")
    built = subprocess.run(
        [sys.executable, "-m", "PyInstaller", "build.spec", "--noconfirm", "--log-level", "WARN",
         "--distpath", str(place / "dist"), "--workpath", str(place / "work")],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr[-3000:]
    home = place / "执法 人员 张三"
    home.mkdir()
    return Path(shutil.move(place / "dist" / "inspector", home / "现场执法 软件"))


def run(application: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = application / ("inspector.exe" if os.name == "nt" else "inspector")
    kept = {
        k: v
        for k, v in os.environ.items()
        if k in {"HOME", "SYSTEMROOT", "TEMP", "DISPLAY", "XAUTHORITY", "QT_QPA_PLATFORM"}
    }
    return subprocess.run(
        [str(program), *arguments],
        cwd=application.parent, capture_output=True, text=True, encoding="utf-8", check=False,
        env={**kept, "LANG": "C.UTF-8"},
    )  # fmt: skip


def test_it_says_its_version(application):
    done = run(application, "--version")
    assert done.returncode == 0, done.stderr
    assert __version__ in done.stdout


def test_it_lists_the_packs_that_lie_beside_it(application):
    assert any((application / "forms").rglob("*.yaml"))
    done = run(application, "forms", "list", "--json")
    assert done.returncode == 0, done.stderr
    listed = json.loads(done.stdout)
    assert "gsp-retail" in json.dumps(listed)


def test_it_makes_the_demonstration_without_the_source(application, tmp_path):
    out = tmp_path / "演示 输出"
    done = run(application, "demo", "--data", str(tmp_path / "证据 库"), "--out", str(out))
    assert done.returncode == 0, done.stderr[-2000:]
    assert list(out.rglob("*.pdf"))


def test_bad_use_is_one_line_and_no_traceback(application):
    done = run(application, "judge", "没有这个", "没有.json")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 3


def test_no_second_sqlite_comes_along_with_qt_and_nothing_heavy(application):
    inside = [p.relative_to(application).as_posix() for p in application.rglob("*")]
    unwanted = (
        "sqldrivers",
        "Qt6Sql",
        "QtSql",
        "Qt6Quick",
        "Qt6Qml",
        "WebEngine",
        "VirtualKeyboard",
        "Qt6Charts",
        "DataVisualization",
        "/numpy/",
        "/tkinter/",
        "setuptools",
    )
    assert [name for name in inside if any(word in name for word in unwanted)] == []


def test_it_stays_within_its_size(application):
    size = sum(p.stat().st_size for p in application.rglob("*") if p.is_file() and not p.is_symlink())
    assert size / 2**20 < BUDGET_MIB
