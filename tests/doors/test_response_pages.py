"""The pages of response times and of before and after: figures with all that stands behind them, or none."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from sereno.analytics.kpis import KPIS
from sereno.analytics.legs import LEGS
from sereno.incidents.models import Incident
from sereno.kernel import memory
from sereno.ledger.models import Entry
from tests.past import remember, went
from tests.town import MARKET, NOON, Cast

As = Callable[[str], Client]
PAGES = ("/insight/response", "/insight/change")
BEHIND = "/insight/response/incidents"


def days(responses: list[float | None], *, at: tuple[float, float] = (-71.21, -33.19)) -> list[object]:
    return [went(NOON - timedelta(days=1 + n), response=took, at=at) for n, took in enumerate(responses)]


def said(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.mark.parametrize("address", [*PAGES, BEHIND])
@pytest.mark.parametrize(
    ("who", "status"),
    [("nobody", 302), ("charlie", 403), ("carla", 403), ("rosa", 403), ("memo", 403), ("nadia", 403)],
)
def test_who_may_not_see_figures_opens_none_of_the_pages(
    town: Cast, as_person: As, address: str, who: str, status: int
) -> None:
    assert as_person(who).get(address).status_code == status


def test_a_figure_comes_with_its_definition_its_period_its_cases_and_its_interval(town: Cast, as_person: As) -> None:
    remember(days([300.0] * 60), municipality=town.villa)

    told = said(as_person("analyst"), "/insight/response")

    for part in (
        "Desde que llega el reporte hasta la primera unidad en el lugar",
        "22/08/2026 al 20/11/2026",
        "60 procedimientos",
        "Cómo se cuenta",
    ):
        assert part in told, part
    assert re.search(r"mediana 95 %: \d:\d\d min – \d:\d\d min · n = 60 5:00 min", told)


def test_with_few_cases_the_page_says_that_the_data_are_insufficient(town: Cast, as_person: As) -> None:
    remember(days([300.0] * 29), municipality=town.villa)

    told = said(as_person("analyst"), "/insight/response")

    assert "Datos insuficientes 29 casos tienen este tramo" in told
    assert "5:00" not in told


def test_fewer_than_five_are_not_told_as_a_number(town: Cast, as_person: As) -> None:
    remember(days([300.0] * 4), municipality=town.villa)

    assert "< 5" in said(as_person("analyst"), "/insight/response?by=zone").replace("&lt;", "<")


def test_the_address_is_the_question(town: Cast, as_person: As) -> None:
    remember(days([100.0] * 40), municipality=town.villa)
    remember(days([900.0] * 35, at=(-71.21, -33.21)), municipality=town.villa)

    north, south = (said(as_person("analyst"), f"/insight/response?zone={zone}") for zone in ("norte", "sur"))

    assert "n = 40 1:40 min" in north
    assert "n = 35 15:00 min" in south


@pytest.mark.parametrize(
    "query", ["from=2026-13-45", "priority=9", "leg=nonsense", "by=nonsense", "until=1800-01-01", "zone=" + "x" * 500]
)
def test_an_address_that_says_nonsense_is_answered(town: Cast, as_person: As, query: str) -> None:
    for page in PAGES:
        assert as_person("analyst").get(f"{page}?{query}").status_code == 200


def test_a_bar_leads_to_its_incidents(town: Cast, as_person: As) -> None:
    remember(days([100.0] * 30 + [500.0] * 3), municipality=town.villa)
    page = as_person("supervisor").get("/insight/response").content.decode()

    bars = {address.replace("&amp;", "&") for address in re.findall(rf'href="({BEHIND}\?[^"]*from_s=[^"]*)"', page)}
    counts = [len(re.findall(r"<td class=\"figure\"><b>VS-", as_person("supervisor").get(bar).content.decode()))
              for bar in sorted(bars)]  # fmt: skip

    kept = [entry.ids["incidents"] for entry in Entry.objects.filter(kind="PointsLookedAt")]
    assert sorted(counts) == sorted(kept) == [3, 30]


def test_an_administrator_sees_figures_and_no_way_to_single_incidents(town: Cast, as_person: As) -> None:
    remember(days([100.0] * 30), municipality=town.villa)
    page = as_person("administrator").get("/insight/response").content.decode()

    assert "1:40 min" in page
    assert BEHIND not in page
    assert as_person("administrator").get(BEHIND).status_code == 404


def test_an_analyst_sees_in_which_zone_and_not_at_which_address(town: Cast, as_person: As) -> None:
    remember(days([100.0] * 30), municipality=town.villa)
    Incident.objects.update(place="Los Olmos 12")

    analyst, supervisor = (said(as_person(who), BEHIND) for who in ("analyst", "supervisor"))

    assert "Los Olmos 12" not in analyst
    assert "Norte" in analyst
    assert "Los Olmos 12" in supervisor


def test_the_next_towns_incidents_are_on_none_of_our_pages(town: Cast, as_person: As) -> None:
    remember(days([900.0] * 50, at=MARKET), municipality=town.aromos)

    for page in (*PAGES, BEHIND):
        assert "LA-" not in said(as_person("analyst"), page)
        assert "15:00" not in said(as_person("analyst"), page)


def test_every_leg_and_every_group_opens(town: Cast, as_person: As) -> None:
    remember(days([300.0] * 20 + [None] * 20), municipality=town.villa)
    analyst = as_person("analyst")

    for leg in LEGS:
        for by in ("priority", "channel", "category", "zone", "hours", "unit"):
            assert analyst.get(f"/insight/response?leg={leg.code}&by={by}").status_code == 200


def test_a_change_is_told_with_its_interval_and_the_smallest_effect_that_would_be_found(
    town: Cast, as_person: As
) -> None:
    on = NOON.date() - timedelta(weeks=9)
    remember(
        [
            went(NOON - timedelta(days=n, minutes=m), response=(300.0 if n > 63 else 180.0) + 7 * (n % 9) + m)
            for n in range(1, 63 + 7 * 20)
            for m in range(2)
        ],
        municipality=town.villa,
    )

    told = said(as_person("analyst"), f"/insight/change?on={on}")

    assert re.search(r"Desde ese día es menos, en [12]:\d\d min", told), told
    assert "Menor efecto que se encontraría" in told
    assert "Misma mezcla de casos" in told


def test_where_nothing_can_be_said_the_page_says_so_in_one_sentence(town: Cast, as_person: As) -> None:
    memory.forget()

    told = said(as_person("analyst"), "/insight/change")

    assert "Datos insuficientes Hay muy pocas semanas con cifras antes del día, o después." in told
    assert "Hacen falta 12 semanas antes y 8 después, con 30 casos en cada lado." in told


def test_every_leg_has_its_definition() -> None:
    assert {leg.code for leg in LEGS} < {kpi.code for kpi in KPIS}
    assert len({kpi.code for kpi in KPIS}) == len(KPIS)
