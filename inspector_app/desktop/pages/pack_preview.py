"""A pack before it is installed: from whom, which version after which, everything it changes; then 安装 or 不装."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inspector_app.casework.pack_changes import Change, FileChange
from inspector_app.casework.packs import Incoming
from inspector_app.catalog.kinds import WORDS
from inspector_app.desktop import theme
from inspector_app.desktop.moments import minute_text
from inspector_app.desktop.pages.inspection.parts import clear
from inspector_app.desktop.widgets.basic import (
    Badge,
    Card,
    PrimaryButton,
    SecondaryButton,
    label,
    line,
    scrolled,
    soft,
    strong,
)

SHOWN = 80
"""Changes shown of one file; a wholly new version of a long list has hundreds, which nobody reads here."""
_TONES = {"new": "ok", "changed": "accent", "gone": "major", "same": "neutral"}


def said(state: str) -> str:
    """The word for what becomes of a thing."""
    words = {
        "new": QCoreApplication.translate("PackPreview", "新增"),
        "changed": QCoreApplication.translate("PackPreview", "改动"),
        "gone": QCoreApplication.translate("PackPreview", "去掉"),
        "same": QCoreApplication.translate("PackPreview", "不变"),
    }
    return words[state]


class PackPreview(Card):
    """Hidden until ``show_pack``; ``install`` and ``decline`` say what was pressed."""

    install = Signal()
    decline = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(" ", parent=parent)
        self.incoming: Incoming | None = None
        self.badge = Badge()
        self.add_head(self.badge)
        self.facts = QVBoxLayout()
        self.facts.setSpacing(6)
        self.body.addLayout(self.facts)
        self.add(line())
        self.tally = strong("")
        self.add(self.tally)
        inside = QWidget()
        self.changes = QVBoxLayout(inside)
        self.changes.setContentsMargins(0, 0, 8, 0)
        self.changes.setSpacing(8)
        self.area = scrolled(inside)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setAccessibleName(self.tr("这个包改什么"))
        self.add(self.area)
        self.yes = PrimaryButton(self.tr("安装"), "check")
        self.no = SecondaryButton(self.tr("不装"))
        self.row(self.yes, self.no)
        self.yes.clicked.connect(self.install)
        self.no.clicked.connect(self.decline)
        self.hide()

    def show_pack(self, incoming: Incoming) -> None:
        """Show one pack; nothing of it is installed yet."""
        self.incoming = incoming
        pack = incoming.pack
        self.name.setText(f"{incoming.kind_word}：{pack.title}")
        theme.provide(pack.title + pack.issuer + pack.note)
        words = {
            "new": (self.tr("新的包"), "ok"),
            "update": (self.tr("新版本"), "accent"),
            "same": (self.tr("已经安装"), "neutral"),
        }
        self.badge.set(*words[incoming.state])
        clear(self.facts)
        for name, value, role in self._facts(incoming):
            self.facts.addLayout(_fact(name, value, role))
        clear(self.changes)
        for widget in self._changes(incoming):
            self.changes.addWidget(widget)
        self.changes.addStretch(1)
        self.tally.setText(tally(incoming))
        self.area.setFixedHeight(theme.px(min(360, _height(incoming))))
        self.yes.setVisible(incoming.state != "same")
        self.no.setText(self.tr("不装") if incoming.state != "same" else self.tr("知道了"))
        self.show()
        (self.no if incoming.state == "same" else self.yes).setFocus()

    def _facts(self, incoming: Incoming) -> Iterator[tuple[str, str, str]]:
        pack = incoming.pack
        yield (
            self.tr("来自"),
            self.tr("{0} · {1} 签发 · 签名与登记的总部相符").format(pack.issuer, minute_text(pack.created)),
            "",
        )
        after = self.tr("第 {0} 版").format(pack.version)
        before = incoming.version_before
        yield (
            self.tr("版本"),
            after if before is None or incoming.state == "same" else self.tr("第 {0} 版 → {1}").format(before, after),
            "",
        )
        days = self.tr("{0} 起").format(pack.effective)
        if pack.expires is not None:
            days = self.tr("{0} 至 {1}").format(pack.effective, pack.expires)
        yield self.tr("启用"), days, ""
        if pack.note:
            yield self.tr("说明"), pack.note, ""
        for warning in incoming.warnings:
            yield self.tr("注意"), warning, "warn"

    def _changes(self, incoming: Incoming) -> Iterator[QWidget]:
        for file in incoming.files:
            yield self._file(file)
            for change in file.changes[:SHOWN]:
                yield _change(change)
            if len(file.changes) > SHOWN:
                yield soft(self.tr("另有 {0} 处改动没有列出").format(len(file.changes) - SHOWN))
        for block in incoming.numbers:
            yield _marked(block.state, self.tr("号段 {0}").format(block.text))
        for task in incoming.tasks:
            order = task.order
            words = self.tr("{0} · {1} · {2} 前完成 · {3}").format(
                order.enterprise.name, order.checklist, order.due, "、".join(order.officers) or self.tr("人员未定")
            )
            yield _marked(task.state, f"{order.no}　{words}")

    def _file(self, file: FileChange) -> QWidget:
        versions = " → ".join(word for word in (file.version_before, file.version_after) if word)
        return _marked(
            file.state,
            f"{WORDS[file.kind]}　{file.title or file.code}",
            self.tr("版本 {0}").format(versions),
            head=True,
        )


def tally(incoming: Incoming) -> str:
    """Say in one line how much a pack changes."""
    states = [file.state for file in incoming.files] + [one.state for one in (*incoming.numbers, *incoming.tasks)]
    parts = [f"{said(state)} {states.count(state)}" for state in ("new", "changed", "gone", "same") if state in states]
    inside = sum(len(file.changes) for file in incoming.files)
    words = QCoreApplication.translate("PackPreview", "内容：{0}").format(" · ".join(parts))
    more = QCoreApplication.translate("PackPreview", "，共 {0} 处变化").format(inside) if inside else ""
    return words + more


def _height(incoming: Incoming) -> int:
    """About how high the list of changes is, in pixels of the plain scale."""
    lines = len(incoming.files) + len(incoming.numbers) + 2 * len(incoming.tasks)
    inside = [change for file in incoming.files for change in file.changes[:SHOWN]]
    return 12 + 38 * lines + sum(44 + 26 * (bool(one.before) + bool(one.after)) for one in inside)


def _fact(name: str, value: str, role: str) -> QHBoxLayout:
    made = QHBoxLayout()
    made.setSpacing(12)
    left = soft(name)
    left.setFixedWidth(theme.px(44))
    right = label(value, role, wrap=True)
    right.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    made.addWidget(left, 0, Qt.AlignmentFlag.AlignTop)
    made.addWidget(right, 1)
    return made


def _marked(state: str, words: str, right: str = "", *, head: bool = False) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 2, 0, 0)
    row.setSpacing(10)
    row.addWidget(Badge(said(state), _TONES[state], shape=state == "gone"), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(label(words, "strong" if head else "", wrap=True), 1)
    if right:
        row.addWidget(soft(right))
    return made


def _change(change: Change) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(theme.px(20), 0, 0, 4)
    column.setSpacing(2)
    column.addWidget(_marked(change.state, change.what))
    for name, text in (
        (QCoreApplication.translate("PackPreview", "原"), change.before),
        (QCoreApplication.translate("PackPreview", "改"), change.after),
    ):
        if text:
            column.addLayout(_fact(name, text, ""))
    return made
