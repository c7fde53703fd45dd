"""县里下发的数据 at the counter: every version with its origin, what putting one in force changes, 启用 or 暂不."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.counter import Counter
from app.services.references.results import Applied, Preview, ReferenceCard, State
from app.ui.kit import Button, Card, Column, EmptyState, PageContext, Table, Words
from app.ui.pages.exchange import refmodel


class ReferencePane(QWidget):
    """The versions, or the differences of the chosen one; `closed` when the clerk goes back."""

    closed = Signal(object)

    def __init__(self, context: PageContext[Counter], parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._references = context, context.services.references
        self._preview: Preview | None = None
        self._rows: tuple[refmodel.ChangeRow, ...] = ()
        self.versions = Table(
            "references",
            (
                Column("name", "数据", 10, show=refmodel.name_text),
                Column("state", "状态", 12, show=refmodel.state_text),
                Column("origin", "来源", 20, show=refmodel.origin_text),
                Column("span", "启用期限", 9, show=refmodel.span_text),
            ),
            empty=EmptyState(
                "县里下发的数据", "还没有读入过。县里把政策、岗位等写到U盘后，点「读入回执和数据」"
            ),
            memory=context.memory,
            label="县里下发的数据",
        )
        self.versions.opened.connect(self._on_version_opened)
        self.changes = Table(
            "reference_changes",
            (
                Column("mark", "变化", 9, show=refmodel.mark_text),
                Column("title", "姓名或名称", 12, show=refmodel.title_text),
                Column("detail", "内容", 32, show=refmodel.detail_text),
            ),
            empty=EmptyState("没有变化", "启用后不改动任何一条，也不影响任何人"),
            memory=context.memory,
            label="启用后的变化",
        )
        self.changes.opened.connect(self._on_change_opened)
        self._summary = Words("", role="name", wraps=True)
        self._more = Words("", role="caption", wraps=True)
        self._barred = Words("", tone="ask", wraps=True)
        self._apply = self._button("启用", "apply_reference", self._on_apply_asked, look="primary")
        self._leave = self._button("暂不", "leave_reference", self._on_left)
        self._lay_out()

    def fill(self) -> None:
        """Read the versions anew."""
        cards = self._context.ops.do(self._references.all) or ()
        by_id = {card.id: card for card in cards}
        waiting = sum(card.state is State.WAITING for card in cards)
        total = f"共 {len(cards)} 份，{waiting} 份待启用。旧版都留着，按它办过的件随时可以复核"
        self.versions.fill(tuple(by_id), lambda ids: tuple(by_id[_int(one)] for one in ids), total=total)

    def waiting(self) -> tuple[ReferenceCard, ...]:
        """Return what waits to be put in force."""
        cards = self._context.ops.do(self._references.all) or ()
        return tuple(card for card in cards if card.state is State.WAITING)

    def look(self, number: int) -> None:
        """Show what putting a version in force would change."""
        self.versions.select(number)
        self._context.ops.start(
            "核对变化", lambda progress: self._references.preview(number, progress), done=self._on_looked
        )

    def focus_list(self) -> None:
        """Put the keys on the versions."""
        self.versions.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Go back from the differences to the versions, and from there to the batches."""
        if self._preview is not None:
            self._on_left()
        else:
            self.closed.emit(self)

    def _lay_out(self) -> None:
        head = self._listed = Card("县里下发的数据", "Enter 看启用后有什么变化")
        head.body.addWidget(self.versions, 1)
        foot = QHBoxLayout()
        foot.addWidget(self._button("返回批次", "close_references", self.leave))
        foot.addStretch(1)
        head.body.addLayout(foot)
        self._looked = Card("启用后的变化", "Enter 打开这个人或这件申请")
        self._looked.body.addWidget(self._summary)
        self._looked.body.addWidget(self._more)
        self._looked.body.addWidget(self._barred)
        self._looked.body.addWidget(self.changes, 1)
        line = QHBoxLayout()
        line.addWidget(self._apply)
        line.addWidget(self._leave)
        line.addStretch(1)
        self._looked.body.addLayout(line)
        self._looked.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(head, 1)
        box.addWidget(self._looked, 1)

    def _button(self, text: str, name: str, slot: Callable[[], object], *, look: str = "") -> Button:
        button = Button(text, look=look, name=name, parent=self)
        button.clicked.connect(lambda _checked=False: slot())
        return button

    def _on_version_opened(self, number: object) -> None:
        card = next(
            (one for one in self._context.ops.do(self._references.all) or () if one.id == number), None
        )
        if card is not None and card.state is not State.PARKED:
            self.look(card.id)

    def _on_looked(self, preview: Preview) -> None:
        self._preview, self._rows = preview, refmodel.change_rows(preview)
        self._looked.set_caption(f"{preview.card.name} 启用后的变化")
        first, *more = refmodel.summary(preview)
        self._summary.say(first)
        self._more.setText("\n".join(more))
        self._more.setVisible(bool(more))
        self._barred.setText(preview.barred)
        self._barred.setVisible(bool(preview.barred))
        self._apply.setEnabled(not preview.barred)
        self.changes.fill(
            tuple(range(len(self._rows))), lambda ids: tuple(self._rows[_int(one)] for one in ids),
            total=f"列出 {len(self._rows):,} 条",
        )  # fmt: skip
        self._listed.hide()
        self._looked.show()
        (self._leave if preview.barred else self._apply).setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_change_opened(self, number: object) -> None:
        target = self._rows[_int(number)].target
        if target is not None:
            self._context.shell.open_page(*target)

    def _on_apply_asked(self) -> None:
        preview = self._preview
        if preview is not None:
            number = preview.card.id
            self._context.ops.start(
                "启用", lambda _progress: self._references.apply(number), done=self._on_applied
            )

    def _on_applied(self, applied: Applied) -> None:
        self._context.shell.tell("ok", applied.text, key="reference")
        self.fill()
        self._on_left()

    def _on_left(self) -> None:
        self._preview = None
        self._looked.hide()
        self._listed.show()
        self.focus_list()


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
