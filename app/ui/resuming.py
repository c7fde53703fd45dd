"""What a clerk left half done comes back with him: his page, and his drafts; nobody else's."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.services.applications.filing import FORM as APPLICATION
from app.services.counter import Counter
from app.services.drafts import DraftCard
from app.services.workers.service import FORM as WORKER
from app.ui.kit import RAIL, DraftBar
from app.ui.ops import Ops
from app.ui.window import Window

_NEW = "new:"
_CATALOG = "catalog_"
_BAR = "resuming"


class Resuming(QObject):
    """Remembers which page each clerk left, and offers him his drafts when he sits down again."""

    def __init__(self, counter: Counter, ops: Ops, window: Window, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._counter, self._ops, self._window = counter, ops, window
        self._pages: dict[str, str] = {}

    def left(self, page: str) -> None:
        """Take note of the page in front when the clerk at the counter locks it."""
        self._pages[self._counter.desk.operator.login] = page

    def seat(self, *, is_back: bool) -> None:
        """Bring the clerk's own page to the front and what he was filling in; the rest is offered in a bar.

        One who `is_back` finds his forms as he left them, so what the page in front holds is not offered.
        """
        page = self._pages.get(self._counter.desk.operator.login, RAIL[0].key)
        self._window.open_page(page)
        cards = self._ops.do(self._counter.drafts.waiting) or ()
        if is_back:
            cards = tuple(card for card in cards if _page_of(card) != page)
        elif cards and page == "workers" and _is_new(cards[0]):
            self._go_on(cards[0])
            cards = cards[1:]
        if cards:
            told = "、".join(_words(card) for card in cards[:3])
            more = f" 等 {len(cards)} 份" if len(cards) > 3 else ""
            first = cards[0]
            self._window.tell(
                "info",
                f"您还有没办完的：{told}{more}",
                action="继续填写",
                on_action=lambda: self._go_on(first),
                key=_BAR,
            )

    def _go_on(self, card: DraftCard) -> None:
        self._window.clear_bar(_BAR)
        if card.form == WORKER:
            person = 0 if _is_new(card) else self._ops.do(lambda: self._counter.drafts.person_of(card))
            self._window.open_page("workers", person or "new")
        elif card.form == APPLICATION and card.subject.isdigit():
            kind = str(card.payload.get("kind") or "")
            self._window.open_page("applications", ("apply", int(card.subject), kind))
        elif card.form.startswith(_CATALOG):
            self._window.open_page("catalog", card.form.removeprefix(_CATALOG))
        page = self._window.current_page()
        bars: list[object] = list(page.findChildren(DraftBar)) if page is not None else []
        for bar in bars:
            if isinstance(bar, DraftBar) and bar.isVisible():
                bar.go_on()


def _page_of(card: DraftCard) -> str:
    known = {WORKER: "workers", APPLICATION: "applications"}
    return known.get(card.form, "catalog")


def _is_new(card: DraftCard) -> bool:
    return card.form == WORKER and card.subject.startswith(_NEW)


def _words(card: DraftCard) -> str:
    kind = {WORKER: "登记" if _is_new(card) else "修改", APPLICATION: "申请"}.get(card.form, "岗位与培训")
    return f"{card.title or '未填姓名'}（{kind}）"
