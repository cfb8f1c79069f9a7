"""One answer by the inspector, commit and journal entry included, against one bare committed row in the same kind of database."""

from __future__ import annotations

import json
import secrets
import statistics
import sys
import tempfile
import time
from pathlib import Path

import fleet

from inspector_app.casework import inspecting
from inspector_app.casework.desk import Desk
from inspector_app.vault.connection import connect

ROUNDS = 1500
FRAME_MS = 1000 / 60


def milliseconds(job, rounds: int) -> list[float]:
    taken = []
    for number in range(rounds):
        started = time.perf_counter()
        job(number)
        taken.append((time.perf_counter() - started) * 1000)
    return sorted(taken)


def answering(desk: Desk) -> list[float]:
    inspection = inspecting.start(desk)
    inspecting.choose_checklist(desk, inspection.id, "gsp-retail")
    items = [item.id for item in inspecting.checklist_of(desk, inspecting.load(desk, inspection.id)).items()]
    codes = ("compliant", "non_compliant")
    return milliseconds(
        lambda n: inspecting.answer(desk, inspection.id, items[n % len(items)], codes[n // len(items) % 2]), ROUNDS
    )


def bare(folder: Path) -> list[float]:
    connection = connect(folder / "bare.db", secrets.token_bytes(32))
    connection.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, body TEXT)")
    taken = milliseconds(lambda n: connection.execute("INSERT INTO row (body) VALUES (?)", (f"{n:0200d}",)), ROUNDS)
    connection.close()
    return taken


def figures(taken: list[float]) -> dict[str, float]:
    return {"median_ms": round(statistics.median(taken), 3), "p99_ms": round(taken[int(len(taken) * 0.99)], 3)}


def main() -> int:
    inspections = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        floor = bare(folder)
        desk = fleet.make(folder / "vault", inspections)
        answer = answering(desk)
        desk.close()
    result = {
        "inspections": inspections,
        "answer": figures(answer),
        "bare_commit": figures(floor),
        "ratio_median": round(statistics.median(answer) / statistics.median(floor), 2),
        "p99_under_one_frame": figures(answer)["p99_ms"] < FRAME_MS,
    }
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
