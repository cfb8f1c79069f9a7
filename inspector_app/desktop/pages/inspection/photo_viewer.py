"""Looking at one photo closely, with what is known about it beside it; withdrawing it with a reason."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from inspector_app.casework import evidencing
from inspector_app.casework.evidencing import Photo
from inspector_app.desktop import theme
from inspector_app.desktop.services import Services
from inspector_app.desktop.widgets.basic import heading, label, line, scrolled
from inspector_app.desktop.widgets.buttons import DangerButton, IconButton
from inspector_app.desktop.widgets.panels import ConfirmPanel

from .canvas import Canvas
from .parts import clear, column, frame, ground, row, words
from .photo_facts import facts_of
from .session import Session


class PhotoViewer(QWidget):
    """Shows the photos of an item one after the other; what is turned is the view, never the original."""

    closed = Signal()

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._session: Session | None = None
        self._photos: list[Photo] = []
        self._at = 0
        self.item_id = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        layout = row(self, gap=0)
        layout.addWidget(self._build_left(), 1)
        layout.addWidget(self._build_right())

    def _build_left(self) -> QWidget:
        left = ground("desk")
        layout = column(left, gap=0)
        bar = frame("header")
        tools = row(bar, margins=(12, 8, 12, 8), gap=4)
        self.back = IconButton("chevron-left", self.tr("返回（Esc）"))
        self.back.clicked.connect(self.closed)
        self.title = heading("")
        self.count = label("", "soft")
        tools.addWidget(self.back)
        tools.addWidget(self.title)
        tools.addWidget(self.count)
        tools.addStretch(1)
        self.canvas = Canvas()
        for icon, name, act in (
            ("chevron-left", self.tr("上一张（←）"), self.previous),
            ("chevron-right", self.tr("下一张（→）"), self.following),
            ("zoom-out", self.tr("缩小（-）"), self.canvas.farther),
            ("zoom-in", self.tr("放大（+）"), self.canvas.closer),
            ("fit", self.tr("看全图（0）"), self.canvas.fit),
            ("rotate-right", self.tr("旋转（R），只转画面，不动原件"), self.canvas.turn),
        ):
            button = IconButton(icon, name)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(act)
            tools.addWidget(button)
        layout.addWidget(bar)
        layout.addWidget(self.canvas, 1)
        return left

    def _build_right(self) -> QWidget:
        right = frame("aside")
        right.setFixedWidth(theme.px(380))
        inside = ground("surface")
        layout = column(inside, margins=(20, 20, 20, 20), gap=10)
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(12)
        self._facts.setVerticalSpacing(8)
        self._facts.setColumnStretch(1, 1)
        layout.addLayout(self._facts)
        layout.addWidget(line())
        self.withdrawn = words("", "warn")
        layout.addWidget(self.withdrawn)
        self.withdraw_button = DangerButton(self.tr("撤下这张照片…"))
        self.withdraw_button.clicked.connect(self._ask)
        layout.addWidget(self.withdraw_button)
        self.confirm = ConfirmPanel(danger=True)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(self.tr("理由，例如：拍重了"))
        self.reason.setAccessibleName(self.tr("撤下的理由"))
        self.confirm.extra.addWidget(self.reason)
        self.confirm.confirmed.connect(self._withdraw)
        layout.addWidget(self.confirm)
        layout.addStretch(1)
        column(right).addWidget(scrolled(inside))
        inside.setProperty("ground", "surface")
        return right

    # Showing

    def open(self, session: Session, item_id: str, link_id: str) -> None:
        """Show a photo of an item."""
        self._session, self.item_id = session, item_id
        try:
            self._photos = evidencing.photos(session.desk, session.id, item_id)
        except Exception as error:  # noqa: BLE001 - reported, and the viewer closes
            session.failed.emit(error)
            self._photos = []
        places = [n for n, photo in enumerate(self._photos) if photo.link.id == link_id]
        self._show(places[0] if places else 0)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def release(self) -> None:
        """Let go of everything that was shown."""
        self._photos, self._session = [], None
        self.canvas.show_image(QImage())

    @property
    def photo(self) -> Photo | None:
        """The photo that is shown."""
        return self._photos[self._at] if self._photos else None

    def previous(self) -> None:
        """Show the one before."""
        self._show(self._at - 1)

    def following(self) -> None:
        """Show the next one."""
        self._show(self._at + 1)

    def _show(self, place: int) -> None:
        self.confirm.hide()
        if not self._photos:
            self.closed.emit()
            return
        self._at = place % len(self._photos)
        photo, session = self._photos[self._at], self._session
        self.title.setText(self.tr("照片 {label}").format(label=photo.link.label))
        self.count.setText(f"{self._at + 1} / {len(self._photos)}")
        self._show_facts(photo)
        self.canvas.show_image(QImage(), self.tr("正在解密…"))
        desk, sha256 = session.desk, photo.evidence.sha256

        def done(image: QImage) -> None:
            if self.photo is not None and self.photo.evidence.sha256 == sha256:
                self.canvas.show_image(image, "" if not image.isNull() else self.tr("这张照片显示不出来，原件仍在"))

        session.run(lambda _: QImage.fromData(QByteArray(evidencing.viewable(desk, sha256))), done)

    def _show_facts(self, photo: Photo) -> None:
        clear(self._facts)
        for place, (name, value, fixed) in enumerate(facts_of(self, photo)):
            self._facts.addWidget(label(name, "label"), place, 0, Qt.AlignmentFlag.AlignTop)
            shown = label(value, "number" if fixed else "", wrap=True)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._facts.addWidget(shown, place, 1)
        gone = photo.link.withdrawn
        self.withdrawn.setText(self.tr("已撤下：{why}").format(why=photo.link.withdrawn_reason) if gone else "")
        self.withdrawn.setVisible(gone)
        self.withdraw_button.setVisible(not gone and self._session.editable)

    # Withdrawing

    def _ask(self) -> None:
        self.reason.clear()
        self.confirm.ask(
            self.tr("撤下照片 {label}？").format(label=self.photo.link.label),
            self.tr("原件和留痕都保留，只是不再作为本项的证据。请写明理由。"),
            self.tr("撤下"),
        )
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _withdraw(self) -> None:
        photo, session = self.photo, self._session
        if photo is None or session is None:
            return
        reason = self.reason.text()
        if session.attempt(lambda: evidencing.withdraw(session.desk, photo.link.id, reason) or True):
            session.take_photos(photo.link.item_id)
            session.services.tell_changed("photos")
            self._photos.pop(self._at)
            self._show(min(self._at, len(self._photos) - 1) if self._photos else 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        acts = {
            Qt.Key.Key_Left: self.previous,
            Qt.Key.Key_Right: self.following,
            Qt.Key.Key_Plus: self.canvas.closer,
            Qt.Key.Key_Equal: self.canvas.closer,
            Qt.Key.Key_Minus: self.canvas.farther,
            Qt.Key.Key_0: self.canvas.fit,
            Qt.Key.Key_R: self.canvas.turn,
            Qt.Key.Key_Escape: self.closed.emit,
        }
        act = acts.get(event.key())
        if act is None:
            super().keyPressEvent(event)
        else:
            act()
