"""Conditions on the course, its dates, the institution, the result and the certificate."""

from __future__ import annotations

import re
from datetime import date

from app.services.policy.facts import shown
from app.services.policy.look import Look
from app.services.policy.occupations import (
    Craft,
    any_of,
    is_code,
    level_code,
    level_name,
    resolve,
    same_craft,
)
from app.services.policy.outcome import Outcome, Verdict, ask, best, county, met, unmet
from app.services.policy.pack_model import CatalogueRow, PackVersion


def craft_of(look: Look, part: str) -> Craft | None:
    """Return the craft of `part` ("course" or "certificate"); None when no occupation is told."""
    occupation = look.text(f"{part}.occupation")
    return resolve(occupation, look.maybe_text(f"{part}.trade"), look.rules.names) if occupation else None


def row_covers(row: CatalogueRow, craft: Craft, rules: PackVersion) -> bool | None:
    """Tell whether a catalogue row covers `craft`; None when the trade must be known first."""
    if row.code == craft.code and not row.trades:
        return True
    shared = (member.trade for each in rules.classes for member in each.members if member.code == row.code)
    trades = row.trades or ("", *shared)
    return any_of(same_craft(Craft(row.code, trade), craft, rules.classes) for trade in trades)


def in_catalogue(look: Look, *, part: str) -> Verdict:
    """Whether occupation, trade and level of `part` stand in the catalogue in force on the anchor day.

    Source: （十）"动态调整职业培训补贴的职业（工种）范围".
    """
    craft, level = craft_of(look, part), look.text(f"{part}.level")
    if craft is None or level is None:
        return ask("请补充职业（工种）和等级")
    code = level_code(level)
    told = [_row(look, row, craft, code) for row in look.rules.catalogue]
    relevant = [verdict for verdict in told if verdict is not None]
    if not relevant:
        return unmet(f"{look.words(part + '.occupation')}不在目录（{look.rules.ref.version}）内")
    outcome = best(verdict.outcome for verdict in relevant)
    return next(verdict for verdict in relevant if verdict.outcome is outcome)


def _row(look: Look, row: CatalogueRow, craft: Craft, level: str | None) -> Verdict | None:
    covers = row_covers(row, craft, look.rules)
    if covers is False:
        return None
    if level not in row.levels:
        return unmet(f"目录中{row.name}没有{level_name(level or '所填等级')}这一等级")
    if covers:
        return met(f"{row.name}·{level_name(level)}在目录（{look.rules.ref.version}）内")
    if is_code(craft.code) and row.code == craft.code:
        return ask(f"目录只含{row.name}的{'、'.join(row.trades)}工种，请补充工种")
    return county(f"“{craft.code}”是否就是目录中的{row.name}不能确定，由县区审定")


def training_finished(look: Look) -> Verdict:
    """Whether the training began and ended before the day of the application.

    Source: （九）"参加职业技能培训".
    """
    opened, closed = look.day_at("session.opened_on"), look.day_at("session.closed_on")
    if opened is None or closed is None:
        return ask("请补充开班日期和结业日期")
    if opened > closed:
        return unmet("开班日期晚于结业日期，请核对")
    if closed > look.day:
        text = f"{shown(closed)}结业，结业后再申领"
        return Verdict(Outcome.NEEDS_INFO, text, is_later=True) if look.is_early else unmet(text)
    return met(f"{shown(opened)}开班，{shown(closed)}结业")


def training_result(look: Look, *, certificates: tuple[str, ...]) -> Verdict:
    """Whether the training was passed: by exam, certificate or either, as `training_proof` says.

    Source: （九）"符合条件的".
    """
    proof = look.rules.setting("training_proof")
    told = []
    if proof in {"pass", "either"}:
        passed = look.flag("result.is_passed")
        told.append(
            ask("请补充结业考核是否合格")
            if passed is None
            else met("结业考核合格")
            if passed
            else unmet("结业考核不合格")
        )
    if proof in {"certificate", "either"}:
        kind = look.text("certificate.kind")
        told.append(
            ask("请补充取得的证书")
            if kind is None
            else met(f"取得{look.words('certificate.kind')}")
            if kind in certificates
            else unmet(f"证书情况：{look.words('certificate.kind')}，不能证明培训合格")
        )
    outcome = best(verdict.outcome for verdict in told)
    return next(verdict for verdict in told if verdict.outcome is outcome)


