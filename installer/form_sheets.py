"""The forms themselves, field by field."""
# ruff: noqa: E501 - one form's row is one line

from __future__ import annotations

from collections.abc import Callable

from form_grid import COLUMNS, HEI, Form, Part, label, middle, value

_DATE = "\u3000\u3000年\u3000\u3000月\u3000\u3000日"
_PAGE = "第 &P 页 共 &N 页"


def box(key: str, *choices: tuple[str, str]) -> str:
    """Return tick boxes for the choices of a key: (code, label)."""
    return " ".join(f"{{{{box:{key}={code}}}}}{name}" for code, name in choices)


def _registration() -> Form:
    form = Form("农民工基本信息登记表", margins=(25, 17, 20, 16))
    form.heading("农民工基本信息登记表（实名制）", height=12)
    form.under_heading("编号：{{worker.registration_number}}", "填表日期：{{date:form.filled_on}}")
    top = form.next_row
    _registration_person(form)
    _registration_work(form)
    _registration_wishes(form)
    form.signed_box(
        22, (3, "本人承诺", 21,
             "以上信息真实、准确、完整，如有变化及时告知；同意服务站将上述信息用于就业服务、职业培训和就业补贴办理。",
             f"签字（手印）：\u3000\u3000\u3000\u3000\u3000\u3000{_DATE}"),
    )  # fmt: skip
    form.signed_box(
        30, (3, "村（居）\n委会意见", 11, "{{worker.village_opinion}}",
             f"签字：\u3000\u3000\u3000\u3000（公章）\n{_DATE}"),
        (3, "服务站\n登记意见", 7, "登记人：{{clerk.name}}\n登记日期：{{date:form.registered_on}}", f"（公章）\n{_DATE}"),
    )  # fmt: skip
    form.frame(top)
    form.notes(
        9, "填表说明：1. 本表一人一表，“□”内打“√”，人员类别可多选，每类须填认定日期和文号；"
           "2. 地址填至村（社区）组、门牌号；3. 收入按税前月均数填写；4. 没有的项目留空。",
    )  # fmt: skip
    form.footer(_PAGE)
    return form


def _registration_person(form: Form) -> None:
    form.row(9, label(2, "姓名"), middle(5, "{{worker.name}}"), label(2, "性别"), middle(2, "{{worker.sex}}"),
             label(2, "民族"), middle(2, "{{worker.nation}}"), label(2, "曾用名"), middle(3, "{{worker.former_name}}"),
             Part(4, "{{photo:worker.photo}}", rows=4, across="center"))  # fmt: skip
    form.row(9, label(3, "证件类型"), middle(4, "{{worker.id_type}}"), label(2, "公民身\n份号码"),
             middle(6, "{{worker.id_number}}"), label(2, "出生\n日期"), middle(3, "{{worker.birth}}"))  # fmt: skip
    form.row(9, label(3, "政治面貌"), middle(4, "{{worker.politics}}"), label(2, "婚姻\n状况"),
             middle(3, "{{worker.marriage}}"), label(3, "健康状况"), middle(5, "{{worker.health}}"))  # fmt: skip
    form.row(9, label(3, "户籍地址"), value(17, "{{worker.hukou_text}}"))
    kinds = box("worker.hukou_kind", ("farm", "农业"), ("town", "非农业"), ("resident", "居民户口"))
    sides = box("worker.urban_rural", ("rural", "农村"), ("urban", "城镇"))
    form.row(8, label(3, "户口性质"), value(12, f"{kinds}（{sides}）"), label(4, "户主姓名/关系"),
             middle(5, "{{worker.household_head}}/{{worker.relation_to_head}}"))  # fmt: skip
    form.row(8, label(3, "常住地址"), value(12, "{{worker.live_text}}"), label(4, "联系电话"),
             middle(5, "{{worker.phone}}"))  # fmt: skip
    form.row(8, label(3, "文化程度"), middle(5, "{{worker.education}}"), label(3, "毕业时间"),
             middle(4, "{{worker.graduated_on}}"), label(4, "紧急联系电话"), middle(5, "{{worker.emergency_phone}}"))  # fmt: skip
    form.row(8, label(3, "毕业院校"), value(12, "{{worker.school}}"), label(4, "所学专业"),
             middle(5, "{{worker.major}}"))  # fmt: skip
    form.row(16, label(3, "人员类别"), value(21, box(
        "worker.categories", ("NMG", "一般农民工"), ("TPRK", "脱贫人口"), ("JCDX", "防返贫监测对象"),
        ("JYKN", "就业困难人员"), ("LJY", "零就业家庭成员"), ("DB-C|DB-N", "低保"), ("CJ", "残疾人"),
        ("TB", "退捕渔民"), ("LHS-N|LHS-D", "两后生"), ("TYJR", "退役军人"), ("TC", "退出村两委"))
        + "\n认定日期、文号：{{worker.categories_text}}"))  # fmt: skip


