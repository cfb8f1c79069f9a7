"""The library: by code, by digest, against the manifest, and no YAML twice."""

from __future__ import annotations

import hashlib
import shutil

import pytest

from inspector_app import places
from inspector_app.catalog import definitions as definitions_module
from inspector_app.catalog import library as library_module
from inspector_app.catalog import manifest
from inspector_app.catalog.library import Library, check_pack
from inspector_app.catalog.survey import check
from inspector_app.fault import Fault, UsageFault
from tests.catalog.packs import item, pack_folder, tiny, to_yaml


class Kept:
    """A cache that keeps what is put, and counts."""

    def __init__(self):
        self.rows = {}

    def get(self, digest):
        return self.rows.get(digest)

    def put(self, digest, kind, code, version, compiled):
        self.rows.setdefault(digest, compiled)


def other(code, **meta):
    value = tiny()
    value["meta"] |= {"code": code, **meta}
    return value


@pytest.fixture
def folder(tmp_path):
    return pack_folder(tmp_path / "表 单", tiny=tiny(), second=other("second"))


def test_what_is_installed_is_listed(folder):
    entries = Library(folder).entries()
    assert [(one.kind, one.code, one.registered, one.path) for one in entries] == [
        ("checklist", "second", False, "checklists/second.yaml"),
        ("checklist", "tiny", False, "checklists/tiny.yaml"),
    ]
    assert entries[0].counts == {"chapters": 2, "items": 3, "checkable": 3, "major": 1, "general": 2}
    assert entries[0].digest == hashlib.sha256((folder / "checklists" / "second.yaml").read_bytes()).hexdigest()


def test_the_same_call_gives_the_same_object(folder):
    library = Library(folder)
    assert library.checklist("tiny") is library.checklist("tiny")
    assert library.checklist_by_digest(library.digest("tiny")) is library.checklist("tiny")


@pytest.mark.parametrize("code", ["nope", "", "../checklists/tiny", "tiny.yaml", "TINY", "tiny\0"])
def test_an_unknown_code_lists_what_exists(folder, code):
    with pytest.raises(UsageFault, match="已安装的有：second、tiny") as caught:
        Library(folder).checklist(code)
    assert caught.value.code == "checklist-unknown"


def test_an_empty_folder_is_no_error(tmp_path):
    assert Library(tmp_path / "none").entries() == []
    assert Library(tmp_path / "none").faults() == []


def test_yaml_is_parsed_once_ever(folder, monkeypatch):
    cache = Kept()
    before = Library(folder, cache)
    checklist, entries = before.checklist("tiny"), before.entries()
    assert len(cache.rows) == 2

    def refuse(*_):
        raise AssertionError("parsed again")

    monkeypatch.setattr(library_module.packfile, "parse", refuse)
    again = Library(folder, cache)
    assert again.entries() == entries
    assert again.checklist("tiny") == checklist
    assert again.checklist_by_digest(again.digest("tiny")) == checklist


def test_a_record_keeps_the_version_it_was_made_with(folder):
    cache = Kept()
    library = Library(folder, cache)
    was, digest = library.checklist("tiny"), library.digest("tiny")
    (folder / "checklists" / "tiny.yaml").write_bytes(to_yaml(other("tiny", version="2", title="改过的表")))
    assert library.checklist("tiny").version == "2"
    assert library.digest("tiny") != digest
    assert library.checklist_by_digest(digest) is was
    assert Library(folder, cache).checklist_by_digest(digest) == was
    (folder / "checklists" / "tiny.yaml").unlink()
    assert Library(folder, cache).checklist_by_digest(digest) == was


def test_a_digest_finds_its_file_without_a_cache(folder):
    digest = Library(folder).digest("tiny")
    assert Library(folder).checklist_by_digest(digest).code == "tiny"


def test_a_lost_version_is_a_fault(folder):
    with pytest.raises(Fault, match="找不到这条记录所用的检查表版本"):
        Library(folder).checklist_by_digest("0" * 64)


