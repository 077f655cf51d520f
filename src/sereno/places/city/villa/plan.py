"""The plan of Villa Sereno, drawn by hand in metres around its square: river, railway, hill, avenues, quarters."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from sereno.places.city.villa.curves import Metres

CENTRE_LONLAT: Final = (-71.20, -33.20)
GRID_DEGREES: Final = 8.0   # the founders' grid is turned from the north by this
BLOCK_M: Final = 112.0      # between the streets of that grid
RIVER_WIDTH_M: Final = 44.0


@dataclass(frozen=True, slots=True)
class Avenue:
    """A street of the skeleton, drawn by hand."""

    name: str
    highway: str
    through: tuple[Metres, ...]
    kmh: int = 50
    is_smooth: bool = True


@dataclass(frozen=True, slots=True)
class Quarter:
    """A part of town laid out at one time: its own grid, its own theme of names."""

    code: str
    name: str
    seat: Metres                # ground nearest to this point belongs to the quarter
    theme: str
    degrees: float              # how its grid is turned
    across_m: float             # between its longer streets
    along_m: float              # between its cross streets
    warp_share: float           # 0: laid out with a ruler
    missing: float              # share of the cross streets' pieces that were never opened
    one_way: float              # share of streets with an arrow
    passages: float             # share of blocks with a passage
    in_town: bool = True


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
    (930, -330), (1130, -90), (1450, -40), (1740, -220), (1830, -560), (1700, -860), (1480, -1080), (1180, -1000),
    (960, -760),
)  # fmt: skip
OUTLINE: Final[tuple[Metres, ...]] = (
    (-2080, 520), (-2150, 60), (-2020, -420), (-2130, -900), (-1900, -1420), (-1420, -1800), (-860, -1900),
    (-320, -2120), (260, -2040), (760, -2090), (1300, -2160), (1760, -1930), (2020, -1500), (2060, -900), (2240, -300),
    (2180, 300), (2060, 760), (2140, 1260), (1900, 1760), (1400, 1960), (880, 1880), (300, 2030), (-300, 1910),
    (-820, 1990), (-1380, 1790), (-1780, 1400), (-1930, 960),
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
        _grid(4, -5), (760, -640), (930, -330)), is_smooth=False),
    Avenue("Avenida Las Torres", "tertiary", (
        (1260, -1000), (1150, -1350), (1050, -1800), (1000, -3000))),
    Avenue("Avenida Padre Hurtado", "tertiary", (
        (-3100, 60), (-2100, -60), (-1560, -80), _grid(-6, 0)), is_smooth=False),
)  # fmt: skip

QUARTERS: Final = (
    Quarter("centro", "Centro", (-40, -20), "founders", GRID_DEGREES, BLOCK_M, BLOCK_M, 0.0, 0.03, 0.9, 0.06),
    Quarter("estacion", "Barrio Estación", (-60, -780), "trades", GRID_DEGREES, 96, 104, 0.4, 0.14, 0.6, 0.3),
    Quarter("poniente", "Los Boldos", (-1080, 120), "trees", -6, 84, 104, 0.8, 0.14, 0.5, 0.35),
    Quarter("quilas", "Santa Teresa", (-1150, -760), "saints", -14, 80, 98, 0.6, 0.16, 0.45, 0.42),
    Quarter("orilla", "Villa Las Garzas", (-1820, 150), "birds", 12, 74, 96, 0.6, 0.12, 0.3, 0.5),
    Quarter("sur", "Población Los Copihues", (-420, -1640), "flowers", 3, 70, 92, 0.5, 0.12, 0.3, 0.55),
    Quarter("maestranza", "Maestranza", (820, -1560), "birds", -18, 78, 100, 0.7, 0.16, 0.35, 0.42),
    Quarter("faldeos", "Faldeos del Mirador", (900, -640), "hills", 24, 82, 104, 1.6, 0.18, 0.4, 0.3),
    Quarter("oriente", "Jardín Oriente", (1480, 280), "poets", -12, 88, 112, 2.0, 0.14, 0.4, 0.25),
    Quarter("molino", "El Molino", (700, 640), "poets", 14, 86, 106, 0.8, 0.12, 0.5, 0.3),
    Quarter("riberas", "Ribera Norte", (-250, 1580), "rivers", -4, 76, 100, 1.0, 0.14, 0.35, 0.45),
    Quarter("vega", "La Vega", (-1250, 1560), "trades", 16, 82, 104, 0.9, 0.18, 0.3, 0.4),
    Quarter("altos", "Altos del Río", (1460, 1600), "rivers", -16, 78, 102, 2.2, 0.14, 0.25, 0.45),
    Quarter("aromos", "Los Aromos", (2500, 300), "trees", 4, 92, 108, 0.8, 0.1, 0.4, 0.1, in_town=False),
    Quarter("aromos-sur", "Los Aromos Sur", (2500, -1100), "flowers", -10, 88, 110, 0.8, 0.1, 0.4, 0.1, in_town=False),
    Quarter("puente", "Puente Viejo", (-1900, 2300), "saints", 10, 170, 260, 1.5, 0.2, 0.1, 0.0, in_town=False),
    Quarter("puente-norte", "Puente Viejo Norte", (600, 2500), "rivers", -8, 210, 300, 1.5, 0.25, 0.1, 0.0, in_town=False),
    Quarter("las-quilas", "Las Quilas", (-1900, -2100), "hills", -20, 180, 280, 1.5, 0.25, 0.1, 0.0, in_town=False),
    Quarter("campo", "Las Quilas Oriente", (600, -2700), "hills", 6, 230, 320, 1.5, 0.25, 0.1, 0.0, in_town=False),
    Quarter("campo-poniente", "Fundo El Peral", (-2900, -100), "birds", 6, 220, 320, 1.5, 0.25, 0.1, 0.0, in_town=False),
)  # fmt: skip

# Neighbours share out the ground around the town by the nearest of these points.
NEIGHBOURS: Final = (
    ("los-aromos", "Los Aromos", "LA", True, ((4200.0, 0.0), (4000.0, -1700.0))),
    ("puente-viejo", "Puente Viejo", "PV", False, ((-2600.0, 3300.0), (600.0, 4200.0))),
    ("las-quilas", "Las Quilas", "LQ", False, ((-3900.0, -1700.0), (0.0, -4300.0))),
)  # fmt: skip