def _registration_work(form: Form) -> None:
    form.row(13, label(3, "就业状态"), value(21, box(
        "worker.work_state", ("1", "本乡镇就业"), ("2", "乡外县内"), ("3", "县外市内"), ("4", "市外省内"),
        ("5", "省外"), ("6", "境外"), ("7", "自主创业"), ("8", "务农"))
        + " " + box("worker.work_state", ("9|0", "未就业")) + "（"
        + box("worker.work_state", ("9", "有意愿"), ("0", "无意愿")) + "）"))  # fmt: skip
    form.row(8, label(3, "就业单位"), value(9, "{{worker.work_unit}}"), label(2, "行业"), middle(4, "{{worker.industry}}"),
             label(2, "月收入"), middle(4, "{{yuan:worker.monthly_income}}元"))  # fmt: skip
    form.row(8, label(3, "岗位/工种"), value(9, "{{worker.post}} {{worker.occupation}}"), label(2, "合同"),
             middle(4, box("worker.has_contract", ("1", "有"), ("0", "无"))), label(2, "参保"),
             middle(4, box("worker.is_insured", ("1", "是"), ("0", "否"))))  # fmt: skip
    form.row(8, label(3, "就业形式"), value(21, box(
        "worker.work_form", ("unit", "单位就业"), ("self_employed_staff", "个体工商户用工"),
        ("ngo_staff", "民办非企业用工"), ("flexible", "灵活就业"), ("public_post", "公益岗"))))  # fmt: skip
    form.row(8, label(3, "外出务工\n去向"), value(9, "{{worker.movement_place}}"), label(2, "起止"),
             middle(4, "{{worker.movement_period}}"), label(2, "组织\n方式"), middle(4, "{{worker.movement_organised}}"))  # fmt: skip
    form.row(7, label(3, "技能情况", rows=2), label(6, "职业（工种）"), label(3, "等级"), label(7, "证书编号"),
             label(5, "发证日期"))  # fmt: skip
    form.row(7, middle(6, "{{#worker.skills:2}}{{worker.skills.occupation}}"), middle(3, "{{worker.skills.level}}"),
             middle(7, "{{worker.skills.certificate_no}}"), middle(5, "{{worker.skills.issued_on}}"))  # fmt: skip


def _registration_wishes(form: Form) -> None:
    form.row(8, label(3, "培训意愿", rows=2), middle(4, box("worker.wish_training", ("1", "有"), ("0", "无"))),
             label(3, "意向工种"), value(14, "{{worker.wish_trades}}"))  # fmt: skip
    form.row(8, label(2, "方式"), middle(8, box(
        "worker.wish_training_mode", ("offline", "线下"), ("online", "线上"))), label(3, "时间"),
        middle(8, "{{worker.wish_training_time}}"))  # fmt: skip
    form.row(8, label(3, "求职意愿"), label(3, "意向岗位"), value(8, "{{worker.wish_jobs}}"), label(2, "期望\n月薪"),
             middle(3, "{{yuan:worker.wish_pay}}元"), label(2, "意向\n地区"), middle(3, "{{worker.wish_area}}"))  # fmt: skip
    form.row(8, label(3, "家庭劳动力"), label(3, "总人口"), middle(4, "{{worker.family_size}}人"), label(3, "劳动力数"),
             middle(4, "{{worker.labour_count}}人"), label(3, "外出数"), middle(4, "{{worker.away_count}}人"))  # fmt: skip


