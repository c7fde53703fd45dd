"""The small picture in a person's head: shown, changed from the camera's folder or a file, taken away."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.services.counter import Counter
from app.services.photos.service import CARD, Pictured
from app.ui.kit import Button, PageContext, choose_file
from app.ui.theme import is_low

_HEIGHT = 64
_SMALL, _LOW = 44, 34  # the picture's height in a window below 800, and in a low one: the form needs the room
_TALL = 800
_PATTERN = "照片 (*.jpg *.jpeg *.png *.bmp *.JPG *.JPEG *.PNG *.BMP)"
_NONE, _PLACE = "无照片", "照"


class Portrait(QWidget):
    """Shows the newest picture of the person in the form; a card's picture waits here until he is saved."""

    def __init__(self, context: PageContext[Counter], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ops, self._shell, self._photos = context.ops, context.shell, context.services.photos
        self._steps = context.services.undo
        self._worker_id = 0
        self._whole = QPixmap()
        self._picture = QLabel(_PLACE, self)
        self._picture.setProperty("role", "portrait")
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._change = Button("换照片", look="link", name="change_photo", parent=self)
        self._change.clicked.connect(lambda _checked=False: self.change())
        self._remove = Button("删照片", look="link", name="remove_photo", parent=self)
        self._remove.clicked.connect(lambda _checked=False: self._on_remove_asked())
        self._acts = acts = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        acts.setContentsMargins(0, 0, 0, 0)
        acts.setSpacing(0)
        acts.addStretch(1)
        acts.addWidget(self._change)
        acts.addWidget(self._remove)
        acts.addStretch(1)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        line.addWidget(self._picture)
        line.addLayout(acts)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_person(0)

    def show_person(self, worker_id: int) -> None:
        """Show the picture of a person; 0 for one who is not registered yet."""
        self._worker_id = worker_id
        self._change.setEnabled(bool(worker_id))
        self._change.setToolTip("" if worker_id else "先保存登记，再存照片")
        kept = self._ops.do(lambda: self._photos.current(worker_id)) if worker_id else None
        self._show(kept.jpeg if kept is not None else b"")
        self._remove.setVisible(kept is not None)

    def show_loose(self, data: bytes) -> None:
        """Show a card's picture of a person who is not saved yet."""
        self._show(data)

    def keep(self, worker_id: int, data: bytes) -> None:
        """Keep a card's picture of a registered person; one that is known already changes nothing."""
        if data:
            self._ops.start(
                "正在存照片",
                lambda _progress: self._photos.record(worker_id, data, CARD),
                done=lambda _told: self._look(worker_id),
            )

    def change(self) -> None:
        """Take the newest picture of the camera's folder, or ask for a file where there is none."""
        if not self._worker_id:
            return
        found = self._ops.do(lambda: (self._photos.newest_file(),))
        if found is None:
            return
        if found[0] is None:
            self._choose("")
            return
        self._take(self._worker_id, found[0], is_found=True)

    def take_file(self, path: Path) -> None:
        """Keep a picture that the clerk chose."""
        self._take(self._worker_id, path, is_found=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the picture to the window's height."""
        super().resizeEvent(event)
        self.fit()

    def _choose(self, folder: str) -> None:
        take = partial(self._take, self._worker_id, is_found=False)
        choose_file(self, "选一张照片", _PATTERN, take, folder=folder)

    def _take(self, worker_id: int, path: Path, *, is_found: bool) -> None:
        self._ops.start(
            "正在存照片",
            lambda _progress: self._photos.record_file(worker_id, path),
            done=lambda told: self._on_taken(worker_id, told, path if is_found else None),
        )

    def _on_taken(self, worker_id: int, told: Pictured, found: Path | None) -> None:
        self._look(worker_id)
        self._shell.toast(told.text, self._take_back if told.is_changed else None)
        if found is not None:
            self._shell.tell(
                "info",
                f"用的是照片文件夹里最新的“{found.name}”，请核对是不是本人。",
                action="选别的文件",
                on_action=lambda: self._choose(str(found.parent)),
                key="card",
            )

    def _on_remove_asked(self) -> None:
        worker_id = self._worker_id
        told = self._ops.do(lambda: self._photos.remove(worker_id))
        if told is not None:
            self._look(worker_id)
            self._change.setFocus()
            self._shell.toast(told.text, self._take_back if told.is_changed else None)

    def _take_back(self) -> None:
        """Undo what was just done with the picture; what is half typed in the form stays."""
        undone = self._ops.do(self._steps.undo)
        if undone is not None:
            self._shell.toast(f"已撤销{undone[0]}")
            self._look(self._worker_id)

    def _look(self, worker_id: int) -> None:
        if worker_id == self._worker_id:  # else somebody else stands at the counter by now
            self.show_person(worker_id)

    def _show(self, data: bytes) -> None:
        self._whole = QPixmap()
        if data:
            self._whole.loadFromData(data)
        self._picture.setAccessibleName("有照片" if data else _NONE)
        self.fit()

    def fit(self) -> None:
        """Take no more height than the window has to give."""
        room = self.window().height()
        height = _LOW if is_low(room) else _SMALL if room < _TALL else _HEIGHT
        size = QSize(height * 4 // 5, height)
        self._picture.setFixedSize(size)
        ways = QBoxLayout.Direction
        self._acts.setDirection(ways.TopToBottom if height == _HEIGHT else ways.LeftToRight)
        if self._whole.isNull():
            self._picture.setPixmap(QPixmap())
            self._picture.setText(_PLACE)
            return
        ratio = self.devicePixelRatioF()
        shown = self._whole.scaled(
            size * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        shown.setDevicePixelRatio(ratio)
        self._picture.setPixmap(shown)
