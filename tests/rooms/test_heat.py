"""Counts on the heat map are those of the rows, under any filter; who may see less sees less."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import h3
import numpy as np
import pytest

from sereno.analytics import editions, heat, sight, smooth
from sereno.analytics.models import HistoryImport, HistorySource, PastIncident
from sereno.analytics.questions import Question
from sereno.incidents import actions as incidents
from sereno.incidents import categories, intake
from sereno.incidents.catalogue import CategorySetting
from sereno.kernel import ids
from sereno.kernel.errors import Forbidden, NotYours
from sereno.places import queries as places
from sereno.vocabulary.words import Channel
from tests.town import NOON, PLAZA, Cast, report

WEEKS = Question(begin=date(2026, 9, 1), end=date(2026, 11, 20))
ROWS = 400


@pytest.fixture
def past(town: Cast) -> list[PastIncident]:
    """Four hundred incidents of two and a half months around the square, drawn with a fixed seed."""
    rng = np.random.default_rng(5)
    source = HistorySource.objects.create(municipality_id=town.villa, name="archive", mapping={})
    imported = HistoryImport.objects.create(
        municipality_id=town.villa, source=source, file_name="a.csv", sha256="0" * 64, rows=ROWS, total=ROWS,
        added=ROWS, at=NOON, finished_at=NOON,
    )  # fmt: skip
    rows = [_row(n, rng, town, source.pk, imported.pk) for n in range(ROWS)]
    made = PastIncident.objects.bulk_create(rows)
    editions.renew(town.villa)
    return made


def _row(n: int, rng: np.random.Generator, town: Cast, source: int, imported: int) -> PastIncident:
    lon, lat = PLAZA[0] + rng.normal(0, 0.002), PLAZA[1] + rng.normal(0, 0.002)
    at = datetime(2026, 9, 1, 12, tzinfo=UTC) + timedelta(hours=float(rng.integers(0, 24 * 75)))
    return PastIncident(
        municipality_id=town.villa, source_id=source, imported_id=imported, key=str(n), occurred_at=at, longitude=lon,
        latitude=lat, cell=h3.str_to_int(h3.latlng_to_cell(lat, lon, editions.CELL_RESOLUTION)),
        category_code=str(rng.choice(["noise", "robbery-in-progress"])), channel=str(rng.choice(["phone", "app"])),
        priority=int(rng.integers(1, 5)), officer_initiated=bool(rng.random() < 0.1), heaped=bool(rng.random() < 0.2),
    )  # fmt: skip


def plain(rows: list[PastIncident], question: Question, *, resolution: int) -> Counter[int]:
    """The same question, asked of the rows one by one."""
    zone = places.towns()[0].timezone
    counted: Counter[int] = Counter()
    for row in rows:
        local = row.occurred_at.astimezone(zone)
        fits = (
            question.begin <= local.date() <= question.end
            and (not question.hours or (local.hour in question.hours and not row.heaped))
            and (not question.weekdays or local.weekday() in question.weekdays)
            and (not question.categories or row.category_code in question.categories)
            and (not question.channels or row.channel in question.channels)
            and (not question.priorities or row.priority in question.priorities)
            and (question.with_officers or not row.officer_initiated)
        )
        if fits:
            counted[h3.str_to_int(h3.cell_to_parent(h3.int_to_str(row.cell), resolution))] += 1
    return counted


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"hours": frozenset({22, 23, 0, 1})},
        {"weekdays": frozenset({4, 5}), "hours": frozenset(range(18, 24))},
        {"categories": frozenset({"noise"}), "priorities": frozenset({1, 2})},
        {"channels": frozenset({"app"}), "with_officers": True},
        {"begin": date(2026, 10, 3), "end": date(2026, 10, 4)},
    ],
    ids=["all", "hours", "weekend-evenings", "type-and-priority", "channel-with-officers", "two-days"],
)
def test_any_filter_counts_what_the_rows_say(town: Cast, past: list[PastIncident], asked: dict[str, object]) -> None:
    question = replace(WEEKS, **asked)  # type: ignore[arg-type]
    for resolution in (8, 10, 11):
        found = heat.access_heat(town.analyst, question, municipality=town.villa, resolution=resolution)

        assert dict(zip(found.cells.tolist(), found.counts.tolist(), strict=True)) == plain(
            past, question, resolution=resolution
        )
        assert found.counted == found.counts.sum()


def test_what_is_left_out_is_counted_too(town: Cast, past: list[PastIncident]) -> None:
    found = heat.access_heat(
        town.analyst, replace(WEEKS, hours=frozenset(range(24))), municipality=town.villa, resolution=9
    )

    assert found.by_officers == sum(row.officer_initiated for row in past)
    assert found.hour_unknown == sum(row.heaped and not row.officer_initiated for row in past)
    assert found.counted + found.by_officers + found.hour_unknown == len(past)


def test_our_own_incidents_and_those_of_files_are_counted_together(town: Cast, past: list[PastIncident]) -> None:
    question = replace(WEEKS, begin=NOON.date(), end=NOON.date())
    before = heat.access_heat(town.analyst, question, municipality=town.villa, resolution=9).counted
    report("noise")
    intake.receive(
        intake.Submission(id=ids.uuid7(), category="noise", lon=PLAZA[0], lat=PLAZA[1], channel=Channel.PATROL)
    )

    written = editions.renew(town.villa)
    found = heat.access_heat(town.analyst, question, municipality=town.villa, resolution=9)

    assert (written, found.counted, found.by_officers) == (1, before + 1, 1)
    assert editions.renew(town.villa) == 0


def test_a_changed_incident_is_written_anew(town: Cast) -> None:
    ref = report("noise").incident
    editions.renew(town.villa)
    incidents.classify(town.rosa, ref=ref, category="street-light", priority=None)
    assert editions.renew(town.villa) == 1

    question = replace(WEEKS, categories=frozenset({"street-light"}))

    assert heat.access_heat(town.analyst, question, municipality=town.villa, resolution=9).counted == 1


def test_who_sees_no_points_sees_large_cells_and_no_small_counts(town: Cast, past: list[PastIncident]) -> None:
    fine = heat.access_heat(town.analyst, WEEKS, municipality=town.villa, resolution=11)
    coarse = heat.access_heat(town.supervisor, WEEKS, municipality=town.villa, resolution=11)

    assert (fine.resolution, coarse.resolution) == (11, sight.FINEST_FOR_OTHERS)
    assert coarse.counts.min() >= sight.FEWEST_FOR_OTHERS
    assert coarse.counted == fine.counted == coarse.counts.sum() + coarse.in_small_cells
    with pytest.raises(Forbidden):
        smooth.access_raster(town.supervisor, WEEKS, municipality=town.villa)
    small = int(fine.cells[0])
    assert heat.access_cell(town.supervisor, WEEKS, municipality=town.villa, cell=small).counted == 0


def test_a_comparison_shows_no_small_count_either(town: Cast, past: list[PastIncident]) -> None:
    now = replace(WEEKS, begin=date(2026, 10, 15), end=date(2026, 11, 15))

    found = heat.access_comparison(town.supervisor, now, now.before(), municipality=town.villa, resolution=9)

    for counts in (found.counts_now, found.counts_before):
        assert not ((counts > 0) & (counts < sight.FEWEST_FOR_OTHERS)).any()


def test_confidential_categories_do_not_count_for_those_who_read_no_incidents(town: Cast) -> None:
    hidden = CategorySetting(
        code="violence", names={"es": "Violencia"}, group="order", icon="noise", priority=1, confidential=True
    )
    categories.put_category(hidden, municipality=town.villa)
    report("violence")
    editions.renew(town.villa)

    analyst = heat.access_heat(town.analyst, WEEKS, municipality=town.villa, resolution=9).counted
    reader = heat.access_heat(town.supervisor, WEEKS, municipality=town.villa, resolution=7)

    assert (analyst, reader.counted) == (0, 1)


def test_nobody_of_another_town_and_nobody_without_the_right_sees_anything(
    town: Cast, past: list[PastIncident]
) -> None:
    for viewer in (town.carla, town.charlie, town.nobody, town.rosa, town.memo):
        with pytest.raises(NotYours):
            heat.access_heat(viewer, WEEKS, municipality=town.villa, resolution=9)


def test_one_cell_in_time_adds_up(town: Cast, past: list[PastIncident]) -> None:
    whole = heat.access_heat(town.analyst, WEEKS, municipality=town.villa, resolution=9)
    cell = int(whole.cells[np.argmax(whole.counts)])

    found = heat.access_cell(town.analyst, WEEKS, municipality=town.villa, cell=cell)

    assert found.counted == whole.counts.max() == found.hours.sum()
    assert found.weeks.sum() <= found.counted
    assert len(found.weeks) == WEEKS.days // 7


def test_the_smooth_view_holds_every_incident_once(town: Cast, past: list[PastIncident]) -> None:
    found = smooth.access_raster(town.analyst, WEEKS, municipality=town.villa)
    whole = heat.access_heat(town.analyst, WEEKS, municipality=town.villa, resolution=11).counted

    hectares = found.pixel_m**2 / 10_000
    assert found.counted == whole
    assert found.values.sum() * hectares == pytest.approx(whole, rel=1e-6)
    assert found.blur is not None
    assert found.blur.bandwidth_m > 0  # around the square they are spread evenly: some blur must predict better


def test_before_the_first_edition_there_is_nothing_and_no_fault(town: Cast) -> None:
    found = heat.access_heat(town.analyst, WEEKS, municipality=town.villa, resolution=9)

    assert (found.counted, found.as_of) == (0, None)
    assert smooth.access_raster(town.analyst, WEEKS, municipality=town.villa).blur is None
