"""A new epoch at the counter: what the clerk is told, the card, the rebuilding, and what it left over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.counter import Counter
from app.services.exchange.drives import removable_media
from app.services.rebuilding.service import Rebuilt
from app.ui.kit import Button, Card, PageContext, ScrollPane, Words, choose_file
from app.ui.pages.exchange import viewmodel

_SEEN = "rebuild_seen"
_LEAST, _MOST = 2, 9  # lines of words


class EpochPane(QWidget):
    """Shown while the county does not know the epoch, something is to be rebuilt, or a rebuilding left something."""

    def __init__(
        self, context: PageContext[Counter], write_card: Callable[[], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._context, self._counter, self._ops = context, context.services, context.ops
        card = Card("", "", self)
        self._title = Words("", role="heading", parent=self)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        self._export = self._button("导出服务站卡…", "epoch_card", write_card, "primary")
        self._take = self._button("读入重建包…", "take_rebuild", self._on_take_asked, "primary")
        self._done = self._button("都办好了，收起", "rebuild_done", self._on_done, "")
        for button in (self._export, self._take, self._done):
            head.addWidget(button)
        card.body.addLayout(head)
        self.lines = Words("", wraps=True, parent=self)
        self._scroll = ScrollPane(self.lines, self)
        card.body.addWidget(self._scroll)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(card)
        self.hide()

    def _button(self, text: str, name: str, slot: Callable[[], None], look: str) -> Button:
        button = Button(text, look=look, name=name, parent=self)
        button.clicked.connect(lambda _checked=False: slot())
        return button

    def fill(self) -> None:
        """Read what there is to tell: of a new epoch, of what the county holds, of what is left to do."""
        notice = self._ops.do(self._counter.epochs.notice)
        lacks = viewmodel.lacking_lines(self._ops.do(self._counter.replies.items) or ())
        last = self._ops.do(self._counter.rebuilds.last)
        left = viewmodel.leftover_lines(last) if last is not None and not self._is_seen(last) else ()
        if notice is not None:
            self._context.shell.clear_bar("epoch")  # it leads here
            self._say(notice.title, notice.lines)
        elif lacks:
            self._say("县里有、这台电脑上没有的", lacks)
        elif left:
            self._say("已从县里找回；下面这些要补办", left)
        is_asking = notice is not None or bool(lacks)
        self._export.setVisible(notice is not None)
        self._take.setVisible(is_asking)
        self._done.setVisible(not is_asking)
        self.setVisible(is_asking or bool(left))

    def _say(self, title: str, lines: Sequence[str]) -> None:
        self._title.setText(title)
        self.lines.setText("\n".join(lines))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height the words need; in a low window two lines of them, and the rest scrolls."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Measure again in another size of type."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._fit()

    def _fit(self) -> None:
        line = self.lines.fontMetrics().lineSpacing()
        needed = max(line, self.lines.heightForWidth(max(1, self._scroll.viewport().width())))
        self._scroll.setMinimumHeight(min(needed, _LEAST * line))
        self._scroll.setMaximumHeight(min(needed, _MOST * line) + 2)

    def _is_seen(self, last: Rebuilt) -> bool:
        return self._counter.settings.habit(_SEEN) == str(last.seq)

    def take_in(self, files: tuple[Path, ...]) -> None:
        """Take a rebuilding in."""
        rebuilds = self._counter.rebuilds
        self._ops.start("读入重建包", lambda progress: rebuilds.take_in(files, progress), done=self._on_taken)

    def _on_take_asked(self) -> None:
        rebuilds = self._counter.rebuilds
        ready = [found for medium in removable_media() if (found := rebuilds.on(medium.folder))]
        if len(ready) == 1:
            self.take_in(ready[0])
        else:
            choose_file(self, "选择重建包", "重建包 (*-REBUILD.age)", partial(self._take_beside))

    def _take_beside(self, path: Path) -> None:
        """Take in the file that was chosen, and the other parts that lie beside it."""
        self.take_in(tuple(sorted(path.parent.glob("*-REBUILD.age"))))

    def _on_taken(self, rebuilt: Rebuilt) -> None:
        self._context.shell.tell("info" if rebuilt.is_old else "ok", rebuilt.text, key="rebuild")
        self._ops.announce(rebuilt.changes)
        self.fill()

    def _on_done(self) -> None:
        last = self._ops.do(self._counter.rebuilds.last)
        if last is not None:
            self._counter.settings.keep_habit(_SEEN, str(last.seq))
        self.fill()


class NextEpoch(QWidget):
    """Goes over to the next epoch because the county asked for it; asked once more, for there is no way back."""

    def __init__(self, context: PageContext[Counter], parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._ask = Button("换下一个纪元…", name="next_epoch", parent=self)
        self._ask.clicked.connect(lambda _checked=False: self._open(is_open=True))
        self._words = Words(
            "只在县里要求时换：县里没答复的批次作废，内容在新纪元里重新上报；编号换下一个字母。不能退回。",
            tone="ask",
            wraps=True,
            parent=self,
        )
        self._go = Button("换纪元", name="next_epoch_go", parent=self)
        self._go.clicked.connect(lambda _checked=False: self._on_go())
        self._no = Button("先不换", name="next_epoch_no", parent=self)
        self._no.clicked.connect(lambda _checked=False: self._open(is_open=False))
        row = QHBoxLayout()
        row.addWidget(self._go)
        row.addWidget(self._no)
        row.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._ask)
        box.addWidget(self._words)
        box.addLayout(row)
        self._open(is_open=False)

    def _open(self, *, is_open: bool) -> None:
        self._ask.setVisible(not is_open)
        for widget in (self._words, self._go, self._no):
            widget.setVisible(is_open)

    def _on_go(self) -> None:
        self._open(is_open=False)
        epochs, ops = self._context.services.epochs, self._context.ops
        ops.start("换纪元", lambda _progress: epochs.change(), done=ops.announce)