def _applicant(form: Form) -> None:
    form.row(8.5, label(2, "姓名"), middle(5, "{{worker.name}}"), label(2, "性别"), middle(2, "{{worker.sex}}"),
             label(2, "年龄"), middle(2, "{{worker.age}}"), label(3, "公民身份\n号码"), middle(6, "{{worker.id_number}}"))  # fmt: skip
    form.row(8.5, label(3, "户籍所在地"), value(12, "{{worker.hukou_text}}"), label(3, "联系电话"),
             middle(6, "{{worker.phone}}"))  # fmt: skip


def _money(form: Form) -> None:
    form.row(8.5, label(3, "开户银行\n（到网点）"), value(9, "{{bank.branch}}"), label(3, "户名\n（须本人）"),
             middle(9, "{{bank.account_name}}"))  # fmt: skip
    form.row(8.5, label(3, "账号/社保\n卡号"), middle(21, "{{bank.account_number}}"))


def _signed(name: str) -> str:
    return f"{name}：\u3000\u3000\u3000\u3000\u3000{_DATE}"


def _training() -> Form:
    form = Form("个人职业培训补贴申领表", margins=(25, 18, 20, 17))
    form.heading("个人职业培训补贴申领表", height=12)
    form.under_heading("编号：{{application.case_number}}", "填表日期：{{date:application.filed_on}}")
    top = form.next_row
    _applicant(form)
    form.row(13, label(3, "人员类别"), value(21, box(
        "worker.categories", ("NMG", "农村转移就业劳动者"), ("TPRK|JCDX", "脱贫人口（监测对象）"), ("JYKN", "就业困难人员"),
        ("LJY", "零就业家庭成员"), ("LHS-N|LHS-D", "两后生")) + "\n" + box(
        "worker.work_form", ("flexible", "灵活就业人员"), ("self_employed_staff", "个体工商户用工"),
        ("ngo_staff", "民办非企业单位用工"))))  # fmt: skip
    form.row(9, label(3, "就业创业证/\n实名登记号"), middle(5, "{{worker.registration_number}}"), label(2, "就业\n形式"),
             middle(4, "{{worker.work_form_text}}"), label(2, "用工\n单位"), value(8, "{{worker.work_unit}}"))  # fmt: skip
    form.row(8.5, label(3, "培训机构"), value(10, "{{institution.name}}"), label(4, "统一社会\n信用代码"),
             middle(7, "{{institution.uscc}}"))  # fmt: skip
    form.row(8.5, label(3, "培训职业\n（工种）"), value(5, "{{course.occupation}}"), label(2, "职业\n代码"),
             middle(4, "{{course.occupation_code}}"), label(2, "等级"), middle(2, "{{course.level}}"), label(2, "培训\n班号"),
             middle(4, "{{session.number}}"))  # fmt: skip
    form.row(8.5, label(3, "培训起止"), middle(9, "{{date:session.started}}至{{date:session.ended}}"), label(2, "学时"),
             middle(2, "{{course.hours}}"), label(2, "出勤\n天数"), middle(2, "{{session.attended_days}}"),
             label(2, "考核\n结果"), middle(2, "{{session.result}}"))  # fmt: skip
    form.row(8.5, label(3, "证书类型"), value(21, box(
        "certificate.kind", ("vocational_qualification", "职业资格证书"), ("skill_level", "职业技能等级证书"),
        ("special_ability", "专项职业能力证书"), ("training_pass", "培训合格证"))))  # fmt: skip
    form.row(8.5, label(3, "证书编号"), middle(12, "{{certificate.number}}"), label(3, "发证日期"),
             middle(6, "{{date:certificate.issued_on}}"))  # fmt: skip
    form.row(8.5, label(3, "缴费票据号"), middle(12, "{{application.invoice_number}}"), label(3, "票据金额"),
             middle(6, "{{money:application.invoice_amount}}"))  # fmt: skip
    form.row(8.5, label(3, "申请补贴\n标准"), middle(4, "{{application.rate_text}}"), label(3, "申请金额\n（小写）"),
             middle(4, "{{money:application.amount}}"), label(2, "大写"), value(8, "{{words:application.amount}}"))  # fmt: skip
    form.row(8.5, label(3, "资金渠道\n（经办填）"), value(12, box(
        "application.fund", ("employment", "就业补助"), ("insurance", "失业保险"), ("special", "专账"), ("other", "其他"))),
        label(3, "目录版本/\n文号"), value(6, "{{application.catalogue}}"))  # fmt: skip
    _money(form)
    form.signed_box(20, (3, "申请人\n承诺", 21,
        "所交材料真实有效；本年度未就同一职业（工种）同一等级重复申领补贴（含失业保险技能提升补贴）；如有不实，愿退还补贴资金并承担相应责任。", _signed("签字")))  # fmt: skip
    form.signed_box(30, (3, "村（居）\n委会意见", 9, "{{application.village_opinion}}", f"签字：\u3000\u3000\u3000\u3000（公章）\n{_DATE}"),
                    (3, "乡镇街道\n服务站\n初审意见", 9, "{{application.station_opinion}}\n经办人：{{clerk.name}}\u3000复核人：{{reviewer.name}}",
                     f"（公章）\n{_DATE}"))  # fmt: skip
    form.signed_box(30, (3, "县（区）\n人社部门\n审核意见", 9, "{{application.county_opinion}}",
                         f"经办：\u3000\u3000复核：\u3000\u3000负责人：\u3000\u3000\n（公章）\u3000{_DATE}"),
                    (3, "财政部门\n意见\n（如需）", 9, "", f"签字：\u3000\u3000\u3000\u3000（公章）\n{_DATE}"))  # fmt: skip
    form.row(8.5, label(3, "公示情况"), value(9, "{{application.notice_period}} "
             + box("application.notice_result", ("clear", "无异议"))), label(3, "拨付日期/\n凭证号"),
             value(9, "{{application.payment}}"))  # fmt: skip
    form.frame(top)
    form.notes(9, "填表说明：随表提交身份证、社会保障卡（银行卡）、证书、缴费票据及类别证明；经数据比对、联网核查可确认的免交。"
                  "机构垫付培训费的，另附代为申请协议。")  # fmt: skip
    form.footer(_PAGE)
    return form


