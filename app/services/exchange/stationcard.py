"""The station's card, a text file for the county: which epoch of which station, and both its public keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from app.faults import UserError
from app.services.exchange.agekeys import check_recipient
from app.services.exchange.bag import read_continues
from app.services.exchange.canonical import Json, canonical, parse
from app.services.exchange.schemas import identity
from app.services.exchange.signing import PublicKey, read_public

FORMAT = "JMK-STATION/1"
_WRONG = "这不是服务站卡文件，或内容不完整。请让服务站在「上报与回执」里重新导出服务站卡。"


@dataclass(frozen=True, slots=True)
class StationCard:
    """What a station tells the county of one epoch; nothing in it is secret."""

    name: str
    epoch_uid: str
    signer: PublicKey
    recipient: str
    continues: str = ""
    """The epoch it grows from and the last event of that which this PC holds, as "A 50"; empty for a first one."""

    @property
    def station(self) -> str:
        """Return the station's code."""
        return self.signer.station

    @property
    def epoch(self) -> str:
        """Return the epoch's letter."""
        return self.signer.epoch

    def file(self) -> bytes:
        """Return the file's bytes."""
        value: dict[str, Json] = {
            "format": FORMAT,
            "name": self.name,
            "epoch_id": self.epoch_uid,
            "sign_key": self.signer.file.decode("ascii"),
            "box_key": self.recipient,
        }
        if self.continues:
            value["continues"] = self.continues
        return canonical(value) + b"\n"

    @classmethod
    def read(cls, file: bytes) -> Self:
        """Read a card.

        Raises:
            UserError: it is none, or a key in it is not whole.

        """
        try:
            value = parse(file.removesuffix(b"\n"))
            if not isinstance(value, dict) or value["format"] != FORMAT or identity(value["epoch_id"]):
                raise UserError(_WRONG)
            signer = read_public(str(value["sign_key"]).encode("ascii"))
            return cls(
                str(value["name"]),
                str(value["epoch_id"]),
                signer,
                check_recipient(str(value["box_key"])),
                read_continues(str(value.get("continues", ""))),
            )
        except (ValueError, KeyError) as fault:
            raise UserError(_WRONG) from fault
