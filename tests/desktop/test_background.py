"""Long work never runs on the interface thread, and its end always comes home."""

from __future__ import annotations

import threading

import pytest

from inspector_app.desktop.background import Background
from inspector_app.fault import Fault


def test_work_runs_elsewhere_and_its_result_arrives_here(qtbot, background):
    seen = []

    def work(context):
        context.progress(1, 2, "半")
        return threading.current_thread()

    job = background.run(
        work,
        done=lambda thread: seen.append((thread, threading.current_thread())),
        progress=lambda *told: seen.append(told),
    )
    with qtbot.waitSignal(job.finished):
        pass
    assert seen[0] == (1, 2, "半")
    assert seen[1][0] is not threading.main_thread()
    assert seen[1][1] is threading.main_thread()
    assert not background.busy


def test_a_fault_arrives_as_it_was_raised(qtbot, background):
    faults = []

    def work(_context):
        raise Fault("磁盘已满", code="disk_full")

    job = background.run(work, failed=faults.append)
    with qtbot.waitSignal(job.finished):
        pass
    assert faults[0].code == "disk_full"


def test_an_error_nobody_foresaw_becomes_a_sentence_with_its_cause(qtbot, background):
    faults, broken = [], []
    background.broke.connect(broken.append)
    job = background.run(lambda _: 1 / 0, failed=faults.append)
    with qtbot.waitSignal(job.finished):
        pass
    assert "ZeroDivisionError" not in str(faults[0])
    assert isinstance(faults[0].__cause__, ZeroDivisionError)
    assert isinstance(broken[0], ZeroDivisionError)


def test_cancel_is_asked_for_and_ends_quietly(qtbot, background):
    started, failed = threading.Event(), []

    def work(context):
        started.set()
        while not context.cancelled():
            threading.Event().wait(0.005)
        raise Fault("已取消", code="cancelled")

    job = background.run(work, failed=failed.append)
    assert started.wait(5)
    with qtbot.waitSignals([job.cancelled, job.finished]):
        job.cancel()
    assert failed == []


def test_closing_waits_and_delivers_nothing_more(qtbot, qapp):
    background, seen = Background(), []
    background.run(lambda _: 5, done=seen.append)
    background.close()
    qapp.processEvents()
    assert seen == []
    assert background.closed


@pytest.mark.parametrize("count", [200])
def test_many_results_all_arrive(qtbot, background, count):
    seen = []
    for number in range(count):
        background.run(lambda _, n=number: n, done=seen.append)
    qtbot.waitUntil(lambda: len(seen) == count)
    assert sorted(seen) == list(range(count))