def _living() -> Form:
    form = Form("生活费补贴申领表", margins=(25, 18, 20, 17))
    form.heading("职业培训生活费补贴申领表", height=12)
    form.under_heading("编号：{{application.case_number}}", "填表日期：{{date:application.filed_on}}")
    top = form.next_row
    _applicant(form)
    form.row(13, label(4, "补贴对象类别\n（单选）"), value(20, box(
        "application.living_category", ("TPRK", "脱贫人口"), ("JCDX", "防返贫监测对象"), ("JYKN", "就业困难人员"),
        ("LJY", "零就业家庭成员"), ("LHS-N", "两后生（农村学员）"), ("LHS-D", "两后生（城市低保家庭学员）"))))  # fmt: skip
    form.row(8.5, label(3, "认定机关"), value(7, "{{application.category_authority}}"), label(3, "认定日期"),
             middle(4, "{{application.category_certified_on}}"), label(3, "比对结果"),
             middle(4, "{{application.category_match}}"))  # fmt: skip
    form.row(8.5, label(3, "两后生\n填写", rows=2), label(3, "毕业学校"), value(5, "{{worker.school}}"), label(2, "学段"),
             middle(2, "{{worker.school_stage}}"), label(2, "毕业\n时间"), middle(3, "{{worker.graduated_on}}"),
             label(2, "是否\n升学"), middle(2, "{{worker.is_student}}"))  # fmt: skip
    form.row(9, label(4, "监护人姓名\n（未满18周岁）"), middle(4, "{{worker.guardian_name}}"), label(3, "监护人\n电话"),
             middle(4, "{{worker.guardian_phone}}"), label(3, "监护人\n签字"), middle(3, ""))  # fmt: skip
    form.row(8.5, label(3, "培训机构"), value(10, "{{institution.name}}"), label(4, "统一社会\n信用代码"),
             middle(7, "{{institution.uscc}}"))  # fmt: skip
    form.row(8.5, label(3, "培训职业\n（工种）"), value(5, "{{course.occupation}}"), label(2, "职业\n代码"),
             middle(4, "{{course.occupation_code}}"), label(2, "等级"), middle(2, "{{course.level}}"), label(2, "培训\n班号"),
             middle(4, "{{session.number}}"))  # fmt: skip
    form.row(8.5, label(3, "班期起止"), middle(9, "{{date:session.started}}至{{date:session.ended}}"),
             label(3, "应到天数"), middle(3, "{{session.due_days}}"), label(3, "实到天数\n（附签到）"),
             middle(3, "{{session.attended_days}}"))  # fmt: skip
    form.row(8.5, label(3, "补贴标准"), middle(4, "{{application.rate_text}}"), label(3, "申请金额\n（小写）"),
             middle(4, "{{money:application.amount}}"), label(2, "大写"), value(8, "{{words:application.amount}}"))  # fmt: skip
    _money(form)
    form.signed_box(22, (3, "申请人\n承诺", 21,
        "所交材料真实有效，培训期间按时到班，同一培训期间未在其他班次重复申领生活费补贴；如有不实，愿退还补贴资金并承担相应责任。",
        _signed("签字")))  # fmt: skip
    form.signed_box(32, (3, "培训机构\n确认出勤", 9, "经核对，该学员实际出勤 {{session.attended_days}} 天。",
                         f"签字：\u3000\u3000\u3000\u3000（公章）\n{_DATE}"),
                    (3, "乡镇街道\n服务站\n初审意见", 9, "{{application.station_opinion}}\n经办人：{{clerk.name}}\u3000复核人：{{reviewer.name}}",
                     f"（公章）\n{_DATE}"))  # fmt: skip
    form.signed_box(32, (3, "县（区）\n人社部门\n审核意见", 21, "{{application.county_opinion}}",
                         f"经办：\u3000\u3000\u3000复核：\u3000\u3000\u3000负责人：\u3000\u3000\u3000（公章）\n{_DATE}"))  # fmt: skip
    form.row(8.5, label(3, "公示情况"), value(9, "{{application.notice_period}} "
             + box("application.notice_result", ("clear", "无异议"))), label(3, "拨付日期/\n凭证号"),
             value(9, "{{application.payment}}"))  # fmt: skip
    form.frame(top)
    form.notes(10, "填表说明：1. 补贴对象类别只选一项，须在培训期间有效；2. 补贴天数按班期内实际出勤天数计算，同日参加两个班次的只计一次；"
                   "3. 经数据比对可确认的类别免交证明。")  # fmt: skip
    form.footer(_PAGE)
    return form


