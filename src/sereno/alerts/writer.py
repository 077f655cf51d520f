"""Writing CAP 1.2: the XML of a message, valid against the OASIS schema, and the Atom feed of those in force."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from sereno.alerts.message import Area, Info, Message, Reference
from sereno.alerts.rules import PLACES

CAP = "urn:oasis:names:tc:emergency:cap:1.2"
ATOM = "http://www.w3.org/2005/Atom"
CAP_TYPE = "application/cap+xml"
_ALWAYS = frozenset({"event", "areaDesc", "valueName", "value"})


def write(message: Message, *, timezone: ZoneInfo) -> bytes:
    """The message as XML; moments in the town's own time with its distance from UTC, as CAP asks."""
    root = ET.Element("alert", xmlns=CAP)
    _texts(
        root,
        identifier=message.identifier,
        sender=message.sender,
        sent=moment(message.sent, timezone),
        status=message.status.value,
        msgType=message.kind.value,
        scope=message.scope.value,
        note=message.note,
        references=" ".join(reference(named, timezone) for named in message.references),
    )
    for info in message.infos:
        _info(ET.SubElement(root, "info"), info, timezone)
    return _bytes(root)


def moment(at: datetime, timezone: ZoneInfo) -> str:
    """A moment as CAP writes it: whole seconds, the offset always in digits, `-00:00` for UTC.

    >>> from datetime import UTC
    >>> moment(datetime(2026, 11, 20, 15, 0, tzinfo=UTC), ZoneInfo("America/Santiago"))
    '2026-11-20T12:00:00-03:00'
    """
    here = at.astimezone(timezone).replace(microsecond=0)
    written = here.isoformat()
    return f"{written[:-6]}-00:00" if here.utcoffset() == timedelta(0) else written


def reference(named: Reference, timezone: ZoneInfo) -> str:
    """An earlier message by name: sender, identifier and moment."""
    return f"{named.sender},{named.identifier},{moment(named.sent, timezone)}"


def feed(
    entries: Iterable[tuple[Message, str, datetime]], *, title: str, address: str, updated: datetime, timezone: ZoneInfo
) -> bytes:
    """An Atom feed: each message with its address and the moment it last changed."""
    root = ET.Element("feed", xmlns=ATOM)
    _texts(root, id=address, title=title, updated=moment(updated, timezone))
    ET.SubElement(root, "link", rel="self", href=address)
    for message, where, changed in entries:
        entry = ET.SubElement(root, "entry")
        info = message.infos[0] if message.infos else None
        _texts(entry, id=where, title=(info.headline or info.event) if info else message.identifier)
        _texts(entry, updated=moment(changed, timezone))
        ET.SubElement(ET.SubElement(entry, "author"), "name").text = (info and info.sender_name) or message.sender
        _texts(entry, summary=info.description if info else message.note)
        ET.SubElement(entry, "link", rel="alternate", type=CAP_TYPE, href=where)
    return _bytes(root)


def _info(to: ET.Element, info: Info, timezone: ZoneInfo) -> None:
    _texts(to, language=info.language)
    for category in info.categories:
        _texts(to, category=category.value)
    _texts(to, event=info.event)
    for response in info.responses:
        _texts(to, responseType=response.value)
    _texts(to, urgency=info.urgency.value, severity=info.severity.value, certainty=info.certainty.value)
    for name, at in (("effective", info.effective), ("onset", info.onset), ("expires", info.expires)):
        _texts(to, **{name: moment(at, timezone)} if at else {})
    _texts(
        to,
        senderName=info.sender_name,
        headline=info.headline,
        description=info.description,
        instruction=info.instruction,
        web=info.web,
        contact=info.contact,
    )
    for area in info.areas:
        _area(ET.SubElement(to, "area"), area)


def _area(to: ET.Element, area: Area) -> None:
    _texts(to, areaDesc=area.description)
    for ring in area.polygons:
        _texts(to, polygon=" ".join(f"{_number(lat)},{_number(lon)}" for lon, lat in ring))
    for circle in area.circles:
        _texts(to, circle=f"{_number(circle.lat)},{_number(circle.lon)} {_number(circle.radius_km)}")
    for name, value in area.geocodes:
        _texts(ET.SubElement(to, "geocode"), valueName=name, value=value)


def _number(value: float) -> str:
    return f"{value:.{PLACES}f}".rstrip("0").rstrip(".")


def _texts(to: ET.Element, **named: str) -> None:
    """Add a child for each text; an empty one is left out, unless the schema wants it there."""
    for name, text in named.items():
        if text or name in _ALWAYS:
            ET.SubElement(to, name).text = text


def _bytes(root: ET.Element) -> bytes:
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written
