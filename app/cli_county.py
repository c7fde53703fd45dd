"""`python -m app county …`: the bureau's work without a window."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from app import cli_publish, cli_slips
from app.faults import UserError
from app.models.values import parse_fen
from app.paths import font_folders, resources
from app.ports import SystemClock, SystemIds
from app.progress import Progress
from app.services.county.deciding import RESULTS, Deciding, Decision
from app.services.county.inbox import Inbox
from app.services.county.office import Bureau, Office, Opening
from app.services.county.publishing import newest_versions, packs_in_force
from app.services.county.rebuilding import Rebuilding
from app.services.county.replying import Replying
from app.services.county.replysheets import paper_of
from app.services.county.reports import report
from app.services.county.slips import CountySlips
from app.services.county.stations import Stations
from app.services.county.taking import Fate, Taking
from app.services.diskfiles import write_durably
from app.services.exchange import medium
from app.services.exchange.stationcard import StationCard
from app.services.policy.pack_model import Packs
from app.services.policy.packs import load_packs
from app.services.printing.fonts import use_folders
from app.start import check_slips

Command = Callable[[argparse.Namespace, Progress], int]
_MARKS = {Fate.APPLIED: "✓", Fate.ALREADY: "✓", Fate.PARKED: "…", Fate.WAITING: "…", Fate.REFUSED: "✗"}
_VERIFY = "核对一张受理回执的真伪：图片，或扫出来的文字；都不写则打开核对窗口"
_PASSWORD, _SECOND = "JIAMENKOU_PASSWORD", "JIAMENKOU_SECOND_PASSWORD"


def add(parser: argparse.ArgumentParser) -> None:
    """Add the bureau's commands to the parser of `county`."""
    parts = parser.add_subparsers(required=True, metavar="动作")
    _init(_part(parts, "init", "新建县区端：钥匙、数据库、公钥卡", _do_init))
    enrol = _part(parts, "enrol", "登记服务站卡并发证", _do_enrol)
    enrol.add_argument("card", type=Path, help="服务站卡文件")
    revoke = _part(parts, "revoke", "停用一个服务站的纪元（电脑丢失等）", _do_revoke)
    revoke.add_argument("station")
    revoke.add_argument("epoch")
    revoke.add_argument("--reason", required=True)
    _part(parts, "stations", "列出登记过的服务站", _do_stations)
    take = _part(parts, "take-in", "读入批次文件或U盘", _do_take)
    take.add_argument("sources", type=Path, nargs="+", help="批次文件，或U盘的文件夹")
    take.add_argument("--before-loss", action="store_true", help="我担保：这是停用或接替之前导出的U盘")
    inbox = _part(parts, "inbox", "列出待审的申请；--out 存成表格", _do_inbox)
    inbox.add_argument("--out", type=Path, default=None)
    decide = _part(parts, "decide", "登记审核结果：一张表，或一件", _do_decide)
    decide.add_argument("what", help="审核结果表格，或受理编号")
    decide.add_argument("--result", choices=list(RESULTS.values()))
    decide.add_argument("--amount", default="", help="核定金额（元）")
    decide.add_argument("--document", default="", help="文号")
    decide.add_argument("--field", default="", help="退回项目")
    decide.add_argument("--reason", default="")
    decide.add_argument("--fix-by", type=date.fromisoformat, default=None, help="补正期限，如 2026-12-08")
    reply = _part(parts, "reply", "给服务站出具回执", _do_reply)
    reply.add_argument("folder", type=Path, help="U盘或文件夹")
    reply.add_argument("--paper", action="store_true", help="另存一份回执单（PDF），给只能带回纸的地方")
    reply.add_argument("--station", default="", help="只给这一个站；不填则给所有站")
    publish = _part(parts, "publish", "下发参考数据：政策、岗位、培训项目等", _do_publish)
    send = _part(parts, "send", "把最新的参考数据写到U盘", _do_send)
    cli_publish.arguments(publish, send)
    _part(parts, "published", "列出下发过的参考数据", _do_published)
    rebuild = _part(parts, "rebuild", "出具重建包：站里丢了而县里有的，封给它的新纪元", _do_rebuild)
    rebuild.add_argument("station")
    rebuild.add_argument("folder", type=Path, help="U盘或文件夹")
    rebuild.add_argument("--all", action="store_true", help="不管站里还有多少，旧纪元全部出具")
    slip = _part(parts, "verify-slip", _VERIFY, _do_verify_slip)
    cli_slips.arguments(slip, asks=False)
    _part(parts, "report", "统计：各站批次、业务、待审与差异", _do_report)


