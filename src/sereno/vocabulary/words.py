"""Closed lists that cross rooms: stages, channels, roles, kinds of unit and states, outcomes."""

from enum import IntEnum, StrEnum


class Stage(StrEnum):
    """How far an incident (procedimiento) has come."""

    NEW = "new"  # received, nobody has opened it
    OPEN = "open"  # an operator has it open or has opened it
    ASSIGNED = "assigned"  # a unit was offered it or accepted it
    MOVING = "moving"
    ON_SCENE = "on_scene"
    CONTROLLED = "controlled"
    CLOSED = "closed"


class Priority(IntEnum):
    """P1 life at risk or offender present … P4 can wait."""

    P1 = 1
    P2 = 2
    P3 = 3
    P4 = 4


class Channel(StrEnum):
    """By which way a report came in; the list is open, each channel is a door."""

    APP = "app"
    PHONE = "phone"
    RADIO = "radio"
    PATROL = "patrol"
    PEER = "peer"


class Outcome(StrEnum):
    """How an incident ended."""

    ATTENDED = "attended"
    NO_FINDING = "no_finding"
    FALSE_REPORT = "false_report"
    DUPLICATE = "duplicate"
    REFERRED = "referred"


class Moment(StrEnum):
    """The observed moments of an incident, t0…t11 of the case; each is a column `<name>_at`."""

    OCCURRED = "occurred"
    RECEIVED = "received"
    OPENED = "opened"
    CLASSIFIED = "classified"
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    MOVING = "moving"
    ON_SCENE = "on_scene"
    FIRST_WORD = "first_word"
    CONTROLLED = "controlled"
    CLOSED = "closed"
    CONFIRMED = "confirmed"


class Clock(StrEnum):
    """The three promises whose time is kept: an answer, a unit on scene, the end."""

    ANSWER = "answer"
    ARRIVAL = "arrival"
    RESOLUTION = "resolution"


class Role(StrEnum):
    """What a person is in one municipality; a person may be several things."""

    RESIDENT = "resident"
    CREW = "crew"
    OPERATOR = "operator"
    SUPERVISOR = "supervisor"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"


class UnitKind(StrEnum):
    """How a unit moves."""

    CAR = "car"
    MOTORBIKE = "motorbike"
    BICYCLE = "bicycle"
    FOOT = "foot"


class UnitState(StrEnum):
    """What a unit is doing; a busy unit has exactly one open task."""

    OFF = "off"
    FREE = "free"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    MOVING = "moving"
    ON_SCENE = "on_scene"


class TaskState(StrEnum):
    """The life of one unit's errand to one incident."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    MOVING = "moving"
    ON_SCENE = "on_scene"
    DONE = "done"
    DECLINED = "declined"
    RELEASED = "released"  # taken back by the desk, or the incident closed under it


class Arrival(StrEnum):
    """What observed the arrival on scene."""

    GEOFENCE = "geofence"
    BUTTON = "button"


class MediaKind(StrEnum):
    """What a person may attach."""

    PHOTO = "photo"
    VIDEO = "video"
    VOICE = "voice"


class Audience(StrEnum):
    """Who may hear a fact on the live stream."""

    DESK = "desk"
    CREW = "crew"
    REPORTER = "reporter"
