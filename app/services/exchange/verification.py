"""Check one sealed file layer by layer and say of each what was found."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.faults import UserError
from app.services.exchange.agekeys import read_box_key
from app.services.exchange.bag import Kind
from app.services.exchange.envelope import Layer, Opened, open_layers
from app.services.exchange.medium import read_sealed
from app.services.exchange.signing import read_public

LAYERS = ("解密", "外层打包", "签名", "数据包", "接收单位", "清单", "业务记录")


@dataclass(frozen=True, slots=True)
class Verification:
    """The layers that were right, and the fault of the first that was not; `opened` when there is none."""

    file: str
    layers: tuple[Layer, ...]
    fault: str
    opened: Opened | None

    @property
    def is_right(self) -> bool:
        """Whether every layer was right."""
        return self.opened is not None

    def lines(self) -> tuple[str, ...]:
        """Return the report as lines, ✓ for each layer that was right and ✗ for the one that was not."""
        right = tuple(f"✓ {layer.name}：{layer.detail}" for layer in self.layers)
        if self.is_right:
            return right
        name = LAYERS[len(self.layers)] if len(self.layers) < len(LAYERS) else LAYERS[-1]
        return (*right, f"✗ {name}：{self.fault}")


def verify_file(path: Path, identity: Path, station_pub: Path) -> Verification:
    """Check a sealed file with the county's key file and the station's public key file.

    Raises: UserError when one of the key files cannot be read.
    """
    try:
        key, public = read_box_key(identity.read_bytes()), read_public(station_pub.read_bytes())
    except OSError as error:
        raise UserError("钥匙文件读不出来，请检查文件是否存在后重新选择。", field="identity") from error
    layers: list[Layer] = []
    try:
        walk = open_layers(read_sealed(path), identity=key, known=[public], kinds=frozenset(Kind))
        while True:
            layers.append(next(walk))
    except StopIteration as end:
        opened: Opened = end.value
        return Verification(path.name, tuple(layers), "", opened)
    except UserError as fault:
        return Verification(path.name, tuple(layers), fault.text, None)
