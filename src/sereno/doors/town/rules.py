"""The assignment rules: the page, and what its script asks to edit a draft, try it, put it in force, take it back."""

from typing import Annotated, Literal

import msgspec
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe
from ninja import Router
from pydantic import Field

from sereno.doors import answers
from sereno.doors.guard import needs
from sereno.doors.schemas import Strict
from sereno.doors.town import frame, ruleshapes
from sereno.incidents import tryout
from sereno.kernel.errors import Malformed
from sereno.people.rules import Ability
from sereno.places import actions
from sereno.places import queries as places
from sereno.places.policies import MOST_RULES, Assignment

PATH = "/town/rules"
router = Router(tags=["town"])

Codes = Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=200)]


class RuleIn(Strict):
    """One rule; what is left out matches everything."""

    id: Annotated[str, Field(min_length=1, max_length=40)]
    department: Annotated[str, Field(max_length=60)]
    categories: Codes = []
    groups: Codes = []
    zones: Codes = []
    channels: Codes = []
    priorities: Annotated[list[Annotated[int, Field(ge=1, le=4)]], Field(max_length=4)] = []
    weekdays: Annotated[list[Annotated[int, Field(ge=1, le=7)]], Field(max_length=7)] = []
    holiday: Literal["any", "yes", "no"] = "any"
    from_hour: Annotated[int, Field(ge=0, le=23)] = 0
    until_hour: Annotated[int, Field(ge=1, le=24)] = 24
    on: bool = True


class DraftIn(Strict):
    """The whole list; `stamp` is that of the draft it was made on, 0 for the first change."""

    rules: Annotated[list[RuleIn], Field(max_length=MOST_RULES)]
    fallback: Annotated[str, Field(max_length=60)]
    stamp: Annotated[int, Field(ge=0)]


class StampIn(Strict):
    """Which draft is meant."""

    stamp: Annotated[int, Field(ge=1)]


class TryIn(Strict):
    """Over how many days."""

    days: Annotated[int, Field(ge=1, le=366)] = 30


class VersionIn(Strict):
    """Which version is meant."""

    version: Annotated[int, Field(ge=1)]


@require_safe
@needs(Ability.RUN_TOWN)
@ensure_csrf_cookie
def show(request: HttpRequest) -> HttpResponse:
    """The page; its script edits."""
    here = places.town(frame.municipality_of(request))
    config = {
        "centre": here.centre,
        "bbox": here.bbox,
        "map_url": places.map_url(),
        "csrf": get_token(request),
        "state": ruleshapes.state_shape(here.id),
    }
    return frame.page(request, "town/rules.html", {"config": msgspec.to_builtins(config)}, at=PATH)


@router.get("/town/rules", summary="Assignment rules in force, and the draft")
def show_rules(request: HttpRequest) -> HttpResponse:
    """Rules with their sentences, what is worth telling of them, what a rule may name, and the versions."""
    return _state(frame.municipality_of(request))


@router.put("/town/rules/draft", summary="Keep a draft of the assignment rules")
def keep_draft(request: HttpRequest, body: DraftIn) -> HttpResponse:
    """The draft is kept apart from what is in force."""
    town = frame.municipality_of(request)
    try:
        draft = Assignment.parse(body.dict(exclude={"stamp"}))
    except msgspec.ValidationError as fault:
        raise Malformed(str(fault)) from None
    actions.keep_draft(draft, municipality=town, stamp=body.stamp, by=answers.viewer_of(request).account)
    return _state(town)


@router.post("/town/rules/draft/drop", summary="Throw the draft away")
def drop_draft(request: HttpRequest, body: StampIn) -> HttpResponse:
    """What is in force stays."""
    town = frame.municipality_of(request)
    actions.drop_draft(Assignment, municipality=town, stamp=body.stamp, by=answers.viewer_of(request).account)
    return _state(town)


@router.post("/town/rules/try", summary="Try the draft on the stored reports of the last days")
def try_draft(request: HttpRequest, body: TryIn) -> HttpResponse:
    """Counts by department under the rules in force and under the draft, and the reports that would move."""
    town = frame.municipality_of(request)
    kept = places.draft(town, key=Assignment.key)
    in_force = places.policy(Assignment, municipality=town)
    draft = Assignment.parse(kept.value) if kept else in_force
    found = tryout.try_out(answers.viewer_of(request), draft, days=body.days)
    return answers.as_json(ruleshapes.tryout_shape(found, draft=draft, in_force=in_force, days=body.days, town=town))


@router.post("/town/rules/force", summary="Put the draft in force")
def put_in_force(request: HttpRequest, body: StampIn) -> HttpResponse:
    """The next version; every report from now on goes by it."""
    town = frame.municipality_of(request)
    actions.put_draft_in_force(Assignment, municipality=town, stamp=body.stamp, by=answers.viewer_of(request).account)
    return _state(town)


@router.post("/town/rules/restore", summary="Put an earlier version in force again")
def restore(request: HttpRequest, body: VersionIn) -> HttpResponse:
    """As a new version; a draft stays as it is."""
    town = frame.municipality_of(request)
    actions.restore_policy(Assignment, version=body.version, municipality=town, by=answers.viewer_of(request).account)
    return _state(town)


def _state(town: int) -> HttpResponse:
    return answers.as_json(ruleshapes.state_shape(town))