def _part(
    parts: argparse._SubParsersAction[argparse.ArgumentParser], name: str, text: str, do: Command
) -> argparse.ArgumentParser:
    part = parts.add_parser(name, help=text)
    part.add_argument("--office", type=Path, required=True, help="县区端文件夹")
    part.add_argument("--login", required=True, help=f"登录名；密码从 {_PASSWORD} 或键盘读取")
    part.set_defaults(county=do)
    return part


def _init(part: argparse.ArgumentParser) -> None:
    part.add_argument("--bureau", required=True, help="县区代码，如 140321")
    part.add_argument("--name", required=True, help="第一位的姓名")
    part.add_argument("--second-login", required=True, help="第二位（政策与钥匙要两人签）的登录名")
    part.add_argument("--second-name", required=True)
    part.add_argument("--database", default="", help="postgresql://用户名@服务器/库名；不填用本机加密文件")
    part.add_argument("--escrow", type=Path, required=True, help="备用（托管）私钥写到哪里，写完请锁进保险柜")


def _office(given: argparse.Namespace) -> Office:
    return Office(given.office, clock=SystemClock(), ids=SystemIds())


def _opened(given: argparse.Namespace) -> Bureau:
    use_folders(font_folders())
    first = _password(_PASSWORD, "密码：")
    other = getattr(given, "second_login", "")
    second = (other, _password(_SECOND, "第二位的密码：")) if other else None
    return _office(given).log_in(given.login, first, second=second)


def _password(variable: str, prompt: str) -> str:
    return os.environ.get(variable) or getpass.getpass(prompt)


def _packs(bureau: Bureau) -> Packs:
    return packs_in_force(bureau, load_packs(resources() / "policy" / "yangquan"))


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _do_init(given: argparse.Namespace, _progress: Progress) -> int:
    office = _office(given)
    plan = Opening(
        given.bureau, given.login, given.name, _password(_PASSWORD, "第一位的密码："), given.second_login,
        given.second_name, _password(_SECOND, "第二位的密码："), given.database,
    )  # fmt: skip
    if given.escrow.exists():
        raise UserError(f"{given.escrow} 已经有了，请换一个文件名，免得盖掉旧的私钥。")
    escrow = office.found(plan)
    write_durably(given.escrow, escrow.file(SystemClock().now()))
    card = given.office / "县区公钥卡.txt"
    card.write_text(office.card().text(), encoding="utf-8")
    _say(f"✓ 已建好。公钥卡：{card}（发给各站）。备用私钥：{given.escrow}（请移到U盘锁进保险柜，本机不留）")
    return 0


def _do_enrol(given: argparse.Namespace, _progress: Progress) -> int:
    try:
        card = StationCard.read(given.card.read_bytes())
    except OSError as fault:
        raise UserError(f"读不了 {given.card}：请检查文件名。") from fault
    bureau = _opened(given)
    text, signature = Stations(bureau).enrol(card)
    target = given.card.with_suffix(".cert")
    write_durably(target, text)
    write_durably(target.with_name(target.name + ".minisig"), signature)
    _say(
        f"✓ 已登记 {card.name} {card.station} 纪元 {card.epoch}，钥匙编号 {card.signer.key_id}，证书 {target}"
    )
    return _done(bureau)


def _do_revoke(given: argparse.Namespace, _progress: Progress) -> int:
    bureau = _opened(given)
    stations = Stations(bureau)
    stations.revoke(given.station, given.epoch, given.reason)
    fresh = stations.fresh_letter(given.station)
    told = f"；接替它的电脑建站时，纪元字母请填 {fresh}" if fresh else ""
    _say(f"✓ 已停用服务站 {given.station} 的纪元 {given.epoch}{told}")
    return _done(bureau)


def _do_stations(given: argparse.Namespace, _progress: Progress) -> int:
    bureau = _opened(given)
    for row in Stations(bureau).all():
        state = f"已停用：{row.revoked_reason}" if row.is_revoked else f"有效到 {row.valid_to}"
        state += f"，已由纪元 {row.closed_by} 接替" if row.closed_by else ""
        _say(f"{row.station}  {row.name}  纪元 {row.epoch}  {row.key_id}  {state}")
    return _done(bureau)


