"""Distance: bands from the nesting of division codes, kilometres only from a table of places."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.services.matching.profile import Band

EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Distance:
    """How far a place is: a band, kilometres where the table of places knows both ends.

    Where nobody said where the place is, `is_known` is false and the band says nothing.
    """

    band: Band
    km: int | None = None
    is_road: bool = False
    is_known: bool = True

    @property
    def text(self) -> str:
        """Return the distance in words, saying how the kilometres were found."""
        if not self.is_known:
            return "地点未填，路程不知"
        if self.band is Band.VILLAGE:
            return "就在本村"
        if self.km is None:
            return f"在{self.band.label}，里程未登记"
        how = "路程" if self.is_road else "直线"
        ride = f"，骑车约 {max(5, round(self.km * 4 / 5) * 5)} 分钟" if self.km <= 12 and self.is_road else ""
        return f"在{self.band.label}，离家{how}约 {self.km} 公里{ride}"


def band_between(home: str, place: str) -> Band:
    """Return the narrowest division that holds both 12-digit codes.

    A code ending in 000 names a whole town (or county …), so it can be no nearer than that.
    """
    home, place = home.ljust(12, "0"), place.ljust(12, "0")
    steps = (
        (12, 3, Band.VILLAGE),
        (9, 3, Band.TOWN),
        (6, 2, Band.COUNTY),
        (4, 2, Band.CITY),
        (2, 2, Band.PROVINCE),
    )
    for length, tail, band in steps:
        if home[:length] == place[:length] and home[length - tail : length].strip("0"):
            return band
    return Band.AWAY


@dataclass(frozen=True, slots=True)
class Places:
    """The replaceable table of places: coordinates, and road kilometres where somebody measured them."""

    points: dict[str, tuple[float, float]]
    roads: dict[tuple[str, str], int]

    @classmethod
    def none(cls) -> Places:
        """Return a table that knows no place, so that only bands are told."""
        return cls({}, {})

    @classmethod
    def read(cls, path: Path) -> Places:
        """Read a places file: code, name, longitude, latitude, road_km_to (`code:km` joined by blanks)."""
        with path.open(encoding="utf-8-sig", newline="") as file:
            return cls.of(csv.DictReader(file))

    @classmethod
    def of(cls, rows: Iterable[dict[str, str]]) -> Places:
        """Make the table from rows already read."""
        points: dict[str, tuple[float, float]] = {}
        roads: dict[tuple[str, str], int] = {}
        for row in rows:
            code = row["code"]
            points[code] = (float(row["longitude"]), float(row["latitude"]))
            for pair in row["road_km_to"].split():
                other, km = pair.split(":")
                roads[code, other] = roads[other, code] = int(km)
        return cls(points, roads)

    def _known(self, code: str) -> str | None:
        narrower = (code, code[:9] + "000", code[:6] + "000000")
        return next((one for one in narrower if one in self.points), None)

    def between(self, home: str, place: str) -> Distance:
        """Return the distance of two codes; a place that is not listed stands at its town or county seat."""
        if not place:
            return Distance(Band.AWAY, is_known=False)
        band = band_between(home, place)
        if band is Band.VILLAGE:
            return Distance(band, 0)
        here, there = self._known(home), self._known(place)
        if here is None or there is None or here == there:
            return Distance(band)
        road = self.roads.get((here, there))
        if road is not None:
            return Distance(band, road, is_road=True)
        return Distance(band, max(1, round(straight_km(self.points[here], self.points[there]))))


def straight_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the great-circle kilometres between two (longitude, latitude) points."""
    lon1, lat1, lon2, lat2 = map(math.radians, (*one, *other))
    half = (
        math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(math.sqrt(half))
