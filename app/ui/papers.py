"""From a composed paper to the preview: what is shown is what is kept, and kept before it is printed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

from app.progress import Progress
from app.services.counter import Counter
from app.services.papers.service import Composed
from app.services.papers.workbooks import workbook
from app.ui.kit import PageContext, PreviewDoc, PrintOrder


def show_paper(context: PageContext[Counter], label: str, compose: Callable[[], Composed]) -> None:
    """Compose a paper in the background and show it; problems are told before it can be printed."""

    def work(_progress: Progress) -> tuple[Composed, Callable[[], bytes] | None]:
        composed = compose()
        return composed, _bare(context.services, composed)

    context.ops.start(label, work, done=lambda made: _show(context, *made))


def _bare(services: Counter, composed: Composed) -> Callable[[], bytes] | None:
    """Return what fills the paper for 套打; where its printer is set for that, it is filled at once."""
    if not composed.layout:
        return None
    bare = cache(partial(services.papers.without_lines, composed))
    printer = services.printers.printer_for(composed.layout)
    if not services.printers.lay_for(printer, composed.layout).has_lines:
        bare()
    return bare


def _show(context: PageContext[Counter], composed: Composed, bare: Callable[[], bytes] | None) -> None:
    if composed.problems:
        context.shell.tell("warning", f"{composed.title}：{'；'.join(composed.problems)}", key="paper")
    context.shell.preview(
        PreviewDoc(
            composed.title,
            composed.pdf,
            reprint=composed.reprint,
            form=composed.layout or composed.form,
            bare=bare,
            table=partial(workbook, composed) if composed.layout else None,
            committing=lambda order: _keep(context, composed, order),
        )
    )


def _keep(context: PageContext[Counter], composed: Composed, order: PrintOrder) -> bool:
    shown, where = composed.showing(order.pdf), "存为表格" if order.is_table else order.printer or "PDF"
    kept = context.ops.do(lambda: context.services.papers.archive(shown, where=where, lay=order.lay))
    return kept is not None
