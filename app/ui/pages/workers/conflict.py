"""Another window changed the record meanwhile: what differs, and which of the two is to stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.services.counter import Counter
from app.services.workers.records import WorkerRecord
from app.ui.kit import MessageBar, PageContext
from app.ui.pages.workers import viewmodel

_SHOW, _RELOAD, _MERGE = "查看差异", "重新载入", "并入别处的改动"


@dataclass(frozen=True, slots=True)
class Resolution:
    """The record as it is stored now, and what the clerk changed that is to stand over it."""

    record: WorkerRecord
    mine: Mapping[str, object]


class ConflictBar(MessageBar):
    """Says that the record was changed elsewhere; `resolved` carries the Resolution the clerk chose."""

    resolved = Signal(object)

    def __init__(
        self,
        context: PageContext[Counter],
        values: Callable[[], Mapping[str, object]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(can_close=False, parent=parent)
        self.setObjectName("conflict")
        self._ops, self._workers, self._values = context.ops, context.services.workers, values
        self._record: WorkerRecord | None = None
        asked = {_SHOW: self._on_compare, _RELOAD: self._on_reload, _MERGE: self._on_merge}
        self.action_asked.connect(lambda words: asked[str(words)]())
        self.hide()

    def watch(self, record: WorkerRecord | None) -> None:
        """Stand guard over the record as it was opened."""
        self._record = record
        self.hide()

    def warn(self) -> None:
        """Say that the record was changed elsewhere since it was opened."""
        self.say("warning", "此记录已被修改；您填的还在，没有丢", action=_SHOW, second=_RELOAD)
        self.show()

    def look(self) -> None:
        """Take over what changed elsewhere, or warn where the form holds something unsaved."""
        now = self._now()
        if now is None or self._record is None or now.version == self._record.version:
            return
        if viewmodel.changes_of(self._record, self._values()):
            self.warn()
        else:
            self.resolved.emit(Resolution(now, {}))

    def _now(self) -> WorkerRecord | None:
        known = self._record
        return self._ops.do(lambda: self._workers.open(known.id)) if known is not None else None

    def _on_compare(self) -> None:
        now = self._now()
        if now is None:
            return
        lines = viewmodel.difference_lines(self._record, now, self._values())
        told = "\n".join(["此记录已被修改：", *lines]) if lines else "此记录已被修改，内容与您填的相同"
        self.say("warning", told, action=_MERGE, second=_RELOAD)

    def _on_merge(self) -> None:
        now = self._now()
        if now is not None:
            mine = viewmodel.changes_of(self._record, self._values())
            self.resolved.emit(Resolution(now, viewmodel.thawed(mine)))

    def _on_reload(self) -> None:
        now = self._now()
        if now is not None:
            self.resolved.emit(Resolution(now, {}))
