"""Why a class is not recommended, and what a person can do about it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.services.matching.courses import COURSE_GATE_LABELS, Seat, all_barred, is_class_too_wide, joinable
from app.services.matching.distance import Places
from app.services.matching.gates import is_too_far
from app.services.matching.profile import CourseOffer, WorkerProfile
from app.services.matching.steps import Lever, Step
from app.services.matching.whynot import Blocked, Need, WhyNot, weigh

_EASED = frozenset({"area", "time"})


def needs_of_class(seat: Seat, gates: Iterable[str]) -> tuple[Need, ...] | None:
    """Return the steps that would open a session that fails these gates; None where steps cannot."""
    if not _EASED.issuperset(gates):
        return None
    needs: list[Need] = []
    if is_class_too_wide(seat.worker, seat.distance):
        needs.append((Step(Lever.AREA, int(seat.distance.band)),))
    if is_too_far(seat.worker, seat.distance) and seat.distance.km is not None:
        needs.append((Step(Lever.KM, seat.distance.km),))
    free = seat.worker.available_from
    if free is not None and free > seat.course.starts_on:
        needs.append((Step(Lever.START, seat.course.starts_on.toordinal()),))
    return tuple(needs)


def why_not_courses(
    worker: WorkerProfile, courses: Iterable[CourseOffer], places: Places, on: date
) -> WhyNot:
    """Return why the sessions that are not recommended are not; what a clerk took away is left out."""
    blocked, feasible = [], 0
    for course in sorted(courses, key=lambda one: one.id):
        if course.id in worker.hidden:
            continue
        seat = Seat(worker, course, places.between(worker.village, course.village), on)
        gates = tuple(key for key, _ in all_barred(seat))
        if gates:
            blocked.append(Blocked(course.id, gates, needs_of_class(seat, gates)))
        else:
            feasible += 1
    return weigh(blocked, feasible, COURSE_GATE_LABELS)


def next_class(
    worker: WorkerProfile, course: CourseOffer, courses: Iterable[CourseOffer], places: Places, on: date
) -> CourseOffer | None:
    """Return the earliest session of the same occupation and level that the worker can join instead."""
    same = [
        one
        for one in courses
        if one.id != course.id and (one.occupation, one.level) == (course.occupation, course.level)
    ]
    return next(iter(joinable(worker, same, places, on)), None)