def _slip() -> Form:
    form = Form("业务受理回执", margins=(25, 8, 20, 8))
    form.row(
        5.5,
        Part(
            8,
            "{{copies:slip.copy=第一联\u3000存根（站点留存）|第二联\u3000申请人联}}{{slip.copy}}",
            size=9,
            sides="",
            wrap=False,
        ),
        Part(4, "", sides=""),
        Part(8, "{{note}}", size=9, across="right", sides="", bold=True, family=HEI),
        Part(4, "{{qr:slip.proof}}", across="center", sides="", rows=3),
    )
    form.row(
        10,
        Part(4, "", sides=""),
        Part(16, "业务受理回执（材料接收凭证）", across="center", size=18, bold=True, sides="", wrap=False),
    )
    form.row(
        10,
        Part(15, "受理编号：{{application.case_number}}", sides="", wrap=False, size=12, down="bottom"),
        Part(5, "防伪核对字\n{{slip.check_word}}", across="right", size=8, sides="", down="bottom"),
    )
    top = form.next_row
    form.row(7, label(3, "事项名称"), value(11, "{{application.kind_text}}"), label(3, "受理日期"),
             middle(7, "{{date:application.filed_on}}"))  # fmt: skip
    form.row(7, label(3, "申请人"), middle(4, "{{slip.masked_name}}"), label(4, "身份证号后四位"), middle(3, "{{slip.id_tail}}"),
             label(3, "承诺办结"), middle(7, "{{date:slip.due_on}}（{{slip.working_days}}个工作日）"))  # fmt: skip
    form.row(6, label(3, "材料清单", rows=2), label(2, "序号"), label(9, "材料名称"), label(2, "份数"), label(3, "原件/复印"),
             label(5, "收取方式"))  # fmt: skip
    form.row(6, middle(2, "{{#materials:5}}{{materials.#}}"), value(9, "{{materials.name}}"), middle(2, "{{materials.count}}"),
             middle(3, "{{materials.form}}"), middle(5, "{{materials.handling}}"))  # fmt: skip
    form.row(11, label(4, "补正事项\n（一次性告知）"), value(20, "{{slip.to_complete}}"))
    form.row(
        7,
        label(3, "服务站"),
        value(12, "{{station.name}}"),
        label(3, "联系电话"),
        middle(6, "{{station.phone}}"),
    )
    form.row(7, label(3, "地址"), value(12, "{{station.address}}"), label(3, "监督电话"),
             middle(6, "{{station.supervision_phone}}"))  # fmt: skip
    form.row(17, label(3, "经办人"), middle(5, "{{clerk.name}}"), label(3, "申请人\n签收"), middle(5, ""),
             Part(8, f"（业务专用章）\n{_DATE}", across="right", down="bottom"))  # fmt: skip
    form.frame(top)
    form.row(
        10,
        Part(12, "{{code128:application.case_number}}", sides=""),
        Part(12, "凭本回执查询办理进度；本回执不作为享受补贴的依据。\n扫右上方的码，可在各站和县区核对真伪。", size=9, across="right",
             sides=""),
    )  # fmt: skip
    form.cut_line(8, "✂\u3000骑缝编号：{{application.case_number}}\u3000（沿虚线裁开）")
    return form


