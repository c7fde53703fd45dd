"""The one 打印 menu of a page: the papers that fit the record in front, each shown before it is printed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.services.counter import Counter
from app.services.papers.fitting import Fit
from app.ui.kit import Act, MenuButton, MenuRow, PageContext
from app.ui.papers import show_paper

_NOTHING = "这条记录还没有可打印的表"


class PaperMenu(MenuButton):
    """Lists what fits a record of one kind; `record` returns its id, 0 while none is in front."""

    def __init__(
        self,
        context: PageContext[Counter],
        kind: str,
        record: Callable[[], int],
        *,
        text: str = "打印",
        act: Act | None = Act.PRINT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, self._fitting, nothing=_NOTHING, act=act, name=f"papers_{kind}", parent=parent)
        self._context, self._papers = context, context.services.papers
        self._kind, self._record = kind, record
        self.chosen.connect(self._on_paper_chosen)

    def _fitting(self) -> tuple[MenuRow, ...]:
        number = self._record()
        fits = self._context.ops.do(lambda: self._papers.fitting(self._kind, number)) if number else None
        return tuple(MenuRow(fit, fit.title, fit.note) for fit in fits or ())

    def _on_paper_chosen(self, fit: object) -> None:
        if isinstance(fit, Fit):
            show_paper(self._context, f"正在生成{fit.title}", lambda: self._papers.paper(fit.form, fit.ref))
