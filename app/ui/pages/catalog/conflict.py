"""Another window changed the record meanwhile: in words where it differs, and what is to stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.kit import FormGrid, MessageBar

_SHOW, _RELOAD, _MERGE = "查看差异", "重新载入", "并入别处的改动"
Values = Mapping[str, object]


class ConflictBar(MessageBar):
    """`resolved` carries what the clerk changed that is to stand over the record as it is now; nothing, to reload.

    `now` reads the record's form values anew, None when it is gone.
    """

    resolved = Signal(object)

    def __init__(
        self, form: FormGrid, now: Callable[[], Values | None], parent: QWidget | None = None
    ) -> None:
        super().__init__(can_close=False, parent=parent)
        self.setObjectName("conflict")
        self._form, self._now = form, now
        self._before: Values = {}
        asked = {_SHOW: self._on_compare, _RELOAD: self._on_reload, _MERGE: self._on_merge}
        self.action_asked.connect(lambda words: asked[str(words)]())
        self.hide()

    def watch(self, before: Values) -> None:
        """Stand guard over the values as they were opened."""
        self._before = before
        self.hide()

    def warn(self) -> None:
        """Say that the record was changed elsewhere since it was opened."""
        self.say("warning", "此记录已被修改；您填的还在，没有丢", action=_SHOW, second=_RELOAD)
        self.show()

    def _mine(self) -> dict[str, object]:
        before = self._before
        return {
            key: value for key, value in self._form.values().items() if _bare(before.get(key)) != _bare(value)
        }

    def _on_compare(self) -> None:
        now = self._now()
        if now is None:
            return
        mine, lines = self._mine(), []
        for key, value in self._form.values().items():
            if _bare(now.get(key)) != _bare(value):
                field = self._form.field(key)
                stored, typed = (field.told(one) or "空" for one in (now.get(key), value))
                whose = "您填的是" if key in mine else "您打开时是"
                lines.append(f"{field.label}：现存“{stored}”，{whose}“{typed}”")
        told = "\n".join(["此记录已被修改：", *lines]) if lines else "此记录已被修改，内容与您填的相同"
        self.say("warning", told, action=_MERGE, second=_RELOAD)

    def _on_merge(self) -> None:
        self.resolved.emit(self._mine())

    def _on_reload(self) -> None:
        self.resolved.emit({})


def _bare(value: object) -> object:
    return None if value in ("", []) else value
