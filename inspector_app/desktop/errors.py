"""What goes wrong reaches a person as one sentence; what a maintainer needs goes to the log and behind 「详情」."""

from __future__ import annotations

import faulthandler
import functools
import inspect
import logging
import logging.handlers
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QCoreApplication, QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from inspector_app import __version__
from inspector_app.fault import Fault

if TYPE_CHECKING:
    from io import TextIOWrapper

log = logging.getLogger("inspector.desktop")


class ShowsFaults(Protocol):
    """A page, or whatever else can show a fault."""

    def show_fault(self, fault: Fault) -> None:
        """Show it where the person looks."""


class Reporter(QObject):
    """Where unexpected errors arrive, on the thread they happened; the window listens."""

    reported = Signal(object)


reporter = Reporter()
_open_files: list[TextIOWrapper] = []


def unexpected(error: BaseException) -> Fault:
    """Turn an error nobody foresaw into what a person can act on; the error itself stays its cause and goes to the log."""
    if isinstance(error, Fault):
        return error
    log.error("unexpected error", exc_info=error)
    fault = Fault(
        QCoreApplication.translate("errors", "刚才这一步没有做成，程序内部出错"),
        kept=QCoreApplication.translate("errors", "已经保存的都在"),
        todo=QCoreApplication.translate("errors", "请再做一次；仍不行，请复制「详情」交给维护人员"),
        code="internal",
    )
    fault.__cause__ = error
    return fault


def details(fault: BaseException) -> str:
    """Return what a maintainer needs, as text to copy: code, versions, and where it happened."""
    lines = [
        f"现场执法 {__version__} · Python {platform.python_version()} · {platform.system()} {platform.release()}",
    ]
    if isinstance(fault, Fault):
        lines.append(f"code: {fault.code or '-'}")
    cause = fault.__cause__ or (None if isinstance(fault, Fault) else fault)
    if cause is not None:
        lines += ["", "".join(traceback.format_exception(cause)).rstrip()]
    return "\n".join(lines)


def guard(page: ShowsFaults, fn: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a slot: a Fault, or an error nobody foresaw, is shown by the page instead of travelling into Qt.

    What a signal sends beyond the arguments ``fn`` takes (the ``checked`` of a button) is dropped.
    """
    takes = _positional(fn)

    @functools.wraps(fn)
    def guarded(*args: Any) -> Any:
        try:
            return fn(*args[:takes])
        except Fault as fault:
            log.info("fault %s: %s", fault.code, fault.what)
            page.show_fault(fault)
        except Exception as error:  # noqa: BLE001 - logged and shown; nothing may travel into Qt
            page.show_fault(unexpected(error))
        return None

    return guarded


def _positional(fn: Callable[..., Any]) -> int | None:
    kinds = [p.kind for p in inspect.signature(fn).parameters.values()]
    if inspect.Parameter.VAR_POSITIONAL in kinds:
        return None
    return sum(k in {inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD} for k in kinds)


# The log


def start_log(folder: Path) -> None:
    """Write the log into the vault's ``log`` folder, with the stacks of a crash beside it; a full disk stops neither."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(
        folder / "window.log", maxBytes=512_000, backupCount=3, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger("inspector")
    stop_log()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    crash = (folder / "crash.log").open("a", encoding="utf-8")
    _open_files.append(crash)
    faulthandler.enable(crash)


def stop_log() -> None:
    """Close the files of the log (a vault that is closed may be moved or unplugged)."""
    root = logging.getLogger("inspector")
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
    if _open_files:
        faulthandler.disable()
    while _open_files:
        _open_files.pop().close()


def install() -> None:
    """Catch what nobody caught, on every thread; Qt's own messages go to the log."""
    sys.excepthook = _main_hook
    threading.excepthook = _thread_hook
    qInstallMessageHandler(_qt_message)


def _main_hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    reporter.reported.emit(unexpected(error))


def _thread_hook(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
        _main_hook(args.exc_type, args.exc_value, args.exc_traceback)


def _qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    levels = {
        QtMsgType.QtDebugMsg: logging.DEBUG,
        QtMsgType.QtInfoMsg: logging.INFO,
        QtMsgType.QtWarningMsg: logging.WARNING,
    }
    logging.getLogger("inspector.qt").log(levels.get(kind, logging.ERROR), "%s (%s)", text, context.category or "-")
