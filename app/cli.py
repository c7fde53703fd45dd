"""The product without a window: the same services, for the demonstration, the policy officer and the night shift."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from app import cli_county, cli_forms, cli_slips
from app.demo.day import SEED
from app.demo.day import run as demonstrate
from app.faults import Cancelled, UserError
from app.paths import data_home, font_folders, resources
from app.ports import SystemClock, SystemIds
from app.services.batches import Batches
from app.services.desk import Desk
from app.services.exchange.verification import verify_file
from app.services.home import StationHome
from app.services.policy import officer
from app.services.printing.fonts import use_folders
from app.services.selfcheck import SelfCheck
from app.services.slips.service import Slips

_WIDTH = 24
Command = Callable[[argparse.Namespace], int]


class Bar:
    """Progress as one line that is written over; plain lines where nobody watches a terminal."""

    def __init__(self) -> None:
        self._is_live = sys.stderr.isatty()

    def step(self, done: int, of: int, text: str) -> None:
        """Draw how far the work is."""
        if self._is_live:
            full = _WIDTH * done // of if of else 0
            sys.stderr.write(f"\r[{'█' * full}{'·' * (_WIDTH - full)}] {text:<40}")
            sys.stderr.flush()


def main(words: Sequence[str]) -> int:
    """Run one command and return its exit code: 0 good, 1 refused, 2 misused."""
    given = _parser().parse_args(list(words))
    command: Command = given.command
    try:
        return command(given)
    except UserError as fault:
        sys.stderr.write(f"\n{fault.text}\n")
        return 1
    except Cancelled:
        sys.stderr.write("\n已中止，没有留下半件事。\n")
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m app", description="家门口 · 基层就业服务站")
    commands = parser.add_subparsers(required=True, metavar="命令")
    _policy(commands.add_parser("policy", help="检查政策包；按事实文件试算"))
    show = commands.add_parser("demo", help="在虚构的示例镇上演示一天的业务")
    show.add_argument("--out", type=Path, required=True, help="结果放到哪个文件夹")
    show.add_argument(
        "--data", type=Path, default=None, help="示例站的数据文件夹（空文件夹）；缺省用临时文件夹"
    )
    show.add_argument("--without-screens", action="store_true", help="不截图，快很多")
    show.add_argument("--seed", type=int, default=SEED)
    show.set_defaults(command=_demo)
    check = commands.add_parser("selfcheck", help="整库自检：文件、台账、备份、时钟、磁盘")
    _station(check)
    check.set_defaults(command=_selfcheck)
    export = commands.add_parser("export", help="封存待上报的变动并写入介质")
    _station(export)
    export.add_argument("folder", type=Path, help="U 盘或文件夹")
    export.set_defaults(command=_export)
    verify = commands.add_parser("verify", help="逐层核验一个批次文件")
    verify.add_argument("file", type=Path)
    verify.add_argument("--key", type=Path, required=True, help="县区私钥文件 county.key")
    verify.add_argument("--station", type=Path, required=True, help="服务站公钥 station.pub")
    verify.set_defaults(command=_verify)
    slip = commands.add_parser("verify-slip", help="核对一张受理回执的真伪：图片，或扫出来的文字")
    _station(slip)
    cli_slips.arguments(slip)
    slip.set_defaults(command=_verify_slip)
    forms = commands.add_parser("forms", help="检查一张表样")
    cli_forms.arguments(forms)
    forms.set_defaults(command=_check_form)
    county = commands.add_parser("county", help="县区端：登记服务站、读入批次、审核、回执")
    cli_county.add(county)
    county.set_defaults(command=lambda given: given.county(given, Bar()))
    return parser


def _station(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, default=None, help="服务站数据文件夹")
    parser.add_argument("--login", required=True, help="登录名；密码从 JIAMENKOU_PASSWORD 或键盘读取")


def _policy(parser: argparse.ArgumentParser) -> None:
    folder = resources() / "policy" / "yangquan"
    parts = parser.add_subparsers(required=True, metavar="动作")
    check = parts.add_parser("check", help="读政策包并运行其全部案例")
    check.add_argument("pack", type=Path, nargs="?", default=folder)
    check.set_defaults(command=lambda given: _said(officer.check(given.pack)))
    assess = parts.add_parser("assess", help="按事实文件（TOML）试算，输出 JSON")
    assess.add_argument("facts", type=Path)
    assess.add_argument("--pack", type=Path, default=folder)
    assess.set_defaults(
        command=lambda given: _said(officer.assess_file(given.facts, given.pack, today=SystemClock().today()))
    )
    words: Mapping[str, Callable[[], str]] = {
        "facts": officer.facts_help,
        "conditions": officer.conditions_help,
    }
    for name, text in words.items():
        listing = parts.add_parser(name, help="列出可用的词")
        listing.set_defaults(command=lambda _given, text=text: _said(officer.Answer(text(), 0)))


def _said(answer: officer.Answer) -> int:
    sys.stdout.write(answer.text)
    return answer.code


def _opened(given: argparse.Namespace) -> tuple[Desk, StationHome]:
    home = StationHome(given.data or data_home(), clock=SystemClock(), ids=SystemIds())
    home.settle()
    if not home.is_founded:
        raise UserError("这个文件夹里还没有服务站，请先打开窗口完成首次设置。")
    use_folders(font_folders())
    password = os.environ.get("JIAMENKOU_PASSWORD") or getpass.getpass("密码：")
    return home.log_in(given.login, password), home


def _demo(given: argparse.Namespace) -> int:
    if given.data is not None:
        _demonstrate(given, given.data)
    else:
        with tempfile.TemporaryDirectory(prefix="jiamenkou-demo-") as folder:
            _demonstrate(given, Path(folder) / "station")
    _say(f"完成，结果在 {given.out}")
    return 0


def _demonstrate(given: argparse.Namespace, data: Path) -> None:
    demonstrate(given.out, data, seed=given.seed, say=_say, with_screens=not given.without_screens)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _selfcheck(given: argparse.Namespace) -> int:
    desk, home = _opened(given)
    health = SelfCheck(desk, home).whole(Bar())
    for item in health.items:
        sys.stdout.write(f"{'✓' if item.is_well else '✗'} {item.title}：{item.text}\n")
    desk.database.close()
    return 0 if health.is_well else 1


def _export(given: argparse.Namespace) -> int:
    desk, home = _opened(given)
    batches = Batches(desk, home)
    if batches.outbox().count:
        batches.seal(Bar())
    report = batches.export(given.folder, Bar())
    sys.stdout.write("".join(f"✓ 已写入并核对 {name}\n" for name in report.files))
    desk.database.close()
    return 0


def _check_form(given: argparse.Namespace) -> int:
    use_folders(font_folders())
    return cli_forms.check(given, _say)


def _verify(given: argparse.Namespace) -> int:
    result = verify_file(given.file, given.key, given.station)
    sys.stdout.write("".join(f"{line}\n" for line in result.lines()))
    return 0 if result.is_right else 1


def _verify_slip(given: argparse.Namespace) -> int:
    desk, _ = _opened(given)
    try:
        return cli_slips.checked(given, Slips(desk).check, _say)
    finally:
        desk.database.close()
