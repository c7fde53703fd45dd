"""Who offers work and who teaches: employers, jobs, institutions, courses and their sessions.

`origin` is the county's own identity of a record that came in a reference package; empty for the station's own.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.base import COUNTER, Tracked
from app.models.fields import column


class Employer(Tracked):
    """用人单位; the first two characters of the credit code tell its kind (92 个体, 52 民非)."""

    __tablename__ = "employer"
    __table_args__ = {"info": COUNTER}

    origin: Mapped[str] = mapped_column(default="", server_default="", index=True)
    name: Mapped[str] = column(label="单位名称", is_required=True, index=True, span=2)
    uscc: Mapped[str] = column(label="信用代码", check="uscc", default="", index=True)
    legal_person: Mapped[str] = column(label="法定代表人", default="")
    contact: Mapped[str] = column(label="联系人", default="")
    phone: Mapped[str] = column(label="联系电话", check="phone", widget="phone", default="")
    place_code: Mapped[str] = column(label="所在村", widget="choice", choices="division", default="")
    address: Mapped[str] = column(label="地址", default="", span=2)
    industry: Mapped[str] = column(label="行业", widget="choice", choices="industry", default="")
    staff_count: Mapped[int | None] = column(label="职工总数", widget="int")
    migrant_count: Mapped[int | None] = column(label="其中农民工", widget="int")
    bank_name: Mapped[str] = column(label="开户银行", default="")
    bank_account: Mapped[str] = column(label="银行账号", default="", is_protected=True)
    jobs: Mapped[list[Job]] = relationship(back_populates="employer")


class Job(Tracked):
    """岗位; `head_left` of 0 closes it without deleting it.

    `listed_until` is the last day of the county's list that the job stands on; after it the job shows as 已过期.
    """

    __tablename__ = "job"
    __table_args__ = {"info": COUNTER}

    origin: Mapped[str] = mapped_column(default="", server_default="", index=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("employer.id"), index=True)
    title: Mapped[str] = column(label="岗位名称", is_required=True)
    occupation: Mapped[str] = column(label="职业", widget="choice", choices="occupation", default="")
    place_code: Mapped[str] = column(label="工作地点", widget="choice", choices="division", default="")
    place_text: Mapped[str] = column(label="详细地点", default="")
    head_count: Mapped[int] = column(label="招聘人数", widget="int", default=1)
    head_left: Mapped[int] = column(label="剩余人数", widget="int", default=1)
    pay_low: Mapped[int | None] = column(label="月薪下限", widget="money")
    pay_high: Mapped[int | None] = column(label="月薪上限", widget="money")
    pay_mode: Mapped[str] = column(label="结算方式", widget="choice", choices="pay_mode", default="")
    age_low: Mapped[int | None] = column(label="年龄下限", widget="int")
    age_high: Mapped[int | None] = column(label="年龄上限", widget="int")
    education_min: Mapped[str] = column(label="最低学历", widget="choice", choices="education", default="")
    certificates: Mapped[list[str]] = column(JSON, label="必备证书", widget="tags", default=list)
    demands: Mapped[list[str]] = column(JSON, label="工作特点", widget="tags", choices="limit", default=list)
    schedule: Mapped[str] = column(label="班次", widget="choice", choices="shift", default="")
    days_a_week: Mapped[int | None] = column(label="每周天数", widget="int")
    experience_years: Mapped[int | None] = column(label="要求年限", widget="int")
    season: Mapped[str] = column(label="用工时段", default="")
    benefits: Mapped[list[str]] = column(JSON, label="待遇", widget="tags", choices="benefit", default=list)
    has_contract: Mapped[str] = column(label="签合同", widget="choice", choices="yes_no", default="")
    insurance: Mapped[str] = column(label="参保", widget="choice", choices="yes_no", default="")
    starts_on: Mapped[date | None] = column(label="到岗日期", widget="date")
    published_on: Mapped[date | None] = column(label="发布日期", widget="date")
    valid_to: Mapped[date | None] = column(label="有效期至", widget="date")
    note: Mapped[str] = column(label="备注", widget="note", default="", span=2)
    listed_until: Mapped[date | None] = mapped_column()
    employer: Mapped[Employer] = relationship(back_populates="jobs")


class Institution(Tracked):
    """培训机构; a suspended one is not recommended (policy R-06-1)."""

    __tablename__ = "institution"
    __table_args__ = {"info": COUNTER}

    origin: Mapped[str] = mapped_column(default="", server_default="", index=True)
    name: Mapped[str] = column(label="机构名称", is_required=True, index=True, span=2)
    uscc: Mapped[str] = column(label="信用代码", check="uscc", default="", index=True)
    kind: Mapped[str] = column(label="机构类型", widget="choice", choices="institution_kind", default="")
    standing: Mapped[str] = column(
        label="状态", widget="choice", choices="institution_standing", default="normal"
    )
    brand_document: Mapped[str] = column(label="品牌认定文号", default="")
    contact: Mapped[str] = column(label="联系人", default="")
    phone: Mapped[str] = column(label="联系电话", check="phone", widget="phone", default="")
    place_code: Mapped[str] = column(label="所在村", widget="choice", choices="division", default="")
    address: Mapped[str] = column(label="地址", default="", span=2)
    courses: Mapped[list[Course]] = relationship(back_populates="institution")


class Course(Tracked):
    """培训班: what is taught, to which occupation and level."""

    __tablename__ = "course"
    __table_args__ = {"info": COUNTER}

    origin: Mapped[str] = mapped_column(default="", server_default="", index=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    course_no: Mapped[str] = column(label="项目编号", default="", index=True)
    title: Mapped[str] = column(label="培训项目", is_required=True, span=2)
    occupation: Mapped[str] = column(label="职业", widget="choice", choices="occupation", default="")
    trade: Mapped[str] = column(label="工种", default="")
    level: Mapped[str] = column(label="等级", widget="choice", choices="level", default="")
    class_hours: Mapped[int | None] = column(label="课时", widget="int")
    days: Mapped[int | None] = column(label="天数", widget="int")
    mode: Mapped[str] = column(label="培训方式", widget="choice", choices="training_mode", default="offline")
    education_min: Mapped[str] = column(label="最低学历", widget="choice", choices="education", default="")
    certificate_kind: Mapped[str] = column(
        label="结业证书", widget="choice", choices="certificate_kind", default=""
    )
    is_self_paid: Mapped[bool] = column(label="自费", widget="bool", default=False)
    fee: Mapped[int | None] = column(label="收费", widget="money")
    tags: Mapped[list[str]] = column(JSON, label="标记", widget="tags", default=list)
    institution: Mapped[Institution] = relationship(back_populates="courses")
    sessions: Mapped[list[TrainingSession]] = relationship(back_populates="course")


class TrainingSession(Tracked):
    """One 开班 of a course; `organised_by_employer_id` is set where an enterprise trains its own staff."""

    __tablename__ = "training_session"
    __table_args__ = {"info": COUNTER}

    origin: Mapped[str] = mapped_column(default="", server_default="", index=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    class_no: Mapped[str] = column(label="班号", is_required=True, index=True)
    opens_on: Mapped[date | None] = column(label="开班日期", widget="date")
    closes_on: Mapped[date | None] = column(label="结业日期", widget="date")
    place_code: Mapped[str] = column(label="上课地点", widget="choice", choices="division", default="")
    place_text: Mapped[str] = column(label="教室", default="")
    enrol_until: Mapped[date | None] = column(label="报名截止", widget="date")
    seats: Mapped[int | None] = column(label="名额", widget="int")
    state: Mapped[str] = column(label="状态", widget="choice", choices="session_state", default="planned")
    organised_by_employer_id: Mapped[int | None] = mapped_column(ForeignKey("employer.id"))
    training_organised_by: Mapped[str] = column(
        label="组织方式", widget="choice", choices="organiser", default=""
    )
    is_cost_borne_by_employer: Mapped[str] = column(
        label="单位承担成本", widget="choice", choices="yes_no", default=""
    )
    course: Mapped[Course] = relationship(back_populates="sessions")
