"""What a reporter was told, worded in the reader's language."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from sereno.notifications.models import Notice


@dataclass(frozen=True, slots=True)
class NoticeView:
    """One notice, worded."""

    kind: str
    text: str
    at: datetime


def notices_of(report: UUID) -> list[NoticeView]:
    """The notices of a report, in order."""
    words = _words()
    rows = Notice.objects.filter(report_id=report).order_by("at", "id").values_list("kind", "at")
    return [NoticeView(kind, words.get(kind, kind), at) for kind, at in rows]


def _words() -> dict[str, str]:
    return {
        "received": _("We have your report."),
        "opened": _("An operator is reading your report."),
        "unit_accepted": _("A patrol has taken your report."),
        "unit_moving": _("A patrol is on its way."),
        "unit_on_scene": _("A patrol is at the place."),
        "controlled": _("The situation is under control."),
        "closed": _("Your report was closed. Was it solved?"),
        "referred": _("Your report was passed on to another service."),
        "part_closed": _("A part of your report was closed. Was it solved?"),
        "part_reopened": _("A part of your report was taken up again."),
        "reopened": _("Your report was taken up again."),
    }
