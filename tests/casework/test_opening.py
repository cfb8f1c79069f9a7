"""Opening a vault: all of it or none of it, by passphrase and by headquarters' key alike."""

from __future__ import annotations

import pytest

from inspector_app.casework import exchange, home, office, opening
from inspector_app.fault import Fault
from inspector_app.headquarters import demonstration as collector
from inspector_app.headquarters.keys import recovery_identity

from .conftest import PASSPHRASE, Ticking, new_desk


def test_what_fails_while_opening_leaves_the_data_free_to_be_opened_again(tmp_path, monkeypatch):
    folder = tmp_path / "李 敏" / "数据"
    new_desk(folder).close()
    full = Fault("磁盘已满", kept="没有改动", todo="请腾出空间", code="disk_full")
    with monkeypatch.context() as broken:
        broken.setattr(home, "arrive", lambda _: (_ for _ in ()).throw(full))
        with pytest.raises(Fault, match="磁盘已满"):
            opening.open_desk(folder, PASSPHRASE, clock=Ticking())
    opened = opening.open_desk(folder, PASSPHRASE, clock=Ticking())
    assert [one.name for one in office.officers(opened)] == ["李敏", "王海涛"]
    opened.close()


def test_recovered_data_are_opened_like_any_other(tmp_path):
    folder, central = tmp_path / "李 敏" / "数据", tmp_path / "总 部"
    desk = new_desk(folder)
    exchange.enrol(desk, collector.establish(central, "省局", at=desk.now()))
    second = office.officers(desk)[1]
    opening.act_as(desk, second)
    desk.close()
    recovered = opening.recover_desk(folder, recovery_identity(central).text, "新的口令 12345678", clock=Ticking())
    assert recovered.actor == second
    assert home.away(recovered) is None
    recovered.close()
