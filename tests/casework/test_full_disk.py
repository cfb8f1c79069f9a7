"""A full disk, a stick that is gone: an export is whole or not there, and one sentence says so."""

from __future__ import annotations

import resource
from contextlib import contextmanager

import pytest

from inspector_app.casework import dossier, issuing, printing
from inspector_app.fault import Fault

from .papers import issue

ROOM = 33_000
"""Less than any export, and no less than what the database's own memory file needs: it would take the process with it."""


@contextmanager
def room(size: int):
    """Let no file grow over ``size`` bytes, as the system itself holds it."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def issued(desk, inspection):
    from inspector_app.casework import inspecting

    inspecting.set_value(desk, inspection.id, "ended_at", desk.now().replace(hour=11))
    inspecting.answer(desk, inspection.id, "gsp-retail-16107", "non_compliant")
    inspecting.write_text(desk, inspection.id, "gsp-retail-16107", "外用药与内服药混放" * 3)
    return issue(desk, inspection.id)


EXPORTS = {
    "pdf": lambda desk, key, to: issuing.write_pdf(desk, key, to / "笔录.pdf"),
    "docx": lambda desk, key, to: printing.editable_copy(desk, key, to / "副本.docx"),
    "set": lambda desk, key, to: printing.print_files(desk, [key], to),
    "empty": lambda desk, _, to: printing.empty_forms(desk, ["site_record"], to),
}


@pytest.mark.parametrize("export", EXPORTS.values(), ids=list(EXPORTS))
def test_an_export_that_finds_no_room_leaves_nothing(desk, issued, tmp_path, export):
    to = tmp_path / "U 盘"
    to.mkdir()
    heads = desk.vault.journal_head(issued.inspection_id)
    with room(ROOM), pytest.raises(Fault) as caught:
        export(desk, issued.id, to)
    assert caught.value.code in {"disk_full", "file_too_big"}
    assert (caught.value.kept, bool(caught.value.todo)) == ("没有留下写了一半的文件", True)
    assert list(to.iterdir()) == []
    export(desk, issued.id, to)
    (file,) = to.iterdir()
    whole = file.read_bytes()
    with room(ROOM), pytest.raises(Fault):
        export(desk, issued.id, to)
    assert [one.read_bytes() for one in to.iterdir()] == [whole]
    assert desk.vault.journal_head(issued.inspection_id) == heads


def test_a_stick_that_is_gone_is_said(desk, issued, tmp_path):
    for export in (EXPORTS["pdf"], EXPORTS["docx"]):
        with pytest.raises(Fault) as caught:
            export(desk, issued.id, tmp_path / "拔掉的")
        assert caught.value.code == "drive_gone"
        assert "存储设备" in caught.value.todo


def test_a_name_is_not_longer_than_a_file_system_takes():
    name = printing.safe_name("中" * 300)
    assert len(name.encode()) <= 200
    assert set(name) == {"中"}


def test_the_dossier_needs_a_folder_that_is_there(desk, tmp_path):
    with pytest.raises(Fault, match="不是可用的文件夹"):
        dossier.write(desk, "c1", tmp_path / "拔掉的")


def test_of_a_set_that_breaks_off_it_is_said_how_many_are_whole(desk, tmp_path):
    (tmp_path / ".07 立案、不予立案审批表.pdf.partial").mkdir()  # nothing can be begun under this name
    with pytest.raises(Fault) as caught:
        printing.empty_forms(desk, ["site_record", "case_filing_approval"], tmp_path)
    assert "前1个文件已写好" in caught.value.kept
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["09 现场笔录.pdf"]
