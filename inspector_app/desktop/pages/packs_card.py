"""总部下发的包: which packs were installed, which of them are in use today."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from inspector_app.casework import pack_shelf
from inspector_app.casework.desk import Desk
from inspector_app.desktop.moments import short_minute
from inspector_app.desktop.widgets.basic import Card, soft
from inspector_app.desktop.widgets.lines import Line, LinesView
from inspector_app.records.pack import PACK_WORDS, InstalledPack


class PacksCard(Card):
    """The history of installed packs, the newest first; nothing of it can be taken away."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(QCoreApplication.translate("PacksCard", "总部下发的包"), parent=parent)
        self.desk = desk
        self.view = LinesView(self._lines, self.tr("安装过的包"), fits=True)
        self.add(self.view)
        self.none = soft(self.tr("还没有安装过。随程序自带的表单和法规一直可用。"), wrap=True)
        self.add(self.none)

    def refresh(self) -> None:
        """Fetch again."""
        self.view.refresh()
        some = self.view.lines.rowCount() > 0
        self.view.setVisible(some)
        self.none.setVisible(not some)

    def _lines(self, limit: int, offset: int) -> list[Line]:
        used = {one.id for one in pack_shelf.active(self.desk)}
        return [self._line(one, one.id in used) for one in pack_shelf.installed(self.desk)[offset : offset + limit]]

    def _line(self, pack: InstalledPack, used: bool) -> Line:
        badge, tone = self._mark(pack, used)
        when = short_minute(pack.installed_at)
        return Line(
            key=pack.id,
            title=self.tr("{0} · 第 {1} 版").format(pack.title, pack.version),
            detail=self.tr("{0} · {1} · {2} 起用 · {3} 安装").format(
                PACK_WORDS[pack.kind], pack.issuer, pack.effective, when
            ),
            badge=badge,
            tone=tone,
        )

    def _mark(self, pack: InstalledPack, used: bool) -> tuple[str, str]:
        today = self.desk.now().date()
        if pack.effective > today:
            return self.tr("待启用"), "accent"
        if not used:
            return self.tr("旧版"), "neutral"
        if pack.expires is not None and pack.expires < today:
            return self.tr("已失效，仍在用"), "major"
        return self.tr("在用"), "ok"
