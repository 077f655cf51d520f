"""What the town promises and when: targets, pause reasons, escalation, days to reopen; one form."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import msgspec
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sereno.algorithms.deadlines import Unit
from sereno.doors import answers
from sereno.doors.guard import needs
from sereno.doors.town import frame
from sereno.incidents import queries as incidents
from sereno.people.rules import Ability
from sereno.places import actions as places
from sereno.places import queries as towns
from sereno.places.policies import (
    Escalation,
    PauseReason,
    PauseReasons,
    PolicyValue,
    Reopening,
    Targets,
)
from sereno.vocabulary.words import Clock, Role

_EMPTY_ROWS = 2  # for what is added; more appear after saving
_KINDS: tuple[type[PolicyValue], ...] = (Targets, PauseReasons, Escalation, Reopening)
_CALLED = (Role.OPERATOR, Role.SUPERVISOR, Role.ADMINISTRATOR)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.RUN_TOWN)
def show(request: HttpRequest) -> HttpResponse:
    """The form; what it sends back is put in force as new versions of the policies that changed."""
    municipality = frame.municipality_of(request)
    if request.method != "POST":
        return _form(request, {kind.key: towns.policy(kind, municipality=municipality).stored() for kind in _KINDS})
    typed = _read(request.POST.dict(), municipality=municipality)
    try:
        wanted = [kind.parse(typed[kind.key]) for kind in _KINDS]
    except msgspec.ValidationError as wrong:
        return _form(request, typed, problem=_problem(str(wrong)), status=HTTPStatus.BAD_REQUEST)
    changed = [one for one in wanted if one != towns.policy(type(one), municipality=municipality)]
    for one in changed:
        places.set_policy(one, municipality=municipality, by=answers.viewer_of(request).user)
    messages.success(request, _("In force from now on.") if changed else _("Nothing was changed."))
    return HttpResponseRedirect("/town/targets")


def _form(
    request: HttpRequest, values: Mapping[str, Any], *, problem: str = "", status: int = HTTPStatus.OK
) -> HttpResponse:
    municipality = frame.municipality_of(request)
    more: list[dict[str, Any]] = [{}] * _EMPTY_ROWS
    context = {
        "lines": [_line(line) for line in [*values["targets"]["lines"], *more]],
        "near_percent": values["targets"]["near_percent"],
        "pausing": values["targets"]["pausing"],
        "reasons": [*values["pause-reasons"]["reasons"], *more],
        "steps": [*({**one, "concerns": one["priorities"]} for one in values["escalation"]["steps"]), *more],
        "reopening_days": values["reopening"]["days"],
        "categories": _categories(values["targets"]["lines"], municipality=municipality),
        "clocks": [(which.value, name) for which, name in _clock_names().items()],
        "units": [(unit.value, name) for unit, name in _unit_names().items()],
        "roles": [(role.value, _role_names()[role]) for role in _CALLED],
        "priorities": (1, 2, 3, 4),
        "problem": problem,
    }
    return frame.page(request, "town/targets.html", context, at="/town/targets", status=status)


def _categories(lines: Sequence[Mapping[str, Any]], *, municipality: int) -> list[tuple[str, str]]:
    """The town's categories; one that a line names and the town no longer has stays to be chosen, by its code."""
    known = {one.code: one.name for one in incidents.categories(municipality).values()}
    named = {code: code for line in lines if (code := line.get("category")) and code not in known}
    return [*known.items(), *named.items()]


def _line(line: Mapping[str, Any]) -> dict[str, Any]:
    names = _clock_names()
    spans = [{"clock": which.value, "name": names[which], **(line.get(which.value) or {})} for which in Clock]
    return {"category": line.get("category", ""), "priority": line.get("priority", 0), "spans": spans}


