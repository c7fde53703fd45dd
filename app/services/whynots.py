"""为什么没有 at the counter: what each gate took from one person, what he could change, and one offer he asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.faults import UserError
from app.services.desk import Desk
from app.services.initials import initials
from app.services.matching.classes import needs_of_class, next_class, why_not_courses
from app.services.matching.courses import Seat, all_barred, joinable
from app.services.matching.gates import all_closed, pair_of
from app.services.matching.jobs import place_of
from app.services.matching.profile import Band, CourseOffer, JobPosting, WorkerProfile
from app.services.matching.steps import Lever, Step
from app.services.matching.whynot import GateCount, Need, Relief, WhyNot, needs_of, why_not_jobs
from app.services.openings import Openings
from app.services.profiles import profile_of
from app.services.recommending import worker_of
from app.services.results import Refused, Saved
from app.services.workers.service import Entry, Workers

MOST_ANSWERS = 30
_FIXED = {
    "vacant": "等单位再招人，本人放宽不了",
    "placed": "先在「跟踪」里登记离岗",
    "refused": "本人或单位回绝过，不再配",
    "legal_age": "法律规定，不能放宽",
    "age": "单位的年龄要求，本人放宽不了",
    "protected": "法律规定，不能放宽",
    "schooling": "单位或机构的学历要求，本人放宽不了",
    "limits": "身体承受不了的，不劝人放宽",
    "health": "健康禁忌，不能放宽",
    "certificate": "要两样以上证书才够",
    "area": "还差别的条件，光放宽路程不够",
    "pay": "还差别的条件，光降工资不够",
    "time": "还差别的条件，光改时间不够",
    "room": "没有别的同样班能报",
    "institution": "机构被暂停，本人放宽不了",
    "held": "同一职业同一等级不再补贴",
}


@dataclass(frozen=True, slots=True)
class WhyLine:
    """One line of the answer: what took offers away, how many, what would change it and how many more then.

    `steps` is empty where the person can do nothing; `offer` leads to a class that helps instead.
    """

    target: str
    gate: str
    reason: str
    count: int
    relief: str
    opens: int
    steps: tuple[Step, ...] = ()
    offer: str = ""

    @property
    def may_keep(self) -> bool:
        """Whether the steps are answers of the person that the register can keep."""
        return bool(self.steps) and all(step.is_wish for step in self.steps)


@dataclass(frozen=True, slots=True)
class WhyTold:
    """Why the lists are as they are: a sentence for jobs and one for courses, and the table behind them."""

    worker_id: int
    jobs: WhyNot
    courses: WhyNot
    told: tuple[str, str]
    lines: tuple[WhyLine, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One offer that was asked for by name: recommended at which place of how many, or every gate it fails."""

    target: str
    uid: str
    title: str
    place: int
    of: int
    reasons: tuple[str, ...]
    relief: str = ""
    steps: tuple[Step, ...] = ()
    is_hidden: bool = False


