"""The plan of Villa Sereno, drawn by hand in metres around its square: river, railway, hill, avenues, quarters."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sereno.places.city.villa.curves import Metres

CENTRE_LONLAT: Final = (-71.20, -33.20)
GRID_DEGREES: Final = 8.0  # the founders' grid is turned from the north by this
BLOCK_M: Final = 112.0  # between the streets of that grid
RIVER_WIDTH_M: Final = 44.0


@dataclass(frozen=True, slots=True)
class Avenue:
    """A street of the skeleton, drawn by hand."""

    name: str
    highway: str
    through: tuple[Metres, ...]
    kmh: int = 50
    is_smooth: bool = True


class Setting(StrEnum):
    """Whose ground a quarter is laid out on."""

    TOWN = "town"
    NEXT_TOWN = "next town"
    FIELDS = "fields"


NEXT_TOWN, FIELDS = Setting.NEXT_TOWN, Setting.FIELDS


@dataclass(frozen=True, slots=True)
class Quarter:
    """A part of town laid out at one time: its own grid, its own theme of names."""

    code: str
    name: str
    seat: Metres  # ground nearest to this point belongs to the quarter
    theme: str
    degrees: float  # how its grid is turned
    across_m: float  # between its longer streets
    along_m: float  # between its cross streets
    warp_share: float  # 0: laid out with a ruler
    missing: float  # share of the cross streets' pieces that were never opened
    one_way: float  # share of streets with an arrow
    passages: float  # share of blocks with a passage
    setting: Setting = Setting.TOWN

    @property
    def grid_through(self) -> Metres:
        """A corner of the quarter's grid; the founders' grid continues around the old town."""
        return _grid(0, 0) if self.degrees == GRID_DEGREES else self.seat


def _grid(east_blocks: float, north_blocks: float) -> Metres:
    """A corner of the founders' grid, counted in blocks from the square."""
    turn = math.radians(GRID_DEGREES)
    east, north = east_blocks * BLOCK_M, north_blocks * BLOCK_M
    return east * math.cos(turn) - north * math.sin(turn), east * math.sin(turn) + north * math.cos(turn)


RIVER: Final[tuple[Metres, ...]] = (
    (3100, 1500), (2450, 1180), (1800, 1180), (1250, 1420), (700, 1280), (250, 900), (-350, 790), (-850, 1010),
    (-1350, 1060), (-1800, 800), (-2350, 740), (-3100, 980),
)  # fmt: skip
RAILWAY: Final[tuple[Metres, ...]] = (
    (-3100, -820), (-2200, -1010), (-1200, -1060), (-300, -1130), (600, -1320), (1400, -1660), (3000, -2100),
)  # fmt: skip
CANAL: Final[tuple[Metres, ...]] = (
    (2900, 350), (2250, 120), (1750, 300), (1300, 560), (1000, 900), (720, 1240),
)  # fmt: skip
HILL: Final[tuple[Metres, ...]] = (
    (900, -330), (1080, -70), (1330, -120), (1560, 0), (1780, -200), (1750, -470), (1840, -740), (1630, -980),
    (1420, -920), (1220, -1080), (1000, -900), (1000, -600),
)  # fmt: skip
OUTLINE: Final[tuple[Metres, ...]] = (
    (-1990, 560), (-2060, 120), (-1930, -80), (-1960, -560), (-2040, -900), (-1820, -1360), (-1400, -1480),
    (-1330, -1760), (-820, -1830), (-310, -2030), (250, -1950), (330, -2010), (1020, -2040), (1330, -1900),
    (1700, -1790), (1980, -1440), (1950, -920), (2120, -480), (2090, 240), (1930, 420), (1960, 760), (2050, 1200),
    (1830, 1680), (1400, 1740), (1330, 1880), (850, 1800), (300, 1950), (-280, 1830), (-840, 1900), (-1330, 1720),
    (-1520, 1420), (-1760, 1310), (-1850, 930),
)  # fmt: skip
BUILT_BESIDE_M: Final = 60.0  # the streets of the town end this far beyond its border
LOS_AROMOS: Final[tuple[Metres, ...]] = (
    (1900, 900), (2350, 1000), (2560, 640), (2620, 150), (2480, -420), (2600, -900), (2380, -1400), (1950, -1500),
    (1850, -600), (1950, 200),
)  # fmt: skip

