"""What people write for a code, per code list: the standard's label first, then the spellings in use."""

from __future__ import annotations

from app.services import codes
from app.services.intake.folding import fold


def _table(rows: dict[str, str], *, of: str = "") -> dict[str, str]:
    """Turn code → "spelling/spelling" into folded spelling → code; the code reads as well.

    `of` names the product's own code list, whose labels are taken in; `rows` then adds only what else is written.
    """
    table: dict[str, str] = {}
    for code, label in codes.labels(of).items() if of else ():
        table[fold(code)] = table[fold(label)] = code
    for code, labels in rows.items():
        table[fold(code)] = code
        for label in labels.split("/"):
            table[fold(label)] = code
    return table


SEX = _table({"1": "男/男性/M", "2": "女/女性/F"}, of="sex")

ID_TYPE = _table(
    {
        "01": "居民身份证/身份证/公民身份证/二代身份证/1",
        "04": "港澳居民来往内地通行证/回乡证",
        "06": "台湾居民来往大陆通行证/台胞证",
        "07": "外国人永久居留身份证",
        "08": "外国人护照/护照",
    },
    of="id_type",
)

EDUCATION = _table(
    {
        "10": "研究生教育/博士/博士研究生/硕士/硕士研究生/11/14",
        "20": "本科/大学/本科教育/大本/全日制本科/21",
        "30": "专科/大专/大学专科/高职/高职高专/大学专科教育/专科教育/高等职业/31",
        "40": "中等职业教育/中职/职业中学/中专/中等专科/中等专业学校/中师/"
        "职高/职业高中/技工学校/技校/技工/中技/41/44/47",
        "60": "高中/高级中学/普高/高中教育/高中毕业/61",
        "70": "初级中学/普通初中/初中教育/中学/初中毕业/初中文化/71",
        "80": "小学教育/小学毕业/小学文化/81",
        "90": "文盲/半文盲/文盲或半文盲/文盲半文盲/文盲、半文盲/不识字/未上学/无学历",
    },
    of="education",
)

POLITICS = _table(
    {
        "01": "中共党员/党员/中国共产党党员/共产党员",
        "02": "中共预备党员/预备党员/中国共产党预备党员",
        "03": "共青团员/团员/共青团/中国共产主义青年团团员",
        "04": "民革会员/民革/民革党员",
        "05": "民盟盟员/民盟",
        "06": "民建会员/民建",
        "07": "民进会员/民进",
        "08": "农工党党员/农工党",
        "09": "致公党党员/致公党",
        "10": "九三学社社员/九三学社",
        "11": "台盟盟员/台盟",
        "12": "无党派民主人士/无党派人士/无党派",
        "13": "群众/普通群众/无/一般群众/普通公民",
    },
    of="politics",
)

MARRIAGE = _table(
    {"10": "单身", "20": "有配偶/初婚/再婚/复婚/21/22/23", "40": "离异", "90": "未说明的婚姻状况"},
    of="marriage",
)

HEALTH = _table(
    {
        "10": "健康/良好/健康良好/正常/好/身体健康",
        "20": "一般/较弱/体弱",
        "30": "慢性病/长期慢性病/患有慢性病",
        "60": "残疾人/有残疾/"
        "视力残疾/听力残疾/言语残疾/肢体残疾/智力残疾/精神残疾/多重残疾/其他残疾/61/62/63/64/65/66/67/69",
    },
    of="health",
)

RELATION = _table(
    {
        "01": "1",
        "02": "2",
        "10": "妻子/丈夫/夫妻/夫/妻/老婆/爱人/11/12",
        "20": "儿子/儿/独生子/长子/大儿子/次子/二儿子/二子/三子/四子/女婿/养子/继子",
        "30": "女儿/独生女/长女/大女儿/次女/二女儿/二女/三女/四女/儿媳/媳妇/儿媳妇/养女/继女",
        "40": "孙子、孙女或外孙子、外孙女/孙子女/孙子/孙/孙女/外孙子/外孙/外孙女/孙媳/外甥",
        "50": "父亲/父/母亲/母/公公/婆婆/岳父/岳母/继父/继母",
        "60": "祖父母或外祖父母/祖父/爷爷/祖母/奶奶/外祖父/外祖母/姥爷/姥姥",
        "70": "兄/哥哥/嫂/嫂子/弟/弟弟/弟媳/弟妹/姐姐/姐/妹妹/妹/兄弟/姐妹/姐夫/妹夫",
        "80": "其他亲属/非亲属/侄子/侄女/侄儿/90",
    },
    of="relation",
)

