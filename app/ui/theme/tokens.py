"""Every colour of the window, in three palettes, with the pairs whose contrast is promised."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PaletteName(StrEnum):
    """The palettes a clerk can choose; SYSTEM follows the desktop."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class Scale(StrEnum):
    """The three type sizes; captions stand beside them."""

    STANDARD = "standard"
    LARGE = "large"
    EXTRA = "extra"

    @property
    def points(self) -> float:
        """Return the size of running text in points."""
        return {"standard": 10.5, "large": 12.5, "extra": 14.0}[self.value]

    @property
    def label(self) -> str:
        """Return the Chinese name of the size."""
        return {"standard": "标准", "large": "大", "extra": "特大"}[self.value]


@dataclass(frozen=True, slots=True)
class Tokens:
    """One palette: each attribute is a role, each value `#rrggbb`."""

    ground: str
    card: str
    card_rule: str
    rail: str
    rail_ink: str
    rail_dim: str
    rail_active: str
    rail_mark: str
    accent: str
    accent_hover: str
    accent_press: str
    on_accent: str
    accent_ink: str
    heading: str
    ink: str
    caption: str
    ok: str
    ask: str
    no: str
    county: str
    border: str
    focus: str
    card_read: str
    card_read_border: str
    derived: str
    derived_ink: str
    error_ground: str
    warning_ground: str
    ok_ground: str
    info_ground: str
    hover: str
    selected: str
    selected_ink: str
    placeholder: str
    disabled: str
    key_ground: str
    toast: str
    toast_ink: str
    toast_link: str


LIGHT = Tokens(
    ground="#f4f6f9", card="#ffffff", card_rule="#dfe5ec",
    rail="#10365f", rail_ink="#e3ebf5", rail_dim="#a9bdd6", rail_active="#1c4b80", rail_mark="#6cb0f7",
    accent="#1766c2", accent_hover="#125aae", accent_press="#0e4c95", on_accent="#ffffff",
    accent_ink="#1766c2", heading="#10365f", ink="#1b2733", caption="#596a7b",
    ok="#14713d", ask="#8a5a00", no="#b3261e", county="#1766c2",
    border="#7d8b9a", focus="#1766c2",
    card_read="#eef6ff", card_read_border="#5c8fc9", derived="#f0f3f7", derived_ink="#4a5a6b",
    error_ground="#fdf2f1", warning_ground="#fff8e8", ok_ground="#eef8f2", info_ground="#eef6ff",
    hover="#eef3f9", selected="#dceafa", selected_ink="#0f2f54",
    placeholder="#616f7f", disabled="#7c8895", key_ground="#edf1f6",
    toast="#1f2d3c", toast_ink="#ffffff", toast_link="#8fc4ff",
)  # fmt: skip

DARK = Tokens(
    ground="#12171d", card="#1b222a", card_rule="#303a45",
    rail="#0b1c31", rail_ink="#dbe5f1", rail_dim="#94a9c3", rail_active="#173a63", rail_mark="#6cb0f7",
    accent="#2573d0", accent_hover="#2875d2", accent_press="#185cab", on_accent="#ffffff",
    accent_ink="#80b8f7", heading="#c8dcf3", ink="#e4eaf1", caption="#a5b3c2",
    ok="#6fcb92", ask="#e5b455", no="#f28b82", county="#80b8f7",
    border="#7f8d9c", focus="#80b8f7",
    card_read="#172b42", card_read_border="#5c8fc9", derived="#232b34", derived_ink="#bcc7d3",
    error_ground="#3a201f", warning_ground="#352b16", ok_ground="#182e22", info_ground="#172b42",
    hover="#27313c", selected="#1f456f", selected_ink="#f0f6fd",
    placeholder="#94a1af", disabled="#6f7c8a", key_ground="#2a333d",
    toast="#e8edf3", toast_ink="#1b2733", toast_link="#0f55a6",
)  # fmt: skip

CONTRAST = Tokens(
    ground="#ffffff", card="#ffffff", card_rule="#000000",
    rail="#000000", rail_ink="#ffffff", rail_dim="#ffffff", rail_active="#003a86", rail_mark="#ffdd00",
    accent="#003a86", accent_hover="#002a63", accent_press="#001d45", on_accent="#ffffff",
    accent_ink="#003a86", heading="#000000", ink="#000000", caption="#1f1f1f",
    ok="#00480f", ask="#5a3a00", no="#9b0000", county="#003a86",
    border="#000000", focus="#003a86",
    card_read="#e8f1ff", card_read_border="#003a86", derived="#efefef", derived_ink="#1f1f1f",
    error_ground="#fff0f0", warning_ground="#fff6db", ok_ground="#ecfaef", info_ground="#e8f1ff",
    hover="#e6eefb", selected="#cfe1ff", selected_ink="#000000",
    placeholder="#3d3d3d", disabled="#5a5a5a", key_ground="#e9e9e9",
    toast="#000000", toast_ink="#ffffff", toast_link="#ffdd00",
)  # fmt: skip

PALETTES = {PaletteName.LIGHT: LIGHT, PaletteName.DARK: DARK, PaletteName.CONTRAST: CONTRAST}

TEXT = 4.5
MARK = 3.0
PAIRS: tuple[tuple[str, str, float], ...] = (
    *((role, place, TEXT) for role in ("ink", "caption", "heading", "accent_ink", "ok", "ask", "no", "county")
      for place in ("ground", "card")),
    *((role, "hover", TEXT) for role in ("ink", "accent_ink", "caption")),
    *((role, "selected", TEXT) for role in ("ink", "selected_ink", "caption", "accent_ink", "derived_ink")),
    *((role, "derived", TEXT) for role in ("ink", "derived_ink", "no", "county")),
    *((role, place, TEXT) for role in ("ink", "placeholder")
      for place in ("card_read", "error_ground", "warning_ground")),
    *(("accent_ink", place, TEXT)
      for place in ("card_read", "info_ground", "ok_ground", "warning_ground", "error_ground")),
    *(("disabled", place, MARK) for place in ("derived", "card", "ground")),
    ("rail_ink", "rail", TEXT), ("rail_dim", "rail", TEXT), ("rail_ink", "rail_active", TEXT),
    ("rail_dim", "rail_active", TEXT), ("rail_mark", "rail_active", MARK),
    ("on_accent", "accent", TEXT), ("on_accent", "accent_hover", TEXT), ("on_accent", "accent_press", TEXT),
    ("placeholder", "card", TEXT), ("no", "error_ground", TEXT),
    ("ask", "warning_ground", TEXT), ("ink", "ok_ground", TEXT), ("ok", "ok_ground", TEXT),
    ("ink", "info_ground", TEXT), ("caption", "info_ground", TEXT), ("caption", "key_ground", TEXT),
    ("toast_ink", "toast", TEXT), ("toast_link", "toast", TEXT),
    *(("focus", place, MARK) for place in ("card", "ground", "hover", "selected", "derived", "card_read",
      "info_ground", "error_ground", "warning_ground")),
    ("heading", "card", MARK), ("heading", "ground", MARK),  # the ring of a filled button, against what is around it
    ("accent", "card", MARK), ("accent", "card_read", MARK),
    ("border", "card", MARK), ("border", "ground", MARK), ("no", "card", MARK),
    ("card_read_border", "card", MARK), ("ask", "card", MARK),
)  # fmt: skip


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb` as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
