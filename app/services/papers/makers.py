"""Which function gathers the values of which paper: form key → (what it is filed under, its values)."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.services.desk import Desk
from app.services.papers import claims, classes, classfits, notices, openings, people, public, rosters
from app.services.papers.fitting import Fitter
from app.services.papers.values import Values

Maker = Callable[[Session, Desk, int], tuple[str, Values | list[Values]]]
"""Reads one record by its id; raises UserError when there is none or the paper is not for it.

A list of values makes one sheet after another, each with its own page numbers (每日签到表, a sheet a week).
"""

MAKERS: dict[str, Maker] = {
    "worker_registration": people.registration,
    "job_seeking": people.seeking,
    "referral_letter": people.letter,
    "job_opening": openings.opening,
    "training_subsidy": claims.personal,
    "living_allowance": claims.personal,
    "evaluation_subsidy": claims.evaluation,
    "employer_subsidy": claims.employer,
    "acceptance_slip": claims.slip,
    "supplement_notice": notices.supplement,
    "return_notice": notices.returned,
    "refusal_notice": notices.refusal,
    "integrity_pledge": public.pledge,
    "policy_leaflet": public.leaflet,
    "training_wish": classes.wish,
    "training_enrolment": classes.enrolment,
    "class_filing": classes.filing,
    "class_roster": classes.roster,
    "attendance_sheet": classes.sign_in,
    "timetable": classes.timetable,
    "teaching_log": classes.log,
    "result_sheet": classes.results,
    "satisfaction": classes.satisfaction,
    "employment_follow_up": classes.follow_up,
    "employer_roster": rosters.employer,
    "living_roster": rosters.living,
}

FITTERS: dict[str, tuple[Fitter, ...]] = {
    "worker": (people.fits, classfits.of_worker),
    "match": (people.fits_match,),
    "job": (openings.fits,),
    "account": (public.fits_account,),
    "station": (public.fits_station,),
    "application": (notices.handed, claims.fits, classfits.of_case, notices.owed),
    "session": (classfits.of_class,),
    "enrolment": (classfits.of_enrolment,),
    "employer": (classfits.of_employer,),
}
"""Which papers fit a record of each kind, in the order of the 打印 menu."""
