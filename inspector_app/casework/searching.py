"""One search for everything: enterprises, inspections, cases, items, documents, laws, articles, violations."""

from __future__ import annotations

import contextlib

import msgspec

from inspector_app.fault import Fault
from inspector_app.records.document import Document

from . import cases, inspecting, office
from .desk import Desk

LAW_HITS = 8


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """One thing found, and what opens it."""

    kind: str
    id: str
    title: str
    detail: str


def search(desk: Desk, text: str, limit: int = 20) -> list[Hit]:
    """Find by part of a name, licence, number or title, by pinyin initials of an enterprise, a law or a violation, by article.

    What is one's own comes first: records, then items, then the law. ``law`` opens a law or, as ``law/117``, one of its articles.
    """
    words = text.strip()
    if not words:
        return []
    hits = [
        Hit(
            kind="inspection",
            id=s.id,
            title=s.enterprise or "未命名企业",
            detail=f"检查 · {s.checklist_code} · {s.created_at[:10]}",
        )
        for s in inspecting.summaries(desk, words, limit=8)
    ]
    hits += [
        Hit(kind="case", id=c.id, title=c.name or c.party or "未命名案件", detail=f"案件 · {c.no or c.created_at[:10]}")
        for c in cases.summaries(desk, words, limit=8)
    ]
    hits += [
        Hit(kind="enterprise", id=e.id, title=e.name, detail=f"企业 · {e.licence_no or e.uscc}")
        for e in office.find_enterprises(desk, words, limit=8)
    ]
    hits += _documents(desk, words)
    hits += _items(desk, words)
    return [*hits[: limit - LAW_HITS], *_law(desk, words)][:limit]


def warm(desk: Desk) -> None:
    """Build what the first search would wait for: the packs' list and the index of the law."""
    from . import law_index

    desk.library.entries()
    with contextlib.suppress(Fault):
        law_index.index(desk)


def _law(desk: Desk, words: str) -> list[Hit]:
    from . import law_index

    words_of = {"violation": "违法行为", "article": "条文", "law": "法规"}
    # A single character is in every second entry: it finds names only once there are two.
    try:
        found = law_index.index(desk).search(words, limit=LAW_HITS) if len(words) > 1 else []
    except Fault:
        # A law pack that cannot be used is told on its own page; records are found all the same.
        found = []
    return [
        Hit(
            kind="violation" if one.kind == "violation" else "law",
            id=one.id,
            title=one.title,
            detail=f"{words_of[one.kind]} · {one.detail.partition(' · ')[0]}",
        )
        for one in found
    ]


def _documents(desk: Desk, words: str) -> list[Hit]:
    found = desk.read.find(
        Document, "number IS NOT NULL AND instr(number, ?) > 0", (words,), tail="ORDER BY number LIMIT 8"
    )
    return [Hit(kind="document", id=d.id, title=f"{d.name} {d.number}", detail="文书") for d in found]


def _items(desk: Desk, words: str) -> list[Hit]:
    hits = []
    for checklist in desk.library.checklists():
        for item in checklist.items():
            if words in item.title or (len(words) >= 4 and item.number.startswith(words)):
                title = f"{item.number} {item.title}".strip()
                hits.append(Hit(kind="item", id=item.id, title=title, detail=f"检查项目 · {checklist.short_title}"))
                if len(hits) >= 8:
                    return hits
    return hits
