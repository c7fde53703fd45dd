"""Every entity in one import, so that the metadata is whole wherever it is asked for."""

from __future__ import annotations

from app.models.application import Application, Material, Paper, RegisterNumber, RosterRow, Step
from app.models.base import Base
from app.models.catalog import Course, Employer, Institution, Job, TrainingSession
from app.models.county import (
    Claim,
    CountyPerson,
    CountyPersonKey,
    CountyRecord,
    CountyVerdict,
    LedgerRow,
    Likeness,
    RefusedFile,
    SentRebuild,
    SentReply,
    StationEvent,
    StationKey,
    TakenBatch,
)
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
from app.models.glyph import Glyph
from app.models.household import Household, HouseholdFact
from app.models.photo import Photo
from app.models.publication import Publication, SentReference
from app.models.reference import Holiday, ReferenceClaim, ReferenceCode, ReferencePackage, ReferencePerson
from app.models.slip import SlipProof
from app.models.trail import (
    Batch,
    CountyItem,
    CountyReply,
    Export,
    JournalEntry,
    OutboxEvent,
    RebuiltEvent,
    TakenRebuild,
)
from app.models.worker import Category, Certificate, Movement, SearchKey, Worker

METADATA = Base.metadata
ENTITIES = (
    Account, Application, AttendanceDay, Batch, Category, Certificate, Claim, ComparisonEntry, ComparisonList,
    CountyItem, CountyPerson, CountyPersonKey, CountyRecord, CountyReply, CountyVerdict, Course, Draft,
    Employer, Enrolment, Export, Feedback, Glyph, Holiday, Household, HouseholdFact, ImportRow, ImportRun, ImportTouch,
    Institution, Job, JournalEntry, LedgerRow, Likeness, Match, Material, Movement, OutboxEvent, Paper, Photo,
    Publication, RebuiltEvent, ReferenceClaim, ReferenceCode, ReferencePackage, ReferencePerson, RefusedFile,
    RegisterNumber, RosterRow, SearchKey, SentRebuild, SentReference, SentReply, Setting, SlipProof, StationEvent,
    StationKey, Step, TakenBatch, TakenRebuild, TrainingSession, Worker,
)  # fmt: skip
