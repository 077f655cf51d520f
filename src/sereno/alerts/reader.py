"""Reading CAP 1.2: XML in, a message out, or one sentence on what is wrong.

As strict as the OASIS schema, but for blanks around a word, and stricter about places, moments and names. Elements we
have no use for are allowed where the schema allows them, and are kept only in the original.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _

from sereno.alerts.message import (
    Area,
    Certainty,
    Circle,
    Info,
    Kind,
    LonLat,
    Message,
    MessageType,
    Reference,
    Response,
    Ring,
    Scope,
    Severity,
    Status,
    Urgency,
)
from sereno.alerts.rules import PLACES
from sereno.alerts.tree import BadXml, parse
from sereno.alerts.writer import CAP

E = TypeVar("E", bound=StrEnum)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", re.ASCII)
_NAME = re.compile(r"[^\s,<&]+")
_LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")
_WEB = re.compile(r"https?://[\w.~:/?#@!$&'()*+,;=%-]+", re.ASCII)
_FARTHEST = timedelta(hours=14)  # from UTC, as XML Schema has it
_HINTS = {
    f"{{http://www.w3.org/2001/XMLSchema-instance}}{name}" for name in ("schemaLocation", "noNamespaceSchemaLocation")
}
_SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}"
_MOST_POINTS = 20_000

# The schema's order, with what must be there once (1), may be there once (?), or any number of times (*).
_ALERT = {
    "identifier": "1", "sender": "1", "sent": "1", "status": "1", "msgType": "1", "source": "?", "scope": "1",
    "restriction": "?", "addresses": "?", "code": "*", "note": "?", "references": "?", "incidents": "?", "info": "*",
}  # fmt: skip
_INFO = {
    "language": "?", "category": "+", "event": "1", "responseType": "*", "urgency": "1", "severity": "1",
    "certainty": "1", "audience": "?", "eventCode": "*", "effective": "?", "onset": "?", "expires": "?",
    "senderName": "?", "headline": "?", "description": "?", "instruction": "?", "web": "?", "contact": "?",
    "parameter": "*", "resource": "*", "area": "*",
}  # fmt: skip
_AREA = {"areaDesc": "1", "polygon": "*", "circle": "*", "geocode": "*", "altitude": "?", "ceiling": "?"}
_WITH_CHILDREN = frozenset({"info", "area", "eventCode", "parameter", "resource", "geocode"})
_PAIR = {"valueName": "1", "value": "1"}
_RESOURCE = {"resourceDesc": "1", "mimeType": "1", "size": "?", "uri": "?", "derefUri": "?", "digest": "?"}


def read(document: bytes) -> Message:
    """The message in a document.

    Raises
    ------
    BadXml : it is not a CAP 1.2 message; the message of the refusal says what is wrong, in the reader's language.
    """
    root = parse(document)
    if root.tag != f"{{{CAP}}}alert":
        raise BadXml(_("It is not a CAP 1.2 alert: the first element must be <alert> of %(name)s.") % {"name": CAP})
    found = _Element(root, _ALERT, "alert")
    return Message(
        identifier=_name(found.text("identifier"), "identifier"),
        sender=_name(found.text("sender"), "sender"),
        sent=_moment(found.text("sent"), "sent"),
        status=_one_of(Status, found.text("status"), "status"),
        kind=_kind(found),
        scope=_one_of(Scope, found.text("scope"), "scope"),
        note=found.text("note"),
        references=tuple(_reference(named) for named in found.text("references").split()),
        infos=tuple(_info(element) for element in found.all("info")),
    )


class _Element:
    """An element whose children stand in the order and number that the schema allows."""

    def __init__(self, element: ET.Element, shape: dict[str, str], name: str) -> None:
        self.children: dict[str, list[ET.Element]] = {known: [] for known in shape}
        if set(element.attrib) - _HINTS or (element.text or "").strip():
            raise BadXml(_("<%(name)s> has text or attributes that do not belong there.") % {"name": name})
        order, latest = list(shape), 0
        for child in element:
            tag = child.tag.removeprefix(f"{{{CAP}}}")
            if (child.tail or "").strip():
                raise BadXml(_("<%(name)s> has text or attributes that do not belong there.") % {"name": name})
            if name == "alert" and child.tag.startswith(_SIGNATURE):
                latest = len(order)
                continue
            if tag not in shape or not child.tag.startswith("{"):
                raise BadXml(_("<%(name)s> may not stand in <%(parent)s>.") % {"name": tag, "parent": name})
            if order.index(tag) < latest:
                raise BadXml(_("<%(name)s> stands too late in <%(parent)s>.") % {"name": tag, "parent": name})
            latest = order.index(tag)
            if tag not in _WITH_CHILDREN:
                _text(child, tag)
            self.children[tag].append(child)
        self._count(shape, name)

    def _count(self, shape: dict[str, str], name: str) -> None:
        for child, times in shape.items():
            number = len(self.children[child])
            if times in "1+" and number == 0:
                raise BadXml(_("<%(name)s> is missing in <%(parent)s>.") % {"name": child, "parent": name})
            if times in "1?" and number > 1:
                raise BadXml(_("<%(name)s> stands twice in <%(parent)s>.") % {"name": child, "parent": name})

    def all(self, name: str) -> list[ET.Element]:
        return self.children[name]

    def texts(self, name: str) -> list[str]:
        return [_text(element, name) for element in self.children[name]]

    def text(self, name: str) -> str:
        return next(iter(self.texts(name)), "")


def _text(element: ET.Element, name: str) -> str:
    if len(element) or set(element.attrib) - _HINTS:
        raise BadXml(_("<%(name)s> may hold only text.") % {"name": name})
    return (element.text or "").strip()


def _kind(found: _Element) -> MessageType:
    written = found.text("msgType")
    if written in ("Ack", "Error"):
        raise BadXml(_("It is an answer to an alert (%(kind)s), not an alert.") % {"kind": written})
    kind = _one_of(MessageType, written, "msgType")
    if kind is not MessageType.ALERT and not found.text("references"):
        raise BadXml(_("An update or cancellation must say in <references> which alert it is about."))
    if kind is not MessageType.CANCEL and not found.all("info"):
        raise BadXml(_("It says nothing: <info> is missing."))
    return kind


def _info(element: ET.Element) -> Info:
    found = _Element(element, _INFO, "info")
    _check_unused(found)
    language = found.text("language") or "en-US"
    if not _LANGUAGE.fullmatch(language):
        raise BadXml(_("<language> must be a language, such as es-CL; it is '%(text)s'.") % {"text": language[:40]})
    moments = {name: _moment(found.text(name), name) if found.text(name) else None for name in _MOMENTS}
    for name in _MOMENTS:
        if found.all(name) and moments[name] is None:
            _moment("", name)
    return Info(
        language=language,
        categories=tuple(_one_of(Kind, text, "category") for text in found.texts("category")),
        event=found.text("event"),
        responses=tuple(_one_of(Response, text, "responseType") for text in found.texts("responseType")),
        urgency=_one_of(Urgency, found.text("urgency"), "urgency"),
        severity=_one_of(Severity, found.text("severity"), "severity"),
        certainty=_one_of(Certainty, found.text("certainty"), "certainty"),
        effective=moments["effective"],
        onset=moments["onset"],
        expires=moments["expires"],
        sender_name=found.text("senderName"),
        headline=found.text("headline"),
        description=found.text("description"),
        instruction=found.text("instruction"),
        web=found.text("web") if _WEB.fullmatch(found.text("web")) else "",
        contact=found.text("contact"),
        areas=tuple(_area(area) for area in found.all("area")),
    )


_MOMENTS = ("effective", "onset", "expires")


def _check_unused(found: _Element) -> None:
    """What we do not keep must still be as the schema has it."""
    for name in ("eventCode", "parameter"):
        for element in found.all(name):
            _pair(element, name)
    for element in found.all("resource"):
        resource = _Element(element, _RESOURCE, "resource")
        if resource.all("size") and not re.fullmatch(r"[+-]?\d+", resource.text("size")):
            raise BadXml(_("<%(name)s> must be a number; it is '%(text)s'.") % {"name": "size", "text": "…"})


def _area(element: ET.Element) -> Area:
    found = _Element(element, _AREA, "area")
    for name in ("altitude", "ceiling"):
        if found.all(name):
            _number(found.text(name), name)
    return Area(
        description=found.text("areaDesc"),
        polygons=tuple(_ring(text) for text in found.texts("polygon")),
        circles=tuple(_circle(text) for text in found.texts("circle")),
        geocodes=tuple(_pair(pair, "geocode") for pair in found.all("geocode")),
    )


def _pair(element: ET.Element, name: str) -> tuple[str, str]:
    found = _Element(element, _PAIR, name)
    return found.text("valueName"), found.text("value")


def _ring(text: str) -> Ring:
    points = text.split()
    if len(points) > _MOST_POINTS:
        raise BadXml(_("A polygon has more than %(most)d points.") % {"most": _MOST_POINTS})
    ring = tuple(_point(point, "polygon") for point in points)
    if len(ring) < 4:
        raise BadXml(_("A polygon needs at least four points, the last equal to the first."))
    if ring[0] != ring[-1]:
        raise BadXml(_("A polygon must end where it began: its last point is not its first."))
    return ring


def _circle(text: str) -> Circle:
    parts = text.split()
    if len(parts) != 2:
        raise BadXml(_("A circle is a point and a radius in kilometres: '-33.2,-71.2 0.5'."))
    lon, lat = _point(parts[0], "circle")
    radius_km = _number(parts[1], "circle")
    if not 0 <= radius_km <= 20_000:
        raise BadXml(_("A circle is a point and a radius in kilometres: '-33.2,-71.2 0.5'."))
    return Circle(lon=lon, lat=lat, radius_km=round(radius_km, PLACES))


def _point(text: str, name: str) -> LonLat:
    """A point as CAP writes it, latitude first, as we have it, longitude first."""
    lat, comma, lon = text.partition(",")
    if not comma:
        raise BadXml(_("A point is written 'latitude,longitude'; here it is '%(text)s'.") % {"text": text[:40]})
    point = _number(lon, name), _number(lat, name)
    if not (-180 <= point[0] <= 180 and -90 <= point[1] <= 90):
        raise BadXml(
            _("The point '%(text)s' is not on Earth: the latitude comes first, then the longitude.")
            % {"text": text[:40]}
        )
    return round(point[0], PLACES) + 0.0, round(point[1], PLACES) + 0.0


def _number(text: str, name: str) -> float:
    if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)", text, re.ASCII) or len(text) > 40:
        raise BadXml(_("<%(name)s> must be a number; it is '%(text)s'.") % {"name": name, "text": text[:40]})
    return float(text)


def _moment(text: str, name: str) -> datetime:
    try:
        if not _MOMENT.fullmatch(text):
            raise ValueError(text)
        at = datetime.fromisoformat(text)
        if abs(at.utcoffset() or timedelta()) > _FARTHEST:
            raise ValueError(text)
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadXml(
            _("<%(name)s> must be a moment like 2026-11-20T12:00:00-03:00; it is '%(text)s'.")
            % {"name": name, "text": text[:40]}
        ) from None


def _reference(text: str) -> Reference:
    parts = text.split(",")
    if len(parts) != 3 or not all(parts):
        raise BadXml(
            _("<references> must name each alert as sender,identifier,sent; it has '%(text)s'.") % {"text": text[:60]}
        )
    return Reference(sender=parts[0], identifier=parts[1], sent=_moment(parts[2], "references"))


def _name(text: str, name: str) -> str:
    if not _NAME.fullmatch(text) or len(text) > 200:
        raise BadXml(_("<%(name)s> must be one word of at most 200 letters, without commas.") % {"name": name})
    return text


def _one_of(kind: type[E], text: str, name: str) -> E:
    try:
        return kind(text)
    except ValueError:
        raise BadXml(
            _("<%(name)s> is '%(text)s'; allowed: %(allowed)s.")
            % {"name": name, "text": text[:40], "allowed": ", ".join(_values(kind))}
        ) from None


def _values(kind: Iterable[StrEnum]) -> list[str]:
    return [value.value for value in kind]
