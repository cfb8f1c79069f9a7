"""Take today's pages of the most used documents as the reference: ``python -m tests.documents.renew``.

To be run after a form or the typesetter was changed on purpose, and the new pages were looked at.
"""

from __future__ import annotations

import json

from .pages_of_fifteen import CODES, DATA, library, made, pictures, positions


def main() -> None:
    DATA.mkdir(exist_ok=True)
    for old in (*DATA.glob("*.png"), *DATA.glob("*.json")):
        old.unlink()
    forms = library()
    size = 0
    for code in CODES:
        pdf = made(forms.form(code))
        lines = [",\n".join(json.dumps(run, ensure_ascii=False) for run in page) for page in positions(pdf)]
        path = DATA / f"{code}.json"
        path.write_text("[[\n" + "\n],[\n".join(lines) + "\n]]\n", "utf8", newline="\n")
        size += path.stat().st_size
        for number, picture in enumerate(pictures(pdf), start=1):
            path = DATA / f"{code}-{number}.png"
            picture.quantize(16).save(path, optimize=True)
            size += path.stat().st_size
    print(f"{len(CODES)} documents, {size / 1e6:.2f} MB")  # noqa: T201 - the answer to a command


if __name__ == "__main__":
    main()