def _read(sent: Mapping[str, str], *, municipality: int) -> dict[str, Any]:
    """The policies as the form says them; a row left empty is no row."""
    kept = {one.code: one for one in towns.policy(PauseReasons, municipality=municipality).reasons}
    return {
        "targets": {
            "lines": [line for n in _rows(sent, "line") if (line := _line_read(sent, n)) is not None],
            "pausing": [which.value for which in Clock if sent.get(f"pausing-{which.value}")],
            "near_percent": _number(sent.get("near_percent", "")),
        },
        "pause-reasons": {"reasons": [one for n in _rows(sent, "reason") if (one := _reason_read(sent, n, kept))]},
        "escalation": {"steps": [one for n in _rows(sent, "step") if (one := _step_read(sent, n))]},
        "reopening": {"days": _number(sent.get("reopening_days", ""))},
    }


def _rows(sent: Mapping[str, str], name: str) -> list[int]:
    """The numbers of the rows of one part of the form, in order."""
    found = {key.split("-")[1] for key in sent if key.startswith(f"{name}-")}
    return sorted(int(number) for number in found if number.isdecimal())


def _line_read(sent: Mapping[str, str], n: int) -> dict[str, Any] | None:
    spans = {
        which.value: {"amount": _number(amount), "unit": sent.get(f"line-{n}-{which.value}-unit", "")}
        for which in Clock
        if (amount := sent.get(f"line-{n}-{which.value}-amount", "").strip())
    }
    if not spans:
        return None
    priority = _number(sent.get(f"line-{n}-priority", "0"))
    return {"category": sent.get(f"line-{n}-category", ""), "priority": priority, **spans}


def _reason_read(sent: Mapping[str, str], n: int, kept: Mapping[str, PauseReason]) -> dict[str, Any] | None:
    name = sent.get(f"reason-{n}-name", "").strip()
    if not name:
        return None
    code = sent.get(f"reason-{n}-code") or slugify(name)
    typed = {"es": name, **{language: sent.get(f"reason-{n}-{language}", "").strip() for language in ("en", "pt")}}
    known = kept[code].names if code in kept else {}
    names = {language: word for language, word in {**known, **typed}.items() if word}
    return {"code": code, "names": names, "until_reporter_speaks": bool(sent.get(f"reason-{n}-word"))}


def _step_read(sent: Mapping[str, str], n: int) -> dict[str, Any] | None:
    named = sent.get(f"step-{n}-clock", "")
    if not named:
        return None
    return {
        "clock": named,
        "to_role": sent.get(f"step-{n}-role", ""),
        "priorities": [number for number in (1, 2, 3, 4) if sent.get(f"step-{n}-p{number}")],
        "late_s": _number(sent.get(f"step-{n}-late", "") or "0"),
    }


def _number(written: str) -> int | str:
    """A number, or what was written instead, for the policy to refuse."""
    return int(written) if written.strip().isdecimal() else written


def _problem(complaint: str) -> str:
    """Where something does not fit and what is needed there, as people see the form."""
    found = re.search(r"`\$\.(lines|reasons|steps)\[(\d+)\](?:\.(answer|arrival|resolution))?", complaint)
    if found is None:
        return _("the percentage and the days must be whole numbers.")
    parts = {"lines": _("What is promised"), "reasons": _("Pauses"), "steps": _("Escalation")}
    column = f", {_clock_names()[Clock(found[3])]}" if found[3] else ""
    where = _("%(part)s, row %(n)s") % {"part": parts[found[1]], "n": int(found[2]) + 1} + column
    return _("%(where)s: a whole number that is large enough is needed there.") % {"where": where}


def _clock_names() -> dict[Clock, str]:
    return {
        Clock.ANSWER: _("Answer"),
        Clock.ARRIVAL: _("Unit on scene"),
        Clock.RESOLUTION: _("Resolution"),
    }


def _unit_names() -> dict[Unit, str]:
    return {
        Unit.SECONDS: _("seconds"),
        Unit.MINUTES: _("minutes"),
        Unit.HOURS: _("hours"),
        Unit.WORKING_HOURS: _("working hours"),
        Unit.WORKING_DAYS: _("working days"),
    }


def _role_names() -> dict[Role, str]:
    return {
        Role.OPERATOR: _("Operator"),
        Role.SUPERVISOR: _("Supervisor"),
        Role.ADMINISTRATOR: _("Administrator"),
    }
