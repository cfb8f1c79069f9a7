"""What the second reader says of the law packs of a case: newer ones that would decide otherwise, and own ones that are lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from . import case_law_news
from .case_reading import Contradiction, Jump, Reading


def packs(reading: Reading) -> Iterator[Contradiction]:
    """Newer packs say something else of what is still to be decided, and nobody has chosen; or the case's own are gone."""
    found = case_law_news.news(reading.desk, reading.case.id)
    if found is None:
        return
    at = Jump(kind="case", id=reading.case.id, field="laws")
    if found.waiting:
        told = "；".join(
            f"“{one.name}”{change.what}：{change.before or '无'}→{change.after or '无'}"
            for one in found.charges
            if not one.decided
            for change in one.changes[:1]
        )
        yield Contradiction(
            id="laws-newer",
            level="warning",
            heading="law",
            text="法规包已更新，还没有决定沿用还是采用新版" + (f"：{told}" if told else ""),
            jump=at,
            basis=("《中华人民共和国行政处罚法》第三十七条",),
        )
    if found.lost:
        yield Contradiction(
            id="laws-lost",
            level="warning",
            heading="law",
            text="本案所用的法规包已经读不到，暂以现在安装的代替，请重新导入当时的包",
            jump=at,
        )


CHECKS: tuple[Callable[[Reading], Iterator[Contradiction]], ...] = (packs,)
