"""From outbox to stick: sealing what changed, exporting every unanswered batch, and saying only what is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.application import Application, Step
from app.models.enums import ApplicationState, BatchState
from app.models.trail import Batch, Export, OutboxEvent
from app.progress import Progress
from app.services import journal, settings
from app.services.desk import Desk
from app.services.exchange import handover, medium
from app.services.exchange.agekeys import check_recipient, fingerprint
from app.services.exchange.bag import BagInfo, Kind
from app.services.exchange.batch import pack_batch
from app.services.exchange.container import pack_zip
from app.services.exchange.envelope import seal
from app.services.exchange.events import Event, parse_event
from app.services.exchange.naming import file_name
from app.services.exchange.signing import SigningKey, make_key
from app.services.home import COUNTY, SIGNING_KEY, StationHome
from app.services.results import Changes

VERSION = "0.1.0"
_UNANSWERED = (BatchState.SEALED.value, BatchState.EXPORTED.value, BatchState.RECEIVED.value)
