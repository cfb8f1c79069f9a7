"""One search of the law library, packs and imported texts together, against one bare pass over the same words.

The texts searched are made up here: as many articles as the laws of the catalogue have, each of a usual length.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable

from inspector_app import places
from inspector_app.casework.law_index import LawIndex
from inspector_app.catalog.lawbook import LawBook
from inspector_app.catalog.library import Library

ROUNDS = 40
AIM_MS = 50
QUESTIONS = ("过期", "lsly", "药品管理法117条", "零售 处方药", "冷链", "齉龘", "违法所得", "ypglf")
_WORDS = "药品经营企业应当按照规定建立并且执行进货检查验收制度对不符合要求的不得购进和销售并记录保存备查违反的依法处理"


def texts(book: LawBook) -> dict[str, tuple[tuple[str, str], ...]]:
    """Articles as long as those of a law: about a hundred and sixty characters each."""
    return {
        law.id: tuple(
            (str(number), (_WORDS[number % 40 :] + _WORDS) * 2) for number in range(1, (law.current.articles or 60) + 1)
        )
        for law in book.laws
    }


def milliseconds(job: Callable[[], object], rounds: int) -> list[float]:
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        job()
        taken.append((time.perf_counter() - started) * 1000)
    return sorted(taken)


def main() -> int:
    book = Library(places.forms_folder()).lawbook()
    started = time.perf_counter()
    index = LawIndex(book)
    built = (time.perf_counter() - started) * 1000
    bodies = texts(book)
    whole = [body for some in bodies.values() for _, body in some]
    floor = statistics.median(milliseconds(lambda: [one for one in whole if "齉龘" in one], ROUNDS))
    taken: dict[str, float] = {}
    worst = 0.0
    for words in QUESTIONS:
        for kinds in (("law", "article"), ("violation",)):
            found = milliseconds(lambda w=words, k=kinds: index.search(w, kinds=k, texts=bodies), ROUNDS)
            taken[f"{words} {'/'.join(kinds)}"] = round(statistics.median(found), 2)
            worst = max(worst, found[int(len(found) * 0.95)])
    middle = statistics.median(taken.values())
    result = {
        "articles_searched": len(whole),
        "index_built_ms": round(built, 1),
        "search_ms": taken,
        "median_ms": round(middle, 2),
        "p95_worst_question_ms": round(worst, 2),
        "floor_ms": round(floor, 3),
        "ratio_median": round(middle / floor, 2),
        "ratio_slowest": round(max(taken.values()) / floor, 2),
        "under_50_ms": worst < AIM_MS,
    }
    print(json.dumps(result, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
