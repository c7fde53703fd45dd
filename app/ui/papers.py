"""From a composed paper to the preview: what is shown is what is kept, and kept before it is printed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from app.services.counter import Counter
from app.services.papers.service import Composed
from app.ui.kit import PageContext, PreviewDoc, PrintOrder


def show_paper(context: PageContext[Counter], label: str, compose: Callable[[], Composed]) -> None:
    """Compose a paper in the background and show it; problems are told before it can be printed."""
    context.ops.start(label, lambda _progress: compose(), done=lambda composed: _show(context, composed))


def _show(context: PageContext[Counter], composed: Composed) -> None:
    if composed.problems:
        context.shell.tell("warning", f"{composed.title}：{'；'.join(composed.problems)}", key="paper")
    papers = context.services.papers
    context.shell.preview(
        PreviewDoc(
            composed.title,
            composed.pdf,
            reprint=composed.reprint,
            form=composed.layout or composed.form,
            bare=cache(lambda: papers.without_lines(composed)) if composed.layout else None,
            committing=lambda order: _keep(context, composed, order),
        )
    )


def _keep(context: PageContext[Counter], composed: Composed, order: PrintOrder) -> bool:
    shown, where = composed.showing(order.pdf), order.printer or "PDF"
    kept = context.ops.do(lambda: context.services.papers.archive(shown, where=where, lay=order.lay))
    return kept is not None
