"""Every fact that a policy condition may look at: its path, type, Chinese label and where it is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class FactKind(StrEnum):
    """The type of one fact."""

    TEXT = "text"
    CHOICE = "choice"
    DAY = "day"
    DAY_OR_OPEN = "day_or_open"
    FLAG = "flag"
    COUNT = "count"
    FEN = "fen"
    ROWS = "rows"


_OTHER_KEYS: Final = {"graduate.stage": "school_stage"}

OPEN: Final = "open"
"""What a `DAY_OR_OPEN` fact holds when there is no end: 长期有效, 无固定期限."""


@dataclass(frozen=True, slots=True)
class FactSpec:
    """One entry of the vocabulary.

    `path` marks rows with `[]` (`worker.categories[].code`); `asked_in` is the place in the window, and
    `field` the form key of the input that answers it.
    """

    path: str
    kind: FactKind
    label: str
    asked_in: str
    choices: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def field(self) -> str:
        """Return the form key of the input that answers this fact."""
        if self.path in _OTHER_KEYS:
            return _OTHER_KEYS[self.path]
        return self.path.removeprefix("roster[].").split(".", 1)[-1] if "." in self.path else self.path


def _specs(
    asked_in: str, prefix: str, *rows: tuple[str, FactKind, str] | tuple[str, FactKind, str, str]
) -> list[FactSpec]:
    made = []
    for row in rows:
        pairs = row[3].split() if len(row) == 4 else []
        choices = MappingProxyType({p.split("=")[0]: p.split("=")[1] for p in pairs})
        made.append(FactSpec(prefix + row[0], row[1], row[2], asked_in, choices))
    return made


_T, _C, _D, _O = FactKind.TEXT, FactKind.CHOICE, FactKind.DAY, FactKind.DAY_OR_OPEN
_F, _N, _Y, _R = FactKind.FLAG, FactKind.COUNT, FactKind.FEN, FactKind.ROWS

CATEGORIES: Final = (
    "NMG=农民工 TPRK=脱贫人口 JCDX=防返贫监测对象 JYKN=就业困难人员 LJY=零就业家庭成员 LHS-N=两后生（农村） "
    "LHS-D=两后生（城市低保） DB-C=城市低保 DB-N=农村低保 CJ=残疾人 TYJR=退役军人 TB=退捕渔民 TC=退出村两委"
)
CERTIFICATES: Final = (
    "vocational_qualification=职业资格证书 skill_level=职业技能等级证书 special_ability=专项职业能力证书 "
    "training_pass=培训合格证 special_operation=特种作业操作证 none=未取得证书（含考核不合格）"
)
CLAIM_KINDS: Final = (
    "training=职业培训补贴 living=生活费补贴 evaluation=职业技能评价补贴 employer=企业直补 "
    "skill_uplift=参保职工技能提升补贴"
)
CLAIM_STATES: Final = (
    "accepted=受理中 reported=已上报 approved=已批准 paid=已拨付 payment_failed=支付失败待重付 "
    "returned=退回补正 refused=不予受理 withdrawn=撤回 rejected=审核不通过 repaid=已全额追回"
)
_ID_TYPES = (
    "01=居民身份证 02=军官证 03=武警警官证 04=港澳通行证（港） 05=港澳通行证（澳） 06=台胞证 "
    "07=外国人永久居留证 08=外国人护照 10=港澳台居民居住证 99=其他"
)
_STATES = (
    "1=本乡镇就业 2=乡外县内 3=县外市内 4=市外省内 5=省外 6=境外 7=自主创业 8=务农 "
    "9=未就业有意愿 0=未就业无意愿"
)
_FORMS = (
    "unit=单位就业 self_employed_staff=个体工商户用工 ngo_staff=民办非企业用工 flexible=灵活就业 "
    "owner=个体工商户业主 public_post=公益性岗位"
)

_INSTITUTIONS = (
    "service_centre=公共就业服务中心 college=职业院校（含技工院校） school=职业培训机构 "
    "agency=人力资源服务机构 base=高技能人才培训基地 studio=技能大师工作室 association=行业协会 "
    "leader=龙头企业 group=培训集团（联盟） employer=用人单位自办 other=其他"
)

_WORKER = _specs(
    "登记与查询",
    "worker.",
    ("name", _T, "姓名"),
    ("id_type", _C, "证件类型", _ID_TYPES),
    ("id_number", _T, "身份证号"),
    ("birth", _D, "出生日期"),
    ("sex", _C, "性别", "0=未知 1=男 2=女 9=未说明"),
    ("urban_rural", _C, "城乡属性", "rural=农村 urban=城镇"),
    ("hukou_kind", _C, "户口性质", "farm=农业 town=非农业 resident=居民户口"),
    ("hukou_code", _T, "户籍地代码"),
    ("is_student", _F, "是否在校学生"),
    ("has_pension", _F, "是否已领取职工养老金"),
    ("insurance_kind", _C, "养老保险类型", "employee=职工 resident=城乡居民 none=未参保"),
    ("woman_post", _C, "女性退休岗位类别", "worker=工人岗（50岁） manager=管理技术岗或灵活就业参保（55岁）"),
    ("retirement_choice", _C, "弹性退休选择", "early=提前 late=延后 none=未选择"),
    ("work_state", _C, "就业状态", _STATES),
    ("work_form", _C, "就业形式", _FORMS),
    ("plans_to_leave", _F, "是否准备外出或转移就业"),
    ("has_contract", _F, "是否签劳动合同"),
    ("is_insured", _F, "是否参加职工社保"),
    ("education", _T, "文化程度"),
    ("phone", _T, "电话"),
    ("categories[]", _R, "人员类别"),
)
_CATEGORY = _specs(
    "登记与查询",
    "worker.categories[].",
    ("code", _C, "人员类别", CATEGORIES),
    ("authority", _T, "认定机关"),
    ("certified_on", _D, "认定日期"),
    ("valid_to", _O, "失效日期（长期有效请选“长期”）"),
    ("source", _C, "认定来源", "match=比对 paper=证明 pledge=承诺"),
    ("document_no", _T, "证明文号"),
    ("is_risk_cleared", _F, "监测对象风险是否已消除"),
    ("household", _T, "按户认定的，户主姓名"),
)
_GRADUATE = _specs(
    "登记与查询",
    "graduate.",
    (
        "stage",
        _C,
        "毕业学段",
        "junior=初中 senior=高中 vocational=中专职高技校 other=其他 none=不是应届毕业生",
    ),
    ("graduated_on", _D, "毕业日期"),
    ("school", _T, "毕业学校"),
    ("continues_study", _F, "是否继续升学"),
)
_COURSE = (
    _specs(
        "岗位与培训",
        "course.",
        ("name", _T, "培训班名称"),
        ("occupation", _T, "培训职业（编码或名称）"),
        ("trade", _T, "工种"),
        ("level", _T, "培训等级"),
        (
            "kind",
            _C,
            "培训类别",
            "entry=就业技能 uplift=岗位技能提升 startup=创业 apprentice=新型学徒 project=项目制",
        ),
        ("uses_national_book", _F, "是否用国家规划教材"),
        ("uses_national_package", _F, "是否用国家基本职业培训包"),
    )
    + _specs(
        "岗位与培训",
        "session.",
        ("ref", _T, "班期编号"),
        ("opened_on", _D, "开班日期"),
        ("closed_on", _D, "结业日期"),
        ("class_hours", _N, "课时"),
        ("mode", _C, "培训方式", "onsite=线下 online=线上 mixed=线上线下结合"),
    )
    + _specs(
        "岗位与培训",
        "institution.",
        ("name", _T, "培训机构"),
        (
            "kind",
            _C,
            "机构类型",
            _INSTITUTIONS,
        ),
        ("status", _C, "机构状态", "normal=正常 rectifying=整改 suspended=暂停 revoked=取消"),
        ("status_since", _D, "机构状态起始日"),
        ("is_brand", _F, "是否品牌培训机构"),
    )
)
_RESULT = _specs(
    "岗位与培训",
    "result.",
    ("is_passed", _F, "结业考核是否合格"),
    ("passed_on", _D, "考核日期"),
) + _specs(
    "登记与查询",
    "certificate.",
    ("kind", _C, "证书类型", CERTIFICATES),
    ("number", _T, "证书编号"),
    ("occupation", _T, "证书职业（编码或名称）"),
    ("trade", _T, "证书工种"),
    ("level", _T, "证书等级"),
    ("issued_on", _D, "发证日期"),
    ("issuer", _T, "发证机构"),
)
_ATTENDANCE = _specs("岗位与培训", "", ("attendance[]", _R, "考勤")) + _specs(
    "岗位与培训",
    "attendance[].",
    ("date", _D, "考勤日期"),
    ("present", _F, "是否到课"),
    ("is_online", _F, "当日是否仅线上学习"),
    ("session", _T, "班期编号"),
)
_EMPLOYER = _specs(
    "补贴申请",
    "employer.",
    ("name", _T, "单位名称"),
    ("uscc", _T, "统一社会信用代码"),
    ("organised_by", _C, "培训组织方式", "self=自行组织 entrusted=委托机构 other=非本单位组织"),
    ("bears_cost", _F, "培训成本是否由单位承担（票据付款人为本单位）"),
    ("training_cost", _Y, "培训总成本"),
    ("wage_total", _Y, "工资总额"),
    ("fund_drawn", _Y, "职工教育经费计提（使用）额"),
    ("fund_frontline", _Y, "用于一线职工的教育经费"),
)
_CONTRACT = _specs(
    "补贴申请",
    "contract.",
    ("starts_on", _D, "劳动合同起始日"),
    ("ends_on", _O, "劳动合同终止日（无固定期限请选“长期”）"),
    ("is_insured", _F, "是否有社保缴费记录"),
    ("has_wage_record", _F, "是否有工资流水"),
    ("is_dispatched", _F, "是否劳务派遣用工"),
) + _specs("补贴申请", "learner.", ("fee", _Y, "向学员收取的费用（含押金）"))
_APPLICATION = _specs(
    "补贴申请",
    "application.",
    ("ref", _T, "受理编号"),
    ("applied_on", _D, "申领日期"),
)
_CLAIM = _specs("补贴申请", "", ("claims[]", _R, "历次补贴记录（含导入名单）")) + _specs(
    "补贴申请",
    "claims[].",
    ("ref", _T, "记录编号"),
    ("person", _T, "记录的身份证号"),
    ("kind", _C, "记录的补贴种类", CLAIM_KINDS),
    ("state", _C, "记录的状态", CLAIM_STATES),
    ("occupation", _T, "记录的职业"),
    ("trade", _T, "记录的工种"),
    ("level", _T, "记录的等级"),
    ("session", _T, "记录的班期编号"),
    ("certificate", _T, "记录的证书编号"),
    ("applied_on", _D, "记录的申领日期"),
    ("closed_on", _D, "记录的结业日期"),
    ("issued_on", _D, "记录的发证日期"),
    ("covers_from", _D, "生活费补贴覆盖起日"),
    ("covers_to", _D, "生活费补贴覆盖止日"),
    ("source", _T, "记录来源"),
)
_LISTS = (
    _specs(
        "设置",
        "",
        ("links[]", _R, "新旧身份证号对照表"),
        ("lists[]", _R, "已载入的比对名单"),
        ("matches[]", _R, "名单比对结果"),
    )
    + _specs("设置", "links[].", ("old", _T, "旧证件号"), ("new", _T, "新证件号"))
    + _specs(
        "设置",
        "lists[].",
        ("list", _T, "名单代码"),
        ("name", _T, "名单名称"),
        ("batch", _T, "名单批次"),
        ("as_of", _D, "名单数据日期"),
        ("horizon", _D, "名单有效期止"),
    )
    + _specs(
        "设置",
        "matches[].",
        ("list", _T, "名单代码"),
        ("person", _T, "比对的身份证号"),
        ("is_match", _F, "是否比中"),
    )
)
ROSTER_PARTS: Final = ("worker.", "contract.", "learner.", "result.", "certificate.")
"""The parts of the facts that each row of an employer's roster holds for itself."""


def _build() -> MappingProxyType[str, FactSpec]:
    singles = [
        *_WORKER,
        *_CATEGORY,
        *_GRADUATE,
        *_COURSE,
        *_RESULT,
        *_ATTENDANCE,
        *_EMPLOYER,
        *_CONTRACT,
        *_APPLICATION,
        *_CLAIM,
        *_LISTS,
    ]
    roster = _specs("补贴申请", "", ("roster[]", _R, "学员花名册"), ("roster[].ref", _T, "花名册行号"))
    roster += [
        FactSpec("roster[]." + spec.path, spec.kind, spec.label, spec.asked_in, spec.choices)
        for spec in singles
        if spec.path.startswith(ROSTER_PARTS)
    ]
    return MappingProxyType({spec.path: spec for spec in [*singles, *roster]})


_VOCABULARY = _build()


def vocabulary() -> MappingProxyType[str, FactSpec]:
    """Return every fact by path, in reading order."""
    return _VOCABULARY


def label_of(path: str) -> str:
    """Return the Chinese label of `path`."""
    return _VOCABULARY[path].label