def effective_date(look: Look, *, path: str, since: date) -> Verdict:
    """Whether the day at `path` is not before the notice took effect; earlier ones are left to the county.

    Source: 成文日期 2024年2月6日.
    """
    day = look.day_at(path)
    if day is None:
        return ask("请补充日期，才能判断是否在通知生效之后")
    if day < since:
        return county(f"{shown(day)}早于通知生效日{shown(since)}，由县区审定")
    return met(f"{shown(day)}不早于通知生效日{shown(since)}")


def institution_allowed(look: Look, *, kinds: tuple[str, ...]) -> Verdict:
    """Whether the institution is of a named type and neither suspended nor struck off.

    A suspension that began after the training is left to the county.

    Source: （五）"公共就业服务中心、职业院校…"; （六）"依法规范民办职业培训机构发展".
    """
    kind, status = look.text("institution.kind"), look.text("institution.status")
    if kind is None or status is None:
        return ask("请补充培训机构的类型和状态")
    if status in {"suspended", "revoked"}:
        since, closed = look.maybe_day("institution.status_since"), look.maybe_day("session.closed_on")
        words = look.words("institution.status")
        if since is not None and closed is not None and since > closed:
            return county(f"机构在结业之后（{shown(since)}）{words}，由县区审定")
        return unmet(f"机构状态为{words}")
    if status == "rectifying":
        return county("机构正在整改，由县区审定")
    if kind not in kinds:
        return county(f"机构类型为{look.words('institution.kind')}，不在通知所列之内，由县区审定")
    return met(f"{look.words('institution.kind')}，状态正常")


def certificate_counts(look: Look, *, kinds: tuple[str, ...]) -> Verdict:
    """Whether the certificate is one of those that earn the evaluation subsidy.

    A 专项职业能力证书 is not named and goes to the county by the setting `special_ability`.

    Source: （十）"取得职业资格证书或职业技能等级证书的".
    """
    kind = look.text("certificate.kind")
    if kind is None:
        return ask("请补充证书类型")
    words = look.words("certificate.kind")
    if kind in kinds:
        return met(f"取得{words}")
    if kind == "special_ability":
        rule = look.rules.setting("special_ability")
        if rule == "county":
            return county("专项职业能力证书通知没有写明，由县区审定")
        return (
            met("专项职业能力证书，本地设为计入")
            if rule == "yes"
            else unmet("专项职业能力证书，本地设为不计入")
        )
    return unmet(f"{words}，不属于职业资格证书或职业技能等级证书")


def certificate_number(look: Look) -> Verdict:
    """Whether the level inside the certificate number is the level stated; a different year only warns.

    Source: （十）; standard layouts of 22- and 16-character numbers.
    """
    number, level = look.text("certificate.number"), look.text("certificate.level")
    issued = look.day_at("certificate.issued_on")
    if number is None or level is None or issued is None:
        return ask("请补充证书编号、等级和发证日期")
    year, inner = _inside(number.upper().replace(" ", ""))
    if not inner:
        return met("证书编号不是标准编号，未核对等级")
    if inner != level_code(level):
        return unmet(f"证书编号所含等级是{level_name(inner)}，与所填等级不一致，请核对证书")
    warnings = [] if year == f"{issued.year % 100:02d}" else ["证书编号所含年份与发证日期不一致，请核对"]
    return met(f"证书编号与{level_name(inner)}一致", *warnings)


def _inside(number: str) -> tuple[str, str]:
    if found := re.fullmatch(r"[YSJ]\d{12}(\d\d)([1-5])\d{6}", number):
        return found[1], found[2]
    if found := re.fullmatch(r"(\d\d)\d{8}([1-5])\d{5}", number):
        return found[1], found[2]
    return "", ""


def issued(look: Look) -> Verdict:
    """Whether the certificate has been issued by the day of the application.

    Source: （十）"取得职业资格证书或职业技能等级证书的".
    """
    day = look.day_at("certificate.issued_on")
    if day is None:
        return ask("请补充发证日期")
    return unmet(f"发证日期{shown(day)}在今天之后，请核对") if day > look.day else met(f"{shown(day)}发证")
