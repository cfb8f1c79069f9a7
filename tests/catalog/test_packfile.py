"""Reading pack files: what is plain data is read, everything else is a fault with file, line and key."""

from __future__ import annotations

import subprocess
import sys

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.catalog.checklist import Checklist
from inspector_app.catalog.packfile import MAX_BYTES, convert, parse, read_bytes
from inspector_app.fault import Fault
from tests.catalog.packs import load, tiny, to_yaml


class Small(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    no: str | None = None
    sizes: list[int] = []


def fault_of(text: str | bytes, wanted=Small) -> str:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(Fault) as caught:
        convert(parse(data, "药店 表.yaml"), wanted)
    assert caught.value.exit_code == 1
    assert caught.value.kept
    assert caught.value.todo
    return caught.value.what


def test_scalars_mean_what_they_look_like():
    value = parse(
        b"a: no\nb: 00801\nc: 12\nd: 1.5\ne: true\nf: null\ng: 2016-12-14\nno: x\nh: '3'\ni: on\nj:\n", "x"
    ).value
    assert value == {
        "a": "no",
        "b": "00801",
        "c": 12,
        "d": 1.5,
        "e": True,
        "f": None,
        "g": "2016-12-14",
        "no": "x",
        "h": "3",
        "i": "on",
        "j": None,
    }


def test_a_bare_no_is_a_key_and_not_a_boolean():
    assert convert(parse(b"name: x\nno: '01'\n", "x"), Small) == Small(name="x", no="01")


def test_a_byte_order_mark_is_no_part_of_the_first_key():
    assert parse("\ufeffname: 甲".encode(), "x").value == {"name": "甲"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("name: a\nname: b\n", ["药店 表.yaml 第 2 行", "键 name 在同一处写了两次"]),
        ("name: a\nsizes:\n- 1\n- two\n", ["第 4 行", "sizes[1]", "应当是整数", "文字"]),
        ("name: a\nsizes: 3\n", ["第 2 行", "sizes", "应当是列表", "整数"]),
        ("name: a\nsize: 3\n", ["第 2 行", "size", "不认识的键 size"]),
        ("sizes: []\n", ["缺少键 name"]),
        ("name: 1\n", ["第 1 行", "name", "应当是文字"]),
        ("name: &x a\nno: *x\n", ["第 1 行", "锚点"]),
        ("name: !!python/name:os.system a\n", ["第 1 行", "标签"]),
        ("name: a\n---\nname: b\n", ["第 2 行", "一份表单"]),
        ("name: [a\n", ["方括号没有合上"]),
        ("name: 'a\n", ["引号没有合上"]),
        ("name: a\n\tno: b\n", ["第 2 行", "YAML 写法有误"]),
        ("name: a: b\n", ["第 1 行第 8 列", "此处不应有冒号"]),
        ("name: a\x00b\n", ["不允许的字符"]),
        ("- a\n", ["一组键和值"]),
        ("", ["一组键和值"]),
        ("? [a]\n: b\n", ["第 1 行", "键必须是一个词"]),
        ("name: " + "9" * 5000, ["第 1 行", "数字太长"]),
        (b"name: a\nno: \xff\xfe\n", ["第 2 行", "不是 UTF-8"]),
    ],
)
def test_what_is_wrong_is_named(text, expected):
    said = fault_of(text)
    for part in expected:
        assert part in said


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_bottomless_nesting_is_refused(opening):
    assert "层次超过" in fault_of(opening * 100_000)


def test_the_line_of_a_deep_key_is_found():
    data = to_yaml(tiny()).replace(b"severity: general", b"severity: 7", 1)
    line = data[: data.index(b"severity: 7")].count(b"\n") + 1
    assert f"第 {line} 行（chapters[1].items[0].severity）" in fault_of(data, Checklist)


def test_a_sound_pack_is_read():
    assert load(tiny()).code == "tiny"


def test_a_file_that_is_far_too_large_is_refused(tmp_path):
    path = tmp_path / "big.yaml"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(Fault, match="超过"):
        read_bytes(path)


def test_a_missing_file_is_a_fault(tmp_path):
    with pytest.raises(Fault, match="找不到表单文件"):
        read_bytes(tmp_path / "无.yaml")


@given(st.binary(max_size=200))
def test_no_bytes_ever_raise_anything_but_a_fault(data):
    """A checklist never fits in two hundred bytes, so there is always something to say."""
    try:
        convert(parse(data, "x.yaml"), Checklist)
    except Fault as fault:
        said = fault.what
    else:
        said = ""
    assert "x.yaml" in said


@given(cut=st.integers(min_value=0, max_value=len(to_yaml(tiny())) - 2))
def test_a_torn_pack_is_a_fault_or_is_seen_to_be_incomplete(cut):
    try:
        checklist = convert(parse(to_yaml(tiny())[:cut], "x.yaml"), Checklist)
    except Fault:
        return
    assert checklist.validate()


RACE = """
import sys, threading
sys.setswitchinterval(1e-6)
from inspector_app import places
from inspector_app.catalog.library import Library
together = threading.Barrier(4)
def read():
    together.wait()
    library = Library(places.forms_folder())
    library.calendars()
    library.procedures()
threads = [threading.Thread(target=read) for _ in range(4)]
for one in threads:
    one.start()
for one in threads:
    one.join()
"""


def test_threads_that_read_the_same_kind_of_pack_first_do_not_crash_the_process():
    ended = [subprocess.run([sys.executable, "-c", RACE], check=False).returncode for _ in range(2)]
    assert ended == [0, 0]
