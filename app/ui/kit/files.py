"""Choosing files and folders without stopping the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

OPEN_FOLDER = "打开文件夹"
Chosen = Callable[[Path], None]


def choose_file(parent: QWidget, title: str, pattern: str, then: Chosen, *, folder: str = "") -> QFileDialog:
    """Ask for a file to read; `then` receives its path. `pattern` as in `名册 (*.xlsx *.xls)`."""
    dialog = QFileDialog(parent, title, folder, pattern)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return _open(dialog, then)


def choose_folder(parent: QWidget, title: str, then: Chosen, *, folder: str = "") -> QFileDialog:
    """Ask for a folder, a memory stick for instance; `then` receives its path."""
    dialog = QFileDialog(parent, title, folder)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return _open(dialog, then)


def choose_save(parent: QWidget, title: str, name: str, pattern: str, then: Chosen) -> QFileDialog:
    """Ask where to write a file, with `name` proposed; `then` receives the path."""
    dialog = QFileDialog(parent, title, name, pattern)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix.lstrip("."))
    return _open(dialog, then)


def show_folder(path: Path) -> None:
    """Let the desktop show the folder that holds a file, or the folder itself."""
    folder = path if path.is_dir() else path.parent
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _open(dialog: QFileDialog, then: Chosen) -> QFileDialog:
    dialog.fileSelected.connect(partial(_tell, then))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def _tell(then: Chosen, path: str) -> None:
    then(Path(path))
