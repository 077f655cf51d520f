"""The tables of incidents."""

from sereno.incidents.models.alarm import Alarm
from sereno.incidents.models.attachment import Attachment
from sereno.incidents.models.category import Category
from sereno.incidents.models.incident import Incident
from sereno.incidents.models.message import Message
from sereno.incidents.models.note import Note
from sereno.incidents.models.pause import Pause
from sereno.incidents.models.presence import Presence
from sereno.incidents.models.report import Report
from sereno.incidents.models.round import Round
from sereno.incidents.models.verdict import Verdict

__all__ = [
    "Alarm",
    "Attachment",
    "Category",
    "Incident",
    "Message",
    "Note",
    "Pause",
    "Presence",
    "Report",
    "Round",
    "Verdict",
]
