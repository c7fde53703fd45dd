"""Conditions on the person: rural household, work, age, pension, school, categories, new graduates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from app.services.policy.ages import age_on, months_after, person_of, retirement_day
from app.services.policy.facts import Facts, shown
from app.services.policy.look import Look
from app.services.policy.occupations import any_of
from app.services.policy.outcome import Outcome, Verdict, ask, best, county, met, outside, unmet
from app.services.policy.vocabulary import OPEN, vocabulary

DAY: Final = timedelta(days=1)


def household_rural(look: Look) -> Verdict:
    """Whether the household is in the countryside.

    Residents of towns, and of Hong Kong, Macao, Taiwan or abroad, are outside this notice, not refused.

    Source: （九）"农民工参加职业技能培训".
    """
    id_type = look.text("worker.id_type")
    if id_type not in (None, "01"):
        return outside(f"证件类型为{look.words('worker.id_type')}，不属于农村户籍劳动者，可能适用其他政策")
    place = look.text("worker.urban_rural")
    if place == "urban":
        return outside("城乡属性为城镇，不属于农民工，可能适用其他政策")
    if place is None or id_type is None:
        return ask("还不知道户籍是农村还是城镇，请填写证件类型和城乡属性")
    return met("户籍在农村")


def rural_worker(look: Look) -> Verdict:
    """Whether the person works off the farm, or is about to; no months of work are demanded.

    Source: （九）; （五）"为准备外出就业的农民工提供".
    """
    state = look.text("worker.work_state")
    if state is None:
        return ask("还不知道就业状态，请填写")
    words = look.words("worker.work_state")
    if state in {"1", "2", "3", "4", "5", "6", "7"}:
        return met(f"就业状态为{words}，属于本乡镇非农就业或外出就业的农民工")
    if state == "9":
        return met("未就业、有就业意愿，属于准备外出就业的农民工")
    plans = look.flag("worker.plans_to_leave")
    if plans is None:
        return ask(f"就业状态为{words}，请填写是否准备外出或转移就业")
    if plans:
        return met(f"{words}，已登记准备外出或转移就业")
    return unmet(f"{words}，且没有外出或转移就业的打算")


def work_form_in_scope(look: Look, *, forms: tuple[str, ...], undecided: tuple[str, ...]) -> Verdict:
    """Whether the form of work is in scope; no contract or social insurance is demanded.

    Source: （九）"个体工商户用工、民办非企业单位用工以及灵活就业农民工，可按规定纳入".
    """
    state = look.text("worker.work_state")
    if state is None:
        return ask("还不知道就业状态，请填写")
    if state in {"8", "9", "0"}:
        return met("目前没有非农就业，不看就业形式")
    form = look.text("worker.work_form")
    if form is None:
        return ask("还不知道就业形式，请填写")
    words = look.words("worker.work_form")
    if form in forms:
        return met(f"{words}，可按规定纳入；未签劳动合同、未参保不影响")
    if form in undecided:
        return county(f"{words}是否纳入，通知没有写明，由县区审定")
    return unmet(f"{words}不在补贴范围")


def age_window(look: Look, *, low: int) -> Verdict:
    """Whether the age lies between `low` years and the statutory retirement day on the day that counts.

    A woman between her two possible retirement days is asked for her post, not refused; without employee
    insurance the setting `resident_women` decides after them.

    Source: （九）"符合条件"; 全国人大常委会 2024-09-13 决定.
    """
    day = _counting_day(look)
    look.maybe("worker.id_number"), look.maybe("worker.birth"), look.maybe("worker.sex")
    person = person_of(look.facts)
    if day is None or person.birth is None:
        if person.birth is None:
            look.day_at("worker.birth")
        return ask("请补充出生日期和开班日期，才能判断年龄")
    if person.birth > day:
        return unmet(f"出生日期晚于{shown(day)}，请核对")
    age = age_on(person.birth, day)
    if age < low:
        return unmet(f"{shown(day)}时{age}周岁，未满{low}周岁")
    if look.rules.setting("age_upper") == "none":
        return met(f"{shown(day)}时{age}周岁，本地不设年龄上限")
    if not person.sex:
        look.text("worker.sex")
        return ask("请补充性别，才能判断法定退休年龄")
    return _before_retirement(look, person.birth, person.sex == "2", day)


def _counting_day(look: Look) -> date | None:
    if look.rules.setting("age_day") == "applied_on":
        return look.day
    if look.is_early and look.maybe_day("session.opened_on") is None:
        return look.day
    return look.day_at("session.opened_on")


def _before_retirement(look: Look, birth: date, is_woman: bool, day: date) -> Verdict:  # noqa: FBT001 - a fact
    age = age_on(birth, day)
    first = retirement_day(birth, base=50 if is_woman else 60)
    last = retirement_day(birth, base=55) if is_woman else first
    if day < first:
        return met(f"{shown(day)}时{age}周岁，未到法定退休日{shown(first)}")
    if is_woman and day < last:
        post = look.text("worker.woman_post")
        if post is None:
            return ask(
                f"女，{age}周岁：工人岗{shown(first)}退休，管理技术岗或灵活就业参保{shown(last)}退休，请填写岗位类别"
            )
        if post == "manager":
            return met(f"女，{age}周岁，按管理技术岗或灵活就业参保未到法定退休日{shown(last)}")
        last = first
    if is_woman and look.maybe_text("worker.insurance_kind") in {"resident", "none"}:
        return _resident_woman(look, birth, day, last)
    return unmet(f"{shown(day)}时{age}周岁，已到法定退休日{shown(last)}")


def _resident_woman(look: Look, birth: date, day: date, last: date) -> Verdict:
    rule = look.rules.setting("resident_women")
    age = age_on(birth, day)
    if rule == "sixty" and age < 60:
        return met(f"女，{age}周岁，参加城乡居民养老保险，本地规定未满60周岁可申领")
    if rule == "county":
        return county(f"女，{age}周岁，未参加职工养老保险（城乡居保60周岁领取），年龄上限由县区审定")
    return unmet(f"{shown(day)}时{age}周岁，已过{shown(last)}")


def not_drawing_pension(look: Look) -> Verdict:
    """Whether the person does not yet draw an employee pension; whoever does is out whatever the age.

    Source: （九）"符合条件"; 法定退休年龄.
    """
    draws = look.flag("worker.has_pension")
    if draws is None:
        return ask("请填写是否已领取职工养老金")
    return unmet("已领取职工养老金") if draws else met("未领取职工养老金")


def not_student(look: Look) -> Verdict:
    """Whether the person is not enrolled in a school.

    Source: （九）; （十三）"套取骗取、虚报冒领" names in-school learners among the usual abuses.
    """
    is_student = look.flag("worker.is_student")
    if is_student is None:
        return ask("请填写是否在校学生")
    return unmet("是在校学生") if is_student else met("不是在校学生")


def _training_days(look: Look) -> tuple[date, date] | None:
    opened, closed = look.maybe_day("session.opened_on"), look.maybe_day("session.closed_on")
    if look.is_early and (opened is None or closed is None):
        return (opened or look.day, max(opened or look.day, closed or look.day))
    opened, closed = look.day_at("session.opened_on"), look.day_at("session.closed_on")
    return None if opened is None or closed is None else (opened, closed)


def category_held(look: Look, *, codes: tuple[str, ...], who: str) -> Verdict:
    """Whether one of the categories was held during the training, not merely today; one is enough.

    A monitored household whose risk has been cleared is left to the county (setting `risk_cleared`).

    Source: （九）"脱贫（含防返贫监测对象）、就业困难、零就业家庭的农民工…在培训期间".
    """
    rows, days = look.rows("worker.categories"), _training_days(look)
    if rows is None:
        return ask("请登记人员类别；没有任何类别的请确认为“无”")
    told = [_category_row(look.at(row), codes, days) for row in rows]
    relevant = [verdict for verdict in told if verdict is not None]
    if not relevant:
        return unmet(f"没有登记{who}身份")
    renewed = _renewed(rows, codes, days)
    if renewed:
        relevant.append(met(f"{renewed}期满续认定，培训期间一直有效"))
    outcome = best(verdict.outcome for verdict in relevant)
    return next(verdict for verdict in relevant if verdict.outcome is outcome)


def _renewed(rows: tuple[Facts, ...], codes: tuple[str, ...], days: tuple[date, date] | None) -> str:
    """Return the category whose several terms together cover the training without a gap, "" for none."""
    for code in codes if days else ():
        terms = sorted(_term(row) for row in rows if row.get("code") == code and code != "JCDX")
        reached = days[0] if days else date.max
        for start, end in terms:
            if start <= reached <= end:
                reached = min(end, date.max - DAY) + DAY
        if days and reached > days[1]:
            return category_words(code)
    return ""


def _term(row: Facts) -> tuple[date, date]:
    start, end = row.get("certified_on"), row.get("valid_to")
    last = date.max if end == OPEN else end
    return (start, last) if isinstance(start, date) and isinstance(last, date) else (date.max, date.min)


def _category_row(row: Look, codes: tuple[str, ...], days: tuple[date, date] | None) -> Verdict | None:
    code = row.text("code")
    if code is None:
        return ask("有一条人员类别没有填类别，请补充")
    if code not in codes:
        return None
    start, end = row.day_at("certified_on"), row.day_at("valid_to")
    words = _named(row)
    if days is None or start is None or end is None:
        return ask(f"{words}：请补充认定日期、失效日期和培训起止日期，身份须在培训期间有效")
    return _held(row, code, (start, end), days)


def _held(row: Look, code: str, term: tuple[date, date], days: tuple[date, date]) -> Verdict:
    (start, end), words = term, _named(row)
    if start > days[1] or end < days[0]:
        return unmet(
            f"{words}的有效期（{shown(start)}至{_end(end)}）不在培训期间{shown(days[0])}至{shown(days[1])}"
        )
    if start > days[0] or end < days[1]:
        return county(f"{words}只在培训期间的一部分有效（{shown(start)}至{_end(end)}），由县区审定")
    if code == "JCDX":
        return _monitored(row)
    return met(f"{words}，{shown(start)}认定，培训期间有效")


def _named(row: Look) -> str:
    """Return the category in words; one certified for the household is told with its head."""
    head = row.maybe_text("household")
    return f"{row.words('code')}（户主{head}）" if head else row.words("code")


def _monitored(row: Look) -> Verdict:
    cleared = row.flag("is_risk_cleared")
    if cleared is None:
        return ask("防返贫监测对象：请填写风险是否已消除")
    if not cleared:
        return met("防返贫监测对象，风险未消除，培训期间有效")
    rule = row.rules.setting("risk_cleared")
    if rule == "county":
        return county("防返贫监测对象，风险已消除，通知没有写明，由县区审定")
    text = "防返贫监测对象，风险已消除，本地设为"
    return met(text + "可享受") if rule == "yes" else unmet(text + "不享受")


def _end(day: date) -> str:
    return "长期" if day == date.max else shown(day)


def new_graduate(look: Look, *, ask_until_age: int) -> Verdict:
    """Whether the person left junior or senior school this season and does not go on studying.

    Not asked of people older than `ask_until_age` of whom nothing of the kind is recorded. The window in
    months is the setting `graduate_months`.

    Source: （九）"城乡未继续升学应届初高中毕业生".
    """
    stage = look.maybe_text("graduate.stage")
    if stage in {"none", "other"} or (not stage and _surely_older(look, ask_until_age)):
        return outside("没有登记为应届初高中毕业生，不走这一支")
    studies = look.flag("graduate.continues_study")
    if studies:
        return unmet("已继续升学（含中职、技工院校）")
    left, days = look.day_at("graduate.graduated_on"), _training_days(look)
    if not stage:
        look.text("graduate.stage")
    if not stage or studies is None or left is None or days is None:
        return ask("请补充毕业学段、毕业日期、是否继续升学和培训起止日期")
    return _fresh_graduate(look, stage, left, days[0])


def _fresh_graduate(look: Look, stage: str, left: date, opened: date) -> Verdict:
    months = look.rules.number("graduate_months")
    if left > opened:
        return unmet(f"{shown(left)}毕业，开班时尚未毕业")
    if months_after(left, months) < opened:
        return unmet(f"{shown(left)}毕业，到开班已超过{months}个月，不是应届")
    if stage == "vocational":
        return county("中专、职高、技校毕业不是初高中毕业，由县区审定")
    return met(f"{look.words('graduate.stage')}应届毕业（{shown(left)}），未继续升学")


def _surely_older(look: Look, limit: int) -> bool:
    birth = person_of(look.facts).birth
    return birth is not None and birth <= look.day and age_on(birth, look.day) > limit


def graduate_origin(look: Look, *, codes: tuple[str, ...]) -> Verdict:
    """Whether the new graduate is a rural learner, or from a family on the city's minimum allowance.

    Source: （九）"农村学员和城市低保家庭学员".
    """
    place = look.text("worker.urban_rural")
    if place == "rural":
        return met("农村学员，不要求低保")
    held = category_held(look, codes=codes, who="城市低保家庭")
    if place is None and held.outcome is not Outcome.ELIGIBLE:
        return ask("请填写城乡属性；城镇学员须是城市低保家庭")
    if held.outcome is Outcome.ELIGIBLE:
        return met(f"城市低保家庭学员：{held.reason}")
    return held if held.outcome is not Outcome.INELIGIBLE else unmet(f"城镇学员，{held.reason}")


def holds_any(look: Look, code: str) -> bool | None:
    """Return whether a category row of `code` is recorded; None when rows are not, or one has no code."""
    rows = look.facts.rows("worker.categories")
    if not isinstance(rows, tuple):
        return None
    return any_of(_coded(row, code) for row in rows)


def _coded(row: Facts, code: str) -> bool | None:
    told = row.get("code")
    return told == code if isinstance(told, str) else None


def category_words(code: str) -> str:
    """Return the Chinese name of a category code."""
    return vocabulary()["worker.categories[].code"].choices.get(code, code)
