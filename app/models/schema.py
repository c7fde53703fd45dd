"""Every entity in one import, so that the metadata is whole wherever it is asked for."""

from __future__ import annotations

from app.models.application import Application, Material, Paper, RegisterNumber, RosterRow, Step
from app.models.base import Base
from app.models.catalog import Course, Employer, Institution, Job, TrainingSession
from app.models.desk import (
    Account,
    ComparisonEntry,
    ComparisonList,
    Draft,
    ImportRow,
    ImportRun,
    ImportTouch,
    Setting,
)
from app.models.enrolment import AttendanceDay, Enrolment, Match
from app.models.feedback import Feedback
from app.models.trail import Batch, Export, JournalEntry, OutboxEvent
from app.models.worker import Category, Certificate, Movement, SearchKey, Worker

METADATA = Base.metadata
ENTITIES = (
    Account, Application, AttendanceDay, Batch, Category, Certificate, ComparisonEntry, ComparisonList, Course,
    Draft, Employer, Enrolment, Export, Feedback, ImportRow, ImportRun, ImportTouch, Institution, Job, JournalEntry,
    Match, Material, Movement, OutboxEvent, Paper, RegisterNumber, RosterRow, SearchKey, Setting, Step,
    TrainingSession, Worker,
)  # fmt: skip
