"""What is known of a town's history: how the files of a source are read."""

import msgspec

from sereno.analytics.mapping import Reading
from sereno.analytics.models import HistorySource


def reading_of(source: str, *, municipality: int) -> Reading | None:
    """The mapping remembered for a source; None before its first file."""
    row = HistorySource.objects.filter(municipality_id=municipality, name=source).first()
    return msgspec.convert(row.mapping, Reading) if row else None


def known_source(source: str, *, municipality: int) -> int | None:
    """The source's id; None before its first file."""
    return HistorySource.objects.filter(municipality_id=municipality, name=source).values_list("id", flat=True).first()
