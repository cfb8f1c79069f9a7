"""Step 8, 封存导出: the last look, closing the inspection, one sealed file for headquarters, what became of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from inspector_app.casework import exchange, inspecting, reviewing
from inspector_app.casework.reviewing import Lack
from inspector_app.desktop.background import Context
from inspector_app.desktop.moments import minute_text
from inspector_app.desktop.widgets.basic import Badge, Card, label, soft
from inspector_app.desktop.widgets.buttons import LinkButton, PrimaryButton, SecondaryButton
from inspector_app.desktop.widgets.panels import ConfirmPanel, ProgressPanel, bytes_text
from inspector_app.records.exchange import Export
from inspector_app.records.inspection import STEPS

from .parts import clear, column, row, words
from .photo_facts import grouped
from .session import Session
from .step import FormStep


class SealStep(FormStep):
    """Self-check, finalise, seal, delivered."""

    number = 8

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self._lacks: dict[int, list[Lack]] = {}
        self._folder = ""
        beside = row(gap=16)
        right = column(gap=16)
        right.addWidget(self._build_state())
        right.addWidget(self._build_seal())
        right.addStretch(1)
        left = column(gap=16)
        left.addWidget(self._build_check())
        left.addStretch(1)
        beside.addLayout(left, 1)
        beside.addLayout(right, 1)
        self.column.addLayout(beside)
        self.column.addStretch(1)
        session.inspection_changed.connect(self.show_values)

    def _build_check(self) -> Card:
        card = Card(self.tr("自查"))
        self.check_state = Badge("", "neutral")
        card.add_head(self.check_state)
        self._checks = column(gap=2)
        card.body.addLayout(self._checks)
        return card

    def _build_state(self) -> Card:
        card = Card(self.tr("定稿"))
        self.state = Badge("", "neutral")
        card.add_head(self.state)
        self.explained = soft("", wrap=True)
        card.add(self.explained)
        self.finalise_button = PrimaryButton(self.tr("定稿…"))
        self.finalise_button.clicked.connect(self._ask_finalise)
        self.reopen_button = SecondaryButton(self.tr("重新打开…"))
        self.reopen_button.clicked.connect(self._ask_reopen)
        card.row(self.finalise_button, self.reopen_button)
        self.confirm = ConfirmPanel()
        self.confirm.confirmed.connect(self._finalise)
        card.add(self.confirm)
        self.reopen = ConfirmPanel()
        self.reason = QLineEdit()
        self.reason.setAccessibleName(self.tr("重新打开的理由"))
        self.reason.setPlaceholderText(self.tr("理由（必填，记入留痕）"))
        self.reopen.extra.addWidget(self.reason)
        self.reopen.confirmed.connect(self._reopen)
        card.add(self.reopen)
        return card

    def _build_seal(self) -> Card:
        self.seal_card = Card(self.tr("封存导出"))
        self.target = soft("", wrap=True)
        self.seal_card.add(self.target)
        self.seal_button = PrimaryButton(self.tr("选择 U 盘或文件夹，封存…"), "send")
        self.seal_button.clicked.connect(self.choose_folder)
        self.enrol_button = SecondaryButton(self.tr("去登记总部"))
        self.enrol_button.clicked.connect(self._enrol)
        self.seal_card.row(self.seal_button, self.enrol_button)
        self.progress = ProgressPanel()
        self.seal_card.add(self.progress)
        self._exports = column(gap=12)
        self.seal_card.body.addLayout(self._exports)
        return self.seal_card

    # Showing

    def enter(self) -> None:
        self.session.take_inspection(inspecting.load(self.session.desk, self.session.id))
        self.show_values()

    def show_values(self) -> None:
        """Show how the inspection stands."""
        state = self.session.inspection.state
        shown = {
            "under_way": (
                self.tr("正在检查"),
                "accent",
                self.tr("定稿以后内容不能再改；需要更正时重新打开并写明理由。"),
            ),
            "finalised": (self.tr("已定稿"), "ok", self.tr("可以封存导出了。")),
            "exported": (
                self.tr("已导出"),
                "major",
                self.tr("已封存，还没有收到总部的回执；收到回执以前请保留本机数据。"),
            ),
            "delivered": (self.tr("已送达"), "ok", self.tr("总部已签收。")),
        }
        text, tone, explained = shown[state]
        self.state.set(text, tone)
        self.explained.setText(explained)
        self.finalise_button.setVisible(state == "under_way")
        self.reopen_button.setVisible(state != "under_way")
        self._show_seal(state)

    def _show_seal(self, state: str) -> None:
        to = exchange.headquarters(self.session.desk)
        self.enrol_button.setVisible(to is None)
        self.seal_button.setVisible(to is not None)
        self.seal_button.setEnabled(state != "under_way")
        if to is None:
            self.target.setText(self.tr("还没有登记总部，不知道封给谁。请到「收发」导入总部的登记信。"))
        elif state == "under_way":
            self.target.setText(self.tr("封给：{name}。先定稿，再封存。").format(name=to.name))
        else:
            self.target.setText(
                self.tr("封给：{name}。照片、文书、留痕一并封入一个加密文件，只有总部能打开。").format(name=to.name)
            )
        clear(self._exports)
        mine = [e for e in exchange.exports(self.session.desk) if any(s.id == self.session.id for s in e.entries)]
        for export in sorted(mine, key=lambda e: e.counter, reverse=True):
            self._exports.addWidget(self._export(export))

    def _export(self, export: Export) -> QWidget:
        made = QWidget()
        layout = column(made, gap=6)
        top = row(gap=10)
        top.addWidget(label(export.file_name, "strong", wrap=True), 1)
        top.addWidget(Badge(self.tr("已送达"), "ok") if export.receipt_id else Badge(self.tr("等回执"), "major"))
        layout.addLayout(top)
        said = f"{minute_text(export.sealed_at)} · {export.sealed_by} · {bytes_text(export.size)}"
        if export.received_at:
            said += " · " + self.tr("总部 {at} 签收").format(at=minute_text(export.received_at))
        layout.addWidget(soft(said))
        layout.addWidget(label(self.tr("校验码（SHA-256），电话里可以逐组念给总部核对"), "label"))
        digest = words(grouped(export.sha256, 4), "huge")
        digest.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout.addWidget(digest)
        return made

    def show_lacks(self, lacks: dict[int, list[Lack]]) -> None:
        self._lacks = {n: found for n, found in lacks.items() if n != self.number}
        clear(self._checks)
        total = sum(len(found) for found in self._lacks.values())
        self.check_state.set(
            self.tr("还差 {n} 项").format(n=total) if total else self.tr("都齐了"), "major" if total else "ok"
        )
        for number, found in self._lacks.items():
            if not found:
                continue
            self._checks.addWidget(label(f"{number}　{self.tr(STEPS[number - 1])}", "label"))
            for place, lack in enumerate(found):
                button = LinkButton(lack.text)
                button.setProperty("lack", [number, place])
                button.clicked.connect(self._jump_to)
                self._checks.addWidget(button)

    def _jump_to(self) -> None:
        number, place = self.sender().property("lack")
        self._jump(self._lacks[int(number)][int(place)])

    # Closing and opening

    def _ask_finalise(self) -> None:
        self.session.flush()
        total = sum(len(found) for found in self._lacks.values())
        gaps = self.tr("自查还差 {n} 项，定稿即由检查组承担这些缺口。").format(n=total) if total else ""
        self.confirm.ask(
            self.tr("这次检查定稿？"), gaps + self.tr("定稿以后不能直接修改，重新打开要写明理由。"), self.tr("定稿")
        )

    def _finalise(self) -> None:
        changed = self.session.attempt(lambda: reviewing.finalise(self.session.desk, self.session.id))
        if changed is not None:
            self.session.take_inspection(changed)
            self.session.services.tell_changed("inspections")

    def _ask_reopen(self) -> None:
        self.reason.clear()
        self.reopen.ask(
            self.tr("重新打开这次检查？"), self.tr("已经封存的那一版不变，再次封存时是新的一版。"), self.tr("重新打开")
        )
        self.reason.setFocus()

    def _reopen(self) -> None:
        reason = self.reason.text()
        changed = self.session.attempt(lambda: reviewing.reopen(self.session.desk, self.session.id, reason))
        if changed is not None:
            self.session.take_inspection(changed)
            self.session.services.tell_changed("inspections")

    # Sealing

    def choose_folder(self) -> None:
        """Ask for the folder of the stick."""
        dialog = QFileDialog(self, self.tr("封存到哪里"), self._folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.seal_to)
        dialog.open()

    def seal_to(self, folder: str) -> None:
        """Seal into a folder; a cancelled or failed seal leaves nothing there."""
        self._folder = folder
        desk, inspection_id = self.session.desk, self.session.id

        def work(context: Context) -> Export:
            return exchange.seal(
                desk, [inspection_id], Path(folder), progress=context.progress, cancelled=context.cancelled
            )

        job = self.session.run(work, self._on_sealed)
        self.seal_button.setEnabled(False)
        job.finished.connect(self.enter)
        self.progress.follow(job, self.tr("正在封存并读回核对"), "bytes")

    def _on_sealed(self, export: Export) -> None:
        self.session.note_saved()
        self.session.services.tell_changed("exports")
        self.session.services.toast(self.tr("已封存 {name}").format(name=export.file_name))

    def _enrol(self) -> None:
        self.session.services.open("page", "exchange")
