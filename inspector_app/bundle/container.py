"""The zip around a bag: stored entries only, written as a stream, read with suspicion.

The writer needs no seekable target, so plaintext never touches a disk. The reader accepts a plain file made by any
tool as long as nothing is compressed, hidden between the entries, encrypted, linked or named in a dangerous way.
"""

from __future__ import annotations

import stat
import struct
import zipfile
from collections.abc import Callable, Iterable, Iterator
from typing import IO, BinaryIO, cast

import msgspec

from inspector_app.bundle.names import Limits, check_names
from inspector_app.fault import Fault

PIECE = 1 << 20
_EPOCH = (1980, 1, 1, 0, 0, 0)
_DESCRIPTOR, _UTF8 = 0x08, 0x800
_EOCD = struct.Struct("<4s4H2LH")
_EOCD64_LOCATOR = struct.Struct("<4sLQL")
_EOCD64 = struct.Struct("<4sQ2H2L4Q")
_LOCAL = struct.Struct("<4s5H3L2H")


class Piece(msgspec.Struct, frozen=True):
    """One file on its way into the zip: its name, its expected size in bytes, its content piece by piece."""

    name: str
    size: int
    content: Iterable[bytes]


class _Sink:
    """Where zipfile writes to: collects bytes until they are taken, has no position."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        self._held += data
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        data = bytes(self._held)
        self._held.clear()
        return data


def write_zip(pieces: Iterable[Piece]) -> Iterator[bytes]:
    """Yield the bytes of a zip of stored entries; memory use is a few pieces, whatever the sizes."""
    sink = _Sink()
    with zipfile.ZipFile(cast("IO[bytes]", sink), "w", zipfile.ZIP_STORED) as archive:
        for piece in pieces:
            info = zipfile.ZipInfo(piece.name, _EPOCH)
            info.create_system = 3
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            info.file_size = piece.size
            with archive.open(info, "w") as target:
                for data in piece.content:
                    target.write(data)
                    yield sink.take()
    yield sink.take()


def _bad(why: str) -> Fault:
    return Fault(f"文件包内的 zip {why}", code="bad_container")


def _directory(stream: BinaryIO, limits: Limits) -> int:
    """Find the end of the entries and see that the directory is small enough to be read at all."""
    size = stream.seek(0, 2)
    if size < _EOCD.size:
        raise _bad("不完整")
    stream.seek(size - _EOCD.size)
    magic, disk, first_disk, here, total, length, offset, comment = _EOCD.unpack(stream.read(_EOCD.size))
    end = size - _EOCD.size
    if magic != b"PK\5\6" or comment or disk or first_disk or here != total:
        raise _bad("没有正常的结尾")
    if total == 0xFFFF or length == 0xFFFFFFFF or offset == 0xFFFFFFFF:
        end -= _EOCD64_LOCATOR.size + _EOCD64.size
        if end < 0:
            raise _bad("不完整")
        stream.seek(end)
        record = _EOCD64.unpack(stream.read(_EOCD64.size))
        locator = _EOCD64_LOCATOR.unpack(stream.read(_EOCD64_LOCATOR.size))
        if record[0] != b"PK\6\6" or record[1] != _EOCD64.size - 12 or locator[0] != b"PK\6\7" or locator[2] != end:
            raise _bad("没有正常的结尾")
        total, length, offset = record[7], record[8], record[9]
    if offset + length != end:
        raise _bad("的目录前后有多余内容")
    if length > limits.directory or total > limits.entries:
        raise Fault(f"文件包中的文件过多（{total} 个）", code="too_large")
    return cast("int", offset)


def _check_layout(stream: BinaryIO, infos: list[zipfile.ZipInfo], end: int) -> None:
    """See that the entries lie end to end, so that nothing travels unseen between them."""
    position = {0}
    for info in sorted(infos, key=lambda i: i.header_offset):
        if info.header_offset not in position:
            raise _bad("的文件之间有多余或重叠的内容")
        stream.seek(info.header_offset)
        head = stream.read(_LOCAL.size)
        if len(head) != _LOCAL.size or head[:4] != b"PK\3\4":
            raise _bad("的文件头损坏")
        fields = _LOCAL.unpack(head)
        after = info.header_offset + _LOCAL.size + fields[9] + fields[10] + info.file_size
        # The descriptor of a streamed entry is 12 or 20 bytes, each with or without its four-byte mark.
        position = {after + n for n in ((12, 16, 20, 24) if info.flag_bits & _DESCRIPTOR else (0,))}
    if end not in position:
        raise _bad("的文件与目录之间有多余内容")


class Container:
    """An opened zip whose entries passed every check on names, kinds and sizes; contents are not judged yet."""

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        end = _directory(stream, limits)
        try:
            self._archive = zipfile.ZipFile(stream)
            infos = self._archive.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, EOFError) as error:
            raise _bad("已损坏") from error
        for info in infos:
            self._check(info, limits)
        check_names(info.orig_filename for info in infos)
        if sum(info.file_size for info in infos) > limits.total:
            raise Fault("文件包内容过大", code="too_large")
        _check_layout(stream, infos, end)
        roots = {info.filename.partition("/")[0] for info in infos}
        if len(roots) != 1:
            raise _bad("应当只有一个文件夹")
        self.root = roots.pop()
        self.sizes = {info.filename.partition("/")[2]: info.file_size for info in infos}
        if "" in self.sizes:
            raise _bad("应当只有一个文件夹")

    @staticmethod
    def _check(info: zipfile.ZipInfo, limits: Limits) -> None:
        name = info.orig_filename[:80].encode("unicode_escape").decode("ascii")
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in {0, stat.S_IFREG} or info.is_dir() or info.external_attr & 0x410:
            raise Fault(f"文件包中的“{name}”不是普通文件（链接或文件夹）", code="unsafe_name")
        if info.compress_type != zipfile.ZIP_STORED or info.compress_size != info.file_size:
            raise _bad(f"中的“{name}”被压缩过")
        if info.flag_bits & ~(_DESCRIPTOR | _UTF8):
            raise _bad(f"中的“{name}”带有不支持的标记")
        if info.file_size > limits.file:
            raise Fault(f"文件包中的“{name}”过大", code="too_large")

    def open(self, name: str) -> BinaryIO:
        """Open one file of the bag by its path below the root; a missing one is a Fault (``missing``)."""
        if name not in self.sizes:
            raise Fault(f"文件包缺少 {name}", code="missing")
        try:
            return cast("BinaryIO", self._archive.open(f"{self.root}/{name}"))
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, struct.error) as error:
            raise _bad(f"中的“{name}”已损坏") from error

    def pieces(self, name: str, tick: Callable[[int], None] | None = None) -> Iterator[bytes]:
        """Yield a file's bytes; the zip's own checksum is checked on the way. ``tick`` gets each piece's size."""
        with self.open(name) as stream:
            while True:
                try:
                    data = stream.read(PIECE)
                except (zipfile.BadZipFile, EOFError, ValueError) as error:
                    raise _bad(f"中的“{name}”已损坏") from error
                if not data:
                    return
                if tick:
                    tick(len(data))
                yield data

    def read(self, name: str, limit: int) -> bytes:
        """Read a small file whole; larger than ``limit`` bytes is a Fault (``too_large``)."""
        if self.sizes.get(name, 0) > limit:
            raise Fault(f"文件包中的 {name} 过大", code="too_large")
        return b"".join(self.pieces(name))
