"""The tables of incidents."""

from sereno.incidents.models.attachment import Attachment
from sereno.incidents.models.category import Category
from sereno.incidents.models.incident import Incident
from sereno.incidents.models.message import Message
from sereno.incidents.models.note import Note
from sereno.incidents.models.presence import Presence
from sereno.incidents.models.report import Report

__all__ = ["Attachment", "Category", "Incident", "Message", "Note", "Presence", "Report"]
