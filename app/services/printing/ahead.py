"""What the first print would wait for, done before anybody prints."""

from __future__ import annotations

from app.services.printing.catalogue import FORMS
from app.services.printing.engine import render
from app.services.printing.fonts import Role, typeface
from app.services.printing.preview import page_image

_OFTEN = ("worker_registration", "training_subsidy", "acceptance_slip")
_DPI = 24


def warm() -> None:
    """Read the fonts and the forms that are printed most, and draw an empty one; nobody waits for it."""
    for role in (Role.SERIF, Role.SANS):
        for is_bold in (False, True):
            typeface(role, is_bold=is_bold).advance("字")
    for key in _OFTEN:
        page_image(render(FORMS[key].template, {}).pdf, 0, _DPI)
