"""The dossier: an incident as one town tells it to another, in versioned JSON close to NENA's EIDO.

`docs/reference/dossier.md` maps every field. What a treaty withholds is taken out here, in one pure function, and named
in `withheld`, so that the receiving desk knows that there is more. Staff notes have no field: they never leave a town.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from sereno.kernel.errors import Malformed

VERSION = "1.0"
MOST_REPORTS = 200
MOST_NOTES = 500
MOST_MEDIA = 100


class Part(StrEnum):
    """What a treaty may withhold."""

    CONTACT = "contact"  # names, telephones, e-mail addresses of reporters
    WORDS = "words"  # what people wrote in their reports
    CONVERSATION = "conversation"  # what desk and reporters said to each other
    MEDIA = "media"  # that there are photos, videos and voice notes, and of which kind


class _Component(msgspec.Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """Unknown fields of a later version are left aside; missing ones are refused."""


class Agency(_Component, frozen=True, kw_only=True):
    """Whose incident it is."""

    agency_identifier: str
    agency_name: str


class Location(_Component, frozen=True, kw_only=True):
    """Where, as a point in WGS 84 and in words."""

    longitude: float
    latitude: float
    uncertainty_m: float | None = None
    location_text: str = ""


class Incident(_Component, frozen=True, kw_only=True):
    """What, how urgent, how far."""

    incident_tracking_identifier: str  # the number people say on the telephone
    incident_type_internal_text: str  # our category
    incident_type_names: dict[str, str]  # by language
    incident_type_group: str
    incident_status_text: str  # our stage
    incident_priority: int  # 1 … 4
    is_emergency: bool
    received_time_stamp: datetime
    occurred_time_stamp: datetime | None = None


class Call(_Component, frozen=True, kw_only=True):
    """One report."""

    call_identifier: str
    call_channel_text: str
    received_time_stamp: datetime
    text: str = ""
    language: str = "es"
    is_anonymous_to_neighbours: bool = True


class Person(_Component, frozen=True, kw_only=True):
    """How a reporter can be reached."""

    call_reference: str
    name: str = ""
    telephone: str = ""
    email: str = ""


class Note(_Component, frozen=True, kw_only=True):
    """A word between desk and reporters."""

    author_role: str  # desk or reporter
    text: str
    time_stamp: datetime


class Link(_Component, frozen=True, kw_only=True):
    """A photo, video or voice note that exists in the sending town."""

    link_identifier: str
    media_kind: str


class Dossier(_Component, frozen=True, kw_only=True):
    """The whole of it."""

    id: str = msgspec.field(name="$id")
    dossier_version: str = VERSION
    sending_agency: Agency
    last_update_time_stamp: datetime
    incident_component: Incident
    location_component: Location
    call_component: tuple[Call, ...] = ()
    person_component: tuple[Person, ...] = ()
    notes_component: tuple[Note, ...] = ()
    link_component: tuple[Link, ...] = ()
    withheld: tuple[Part, ...] = ()


def without(dossier: Dossier, parts: Collection[Part]) -> Dossier:
    """The dossier without the parts named, which it lists as withheld."""
    withheld = tuple(part for part in Part if part in parts or part in dossier.withheld)
    calls = dossier.call_component
    if Part.WORDS in withheld:
        calls = tuple(msgspec.structs.replace(call, text="") for call in calls)
    return msgspec.structs.replace(
        dossier,
        call_component=calls,
        person_component=() if Part.CONTACT in withheld else dossier.person_component,
        notes_component=() if Part.CONVERSATION in withheld else dossier.notes_component,
        link_component=() if Part.MEDIA in withheld else dossier.link_component,
        withheld=withheld,
    )


def written(dossier: Dossier) -> dict[str, Any]:
    """The JSON form."""
    built: dict[str, Any] = msgspec.to_builtins(dossier)
    return built


def read(stored: Mapping[str, Any]) -> Dossier:
    """A dossier from its JSON form.

    Raises
    ------
    Malformed : it does not fit the schema, or is of a major version that is not known here.
    """
    try:
        dossier = msgspec.convert(stored, Dossier, strict=False)
    except msgspec.ValidationError as wrong:
        raise Malformed(str(wrong), code="bad-dossier") from wrong
    if dossier.dossier_version.partition(".")[0] != VERSION.partition(".")[0]:
        raise Malformed(dossier.dossier_version, code="bad-dossier")
    if (
        len(dossier.link_component) > MOST_MEDIA
        or len(dossier.call_component) > MOST_REPORTS
        or len(dossier.notes_component) > MOST_NOTES
    ):
        raise Malformed("too long", code="bad-dossier")
    return dossier
