"""JSON shapes that more than one door shows: messages, media, moments."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sereno.incidents import queries as incidents
from sereno.incidents.rules import CLOSED_BEFORE, REOPENED, Step
from sereno.kernel import clock, ids
from sereno.vocabulary.words import Moment, Outcome, Stage


def message_shape(message: Any) -> dict[str, Any]:
    """A message of the conversation."""
    return {
        "id": message.pk,
        "from": "desk" if message.from_desk else "reporter",
        "author": message.author.name if message.from_desk and message.author else "",
        "text": message.text,
        "at": message.at,
    }


def media_shape(attachment: Any, *, follow: str = "") -> dict[str, Any]:
    """A medium with the addresses of its safe versions; empty until they are made."""
    medium = attachment.medium
    query = f"?follow={follow}" if follow else ""
    return {
        "id": medium.pk,
        "kind": medium.kind,
        "ready": medium.ready_at is not None,
        "refused": medium.refused,
        "url": f"/media/{medium.pk}/full{query}" if medium.shown else "",
        "thumb_url": f"/media/{medium.pk}/thumb{query}" if medium.thumb else "",
        "type": medium.shown_type,
    }


def moments_shape(moments: Mapping[Moment, datetime | None]) -> dict[str, datetime | None]:
    """The moments by column name."""
    return {f"{moment.value}_at": at for moment, at in moments.items()}


def stage_label(stage: str) -> str:
    """A stage in the words for residents."""
    return {
        Stage.NEW: _("Received"),
        Stage.OPEN: _("Seen by an operator"),
        Stage.ASSIGNED: _("Patrol assigned"),
        Stage.MOVING: _("Patrol on its way"),
        Stage.ON_SCENE: _("Patrol at the place"),
        Stage.CONTROLLED: _("Under control"),
        Stage.CLOSED: _("Closed"),
    }[Stage(stage)]


def step_shape(step: Step) -> dict[str, Any]:
    """A step of a report's course, in the words for residents."""
    return {
        "code": step.code,
        "label": _step_label(step.code),
        "at": step.at,
        "done": step.is_done,
        "now": step.is_now,
    }


def _step_label(code: str) -> str:
    return {
        Stage.NEW: _("Received"),
        Stage.OPEN: _("Seen by an operator"),
        Stage.ASSIGNED: _("Unit assigned"),
        Stage.MOVING: _("On its way"),
        Stage.ON_SCENE: _("At the place"),
        Stage.CLOSED: _("Closed"),
        CLOSED_BEFORE: _("Closed the time before"),
        REOPENED: _("Taken up again"),
    }[code]


def in_words(names: Mapping[str, str]) -> str:
    """A name in the reader's language, else in Spanish, else in whichever there is."""
    return names.get((get_language() or "es")[:2]) or names.get("es") or next(iter(names.values()), "")


def outcome_label(outcome: str) -> str:
    """An outcome in words."""
    if not outcome:
        return ""
    return {
        Outcome.ATTENDED: _("Attended"),
        Outcome.NO_FINDING: _("Nothing found"),
        Outcome.FALSE_REPORT: _("False report"),
        Outcome.DUPLICATE: _("Duplicate"),
        Outcome.REFERRED: _("Referred to another service"),
    }[Outcome(outcome)]


def clock_shape() -> dict[str, Any]:
    """What time it is in the town and how fast it passes."""
    return {"now": clock.now(), "speed": clock.speed()}


def follow_token(report: UUID) -> str:
    """The secret part of a report's follow link."""
    return ids.secret_token(report, secret=settings.SECRET_KEY)


def report_named_by(token: str) -> UUID | None:
    """The report a follow link's secret names."""
    return ids.read_token(token, secret=settings.SECRET_KEY)


def absolute(request: HttpRequest, path: str) -> str:
    """A path as the address people use."""
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)


def entrance(request: HttpRequest) -> str:
    """The address that letters may name as the way in: the one that is set, or that of the request itself.

    A request's own address is believed only because Django refuses hosts that are not named in `SERENO_HOSTS`; where
    any host is served it says nothing, for somebody else could have written it.
    """
    if settings.PUBLIC_URL:
        return str(settings.PUBLIC_URL)
    return "" if "*" in settings.ALLOWED_HOSTS else request.build_absolute_uri("/").rstrip("/")


def category_shape(category: incidents.CategoryView) -> dict[str, Any]:
    """A category as residents choose it."""
    return {
        "code": category.code,
        "name": category.name,
        "group": category.group,
        "icon": category.icon,
        "priority": category.priority,
        "emergency": category.emergency,
    }
