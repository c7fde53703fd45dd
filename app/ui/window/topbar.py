"""The bar on top: the search that is always there, and the two ways to begin with a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from app.ui.actions import Act, key_of
from app.ui.kit.button import Button
from app.ui.kit.fields.field import LineEdit
from app.ui.kit.icons import icon
from app.ui.kit.popup import Popup, PopupRow
from app.ui.kit.words import Words
from app.ui.ops import Ops

PAUSE_MS = 120
PROMPT = "找人：姓名、拼音首字母、身份证前几位或后四位、手机、受理编号"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A target on another page than that of people."""

    page: str
    target: object


@dataclass(frozen=True, slots=True)
class SearchRow:
    """One person found: what opens the record, the name, what tells it apart (masked number, village)."""

    target: object
    title: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """What a search found, 50 rows at most, and whether there are more."""

    rows: tuple[SearchRow, ...]
    has_more: bool = False


Search = Callable[[str], SearchAnswer]


class TopBar(QFrame):
    """Search box with results, 新登记 and 读身份证; `found(target)`, `act_asked(Act)`, `left` on Esc."""

    found = Signal(object)
    act_asked = Signal(object)
    left = Signal(object)

    def __init__(self, ops: Ops, search: Search, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("topbar")
        self._ops, self._search = ops, search
        self._line = LineEdit(self)
        self._line.setObjectName("search")
        self._line.setAccessibleName("找人")
        self._line.setPlaceholderText(PROMPT)
        self._line.setMaximumWidth(520)
        self._line.setMinimumWidth(180)
        self._line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._glass = QAction("找人", self)
        self._line.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self._key = Words(key_of(Act.FIND), role="key", parent=self)
        new = Button("新登记", act=Act.NEW, name="top_new", parent=self)
        card = Button("读身份证", act=Act.READ_CARD, look="primary", name="top_read_card", parent=self)
        box = QHBoxLayout(self)
        box.setContentsMargins(16, 9, 16, 8)
        box.setSpacing(8)
        box.addWidget(self._line, 10)
        box.addWidget(self._key)
        box.addStretch(1)
        for button, act in ((new, Act.NEW), (card, Act.READ_CARD)):
            button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            button.clicked.connect(lambda _checked=False, act=act: self.act_asked.emit(act))
            box.addWidget(button)
        self._popup = Popup(self._line)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.search_now)
        self._wire()
        self.redraw()

    def focus_search(self) -> None:
        """Put the cursor into the search and select what is there."""
        self._line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._line.selectAll()

    def clear(self) -> None:
        """Empty the search."""
        self._timer.stop()
        self._line.clear()
        self._popup.hide()

    def search_now(self) -> None:
        """Search for what is typed and drop the results down."""
        self._timer.stop()
        typed = self._line.text().strip()
        if not typed:
            self._popup.hide()
            return
        self._ops.do(lambda: self._search(typed), done=self._show)

    def results(self) -> tuple[PopupRow, ...]:
        """Return the rows dropped down; for tests."""
        return self._popup.rows() if self._popup.isVisible() else ()

    def set_low(self, *, is_low: bool) -> None:
        """Narrow the bar in a low window."""
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(16, 5 if is_low else 9, 16, 4 if is_low else 8)

    def redraw(self) -> None:
        """Draw icons in the palette now in force."""
        self._glass.setIcon(icon("search", "caption"))

    def _wire(self) -> None:
        self._line.textEdited.connect(lambda _text: self._timer.start(PAUSE_MS))
        self._line.before_key = self._take_key
        self._line.claims_escape = lambda: True
        self._line.departed.connect(lambda _reason: self._on_departed())
        self._popup.chosen.connect(self._on_chosen)

    def _on_departed(self) -> None:
        """Drop nothing down once the cursor is elsewhere."""
        self._timer.stop()
        self._popup.hide()

    def _take_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self._line.clear()
            self._popup.hide()
            self.left.emit(self)
            return True
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and (
            self._timer.isActive() or not self._popup.isVisible()
        ):
            self.search_now()
            rows = self.results()
            if len(rows) == 1 and rows[0].payload is not None:
                self._on_chosen(rows[0].payload)
            return True
        return self._popup.take_key(event)

    def _show(self, answer: SearchAnswer) -> None:
        rows = [PopupRow(row, row.title, detail=row.detail) for row in answer.rows]
        if answer.has_more:
            rows.append(PopupRow(None, f"还有更多，只列前 {len(answer.rows)} 位，请再多打几个字"))
        if not rows:
            rows = [PopupRow(None, f"没有找到“{self._line.text().strip()}”，按 F2 新登记")]
        self._popup.show_rows(rows)

    def _on_chosen(self, payload: object) -> None:
        if isinstance(payload, SearchRow):
            self._popup.hide()
            self._line.clear()
            self.found.emit(payload.target)
