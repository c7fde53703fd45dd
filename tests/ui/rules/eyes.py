"""One walk through every scene for all the rules that hold in each: every rule has its eye, which keeps what it finds.

An eye changes nothing, or puts back what it changed: the others look at the same scene, and the walk goes on from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QTableView

from app.services.printers.profiles import KINDS
from app.ui.actions import key_of
from app.ui.kit import Button, DateInput, Field, ListChoice, MonthInput
from app.ui.kit.fields.options import MOST_BUTTONS
from app.ui.theme import PaletteName, Scale
from tests.journeys.conftest import Counter
from tests.ui.rules import looking, scenes

SIZES = ((1092, 560), (1366, 700))
LOOKS = (
    (Scale.STANDARD, PaletteName.LIGHT),
    (Scale.LARGE, PaletteName.DARK),
    (Scale.EXTRA, PaletteName.CONTRAST),
)
WHOLE = re.compile(r"(?<!\d)\d{17}[\dX](?!\d)|(?<!\d)1\d{10}(?!\d)")
_OPEN_ENDED = frozenset(
    {"basis", "employer", "parent", "login", "who", "what", "meaning", "category", "village", "place_code"}
    | {"printer", "printed_form", *(f"printer_{kind}" for kind in KINDS)}
)
"""Lists of records, which are short today and long tomorrow."""


@dataclass
class Found:
    """What one eye found on a walk: what is wrong, by scene and widget, and what it saw at all."""

    wrong: list[str] = field(default_factory=list)
    seen: set[object] = field(default_factory=set)


Walked = Mapping[str, Found]


def _keys(at_counter: Counter, scene: str, found: Found) -> None:
    """See whether the keys are in something that is seen and takes them."""
    focused = at_counter.window.focusWidget()
    found.seen.add(scene)
    if focused is None or not focused.isVisible() or not focused.isEnabled():
        found.wrong.append(f"{scene}: the keys are in {focused}")


def _acts(at_counter: Counter, scene: str, found: Found) -> None:
    """See whether a button of an act prints the act's key."""
    for button in at_counter.window.findChildren(Button):
        if button.isVisible() and button.act is not None:
            found.seen.add(button.act)
            if key_of(button.act) not in button.text():
                found.wrong.append(f"{scene}: {button.objectName()} {button.text()}")


def _choices(at_counter: Counter, scene: str, found: Found) -> None:
    """See whether what drops down has more options than are buttons."""
    for choice in at_counter.window.findChildren(ListChoice):
        if choice.isVisible() and scene != "lock" and choice.key not in _OPEN_ENDED:
            options = list(choice._options())
            found.seen.add(choice.key)
            if len(options) <= MOST_BUTTONS:
                found.wrong.append(f"{scene}: {choice.key}: {'/'.join(option.text for option in options)}")


def _figures(at_counter: Counter, scene: str, found: Found) -> None:
    """See whether the input method is off where figures are typed."""
    for one in at_counter.window.findChildren(Field):
        if one.is_numeric and one.isVisible():
            found.seen.add(type(one).__name__)
            found.wrong += [
                f"{scene}: {one.key}"
                for line in one.inputs()
                if line.inputMethodQuery(Qt.InputMethodQuery.ImEnabled)
                and line.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
            ]


def _days(at_counter: Counter, scene: str, found: Found) -> None:
    """See whether days and months are read from bare figures."""
    for one in at_counter.window.findChildren(DateInput):
        if one.isVisible() and not one._line.isReadOnly():
            was = one._line.text()
            for text in ("20260305", "0305", "２０２６０３０５", "2026 03 05"):
                one._line.setText(text)
                if one.value() != date(2026, 3, 5):
                    found.wrong.append(f"{scene}: {one.key} reads {text} as {one.value()}")
            one._line.setText(was)
            found.seen.add(one.key)
    for month in at_counter.window.findChildren(MonthInput):
        if month.isVisible():
            was = month._line.text()
            month._line.setText("202603")
            if month.value() != "2026-03":
                found.wrong.append(f"{scene}: {month.key} reads 202603 as {month.value()}")
            month._line.setText(was)


def _dialogs(_at_counter: Counter, scene: str, found: Found) -> None:
    """See whether a dialog stands open."""
    shown = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    found.seen.add(scene)
    found.wrong += [f"{scene}: {one.windowTitle()}" for one in shown if isinstance(one, QDialog)]


def _numbers(at_counter: Counter, scene: str, found: Found) -> None:
    """See whether a list shows a whole number of a person; firms' are public, and an import shows its file."""
    if scene in {"import", "imported", "list of job"} or "employer" in scene or "institution" in scene:
        return
    for view in at_counter.window.findChildren(QTableView):
        model = view.model()
        if view.isVisible() and model is not None:
            for row in range(min(model.rowCount(), 60)):
                cells = [str(model.index(row, at).data() or "") for at in range(model.columnCount())]
                found.seen.add(scene)
                found.wrong += [f"{scene}: {cell}" for cell in cells if WHOLE.search(cell)]


def _sight(at_counter: Counter, scene: str, found: Found) -> None:
    """See whether the window fits both screens, nothing is cut or pale, and every part has its name."""
    window, wrong = at_counter.window, found.wrong
    for size in SIZES:
        window.resize(*size)
        looking.settle()
        least = window.minimumSizeHint()
        if (window.width(), window.height()) != size or least.width() > 1092 or least.height() > 560:
            wrong.append(f"{scene} needs {least.width()}×{least.height()}")
        wrong += [f"{scene} at {size[0]}: {line}" for line in looking.clipped(window)]
    wrong += [f"{scene}: {line}" for line in looking.nameless(window)]
    palette = at_counter.theme.palette_name
    wrong += [f"{scene}: {line}" for line in looking.pale(window, palette, found.seen)]


Eye = Callable[[Counter, str, Found], None]
PLAIN: Mapping[str, Eye] = {
    "keys": _keys, "acts": _acts, "choices": _choices, "figures": _figures, "dialogs": _dialogs, "numbers": _numbers,
    "days": _days, "sight": _sight,
}  # fmt: skip
"""The eyes of the walk in the standard look; in the others only sight differs."""


def walk(at_counter: Counter, scale: Scale, palette: PaletteName) -> Walked:
    """Walk through every scene in this look and return what each eye found."""
    at_counter.theme.set_look(palette, scale)
    is_plain = (scale, palette) == (Scale.STANDARD, PaletteName.LIGHT)
    eyes = PLAIN if is_plain else {"sight": _sight}
    found = {name: Found() for name in eyes}

    def look(scene: str) -> None:
        for name, eye in eyes.items():
            eye(at_counter, scene, found[name])

    scenes.walk(at_counter, look)
    return found
