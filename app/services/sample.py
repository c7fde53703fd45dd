"""试用示例镇: a whole invented town in one click, so that a clerk can try everything on nobody's data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.models.enums import Role
from app.paths import resources
from app.progress import Progress
from app.services.accounts import Accounts
from app.services.desk import Desk
from app.services.exchange.agekeys import read_box_key
from app.services.home import Founding, StationHome
from app.services.imports.keeping import ImportReport
from app.services.imports.service import Imports
from app.services.keyslots import ClerkName

CLERK = ("wang", "王秀兰（示例）", "示例密码-1234")
REVIEWER = ("li", "李建国（示例）", "示例密码-5678")
STATION = "140321106000"
BUREAU = "140321"
TOWN = (
    "roster",
    "employers",
    "jobs",
    "institutions",
    "courses",
    "sessions",
    "comparison_poverty",
    "comparison_hardship",
    "comparison_skill_uplift",
    "attendance",
)


def found_sample(home: StationHome, progress: Progress) -> tuple[Desk, str]:
    """Found the sample station, add its reviewer and import the invented town.

    Raises:
        UserError: a station lives in this folder already.
        Cancelled: the clerk stopped; the station stands, with what was imported so far.

    """
    desk, recovery = found_empty(home)
    imports = Imports(desk)
    for place, name in enumerate(TOWN):
        progress.step(place, len(TOWN), "正在装入示例镇")
        imports.run(imports.look(sample(name)), progress)
    home.mark(desk)
    return desk, recovery


def found_empty(home: StationHome, *, epoch: str = "A") -> tuple[Desk, str]:
    """Found the sample station with its two clerks and nobody registered; one in place of a lost PC has its letter."""
    login, name, password = CLERK
    desk, recovery = home.found(
        Founding(
            station_code=STATION,
            bureau_code=BUREAU,
            login=login,
            clerk_name=name,
            password=password,
            role=Role.ADMIN,
            station_name="娘子关镇就业服务站（示例）",
            phone="0353-6990000",
            address="娘子关镇（示例地址）",
            county=_recipient("county"),
            escrow=_recipient("escrow"),
            is_sample=True,
            epoch=epoch,
        )
    )
    second, title, secret = REVIEWER
    Accounts(desk, home).add(
        login=second, name=title, role=Role.REVIEWER, password=secret, own_password=password
    )
    return desk, recovery


def hint(names: Sequence[ClerkName]) -> str:
    """Return the passwords of the sample town, which are no secret; empty for a real station."""
    known = {(login, name): f"{name} {secret}" for login, name, secret in (CLERK, REVIEWER)}
    told = [known[pair] for one in names if (pair := (one.login, one.display_name)) in known]
    return "示例镇的密码\n" + "\n".join(told) if told else ""


def take(desk: Desk, name: str, progress: Progress) -> ImportReport:
    """Import one workbook of the sample town."""
    imports = Imports(desk)
    return imports.run(imports.look(sample(name)), progress)


def sample(name: str) -> Path:
    """Return the path of a workbook of the sample town."""
    return resources() / "samples" / f"{name}.xlsx"


def _recipient(name: str) -> str:
    return read_box_key((resources() / "samples" / f"{name}.key").read_bytes()).recipient
