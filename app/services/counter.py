"""Everything a page may call, in one frozen bundle: built once when the station opens."""

from __future__ import annotations

from dataclasses import dataclass

from app.paths import resources
from app.services.accounts import Accounts
from app.services.applications.mending import Mending
from app.services.applications.service import Applications
from app.services.batches import Batches
from app.services.care import Care
from app.services.catalog.service import Catalog
from app.services.classes import Classes
from app.services.desk import Desk
from app.services.devices.chosen import ChosenReader
from app.services.drafts import Drafts
from app.services.eligibility.service import Eligibility
from app.services.eligibility.shelf import PolicyShelf
from app.services.enrolments import Enrolments
from app.services.epochs import Epochs
from app.services.feedback import Feedbacks
from app.services.following import Following
from app.services.glyphs import Glyphs
from app.services.home import StationHome
from app.services.households.service import Households
from app.services.imports.service import Imports
from app.services.openings import Openings
from app.services.papers.formtaking import FormTaking
from app.services.papers.log import PrintLog
from app.services.papers.service import Papers
from app.services.photos.service import Photos
from app.services.policy.clauses import PolicyText, read_clauses
from app.services.policy.packs import load_packs
from app.services.printers.profiles import Profiles
from app.services.rebuilding.service import Rebuilds
from app.services.recommending import Recommending
from app.services.references.service import References
from app.services.replies import Replies
from app.services.selfcheck import SelfCheck
from app.services.settings import Settings
from app.services.slips.service import Slips
from app.services.timekeeping import Timekeeping
from app.services.today import Today
from app.services.trail import Trail
from app.services.undo import UndoStack
from app.services.whynots import WhyNots
from app.services.workers.rows import WorkerRows
from app.services.workers.service import Workers


@dataclass(frozen=True, slots=True)
class Counter:
    """The services of one station."""

    desk: Desk
    home: StationHome
    undo: UndoStack
    workers: Workers
    worker_rows: WorkerRows
    households: Households
    photos: Photos
    drafts: Drafts
    reader: ChosenReader
    catalog: Catalog
    enrolments: Enrolments
    classes: Classes
    recommending: Recommending
    whynots: WhyNots
    feedbacks: Feedbacks
    following: Following
    eligibility: Eligibility
    applications: Applications
    mending: Mending
    papers: Papers
    imports: Imports
    batches: Batches
    replies: Replies
    references: References
    epochs: Epochs
    rebuilds: Rebuilds
    today: Today
    accounts: Accounts
    settings: Settings
    selfcheck: SelfCheck
    time: Timekeeping
    care: Care
    trail: Trail
    policy_text: PolicyText

    @property
    def printers(self) -> Profiles:
        """Return what says which printer takes which paper, and how it lies there."""
        return Profiles(self.desk)

    @property
    def prints(self) -> PrintLog:
        """Return what finds earlier prints."""
        return PrintLog(self.desk)

    @property
    def glyphs(self) -> Glyphs:
        """Return what keeps pictures of characters that no font draws."""
        return Glyphs(self.desk)

    @property
    def forms(self) -> FormTaking:
        """Return what takes in new workbooks for forms."""
        return FormTaking(self.desk)

    @property
    def slips(self) -> Slips:
        """Return what tells genuine slips from others."""
        return Slips(self.desk)


def build_counter(desk: Desk, home: StationHome) -> Counter:
    """Build every service on one desk; the shipped pack is read and its cases are run.

    Raises:
        UserError: the policy pack is not fit to be put in force.

    """
    undo, settings, batches = UndoStack(), Settings(desk), Batches(desk, home)
    eligibility = Eligibility(desk, PolicyShelf(load_packs(resources() / "policy" / "yangquan")))
    openings, workers = Openings(), Workers(desk, undo)
    return Counter(
        desk=desk,
        home=home,
        undo=undo,
        workers=workers,
        worker_rows=WorkerRows(desk),
        households=Households(desk, undo),
        photos=Photos(desk, undo),
        drafts=Drafts(desk),
        reader=ChosenReader(settings),
        catalog=Catalog(desk, undo),
        enrolments=Enrolments(desk, undo),
        classes=Classes(desk, undo),
        recommending=Recommending(desk, openings),
        whynots=WhyNots(desk, openings, workers),
        feedbacks=Feedbacks(desk, undo),
        following=Following(desk, undo),
        eligibility=eligibility,
        applications=Applications(desk, eligibility),
        mending=Mending(desk),
        papers=Papers(desk, batches),
        imports=Imports(desk),
        batches=batches,
        replies=Replies(desk, home),
        references=_references(desk, eligibility),
        epochs=Epochs(desk, home),
        rebuilds=Rebuilds(desk, eligibility.packs),
        today=Today(desk, home),
        accounts=Accounts(desk, home),
        settings=settings,
        selfcheck=SelfCheck(desk, home),
        time=Timekeeping(desk),
        care=Care(desk, home),
        trail=Trail(desk),
        policy_text=_policy_text(),
    )


def _references(desk: Desk, eligibility: Eligibility) -> References:
    made = References(desk, eligibility.shelf)
    made.begin()
    return made


def _policy_text() -> PolicyText:
    return read_clauses(resources() / "policy" / "texts" / "clauses.toml")
