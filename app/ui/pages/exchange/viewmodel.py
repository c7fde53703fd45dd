"""What the page of batches says; honest states only."""

from __future__ import annotations

from app.models.enums import BatchState
from app.ports import CHINA
from app.services.batches import BatchCard, Outbox
from app.services.exchange.drives import Medium
from app.services.papers.values import event_label
from app.services.rebuilding.service import Rebuilt
from app.services.replies import REBUILD, ItemRow, ReplyCard
from app.ui.kit import ReasonRow

_GLUE = "\u00a0\u00a0"  # a figure is never parted from its words
_STATES = {
    BatchState.SEALED: "已封存，还没写到U盘",
    BatchState.EXPORTED: "已导出，等县里回执",
    BatchState.RECEIVED: "县已收",
    BatchState.ANSWERED: "县已办",
    BatchState.RELEASED: BatchState.RELEASED.label,
}


def outbox_line(outbox: Outbox) -> str:
    """Return what waits to be sealed."""
    if not outbox.count:
        return "没有待上报的变动"
    since = f"，最早 {outbox.since.astimezone(CHINA):%m-%d %H:%M}" if outbox.since else ""
    return f"待上报 {outbox.count:,} 件变动{since}"


def outbox_lines(outbox: Outbox, *, most: int = 8) -> tuple[str, ...]:
    """Return what waits, by kind, the most first."""
    ranked = sorted(outbox.counts.items(), key=lambda pair: -pair[1])
    lines = [f"{event_label(kind)}{_GLUE}{count:,}" for kind, count in ranked[:most]]
    rest = sum(count for _, count in ranked[most:])
    return (*lines, f"其他{_GLUE}{rest:,}") if rest else tuple(lines)


def batch_text(card: object) -> str:
    """Return the number of a batch: its epoch and its place in it, as the file's name ends."""
    return f"{card.epoch}-{card.seq:06d}" if isinstance(card, BatchCard) else ""


def state_text(card: object) -> str:
    """Return the state of a batch in words: when and on what it went out."""
    if not isinstance(card, BatchCard):
        return ""
    if not card.exports:
        return _STATES[card.state]
    at, medium = card.exports[-1]
    went = f"{at.astimezone(CHINA):%m-%d %H:%M} · {medium or '文件夹'}"
    if card.state is BatchState.EXPORTED:
        return f"已导出 {went}，等县里回执"
    return f"{_STATES[card.state]}（{went}）"


def sealed_text(card: object) -> str:
    """Return when a batch was sealed."""
    return f"{card.sealed_at.astimezone(CHINA):%m-%d %H:%M}" if isinstance(card, BatchCard) else ""


def count_text(card: object) -> str:
    """Return how many changes a batch holds."""
    return f"{sum(card.counts.values()):,}" if isinstance(card, BatchCard) else ""


def medium_text(medium: Medium) -> str:
    """Return the words of the button that seals to a medium."""
    name = medium.folder.name or str(medium.folder)
    if medium.is_read_only:
        return f"U盘 {name} 只读，写不了"
    return f"封存到U盘 {name}（剩 {medium.free // 1_000_000:,} MB）"


def size_text(card: object) -> str:
    """Return the size in kilobytes."""
    return f"{card.size / 1000:,.1f} KB" if isinstance(card, BatchCard) else ""


_KINDS = {
    "uneven": "对账不平",
    "rebuild": "要读入重建包",
    "rejected": "退回的记录",
    "duplicate": "疑似重复登记",
    "conflict": "两处改得不一样",
}


def newest_line(card: ReplyCard | None) -> str:
    """Return which reply was taken in last."""
    if card is None:
        return "还没有读入过。县里把回执写回U盘后，插上U盘点下面的按钮"
    made = card.made_at.astimezone(CHINA)
    return f"最近是第 {card.seq} 号，县里 {made:%m-%d %H:%M} 开出"


def item_rows(items: tuple[ItemRow, ...]) -> tuple[ReasonRow, ...]:
    """Return what the county holds open, each with whom it is about and until when it is to be put right."""
    return tuple(
        ReasonRow(
            f"{_KINDS.get(item.kind, item.kind)}{' · ' + item.who if item.who else ''}",
            f"{item.fix_by:%m-%d} 前改好" if item.fix_by else "",
            (),
            (item.text,),
            payload=item.worker_id,
        )
        for item in items
    )


def lacking_lines(items: tuple[ItemRow, ...]) -> tuple[str, ...]:
    """Return what the county holds of this station and this PC has lost."""
    return tuple(item.text for item in items if item.kind == REBUILD)


def leftover_lines(rebuilt: Rebuilt) -> tuple[str, ...]:
    """Return what a rebuilding could not bring back, what belongs together in one line."""
    titles = dict.fromkeys(title for title, _ in rebuilt.leftovers)
    return tuple(
        f"{title}：{'；'.join(text for known, text in rebuilt.leftovers if known == title)}"
        for title in titles
    )
