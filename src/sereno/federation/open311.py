"""A client of Open311 GeoReport v2, for neighbours that run FixMyStreet or the like: post, find, look.

Services answer in JSON or, as the standard's one obligation, in XML; both are read. There is no key that makes posting
twice harmless, so every description ends with a mark of ours, and before a second try we look whether it is there.
"""

import json
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode

from sereno.federation import wire
from sereno.federation.dossier import Dossier
from sereno.federation.wire import Unreachable

Record = Mapping[str, str]
_LONGEST_DESCRIPTION = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Where a neighbour's service is, and how it calls what we call by our categories."""

    endpoint: str
    jurisdiction: str = ""
    api_key: str = ""
    services: Mapping[str, str]

    def code_for(self, category: str) -> str:
        """Their service_code for our category; our own code where none is agreed."""
        return self.services.get(category, category)


@dataclass(frozen=True, slots=True)
class Posted:
    """What a service says about a request: its number, or a token until it has one, and whether it is closed."""

    number: str
    token: str = ""
    is_closed: bool = False
    notes: str = ""


def post(service: Service, dossier: Dossier, *, mark: str) -> Posted:
    """Post a service request.

    Raises
    ------
    Unreachable : the service did not take it, or cannot be read.
    """
    kind, place = dossier.incident_component, dossier.location_component
    words = [call.text for call in dossier.call_component if call.text]
    said = "\n\n".join([*words, f"[{dossier.sending_agency.agency_name} {kind.incident_tracking_identifier}]"])
    form = {
        "service_code": service.code_for(kind.incident_type_internal_text),
        "lat": f"{place.latitude:.6f}",
        "long": f"{place.longitude:.6f}",
        "address_string": place.location_text,
        "description": f"{said[: _LONGEST_DESCRIPTION - len(mark) - 1]} {mark}",
        "api_key": service.api_key,
    }
    if dossier.person_component:
        person = dossier.person_component[0]
        form |= {"first_name": person.name, "phone": person.telephone, "email": person.email}
    (record, *_) = _ask(service, "POST", "requests", {name: value for name, value in form.items() if value})
    return _posted(record)


def find(service: Service, *, mark: str, since: datetime) -> Posted | None:
    """A request of ours that was posted though we never heard the answer; None where there is none."""
    listed = _ask(service, "GET", "requests", {"start_date": since.strftime("%Y-%m-%dT%H:%M:%SZ")})
    return next((_posted(record) for record in listed if mark in record.get("description", "")), None)


def look(service: Service, posted: Posted) -> Posted:
    """How a request stands now; one that had only a token may have its number."""
    number = posted.number
    if not number:
        (record, *_) = _ask(service, "GET", f"tokens/{quote(posted.token, safe='')}", {})
        number = record.get("service_request_id", "")
        if not number:
            return posted
    (record, *_) = _ask(service, "GET", f"requests/{quote(number, safe='')}", {})
    return Posted(number, posted.token, record.get("status", "") == "closed", record.get("status_notes", ""))


def _posted(record: Record) -> Posted:
    number, token = record.get("service_request_id", ""), record.get("token", "")
    if not number and not token:
        raise Unreachable("the service gave neither a number nor a token")
    return Posted(number, token, record.get("status", "") == "closed")


def _ask(service: Service, method: str, path: str, fields: Mapping[str, str]) -> Sequence[Record]:
    """The records a service answers with; never none where one was asked for."""
    named = {"jurisdiction_id": service.jurisdiction, **fields} if service.jurisdiction else dict(fields)
    address, body, headers = f"/{path}.json", b"", {"Accept": "application/json, text/xml;q=0.9"}
    if method == "POST":
        body = urlencode(named).encode()
        headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
    elif named:
        address += f"?{urlencode(named)}"
    status, answered, told = wire.call(service.endpoint, method, address, body, headers)
    if status not in (200, 201):
        raise Unreachable(f"the service answered {status}: {answered[:120].decode(errors='replace')}")
    records = read(answered, is_xml="xml" in told.get("Content-Type", ""))
    if not records and path != "requests":
        raise Unreachable("the service answered with nothing")
    return records


def read(raw: bytes, *, is_xml: bool) -> Sequence[Record]:
    """The records in an answer.

    Raises
    ------
    Unreachable : it is neither JSON nor XML of the standard's form.
    """
    try:
        return _read_xml(raw) if is_xml else _read_json(raw)
    except (ValueError, AttributeError, ET.ParseError) as wrong:
        raise Unreachable(f"the service's answer cannot be read: {wrong}") from wrong


def _read_json(raw: bytes) -> Sequence[Record]:
    told = json.loads(raw)
    return [{name: str(value) for name, value in one.items() if value is not None} for one in told]


def _read_xml(raw: bytes) -> Sequence[Record]:
    if b"<!" in raw.replace(b"<![CDATA[", b"").replace(b"<!--", b""):  # no DTD, hence no entities that grow
        raise ValueError("a document type is not accepted")
    root = ET.fromstring(raw)  # noqa: S314  (without a DTD there is nothing to expand)
    return [{field.tag: (field.text or "").strip() for field in record} for record in root]
