"""What the page of recommendations says: reasons in words with numbers, and why there is nothing."""

from __future__ import annotations

from app.models.values import format_yuan
from app.services.matching.courses import BarredCourse, CourseMatch
from app.services.matching.jobs import BarredJob, JobMatch
from app.services.offers import Particulars, Seeker
from app.services.recommending import WorkerMatches
from app.services.whynots import Answer, WhyLine
from app.ui.kit import ReasonRow


def why_line(found: WorkerMatches) -> str:
    """Return how many jobs were looked at, what removed most, and what would open some."""
    if found.why:
        return f"没有符合的岗位：{found.why}"
    removed = sorted(found.jobs.removed, key=lambda gate: -gate[2])[:3]
    parts = "，".join(f"{label} {count} 个" for _, label, count in removed if count)
    return f"看了 {found.jobs.total} 个岗位，{found.jobs.feasible} 个符合" + (
        f"；不合适的主要是：{parts}" if parts else ""
    )


ONLY_ASSUMED = "这是假设本人放宽以后才有的，还不能推荐。先问本人，愿意就「保存为本人意愿」"


def assumption_line(found: WorkerMatches) -> str:
    """Return what is assumed, and what it opens."""
    if not found.assumed:
        return ""
    return f"假设：{found.assumption}，多 {len(found.opened)} 个（没有保存）"


def barred_reasons(found: WorkerMatches | None, uid: str) -> str:
    """Return the reasons of the gates that a pinned offer fails, empty where it fails none."""
    if found is None:
        return ""
    jobs = {one.job.id: one.reasons for one in found.jobs.barred}
    classes = {one.course.id: one.reasons for one in found.courses.barred}
    return "；".join((jobs | classes).get(uid, ()))


def title_of(found: WorkerMatches, uid: str) -> str:
    """Return how an offer on the lists is called."""
    jobs = [one.job for one in (*found.jobs.matches, *found.jobs.hidden)]
    jobs += [one.job for one in found.jobs.barred]
    offers = [one.course for one in (*found.courses.matches, *found.courses.hidden)]
    offers += [one.course for one in found.courses.barred]
    names = {job.id: f"{job.title}（{job.employer}）" for job in jobs}
    names |= {offer.id: f"{offer.title}（{offer.institution}）" for offer in offers}
    return names.get(uid, "")


def about_line(seeker: Seeker) -> str:
    """Return who this is: sex, age, schooling, village and what he does now."""
    return " · ".join(part for part in (seeker.about, seeker.village, seeker.state) if part)


def wish_line(seeker: Seeker) -> str:
    """Return what he can do and looks for; what is not filled in is left to `missing_line`."""
    parts = (("会做", seeker.skills), ("想做", seeker.wish), ("期望月薪", seeker.pay),
             ("范围", seeker.area), ("不能承受", seeker.limits))  # fmt: skip
    return "　".join(f"{label} {text}" for label, text in parts if text)


def missing_line(seeker: Seeker) -> str:
    """Return which answers would make the order better, empty where all are there."""
    parts = (("想做的工作", seeker.wish), ("期望月薪", seeker.pay), ("工作范围", seeker.area))
    missing = [label for label, text in parts if not text]
    return f"还没问：{'、'.join(missing)}；问清了推荐更准" if missing else ""


SHOW_HIDDEN, FOLD_HIDDEN = "show_hidden", "fold_hidden"
"""The payload of the row that counts what was hidden."""


def job_rows(found: WorkerMatches, *, with_hidden: bool = False) -> tuple[ReasonRow, ...]:
    """Return the jobs with three pluses and at most two minuses; pinned first, hidden last and only on demand."""
    rows = [_job_row(found, match) for match in found.jobs.matches]
    barred = [_barred_row(found, one) for one in found.jobs.barred]
    hidden = [_job_row(found, match) for match in found.jobs.hidden]
    return (*barred, *rows, *_hidden_rows(hidden, with_hidden=with_hidden))


def course_rows(found: WorkerMatches, *, with_hidden: bool = False) -> tuple[ReasonRow, ...]:
    """Return the sessions by what they open; the rest of the seats is told where it is known."""
    rows = [_course_row(found, match) for match in found.courses.matches]
    barred = [_barred_row(found, one) for one in found.courses.barred]
    hidden = [_course_row(found, match) for match in found.courses.hidden]
    return (*barred, *rows, *_hidden_rows(hidden, with_hidden=with_hidden))


def _job_row(found: WorkerMatches, match: JobMatch) -> ReasonRow:
    job = match.job
    return ReasonRow(
        f"{_marks(found, job.id, match.rank)}{job.title} · {job.employer}",
        _pay(job.pay_low, job.pay_high),
        match.pluses,
        match.minuses,
        note=_notes(found, job.id, "已推荐，进展见「跟踪」"),
        payload=job.id,
        is_dim=not match.rank,
    )


