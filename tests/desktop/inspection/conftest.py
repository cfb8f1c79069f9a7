"""An inspection of a pharmacy by GSP retail, opened in its page, on a real vault."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from PySide6.QtTest import QTest

from inspector_app.casework import inspecting, office
from inspector_app.desktop.pages.inspection import InspectionPage
from inspector_app.desktop.pages.inspection.item_list import ItemList

FIRST = "gsp-retail-12401"


def picture(colour: str = "steelblue", size: tuple[int, int] = (160, 120)) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, colour).save(made, "JPEG")
    return made.getvalue()


@pytest.fixture
def begin(desk):
    """Begin an inspection by a checklist."""

    def start(code: str = "gsp-retail", name: str = "安康大药房（和平路店）"):
        enterprise = office.save_enterprise(desk, office.new_enterprise(name))
        inspection = inspecting.start(desk, enterprise)
        if code:
            inspecting.choose_checklist(desk, inspection.id, code)
        inspecting.choose_officers(desk, inspection.id, tuple(office.officers(desk)))
        return inspecting.load(desk, inspection.id)

    return start


@pytest.fixture
def open_page(desk, services, qtbot):
    """Open an inspection in its page; whatever the page could not do fails the test unless it is expected."""
    pages = []

    def opened(inspection, step: int = 0, item_id: str = "", *, faults: list | None = None):
        page = InspectionPage(desk, services)
        # Left before pytest-qt deletes it: a wait for the background turns the event loop, and deletion happens there.
        qtbot.addWidget(page, before_close_func=InspectionPage.leave)
        seen: list = faults if faults is not None else []
        page.fault.connect(seen.append)
        page.resize(1280, 800)
        page.show()
        page.activateWindow()
        qtbot.waitUntil(page.isActiveWindow)
        page.open_inspection(inspection.id, step, item_id)
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
    """Wait until nothing is under way off the interface thread."""

    def wait():
        qtbot.waitUntil(lambda: not services.background.busy, timeout=20_000)

    return wait


@pytest.fixture
def press():
    """Press keys as the inspector does: into the list of items."""

    def keys(page, *wanted):
        target = page.findChild(ItemList)
        for key in wanted:
            QTest.keyClick(target, key)

    return keys
