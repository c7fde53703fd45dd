"""Asks what day it is when the PC's clock cannot be believed; the clerk reads it off the calendar."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.ports import CHINA
from app.services.clockwatch import Doubt
from app.ui.kit import Button, DateInput, FormGrid, Words, day_parser
from app.ui.kit.fields.field import LineEdit
from app.ui.theme import em
from app.ui.window import Window
from app.ui.window.sheets import Veil


class DayVeil(Veil):
    """A sheet with one field; `confirmed` carries the day."""

    confirmed = Signal(object)

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._shut = window.shut
        self._day = date.min
        box = QVBoxLayout(self._sheet)
        box.setContentsMargins(24, 16, 24, 16)
        box.setSpacing(10)
        box.addWidget(Words("今天是几号？", role="big", parent=self._sheet))
        self._why = Words("", wraps=True, parent=self._sheet)
        self._why.setMinimumWidth(round(em() * 34))
        box.addWidget(self._why)
        self.form = FormGrid(parent=self._sheet)
        card = self.form.card("照日历填写", "受理日期、编号年份和能否享受都按这一天算；确认会记入审计台账")
        card.add(DateInput("day", "今天", parse=day_parser(lambda: self._day), required=True), span=0)
        for line in self.form.field("day").inputs():
            if isinstance(line, LineEdit):
                line.claims_escape = self.isVisible
        self.form.setMinimumHeight(round(em() * 8))
        box.addWidget(self.form)
        foot = QHBoxLayout()
        foot.addStretch(1)
        later = Button("以后再说  Esc", name="day_later", parent=self._sheet)
        later.clicked.connect(self.put_away)
        go = Button("确认  Enter", look="primary", name="day_confirm", parent=self._sheet)
        go.clicked.connect(lambda _checked=False: self._on_asked())
        foot.addWidget(later)
        foot.addWidget(go)
        box.addLayout(foot)
        self.form.completed.connect(lambda _values: self._on_asked())

    def ask(self, doubt: Doubt) -> None:
        """Show what speaks against the clock, and ask; a short day such as 1124 is read in the last record's year."""
        self._day = doubt.last.astimezone(CHINA).date()
        self._why.say(doubt.seen)
        self.form.clear()
        self.bring()
        self._shut(is_shut=True)
        self.form.focus_first()

    def put_away(self) -> None:
        """Go, and give the keys back."""
        self._shut(is_shut=False)
        super().put_away()

    def _on_asked(self) -> None:
        day = self.form.values()["day"]
        if self.form.judge() and isinstance(day, date):
            self.put_away()
            self.confirmed.emit(day)
