"""What a list of packs shows of a procedure."""

from __future__ import annotations

from inspector_app.catalog.kinds import PackHead
from inspector_app.catalog.procedure import DecisionTable, Procedure, Terms


def procedure_head(procedure: Procedure) -> PackHead:
    """The head of a machine, a decision table or the terms; ``unverified`` counts limits whose article was not verified."""
    if isinstance(procedure, Terms):
        counts = {"laws": len(procedure.laws), "facts": len(procedure.facts)}
        unread = sum(not one.verified for one in procedure.counting)
    elif isinstance(procedure, DecisionTable):
        counts = {"rules": len(procedure.rules)}
        unread = sum(not one.verified for rule in procedure.rules for one in rule.legal)
    else:
        counts = {
            "states": len(procedure.states),
            "transitions": len(procedure.transitions),
            "clocks": len(procedure.clocks),
        }
        unread = sum(not one.verified or not one.articles for one in procedure.clocks)
    return PackHead(
        kind="procedure",
        code=procedure.code,
        title=procedure.name,
        short_title=procedure.name,
        version=procedure.version,
        counts=counts,
        unverified=unread,
        verified_note=f"{unread} 处条号待核" if unread else "条号均已核实",
    )