HUKOU_KIND = _table(
    {
        "farm": "农业/农业户口/农村/农户/农业家庭户口/农业家庭户/20",
        "town": "非农业/非农业户口/非农/城镇/城镇户口/非农业家庭户口/10",
        "resident": "居民户口/居民/居民家庭户口/居民家庭户/家庭户/居民户",
    },
    of="hukou_kind",
)

URBAN_RURAL = _table({"rural": "农村/乡村/乡", "urban": "城镇/城市/城"}, of="urban_rural")

WORK_STATE = _table(
    {
        "1": "本乡镇就业/乡镇内就业/乡镇内/本乡镇/本乡就业/本地就业/本镇就业/本村就业",
        "2": "乡外县内就业/乡外县内/县内乡外/县内乡外就业/县内就业/县内/本县就业",
        "3": "县外市内就业/县外市内/市内县外/市内县外就业/市内就业",
        "4": "市外省内就业/市外省内/省内市外/省内市外就业/省内就业",
        "5": "省外就业/省外/外省/外省就业/外省务工/省外务工",
        "6": "境外就业/境外/国外/港澳台及境外/出国务工",
        "7": "自主创业/创业/个体经营/自己经营/创业(个体)/个体户",
        "8": "务农/在家务农/种地/从事农业生产",
        "9": "未就业有意愿/未就业(有意愿)/未就业、有意愿/未就业有就业意愿/有就业意愿/待业有意愿/失业",
        "0": "未就业无意愿/未就业(无意愿)/未就业、无意愿/未就业无就业意愿/无就业意愿",
    },
    of="work_state",
)

WORK_FORM = _table(
    {
        "unit": "单位就业/单位/企业就业/受雇/单位用工",
        "self_employed_staff": "个体工商户用工/个体户用工/个体工商户/个体工商户雇工",
        "ngo_staff": "民办非企业用工/民办非企业/民非用工/民非",
        "flexible": "灵活就业/灵活/零工/打零工/新就业形态/临时工",
        "public_post": "公益岗/公益性岗位/公益岗位/公益性岗位就业",
    },
    of="work_form",
)

INSURANCE = _table(
    {
        "employee": "职工养老保险/城镇职工/职工/职工养老/企业职工/职保/城镇职工基本养老保险/企业职工基本养老保险",
        "resident": "居民养老保险/城乡居民/居民/居保/城乡居保/新农保/城乡居民养老/城乡居民基本养老保险/农保",
        "none": "未参保/无/没有/否/未缴/未参加",
    },
    of="insurance",
)

PLACE_KIND = _table(
    {
        "1": "本乡镇/乡内/本乡镇就业",
        "2": "县内乡外/乡外县内/县内",
        "3": "市内县外/县外市内/市内",
        "4": "省内市外/市外省内/省内",
        "5": "省外/外省",
        "6": "港澳台及境外/境外/国外/港澳台",
    },
    of="place_kind",
)

ORGANISED_BY = _table(
    {
        "1": "自发/自主/自行外出/自己找/自行",
        "2": "亲友带动/亲友介绍/亲友/亲戚介绍/老乡介绍",
        "3": "政府组织/政府/有组织输出",
        "4": "机构组织/中介/劳务公司/人力资源机构/劳务派遣",
        "5": "劳务品牌",
    },
    of="organised_by",
)

