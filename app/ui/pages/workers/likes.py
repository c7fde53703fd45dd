"""Whoever is registered already and looks like the person being typed, shown while typing."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ports import CHINA
from app.services.workers.alikes import LookAlike
from app.services.workers.records import WorkerRow
from app.ui.kit import Card, ReasonList, ReasonRow

_MOST = 3


def _seen(row: WorkerRow) -> str:
    at = row.last_visit_at
    return f"上次 {at.astimezone(CHINA):%Y-%m-%d}" if at else "还没有来过"


class LikesCard(Card):
    """Up to three look-alikes; `chosen` carries the id of the one to open."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("可能已经登记过", "回车打开", parent)
        self._list = ReasonList(self)
        self._list.chosen.connect(self.chosen)
        self.body.addWidget(self._list)
        self.hide()

    def show_likes(self, likes: tuple[LookAlike, ...]) -> int:
        """Show them; return the id of the very same person, or 0."""
        self.setVisible(bool(likes))
        self._list.show_rows(
            tuple(
                ReasonRow(
                    like.row.name,
                    like.why,
                    (like.row.village, like.row.id_masked),
                    note=_seen(like.row),
                    payload=like.row.id,
                )
                for like in likes[:_MOST]
            )
        )
        return next((like.row.id for like in likes if like.is_same), 0)
