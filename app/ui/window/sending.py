"""Sending a document that was previewed to the printer it was given, or to a file, and saying where it went."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from app.ui.kit.files import OPEN_FOLDER, show_folder
from app.ui.kit.preview import Printers, PrintOrder
from app.ui.ops import Ops


class _Tell(Protocol):
    def __call__(
        self,
        tone: str,
        text: str,
        *,
        action: str = "",
        on_action: Callable[[], None] | None = None,
        key: str = "",
    ) -> None: ...


def send(order: PrintOrder, ops: Ops, printers: Printers, tell: _Tell, put_away: Callable[[], None]) -> None:
    """Print the document or keep it as a file; the pane is put away once it is out."""
    doc = order.doc
    if order.is_table and (table := doc.table) is not None:
        ops.start(
            f"正在生成表格 {doc.title}",
            lambda _progress: table(),
            done=lambda made: _save_table(order, printers, made, partial(_tell_out, order, tell, put_away)),
        )
        return
    if doc.committing is not None and not doc.committing(order):
        return
    out = partial(_tell_out, order, tell, put_away)
    if not order.printer:
        printers.save_pdf(order.pdf, doc.title, out)
        return
    ops.start(
        f"正在打印 {doc.title}",
        lambda _progress: printers.print_pdf(order.pdf, order.printer, order.copies, doc.title, order.lay),
        done=lambda _none: out(order.printer),
    )


def _save_table(order: PrintOrder, printers: Printers, made: bytes, out: Callable[[str], None]) -> None:
    """Keep the copy's number once the workbook is made, and write it."""
    if order.doc.committing is None or order.doc.committing(order):
        printers.save_table(made, order.doc.title, out)


def _tell_out(order: PrintOrder, tell: _Tell, put_away: Callable[[], None], where: str) -> None:
    if not where:
        text = f"{order.doc.title}：没有存成，磁盘或U盘已满或只读。请腾出空间或换一个文件夹，再存一次。"
        tell("error", text, key="printed")
        return
    if order.doc.printed is not None:
        order.doc.printed(where)
    told = f"{order.doc.title}：已{'送往打印机' if order.printer else '存为'} {where}"
    action = "" if order.printer else OPEN_FOLDER
    tell("ok", told, action=action, on_action=lambda: show_folder(Path(where)), key="printed")
    put_away()
