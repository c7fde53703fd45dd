"""Conditions on an employer that asks for the training subsidy itself, and on its learners."""

from __future__ import annotations

from app.services.policy.facts import shown
from app.services.policy.look import Look
from app.services.policy.outcome import Verdict, ask, county, met, unmet

_PREFIXES = {
    "91": "企业",
    "92": "个体工商户",
    "93": "农民专业合作社",
    "52": "民办非企业单位",
    "51": "社会团体",
    "53": "基金会",
    "11": "机关",
    "12": "事业单位",
    "N1": "集体经济组织",
    "N2": "村集体经济组织",
    "N3": "乡镇集体经济组织",
}


def employer_is_enterprise(look: Look, *, undecided: tuple[str, ...]) -> Verdict:
    """Whether the employer is an enterprise; for `undecided` prefixes see `direct_for_others`.

    Source: （九）"对于企业吸纳农民工就业…可按规定将培训补贴直补企业".
    """
    uscc = look.text("employer.uscc")
    if uscc is None:
        return ask("请补充统一社会信用代码")
    prefix = uscc.strip().upper()[:2]
    words = _PREFIXES.get(prefix, "其他单位")
    if prefix == "91":
        return met("单位为企业（代码91开头）")
    if prefix in undecided:
        rule = look.rules.setting("direct_for_others")
        if rule == "county":
            return county(f"单位为{words}（代码{prefix}开头），直补只写明企业，由县区审定")
        return met(f"{words}，本地设为可以直补") if rule == "yes" else unmet(f"{words}，本地设为不直补")
    return unmet(f"单位为{words}（代码{prefix}开头），不是企业")


def organised_directly(look: Look) -> Verdict:
    """Whether the employer itself trained; commissioning a school follows the setting `entrusted`.

    Source: （九）"直接组织其培训".
    """
    by = look.text("employer.organised_by")
    if by is None:
        return ask("请填写培训组织方式")
    if by == "self":
        return met("单位自行组织培训")
    if by == "other":
        return unmet("培训不是本单位组织的")
    rule = look.rules.setting("entrusted")
    if rule == "county":
        return county("委托机构培训是否算直接组织，由县区审定")
    return (
        met("委托机构培训，本地设为算直接组织")
        if rule == "yes"
        else unmet("委托机构培训，本地设为不算直接组织")
    )


def bears_cost(look: Look) -> Verdict:
    """Whether the employer paid for the training.

    Source: （九）"且承担培训成本的".
    """
    bears = look.flag("employer.bears_cost")
    if bears is None:
        return ask("请填写培训成本由谁承担（看票据付款人）")
    return met("培训成本由单位承担") if bears else unmet("培训成本不是单位承担")


def learner_paid_nothing(look: Look) -> Verdict:
    """Whether this learner paid no fee and no deposit.

    Source: （九）"且承担培训成本的", judged for each learner.
    """
    fee = look.count("learner.fee")
    if fee is None:
        return ask("请填写向学员收取的费用，没有收取填 0")
    return met("未向学员收费") if fee == 0 else unmet(f"向学员收费{yuan(fee)}，单位未承担全部成本")


def employed_in_training(look: Look) -> Verdict:
    """Whether this learner's employment covers part of the training and is evidenced.

    Agency workers are left to the county, which asks who bears the cost.

    Source: （九）"企业吸纳农民工就业".
    """
    starts, ends = look.day_at("contract.starts_on"), look.day_at("contract.ends_on")
    opened, closed = look.day_at("session.opened_on"), look.day_at("session.closed_on")
    if starts is not None and closed is not None and starts > closed:
        return unmet(f"劳动合同{shown(starts)}起，晚于结业日{shown(closed)}")
    if ends is not None and opened is not None and ends < opened:
        return unmet(f"劳动合同{shown(ends)}止，早于开班日{shown(opened)}")
    verdict = _evidence(look)
    if None in (starts, ends, opened, closed):
        return ask("请补充劳动合同起止和培训起止日期")
    return verdict


def _evidence(look: Look) -> Verdict:
    is_dispatched = look.flag("contract.is_dispatched")
    evidence = [look.flag("contract.is_insured"), look.flag("contract.has_wage_record")]
    if is_dispatched is None:
        return ask("请填写是否劳务派遣用工")
    if is_dispatched:
        return county("劳务派遣用工，成本由谁承担由县区审定")
    if True in evidence:
        return met("培训期间在本单位就业，有社保或工资记录")
    if None in evidence:
        return ask("请补充社保缴费记录或工资流水")
    return county("培训期间有劳动合同，但没有社保和工资记录，由县区审定")


def frontline_funds(look: Look, *, percent: int) -> Verdict:
    """Warn when less than `percent` % of the education funds went to front-line staff; never refuse.

    Source: （八）"60%以上用于一线职工的教育和培训"; the notice guides and urges, it does not forbid.
    """
    drawn, frontline = look.maybe("employer.fund_drawn"), look.maybe("employer.fund_frontline")
    if not isinstance(drawn, int) or not isinstance(frontline, int) or drawn == 0:
        return met("职工教育经费使用情况未填（只作提示，不影响申领）")
    share = f"一线职工教育经费占{frontline * 100 / drawn:.1f}%"
    if frontline * 100 >= drawn * percent:
        return met(f"{share}，达到{percent}%以上")
    return met(f"{share}（只作提示，不影响申领）", f"{share}，低于{percent}%，请引导企业足额用于一线职工")


def yuan(fen: int) -> str:
    """Return an amount in fen as 1,500元 or 1,500.50元."""
    whole, rest = divmod(fen, 100)
    return f"{whole:,}元" if rest == 0 else f"{whole:,}.{rest:02d}元"
