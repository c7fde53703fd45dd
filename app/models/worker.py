"""农民工 and what is dated about him: categories, certificates, movements, and the keys a search finds him by."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import COUNTER, Base, Instant, Tracked
from app.models.fields import column
from app.models.household import Household


class Worker(Tracked):
    """One worker, registered once (实名制登记表, forms 2.1)."""

    __tablename__ = "worker"
    __table_args__ = (
        Index("ix_worker_hukou_code", "hukou_code"),
        # The register's own order, newest visit first, without sorting a million rows for it.
        Index("ix_worker_recent", "is_void", "last_visit_at", "updated_at"),
        {"info": COUNTER},
    )

    id_type: Mapped[str] = column(
        label="证件类型",
        group="identity",
        widget="choice",
        choices="id_type",
        default="01",
        is_protected=True,
    )
    id_number: Mapped[str] = column(
        label="身份证号", group="identity", check="identity", widget="id", is_required=True, is_protected=True,
        unique=True,
    )  # fmt: skip
    name: Mapped[str] = column(
        label="姓名", group="identity", check="name", is_required=True, is_protected=True
    )
    sex: Mapped[str] = column(label="性别", group="identity", widget="derived", choices="sex", default="")
    birth: Mapped[date | None] = column(label="出生日期", group="identity", widget="derived")
    nation: Mapped[str] = column(
        label="民族", group="identity", widget="choice", choices="nation", default="01"
    )
    phone: Mapped[str] = column(label="手机", group="identity", check="phone", widget="phone", default="")
    hukou_code: Mapped[str] = column(
        label="户籍村", group="identity", widget="choice", choices="division", default="", is_required=True
    )  # fmt: skip
    hukou_text: Mapped[str] = column(label="户籍地址", group="identity", check="address", span=2, default="")
    urban_rural: Mapped[str] = column(
        label="城乡", group="identity", widget="choice", choices="urban_rural", default=""
    )
    former_name: Mapped[str] = column(label="曾用名", group="more", check="former_name", default="")
    emergency_phone: Mapped[str] = column(
        label="紧急电话", group="more", check="phone", widget="phone", default=""
    )
    hukou_kind: Mapped[str] = column(
        label="户口性质", group="more", widget="choice", choices="hukou_kind", default=""
    )
    live_code: Mapped[str] = column(
        label="常住村", group="more", widget="choice", choices="division", default=""
    )
    live_text: Mapped[str] = column(label="常住地址", group="more", check="address", span=2, default="")
    politics: Mapped[str] = column(
        label="政治面貌", group="more", widget="choice", choices="politics", default=""
    )
    marriage: Mapped[str] = column(
        label="婚姻状况", group="more", widget="choice", choices="marriage", default=""
    )
    health: Mapped[str] = column(
        label="健康状况", group="more", widget="choice", choices="health", default=""
    )
    household_head: Mapped[str] = column(label="户主姓名", group="more", default="")
    relation_to_head: Mapped[str] = column(
        label="户主关系", group="more", widget="choice", choices="relation", default=""
    )
    family_size: Mapped[int | None] = column(label="家庭人口", group="more", widget="int")
    labour_count: Mapped[int | None] = column(label="劳动力数", group="more", widget="int")
    away_count: Mapped[int | None] = column(label="外出人数", group="more", widget="int")

    work_state: Mapped[str] = column(
        label="就业状态", group="work", widget="choice", choices="work_state", default=""
    )
    work_form: Mapped[str] = column(
        label="就业形式", group="work", widget="choice", choices="work_form", default=""
    )
    monthly_income: Mapped[int | None] = column(label="月收入", group="work", widget="money")
    work_unit: Mapped[str] = column(label="就业单位", group="work", default="")
    occupation: Mapped[str] = column(
        label="工种", group="work", widget="choice", choices="occupation", default=""
    )
    industry: Mapped[str] = column(
        label="行业", group="work", widget="choice", choices="industry", default=""
    )
    post: Mapped[str] = column(label="岗位", group="work", default="")
    has_contract: Mapped[str] = column(
        label="劳动合同", group="work", widget="choice", choices="yes_no", default=""
    )
    is_insured: Mapped[str] = column(
        label="职工参保", group="work", widget="choice", choices="yes_no", default=""
    )
    insurance_kind: Mapped[str] = column(
        label="养老保险", group="work", widget="choice", choices="insurance", default=""
    )
    has_pension: Mapped[str] = column(
        label="已领养老金", group="work", widget="choice", choices="yes_no", default=""
    )

    plans_to_leave: Mapped[str] = column(
        label="准备外出", group="work", widget="choice", choices="yes_no", default=""
    )
    woman_post: Mapped[str] = column(
        label="女性退休档", group="work", widget="choice", choices="woman_post", default=""
    )

    education: Mapped[str] = column(
        label="文化程度", group="skill", widget="choice", choices="education", default=""
    )
    school: Mapped[str] = column(label="毕业院校", group="skill", default="")
    major: Mapped[str] = column(label="专业", group="skill", default="")
    graduated_on: Mapped[date | None] = column(label="毕业时间", group="skill", widget="date")
    school_stage: Mapped[str] = column(
        label="毕业学段", group="skill", widget="choice", choices="school_stage", default=""
    )
    continues_study: Mapped[str] = column(
        label="继续升学", group="skill", widget="choice", choices="yes_no", default=""
    )
    is_student: Mapped[str] = column(
        label="在校就读", group="skill", widget="choice", choices="yes_no", default=""
    )

    wish_training: Mapped[str] = column(
        label="培训意愿", group="wish", widget="choice", choices="yes_no", default=""
    )
    wish_trades: Mapped[list[str]] = column(
        JSON, label="想学工种", group="wish", widget="tags", choices="occupation", default=list
    )
    wish_training_mode: Mapped[str] = column(
        label="培训方式", group="wish", widget="choice", choices="training_mode", default=""
    )
    wish_training_time: Mapped[str] = column(label="可培训时间", group="wish", default="")
    wish_jobs: Mapped[list[str]] = column(
        JSON, label="意向岗位", group="wish", widget="tags", choices="occupation", default=list
    )
    wish_pay: Mapped[int | None] = column(label="期望月薪", group="wish", widget="money")
    is_pay_floor: Mapped[str] = column(
        label="低于就不去", group="wish", widget="choice", choices="yes_no", default="", is_printed=False
    )
    wish_area: Mapped[str] = column(
        label="意向地区", group="wish", widget="choice", choices="area", default=""
    )
    available_from: Mapped[date | None] = column(label="可上岗日期", group="wish", widget="date")
    max_km: Mapped[int | None] = column(label="最远公里", group="wish", widget="int", is_printed=False)
    max_days: Mapped[int | None] = column(label="每周几天", group="wish", widget="int", is_printed=False)
    needs: Mapped[list[str]] = column(
        JSON, label="照顾需要", group="wish", widget="tags", choices="need", default=list, is_printed=False
    )
    limits: Mapped[list[str]] = column(
        JSON, label="不能做的", group="wish", widget="tags", choices="limit", default=list
    )

    village_opinion: Mapped[str] = column(label="村委会意见", group="other", default="")
    consent_on: Mapped[date | None] = column(label="本人同意日期", group="other", widget="date")
    note: Mapped[str] = column(
        label="备注", group="other", widget="note", span=2, default="", is_printed=False
    )
    from_card: Mapped[list[str]] = mapped_column(JSON, default=list)
    visits: Mapped[int] = mapped_column(default=0)
    last_visit_at: Mapped[datetime | None] = mapped_column(Instant)
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"), index=True)

    household: Mapped[Household | None] = relationship()
    categories: Mapped[list[Category]] = relationship(back_populates="worker", order_by="Category.id")
    certificates: Mapped[list[Certificate]] = relationship(back_populates="worker", order_by="Certificate.id")
    movements: Mapped[list[Movement]] = relationship(back_populates="worker", order_by="Movement.id")


class Category(Base):
    """One dated category of a worker; ended by a later row, never overwritten."""

    __tablename__ = "category"
    __table_args__ = {"info": COUNTER}

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    worker_id: Mapped[int] = mapped_column(ForeignKey("worker.id"), index=True)
    code: Mapped[str] = column(label="类别", choices="category", widget="choice", is_required=True)
    authority: Mapped[str] = column(label="认定机关", default="")
    certified_on: Mapped[date | None] = column(label="认定日期", widget="date")
    valid_to: Mapped[date | None] = column(label="失效日期", widget="date")
    is_open_ended: Mapped[bool] = column(label="长期有效", widget="bool", default=False)
    source: Mapped[str] = column(label="来源", choices="source", widget="choice", default="paper")
    document_no: Mapped[str] = column(label="文号", default="")
    is_risk_cleared: Mapped[bool] = column(label="风险已消除", widget="bool", default=False)
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by: Mapped[str] = mapped_column(default="")
    worker: Mapped[Worker] = relationship(back_populates="categories")


class Certificate(Base):
    """One certificate of a worker (standards 3.9)."""

    __tablename__ = "certificate"
    __table_args__ = (Index("ix_certificate_number", "certificate_no"), {"info": COUNTER})

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    worker_id: Mapped[int] = mapped_column(ForeignKey("worker.id"), index=True)
    certificate_kind: Mapped[str] = column(
        label="证书类型", choices="certificate_kind", widget="choice", is_required=True
    )
    occupation: Mapped[str] = column(label="职业", choices="occupation", widget="choice", default="")
    trade: Mapped[str] = column(label="工种", default="")
    level: Mapped[str] = column(label="等级", choices="level", widget="choice", default="")
    certificate_no: Mapped[str] = column(label="证书编号", check="certificate", default="")
    issuer: Mapped[str] = column(label="发证机构", default="")
    issued_on: Mapped[date | None] = column(label="发证日期", widget="date")
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by: Mapped[str] = mapped_column(default="")
    worker: Mapped[Worker] = relationship(back_populates="certificates")


class Movement(Base):
    """One stretch of 流向, append-only (policy R-05-5)."""

    __tablename__ = "movement"
    __table_args__ = {"info": COUNTER}

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    worker_id: Mapped[int] = mapped_column(ForeignKey("worker.id"), index=True)
    place_kind: Mapped[str] = column(label="去向", choices="place_kind", widget="choice", is_required=True)
    place_text: Mapped[str] = column(label="去向地点", default="")
    unit: Mapped[str] = column(label="单位", default="")
    industry: Mapped[str] = column(label="行业", choices="industry", widget="choice", default="")
    occupation: Mapped[str] = column(label="工种", choices="occupation", widget="choice", default="")
    started: Mapped[str] = column(label="开始", widget="month", default="")
    ended: Mapped[str] = column(label="结束", widget="month", default="")
    monthly_income: Mapped[int | None] = column(label="月收入", widget="money")
    organised_by: Mapped[str] = column(label="输出方式", choices="organised_by", widget="choice", default="")
    returned_on: Mapped[date | None] = column(label="返乡日期", widget="date")
    return_reason: Mapped[str] = column(label="返乡原因", default="")
    will_leave_again: Mapped[str] = column(
        label="再外出意愿", choices="leave_again", widget="choice", default=""
    )
    recorded_at: Mapped[datetime] = mapped_column(Instant)
    recorded_by: Mapped[str] = mapped_column(default="")
    worker: Mapped[Worker] = relationship(back_populates="movements")


class SearchKey(Base):
    """One folded spelling by which a worker is found; a prefix scan of the primary key answers a search."""

    __tablename__ = "search_key"
    __table_args__ = (
        Index("ix_search_key_worker", "worker_id"),
        {"info": COUNTER, "sqlite_with_rowid": False},
    )

    kind: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    worker_id: Mapped[int] = mapped_column(ForeignKey("worker.id"), primary_key=True)
