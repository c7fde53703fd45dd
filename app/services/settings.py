"""Settings by key, each declared once with its default, its choices and what it is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.desk import Setting
from app.services import journal
from app.services.desk import Desk
from app.services.results import Changes


@dataclass(frozen=True, slots=True)
class Option:
    """One setting: its type is the type of its default; `choices` are (value, label); numbers have bounds."""

    key: str
    label: str
    default: str | int | bool
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    least: int = 0
    most: int = 999


OPTIONS: Mapping[str, Option] = {
    option.key: option
    for option in (
        Option(
            "font_scale",
            "字号",
            "standard",
            "立即生效",
            (("standard", "标准"), ("large", "大"), ("extra", "特大")),
        ),
        Option(
            "palette",
            "配色",
            "light",
            "跟随系统：桌面是深色就用深色；立即生效",
            (("system", "跟随系统"), ("light", "浅色"), ("dark", "深色"), ("contrast", "高对比")),
        ),
        Option("idle_minutes", "自动锁屏（分钟）", 8, "锁屏时草稿保留；5 到 10 分钟为宜", least=1, most=60),
        Option("beep", "按错键时响一声", default=True),
        Option("backup_keep_days", "每日备份保留天数", 14, least=7, most=366),
        Option("backup_folder", "备份再存一份到", "", "填移动硬盘上的文件夹；留空只存在本机"),
        Option(
            "pledge_required",
            "承诺书过期时",
            "warn",
            "廉政守纪承诺书，通知（十三）",
            (("warn", "提醒"), ("block", "不许受理补贴")),
        ),
        Option(
            "slip_form",
            "受理回执用",
            "acceptance_slip",
            "针式用 241 连续纸二等分，小票用 80 毫米热敏纸；打印机在「打印机」里设",
            (
                ("acceptance_slip", "A4 两联"),
                ("acceptance_slip_241", "241 针式"),
                ("acceptance_slip_80mm", "80 毫米小票"),
            ),
        ),
        Option("supervision_phone", "监督电话", "", "印在受理回执上"),
        Option("promised_workdays", "承诺办结工作日", 0, "通知没有规定；0 表示回执上留空，由县区规定后填写"),
        Option(
            "card_reader",
            "读卡器",
            "simulator",
            "立即生效",
            (("simulator", "模拟"), ("folder", "文件夹"), ("wedge", "键盘口"), ("sdt", "SDT 库")),
        ),
        Option("card_folder", "读卡文件夹", "", "读卡软件把 wz.txt 写到哪里；选了「文件夹」才用"),
        Option("sdt_library", "SDT 驱动库", "", "厂家 sdtapi.dll 或 .so 的完整路径；选了「SDT 库」才用"),
        Option("sdt_python", "运行驱动的 Python", "", "留空用本程序的；驱动是 32 位时填 32 位 python.exe"),
        Option("photo_folder", "照片文件夹", "", "高拍仪或相机把照片存到哪里；换照片时先看这里最新的一张"),
    )
}


def read(session: Session, key: str) -> object:
    """Return the value of a declared setting, or its default."""
    row = session.get(Setting, key)
    return OPTIONS[key].default if row is None else row.value


class Settings:
    """The station's settings."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def all(self) -> Mapping[str, object]:
        """Return every declared setting with its value."""
        with self._desk.database.reading() as session:
            stored = {row.key: row.value for row in session.scalars(select(Setting))}
        return {key: stored.get(key, option.default) for key, option in OPTIONS.items()}

    def text(self, key: str) -> str:
        """Return one setting as text."""
        with self._desk.database.reading() as session:
            return str(read(session, key))

    def habit(self, name: str) -> str:
        """Return a habit of the screen (a column's width, a printer), or nothing."""
        with self._desk.database.reading() as session:
            return str(get(session, f"habit.{name}") or "")

    def keep_habit(self, name: str, text: str) -> None:
        """Keep a habit of the screen; habits are no business of the journal."""
        with self._desk.database.transaction() as session:
            put(session, self._desk, f"habit.{name}", text)

    def change(self, key: str, value: object) -> Changes:
        """Store one setting.

        Raises:
            UserError: the value is none of the choices, out of bounds, or of another type.

        """
        option = OPTIONS[key]
        if type(value) is not type(option.default):
            raise UserError(f"「{option.label}」填写的内容不对，请重新选择。", field=key)
        if option.choices and value not in {choice for choice, _ in option.choices}:
            raise UserError(f"「{option.label}」没有这个选项，请重新选择。", field=key)
        if type(value) is int and not option.least <= value <= option.most:
            raise UserError(f"「{option.label}」请填 {option.least} 到 {option.most}。", field=key)
        with self._desk.database.transaction() as session:
            put(session, self._desk, key, value)
            journal.note(session, self._desk, "setting.changed", entity="setting", uid=key, detail=str(value))
        return Changes(frozenset({"setting"}))


def put(session: Session, desk: Desk, key: str, value: object) -> None:
    """Store a value in the caller's transaction; also for keys that are no options (station card, policy)."""
    row = session.get(Setting, key)
    login = desk.operator.login if desk.is_manned else ""
    if row is None:
        session.add(Setting(key=key, value=value, updated_at=desk.clock.now(), updated_by=login))
    else:
        row.value, row.updated_at, row.updated_by = value, desk.clock.now(), login


def get(session: Session, key: str) -> object:
    """Return a stored value of any key, or None."""
    row = session.get(Setting, key)
    return None if row is None else row.value
