"""Which function gathers the values of which paper: form key → (what it is filed under, its values)."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.services.desk import Desk
from app.services.papers import claims, notices, openings, people, public
from app.services.papers.fitting import Fitter
from app.services.papers.values import Values

Maker = Callable[[Session, Desk, int], tuple[str, Values]]
"""Reads one record by its id; raises UserError when there is none or the paper is not for it."""

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
}

FITTERS: dict[str, tuple[Fitter, ...]] = {
    "worker": (people.fits,),
    "match": (people.fits_match,),
    "job": (openings.fits,),
    "account": (public.fits_account,),
    "station": (public.fits_station,),
    "application": (notices.handed, claims.fits, notices.owed),
}
"""Which papers fit a record of each kind, in the order of the 打印 menu."""
