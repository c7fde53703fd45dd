"""Which function gathers the values of which paper: form key → (what it is filed under, its values)."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.services.desk import Desk
from app.services.papers import claims, classes, classfits, people, rosters
from app.services.papers.fitting import Fitter
from app.services.papers.values import Values

Maker = Callable[[Session, Desk, int], tuple[str, Values | list[Values]]]
"""Reads one record by its id; raises UserError when there is none or the paper is not for it.

A list of values makes one sheet after another, each with its own page numbers (每日签到表, a sheet a week).
"""

MAKERS: dict[str, Maker] = {
    "worker_registration": people.registration,
    "training_subsidy": claims.personal,
    "living_allowance": claims.personal,
    "acceptance_slip": claims.slip,
    "training_wish": classes.wish,
    "training_enrolment": classes.enrolment,
    "class_filing": classes.filing,
    "class_roster": classes.roster,
    "attendance_sheet": classes.sign_in,
    "result_sheet": classes.results,
    "employment_follow_up": classes.follow_up,
    "timetable": classes.timetable,
    "satisfaction": classes.satisfaction,
    "teaching_log": classes.log,
    "employer_roster": rosters.employer,
    "living_roster": rosters.living,
}

FITTERS: dict[str, tuple[Fitter, ...]] = {
    "worker": (people.fits, classfits.of_worker),
    "application": (claims.fits, classfits.of_case),
    "session": (classfits.of_class,),
    "enrolment": (classfits.of_enrolment,),
    "employer": (classfits.of_employer,),
}
"""Which papers fit a record of each kind, in the order of the 打印 menu."""
