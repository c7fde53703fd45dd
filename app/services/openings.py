"""The jobs and sessions on offer, kept as matching knows them until the store moves on."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.models.catalog import Course, Employer, Institution, Job, TrainingSession
from app.models.enrolment import Enrolment
from app.paths import resources
from app.services.catalog.lines import seats_taken
from app.services.matching.distance import Places
from app.services.matching.jobs import JobIndex
from app.services.matching.occupations import Occupations
from app.services.matching.profile import CourseOffer
from app.services.profiles import offer_of, posting_of

_BUILT_FROM = (Job, Employer, Course, Institution, TrainingSession, Enrolment)


class Openings:
    """What can be recommended to anybody today."""

    def __init__(self) -> None:
        self.occupations = Occupations.read(resources() / "reference")
        self.places = Places.read(resources() / "reference" / "places.csv")
        self._stamp: tuple[object, ...] = ()
        self.index = JobIndex((), self.places, self.occupations)
        self.offers: tuple[CourseOffer, ...] = ()

    def refresh(self, session: Session) -> None:
        """Build the index again when anything it was built from has changed since."""
        stamp = tuple(
            value
            for entity in _BUILT_FROM
            for value in session.execute(
                select(func.count(entity.id), func.max(entity.updated_at), func.sum(entity.version))
            ).one()
        )
        if stamp == self._stamp:
            return
        query = select(Job).where(Job.is_void.is_(False), Job.employer.has(is_void=False))
        query = query.options(joinedload(Job.employer))
        postings = [posting_of(job) for job in session.scalars(query)]
        self.index = JobIndex(postings, self.places, self.occupations)
        whole = joinedload(TrainingSession.course).joinedload(Course.institution)
        stands = TrainingSession.course.has(Course.is_void.is_(False) & Course.institution.has(is_void=False))
        taught = session.scalars(
            select(TrainingSession).where(TrainingSession.is_void.is_(False), stands).options(whole)
        ).all()
        taken = seats_taken(session, [row.id for row in taught])
        offers = (offer_of(row, taken.get(row.id, 0)) for row in taught)
        self.offers = tuple(offer for offer in offers if offer is not None)
        self._stamp = stamp