CATEGORY = _table(
    {
        "NMG": "农民工/一般农民工/农村转移就业劳动者",
        "TPRK": "脱贫人口/脱贫户/脱贫/已脱贫户/建档立卡/建档立卡户/贫困户/建档立卡脱贫户/脱贫劳动力",
        "JCDX": "监测对象/防返贫监测对象/监测户/防返贫监测/防返贫/边缘易致贫户/脱贫不稳定户/突发严重困难户/"
        "脱贫不稳定/边缘易致贫/突发严重困难",
        "JYKN": "就业困难人员/就业困难/困难人员/就业援助对象/4050人员",
        "LJY": "零就业家庭/零就业/零就业家庭成员",
        "LHS-N": "农村两后生/两后生农村/两后生(农村)/农村两后",
        "LHS-D": "城市低保两后生/两后生城市低保/两后生(城市低保)/城镇低保两后生",
        "DB-C": "城市低保/城镇低保/城低保",
        "DB-N": "农村低保/农低保",
        "CJ": "残疾/残疾人/残疾人员",
        "TYJR": "退役军人/退伍军人/复员军人/退役士兵",
        "TB": "退捕/退捕渔民",
        "TC": "退出村两委/离任村干部/退出村两委干部/退出村两委人员",
    },
    of="category",
)
UNSURE_CATEGORY = {fold("低保"): "DB-?", fold("低保户"): "DB-?", fold("两后生"): "LHS-?"}
NO_CATEGORY = frozenset(
    fold(word) for word in ("无", "没有", "否", "其他", "普通", "一般", "一般户", "一般农户")
)

LEVEL = _table(
    {
        "5": "五级/初级工/五级/初级工(五级)/五级(初级工)/初级/5级/初级技能",
        "4": "四级/中级工/中级工(四级)/四级(中级工)/中级/4级/中级技能",
        "3": "三级/高级工/高级工(三级)/三级(高级工)/高级/3级/高级技能",
        "2": "二级/技师/技师(二级)/二级(技师)/2级",
        "1": "一级/高级技师/高级技师(一级)/一级(高级技师)/1级",
    },
    of="level",
)
for _text, _code in (("五级/初级工", "5"), ("四级/中级工", "4"), ("三级/高级工", "3"), ("二级/技师", "2")):
    LEVEL[fold(_text)] = _code
LEVEL[fold("一级/高级技师")] = "1"

CERTIFICATE_KIND = _table(
    {
        "vocational_qualification": "职业资格证书/职业资格/国家职业资格证书",
        "skill_level": "职业技能等级证书/技能等级/职业技能等级/技能等级证书/等级证书",
        "special_ability": "专项职业能力证书/专项职业能力/专项能力/专项能力证书",
        "training_pass": "培训合格证/合格证/培训合格证书/结业证/结业证书",
    },
    of="certificate_kind",
)

TRAINING_MODE = _table(
    {
        "offline": "线下/现场/面授/线下培训",
        "online": "线上/网络/线上培训",
        "mixed": "互联网+/均可/都可以/都行/线上线下/线上线下均可",
    },
    of="training_mode",
)

AREA = _table(
    {
        "village": "本村/村内/家门口",
        "town": "本乡镇/乡镇内/本乡/本镇/乡内/镇内",
        "county": "本县/县内/本县区/县区内",
        "city": "本市/市内/阳泉/阳泉市/阳泉市内",
        "province": "本省/省内/山西/山西省/省内均可",
        "away": "省外/外地/全国/不限/均可/都可以/外省",
    },
    of="area",
)

LIMIT = _table(
    {
        "height": "不能登高/恐高/登高/高处/高空",
        "night": "不能夜班/夜班/不上夜班/熬夜",
        "heavy": "不能重体力/重体力/重活/不能干重活/不能负重",
        "heat": "怕高温/高温/不能高温",
        "dust": "粉尘/怕粉尘/不能接触粉尘/尘肺",
    },
    of="limit",
)

EMPLOYER_KIND = _table(
    {
        "company": "企业/公司/有限公司/有限责任公司/个人独资企业/国有企业/民营企业/私营企业",
        "self_employed": "个体工商户/个体户/个体",
        "ngo": "民办非企业/民办非企业单位/民非/社会服务机构",
        "cooperative": "农民专业合作社/合作社/专业合作社",
        "public": "机关事业单位/机关/事业单位",
        "collective": "村集体/农村集体经济组织/村集体经济组织/股份经济合作社",
    }
)

