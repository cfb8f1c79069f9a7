"""The house itself: its layers, the size of its rooms, no network, nothing committed that does not belong."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "inspector_app"
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST = 420
NETWORK = {
    "socket", "socketserver", "ssl", "http", "urllib", "ftplib", "smtplib", "poplib", "imaplib", "xmlrpc", "telnetlib", "asyncio",
    "requests", "httpx", "aiohttp", "urllib3", "webbrowser", "PySide6.QtNetwork", "PySide6.QtWebSockets", "PySide6.QtWebEngineCore",
    "PySide6.QtWebEngineWidgets",
}  # fmt: skip
URL_TEXT_ONLY = {"urllib.parse"}  # splits strings, opens nothing


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def committed_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [path for name in listed.decode("utf-8").split("\0") if name and (path := ROOT / name).is_file()]


def text_of(path: Path) -> str | None:
    content = path.read_bytes()
    if b"\0" in content[:8192]:
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return None


def test_a_floor_imports_only_from_floors_below_it():
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_module_is_one_noun_and_can_be_read_at_one_sitting():
    long = {name_of(p): n for p in MODULES if (n := len(p.read_text(encoding="utf-8").splitlines())) > LONGEST}
    assert long == {}


def test_every_package_says_what_lives_in_it():
    silent = [name_of(p) for p in MODULES if not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))]
    assert silent == []


def test_no_module_of_the_product_can_reach_a_network():
    reaching = {}
    for path in MODULES:
        used = {name for name in imports_of(path) if name not in URL_TEXT_ONLY and not name.startswith("urllib.parse.")}
        bad = {n for n in used if n in NETWORK or n.split(".")[0] in NETWORK or ".".join(n.split(".")[:2]) in NETWORK}
        bad.discard("urllib") if "urllib.parse" in imports_of(path) else None
        if bad:
            reaching[name_of(path)] = sorted(bad)
    assert reaching == {}


def test_the_rules_ask_nobody_for_the_time():
    asking = []
    for room in ("catalog", "records", "rules"):
        for path in (PACKAGE / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    call = ast.unparse(node.func)
                    if re.fullmatch(r"(.*\.)?(datetime|date|time)\.(now|utcnow|today|time|time_ns|monotonic)", call):
                        asking.append(f"{name_of(path)}:{node.lineno} {call}")
    assert asking == []


def test_no_moment_is_turned_into_the_zone_of_the_computer():
    """A day on paper, in a limit and on the screen is a day in Beijing, wherever the laptop believes to be."""
    local = [
        name_of(p)
        for p in MODULES
        if re.search(
            r"\.(astimezone|now|today)\(\)",
            re.sub(r"(desk|self|session|_session)\.now\(\)", "", p.read_text(encoding="utf-8")),
        )
    ]
    assert local == []


GUARD = """
import sys

def guard(event, arguments):
    if event in {"socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto", "socket.gethostbyname", "urllib.Request"}:
        print("NETWORK", event, arguments, file=sys.stderr, flush=True)
        import os
        os._exit(97)

sys.addaudithook(guard)
"""


def under_guard(code: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", GUARD + code, *arguments],
        cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip


def test_the_guard_catches_a_connection(tmp_path):
    code = "import socket; socket.socket().connect(('127.0.0.1', 9))"
    assert under_guard(code, cwd=tmp_path).returncode == 97


def test_the_demonstration_opens_no_socket(tmp_path):
    code = "from inspector_app.cli import main; sys.exit(main())"
    out = tmp_path / "演示 输出"
    done = under_guard(code, "demo", "--data", str(tmp_path / "库 一"), "--out", str(out), cwd=tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
    assert list(out.rglob("*.pdf"))


def words(*parts: str) -> str:
    """Join a word from parts, so that this file does not hold what it forbids."""
    return "".join(parts)


FORBIDDEN = [
    (r"(?<![\w.~-])/" + words("(wo", "rk|ro", "ot|ho", "me|tm", "p)/"), "a path of somebody's machine"),
    (words("index", "-url"), "a package index"),
    (r"https?://[\w.:-]+/" + words("(sim", "ple|py", "pi)\\b"), "a package index"),
    (words(r"\bTO", r"DO\b|\bFIX", r"ME\b|raise NotImpl", "ementedError"), "unfinished work"),
    (words(r"\bAnth", r"ropic\b|\bCl", r"aude\b|\bL", r"LM\b"), "a tool of the making"),
    ("-----BEGIN [A-Z ]*" + words("PRIVATE", " KEY"), "a private key"),
]


@pytest.mark.parametrize(("pattern", "what"), FORBIDDEN, ids=[f"{n} {what}" for n, (_, what) in enumerate(FORBIDDEN)])
def test_nothing_is_committed_that_does_not_belong(pattern, what):
    found = []
    for path in committed_files():
        text = text_of(path)
        if text is None or (path.suffix in {".txt", ".ttf"} and "LICENSE" in path.name):
            continue
        for match in re.finditer(pattern, text):
            found.append(f"{name_of(path)}:{text.count(chr(10), 0, match.start()) + 1} {match.group()}")
    assert found == [], what


def test_no_test_is_switched_off_and_none_waits_by_the_clock():
    """A test may stand aside on a system that lacks the thing it tries (skipif on the platform), never otherwise."""
    pattern = re.compile(
        words(
            r"time\.sl",
            r"eep\(|mark\.sk",
            r"ip(?!if\((sys\.platform|os\.name))|pytest\.sk",
            r"ip\(|mark\.xf",
            "ail|importor",
            "skip",
        )
    )
    found = [
        f"{name_of(path)}: {match.group()}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for match in pattern.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def runtime_packages() -> dict[str, metadata.Distribution]:
    """Everything the product needs when it runs, by following the requirements of what is installed."""
    found: dict[str, metadata.Distribution] = {}
    waiting = [("inspector-app", frozenset[str]())]
    while waiting:
        name, extras = waiting.pop()
        distribution = metadata.distribution(name)
        for line in distribution.requires or []:
            need = Requirement(line)
            if need.marker and not any(need.marker.evaluate({"extra": extra}) for extra in extras or {""}):
                continue
            key = need.name.lower().replace("_", "-")
            if key not in found:
                found[key] = metadata.distribution(need.name)
                waiting.append((need.name, frozenset(need.extras)))
    return found


def test_no_package_under_the_gpl_is_linked_in():
    packages = runtime_packages()
    assert {"pyside6-essentials", "sqlcipher3", "pikepdf", "lxml"} <= set(packages)
    strong = {}
    for name, distribution in packages.items():
        about = distribution.metadata
        said = [about.get("License-Expression") or about.get("License") or ""]
        said += [c for c in about.get_all("Classifier") or [] if c.startswith("License ::")]
        offers = re.split(r"\bOR\b|\|", " OR ".join(part.splitlines()[0] for part in said if part.strip()))
        gpl = [o for o in offers if re.search(r"\bA?GPL|Affero|General Public", o) and not re.search("LGPL|Lesser", o)]
        if gpl and len(gpl) == len(offers):
            strong[name] = said
    assert strong == {}


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_starts_with_the_two_commands(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    head = text[:1500]
    assert "script/run" in head
    assert "script/test" in head
    for picture in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", text):
        assert (ROOT / picture).is_file(), picture