AVENUES: Final = (
    Avenue("Alameda Libertad", "primary", (
        (-3100, -330), (-2200, -330), (-1600, -420), _grid(-8, -3), _grid(6, -3), (1000, -60), (1500, 130),
        (2240, -60), (3100, -60)), 60),
    Avenue("Avenida Manuel Bulnes", "primary", (
        (-3100, 420), (-2300, 200), (-1500, 120), _grid(-7, 3), _grid(8, 3), (1400, 620), (2100, 560), (3100, 640))),
    Avenue("Avenida Sereno", "primary", (
        (420, -3000), (330, -2000), (420, -1250), _grid(4, -6), _grid(4, 6), (430, 1150), (330, 1620), (420, 3000))),
    Avenue("Avenida Los Carrera", "secondary", (
        (-1050, 3000), (-900, 1700), (-800, 1000), _grid(-6, 5), _grid(-6, -6), (-480, -1120), (-700, -1700),
        (-600, -3000))),
    Avenue("Diagonal Las Quilas", "secondary", (
        _grid(-6, -3), (-1560, -1200), (-2500, -1990)), is_smooth=False),
    Avenue("Avenida Circunvalación", "secondary", (
        (-1500, 3000), (-1560, 1700), (-1480, 1060), (-1420, 500), (-1560, -80), (-1640, -800), (-1380, -1400),
        (-800, -1560), (-100, -1620), (700, -1720), (1500, -1900), (2400, -2300)), 60),
    Avenue("Avenida Ribera Norte", "secondary", (
        (-3000, 1420), (-2000, 1330), (-1200, 1480), (-400, 1360), (330, 1560), (1000, 1760), (1800, 1620),
        (3000, 1900))),
    Avenue("Avenida El Molino", "secondary", (
        (1000, -60), (960, 420), (1080, 900), (1060, 1350), (1130, 1800), (1250, 3000))),
    Avenue("Avenida Los Aromos", "secondary", (
        (1950, 3000), (1820, 1700), (1760, 1150), (1780, 600), (1820, 50), (2020, -500), (1900, -1100), (1650, -1780),
        (1700, -3000))),
    Avenue("Avenida Estación", "tertiary", (_grid(-1, -3), _grid(-1, -9.2)), is_smooth=False),
    Avenue("Camino El Mirador", "tertiary", (
        _grid(4, -5), (760, -640), (900, -330)), is_smooth=False),
    Avenue("Avenida Las Torres", "tertiary", (
        (1260, -1000), (1150, -1350), (1050, -1800), (1000, -3000))),
    Avenue("Avenida Padre Hurtado", "tertiary", (
        (-3100, 60), (-2100, -60), (-1560, -80), _grid(-6, 0)), is_smooth=False),
)  # fmt: skip

QUARTERS: Final = (
    Quarter("centro", "Centro", (-40, -20), "founders", GRID_DEGREES, BLOCK_M, BLOCK_M, 0.0, 0.03, 0.9, 0.03),
    Quarter("estacion", "Barrio Estación", (-60, -780), "trades", GRID_DEGREES, 106, 114, 0.4, 0.14, 0.6, 0.13),
    Quarter("poniente", "Los Boldos", (-1080, 120), "trees", -6, 92, 114, 0.8, 0.14, 0.5, 0.15),
    Quarter("quilas", "Santa Teresa", (-1150, -760), "saints", -14, 88, 108, 0.6, 0.16, 0.45, 0.18),
    Quarter("orilla", "Villa Las Garzas", (-1820, 150), "birds", 12, 81, 106, 0.6, 0.12, 0.3, 0.22),
    Quarter("sur", "Población Los Copihues", (-420, -1640), "flowers", 3, 77, 101, 0.5, 0.12, 0.3, 0.24),
    Quarter("maestranza", "Maestranza", (820, -1560), "birds", -18, 86, 110, 0.7, 0.16, 0.35, 0.18),
    Quarter("faldeos", "Faldeos del Mirador", (900, -640), "hills", 24, 90, 114, 1.6, 0.18, 0.4, 0.13),
    Quarter("oriente", "Jardín Oriente", (1480, 280), "poets", -12, 97, 123, 2.0, 0.14, 0.4, 0.1),
    Quarter("molino", "El Molino", (700, 640), "poets", 14, 95, 117, 0.8, 0.12, 0.5, 0.13),
    Quarter("riberas", "Ribera Norte", (-250, 1580), "rivers", -4, 84, 110, 1.0, 0.14, 0.35, 0.2),
    Quarter("vega", "La Vega", (-1250, 1560), "trades", 16, 90, 114, 0.9, 0.18, 0.3, 0.17),
    Quarter("altos", "Altos del Río", (1460, 1600), "rivers", -16, 86, 112, 2.2, 0.14, 0.25, 0.2),
    Quarter("aromos", "Los Aromos", (2500, 300), "trees", 4, 92, 108, 0.8, 0.1, 0.4, 0.1, NEXT_TOWN),
    Quarter("aromos-sur", "Los Aromos Sur", (2500, -1100), "flowers", -10, 88, 110, 0.8, 0.1, 0.4, 0.1, NEXT_TOWN),
    Quarter("puente", "Puente Viejo", (-1900, 2300), "saints", 10, 230, 390, 1.5, 0.2, 0.1, 0.0, FIELDS),
    Quarter("puente-norte", "Puente Viejo Norte", (600, 2500), "rivers", -8, 284, 450, 1.5, 0.25, 0.1, 0.0, FIELDS),
    Quarter("las-quilas", "Las Quilas", (-1900, -2100), "hills", -20, 243, 420, 1.5, 0.25, 0.1, 0.0, FIELDS),
    Quarter("campo", "Las Quilas Oriente", (600, -2700), "hills", 6, 310, 480, 1.5, 0.25, 0.1, 0.0, FIELDS),
    Quarter("campo-poniente", "Fundo El Peral", (-2900, -100), "birds", 6, 297, 480, 1.5, 0.25, 0.1, 0.0, FIELDS),
)  # fmt: skip

# Neighbours share out the ground around the town by the nearest of these points.
NEIGHBOURS: Final = (
    ("los-aromos", "Los Aromos", "LA", True, ((4200.0, 0.0), (4000.0, -1700.0))),
    ("puente-viejo", "Puente Viejo", "PV", False, ((-2600.0, 3300.0), (600.0, 4200.0))),
    ("las-quilas", "Las Quilas", "LQ", False, ((-3900.0, -1700.0), (0.0, -4300.0))),
)  # fmt: skip
