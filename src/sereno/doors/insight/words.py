"""The words of insight: why a file or a row was refused, what a column is for."""

from django.utils.translation import gettext as _

from sereno.doors import answers
from sereno.kernel.errors import Refusal
from sereno.vocabulary.words import Channel


def reason(refusal: Refusal) -> str:
    """Why something was refused, in a sentence."""
    if refusal.code in _files():
        return _files()[refusal.code]
    told = refusal.message or "; ".join(f"{fault.field}: {fault.message}" for fault in refusal.faults)
    return f"{answers.title_of(refusal)} {told}".strip()


def refused_file(code: str) -> str:
    """Why a whole file cannot be read."""
    return _files().get(code, _("The file cannot be read."))


def aside(code: str) -> str:
    """Why a row is set aside, by the first words of the reason as the file of such rows has it."""
    known = {
        "unknown columns": _("more values than the header has names"),
        "no coordinates": _("no coordinates"),
        "longitude and latitude": _("longitude and latitude are the wrong way round"),
        "outside": _("too far outside of the town"),
        "unreadable time": _("unreadable time"),
        "in the future": _("in the future"),
        "no number": _("no number of its own"),
    }
    return next((said for start, said in known.items() if code.startswith(start)), code)


def role(name: str) -> tuple[str, str]:
    """What a column is for: its name and a word on it."""
    return {
        "time": (_("When"), _("Moment or day; 05/03 is 5 March.")),
        "hour": (_("Hour"), _("Where “when” is only a day.")),
        "lon": (_("Longitude"), _("In degrees.")),
        "lat": (_("Latitude"), _("In degrees.")),
        "type": (_("Type"), _("What happened, in the source's words.")),
        "id": (_("Number"), _("The source's own number of the incident.")),
        "channel": (_("Channel"), _("By which way it became known.")),
        "priority": (_("Priority"), _("1 to 4, or P1 to P4.")),
        "officer": (_("On patrol"), _("Yes where a patrol came upon it by itself.")),
    }[name]


def channel(known: Channel) -> str:
    """By which way something became known."""
    return {
        Channel.APP: _("Application or web"),
        Channel.PHONE: _("Telephone"),
        Channel.RADIO: _("Radio"),
        Channel.PATROL: _("Patrol, on its own"),
        Channel.PEER: _("Another town"),
    }[known]


def _files() -> dict[str, str]:
    return {
        "bad-source": _("A source is named in small letters, digits and hyphens: carabineros, line-1468."),
        "unknown-format": _("Files of history are CSV, Parquet, GeoJSON or Excel."),
        "broken-file": _("The file is broken, or of another kind than its name says."),
        "bad-mapping": _("The columns are not yet said well enough to take the file in."),
        "file-busy": _("The file is just being read. Wait a moment."),
        "import-under-way": _("The same file is just being taken in by somebody else."),
        "reader-ended": _("The file ended its reader again and again; it may be too large for this machine."),
        "no-file": _("Choose a file."),
    }
