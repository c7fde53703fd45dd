"""The declared layouts by key: what the columns of each kind of file are called and how their cells are read."""

from __future__ import annotations

from collections.abc import Mapping

from app.services.intake.layout import Layout
from app.services.intake.layouts.catalog import COURSES, EMPLOYERS, INSTITUTIONS, JOBS, SESSIONS
from app.services.intake.layouts.lists import ATTENDANCE, COMPARISON
from app.services.intake.layouts.roster import WORKERS

LAYOUTS: Mapping[str, Layout] = {
    layout.key: layout
    for layout in (WORKERS, JOBS, EMPLOYERS, INSTITUTIONS, COURSES, SESSIONS, COMPARISON, ATTENDANCE)
}
