"""Dates and figures on the server's pages, as the scripts and the readers write them."""

from datetime import timedelta

import pytest
from django.template import Context, Template
from django.utils import translation

from sereno.kernel import clock
from tests.town import NOON


@pytest.mark.parametrize(
    ("language", "said"), [("es", ["18 nov, 12:00", "12:00", "6.002"]), ("en", ["Nov 18, 12:00", "12:00", "6,002"])]
)
def test_a_day_and_a_count_are_written_as_the_reader_writes_them(language: str, said: list[str]) -> None:
    page = Template("{% load moments %}{% moment before %}|{% moment now %}|{{ count|grouped }}")
    context = {"before": NOON - timedelta(days=2), "now": NOON, "count": 6002, "timezone": "America/Santiago"}

    with clock.frozen(NOON), translation.override(language):
        written = page.render(Context(context))

    assert [part.partition(">")[2].partition("<")[0] or part for part in written.split("|")] == said
