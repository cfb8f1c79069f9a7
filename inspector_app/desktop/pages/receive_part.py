"""Receiving on the page 收发: files of headquarters come in, a pack is looked at, installed or not."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector_app.casework import pack_shelf, packs, receiving
from inspector_app.casework.packs import Incoming
from inspector_app.casework.receiving import Found
from inspector_app.desktop import sticks
from inspector_app.fault import Fault
from inspector_app.records.pack import InstalledPack

from .base import Page
from .pack_preview import PackPreview
from .packs_card import PacksCard
from .receive_card import ReceiveCard


class ReceivePart(QWidget):
    """The card that takes files and the pack that waits for an answer; ``packs`` is the history, for the page to place.

    Letters and receipts are told by ``letter_came`` and ``receipt_came``; ``sticks`` says where plugged-in media lie.
    """

    letter_came = Signal(str)
    receipt_came = Signal(str)
    sticks = staticmethod(sticks.sticks)

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.page = page
        self._queue: list[Path] = []
        self._refused: list[Fault] = []
        self.card = ReceiveCard(self)
        self.card.received.connect(page.guarded(self.receive))
        self.preview = PackPreview(self)
        self.preview.install.connect(page.guarded(self.install))
        self.preview.decline.connect(page.guarded(self._declined))
        self.packs = PacksCard(page.desk, page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(20)
        column.addWidget(self.preview)
        column.addWidget(self.card)

    def look_for_sticks(self) -> None:
        """Offer what lies on plugged-in media."""
        # A slow stick must not hold up the page.
        places = self.sticks()
        if not places:
            self.card.show_found([])
        elif not self.page.services.background.closed:
            self.page.services.background.run(
                lambda _: [one for place in places for one in receiving.waiting_on(self.page.desk, place)],
                done=self._show_found,
                failed=self.page.show_fault,
            )

    def _show_found(self, found: list[Found]) -> None:
        self.card.show_found(found)

    def receive(self, names: list[str]) -> None:
        """Take in files of headquarters one after the other, each by what it is; one that is refused stops no other."""
        self._queue += [Path(name) for name in names]
        self._refused = []
        for kind in ("fault", "say"):
            self.page.banner.clear(kind)
        self._next()

    def _next(self) -> None:
        while self._queue and self.preview.isHidden():
            path = self._queue.pop(0)
            try:
                kind = receiving.require(path)
            except Fault as fault:
                self._refuse(fault)
                continue
            if kind == "pack":
                job = self.page.services.background.run(
                    lambda _, path=path: packs.preview(self.page.desk, path), done=self._offer, failed=self._refuse
                )
                job.finished.connect(self._next)
                return
            (self.letter_came if kind == "enrolment" else self.receipt_came).emit(str(path))

    def _refuse(self, fault: Fault) -> None:
        self._refused.append(fault)
        if len(self._refused) > 1:
            said = "；".join(one.what for one in self._refused)
            fault = Fault(said, kept=fault.kept, todo=fault.todo, code=fault.code)
        self.page.show_fault(fault)

    def _offer(self, incoming: Incoming) -> None:
        # One thing at a time: what waits for an answer stands where the file was dropped.
        self.card.hide()
        self.preview.show_pack(incoming)

    def install(self) -> None:
        """Install the pack that is shown, off the interface thread; a fault leaves everything as it was."""
        incoming = self.preview.incoming
        if incoming is None:
            return
        self.preview.yes.setEnabled(False)
        job = self.page.services.background.run(
            lambda _: packs.install(self.page.desk, incoming.path), done=self._installed, failed=self.page.show_fault
        )
        job.finished.connect(self._install_rests)

    def _install_rests(self) -> None:
        self.preview.yes.setEnabled(True)

    def _put_away(self) -> None:
        self.preview.hide()
        self.card.show()
        self.look_for_sticks()

    def _installed(self, made: InstalledPack) -> None:
        self._put_away()
        self.page.tell_saved()
        self.show_packs()
        self.page.services.tell_changed("packs")
        words = self.tr("已安装 {0} 第 {1} 版").format(made.title, made.version)
        if made.effective > self.page.desk.now().date():
            words += self.tr("，{0} 起用").format(made.effective)
        if self.page.banner.kind == "expired":  # what must be acted on stays
            self.page.services.toast(words)
        else:
            self.page.banner.say(words, "ok")
        self._next()

    def _declined(self) -> None:
        self._put_away()
        self._next()

    def show_packs(self) -> None:
        """Fetch the history again, and say loudly which pack should not be used any more."""
        self.packs.refresh()
        if old := pack_shelf.expired(self.page.desk):
            names = "、".join(self.tr("{0} 第 {1} 版（{2} 失效）").format(p.title, p.version, p.expires) for p in old)
            self.page.banner.say(
                self.tr("总部下发的包已经失效，仍在使用，请索取新的：{0}").format(names), "warning", "expired"
            )