INDUSTRY = _table(
    {
        "A": "农业/林业/牧业/畜牧业/渔业/种植业/养殖业/农林牧渔业",
        "B": "采矿业/煤炭/煤矿",
        "C": "制造业/加工业/服装",
        "D": "电力/供热",
        "E": "建筑业/建筑/装修",
        "F": "批发零售业/批发和零售业/零售业/批发业/商贸",
        "G": "交通运输/物流业/邮政快递/配送服务/交通运输业/运输业/物流/快递/交通运输、仓储和邮政业",
        "H": "住宿业/餐饮业/住宿和餐饮业/餐饮/住宿/旅游业/酒店",
        "I": "电子商务/信息技术/软件/互联网/信息传输、软件和信息技术服务业",
        "J": "金融业",
        "K": "房地产/房地产业/物业管理/物业",
        "L": "租赁和商务服务业/商务服务/劳务派遣",
        "M": "科学研究和技术服务业",
        "N": "水利/环卫/水利、环境和公共设施管理业",
        "O": "居民服务业/家政服务/修理业/养老服务/家政/服务业/居民服务、修理和其他服务业",
        "P": "教育业",
        "Q": "卫生和社会工作/卫生/医疗",
        "R": "文化、体育和娱乐业/文化旅游",
        "S": "公共管理、社会保障和社会组织/公共管理和社会组织",
    },
    of="industry",
)

PAY_MODE = _table(
    {"month": "按月/月薪", "day": "按日/按天/日薪", "piece": "按件/计件工资", "hour": "小时工/按小时"},
    of="pay_mode",
)

BENEFIT = _table(
    {
        "board": "包吃/包餐/提供伙食/供餐",
        "lodging": "包住/提供住宿/供宿",
        "bus": "班车/接送",
        "couple": "可夫妻同住/夫妻房",
    },
    of="benefit",
)
NO_BENEFIT = frozenset({"不包", "不包吃住", "无", "不提供", "不包食宿"})
BOTH_BENEFITS = frozenset({"包吃住", "包食宿", "管吃住", "包吃包住", "管吃管住", "提供食宿", "食宿全包"})

INSTITUTION_KIND = _table(
    {
        "public": "就业服务中心/公共就业培训机构",
        "college": "职业院校(高职)/高职院校/中职学校",
        "technical": "职业院校(技工院校)/技校/技师学院/技工学校",
        "training": "培训学校/民办培训机构/职业技能培训学校/培训机构",
        "hr": "人力资源公司",
        "enterprise": "企业/企业培训中心",
    },
    of="institution_kind",
)

INSTITUTION_STANDING = _table(
    {
        "normal": "启用/在用/有效",
        "mending": "整改中",
        "suspended": "暂停业务/停用",
        "cancelled": "注销/已取消",
    },
    of="institution_standing",
)

SESSION_STATE = _table(
    {"planned": "报名中/计划/未开班/计划中", "open": "进行中/在训/开班/培训中", "closed": "结业/完成/已结束"},
    of="session_state",
)

COMPARISON_KIND = CATEGORY | _table(
    {
        "unemployment_skill": "失业保险技能提升补贴/技能提升补贴",
        "pension": "领取职工养老金/职工养老金/退休人员/养老金领取",
        "student": "在校学生/在校生/在读学生",
    }
)

PRESENCE = _table(
    {
        "present": "√/✓/✔/到/1/出勤/是/正常/Y/签到/全勤/●/○",
        "absent": "×/✗/✘/x/缺/0/缺勤/旷课/否/N/未到/旷",
        "leave": "假/请假/事假/病假/△",
        "half": "半/半天/0.5/上午/下午/迟到早退",
    }
)

BY_FIELD: dict[str, dict[str, str]] = {
    "sex": SEX,
    "id_type": ID_TYPE,
    "education": EDUCATION,
    "politics": POLITICS,
    "marriage": MARRIAGE,
    "health": HEALTH,
    "relation_to_head": RELATION,
    "hukou_kind": HUKOU_KIND,
    "urban_rural": URBAN_RURAL,
    "work_state": WORK_STATE,
    "work_form": WORK_FORM,
    "insurance_kind": INSURANCE,
    "categories.code": CATEGORY,
    "movements.place_kind": PLACE_KIND,
    "movements.organised_by": ORGANISED_BY,
    "skills.level": LEVEL,
    "skills.certificate_kind": CERTIFICATE_KIND,
    "wish_training_mode": TRAINING_MODE,
    "wish_area": AREA,
}
"""The table that a field of a roster is read by, where it has one."""
