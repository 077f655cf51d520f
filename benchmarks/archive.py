"""Fills a stand's town with an imported archive of millions: `python -m benchmarks.archive COUNT`.

Eight thousand places, a few of them far busier than most; six years; the database writes the rows by itself.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import django
import h3
import numpy as np

from sereno.walls import openings

PLACES, YEARS, AT_ONCE = 8_000, 6, 500_000
RESOLUTION = 11
_ROWS = """
insert into analytics_pastincident (municipality_id, source_id, imported_id, key, occurred_at, longitude, latitude,
    cell, category_code, original_type, channel, priority, officer_initiated, heaped)
select %(town)s, %(source)s, %(imported)s, n::text, now() - random() * interval '1 year' * %(years)s, p.lon, p.lat,
    p.cell,
    (%(categories)s::text[])[1 + floor(random() * cardinality(%(categories)s::text[]))::int], '',
    (array['phone', 'app', 'radio'])[1 + floor(random() * 3)::int], 1 + floor(random() * 4)::int,
    random() < 0.05, random() < 0.1
from (select n, floor(%(places)s * power(random(), 3))::int as place
    from generate_series(%(begin)s::int, %(end)s::int) n) drawn
join bench_place p on p.number = drawn.place
"""


def main(count: int) -> None:
    """Draw the places, write the rows, and let the database learn their distribution."""
    django.setup()
    from django.db import connection

    from sereno.analytics.models import HistoryImport, HistorySource
    from sereno.incidents import queries as incidents
    from sereno.kernel import clock
    from sereno.places import queries as places

    town = places.served_towns()[0]
    source = HistorySource.objects.create(municipality_id=town.id, name="archive", mapping={})
    imported = HistoryImport.objects.create(
        municipality_id=town.id, source=source, file_name="archive", sha256="0" * 64, rows=count, total=count,
        added=count,
        at=clock.now(), finished_at=clock.now(),
    )  # fmt: skip
    told: dict[str, Any] = {
        "town": town.id, "source": source.pk, "imported": imported.pk, "years": YEARS, "places": PLACES,
        "categories": list(incidents.categories(town.id)),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "create unlogged table bench_place (number int primary key, lon float8, lat float8, cell bigint)"
        )
        cursor.executemany("insert into bench_place values (%s, %s, %s, %s)", drawn(town.bbox))
        for begin in range(0, count, AT_ONCE):
            cursor.execute(_ROWS, told | {"begin": begin, "end": min(begin + AT_ONCE, count) - 1})
        cursor.execute("vacuum analyze analytics_pastincident")


def drawn(box: tuple[float, float, float, float]) -> list[tuple[int, float, float, int]]:
    """Places spread over the town, each with its cell."""
    rng = np.random.default_rng(7)
    at = zip(rng.uniform(box[0], box[2], PLACES).tolist(), rng.uniform(box[1], box[3], PLACES).tolist(), strict=True)
    return [
        (number, lon, lat, h3.str_to_int(h3.latlng_to_cell(lat, lon, RESOLUTION)))
        for number, (lon, lat) in enumerate(at)
    ]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sereno.project.settings")
    with openings.open_to_all():
        main(int(sys.argv[1]))
