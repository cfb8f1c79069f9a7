"""A person reads a sentence; a maintainer finds the rest in the log and behind 「详情」."""

from __future__ import annotations

import logging
import sys
import threading

import pytest
from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from inspector_app.desktop import errors
from inspector_app.desktop.pages.base import Page
from inspector_app.fault import Fault


@pytest.fixture
def page(qtbot, desk, services):
    made = Page(desk, services)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def hooks():
    kept = sys.excepthook, threading.excepthook
    yield
    sys.excepthook, threading.excepthook = kept
    qInstallMessageHandler(None)
    errors.stop_log()


def test_a_fault_in_a_slot_is_shown_on_the_page(qtbot, page):
    def slot():
        raise Fault("U 盘没有插好", kept="检查都在", todo="请插好再试", code="target")

    button = QPushButton()
    qtbot.addWidget(button)
    button.clicked.connect(errors.guard(page, slot))
    with qtbot.waitSignal(page.fault) as told:
        button.click()
    assert told.args[0].code == "target"
    assert page.banner.text == "U 盘没有插好；检查都在；请插好再试。"
    assert page.banner.isVisible()


def test_an_unexpected_error_shows_no_exception_text_but_keeps_it_to_copy(qtbot, page):
    page.attempt(lambda: {}["missing"])
    assert "KeyError" not in page.banner.text
    assert "已经保存的都在" in page.banner.text
    page.banner.more.click()
    page.banner.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert "KeyError: 'missing'" in copied
    assert "code: internal" in copied


def test_what_works_next_takes_the_fault_away(page):
    page.show_fault(Fault("不行"))
    assert page.attempt(lambda: 5) == 5
    assert page.banner.isHidden()


def test_what_a_signal_sends_beyond_the_slot_is_dropped(page):
    seen = []
    errors.guard(page, lambda: seen.append("none"))(True)
    errors.guard(page, seen.append)("one")
    errors.guard(page, lambda *all_of_them: seen.append(all_of_them))(1, 2)
    assert seen == ["none", "one", (1, 2)]


def test_nothing_caught_reaches_the_reporter_and_the_log(qtbot, tmp_path, hooks):
    errors.install()
    errors.start_log(tmp_path / "log 记录")
    try:
        raise ValueError("inner words")
    except ValueError as error:
        with qtbot.waitSignal(errors.reporter.reported) as told:
            sys.excepthook(ValueError, error, error.__traceback__)
    assert "inner words" not in str(told.args[0])
    logging.getLogger("inspector.desktop").handlers[:]
    errors.stop_log()
    text = (tmp_path / "log 记录" / "window.log").read_text("utf-8")
    assert "ValueError: inner words" in text
    assert (tmp_path / "log 记录" / "crash.log").exists()


def test_an_error_of_a_thread_is_reported_too(qtbot, hooks):
    errors.install()

    def fail():
        raise RuntimeError("in a thread")

    with qtbot.waitSignal(errors.reporter.reported):
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
