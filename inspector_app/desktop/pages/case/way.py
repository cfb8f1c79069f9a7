"""The usual way on from a state of a procedure: what a timeline shows in grey, without deciding anything."""

from __future__ import annotations

from inspector_app.catalog.procedure import Machine, State


def usual_way(machine: Machine, state_id: str) -> list[State]:
    """Return the states that usually follow, to the end: the longest way that never goes back in the pack's own order."""
    place = {one.id: number for number, one in enumerate(machine.states)}
    known: dict[str, list[str]] = {}

    def on(from_: str) -> list[str]:
        if from_ not in known:
            known[from_] = []
            ways = [
                [one.to, *on(one.to)]
                for one in machine.transitions
                if one.from_ == from_ and place[one.to] > place[from_]
            ]
            # A way that ends early (not filed, handed over) is an exception, not the usual course.
            known[from_] = max(ways, key=len, default=[])
        return known[from_]

    return [machine.state(one) for one in on(state_id)]
