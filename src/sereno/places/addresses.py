"""Find an address as it is typed, and name the place a pin is on; from the files of a city, in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.spatial import cKDTree

from sereno.algorithms.geo import Points, Projection
from sereno.places.address_words import Typed, looser_readings, readings, words_of
from sereno.places.city import layout
from sereno.places.word_index import WordIndex

SAMPLE_M = 15.0  # streets are sampled this densely to name a point
FARTHEST_NAMED_M = 300.0  # a point farther from any street has no address
_CROSSING_M = 60.0  # a point nearer to a corner than this is named by it where houses have no numbers
_NUMBER_SPAN = 300  # a number is placed between known ones at most twice this far apart
_BEYOND = 100  # a number at most a block before the first or after the last known one stands there
_UNRELATED = 9  # where a street is clearly meant, what is this much less alike is not shown
_CANDIDATES = 60
_NUMBERED_PLACE = 24  # "school 12" seldom means the school
_LESSER_M = (800.0, 200.0)  # a street shorter than these is named after longer ones of like name


@dataclass(frozen=True, slots=True)
class Address:
    """A place in words: kind is address, street, crossing or place.

    `asked` is the house number that was typed, where nobody knows it and the label says another or none.
    """

    label: str
    lon: float
    lat: float
    kind: str
    asked: int | None = None


class _Numbers(NamedTuple):
    """The known house numbers of one street, ascending, and where they are (metres)."""

    numbers: np.ndarray[Any, np.dtype[np.int32]]
    metres: Points


class AddressIndex:
    """The addresses of one city, ready to be searched while somebody types.

    Parameters
    ----------
    content : what `addresses.json` of a city directory holds
    town : the name of the city, which people write behind their address
    """

    def __init__(self, content: dict[str, Any], *, town: str = "") -> None:
        self._town = words_of(town)
        streets, crossings, places = content["streets"], content["crossings"], content["places"]
        self._names: list[str] = streets["name"]
        self._lines = [[np.array(line, float) for line in lines] for lines in streets["lines"]]
        everything = [line for lines in self._lines for line in lines]
        self._flat = Projection.around(np.concatenate(everything)) if everything else Projection(0, 0)
        self._entries = [
            *(self._street(name, lines) for name, lines in zip(self._names, self._lines, strict=True)),
            *(_Entry(*row) for row in zip(
                places["name"], ["place"] * len(places["name"]), places["lon"], places["lat"], strict=True
            )),
        ]  # fmt: skip
        self._words = WordIndex(entry.label for entry in self._entries)
        self._crossings: dict[int, list[tuple[int, float, float]]] = defaultdict(list)
        columns = (crossings["first"], crossings["second"], crossings["lon"], crossings["lat"])
        for first, second, lon, lat in zip(*columns, strict=True):
            self._crossings[first].append((second, lon, lat))
            self._crossings[second].append((first, lon, lat))
        self._numbers = self._numbers_by_street(content["numbers"])
        self._samples, self._street_of_sample = self._sampled()
        self._tree = cKDTree(self._samples) if len(self._samples) else None

    @classmethod
    def open(cls, directory: Path) -> AddressIndex:
        """The index of a city directory."""
        city = directory / layout.CITY
        town = layout.read_json(city).get("name", "") if city.exists() else ""
        return cls(layout.read_json(directory / layout.ADDRESSES), town=town)

    # ------------------------------------------------------------------ from words to places

    def search(self, text: str, *, limit: int = 8, near: tuple[float, float] | None = None) -> list[Address]:
        """Addresses, crossings, streets and places that what was typed may mean, the likeliest first.

        The last word may be unfinished. Equally likely ones are ordered by their distance from `near`
        (lon, lat), or by name.

        Notes
        -----
        A number between two known ones of its street is placed by proportion. Where nobody knows it, the nearest
        known one is found, and the street itself; `asked` says so.
        """
        found = self._found(readings(text, town=self._town)) or self._found(looser_readings(text, town=self._town))
        ordered = sorted(found.values(), key=lambda item: (item[0], self._away_m(item[1], near), item[1].label))
        return [address for _, address in ordered[:limit]]

    def _found(self, ways: list[Typed]) -> dict[tuple[str, str], tuple[int, Address]]:
        """What each reading may mean, with the best rank it has in any."""
        found: dict[tuple[str, str], tuple[int, Address]] = {}
        street_rank: int | None = None
        for typed in ways:
            for rank, address in self._meant(typed):
                key = (address.kind, address.label)
                if key not in found or rank < found[key][0]:
                    found[key] = (rank, address)
                if typed.is_telling and address.kind != "place":
                    street_rank = rank if street_rank is None else min(rank, street_rank)
        if street_rank is None:
            return found
        return {key: item for key, item in found.items() if item[0] < street_rank + _UNRELATED}

    def _meant(self, typed: Typed) -> Iterator[tuple[int, Address]]:
        """The meanings of one reading, each with a rank: 0 is the likeliest."""
        matches = self._words.find(typed.name, unfinished=typed.other is None and typed.number is None)
        for position, unlikeness in matches[:_CANDIDATES]:
            entry = self._entries[position]
            rank = 3 * unlikeness + entry.lesser
            if typed.other is not None:
                yield from self._crossings_with(position, typed.other, rank)
            elif typed.number is None:
                yield rank + (entry.kind != "street"), entry.address
            elif entry.kind == "street":
                yield from self._numbered(position, typed.number, rank)
            else:
                yield rank + _NUMBERED_PLACE, entry.address

    def _crossings_with(self, street: int, other: tuple[str, ...], rank: int) -> Iterator[tuple[int, Address]]:
        wanted = dict(self._words.find(other, unfinished=True))
        for second, lon, lat in self._crossings.get(street, ()):
            if second in wanted:
                label = f"{self._names[street]} / {self._names[second]}"
                yield rank + 3 * wanted[second], Address(label, lon, lat, "crossing")

    def _numbered(self, position: int, number: int, rank: int) -> Iterator[tuple[int, Address]]:
        """The house; where nobody knows its number the nearest one that is known, and the whole street."""
        label, known = self._entries[position].label, self._numbers.get(position)
        placed = None if known is None else self._placed(known, number)
        if placed is not None:
            yield rank, Address(f"{label} {number}", *placed, "address")
            return
        if known is not None:
            nearest = int(np.argmin(np.abs(known.numbers - number)))
            lon, lat = self._lonlat(known.metres[nearest])
            yield rank + 1, Address(f"{label} {int(known.numbers[nearest])}", lon, lat, "address", asked=number)
        yield rank + 2, replace(self._entries[position].address, asked=number)

    def _placed(self, known: _Numbers, number: int) -> tuple[float, float] | None:
        """Where a number is, by proportion between the known ones around it; None where they are too far from it."""
        after = int(np.searchsorted(known.numbers, number))
        low, high = max(after - 1, 0), min(after, len(known.numbers) - 1)
        span = int(known.numbers[high] - known.numbers[low])
        nearest = min(abs(number - int(known.numbers[low])), abs(number - int(known.numbers[high])))
        is_between = int(known.numbers[0]) <= number <= int(known.numbers[-1])
        if nearest > (_NUMBER_SPAN if is_between else _BEYOND) or (is_between and span > 2 * _NUMBER_SPAN):
            return None
        share = float(np.clip((number - known.numbers[low]) / span, 0, 1)) if span else 0.0
        return self._lonlat(known.metres[low] + share * (known.metres[high] - known.metres[low]))

    def _lonlat(self, metres: Points) -> tuple[float, float]:
        lon, lat = self._flat.to_lonlat(metres)
        return round(float(lon), 6), round(float(lat), 6)

    def _away_m(self, address: Address, near: tuple[float, float] | None) -> float:
        if near is None:
            return 0.0
        east, north = self._flat.to_metres((address.lon, address.lat)) - self._flat.to_metres(near)
        return float(np.hypot(east, north)) // 50  # within half a block the name decides

    # ------------------------------------------------------------------ from a place to words

    def nearest(self, lon: float, lat: float) -> Address | None:
        """The address of a point: street and number, else the corner it is at, else the street; None far from any."""
        if self._tree is None:
            return None
        point = self._flat.to_metres((lon, lat))
        away_m, sample = self._tree.query(point)
        if away_m > FARTHEST_NAMED_M:
            return None
        street = int(self._street_of_sample[sample])
        name = self._names[street]
        number = self._number_at(street, point)
        if number is not None:
            return Address(f"{name} {number}", lon, lat, "address")
        corner = self._corner_at(street, point)
        return Address(f"{name} / {corner}", lon, lat, "crossing") if corner else Address(name, lon, lat, "street")

    def _number_at(self, street: int, point: Points) -> int | None:
        """The number by proportion between the two known ones around a point of the street."""
        known = self._numbers.get(street)
        if known is None:
            return None
        away = np.hypot(*(known.metres - point).T)
        closest = int(np.argmin(away))
        if away[closest] > 2 * _NUMBER_SPAN:
            return None
        best, error = int(known.numbers[closest]), float(away[closest])
        for low in (closest - 1, closest):
            if not 0 <= low < len(known.numbers) - 1:
                continue
            start, piece = known.metres[low], known.metres[low + 1] - known.metres[low]
            share = float(np.clip((point - start) @ piece / max(float(piece @ piece), 1e-9), 0, 1))
            off = float(np.hypot(*(start + share * piece - point)))
            if off < error:
                span = known.numbers[low + 1] - known.numbers[low]
                best, error = round(float(known.numbers[low] + share * span)), off
        return best

    def _corner_at(self, street: int, point: Points) -> str | None:
        corners = self._crossings.get(street)
        if not corners:
            return None
        away = np.hypot(*(self._flat.to_metres([(lon, lat) for _, lon, lat in corners]) - point).T)
        return self._names[corners[int(np.argmin(away))][0]] if away.min() <= _CROSSING_M else None

    # ------------------------------------------------------------------ made once

    def _street(self, name: str, lines: list[Points]) -> _Entry:
        longest_m = max(float(np.hypot(*np.diff(self._flat.to_metres(line), axis=0).T).sum()) for line in lines)
        return _Entry(name, "street", *_middle(lines), lesser=sum(longest_m < metres for metres in _LESSER_M))

    def _numbers_by_street(self, columns: dict[str, list[Any]]) -> dict[int, _Numbers]:
        street, number = np.array(columns["street"], np.int32), np.array(columns["number"], np.int32)
        if not len(street):
            return {}
        metres = self._flat.to_metres(np.column_stack((columns["lon"], columns["lat"])))
        order = np.lexsort((number, street))
        starts = np.flatnonzero(np.r_[True, np.diff(street[order]) > 0])
        groups = np.split(order, starts[1:])
        return {int(street[group[0]]): _Numbers(number[group], metres[group]) for group in groups}

    def _sampled(self) -> tuple[Points, np.ndarray[Any, np.dtype[np.int32]]]:
        """Points along all streets, and the street of each."""
        samples: list[Points] = []
        owners: list[int] = []
        for street, lines in enumerate(self._lines):
            for line in lines:
                points = _dense(self._flat.to_metres(line))
                samples.append(points)
                owners += [street] * len(points)
        return (np.concatenate(samples) if samples else np.empty((0, 2))), np.array(owners, np.int32)


class _Entry(NamedTuple):
    label: str
    kind: str
    lon: float
    lat: float
    lesser: int = 0  # of two streets of like name the longer is meant: 0 for an avenue's length, 2 for a passage's

    @property
    def address(self) -> Address:
        return Address(self.label, self.lon, self.lat, self.kind)


def _middle(lines: list[Points]) -> tuple[float, float]:
    """The point half-way along the longest line of a street."""
    longest = max(lines, key=lambda line: float(np.hypot(*np.diff(line, axis=0).T).sum()))
    along = np.concatenate(([0], np.cumsum(np.hypot(*np.diff(longest, axis=0).T))))
    half = along[-1] / 2
    return tuple(round(float(np.interp(half, along, longest[:, axis])), 6) for axis in (0, 1))  # type: ignore[return-value]  # two of them


def _dense(line: Points) -> Points:
    """The line with a point at least every `SAMPLE_M`."""
    along = np.concatenate(([0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))))
    at = np.linspace(0, along[-1], max(2, int(along[-1] / SAMPLE_M) + 2))
    return np.column_stack((np.interp(at, along, line[:, 0]), np.interp(at, along, line[:, 1])))
