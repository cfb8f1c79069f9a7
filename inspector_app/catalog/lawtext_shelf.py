"""Imported law texts on this computer: kept beside each other by law, found again, held against the packs' citations.

They are public texts and lie in the open, one JSON file a law; they are never part of the product or of its packs.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from inspector_app.catalog.citations import Cited, of_law_packs
from inspector_app.catalog.law import Law
from inspector_app.catalog.lawbook import LawBook, plain_name
from inspector_app.catalog.lawtext import LawText
from inspector_app.fault import Fault


class StoredText(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text with the law it belongs to, the name of the file it came from and that file's SHA-256."""

    law: str
    source: str
    sha256: str
    text: LawText


# Made once: a search in the background and the page itself may read texts at the same moment.
_STORED = msgspec.json.Decoder(StoredText)


class WrongCitation(msgspec.Struct, frozen=True, kw_only=True):
    """A citation of a pack that the text does not have."""

    where: str
    citation: str
    lacks: str


class TextShelf:
    """The imported texts of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, stored: StoredText) -> Path:
        """Keep a text in place of an earlier one of the same law; the file appears whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        target = self.folder / f"{stored.law}.json"
        fresh = target.with_suffix(".new")
        fresh.write_bytes(msgspec.json.encode(stored))
        fresh.replace(target)
        return target

    def laws(self) -> list[str]:
        """The ids of the laws whose text is here."""
        return sorted(path.stem for path in self.folder.glob("*.json"))

    def get(self, law: str) -> StoredText | None:
        """The text of a law, None when it was not imported; a damaged file is a fault."""
        path = self.folder / f"{law}.json"
        if not path.is_file():
            return None
        try:
            return _STORED.decode(path.read_bytes())
        except (OSError, msgspec.DecodeError):
            raise Fault(
                f"法规文本 {path.name} 已损坏",
                kept="其他法规不受影响",
                todo="请重新导入这部法规",
                code="law-text-damaged",
            ) from None


def law_of(book: LawBook, text: LawText, wanted: str = "") -> Law | None:
    """The law of the catalogue a text belongs to: the one asked for by id, else the one whose name is its title."""
    if wanted:
        return book.law(wanted)
    title = plain_name("".join(text.title.split()))
    return next((law for law in book.laws if plain_name(law.name) == title), None)


def wrong_citations(
    book: LawBook, stored: StoredText, cited: Sequence[Cited] | None = None
) -> tuple[int, tuple[WrongCitation, ...]]:
    """How many citations of that law were checked, and those that are not in the text: of ``cited``, else of the law packs."""
    checked = [one for one in (of_law_packs(book) if cited is None else cited) if one.law == stored.law]
    wrong = [
        WrongCitation(where=one.where, citation=f"{plain_name(stored.text.title)}{one.written}", lacks=lacks)
        for one in checked
        if (lacks := one.lacks(stored.text)) is not None
    ]
    return len(checked), tuple(wrong)
