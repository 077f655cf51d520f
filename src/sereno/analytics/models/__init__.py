"""The tables of the past: where history came from, files sent in, each import, past incidents, official counts."""

from sereno.analytics.models.history_file import HistoryFile
from sereno.analytics.models.history_import import HistoryImport
from sereno.analytics.models.history_source import HistorySource
from sereno.analytics.models.official_count import OfficialCount
from sereno.analytics.models.past_incident import PastIncident

__all__ = ["HistoryFile", "HistoryImport", "HistorySource", "OfficialCount", "PastIncident"]
