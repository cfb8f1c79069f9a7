"""A case of a pharmacy that sold expired medicine, opened in its page, on a real vault whose clock a test moves."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QApplication

from inspector_app import places
from inspector_app.casework import case_facts, case_papers, case_timeline, cases, office
from inspector_app.catalog.library import Library
from inspector_app.desktop.pages.case.page import CasePage
from inspector_app.records.case import Goods, Party

CHINA = timezone(timedelta(hours=8))
DAY = datetime(2026, 11, 2, 10, 0, tzinfo=CHINA)
VIOLATION = "drug-117-retail-inferior"
PACKS = Library(places.forms_folder())
"""Read once: a vault of its own for every test would compile the packs again and again."""


class Clock:
    """The time, moved by hand."""

    def __init__(self) -> None:
        self.now = DAY + timedelta(hours=4)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(desk):
    """The clock of the desk."""
    made = Clock()
    desk.clock = made
    desk.library = PACKS
    desk.actor = office.officers(desk)[0]
    return made


@pytest.fixture
def case(desk, clock):
    """A case from a report, with officers, goods, one proven and one bare fact."""
    opened = cases.open_from_source(
        desk, "report", party=Party(name="滨河市康宁大药房", address="和平路1号"), clue="举报销售过期药品", clue_at=DAY
    )
    cases.choose_officers(desk, opened.id, tuple(office.officers(desk)))
    cases.set_value(desk, opened.id, "domain", "drug")
    goods = Goods(name="板蓝根颗粒", unit="盒", quantity=Decimal(1), unit_price=Decimal(35), batch="20240512")
    cases.set_value(desk, opened.id, "goods", (goods,))
    fact = case_facts.add_fact(desk, opened.id, "陈列、销售超过有效期的板蓝根颗粒", act_date=date(2026, 10, 30))
    exhibit = case_facts.add_exhibit(desk, opened.id, "现场照片", kind="视听资料", collected_at=DAY, pages=1)
    case_facts.prove(desk, fact.id, exhibit.id)
    case_facts.add_fact(desk, opened.id, "没有建立进货查验记录", act_date=date(2026, 10, 30))
    return cases.load(desk, opened.id)


@pytest.fixture
def checked(desk, case):
    """The case after the clue was registered: 立案 comes next."""
    case_papers.add_paper(desk, case.id, "case_source_registration", made_at=DAY)
    case_timeline.take_step(desk, case.id, "ordinary", "clue.checking", at=DAY + timedelta(hours=1))
    return case


@pytest.fixture
def open_page(desk, services, qtbot):
    """Open a case in its page; whatever the page could not do fails the test unless it is expected."""
    pages = []

    def opened(case, section: str = "", key: str = "", *, faults: list | None = None) -> CasePage:
        page = CasePage(desk, services)
        # Left before pytest-qt deletes it: a wait for the background turns the event loop, and deletion happens there.
        qtbot.addWidget(page, before_close_func=CasePage.leave)
        seen: list = faults if faults is not None else []
        page.fault.connect(seen.append)
        page.resize(1280, 800)
        page.show()
        page.open_case(case.id, section, key)
        page.enter()
        pages.append((page, seen, faults is None))  # The page is held here: a test may keep a part of it only.
        return page

    yield opened
    qtbot.waitUntil(lambda: not services.background.busy, timeout=20_000)
    for _, seen, strict in pages:
        if strict:
            assert [str(fault) for fault in seen] == []


@pytest.fixture
def quiet(qtbot, services):
    """Wait until nothing is under way off the interface thread and what changed is shown."""

    def wait():
        # A change is shown on the next turn of the event loop, what it reads in the background after that, new widgets last.
        for _ in range(3):
            QApplication.processEvents()
            qtbot.waitUntil(lambda: not services.background.busy, timeout=20_000)
        for _ in range(3):
            QApplication.processEvents()

    return wait
