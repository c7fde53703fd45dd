"""Who this is, in one line on top of the record."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.counter import Counter
from app.services.workers.records import WorkerRecord
from app.ui.kit import Button, Card, PageContext, ShortWords, Words
from app.ui.pages.workers import viewmodel
from app.ui.pages.workers.portrait import Portrait
from app.ui.papermenu import PaperMenu

_NEW = "新登记"


class PersonHead(Card):
    """Picture, name, sex, age, masked number, categories, visits; the print buttons at the right."""

    def __init__(self, context: PageContext[Counter], form: Button, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._worker_id = 0
        self.portrait = Portrait(context)
        self.papers = PaperMenu(context, "worker", lambda: self._worker_id, text="其他表单", parent=self)
        self._printing = (form, self.papers)
        self._name = Words(_NEW, role="name")
        self._about = ShortWords("", role="label")
        self._categories = Words("", tone="ok")
        self._visits = ShortWords("", role="caption")
        who, since = QHBoxLayout(), QHBoxLayout()
        for row, first, second in ((who, self._name, self._about), (since, self._categories, self._visits)):
            row.setSpacing(12)
            row.addWidget(first)
            row.addWidget(second, 1)
        lines = QVBoxLayout()
        lines.setSpacing(2)
        lines.addLayout(who)
        lines.addLayout(since)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.portrait)
        line.addLayout(lines, 1)
        for button in self._printing:
            line.addWidget(button)
        self.body.addLayout(line)

    def say_name(self, name: str) -> None:
        """Show the name as it is typed."""
        self._name.say(name)

    def say_about(self, about: str) -> None:
        """Show what is known of him so far."""
        self._about.say(about)

    def show_record(self, record: WorkerRecord | None, today: date) -> None:
        """Show a person, or that this is a new one."""
        self._worker_id = record.id if record else 0
        for button in self._printing:
            button.setEnabled(record is not None)
        self.portrait.show_person(self._worker_id)
        self._name.say(record.text("name") if record else _NEW)
        self._about.say(viewmodel.head_line(record, today) if record else "刷身份证，或从身份证号开始输入")
        categories = viewmodel.categories_line(record) if record else ""
        self._categories.say(categories)
        self._categories.setVisible(bool(categories))
        self._visits.say(viewmodel.visits_line(record) if record else "")
        self._visits.setVisible(record is not None)
