"""Who this is, in one line on top of the record."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.workers.records import WorkerRecord
from app.ui.kit import Button, Card, ShortWords, Words
from app.ui.pages.workers import viewmodel

_NEW = "新登记"


class PersonHead(Card):
    """Name, sex, age, masked number, categories, visits; the print button at the right."""

    def __init__(self, printing: Button, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._name = Words(_NEW, role="name")
        self._about = ShortWords("", role="label")
        self._categories = Words("", tone="ok")
        self._visits = ShortWords("", role="caption")
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self._name)
        line.addWidget(self._about, 5)
        line.addWidget(self._categories)
        line.addWidget(self._visits, 3)
        line.addWidget(printing)
        self.body.addLayout(line)

    def say_name(self, name: str) -> None:
        """Show the name as it is typed."""
        self._name.say(name)

    def say_about(self, about: str) -> None:
        """Show what is known of him so far."""
        self._about.say(about)

    def show_record(self, record: WorkerRecord | None, today: date) -> None:
        """Show a person, or that this is a new one."""
        self._name.say(record.text("name") if record else _NEW)
        self._about.say(viewmodel.head_line(record, today) if record else "刷身份证，或从身份证号开始输入")
        self._categories.say(viewmodel.categories_line(record) if record else "")
        self._visits.say(viewmodel.visits_line(record) if record else "")
