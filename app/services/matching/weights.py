"""The published weights, and each part of the score with its sentence; 10,000 points in all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from app.services.matching.distance import Distance
from app.services.matching.occupations import GROUP, SAME, TRAINED, Occupations
from app.services.matching.profile import NEED_LABELS, Band, JobPosting, Shift, WorkerProfile, yuan

WEIGHTS = {
    "skill": 30,
    "distance": 20,
    "pay": 15,
    "schedule": 15,
    "stability": 8,
    "experience": 7,
    "freshness": 5,
}
NEUTRAL = 50
BAND_SHARE = {
    Band.VILLAGE: 100,
    Band.TOWN: 85,
    Band.COUNTY: 60,
    Band.CITY: 40,
    Band.PROVINCE: 20,
    Band.AWAY: 5,
}
NIGHT_SHIFTS = (Shift.TWO, Shift.THREE, Shift.NIGHT)  # tuples: an enum's hash is slow, its identity is not
CARE_SHIFTS = (Shift.HALF, Shift.FLEXIBLE)
OFFERS: dict[str, Callable[[JobPosting], bool | None]] = {
    "board": attrgetter("has_board"),
    "lodging": attrgetter("has_lodging"),
    "spouse": attrgetter("takes_couples"),
}

Part = tuple[int, bool]  # share in hundredths, whether it is known


@dataclass(frozen=True, slots=True)
class Component:
    """One part of a score: its share of the weight in hundredths, and the sentence that says why."""

    key: str
    share: int
    is_known: bool
    sentence: str

    @property
    def points(self) -> int:
        """Return what this part adds to the score (weight × share)."""
        return WEIGHTS[self.key] * self.share

    @property
    def lost(self) -> int:
        """Return what this part costs against a full mark."""
        return WEIGHTS[self.key] * (100 - self.share)


def skill_part(worker: WorkerProfile, occupation: str, table: Occupations) -> Part:
    """Return the share of the occupation: held or wished 1.0, group .7, trained .6, beside .4.

    A course carries over to its group and beside it in the same measure, at .6 of what the trade itself would.
    """
    known = {one.occupation for one in worker.skills} | worker.wish_posts
    if not known and not worker.trained:
        return NEUTRAL, False
    best = max((table.nearness(one, occupation) for one in known), default=0)
    return max(best, *(_learnt(one, occupation, table) for one in worker.trained), 0), True


def _learnt(course: str, occupation: str, table: Occupations) -> int:
    return TRAINED * table.nearness(course, occupation) // SAME


def distance_part(worker: WorkerProfile, distance: Distance) -> Part:
    """Return the share of the distance; beyond the wished area it counts half."""
    if not distance.is_known:
        return NEUTRAL, False
    share = BAND_SHARE[distance.band]
    if distance.km is not None:
        share = max(share, 100 if distance.km <= 5 else 80 if distance.km <= 20 else 0)
    if worker.wish_area is not None and distance.band > worker.wish_area:
        share //= 2
    return share, True


def pay_part(worker: WorkerProfile, job: JobPosting) -> Part:
    """Return the share of the pay: concave, .7 at the wish, full at one and a half times the wish."""
    wish = worker.wish_pay
    if not wish or not job.pay_low:
        return NEUTRAL, False
    percent = job.pay_low * 100 // wish
    if percent <= 50:
        return 0, True
    if percent <= 100:
        return (percent - 50) * 7 // 5, True
    return min(100, 70 + (percent - 100) * 3 // 5), True


def need_met(need: str, job: JobPosting, band: Band) -> bool | None:
    """Whether a need of the worker is met; None where the employer did not say."""
    if need == "home":
        if not job.village:
            return False if job.shift is Shift.LIVE_IN else None
        return band <= Band.COUNTY and job.shift is not Shift.LIVE_IN
    if need in OFFERS:
        return OFFERS[need](job)
    if need == "farm":
        return True if job.is_paid_daily or job.shift is Shift.FLEXIBLE else job.is_paid_daily
    if job.shift is None:
        return None
    return job.shift in CARE_SHIFTS if need == "care" else job.shift not in NIGHT_SHIFTS


def schedule_part(worker: WorkerProfile, job: JobPosting, band: Band) -> Part:
    """Return the share of the needs that are met; an unanswered one counts half."""
    if not worker.needs:
        return NEUTRAL, False
    met = [need_met(need, job, band) for need in worker.needs]
    points = sum(NEUTRAL if one is None else 100 * one for one in met)
    return points // len(met), any(one is not None for one in met)


def stability_part(job: JobPosting) -> Part:
    """Return the share of contract (.4), insurance (.4) and monthly pay (.2)."""
    is_monthly = None if job.is_paid_daily is None else not job.is_paid_daily
    answers = ((job.has_contract, 40), (job.is_insured, 40), (is_monthly, 20))
    share = sum(part // 2 if answer is None else part * answer for answer, part in answers)
    return share, any(answer is not None for answer, _ in answers)


def experience_part(worker: WorkerProfile, job: JobPosting, table: Occupations) -> Part:
    """Return the share of the years that are asked for and held in the same group."""
    if job.years <= 0:
        return 100, True
    years = [one.years for one in worker.skills if table.nearness(one.occupation, job.occupation) >= 70]
    known = [one for one in years if one is not None]
    if not known:
        return NEUTRAL, False
    return min(100, max(known) * 100 // job.years), True


def freshness_part(posted_on: date | None, on: date) -> Part:
    """Return the share of newness: full on the first day, nothing after sixty."""
    if posted_on is None:
        return NEUTRAL, False
    return max(0, 100 - max(0, (on - posted_on).days) * 5 // 3), True


def skill_text(worker: WorkerProfile, job: JobPosting, table: Occupations, part: Part) -> str:
    """Say in words how the occupation fits."""
    share, is_known = part
    if not is_known:
        return "职业技能和求职意向未填"
    name = table.name(job.occupation)
    if share == SAME and job.occupation in {one.occupation for one in worker.skills}:
        return f"您做过{name}，职业完全一致"
    if share == SAME:
        return f"正是您想找的{name}"
    known = {one.occupation for one in worker.skills} | worker.wish_posts
    near = next((one for one in sorted(known) if share and table.nearness(one, job.occupation) == share), "")
    if near:
        how = "同属一类" if share >= 70 else "相近"
        return f"与您的{table.name(near)}{how}，上手快（吻合 {share // 10} 成）"
    return _learnt_text(worker, job, table, share)


def _learnt_text(worker: WorkerProfile, job: JobPosting, table: Occupations, share: int) -> str:
    name = table.name(job.occupation)
    learnt = next((one for one in sorted(worker.trained) if _learnt(one, job.occupation, table) == share), "")
    if not share or not learnt:
        known = {one.occupation for one in worker.skills} | worker.wish_posts | worker.trained
        return f"{name}与您 {len(known)} 项技能、意向和学过的课都不相近"
    if learnt == job.occupation:
        return f"您学过{name}的培训课"
    how = "同属一类" if share >= TRAINED * GROUP // SAME else "相近"
    return f"您学过{table.name(learnt)}的培训课，与{name}{how}"


def pay_text(worker: WorkerProfile, job: JobPosting) -> str:
    """Say in words how the pay compares with the wish."""
    if not job.pay_low:
        return "月薪未填，面议"
    pay = f"月薪 {yuan(job.pay_low)}—{yuan(job.pay_high)} 元"
    if not worker.wish_pay:
        return f"{pay}；期望月薪未填"
    gap = job.pay_low - worker.wish_pay
    if gap == 0:
        return f"{pay}，起薪正合您的要求"
    return f"{pay}，起薪比您的要求{'高' if gap > 0 else '低'} {yuan(abs(gap))} 元"


def schedule_text(worker: WorkerProfile, job: JobPosting, band: Band) -> str:
    """Say in words which needs are met."""
    if not worker.needs:
        return "作息与照护需要未填"
    answers = {NEED_LABELS[need]: need_met(need, job, band) for need in sorted(worker.needs)}
    words = [
        f"{label}{'：单位未填' if met is None else '√' if met else '做不到'}"
        for label, met in answers.items()
    ]
    met_count = sum(met is True for met in answers.values())
    return f"{len(answers)} 项需要满足 {met_count} 项（{'，'.join(words)}）"


def stability_text(job: JobPosting) -> str:
    """Say in words what the employer offers for security."""
    contract = "签合同未填" if job.has_contract is None else "签合同" if job.has_contract else "不签合同"
    insured = "参保未填" if job.is_insured is None else "给上保险" if job.is_insured else "不上保险"
    pay = "结算方式未填" if job.is_paid_daily is None else "日结" if job.is_paid_daily else "月结"
    answers = (job.has_contract, job.is_insured, None if job.is_paid_daily is None else not job.is_paid_daily)
    good = sum(answer is True for answer in answers)
    return f"{contract}、{insured}、{pay}（3 项保障有 {good} 项）"


def experience_text(worker: WorkerProfile, job: JobPosting, table: Occupations) -> str:
    """Say in words how the years compare."""
    if job.years <= 0:
        return "不要求经验（0 年即可）"
    years = [
        one.years
        for one in worker.skills
        if one.years is not None and table.nearness(one.occupation, job.occupation) >= 70
    ]
    return (
        f"要求 {job.years} 年经验，您有 {max(years)} 年"
        if years
        else f"要求 {job.years} 年经验；本人经验未填"
    )


def freshness_text(posted_on: date | None, on: date) -> str:
    """Say in words how old the posting is."""
    return "发布日期未填" if posted_on is None else f"{max(0, (on - posted_on).days)} 天前发布"


def explain(
    worker: WorkerProfile, job: JobPosting, distance: Distance, table: Occupations, on: date
) -> tuple[Component, ...]:
    """Return every part of the score with its sentence, in the order of the published weights."""
    skill = skill_part(worker, job.occupation, table)
    band = distance.band
    parts: tuple[tuple[str, Part, Callable[[], str]], ...] = (
        (
            "skill",
            skill,
            lambda: skill_text(worker, job, table, skill),
        ),
        ("distance", distance_part(worker, distance), lambda: distance.text),
        ("pay", pay_part(worker, job), lambda: pay_text(worker, job)),
        ("schedule", schedule_part(worker, job, band), lambda: schedule_text(worker, job, band)),
        ("stability", stability_part(job), lambda: stability_text(job)),
        ("experience", experience_part(worker, job, table), lambda: experience_text(worker, job, table)),
        ("freshness", freshness_part(job.posted_on, on), lambda: freshness_text(job.posted_on, on)),
    )
    return tuple(Component(key, share, is_known, say()) for key, (share, is_known), say in parts)
