"""Photos of the open inspection: taken in and read off the interface thread, small pictures kept at hand."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage

from inspector_app.casework import evidencing
from inspector_app.casework.evidencing import Photo, TakenIn
from inspector_app.desktop.background import Context, Job
from inspector_app.records.evidence import Source

from .session import Session

KEPT = 300
PICTURE_FILES = "*.jpg *.jpeg *.png *.heic *.heif *.JPG *.JPEG *.PNG *.HEIC *.HEIF"


class PhotoShelf(QObject):
    """Answers by signal: ``listed`` the photos of an item, ``picture`` one small picture, ``taken`` what became of files."""

    listed = Signal(str, object)
    picture = Signal(str, object)
    taken = Signal(str, object)
    started = Signal(object, int)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._pictures: OrderedDict[str, QImage] = OrderedDict()

    # Reading

    def list(self, item_id: str) -> None:
        """Ask for the photos of an item, and for their small pictures."""
        if not self._session.photo_counts.get(item_id):
            self.listed.emit(item_id, [])
            return
        desk, inspection_id, known = self._session.desk, self._session.id, set(self._pictures)

        def work(context: Context) -> tuple[list[Photo], dict[str, QImage]]:
            photos = evidencing.photos(desk, inspection_id, item_id)
            pictures = {}
            for sha256 in {photo.evidence.sha256 for photo in photos} - known:
                if context.cancelled():
                    break
                pictures[sha256] = QImage.fromData(QByteArray(evidencing.thumbnail(desk, sha256)))
            return photos, pictures

        def done(result: tuple[list[Photo], dict[str, QImage]]) -> None:
            photos, pictures = result
            for sha256, picture in pictures.items():
                self._keep(sha256, picture)
            self.listed.emit(item_id, photos)

        self._session.run(work, done)

    def pictures(self) -> dict[str, QImage]:
        """Return the small pictures at hand, by SHA-256."""
        return dict(self._pictures)

    def _keep(self, sha256: str, picture: QImage) -> None:
        self._pictures[sha256] = picture
        while len(self._pictures) > KEPT:
            self._pictures.popitem(last=False)
        self.picture.emit(sha256, picture)

    # Taking in

    def add_files(self, item_id: str, paths: Sequence[Path], how: Source = "file") -> None:
        """Take files in; each is whole or not there, and a refused one is named."""
        if not paths:
            return
        desk, inspection_id, files = self._session.desk, self._session.id, [Path(p) for p in paths]

        def work(context: Context) -> list[TakenIn]:
            return evidencing.take_in_many(
                desk,
                inspection_id,
                item_id,
                files,
                how=how,
                progress=context.progress,
                cancelled=context.cancelled,
            )

        self._start(item_id, work, len(files))

    def add_bytes(self, item_id: str, content: bytes, name: str) -> None:
        """Take a pasted picture in."""
        desk, inspection_id = self._session.desk, self._session.id
        self._start(
            item_id,
            lambda _: [evidencing.take_in(desk, inspection_id, item_id, content, name=name, how="paste")],
            1,
        )

    def _start(self, item_id: str, work, count: int) -> Job:
        def done(results: list[TakenIn]) -> None:
            self._session.take_photos(item_id)
            self._session.note_saved()
            self._session.services.tell_changed("photos")
            self.taken.emit(item_id, results)
            self.list(item_id)

        job = self._session.run(work, done)
        # A refused or cancelled batch may have taken some in before it stopped.
        job.setProperty("item", item_id)
        job.failed.connect(self._on_failed)
        self.started.emit(job, count)
        return job

    def _on_failed(self) -> None:
        self._session.take_photos(str(self.sender().property("item")))

    def paste(self, item_id: str) -> bool:
        """Take in what lies on the clipboard: files, or a picture; say whether there was any."""
        mime = QGuiApplication.clipboard().mimeData()
        files = files_of(mime)
        if files:
            self.add_files(item_id, files, "paste")
            return True
        image = QGuiApplication.clipboard().image()
        if image.isNull():
            return False
        content = QByteArray()
        buffer = QBuffer(content)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")
        buffer.close()
        self.add_bytes(item_id, bytes(content.data()), self.tr("粘贴的图片.png"))
        return True


def files_of(mime: QMimeData | None) -> list[Path]:
    """Return the local files of something dragged or copied."""
    if mime is None or not mime.hasUrls():
        return []
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]


def summary(shelf: QObject, results: Sequence[TakenIn]) -> tuple[str, str]:
    """Return what became of the files in a sentence, and its tone; empty where all is well and nothing needs saying."""
    refused = [r for r in results if r.fault]
    already = [r for r in results if r.already]
    said = []
    if refused:
        first = refused[0].fault.rstrip("。")
        more = shelf.tr("等{n}个文件没有收进来：").format(n=len(refused)) if len(refused) > 1 else ""
        said.append(f"{more}{first}")
    if already:
        said.append(shelf.tr("{n}张与已有照片是同一文件，只存一份").format(n=len(already)))
    near = [r for r in results if r.near and not r.already]
    if near:
        said.append(shelf.tr("{name}与{near}很像，请看是不是重复").format(name=near[0].name, near=near[0].near))
    if not said:
        return "", ""
    return "；".join(said) + "。", "error" if refused else "info"
