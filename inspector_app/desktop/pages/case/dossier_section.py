"""案卷: both volumes in the prescribed order, their index, writing them; closing the case for sealing and opening it again."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from inspector_app.casework import cases, dossier
from inspector_app.casework.dossier import Entry, Volume
from inspector_app.desktop.pages.inspection.fields import CalmCombo
from inspector_app.desktop.pages.inspection.parts import clear, column, row
from inspector_app.desktop.widgets.basic import Badge, Card, PrimaryButton, SecondaryButton, label, soft
from inspector_app.desktop.widgets.form import FormRow
from inspector_app.desktop.widgets.panels import ConfirmPanel

from .section import Section
from .session import CaseSession


class VolumeCard(Card):
    """The index of one volume as it is bound now."""

    def __init__(self, volume: Volume, parent: QWidget | None = None) -> None:
        super().__init__(volume.name, parent=parent)
        self.add_head(soft(self.tr("{0} 页").format(volume.pages)))
        if volume.lacking:
            self.add(label(self.tr("◆ 封面还缺：{0}").format("、".join(volume.lacking)), "warn", wrap=True))
        heading = ""
        for one in volume.entries:
            if one.section != heading:
                heading = one.section
                self.add(label(heading, "label", wrap=True))
            self.body.addLayout(self._line(one))
        if not volume.entries:
            self.add(soft(self.tr("还没有材料；印发的文书和证据会自己排进来"), wrap=True))

    @staticmethod
    def _line(one: Entry):
        layout = row(gap=12)
        words = column(gap=0)
        words.addWidget(label(one.name, wrap=True))
        facts = " · ".join(part for part in (one.number, one.day, one.remark) if part)
        if facts:
            words.addWidget(soft(facts, wrap=True))
        layout.addLayout(words, 1)
        pages = str(one.first) if one.first == one.last else f"{one.first}–{one.last}"
        layout.addWidget(label(pages, "number"))
        return layout


class DossierSection(Section):
    """Bound anew each time it is looked at; what was issued is copied as it is."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(session, parent=parent)
        self._asked = 0
        self.column.addWidget(self._build_head())
        self._volumes = column(gap=16)
        self.column.addLayout(self._volumes)
        self.column.addStretch(1)

    def _build_head(self) -> Card:
        card = Card(QCoreApplication.translate("DossierSection", "案卷"))
        self.state = Badge("", "neutral")
        card.add_head(self.state)
        card.add(
            soft(self.tr("正卷、副卷各一个 PDF：封面、目录、页码、书签；草稿不入卷，印发的文书原样收进来"), wrap=True)
        )
        self.retention = CalmCombo()
        kept = self.session.desk.library.form("dossier_cover").field("retention")
        self.retention.addItem(self.tr("还没有定"), "")
        for option in kept.options if kept else ():
            self.retention.addItem(option, option)
        self.retention.activated.connect(self._read)
        card.add(FormRow(self.tr("保管期限"), self.retention))
        self.write_button = PrimaryButton(self.tr("写到文件夹…"), "folder")
        self.write_button.clicked.connect(self._ask_folder)
        self.close_button = SecondaryButton(self.tr("定稿…"), "lock")
        self.close_button.clicked.connect(self._ask_close)
        self.reopen_button = SecondaryButton(self.tr("重新打开…"), "undo")
        self.reopen_button.clicked.connect(self._ask_reopen)
        self.seal_button = SecondaryButton(self.tr("去封存导出"), "export")
        self.seal_button.clicked.connect(lambda: self.session.services.open_request.emit("page", "exchange"))
        card.row(self.write_button, self.close_button, self.seal_button, self.reopen_button)
        self.written = label("", "done", wrap=True)
        self.written.hide()
        card.add(self.written)
        self.close_panel = ConfirmPanel()
        self.close_panel.confirmed.connect(self._close)
        card.add(self.close_panel)
        self.reopen_panel = ConfirmPanel()
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(self.tr("重新打开的理由（必填）"))
        self.reason.setAccessibleName(self.tr("重新打开的理由"))
        self.reopen_panel.extra.addWidget(self.reason)
        self.reopen_panel.confirmed.connect(self._reopen)
        card.add(self.reopen_panel)
        return card

    # Showing

    def show_now(self) -> None:
        editable = self.session.editable
        self.close_button.setVisible(editable)
        self.reopen_button.setVisible(not editable)
        self.seal_button.setVisible(self.session.case.state in ("closed", "exported"))
        self._read()

    def _read(self) -> None:
        desk, case_id, retention = self.session.desk, self.session.id, str(self.retention.currentData())
        self.state.set(self.tr("正在整理…"), "neutral")
        self._asked += 1
        job = self.session.run(
            lambda _: dossier.bind(desk, case_id, retention=retention), partial(self._bound, self._asked)
        )
        job.failed.connect(self._not_bound)

    def _bound(self, asked: int, volumes: tuple[Volume, Volume]) -> None:
        # Two bindings may be under way at once: only what was asked for last is shown.
        if asked == self._asked:
            self._show_volumes(volumes)

    def _not_bound(self) -> None:
        self.state.set(self.tr("没有整理成"), "major")

    def _show_volumes(self, volumes: tuple[Volume, Volume]) -> None:
        clear(self._volumes)
        for one in volumes:
            self._volumes.addWidget(VolumeCard(one))
        lacking = any(one.lacking for one in volumes)
        self.state.set(self.tr("封面还没有齐") if lacking else self.tr("可以装订"), "major" if lacking else "ok")

    # Writing

    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, self.tr("案卷写到哪里"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.write)
        dialog.open()

    def write(self, folder: str) -> None:
        """Write both volumes into a folder, off the interface thread."""
        desk, case_id, retention = self.session.desk, self.session.id, str(self.retention.currentData())
        self.write_button.setEnabled(False)
        job = self.session.run(
            lambda _: dossier.write(desk, case_id, Path(folder), retention=retention), self._on_written
        )
        job.finished.connect(self._write_over)

    def _write_over(self) -> None:
        self.write_button.setEnabled(True)

    def _on_written(self, made: list[tuple[Volume, Path]]) -> None:
        names = "、".join(path.name for _, path in made)
        self.written.setText(self.tr("已写入 {0}").format(names))
        self.written.show()
        self.session.services.toast(self.tr("案卷已写入 {0} 个文件").format(len(made)))

    # Closing

    def _ask_close(self) -> None:
        self.close_panel.ask(
            self.tr("案件定稿？"), self.tr("程序走完以后才能定稿；定稿以后不能再改，可以封存导出"), self.tr("定稿")
        )

    def _close(self) -> None:
        session = self.session
        session.act(lambda: cases.close(session.desk, session.id))

    def _ask_reopen(self) -> None:
        self.reason.clear()
        self.reopen_panel.ask(self.tr("重新打开案件？"), self.tr("理由会留痕"), self.tr("重新打开"))
        self.reason.setFocus()

    def _reopen(self) -> None:
        session, why = self.session, self.reason.text()
        session.act(lambda: cases.reopen(session.desk, session.id, why))
