"""A window without a screen: Qt draws off-screen, and every test gets a real vault of its own."""

from __future__ import annotations

import os
import shutil

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from datetime import date, datetime, timedelta, timezone

import pytest

from inspector_app.casework import office
from inspector_app.desktop import theme
from inspector_app.desktop.background import Background
from inspector_app.desktop.services import Services
from inspector_app.records.person import Organisation

PASSPHRASE = "潮湿的库房要除湿"
SHANGHAI = timezone(timedelta(hours=8))
NOON = datetime(2026, 11, 21, 14, 3, 22, tzinfo=SHANGHAI)


def pytest_configure(config):
    # The off-screen platform has no window manager to tell sizes to and says so each time a window is shown.
    config.addinivalue_line("qt_log_ignore", "This plugin does not support propagateSizeHints")


@pytest.fixture(autouse=True)
def _themed(qapp):
    now = theme.current()
    if not now.family or (now.tokens.name, now.scale) != ("light", 1.0):
        theme.apply(qapp, theme.Theme())


@pytest.fixture
def background(qapp):
    made = Background()
    yield made
    made.close()


@pytest.fixture
def services(background):
    return Services(background)


@pytest.fixture
def desk(tmp_path):
    """A new vault with an office and two officers, at a fixed time."""
    from inspector_app.casework.opening import create_desk

    officers = (
        office.new_officer("李敏", "辽药监执 0417", date(2024, 1, 1), date(2028, 12, 31)),
        office.new_officer("王海涛", "辽药监执 0533", date(2024, 1, 1), date(2028, 12, 31)),
    )
    made = create_desk(
        tmp_path / "现场 数据",
        PASSPHRASE,
        organisation=Organisation(name="和平区药品监督管理局", number_word="和药监"),
        officers=officers,
        device_name="辽A017",
        clock=lambda: NOON,
    )
    yield made
    made.close()


@pytest.fixture(scope="session")
def demonstration_folder(tmp_path_factory):
    """The demonstration vault, built once; each test that opens it gets its own copy."""
    from inspector_app.casework import demonstration

    folder = tmp_path_factory.mktemp("演示") / "示例 数据"
    demonstration.build(folder, clock=lambda: NOON).close()
    return folder


@pytest.fixture
def demonstration_desk(demonstration_folder, tmp_path):
    """An opened copy of the demonstration: three inspections, photos, issued documents."""
    from inspector_app.casework import demonstration, opening

    folder = tmp_path / "示例"
    shutil.copytree(demonstration_folder, folder)
    made = opening.open_desk(folder, demonstration.PASSPHRASE, clock=lambda: NOON)
    yield made
    made.close()


@pytest.fixture
def workspace(qtbot, demonstration_desk, tmp_path):
    """The whole inside of the window on the demonstration."""
    from inspector_app.desktop.preferences import Preferences
    from inspector_app.desktop.workspace import Workspace

    made = Workspace(demonstration_desk, Preferences(tmp_path / "window.ini"))
    qtbot.addWidget(made, before_close_func=Workspace.shut)
    made.resize(1440, 900)
    made.show()
    made.go("home")
    return made


@pytest.fixture(scope="module")
def shared_workspace(qapp, demonstration_folder, tmp_path_factory):
    """The same for tests that only look: opened once a module."""
    from inspector_app.casework import demonstration, opening
    from inspector_app.desktop.preferences import Preferences
    from inspector_app.desktop.workspace import Workspace

    theme.apply(qapp, theme.Theme())
    folder = tmp_path_factory.mktemp("shown") / "示例"
    shutil.copytree(demonstration_folder, folder)
    desk = opening.open_desk(folder, demonstration.PASSPHRASE, clock=lambda: NOON)
    made = Workspace(desk, Preferences(folder / "window.ini"))
    made.resize(1440, 900)
    made.show()
    yield made
    made.shut()
    desk.close()
    made.close()
    made.deleteLater()
