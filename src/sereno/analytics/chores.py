"""What this room does as time passes: files that were sent in and that nobody takes up again are removed."""

from datetime import timedelta

from django.db import transaction

from sereno.analytics import actions, queries
from sereno.analytics.rules import KEEP_DAYS
from sereno.kernel import clock
from sereno.walls import openings as walls


def forget_files() -> int:
    """Remove what lies about for longer than a week; returns how many files."""
    with walls.open_to_all():
        old = list(queries.files_untouched_since(clock.now() - timedelta(days=KEEP_DAYS)))
    for row in old:
        with walls.open_to(row.municipality_id), transaction.atomic():
            actions.forget(row, by=None)
    return len(old)
