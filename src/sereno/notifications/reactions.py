"""What this room does when something happened: leave a notice for each reporter of the incident."""

from uuid import UUID

from sereno.incidents import queries as incidents
from sereno.ledger.wires import Happened
from sereno.notifications.models import Notice
from sereno.notifications.rules import notice_kind, part_kind


def tell_reporters(fact: Happened) -> None:
    """A notice to each reporter, or to the one whose report it is about; told once however often it runs."""
    kind = notice_kind(fact.kind, fact.ids)
    if kind is None or fact.about is None:
        return
    if incidents.is_part(fact.about):
        kind = part_kind(kind)
        if kind is None:
            return
    own = fact.ids.get("report") if fact.kind == "ReportReceived" else None
    reports = [UUID(own)] if own else incidents.report_ids(fact.about)
    Notice.objects.bulk_create(
        [
            Notice(municipality_id=fact.municipality, report_id=report, entry=fact.entry, kind=kind, at=fact.at)
            for report in reports
        ],
        ignore_conflicts=True,
    )
