"""A small form that opens in a pane, asks a few things and goes again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.kit import Button, Field, FindingLike, FormGrid, ScrollPane


class InPlace(QWidget):
    """Holds one small form at a time; `opened` when it is there, `put_away` when the clerk drops it."""

    opened = Signal(object)
    put_away = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form: FormGrid | None = None
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self.hide()

    @property
    def form(self) -> FormGrid | None:
        """Return the form that is open."""
        return self._form

    def ask(
        self,
        caption: str,
        fields: Sequence[Field],
        verb: str,
        answered: Callable[[Mapping[str, object]], None],
        values: Mapping[str, object] | None = None,
    ) -> None:
        """Open a form with these fields; `answered` receives what is filled in once it judges right."""
        self.close_form()
        form = FormGrid(columns=1, parent=self)
        card = form.card(caption)
        for field in fields:
            card.add(field)
        form.fill(values or {})
        form.add_below(self._buttons(form, verb, lambda: self._on_asked(form, answered)))
        form.completed.connect(lambda _values: self._on_asked(form, answered))
        form.edited.connect(lambda _edit: self._fit())
        self._form = form
        self._box.addWidget(form)
        self.show()
        self._fit()
        self.opened.emit(self)
        form.focus_first()
        QTimer.singleShot(0, self, self._come_into_view)

    def show_findings(self, findings: Sequence[FindingLike]) -> None:
        """Show what is wrong at its fields."""
        if self._form is not None:
            self._form.show_findings(findings)
            self._fit()

    def close_form(self) -> None:
        """Put the form away."""
        form, self._form = self._form, None
        if form is not None:
            form.hide()
            form.deleteLater()
            self.hide()

    def _buttons(self, form: FormGrid, verb: str, asked: Callable[[], None]) -> QWidget:
        save = Button(verb, look="primary", name="inplace_save", parent=form)
        save.clicked.connect(lambda _checked=False: asked())
        drop = Button("不改了", name="inplace_drop", parent=form)
        drop.clicked.connect(lambda _checked=False: self._on_dropped())
        line = QWidget(form)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(drop)
        row.addWidget(save)
        return line

    def _on_asked(self, form: FormGrid, answered: Callable[[Mapping[str, object]], None]) -> None:
        if form is self._form and form.judge():
            answered(form.values())
        self._fit()

    def _on_dropped(self) -> None:
        self.close_form()
        self.put_away.emit(self)

    def _come_into_view(self) -> None:
        """Scroll the pane around so that the whole form is seen, its first field above all."""
        pane = self.parentWidget()
        while pane is not None and not isinstance(pane, ScrollPane):
            pane = pane.parentWidget()
        if isinstance(pane, ScrollPane) and self._form is not None:
            pane.ensureWidgetVisible(self, 0, 8)
            focused = self.window().focusWidget()
            if focused is not None and self.isAncestorOf(focused):
                pane.ensureWidgetVisible(focused, 0, 40)

    def _fit(self) -> None:
        """Give the form all the height it asks for: the pane around it scrolls, not the form."""
        if self._form is not None:
            inside = self._form.widget()
            layout = inside.layout()
            if layout is not None:
                layout.activate()
                width = max(self._form.viewport().width(), 200)
                wanted = layout.heightForWidth(width) if layout.hasHeightForWidth() else -1
                self._form.setFixedHeight(max(wanted, inside.sizeHint().height()) + 2)
