"""The pictures of a worker: recorded, replaced and taken away, each verb one transaction and undoable."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.photo import Photo
from app.models.worker import Worker
from app.services import journal, settings
from app.services.desk import Desk
from app.services.photos.portrait import MOST_INPUT, as_jpeg
from app.services.results import Changes
from app.services.undo import UndoStack

CARD: Final = "card"
CAMERA: Final = "camera"
SUFFIXES: Final = frozenset({".jpg", ".jpeg", ".png", ".bmp"})
_TOUCHED = frozenset({"photo"})


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture as it is kept; `sha256` is the hash of the JPEG."""

    kind: str
    sha256: str
    jpeg: bytes
    taken_at: datetime | None
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True)
class Pictured:
    """A verb's answer: what to say, and what changed; `is_changed` is False where nothing did."""

    text: str
    changes: Changes
    is_changed: bool


class Photos:
    """The pictures of this station's workers."""

    def __init__(self, desk: Desk, undo: UndoStack) -> None:
        self._desk, self._undo = desk, undo

    def current(self, worker_id: int) -> Picture | None:
        """Return the picture that is shown and printed: the newest recorded."""
        with self._desk.database.reading() as session:
            return newest(session, worker_id)

    def record(
        self, worker_id: int, data: bytes, kind: str = CAMERA, *, taken_at: datetime | None = None
    ) -> Pictured:
        """Keep a picture file of a worker; it takes the place of the former one of its kind.

        A card's picture that is known already changes nothing.

        Raises:
            UserError: it is no picture, or the worker is gone.

        """
        jpeg = as_jpeg(data)
        digest, now = hashlib.sha256(jpeg).hexdigest(), self._desk.clock.now()
        picture = Picture(kind, digest, jpeg, taken_at or now, now, self._desk.operator.login)
        with self._desk.database.transaction() as session:
            worker = _worker(session, worker_id)
            kept = _pictures(session, worker_id)
            known = next((one for one in kept if one.sha256 == digest), None)
            if known is not None and (kind == CARD or known is kept[-1]):
                return Pictured("照片没有变", Changes(), is_changed=False)
            rest = tuple(one for one in kept if one.kind != kind and one is not known)
            changes = self._change(session, worker, kept, (*rest, picture), "换照片")
        self._undo.push(f"{worker.name}的照片", lambda: self._put_back(worker_id, kept))
        return Pictured(f"已{'换' if kept else '存'}{worker.name}的照片", changes, is_changed=True)

    def record_file(self, worker_id: int, path: Path) -> Pictured:
        """Keep a picture that a clerk chose or a camera wrote.

        Raises:
            UserError: the file cannot be read or is no picture, or the worker is gone.

        """
        try:
            found = path.stat()
            data = path.read_bytes() if found.st_size <= MOST_INPUT else bytes(MOST_INPUT + 1)
        except OSError as fault:
            text = f"照片“{path.name}”打不开，可能已拔出或正被别的程序占用，请再选一次。"
            raise UserError(text, field="photo") from fault
        return self.record(worker_id, data, taken_at=datetime.fromtimestamp(found.st_mtime, UTC))

    def remove(self, worker_id: int) -> Pictured:
        """Take every picture of a worker away; the bytes are gone, the trail of it stays.

        Raises:
            UserError: the worker is gone.

        """
        with self._desk.database.transaction() as session:
            worker = _worker(session, worker_id)
            kept = _pictures(session, worker_id)
            if not kept:
                return Pictured(f"{worker.name}没有照片", Changes(), is_changed=False)
            changes = self._change(session, worker, kept, (), "删除照片")
        self._undo.push(f"删除{worker.name}的照片", lambda: self._put_back(worker_id, kept))
        return Pictured(f"已删除{worker.name}的照片", changes, is_changed=True)

    def newest_file(self) -> Path | None:
        """Return the newest picture in the camera's folder, or None where there is none or no folder is set.

        Raises:
            UserError: the folder that is set is not there.

        """
        with self._desk.database.reading() as session:
            folder = Path(str(settings.read(session, "photo_folder")))
        if str(folder) in {"", "."}:
            return None
        if not (folder.is_absolute() and folder.is_dir()):
            text = f"找不到照片文件夹「{folder}」：请在「设置」里填写完整路径，或留空自己选文件。"
            raise UserError(text, field="photo_folder")
        found = [path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and path.is_file()]
        return max(found, key=lambda path: path.stat().st_mtime_ns, default=None)

    def _put_back(self, worker_id: int, wanted: Sequence[Picture]) -> Changes:
        with self._desk.database.transaction() as session:
            worker = _worker(session, worker_id)
            return self._change(session, worker, _pictures(session, worker_id), wanted, "撤销换照片")

    def _change(
        self,
        session: Session,
        worker: Worker,
        kept: Sequence[Picture],
        wanted: Sequence[Picture],
        reason: str,
    ) -> Changes:
        """Make the worker's pictures those that are wanted, and tell of each that went or came."""
        going = [one.sha256 for one in kept if one not in wanted]
        rows = session.scalars(select(Photo).where(Photo.worker_id == worker.id, Photo.sha256.in_(going)))
        told = [
            journal.Change("photo.voided", row.uid, 2, 1, data={"reason": reason}, reason=reason)
            for row in rows.all()
        ]
        session.execute(delete(Photo).where(Photo.worker_id == worker.id, Photo.sha256.in_(going)))
        for picture in wanted:
            if picture not in kept:
                uid = self._desk.ids.new()
                session.add(_row(uid, worker.id, picture))
                told.append(_recorded(uid, worker.uid, picture))
        session.flush()
        if told:
            journal.record_many(session, self._desk, told)
        return Changes(_TOUCHED, frozenset({worker.uid}))


def newest(session: Session, worker_id: int) -> Picture | None:
    """Return a worker's newest picture inside the caller's session."""
    kept = _pictures(session, worker_id)
    return kept[-1] if kept else None


def forget(session: Session, workers: Sequence[int]) -> None:
    """Drop the pictures of registrations that are taken back; the events that told of them stay."""
    session.execute(delete(Photo).where(Photo.worker_id.in_(workers)))


def _worker(session: Session, worker_id: int) -> Worker:
    worker = session.get(Worker, worker_id)
    if worker is None or worker.is_void:
        raise UserError("这位不在本站登记名册里，请重新查找。")
    return worker


def _pictures(session: Session, worker_id: int) -> tuple[Picture, ...]:
    query = select(Photo).where(Photo.worker_id == worker_id).order_by(Photo.recorded_at, Photo.id)
    return tuple(
        Picture(row.kind, row.sha256, row.jpeg, row.taken_at, row.recorded_at, row.recorded_by)
        for row in session.scalars(query)
    )


def _row(uid: str, worker_id: int, picture: Picture) -> Photo:
    return Photo(
        uid=uid,
        worker_id=worker_id,
        sha256=picture.sha256,
        kind=picture.kind,
        jpeg=picture.jpeg,
        taken_at=picture.taken_at,
        recorded_at=picture.recorded_at,
        recorded_by=picture.recorded_by,
    )


def _recorded(uid: str, worker_uid: str, picture: Picture) -> journal.Change:
    return journal.Change(
        "photo.recorded",
        uid,
        data={
            "worker": worker_uid,
            "kind": picture.kind,
            "sha256": picture.sha256,
            "size": len(picture.jpeg),
        },
    )