class WhyNots:
    """Answers why something is not recommended, and keeps a changed wish."""

    def __init__(self, desk: Desk, openings: Openings, workers: Workers) -> None:
        self._desk = desk
        self._openings = openings
        self._workers = workers

    def _profile(self, worker_id: int) -> WorkerProfile:
        with self._desk.database.reading() as session:
            profile = profile_of(session, worker_of(session, worker_id))
            self._openings.refresh(session)
        return profile

    def tell(self, worker_id: int) -> WhyTold:
        """Return what each gate took from one worker and the smallest steps that open some, with counts.

        Raises:
            UserError: the worker is gone, or neither birthday nor village is known.

        """
        profile, today, openings = self._profile(worker_id), self._desk.clock.today(), self._openings
        jobs = why_not_jobs(profile, openings.index, today)
        courses = why_not_courses(profile, openings.offers, openings.places, today)
        lines = [*self._lines("job", jobs, profile), *self._lines("session", courses, profile)]
        told = tuple(
            why.text(what, today, openings.occupations) for what, why in (("岗位", jobs), ("培训班", courses))
        )
        return WhyTold(worker_id, jobs, courses, (told[0], told[1]), tuple(lines))

    def _lines(self, target: str, why: WhyNot, profile: WorkerProfile) -> Iterable[WhyLine]:
        for gate in why.gates:
            mine = [one for one in why.reliefs if one.gate == gate.key]
            for relief in mine:
                yield self._eased(target, gate, relief, profile)
            if not mine:
                yield self._stuck(target, gate, profile)

    def _eased(self, target: str, gate: GateCount, relief: Relief, profile: WorkerProfile) -> WhyLine:
        today, openings = self._desk.clock.today(), self._openings
        words, offer = relief.text(today, openings.occupations), ""
        papers = [step.name for step in relief.steps if step.lever is Lever.CERTIFICATE]
        if papers:
            offers = [one for one in openings.offers if papers[0] in one.grants]
            classes = joinable(profile, offers, openings.places, today)
            offer = classes[0].id if classes else ""
            words += _classes_line(classes)
        return WhyLine(
            target, gate.key, gate.label, gate.count, words, len(relief.opens), relief.steps, offer
        )

    def _stuck(self, target: str, gate: GateCount, profile: WorkerProfile) -> WhyLine:
        words, offer = _FIXED.get(gate.key, ""), ""
        if gate.key == "room":
            following = self._following_classes(profile)
            if following:
                offer = following[0].id
                words = f"同样的课另有 {len(following)} 个班能报，最近 {following[0].starts_on:%m-%d} 开班"
        return WhyLine(target, gate.key, gate.label, gate.count, words, 0, (), offer)

    def _following_classes(self, profile: WorkerProfile) -> list[CourseOffer]:
        openings, today = self._openings, self._desk.clock.today()
        full = [one for one in openings.offers if "room" in dict(all_barred(self._seat(profile, one)))]
        found = (next_class(profile, one, openings.offers, openings.places, today) for one in full)
        classes = {one.id: one for one in found if one is not None}
        return sorted(classes.values(), key=lambda one: (one.starts_on, one.id))

    def _seat(self, profile: WorkerProfile, offer: CourseOffer) -> Seat:
        way = self._openings.places.between(profile.village, offer.village)
        return Seat(profile, offer, way, self._desk.clock.today())

    def ask(self, worker_id: int, text: str) -> tuple[Answer, ...]:
        """Return, for jobs and sessions whose title or giver holds `text`, where they stand or why they do not.

        `text` may be the pinyin initials of the title. What fails fewest gates stands first.

        Raises:
            UserError: nothing was typed, or nothing on offer is called so.

        """
        sought = "".join(text.split()).lower()
        if not sought:
            raise UserError("请打岗位或培训的名称，例如“保安”。", field="asked")
        profile, openings = self._profile(worker_id), self._openings
        jobs = [one for one in openings.index.jobs if _is_called(one.title, one.employer, sought)]
        classes = [one for one in openings.offers if _is_called(one.title, one.institution, sought)]
        if not jobs and not classes:
            raise UserError(f"登记的岗位和培训班里没有叫“{text.strip()}”的，换个叫法再查。", field="asked")
        told = [self._job_answer(profile, one) for one in jobs]
        told += [self._class_answer(profile, one) for one in classes]
        told.sort(key=lambda one: (len(one.reasons), one.place, one.title, one.uid))
        return tuple(told[:MOST_ANSWERS])

    def _job_answer(self, profile: WorkerProfile, job: JobPosting) -> Answer:
        today, index = self._desk.clock.today(), self._openings.index
        pair = pair_of(profile, job, self._openings.places.between(profile.village, job.village), today)
        closed = all_closed(pair)
        place, of = (0, 0) if closed else place_of(profile, index, today, job.id)
        steps = _first_steps(needs_of(pair, [key for key, _ in closed])) if closed else ()
        return Answer(
            "job",
            job.id,
            f"{job.title} · {job.employer}",
            place,
            of,
            tuple(reason for _, reason in closed),
            self._relief(steps),
            steps,
            job.id in profile.hidden,
        )

    def _class_answer(self, profile: WorkerProfile, offer: CourseOffer) -> Answer:
        today, openings = self._desk.clock.today(), self._openings
        seat = self._seat(profile, offer)
        closed = all_barred(seat)
        steps = _first_steps(needs_of_class(seat, [key for key, _ in closed])) if closed else ()
        words = self._relief(steps)
        if "room" in dict(closed):
            following = next_class(profile, offer, openings.offers, openings.places, today)
            words = f"下一个能报的班 {following.starts_on:%m-%d} 开班" if following else "没有别的同样班能报"
        title = f"{offer.title} · {offer.institution}（{offer.starts_on:%m-%d} 开班）"
        reasons = tuple(reason for _, reason in closed)
        return Answer("session", offer.id, title, 0, 0, reasons, words, steps, offer.id in profile.hidden)

    def _relief(self, steps: tuple[Step, ...]) -> str:
        return Relief(steps, ()).text(self._desk.clock.today(), self._openings.occupations) if steps else ""

    def keep(self, worker_id: int, steps: tuple[Step, ...]) -> Saved | Refused:
        """Keep the steps as the person's own wish, as a change of his record that can be undone.

        Raises:
            UserError: a step is no wish but a paper that must be earned first, or the worker is gone.

        """
        if not steps or not all(step.is_wish for step in steps):
            raise UserError("证书要先考取再登记，不能当意愿保存；可以给本人报班。")
        known = self._workers.open(worker_id)
        values = dict(known.values)
        for step in steps:
            key, value = _kept(step, values, self._desk.clock.today())
            values[key] = value
        entry = Entry(values, self._desk.ids.new(), worker_id=worker_id, version=known.version)
        return self._workers.save(entry)


def _kept(step: Step, values: dict[str, object], today: date) -> tuple[str, object]:
    """Return the field of the register that a step answers, and its new value."""
    if step.lever is Lever.AREA:
        return "wish_area", Band(step.number).name.lower()
    if step.lever is Lever.START:
        return "available_from", max(date.fromordinal(step.number), today)
    if step.lever is Lever.NIGHT:
        limits = values.get("limits")
        return "limits", [one for one in limits if one != "night"] if isinstance(limits, list) else []
    return {Lever.PAY: "wish_pay", Lever.KM: "max_km", Lever.DAYS: "max_days"}[step.lever], step.number


def _first_steps(needs: tuple[Need, ...] | None) -> tuple[Step, ...]:
    return tuple(need[0].rounded() for need in needs) if needs else ()


def _is_called(title: str, giver: str, sought: str) -> bool:
    named = (title + giver).lower()
    return sought in named or (sought.isascii() and sought in initials(title))


def _classes_line(classes: tuple[CourseOffer, ...]) -> str:
    if not classes:
        return "（眼下没有能报的班）"
    return f"（有 {len(classes)} 个班能报，最近 {classes[0].starts_on:%m-%d} 开班）"
