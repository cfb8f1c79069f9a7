"""收发: whom bundles are sealed for, what to seal, where it went, what came back."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.casework import exchange, standing, unsent
from inspector_app.casework.desk import Desk
from inspector_app.casework.unsent import Outstanding
from inspector_app.desktop.moments import day_text, short_minute
from inspector_app.desktop.services import Services
from inspector_app.desktop.widgets.basic import (
    Badge,
    Card,
    EmptyState,
    PrimaryButton,
    SecondaryButton,
    label,
    line,
    scrolled,
    soft,
)
from inspector_app.desktop.widgets.lines import Line, LinesView
from inspector_app.desktop.widgets.page_header import PageHeader
from inspector_app.desktop.widgets.panels import ConfirmPanel, ProgressPanel, bytes_text
from inspector_app.records.exchange import Export, Headquarters

from .base import Page
from .receive_part import ReceivePart

SHOWN = 100


def spoken(digest: str) -> str:
    """Return a digest in lines of four groups of four, big enough to read out over the phone."""
    groups = [digest[n : n + 4] for n in range(0, len(digest), 4)]
    return "\n".join("  ".join(groups[n : n + 8]) for n in range(0, len(groups), 8))


class ExchangePage(Page):
    """Seal, what was sent and which packs came at the left; receiving and headquarters at the right."""

    def __init__(self, desk: Desk, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(desk, services, parent)
        self.title = self.tr("收发")
        self._boxes: dict[str, QCheckBox] = {}
        self._waiting: list[Outstanding] = []
        self._letter: Path | None = None
        self._stale = True
        self.header = PageHeader(self.title)
        self.header.search_requested.connect(services.search_request)
        self.body.addWidget(self.header)
        inside = QWidget()
        self.body.addWidget(scrolled(inside), 1)
        row = QHBoxLayout(inside)
        row.setContentsMargins(24, 22, 24, 24)
        row.setSpacing(20)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(20)
        right.setSpacing(20)
        left.addWidget(self._make_seal_card())
        left.addWidget(self._make_result_card())
        left.addWidget(self._make_sent_card())
        self.receiving = ReceivePart(self)
        left.addWidget(self.receiving.packs)
        left.addStretch(1)
        self.receiving.letter_came.connect(self.take_letter)
        self.receiving.receipt_came.connect(self.take_receipt)
        right.addWidget(self.receiving)
        right.addWidget(self._make_headquarters_card())
        right.addStretch(1)
        row.addLayout(left, 11)
        row.addLayout(right, 9)
        services.changed.connect(self._changed)

    # Building

    def _make_seal_card(self) -> Card:
        card = Card(self.tr("封存导出"))
        self.chosen_words = soft("", wrap=True)
        card.add(self.chosen_words)
        card.add(line())
        self.choices = QVBoxLayout()
        self.choices.setSpacing(0)
        card.body.addLayout(self.choices)
        self.nothing = EmptyState(
            "exchange", self.tr("没有等着封存的检查"), self.tr("检查在第 8 步定稿以后，会列在这里")
        )
        card.add(self.nothing)
        self.drafts = soft("", wrap=True)
        card.add(self.drafts)
        self.progress = ProgressPanel()
        self.progress.assurance.setText(self.tr("取消后 U 盘上不留任何半截文件"))
        card.add(self.progress)
        self.seal_button = PrimaryButton(self.tr("选择 U 盘或文件夹并封存…"), "usb")
        card.row(self.seal_button)
        self.seal_button.clicked.connect(self._ask_folder)
        return card

    def _make_result_card(self) -> Card:
        self.result = Card(self.tr("已封存，可以送总部"))
        self.result_where = label("", wrap=True)
        self.result_where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.digest = label("", "huge")
        self.digest.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.digest.setAccessibleName(self.tr("导出包的 SHA-256"))
        self.result.add(self.result_where)
        self.result.add(line())
        self.result.add(soft(self.tr("SHA-256（写完后读回核对过，可在电话里逐组念给总部）")))
        self.result.add(self.digest)
        self.result.hide()
        return self.result

    def _make_headquarters_card(self) -> Card:
        card = Card(self.tr("总部"))
        self.enrolled_badge = Badge()
        card.add_head(self.enrolled_badge)
        self.hq_name = label("", wrap=True)
        self.hq_print = label("", "number", wrap=True)
        self.hq_print.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        card.add(self.hq_name)
        card.add(self.hq_print)
        self.enrol_panel = ConfirmPanel()
        self.enrol_fingerprint = label("", "number", wrap=True)
        self.enrol_panel.extra.addWidget(self.enrol_fingerprint)
        card.add(self.enrol_panel)
        self.enrol_button = SecondaryButton(self.tr("导入登记信…"), "import")
        self.letter_button = SecondaryButton(self.tr("导出本机登记信…"), "export")
        card.row(self.enrol_button, self.letter_button)
        card.add(soft(self.tr("登记信由总部发来；本机登记信交给总部，总部才认得本机的签名。"), wrap=True))
        self.enrol_button.clicked.connect(self._ask_letter)
        self.letter_button.clicked.connect(self._ask_device_letter)
        self.enrol_panel.confirmed.connect(self.guarded(self.enrol))
        return card

    def _make_sent_card(self) -> Card:
        card = Card(self.tr("已发出的和回执"))
        self.exports = LinesView(self._exports, self.tr("已发出的导出包"), fits=True)
        self.exports.opened.connect(self._show_export)
        self.no_exports = soft(
            self.tr("还没有发出过。总部收到后发回签名的回执，接收后“已导出”变成“已送达”。"), wrap=True
        )
        card.add(self.exports)
        card.add(self.no_exports)
        return card

    # What is shown

    def enter(self) -> None:
        if self._stale:
            self._stale = False
            self._show_headquarters(exchange.headquarters(self.desk))
            self._show_exports()
            self.receiving.show_packs()
            self._fetch_waiting()
        self.receiving.look_for_sticks()

    def _fetch_waiting(self) -> None:
        # With thousands of inspections the sizes of all photos take longer than a page may.
        if standing.standing(self.desk).unsent <= SHOWN:
            self._show_waiting(unsent.outstanding(self.desk))
        else:
            self.chosen_words.setText(self.tr("正在清点…"))
            self.services.background.run(
                lambda _: unsent.outstanding(self.desk), done=self._show_waiting, failed=self.show_fault
            )

    def _show_waiting(self, waiting: list[Outstanding]) -> None:
        self._waiting = [w for w in waiting if not w.under_way]
        while self.choices.count():
            taken = self.choices.takeAt(0).widget()
            taken.deleteLater()
        self._boxes = {}
        for one in self._waiting[:SHOWN]:
            box = QCheckBox(one.enterprise or self.tr("未命名企业"))
            box.setChecked(not one.sent)
            box.toggled.connect(self._tell_chosen)
            self._boxes[one.id] = box
            self.choices.addWidget(_choice(box, one, self.tr("已导出，可再封一次") if one.sent else ""))
        drafts = sum(w.under_way for w in waiting)
        self.nothing.setVisible(not self._waiting)
        self.drafts.setText(self.tr("另有 {0} 件检查、案件正在进行，定稿后才能封存").format(drafts))
        self.drafts.setVisible(drafts > 0)
        self._tell_chosen()

    def _chosen(self) -> list[Outstanding]:
        return [w for w in self._waiting if w.id in self._boxes and self._boxes[w.id].isChecked()]

    def _tell_chosen(self) -> None:
        chosen = self._chosen()
        counts = (
            (self.tr("检查 {0} 件"), sum(c.kind == "inspection" for c in chosen)),
            (self.tr("案件 {0} 件"), sum(c.kind == "case" for c in chosen)),
        )
        words = " · ".join(said.format(count) for said, count in counts if count)
        words += self.tr(" · 照片 {0} 张 · 文书 {1} 份 · {2}").format(
            sum(c.photos for c in chosen),
            sum(c.documents for c in chosen),
            bytes_text(sum(c.size for c in chosen)),
        )
        words = words if chosen else self.tr("没有选中的检查、案件")
        enrolled = exchange.headquarters(self.desk) is not None
        self.chosen_words.setText(words if enrolled else self.tr("{0}；登记了总部才能封存").format(words))
        self.seal_button.setEnabled(bool(chosen) and enrolled and self.progress.isHidden())
        self.seal_button.setToolTip("" if enrolled else self.tr("先导入总部的登记信"))

    def _show_headquarters(self, known: Headquarters | None) -> None:
        if known is None:
            self.header.set_subtitle(self.tr("还没有登记总部"))
            self.enrolled_badge.set(self.tr("未登记"), "major")
            self.hq_name.setText(
                self.tr("导入总部发来的登记信，并与总部电话核对指纹。登记以前不能封存，忘记口令也无法恢复。")
            )
            self.hq_print.hide()
            return
        self.header.set_subtitle(self.tr("总部：{0} · 公钥已登记").format(known.name))
        self.enrolled_badge.set(self.tr("已登记"), "ok")
        self.hq_name.setText(self.tr("{0}，登记于 {1}").format(known.name, day_text(known.enrolled_at)))
        self.hq_print.setText(self.tr("指纹 {0}").format(known.fingerprint))
        self.hq_print.show()

    def _show_exports(self) -> None:
        self.exports.refresh()
        some = self.exports.lines.rowCount() > 0
        self.exports.setVisible(some)
        self.no_exports.setVisible(not some)

    def _exports(self, limit: int, offset: int) -> list[Line]:
        return [self._export_line(e) for e in exchange.exports(self.desk)[offset : offset + limit]]

    def _export_line(self, export: Export) -> Line:
        delivered = bool(export.receipt_id)
        when = export.received_at if delivered and export.received_at else export.sealed_at
        return Line(
            key=export.id,
            title=self.tr("第 {0} 包 · {1} 件").format(export.counter, len(export.entries)),
            detail=f"{short_minute(when)} · {export.file_name} · {bytes_text(export.size)}",
            badge=self.tr("已送达") if delivered else self.tr("已导出"),
            tone="ok" if delivered else "accent",
        )

    def _show_export(self, key: str) -> None:
        export = next((e for e in exchange.exports(self.desk) if e.id == key), None)
        if export is not None:
            self._show_result(export, None)

    def _show_result(self, export: Export, path: Path | None) -> None:
        where = self.tr("写到 {0}").format(str(path)) if path else self.tr("文件 {0}").format(export.file_name)
        self.result_where.setText(f"{where} · {bytes_text(export.size)}")
        self.result.name.setText(
            self.tr("第 {0} 包").format(export.counter) if path is None else self.tr("已封存，可以送总部")
        )
        self.digest.setText(spoken(export.sha256))
        self.result.show()

    def receive(self, names: list[str]) -> None:
        """Take in files of headquarters, each by what it is."""
        self.receiving.receive(names)

    def _changed(self, _what: str) -> None:
        self._stale = True

    # Headquarters

    def _ask_letter(self) -> None:
        self._ask_file(self.tr("总部的登记信"), self.take_letter)

    def take_letter(self, name: str) -> None:
        """Read headquarters' letter and ask to compare its fingerprint before it is believed."""
        self.attempt(self._take_letter, Path(name))

    def _take_letter(self, path: Path) -> None:
        name, fingerprint = exchange.read_enrolment(path)
        self._letter = path
        self.enrol_fingerprint.setText(fingerprint)
        self.enrol_panel.ask(
            self.tr("登记“{0}”为总部？").format(name),
            self.tr("请打电话给总部，逐组核对下面的指纹，一致才登记："),
            self.tr("指纹一致，登记"),
        )

    def enrol(self) -> None:
        """Believe the letter that was compared."""
        if self._letter is None:
            return
        known = exchange.enrol(self.desk, self._letter)
        self.tell_saved()
        self._show_headquarters(known)
        self._tell_chosen()
        self.services.tell_changed("exports")
        self.services.toast(self.tr("已登记总部，恢复密钥也已生效"))

    def _ask_device_letter(self) -> None:
        dialog = QFileDialog(self, self.tr("导出本机登记信"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(self.tr("本机登记信-{0}.json").format(exchange.device(self.desk).name))
        dialog.fileSelected.connect(self.write_device_letter)
        dialog.open()

    def write_device_letter(self, name: str) -> None:
        """Write the letter by which headquarters knows this laptop."""
        written = self.attempt(exchange.write_device_letter, self.desk, Path(name))
        if written is not None:
            self.services.toast(self.tr("已写入 {0}，请交给总部").format(written.name))

    # Sealing

    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("写到哪里（U 盘或文件夹）"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.seal)
        dialog.open()

    def seal(self, folder: str) -> None:
        """Seal what is chosen into a folder, off the interface thread."""
        ids, target = [c.id for c in self._chosen()], Path(folder)
        self.banner.clear()
        self.result.hide()

        def work(context) -> Export:
            return exchange.seal(self.desk, ids, target, progress=context.progress, cancelled=context.cancelled)

        job = self.services.background.run(work, done=partial(self._sealed, target), failed=self.show_fault)
        job.cancelled.connect(self._seal_cancelled)
        self.progress.follow(job, self.tr("正在封存并读回核对"), "bytes")
        # After the panel has hidden itself: while it is shown there is nothing to press.
        job.finished.connect(self._tell_chosen)
        self.seal_button.setEnabled(False)

    def _sealed(self, target: Path, export: Export) -> None:
        self.tell_saved()
        self._show_result(export, target / export.file_name)
        self._show_exports()
        self._fetch_waiting()
        self.services.tell_changed("exports")
        self._stale = False

    def _seal_cancelled(self) -> None:
        self.banner.say(self.tr("已取消封存，没有留下任何文件；检查都在，可以重新封存"), "info")

    # Receipts

    def take_receipt(self, name: str) -> None:
        """Take headquarters' receipt."""
        export = self.attempt(exchange.take_receipt, self.desk, Path(name))
        if export is not None:
            self.tell_saved()
            self._show_exports()
            self._fetch_waiting()
            self.services.tell_changed("inspections")
            self._stale = False
            self.banner.say(self.tr("第 {0} 包已送达，总部的签名核对无误").format(export.counter), "ok")

    def _ask_file(self, words: str, take) -> None:
        dialog = QFileDialog(self, words)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(take)
        dialog.open()

    def keys(self) -> list[tuple[str, str]]:
        return [("Tab", self.tr("下一项")), ("Space", self.tr("选或不选")), ("Enter", self.tr("打开一包的摘要"))]


def _choice(box: QCheckBox, one: Outstanding, note: str) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 2, 0, 2)
    row.addWidget(box)
    row.addStretch(1)
    if note:
        row.addWidget(soft(note))
    words = QCoreApplication.translate("ExchangePage", "照片 {0} · 文书 {1} · {2}")
    row.addWidget(soft(words.format(one.photos, one.documents, bytes_text(one.size))))
    return made