def _course_row(found: WorkerMatches, match: CourseMatch) -> ReasonRow:
    course, left = match.course, match.course.seats_left
    seats = f"余 {left} 个名额" if left is not None else ""
    return ReasonRow(
        f"{_marks(found, course.id, match.rank)}{course.title} · {course.institution}",
        f"{course.starts_on:%m-%d} 开班",
        match.pluses,
        match.minuses,
        note=_notes(found, course.id, "已报名") or seats,
        payload=course.id,
        is_dim=not match.rank,
    )


def _barred_row(found: WorkerMatches, one: BarredJob | BarredCourse) -> ReasonRow:
    offer = one.job if isinstance(one, BarredJob) else one.course
    giver = one.job.employer if isinstance(one, BarredJob) else one.course.institution
    return ReasonRow(
        f"置顶　{offer.title} · {giver}",
        "现在不能推荐",
        (),
        one.reasons,
        note=_notes(found, offer.id, ""),
        payload=offer.id,
        is_dim=True,
    )


def _hidden_rows(rows: list[ReasonRow], *, with_hidden: bool) -> tuple[ReasonRow, ...]:
    if not rows:
        return ()
    words = "Enter 收起" if with_hidden else "Enter 看是哪些"
    count = ReasonRow(
        f"已隐藏 {len(rows)} 个", words, payload=FOLD_HIDDEN if with_hidden else SHOW_HIDDEN, is_dim=True
    )
    return (count, *(rows if with_hidden else ()))


def _marks(found: WorkerMatches, uid: str, rank: int) -> str:
    remark = found.remarks.get(uid)
    first = "假设　" if uid in found.opened else "置顶　" if remark and remark.kind == "pin" else ""
    return f"{first}{rank}　" if rank else first


def _notes(found: WorkerMatches, uid: str, made: str) -> str:
    remark, parts = found.remarks.get(uid), [_made(found, uid, made)] if made else []
    if remark is not None:
        how = "置顶" if remark.kind == "pin" else "不再推荐，Enter 恢复"
        parts.append(f"{how}：{remark.reason}（{remark.since:%m-%d}）")
    return "　".join(part for part in parts if part)


def why_rows(lines: tuple[WhyLine, ...]) -> tuple[WhyLine, ...]:
    """Return the lines of the table in order: what opens most stands first, then what takes most away."""
    return tuple(sorted(lines, key=lambda line: (line.target != "job", -line.opens, -line.count)))


def what_of(row: object) -> str:
    """Return whether a line speaks of jobs or of classes."""
    return {"job": "岗位", "session": "培训"}[row.target] if isinstance(row, WhyLine) else ""


def more_of(row: object) -> str:
    """Return how many more a step opens, nothing where it opens none."""
    return f"多 {row.opens} 个" if isinstance(row, WhyLine) and row.opens else ""


def count_of(row: object) -> str:
    """Return how many a gate took away."""
    return f"{row.count:,} 个" if isinstance(row, WhyLine) else ""


def answer_rows(answers: tuple[Answer, ...]) -> tuple[ReasonRow, ...]:
    """Return what was asked for by name: its place, or every gate that it fails and what would open it."""
    return tuple(
        ReasonRow(
            answer.title,
            _standing(answer),
            (),
            answer.reasons,
            note=f"{answer.relief}，就能推荐" if answer.steps else answer.relief,
            payload=at,
            is_dim=bool(answer.reasons),
        )
        for at, answer in enumerate(answers)
    )


def _standing(answer: Answer) -> str:
    if answer.reasons:
        return f"{len(answer.reasons)} 条不符合"
    if answer.is_hidden:
        return "符合，已隐藏，Enter 恢复"
    if answer.target == "session":
        return "能报，Enter 报名"
    return f"符合，排第 {answer.place}（共 {answer.of} 个），Enter 推荐"


def course_line(found: WorkerMatches) -> str:
    """Return why there is no session to join, or an empty text."""
    if found.courses.matches:
        return ""
    if not found.courses.total:
        return "还没有登记班期。到「岗位与培训」导入开班计划"
    removed = max(found.courses.removed, key=lambda gate: gate[2], default=None)
    return f"看了 {found.courses.total} 个班，没有能报的" + (
        f"：{removed[2]} 个因“{removed[1]}”" if removed else ""
    )


def offer_line(told: Particulars) -> str:
    """Return everything that is known of an offer in one text."""
    return "　".join(f"{label} {words}" for label, words in told.parts)


def _made(found: WorkerMatches, uid: str, words: str) -> str:
    day = found.made.get(uid)
    return f"{day:%m-%d} {words}" if day else ""


def _pay(low: int, high: int) -> str:
    if not high:
        return "面议"
    return format_yuan(high) if low == high else f"{format_yuan(low).removesuffix(' 元')}–{format_yuan(high)}"
