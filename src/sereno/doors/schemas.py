"""The bodies our API accepts, as the OpenAPI document shows them."""

from typing import Annotated

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field

from sereno.vocabulary.words import Outcome

Lon = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False, description="degrees east, WGS 84")]
Lat = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False, description="degrees north, WGS 84")]
Moment = AwareDatetime


class Strict(Schema):
    """A body whose numbers are finite."""

    model_config = ConfigDict(allow_inf_nan=False)


class ContactIn(Strict):
    """How the desk may reach the reporter; all of it optional."""

    name: Annotated[str, Field(max_length=120)] = ""
    phone: Annotated[str, Field(max_length=30)] = ""
    email: Annotated[str, Field(max_length=254)] = ""


class ReportIn(Strict):
    """A resident's report."""

    id: Annotated[str, Field(max_length=200, description="a UUID of the client: sending twice is sending once")] = ""
    category: Annotated[str, Field(max_length=60)]
    lon: Lon
    lat: Lat
    accuracy_m: Annotated[float | None, Field(ge=0)] = None
    text: Annotated[str, Field(max_length=4000)] = ""
    occurred_at: Moment | None = None
    sent_at: Moment | None = None
    municipality: str = ""
    anonymous: bool = True
    contact: ContactIn = ContactIn()
    language: Annotated[str, Field(max_length=5)] = ""


class CallerIn(Strict):
    """Who is on the telephone."""

    name: Annotated[str, Field(max_length=120)] = ""
    phone: Annotated[str, Field(max_length=30)] = ""


class CallIn(Strict):
    """An incident taken by an operator."""

    id: Annotated[str, Field(max_length=200)] = ""
    category: Annotated[str, Field(max_length=60)]
    lon: Lon
    lat: Lat
    text: Annotated[str, Field(max_length=4000)] = ""
    caller: CallerIn = CallerIn()
    channel: Annotated[str, Field(pattern="^(phone|radio)$")] = "phone"


class WordsIn(Strict):
    """A message or a note."""

    id: Annotated[str, Field(max_length=200)] = ""
    text: Annotated[str, Field(max_length=2000)]


class ConfirmIn(Strict):
    """The reporter's answer after closing."""

    solved: bool
    part: Annotated[int | None, Field(description="a part of the report; without it the incident it began")] = None
    note: Annotated[str, Field(max_length=2000)] = ""


class ClassifyIn(Strict):
    """A correction of category or priority."""

    category: str | None = None
    priority: Annotated[int | None, Field(ge=1, le=4)] = None


class CloseIn(Strict):
    """How it ended."""

    outcome: Outcome
    note: Annotated[str, Field(max_length=2000)] = ""


class OfferIn(Strict):
    """An incident offered to a neighbour."""

    id: Annotated[str, Field(max_length=200)] = ""
    neighbour: Annotated[str, Field(max_length=60)]
    note: Annotated[str, Field(max_length=2000)] = ""


class UnitRequestIn(Strict):
    """A neighbour's unit asked for."""

    id: Annotated[str, Field(max_length=200)] = ""
    neighbour: Annotated[str, Field(max_length=60)]
    unit: int
    note: Annotated[str, Field(max_length=2000)] = ""


class AcceptIn(Strict):
    """A neighbour's incident taken over; the category as our list has it, where theirs is not in it."""

    category: Annotated[str, Field(max_length=60)] = ""


class ReturnIn(Strict):
    """Why a neighbour's incident goes back."""

    reason: Annotated[str, Field(min_length=1, max_length=2000)]


class PauseIn(Strict):
    """Why the clock shall stand still."""

    reason: Annotated[str, Field(max_length=60, description="one of the board's `pause_reasons`")]


class TransferIn(Strict):
    """To which department, and why."""

    id: Annotated[str, Field(max_length=200, description="a UUID for the note")] = ""
    to: Annotated[str, Field(max_length=60, description="a department's code")]
    note: Annotated[str, Field(max_length=2000)]


class SplitIn(Strict):
    """Another incident for the same report."""

    id: Annotated[str, Field(max_length=200, description="a UUID for the note: twice the same is once")] = ""
    category: Annotated[str, Field(max_length=60)]
    department: Annotated[str, Field(max_length=60, description="a department's code")]
    text: Annotated[str, Field(max_length=2000)] = ""


class AssignIn(Strict):
    """Which unit goes."""

    unit: int
    take_busy: bool = False
    reason: Annotated[str, Field(max_length=500)] = ""


class StepIn(Strict):
    """What a crew says with a step."""

    note: Annotated[str, Field(max_length=2000)] = ""
    outcome: Outcome | None = None


class FixIn(Strict):
    """One position of a unit."""

    lon: Lon
    lat: Lat
    at: Moment
    accuracy_m: float | None = None
    speed_kmh: float | None = None
    heading: float | None = None


class PositionsIn(Strict):
    """Positions of a unit, in any order."""

    fixes: Annotated[list[FixIn], Field(max_length=500)]


class DutyIn(Strict):
    """On or off duty."""

    state: Annotated[str, Field(pattern="^(free|off)$")]


class PointOut(Schema):
    """A place on Earth."""

    lon: float
    lat: float


class NumberOut(Schema):
    """A telephone number and its purpose."""

    name: str
    number: str
    purpose: str


class MunicipalityOut(Schema):
    """A municipality served here."""

    code: str
    name: str
    prefix: str
    centre: PointOut
    bbox: tuple[float, float, float, float]
    served: bool
    numbers: list[NumberOut]
    map_url: str
    timezone: str


class CategoryOut(Schema):
    """A category residents may report."""

    code: str
    name: str
    group: str
    icon: str
    priority: int
    emergency: bool


class NamedOut(Schema):
    """Something by code and name."""

    code: str
    name: str


class ReceiptOut(Schema):
    """The answer to a report."""

    id: str
    number: str
    municipality: NamedOut
    department: NamedOut
    status: str
    follow: str
    page: str


class ProblemOut(Schema):
    """An RFC 9457 problem document."""

    type: str
    title: str
    status: int
    code: str
    detail: str = ""
