"""The dated rows of a worker: categories, certificates and movements are added and ended, never overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.checks.certificate import check_certificate
from app.models.checks.finding import Finding, error
from app.models.worker import Category, Certificate, Movement, Worker
from app.services import journal
from app.services.desk import Desk
from app.services.results import Changes, Refused, Saved
from app.services.workers import records, rules

_ENTITIES: Mapping[str, type[Category | Certificate | Movement]] = {
    "category": Category,
    "certificate": Certificate,
    "movement": Movement,
}
_LABELS = {"category": "类别", "certificate": "证书", "movement": "去向"}


class WorkerRows:
    """Adding to what is dated about a worker."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def add(self, worker_id: int, kind: str, values: Mapping[str, object]) -> Saved | Refused:
        """Add one row of `kind` category, certificate or movement.

        Raises:
            UserError: the worker is gone.

        """
        findings = list(rules.check_row(kind, values))
        with self._desk.database.transaction() as session:
            worker = session.get(Worker, worker_id)
            if worker is None or worker.is_void:
                raise UserError("这位不在本站登记名册里，请重新查找。")
            if kind == "certificate":
                findings += self._certificate(session, worker, values)
            if rules.errors_of(tuple(findings)):
                return Refused(tuple(findings))
            return self._add(session, worker, kind, values, tuple(findings))

    def _add(
        self,
        session: Session,
        worker: Worker,
        kind: str,
        values: Mapping[str, object],
        findings: tuple[Finding, ...],
    ) -> Saved:
        fields = records.ROW_FIELDS[kind]
        kept = {key: value for key, value in values.items() if key in fields}
        row = _ENTITIES[kind](
            uid=self._desk.ids.new(),
            worker_id=worker.id,
            recorded_at=self._desk.clock.now(),
            recorded_by=self._desk.operator.login,
            **kept,
        )
        session.add(row)
        session.flush()
        change = journal.Change(
            type=f"{kind}.recorded",
            entity_uid=row.uid,
            data={"worker": worker.uid, **records.travelling(records.values_of(row, fields))},
        )
        journal.record(session, self._desk, change)
        changes = Changes(frozenset({"worker", kind}), frozenset({worker.uid}))
        return Saved(row.id, row.uid, 1, f"已为{worker.name}添加{_LABELS[kind]}", changes, findings)

    def _certificate(self, session: Session, worker: Worker, values: Mapping[str, object]) -> list[Finding]:
        number = str(values.get("certificate_no") or "")
        if not number:
            return []
        issued_on = values.get("issued_on")
        checked = check_certificate(
            number,
            field="certificate_no",
            kind=str(values.get("certificate_kind") or ""),
            level=str(values.get("level") or ""),
            issued_on=issued_on if isinstance(issued_on, date) else None,
        )
        query = select(Certificate).where(
            Certificate.certificate_no == checked.value, Certificate.worker_id != worker.id
        )
        other = session.scalar(query)
        found = list(checked.findings)
        if other is not None:
            found.append(error("certificate_no", "taken", "这个证书编号已登记在另一人名下，请核对证书原件"))
        return found
