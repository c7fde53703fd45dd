"""Whoever is registered already and looks like the person being typed, shown while typing."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.ports import CHINA
from app.services.counter import Counter
from app.services.workers.alikes import LookAlike
from app.services.workers.records import WorkerRow
from app.ui.kit import Card, FormGrid, PageContext, ReasonList, ReasonRow
from app.ui.pages.workers import viewmodel

LOOKALIKE_MS = 150
_MOST = 3


def _seen(row: WorkerRow) -> str:
    at = row.last_visit_at
    return f"上次 {at.astimezone(CHINA):%Y-%m-%d}" if at else "还没有来过"


class LikesCard(Card):
    """Up to three look-alikes; `chosen` carries the id of the one to open.

    `twin` is the id of the very same person where there is one, else 0; `looked` tells that it may have changed.
    """

    chosen = Signal(object)
    looked = Signal(object)

    def __init__(self, context: PageContext[Counter], form: FormGrid, parent: QWidget | None = None) -> None:
        super().__init__("可能已经登记过", "回车打开", parent)
        self._ops, self._workers, self._form = context.ops, context.services.workers, form
        self._own = self.twin = 0
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.setInterval(LOOKALIKE_MS)
        self._due.timeout.connect(self.look)
        self._list = ReasonList(self)
        self._list.chosen.connect(self.chosen)
        self.body.addWidget(self._list)
        self.hide()

    def watch(self, own: int) -> None:
        """Begin with another form; `own` is the worker it belongs to, who is not his own look-alike."""
        self._due.stop()
        self._own, self.twin = own, 0
        self.hide()

    def look_soon(self) -> None:
        """Look once the typing stops."""
        self._due.start()

    def look(self) -> None:
        """Look for whoever is registered already and like the person in the form."""
        values, own = viewmodel.stored(self._form.values()), self._own
        likes = self._ops.do(lambda: self._workers.look_alikes(values, but_not=own)) or ()
        self.twin = next((like.row.id for like in likes if like.is_same), 0)
        self._show_likes(likes)
        self.looked.emit(self.twin)

    def _show_likes(self, likes: tuple[LookAlike, ...]) -> None:
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
