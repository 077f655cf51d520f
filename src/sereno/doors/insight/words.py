"""The words of insight: why a file or a row was refused, what a column is for."""

from collections.abc import Callable

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from sereno.algorithms.durations import Interval
from sereno.analytics.legs import Apart, Dimension, Hours
from sereno.analytics.mapping import ROLES
from sereno.analytics.report import Fault
from sereno.doors import answers
from sereno.kernel.errors import Refusal
from sereno.vocabulary.words import Channel, UnitKind


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


def subject(found: Fault) -> str:
    """What a fault of a mapping is about: the column's purpose, or the source's own word."""
    kind, _dot, name = found.field.partition(".")
    return role(name)[0] if kind == "columns" and name in ROLES else name


def fault(found: Fault) -> str:
    """What is wrong with a part of a mapping."""
    kind, _dot, name = found.field.partition(".")
    if kind == "categories":
        return _("The town has no such category.")
    if kind == "channels":
        return _("There is no such channel.")
    if found.message.startswith("not said"):
        return _("Say which column it is.")
    return _("The file has no such column.") if name in ROLES else found.message


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


def priority(number: int) -> str:
    """How urgent it is."""
    return {1: _("P1, emergency"), 2: _("P2, urgent"), 3: _("P3, normal"), 4: _("P4, can wait")}[number]


def unit_kind(kind: UnitKind) -> str:
    """How a unit moves."""
    return {
        UnitKind.CAR: _("Car"),
        UnitKind.MOTORBIKE: _("Motorbike"),
        UnitKind.BICYCLE: _("Bicycle"),
        UnitKind.FOOT: _("On foot"),
    }[kind]


def hours(quarter: Hours) -> str:
    """A quarter of the day."""
    return {
        Hours.NIGHT: _("0 to 6 h"),
        Hours.MORNING: _("6 to 12 h"),
        Hours.AFTERNOON: _("12 to 18 h"),
        Hours.EVENING: _("18 to 24 h"),
    }[quarter]


def dimension(known: Dimension) -> str:
    """By what cases are told apart."""
    return {
        Dimension.PRIORITY: _("Priority"),
        Dimension.CHANNEL: _("Channel"),
        Dimension.CATEGORY: _("Category"),
        Dimension.ZONE: _("Zone"),
        Dimension.HOURS: _("Hour"),
        Dimension.UNIT: _("Kind of unit"),
    }[known]


def apart(reason: Apart) -> str:
    """Why incidents are counted beside the figures and not in them."""
    return {
        Apart.PART: _("parts of another incident"),
        Apart.OFFICERS: _("found by a patrol"),
        Apart.DUPLICATE: _("duplicates"),
        Apart.FALSE_REPORT: _("false reports"),
    }[reason]


def span(seconds: float | None) -> str:
    """A length of time as short as it can be told: 42 s, 5:12 min, 3:20 h, 2.5 d; a dash where there is none."""
    if seconds is None:
        return "–"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3_600:
        return f"{whole // 60}:{whole % 60:02d} min"
    if whole < 2 * 86_400:
        return f"{whole // 3_600}:{whole % 3_600 // 60:02d} h"
    return f"{number_format(whole / 86_400, 1)} d"


def percent(share: float | None) -> str:
    """A share in percent; a dash where there is none."""
    return "–" if share is None else f"{number_format(100 * share, 0 if share in {0, 1} else 1)} %"


def between(interval: Interval | None, say: Callable[[float], str]) -> str:
    """An interval; empty where there is none."""
    return "" if interval is None else f"{say(interval.low)} – {say(interval.high)}"


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