def test_what_another_program_version_compiled_is_read_from_its_source(folder, monkeypatch):
    cache = Kept()
    was, digest = Library(folder, cache).checklist("tiny"), Library(folder).digest("tiny")
    (folder / "checklists" / "tiny.yaml").unlink()
    monkeypatch.setattr(definitions_module, "_FORMAT", 2)
    assert Library(folder, cache).checklist_by_digest(digest) == was


def test_a_damaged_cache_is_not_believed(folder):
    cache = Kept()
    digest = Library(folder).digest("tiny")
    cache.rows[digest] = b"\x00garbage"
    assert Library(folder, cache).checklist("tiny").code == "tiny"


def test_listed_and_unaltered_is_registered(folder):
    manifest.write(folder)
    (folder / "checklists" / "third.yaml").write_bytes(to_yaml(other("third")))
    assert [(one.code, one.registered) for one in Library(folder).entries()] == [
        ("second", True),
        ("third", False),
        ("tiny", True),
    ]
    assert Library(folder).faults() == []


@pytest.mark.parametrize("how", ["altered", "torn", "gone", "empty"])
def test_a_listed_file_that_is_not_what_it_was_stops_alone(folder, how):
    manifest.write(folder)
    path = folder / "checklists" / "tiny.yaml"
    data = path.read_bytes()
    if how == "gone":
        path.unlink()
    else:
        path.write_bytes(
            {"altered": data.replace(b"\xe5\xb0\x8f", b"\xe5\xa4\xa7"), "torn": data[:100], "empty": b""}[how]
        )
    library = Library(folder)
    assert [one.code for one in library.entries()] == ["second"]
    (fault,) = library.faults()
    assert "checklists/tiny.yaml" in fault.what
    assert fault.kept
    assert "重新" in fault.todo
    with pytest.raises(Fault, match=r"checklists/tiny\.yaml"):
        library.checklist("tiny")
    assert library.checklist("second").code == "second"


def test_a_torn_pack_that_is_not_listed_stops_alone(folder):
    path = folder / "checklists" / "tiny.yaml"
    path.write_bytes(path.read_bytes()[:200])
    library = Library(folder)
    assert [one.code for one in library.entries()] == ["second"]
    assert "tiny.yaml" in library.faults()[0].what


def test_a_torn_manifest_is_said_and_nothing_stops(folder):
    path = manifest.write(folder)
    path.write_bytes(path.read_bytes()[:-20])
    library = Library(folder)
    assert len(library.entries()) == 2
    assert [one.code for one in library.faults()] == ["manifest-damaged"]


def test_the_file_is_named_by_the_code(folder):
    (folder / "checklists" / "tiny.yaml").rename(folder / "checklists" / "wrong.yaml")
    with pytest.raises(Fault, match=r"wrong\.yaml 第 2 行（meta\.code）：代码 tiny 与文件名"):
        Library(folder).checklist("wrong")


def test_the_manifest_is_what_sha256sum_writes(folder):
    text = manifest.compose(folder)
    for line in text.splitlines():
        digest, name = line.split("  ", 1)
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert text.endswith("\n")
    assert manifest.read(manifest.write(folder).parent) == {line[66:]: line[:64] for line in text.splitlines()}


def test_checking_names_every_problem_of_a_file(folder):
    value = tiny()
    value["chapters"][1]["items"][1]["id"] = "tiny-02"
    value["meta"]["item_total"] = 9
    path = folder / "checklists" / "tiny.yaml"
    path.write_bytes(to_yaml(value))
    said = [one.what for one in check_pack(path)]
    assert len(said) == 2
    assert all(one.startswith("tiny.yaml 第 ") for one in said)
    checked = {one.path: one.problems for one in check(folder)}
    assert checked["checklists/tiny.yaml"] == tuple(said)
    assert checked["checklists/second.yaml"] == ()


