"""Closed lists whose members the code itself speaks of; the value is the standard's code, the label is Chinese."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A code with its Chinese label."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Make the member `value` with its label."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


class Role(Labelled):
    """What an account may do: nobody reviews what he took in, whatever his role."""

    CLERK = "clerk", "经办人"
    REVIEWER = "reviewer", "复核人"
    ADMIN = "admin", "站点管理员"


class CategoryCode(Labelled):
    """人员类别 (product codes of standards 3.3)."""

    NMG = "NMG", "农民工"
    TPRK = "TPRK", "脱贫人口"
    JCDX = "JCDX", "防返贫监测对象"
    JYKN = "JYKN", "就业困难人员"
    LJY = "LJY", "零就业家庭"
    LHS_N = "LHS-N", "两后生（农村）"
    LHS_D = "LHS-D", "两后生（城市低保）"
    DB_C = "DB-C", "城市低保"
    DB_N = "DB-N", "农村低保"
    CJ = "CJ", "残疾人"
    TYJR = "TYJR", "退役军人"
    TB = "TB", "退捕渔民"
    TC = "TC", "退出村两委"


class Source(Labelled):
    """How a category was shown: by comparison, by paper, or by the worker's pledge (告知承诺)."""

    MATCH = "match", "数据比对"
    PAPER = "paper", "证明材料"
    PLEDGE = "pledge", "告知承诺"


class CertificateKind(Labelled):
    """The four papers a training may end in; only the first two are named by clause （十）2."""

    QUALIFICATION = "vocational_qualification", "职业资格证书"
    SKILL_LEVEL = "skill_level", "职业技能等级证书"
    SPECIAL = "special_ability", "专项职业能力证书"
    PASS = "training_pass", "培训合格证"


class SubsidyKind(Labelled):
    """The four subsidies; `business` is the two-letter code in a case number."""

    TRAINING = "training", "职业培训补贴"
    LIVING = "living", "生活费补贴"
    EVALUATION = "evaluation", "职业技能评价补贴"
    EMPLOYER = "employer", "企业直补"

    @property
    def business(self) -> str:
        """Return the business code of the case number (forms 2.10)."""
        return {"training": "PX", "living": "SH", "evaluation": "PJ", "employer": "ZB"}[self.value]


class ApplicationState(Labelled):
    """The life of an application at the counter; only a signed reply goes past `EXPORTED`."""

    TAKEN = "taken", "已受理"
    TO_REVIEW = "to_review", "待复核"
    RETURNED = "returned", "退回补正"
    REVIEWED = "reviewed", "待上报"
    EXPORTED = "exported", "已导出"
    RECEIVED = "received", "县已收"
    GRANTED = "granted", "县已办·通过"
    REFUSED = "refused", "县已办·不通过"
    REJECTED = "rejected", "不予受理"
    WITHDRAWN = "withdrawn", "已撤回"


class BatchState(Labelled):
    """What is honestly known of a batch: a stick in a drawer is not a batch received."""

    SEALED = "sealed", "已封存，未导出"
    EXPORTED = "exported", "已导出"
    RECEIVED = "received", "县已收"
    ANSWERED = "answered", "县已办"
    RELEASED = "released", "已作废，内容并入新纪元重新上报"


class FeedbackKind(Labelled):
    """What a clerk did with an offer for one worker."""

    PIN = "pin", "置顶"
    HIDE = "hide", "不再推荐"


class MatchOutcome(Labelled):
    """What came of a recommendation (推荐→联系→面试→上岗→30 天在岗)."""

    MADE = "made", "已推荐"
    CONTACTED = "contacted", "已联系"
    INTERVIEWED = "interviewed", "已面试"
    STARTED = "started", "已上岗"
    STAYED = "stayed", "在岗满30天"
    DECLINED = "declined", "本人不愿去"
    TURNED_DOWN = "turned_down", "单位未录用"
    LEFT = "left", "已离岗"
