"""The closed lists of CAP in words for the person who issues an alert, and why one was set aside."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sereno.alerts.feeds import Trouble
from sereno.alerts.message import Certainty, Kind, MessageType, Response, Severity, Status, Urgency

Choices = list[tuple[str, str]]


def categories() -> Choices:
    return [
        (Kind.SAFETY, _("Public safety")),
        (Kind.SECURITY, _("Crime and order")),
        (Kind.FIRE, _("Fire")),
        (Kind.MET, _("Weather")),
        (Kind.GEO, _("Earthquake, tsunami, landslide, volcano")),
        (Kind.INFRA, _("Water, light, gas and services")),
        (Kind.TRANSPORT, _("Traffic and transport")),
        (Kind.HEALTH, _("Health")),
        (Kind.ENV, _("Environment")),
        (Kind.RESCUE, _("Search and rescue")),
        (Kind.CBRNE, _("Dangerous substances")),
        (Kind.OTHER, _("Other")),
    ]


def severities() -> Choices:
    return [
        (Severity.MINOR, _("For your information: little or no danger")),
        (Severity.MODERATE, _("Take care: possible danger to people or property")),
        (Severity.SEVERE, _("Serious danger to people or property")),
        (Severity.EXTREME, _("Extreme danger: lives are at risk now")),
    ]


def urgencies() -> Choices:
    return [
        (Urgency.IMMEDIATE, _("Now")),
        (Urgency.EXPECTED, _("Within the hour")),
        (Urgency.FUTURE, _("Later")),
    ]


def certainties() -> Choices:
    return [
        (Certainty.OBSERVED, _("It has been seen")),
        (Certainty.LIKELY, _("Likely")),
        (Certainty.POSSIBLE, _("Possible")),
    ]


def responses() -> Choices:
    return [
        ("", _("Nothing in particular")),
        (Response.EVACUATE, _("Leave the area")),
        (Response.SHELTER, _("Stay inside")),
        (Response.AVOID, _("Avoid the area")),
        (Response.PREPARE, _("Prepare")),
        (Response.MONITOR, _("Stay informed")),
    ]


def durations() -> list[tuple[int, str]]:
    hours = (1, 2, 4, 8, 12, 24, 48, 72)
    return [(n, ngettext("%(n)d hour", "%(n)d hours", n) % {"n": n}) for n in hours]


def kind_label(kind: str) -> str:
    """What a message does."""
    return {
        MessageType.ALERT: _("Alert"),
        MessageType.UPDATE: _("Update"),
        MessageType.CANCEL: _("Cancellation"),
    }[MessageType(kind)]


def aside_label(reason: str) -> str:
    """Why residents are not shown a message that was taken in; empty when they are."""
    if not reason:
        return ""
    return {
        "outside": _("Its area does not reach this town."),
        "not-public": _("It is not for the public."),
        "not-meant": _("It is a test, an exercise or a draft."),
    }[reason]


def status_label(status: str) -> str:
    """Whether it is meant; empty when it is."""
    return {
        Status.ACTUAL: "",
        Status.EXERCISE: _("Exercise"),
        Status.SYSTEM: _("System message"),
        Status.TEST: _("Test"),
        Status.DRAFT: _("Draft"),
    }[Status(status)]


def trouble(code: str, *, detail: str) -> str:
    """Why a feed cannot be read, and what may help; empty where it can."""
    if not code:
        return ""
    sentence = {
        Trouble.ADDRESS: _("The address does not begin with https://."),
        Trouble.SILENT: _("Nobody answers at this address. Is it written rightly?"),
        Trouble.ANSWER: _("The server refuses it (answer %(detail)s). Ask whoever publishes it for the new address."),
        Trouble.LENGTH: _("The document is longer than may be read."),
        Trouble.SLOW: _("The answer takes too long."),
        Trouble.UNREADABLE: _("What is there is no feed of alerts (CAP in Atom or RSS)."),
    }[Trouble(code)]
    return sentence % {"detail": detail} if "%(detail)s" in sentence else sentence
