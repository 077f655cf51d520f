"""The demo's two towns have a treaty from the start, and what their administrators decide later stays."""

from __future__ import annotations

from sereno.federation import treaties
from sereno.project.demo.town import sign_treaties
from tests.town import Cast


def test_the_demo_town_and_the_next_one_have_a_treaty_from_the_start(town: Cast) -> None:
    sign_treaties()

    (there,) = treaties.neighbours(town.villa)
    (back,) = treaties.neighbours(town.aromos)
    assert (there.code, back.code) == ("los-aromos", "villa-sereno")
    assert there.treaty.handover
    assert there.treaty.units


def test_a_treaty_that_an_administrator_ended_stays_ended_at_the_next_opening(town: Cast) -> None:
    sign_treaties()
    treaties.end_treaty(municipality=town.villa, neighbour="los-aromos")

    sign_treaties()

    assert treaties.neighbours(town.villa) == ()
