"""What fills itself in: what the number tells, and what people of one village share."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.services.counter import Counter
from app.services.workers.rules import check_field
from app.ui.kit import FieldState, FormGrid, PageContext
from app.ui.pages.workers import viewmodel
from app.ui.pages.workers.head import PersonHead


class Filling(QObject):
    """Fills the form of one person from what is known; what the clerk typed stays."""

    def __init__(
        self, context: PageContext[Counter], form: FormGrid, head: PersonHead, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._ops, self._workers = context.ops, context.services.workers
        self._clock = context.services.desk.clock
        self._form, self._head = form, head

    def derive(self, *, is_new: bool) -> None:
        """Show birthday and sex as the number tells them; of somebody new also age and where it was issued."""
        today = self._clock.today()
        checked = check_field("id_number", self._form.field("id_number").value(), today=today)
        if checked.is_refused:
            return
        self._form.fill(self._workers.derived(checked.value), state=FieldState.DERIVED)
        if is_new:
            self._head.say_about(viewmodel.number_line(checked.value, today))

    def copy_down(self) -> None:
        """Give a new person what the one before him in the same village has; what is filled in stays."""
        village = str(self._form.field("hukou_code").value() or "")
        found = self._ops.do(lambda: self._workers.defaults(village)) if village else None
        for key, value in (found or {}).items():
            if not self._form.field(key).value():
                self._form.fill({key: value})