def test_the_line_of_a_duplicate_id_is_the_second_one(folder):
    value = tiny()
    value["chapters"][1]["items"][1]["id"] = "tiny-02"
    path = folder / "checklists" / "tiny.yaml"
    path.write_bytes(to_yaml(value))
    lines = to_yaml(value).decode().splitlines()
    second = [at for at, text in enumerate(lines, start=1) if text.endswith("id: tiny-02")][1]
    with pytest.raises(Fault, match=rf"tiny\.yaml 第 {second} 行（chapters\[1\]\.items\[1\]\.id）：项目 tiny-02 重复"):
        Library(folder).checklist("tiny")


def test_checking_compares_with_the_manifest(folder):
    manifest.write(folder)
    (folder / "checklists" / "tiny.yaml").write_bytes(to_yaml(other("tiny", title="改")))
    checked = {one.path: one.problems for one in check(folder)}
    assert "与登记的内容不一致" in checked["checklists/tiny.yaml"][0]


def test_a_label_bears_the_number_of_a_form_that_is_there(folder):
    shipped = places.forms_folder() / "documents" / "drug_seal_label.yaml"
    (folder / "documents").mkdir()
    (folder / "documents" / shipped.name).write_bytes(shipped.read_bytes())
    said = {one.path: one.problems for one in check(folder)}[f"documents/{shipped.name}"]
    assert "numbered.of 没有代码为“drug_sampling_record”的文书" in said[0]
    record = shipped.with_name("drug_sampling_record.yaml")
    (folder / "documents" / record.name).write_bytes(record.read_bytes())
    assert all(one.problems == () for one in check(folder))


def test_a_pack_that_lies_elsewhere_may_have_any_name(tmp_path):
    path = tmp_path / "草稿 一.yaml"
    path.write_bytes(to_yaml(tiny()))
    assert check(path)[0].problems == ()


def test_nothing_to_check_is_wrong_use(tmp_path):
    for path in (tmp_path, tmp_path / "none"):
        with pytest.raises(UsageFault):
            check(path)


def test_an_unverified_item_is_counted(tmp_path):
    value = tiny()
    value["chapters"][0]["items"][0] = item("01", "major", no=None, no_verified=False, verified=False)
    (entry,) = Library(pack_folder(tmp_path / "x", tiny=value)).entries()
    assert entry.unverified == 1
    assert entry.verified_note == "3 项中 1 项的序号或等级未核实"


def test_what_is_put_together_is_kept_until_a_file_is_another(tmp_path):
    folder = tmp_path / "表 单"
    shutil.copytree(places.forms_folder(), folder)
    library = Library(folder)
    law, steps = library.lawbook(), library.procedures()
    assert library.lawbook() is law
    assert library.procedures() is steps
    changed = folder / "procedures" / "service.yaml"
    changed.write_bytes(changed.read_bytes().replace("name: 送达\n".encode(), "name: 送 达\n".encode(), 1))
    with pytest.raises(Fault, match="与登记的内容不一致"):
        library.procedures()
    manifest.write(folder)
    again = Library(folder)
    assert again.procedures().machine("service").name == "送 达"
    # A pack that comes in later is seen, and one that goes is gone; what is not concerned stays.
    law = again.lawbook()
    extra = (folder / "laws" / "violations" / "general.yaml").read_text("utf-8")
    one = extra.replace("code: general", "code: more", 1).replace("- id: ", "- id: more-")
    (folder / "laws" / "violations" / "more.yaml").write_text(one, "utf-8")
    assert again.lawbook() is not law
    assert len(again.lawbook().violations) == len(law.violations) + 7
    (folder / "laws" / "violations" / "more.yaml").unlink()
    assert again.lawbook().violations == law.violations
    assert again.procedures() is again.procedures()


def test_a_damaged_calendar_is_left_out_of_the_calendars(tmp_path):
    folder = tmp_path / "表 单"
    shutil.copytree(places.forms_folder() / "calendars", folder / "calendars")
    library = Library(folder)
    assert [one.year for one in library.calendars()] == list(range(2019, 2027))
    (folder / "calendars" / "cn-2026.yaml").write_text("code: cn-2026\n", "utf-8")
    assert [one.year for one in Library(folder).calendars()] == list(range(2019, 2026))