def _handover() -> Form:
    form = Form("批次交接单", margins=(25, 12, 20, 14))
    form.row(5.5, Part(12, "{{copies:batch.copy=第一联\u3000报送站点留存|第二联\u3000接收单位留存}}{{batch.copy}}", size=9, sides="", wrap=False),
             Part(12, "{{note}}", size=9, across="right", sides="", bold=True, family=HEI))  # fmt: skip
    form.heading("就业服务业务数据批次交接单", height=12)
    form.row(12, Part(15, "批次号：{{batch.number}}", sides="", wrap=False, size=12, down="bottom"),
             Part(9, "{{code128:batch.number}}", sides=""))  # fmt: skip
    top = form.next_row
    form.row(
        8.5,
        label(3, "报送站点"),
        value(12, "{{station.name}}"),
        label(3, "站点代码"),
        middle(6, "{{station.code}}"),
    )
    form.row(
        8.5,
        label(3, "接收单位"),
        value(12, "{{batch.receiver}}"),
        label(3, "数据期间"),
        middle(6, "{{batch.period}}"),
    )
    form.row(
        7,
        label(2, "序号"),
        label(10, "业务名称"),
        label(3, "件数"),
        label(3, "人数"),
        label(6, "金额小计（元）"),
    )
    form.row(7, middle(2, "{{#batch.rows:4}}{{batch.rows.#}}"), value(10, "{{batch.rows.kind}}"), middle(3, "{{batch.rows.count}}"),
             middle(3, "{{batch.rows.people}}"), Part(6, "{{yuan:batch.rows.amount}}", across="right"))  # fmt: skip
    form.row(8, label(12, "合\u3000\u3000计"), middle(3, "{{sum:batch.rows.count}}"), middle(3, "{{sum:batch.rows.people}}"),
             Part(6, "{{yuan:batch.amount}}", across="right"))  # fmt: skip
    form.row(8, label(5, "合计金额（大写）"), value(19, "{{words:batch.amount}}"))
    form.row(
        8,
        label(3, "文件名"),
        value(12, "{{batch.file_name}}"),
        label(3, "字节数"),
        middle(6, "{{batch.file_bytes}}"),
    )
    form.row(
        13, label(3, "SHA-256\n摘要"), Part(21, "{{batch.digest}}", across="center", family=SANS, size=10.5)
    )
    form.row(8, label(3, "纸质材料"), middle(9, "{{batch.paper_copies}}份 / {{batch.paper_volumes}}卷"), label(3, "介质编号"),
             middle(9, "{{batch.medium}}"))  # fmt: skip
    form.signed_box(
        20,
        (3, "移交人", 9, "{{clerk.name}}", f"签字：\u3000\u3000\u3000\u3000{_DATE}"),
        (3, "接收人", 9, "", f"签字：\u3000\u3000\u3000\u3000{_DATE}"),
    )
    form.row(12, label(3, "核对结果"), value(21, "□一致\u3000□不一致（说明）："))
    form.frame(top)
    form.row(
        5.5,
        Part(
            COLUMNS,
            "接收时请核对纸面摘要与文件摘要逐组相同；不一致的不得签收。",
            size=9,
            sides="",
            wrap=False,
        ),
    )
    form.cut_line(8, "✂\u3000骑缝编号：{{batch.number}}\u3000（沿虚线裁开）")
    return form


