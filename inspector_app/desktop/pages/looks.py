"""外观: colours, text size, and how long until the lock; shown within 设置."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from inspector_app.desktop.preferences import IDLE_MINUTES, TEXT_SIZE, THEME, Option
from inspector_app.desktop.services import Services
from inspector_app.desktop.widgets.basic import Card, SecondaryButton, label, soft


class LooksCard(Card):
    """The choices, the one in force marked."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("LooksCard", "外观"), parent=parent)
        self.services = services
        self._choices(
            self.tr("颜色"),
            THEME,
            (
                ("system", self.tr("跟随系统")),
                ("light", self.tr("浅色")),
                ("dark", self.tr("深色")),
                ("contrast", self.tr("高对比")),
            ),
            self.pick_theme,
        )
        self._choices(
            self.tr("字号"),
            TEXT_SIZE,
            (
                ("normal", self.tr("标准")),
                ("large", self.tr("大")),
                ("larger", self.tr("更大")),
                ("largest", self.tr("最大")),
            ),
            self.pick_size,
        )
        self.add(soft(self.tr("字号在系统缩放之上再放大；触摸屏或光线暗时用大一些"), wrap=True))
        self._choices(
            self.tr("没有人动时自动锁定"),
            IDLE_MINUTES,
            (
                (5, self.tr("5 分钟")),
                (15, self.tr("15 分钟")),
                (30, self.tr("30 分钟")),
                (0, self.tr("不锁定")),
            ),
            self.pick_idle,
        )

    def _choices(
        self,
        words: str,
        option: Option,
        choices: Sequence[tuple[Any, str]],
        pick: Callable[[Any], None],
    ) -> None:
        self.add(label(words, "strong"))
        group = QButtonGroup(self)
        row = QHBoxLayout()
        chosen = self.services.preferences.get(option) if self.services.preferences else option.default
        for key, name in choices:
            button = SecondaryButton(name)
            button.setCheckable(True)
            button.setChecked(key == chosen)
            button.setAccessibleName(self.tr("{0}：{1}").format(words, name))
            button.clicked.connect(partial(self._pick, pick, key))
            group.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        self.body.addLayout(row)

    @staticmethod
    def _pick(pick: Callable[[Any], None], key: object, _checked: bool = False) -> None:
        pick(key)

    def pick_idle(self, minutes: int) -> None:
        """Keep the minutes until the lock."""
        if self.services.preferences is not None:
            self.services.preferences.set(IDLE_MINUTES, minutes)
            self.services.idle_changed.emit()

    def pick_theme(self, name: str) -> None:
        """Ask for another set of colours."""
        self.services.theme_request.emit(name, "")

    def pick_size(self, size: str) -> None:
        """Ask for another text size."""
        self.services.theme_request.emit("", size)