def _do_take(given: argparse.Namespace, progress: Progress) -> int:
    bureau = _opened(given)
    files = [
        path
        for source in given.sources
        for path in (medium.files_up(source) if source.is_dir() else (source,))
    ]
    if not files:
        raise UserError("没有找到批次文件（U盘的 JMK/UP 文件夹里）。")
    taking, is_right = Taking(bureau, _packs(bureau), before_loss=given.before_loss), True
    for taken in taking.take_waiting():
        _say(f"{_MARKS[taken.fate]} {taken.file_name}（升级前收下的）：{taken.text}")
    for place, path in enumerate(files):
        progress.step(place, len(files), f"读入 {path.name}")
        taken = taking.take_in(path)
        is_right = is_right and taken.fate is not Fate.REFUSED
        _say(f"{_MARKS[taken.fate]} {taken.file_name}：{taken.text}")
    _done(bureau)
    return 0 if is_right else 1


def _do_inbox(given: argparse.Namespace, _progress: Progress) -> int:
    bureau = _opened(given)
    inbox = Inbox(bureau, _packs(bureau))
    if given.out:
        _say(f"✓ {inbox.write(given.out)} 件待审，已存到 {given.out}")
        return _done(bureau)
    for row in inbox.rows():
        _say(
            f"{row.case_number}  {row.who}  {row.subject}  {row.outcome}  {row.divergence or '与县级重算一致'}"
        )
        for text in row.duplicates:
            _say(f"    重复：{text}")
    return _done(bureau)


def _do_decide(given: argparse.Namespace, progress: Progress) -> int:
    bureau = _opened(given)
    packs = _packs(bureau)
    deciding, path = Deciding(bureau, packs), Path(given.what)
    if given.result:
        codes = {text: code for code, text in RESULTS.items()}
        amount = parse_fen(given.amount, field="amount", label="核定金额") if given.amount else None
        decision = Decision(
            given.what, codes[given.result], amount, given.document, given.field, given.reason, given.fix_by,
            source="命令行",
        )  # fmt: skip
        _say(f"✓ {deciding.decide(decision)}")
        return _done(bureau)
    brought = Inbox(bureau, packs).bring(path, deciding, progress)
    for text in brought.done:
        _say(f"✓ {text}")
    for bad in brought.bad:
        _say(f"✗ {bad.sheet} 第 {bad.number} 行 {bad.case_number}：{bad.text}")
    _done(bureau)
    return 1 if brought.bad else 0


def _do_reply(given: argparse.Namespace, progress: Progress) -> int:
    bureau = _opened(given)
    replying = Replying(bureau, newest_versions(bureau))
    stations = (given.station,) if given.station else replying.stations()
    for place, station in enumerate(stations):
        progress.step(place, len(stations), f"出具回执 {station}")
        sent = replying.reply(station)
        carried = medium.carry_down(given.folder, station, sent.file_name, sent.sealed)
        _say(f"✓ {carried.path}")
        if given.paper:
            paper = given.folder / f"{Path(sent.file_name).stem}.pdf"
            paper.write_bytes(paper_of(bureau, sent))
            _say(f"✓ {paper}")
    return _done(bureau)


def _do_publish(given: argparse.Namespace, progress: Progress) -> int:
    bureau = _opened(given)
    cli_publish.publish(given, bureau, progress, _say)
    return _done(bureau)


def _do_send(given: argparse.Namespace, _progress: Progress) -> int:
    bureau = _opened(given)
    cli_publish.send(given, bureau, _say)
    return _done(bureau)


def _do_published(given: argparse.Namespace, _progress: Progress) -> int:
    bureau = _opened(given)
    cli_publish.listed(bureau, _say)
    return _done(bureau)


def _do_rebuild(given: argparse.Namespace, progress: Progress) -> int:
    bureau = _opened(given)
    parts = Rebuilding(bureau).rebuild(given.station, progress, is_everything=given.all)
    for part in parts:
        carried = medium.carry_down(given.folder, part.station, part.file_name, part.sealed)
        _say(f"✓ {carried.path}（{part.batches} 批 {part.events:,} 条）")
    return _done(bureau)


def _do_verify_slip(given: argparse.Namespace, _progress: Progress) -> int:
    bureau = _opened(given)
    try:
        check = CountySlips(bureau).check
        if not given.what:
            return check_slips(check, bureau.clock.today, bureau.name)
        return cli_slips.checked(given, check, _say)
    finally:
        bureau.store.close()


def _do_report(given: argparse.Namespace, _progress: Progress) -> int:
    bureau = _opened(given)
    for line in report(bureau):
        _say(line)
    return _done(bureau)


def _done(bureau: Bureau) -> int:
    bureau.store.close()
    return 0
