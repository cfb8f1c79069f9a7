"""From the laptop to headquarters and back, on real files."""

from __future__ import annotations

import pytest

from inspector_app.casework import evidencing, exchange, inspecting, reviewing, unsent
from inspector_app.casework.demo_pictures import picture
from inspector_app.fault import Fault
from inspector_app.headquarters import demonstration as collector

ITEM = "gsp-retail-16107"


@pytest.fixture
def central(desk, tmp_path):
    folder = tmp_path / "总 部"
    exchange.enrol(desk, collector.establish(folder, "省局", at=desk.now()))
    collector.register(folder, exchange.write_device_letter(desk, tmp_path / "设备.json"), at=desk.now())
    return folder


@pytest.fixture
def finalised(desk, inspection):
    inspecting.answer(desk, inspection.id, ITEM, "non_compliant")
    evidencing.take_in(desk, inspection.id, ITEM, picture("货架", "近景", desk.now()))
    reviewing.finalise(desk, inspection.id)
    return inspection.id


def state(desk, key):
    return inspecting.load(desk, key).state


def test_only_a_receipt_makes_it_delivered(desk, central, finalised, tmp_path):
    stick = tmp_path / "U 盘"
    stick.mkdir()
    export = exchange.seal(desk, [finalised], stick)
    assert state(desk, finalised) == "exported"
    receipt = collector.collect(central, stick / export.file_name, tmp_path / "回执.json", at=desk.now())
    taken = exchange.take_receipt(desk, receipt)
    assert taken.receipt_id
    assert state(desk, finalised) == "delivered"
    assert unsent.outstanding(desk) == []
    assert exchange.take_receipt(desk, receipt).receipt_id == taken.receipt_id


def test_sealing_again_is_known_at_headquarters(desk, central, finalised, tmp_path):
    for n in (1, 2):
        export = exchange.seal(desk, [finalised], tmp_path)
        assert export.counter == n
        receipt = collector.collect(central, tmp_path / export.file_name, tmp_path / f"回执{n}.json", at=desk.now())
        exchange.take_receipt(desk, receipt)
    first, second = (exchange.exports(desk)[i].entries[0] for i in (1, 0))
    assert first == second


def test_reopened_after_export_travels_as_a_new_revision(desk, central, finalised, tmp_path):
    exchange.seal(desk, [finalised], tmp_path)
    reviewing.reopen(desk, finalised, "补查一项")
    inspecting.answer(desk, finalised, "gsp-retail-15501", "compliant")
    reviewing.finalise(desk, finalised)
    export = exchange.seal(desk, [finalised], tmp_path)
    assert export.entries[0].revision == 2
    receipt = collector.collect(central, tmp_path / export.file_name, tmp_path / "回执.json", at=desk.now())
    exchange.take_receipt(desk, receipt)
    assert state(desk, finalised) == "delivered"


def test_without_headquarters_or_unfinished_nothing_is_sealed(desk, inspection, tmp_path):
    with pytest.raises(Fault) as caught:
        exchange.seal(desk, [inspection.id], tmp_path)
    assert caught.value.code == "hq_missing"
    exchange.enrol(desk, collector.establish(tmp_path / "hq", "省局", at=desk.now()))
    with pytest.raises(Fault) as caught:
        exchange.seal(desk, [inspection.id], tmp_path)
    assert caught.value.code == "not_finalised"
    with pytest.raises(Fault) as caught:
        exchange.seal(desk, [inspection.id], tmp_path / "没有的盘")
    assert caught.value.code == "target"


def test_cancelling_leaves_nothing_and_the_inspection_stays_finalised(desk, central, finalised, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    with pytest.raises(Fault) as caught:
        exchange.seal(desk, [finalised], stick, cancelled=lambda: True)
    assert caught.value.code == "cancelled"
    assert list(stick.iterdir()) == []
    assert state(desk, finalised) == "finalised"


def test_a_receipt_of_a_stranger_is_not_believed(desk, central, finalised, tmp_path):
    export = exchange.seal(desk, [finalised], tmp_path)
    receipt = collector.collect(central, tmp_path / export.file_name, tmp_path / "回执.json", at=desk.now())
    forged = tmp_path / "伪造.json"
    forged.write_text(receipt.read_text("utf-8").replace('"stored"', '"already"'), "utf-8")
    with pytest.raises(Fault):
        exchange.take_receipt(desk, forged)
    assert state(desk, finalised) == "exported"


def test_another_headquarters_does_not_slip_in(desk, central, tmp_path):
    other = collector.establish(tmp_path / "别处", "别处", at=desk.now())
    with pytest.raises(Fault) as caught:
        exchange.enrol(desk, other)
    assert caught.value.code == "enrolled_other"


def test_the_recovery_key_of_headquarters_opens_the_vault(desk, central):
    from inspector_app.casework.opening import recover_desk
    from inspector_app.headquarters.keys import recovery_identity

    folder = desk.vault.folder
    desk.close()
    recover_desk(folder, recovery_identity(central).text, "新的口令 12345678").close()


def test_the_scanned_pdf_travels_with_the_pages_drawn_from_it(desk, central, complete, block, tmp_path):
    from inspector_app.casework import issuing, returning

    from .papers import complete_list, pictures, scan

    issued = issuing.issue(desk, complete_list(desk, complete.id))
    content = scan(pictures(issuing.frozen(desk, issued.id)))
    (tmp_path / "回传 件.pdf").write_bytes(content)
    results = returning.file_pages(desk, [tmp_path / "回传 件.pdf"])
    assert all(one.filed for one in results)
    (told,) = exchange.record_of(desk, complete.id)["scans"]
    assert sorted(map(int, told["pages"])) == list(range(1, issued.pages + 1))
    reviewing.finalise(desk, complete.id)
    export = exchange.seal(desk, [complete.id], tmp_path)
    receipt = collector.collect(central, tmp_path / export.file_name, tmp_path / "回执.json", at=desk.now())
    assert exchange.take_receipt(desk, receipt).receipt_id
    kept = [path for path in central.rglob("*") if path.is_file() and path.read_bytes() == content]
    assert [path.suffix for path in kept] == [".pdf"]


def test_an_inspection_without_scans_keeps_its_digest(desk, finalised):
    assert "scans" not in exchange.record_of(desk, finalised)
