"""The county's card, a text file that stations install: whom they seal to, and whose signatures they believe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from app.faults import UserError
from app.services.exchange.agekeys import check_recipient
from app.services.exchange.signing import PublicKey, read_public

_RECIPIENTS = 2


@dataclass(frozen=True, slots=True)
class CountyCard:
    """Two recipients (county, escrow) and the county's signing keys, the first of which signs replies.

    A card of before the replies has no signing keys: batches can be sealed with it, replies not believed.
    """

    county: str
    escrow: str
    signers: tuple[PublicKey, ...] = ()

    def text(self) -> str:
        """Return the file's text."""
        keys = "".join(key.file.decode("ascii") for key in self.signers)
        return f"{self.county}\n{self.escrow}\n{keys}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a card.

        Raises:
            UserError: it holds no two recipients, both are the same, or a key is not whole.

        """
        lines = [line.strip() for line in text.splitlines()]
        told = [line for line in lines if line.startswith("age1")]
        if len(told) != _RECIPIENTS:
            raise UserError(
                "这个文件不是县区公钥卡：应有两行以 age1 开头的公钥（县区、备用）。请向县区索取。"
            )
        recipients = [check_recipient(line) for line in told]
        if recipients[0] == recipients[1]:
            raise UserError("县区公钥与备用（托管）公钥相同，请核对公钥卡。", field="escrow")
        starts = [at for at, line in enumerate(lines) if line.startswith("untrusted comment:")]
        files = ["\n".join(lines[at : at + 2]) + "\n" for at in starts]
        return cls(
            recipients[0],
            recipients[1],
            tuple(read_public(file.encode("ascii", "replace")) for file in files),
        )
