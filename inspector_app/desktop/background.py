"""Work that takes longer than a frame runs off the interface thread; its result comes back on it, or not at all."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot

from inspector_app.fault import Fault


class Context:
    """What a job gets: where it reports progress, and whether the person wants it to stop. Safe from any thread."""

    def __init__(self, job: Job) -> None:
        self._job = job

    def progress(self, done: int, total: int, text: str = "") -> None:
        """Report ``done`` of ``total`` in what the person counts (photos, bytes); ``text`` says at what it is."""
        self._job.tell(("progress", done, total, text))

    def cancelled(self) -> bool:
        """Whether the person pressed cancel; to be asked between two steps."""
        return self._job.stop.is_set()


class Job(QObject):
    """One piece of work under way. Every signal is delivered on the interface thread; ``finished`` always comes last."""

    progressed = Signal(int, int, str)
    done = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    finished = Signal()

    def __init__(self, owner: Background, work: Callable[[Context], Any]) -> None:
        super().__init__(owner)
        self._owner, self._work = owner, work
        self.stop = threading.Event()
        self.running = True

    def cancel(self) -> None:
        """Ask the work to stop; it ends when it next looks."""
        self.stop.set()

    def tell(self, message: tuple[Any, ...]) -> None:
        """Send one message home (from the working thread)."""
        self._owner.post(self, message)

    def work(self) -> None:
        """Do the work and send home how it ended (on the working thread)."""
        try:
            result = self._work(Context(self))
        except Fault as fault:
            kind = "cancelled" if fault.code == "cancelled" or self.stop.is_set() else "failed"
            self.tell((kind, fault))
        except Exception as error:  # noqa: BLE001 - every end of a job comes home, whatever it is
            self.tell(("broken", error))
        else:
            self.tell(("done", result))


class Background(QObject):
    """The workers of the window. It holds each job and its result until they were delivered.

    Results travel through a queue of our own and an empty signal: a Python object inside a queued Qt signal, or a worker
    object that both sides delete, is a double free waiting in PySide.
    """

    broke = Signal(object)
    _wake = Signal()

    def __init__(self, parent: QObject | None = None, workers: int = 2) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="background")
        self._inbox: deque[tuple[Job, tuple[Any, ...]]] = deque()
        self._jobs: set[Job] = set()
        self._closed = False
        self._wake.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[Context], Any],
        *,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[Fault], None] | None = None,
        progress: Callable[[int, int, str], None] | None = None,
    ) -> Job:
        """Start ``work(context)`` and return its job; the callbacks run on the interface thread."""
        job = Job(self, work)
        if done:
            job.done.connect(done)
        if failed:
            job.failed.connect(failed)
        if progress:
            job.progressed.connect(progress)
        self._jobs.add(job)
        self._pool.submit(job.work)
        return job

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._jobs)

    @property
    def closed(self) -> bool:
        """Whether no more work is taken."""
        return self._closed

    def post(self, job: Job, message: tuple[Any, ...]) -> None:
        """Take a message of a job (from any thread)."""
        self._inbox.append((job, message))
        if not self._closed:
            self._wake.emit()

    @Slot()
    def _deliver(self) -> None:
        while self._inbox:
            job, (kind, *values) = self._inbox.popleft()
            if kind == "progress":
                job.progressed.emit(*values)
                continue
            job.running = False
            if kind == "done":
                job.done.emit(values[0])
            elif kind == "cancelled":
                job.cancelled.emit()
            elif kind == "failed":
                job.failed.emit(values[0])
            else:
                self.broke.emit(values[0])
                job.failed.emit(_broken(values[0]))
            job.finished.emit()
            self._jobs.discard(job)
            job.deleteLater()

    def close(self) -> None:
        """Ask every job to stop, wait until none runs, and let their results go undelivered."""
        self._closed = True
        for job in self._jobs:
            job.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._inbox.clear()
        self._jobs.clear()


def _broken(error: Exception) -> Fault:
    fault = Fault(
        QCoreApplication.translate("Background", "这一步没有做完，程序内部出错"),
        kept=QCoreApplication.translate("Background", "已经保存的都在"),
        todo=QCoreApplication.translate("Background", "请再做一次；仍不行，请把「详情」交给维护人员"),
        code="internal",
    )
    fault.__cause__ = error
    return fault
