"""What a page is to the window, and what the window is to a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from PySide6.QtWidgets import QWidget

from app.ui.actions import Act
from app.ui.kit.button import Button
from app.ui.kit.memory import Memory
from app.ui.kit.preview import PreviewDoc, Printers
from app.ui.ops import Changes, Ops
from app.ui.theme import Theme

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class RailEntry:
    """A place in the rail: the page's key, its title, its number for Alt+n."""

    key: str
    title: str
    number: int


RAIL: tuple[RailEntry, ...] = (
    RailEntry("today", "今日", 1),
    RailEntry("workers", "登记与查询", 2),
    RailEntry("matching", "推荐", 3),
    RailEntry("catalog", "岗位与培训", 4),
    RailEntry("applications", "补贴申请", 5),
    RailEntry("exchange", "上报与回执", 6),
    RailEntry("forms", "表样", 7),
    RailEntry("settings", "设置", 8),
)


class Shell(Protocol):
    """What a page may ask of the window around it."""

    def open_page(self, key: str, target: object | None = None) -> None:
        """Bring a page to the front and hand it what to open."""

    def toast(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """Say for ten seconds what was done; `undo` adds 撤销 and answers Ctrl+Z."""

    def tell(
        self,
        tone: str,
        text: str,
        *,
        action: str = "",
        on_action: Callable[[], None] | None = None,
        key: str = "",
    ) -> None:
        """Show a bar that stays until it is read: tone ok, info, warning or error; one bar for each `key`."""

    def clear_bar(self, key: str) -> None:
        """Take a bar away, as the page says the same."""

    def preview(self, doc: PreviewDoc) -> None:
        """Show the bytes that will be printed."""

    def alone(self, *, is_alone: bool) -> None:
        """Show the page alone, nothing of the window around it, while somebody else looks at the screen."""


@dataclass(frozen=True, slots=True)
class PageContext(Generic[S]):
    """Everything a page is given: the door to the services, the services, the window, habits, the look.

    `home` is where pages stand, their parent from the first: a page moved there later is styled twice.
    `printers` are those of this machine.
    """

    ops: Ops
    services: S
    shell: Shell
    memory: Memory
    theme: Theme
    home: QWidget | None = None
    printers: Printers | None = None


_WHOLE = object()


class Page(QWidget):
    """A page of the rail. Subclasses set `page_key` and `title`, and override what they need.

    Answer a key with `self.answer(Act.SAVE, self._on_save_asked)`, or make button and answer in one go with
    `self.act_button(Act.SAVE, self._on_save_asked)`. Half-done work stays: pages live as long as the window.

    What takes longer than the window's thread may spare is built in `make`, a part between two `yield`s.
    """

    page_key = ""
    title = ""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setObjectName(f"page_{self.page_key}")
        self._answers: dict[Act, Callable[[], None]] = {}
        self._parts: Iterator[None] | None = None

    def make(self) -> Iterator[None]:
        """Build the page; the window asks for the rest at once when the page is wanted before it is whole."""
        yield from ()

    def grow(self) -> bool:
        """Build the next part; say whether there was one."""
        if self._parts is None:
            self._parts = self.make()
        return next(self._parts, _WHOLE) is not _WHOLE

    def open(self, target: object | None) -> None:
        """Come to the front; `target` is what another page or the search wants shown."""

    def leave(self) -> None:
        """Go to the back: save the draft, ask nothing."""

    def refresh(self, changes: Changes) -> None:
        """Read anew what is shown, if `changes.touch("worker", …)`; called in front or on coming back."""

    def primary_focus(self) -> QWidget | None:
        """Return the first useful field."""
        return None

    def answer(self, act: Act, handler: Callable[[], None]) -> None:
        """Let the page answer a key while it is in front."""
        self._answers[act] = handler

    def act_button(self, act: Act, handler: Callable[[], None], text: str = "", *, look: str = "") -> Button:
        """Return a button that shows the act's key and answers both click and key."""
        button = Button(text, act=act, look=look, name=f"act_{act.value}", parent=self)
        button.clicked.connect(lambda _checked=False: handler())
        self.answer(act, lambda: handler() if button.isEnabled() else None)
        return button

    def acts(self) -> dict[Act, str]:
        """Return the acts this page answers, with the words of the button in sight, if there is one."""
        buttons: Iterable[Button] = self.findChildren(Button)
        words = {
            button.act: button.accessibleName() for button in buttons if button.act and button.isVisible()
        }
        return {act: words.get(act, "") for act in self._answers}

    def run(self, act: Act) -> bool:
        """Run the page's answer to a key; says whether there is one."""
        handler = self._answers.get(act)
        if handler is None:
            return False
        handler()
        return True


@dataclass(frozen=True, slots=True)
class PageSpec(Generic[S]):
    """One line of the registry: the rail's key and what makes the page."""

    key: str
    make: Callable[[PageContext[S]], Page]