SANS = HEI


def _recovery() -> Form:
    form = Form("数据恢复码")
    form.heading("数据恢复码", height=20)
    form.under_heading("服务站：{{station.name}}", "生成日期：{{date:recovery.made_on}}")
    top = form.next_row
    form.row(
        12,
        label(5, "站点代码"),
        middle(7, "{{station.code}}"),
        label(5, "恢复码编号"),
        middle(7, "{{recovery.number}}"),
    )
    form.row(10, Part(COLUMNS, "恢\u3000复\u3000码", across="center", size=12, bold=True))
    form.row(
        34,
        Part(
            COLUMNS,
            "{{recovery.code}}",
            across="center",
            size=20,
            bold=True,
            family=HEI,
            wrap=False,
            shrink=True,
        ),
    )
    form.row(50, Part(COLUMNS, "{{qr:recovery.code}}"))
    form.row(10, Part(COLUMNS, "保\u3000管\u3000须\u3000知", across="center", size=12, bold=True))
    form.row(58, Part(COLUMNS,
        "1. 所有经办人都忘记密码，或更换电脑从备份恢复时，用本恢复码打开本站数据库。\n"
        "2. 本页只打印一次，密封后在封口签字盖章，放入保险柜或档案柜，由站长保管，不得与备份U盘放在一起。\n"
        "3. 不得拍照、复印、用微信或短信发送。任何人索要恢复码都应拒绝并报告县（区）人社部门。\n"
        "4. 启封须两人在场并登记；用过或疑似泄露后，立即在“设置”中更换恢复码，旧页当场销毁。\n"
        "5. 密码和恢复码都丢失的，任何人（包括软件开发者）都无法打开数据。", size=12, indent=1))  # fmt: skip
    form.row(12, label(5, "封存人签字"), middle(7, ""), label(5, "封存日期"), middle(7, _DATE))
    form.row(12, label(5, "监封人签字"), middle(7, ""), label(5, "存放位置"), middle(7, ""))
    form.frame(top)
    form.footer(_PAGE)
    return form


FORMS: dict[str, Callable[[], Form]] = {
    "worker_registration": _registration,
    "training_subsidy": _training,
    "living_allowance": _living,
    "acceptance_slip": _slip,
    "batch_handover": _handover,
    "recovery_code": _recovery,
}
