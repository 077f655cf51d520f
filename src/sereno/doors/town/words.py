"""The administrator's words: why something was refused, what a setting and its fields are called, how a value reads."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sereno.doors import answers
from sereno.kernel.errors import Refusal
from sereno.places.policies import Listening
from sereno.vocabulary.words import Channel, Role


def reason(refusal: Refusal) -> str:
    """Why something was refused, in a sentence."""
    if refusal.code == "named-by-policy":
        return _("It is still named in: %(what)s. Change that first.") % {"what": needed(refusal.message.split(", "))}
    sentence = _reasons().get(refusal.code)
    if sentence is not None:
        return sentence % {"what": refusal.message} if "%(what)s" in sentence else sentence
    told = refusal.message or "; ".join(f"{fault.field}: {fault.message}" for fault in refusal.faults)
    return f"{answers.title_of(refusal)} {told}".strip()


def _reasons() -> dict[str, str]:
    return {
        "last-administrator": _("Nobody would be left to administer the town. Give somebody else the role first."),
        "last-department": _("This is the last department: reports need a desk. Add another one first."),
        "open-incidents": _("It has open incidents (%(what)s). Close them or transfer them first."),
        "names-what-is-gone": _("It names something that is no longer there (%(what)s)."),
        "nothing-to-take-back": _("It is already as it was then."),
        "not-restorable": _("That version no longer fits what there is (%(what)s)."),
        "tree-refused": _("The tree of categories does not allow it (%(what)s)."),
        "limit-misplaced": _("Only operators and supervisors can be limited to a department."),
        "unknown-department": _("That department is closed."),
        "zone-no-area": _("The outline is no area: it needs at least three corners."),
        "zone-crosses-itself": _("The outline crosses itself (%(what)s). Move the corner."),
        "zone-outside": _("%(what)s of the zone lies outside the town. Draw it inside the border."),
    }


def needed(paths: Iterable[str]) -> str:
    """Where policies name something (`assignment.rules[2].department`), as people find it on the screens."""
    rules, others = [], []
    for path in paths:
        found = re.match(r"assignment\.rules\[(\d+)\]", path)
        if found:
            rules.append(found[1])
        elif path == "assignment.fallback":
            others.append(_("the last assignment rule"))
        else:
            others.append(policy(path.split(".")[0]))
    numbers = ", ".join(dict.fromkeys(rules))
    told = [ngettext("assignment rule %(n)s", "assignment rules %(n)s", len(rules)) % {"n": numbers}] if rules else []
    return "; ".join([*told, *dict.fromkeys(others)])


def role(name: str) -> str:
    """A role by its name."""
    return {
        Role.RESIDENT: _("Resident"),
        Role.CREW: _("Crew"),
        Role.OPERATOR: _("Operator"),
        Role.SUPERVISOR: _("Supervisor"),
        Role.ANALYST: _("Analyst"),
        Role.ADMINISTRATOR: _("Administrator"),
    }[Role(name)]


def channel(name: str) -> str:
    """A way of reporting."""
    return {
        Channel.APP: _("Page for residents"),
        Channel.PHONE: _("Telephone"),
        Channel.RADIO: _("Radio"),
        Channel.PATROL: _("Patrols"),
    }[Channel(name)]


def purposes() -> dict[str, str]:
    """For what a number is called; the codes stand in the file and in the API."""
    return {
        "municipal": _("Municipal security"),
        "police": _("Police"),
        "ambulance": _("Ambulance"),
        "fire": _("Fire brigade"),
        "investigations": _("Criminal investigation"),
        "domestic-violence": _("Domestic violence"),
        "anonymous": _("Anonymous tips"),
        "other": _("Something else"),
    }


def day(number: int) -> str:
    """A day of the week; 1 is Monday."""
    return str(WEEKDAYS[number - 1])


def day_end(number: int, end: str) -> str:
    """What a field for an hour is called: the day, and which end."""
    return f"{day(number)}, {_('from') if end == 'opens' else _('until')}"


def week(spans: Iterable[Listening]) -> str:
    """The hours of a week in few words: days that follow each other with the same hours stand together."""
    runs: list[tuple[int, int, str]] = []
    for span in sorted(spans, key=lambda one: one.day):
        hours = _("day and night") if span.opens == span.closes else f"{span.opens}–{span.closes}"
        if runs and runs[-1][1] == span.day - 1 and runs[-1][2] == hours:
            runs[-1] = (runs[-1][0], span.day, hours)
        else:
            runs.append((span.day, span.day, hours))
    return ", ".join(f"{_days(first, last)} {hours}" for first, last, hours in runs)


def _days(first: int, last: int) -> str:
    short = [str(WEEKDAYS_ABBR[number - 1]) for number in (first, last)]
    return short[0] if first == last else "–".join(short)


def subjects() -> dict[str, str]:
    """The kinds of settings that the history can be limited to."""
    return {
        "department": _("Department"),
        "person": _("Person"),
        "category": _("Category"),
        "order": _("Order"),
        "zone": _("Zone"),
        "treaty": _("Treaty"),
        "policy": _("Policy"),
    }


def policy(key: str) -> str:
    """A policy by its key; its key where it has no other name."""
    known = {
        "assignment": _("Assignment rules"),
        "numbers-to-call": _("Numbers to call"),
        "channels": _("Channels"),
        "duty-hours": _("Duty hours"),
        "calendar": _("Office hours and holidays"),
        "patrol": _("Patrol"),
        "uploads": _("Attachments"),
        "retention": _("How long personal data is kept"),
        "alerts": _("Sender of alerts"),
        "alert-feeds": _("Feeds of alerts"),
        "targets": _("Deadlines"),
        "pause-reasons": _("Pause reasons"),
        "escalation": _("Escalation"),
        "reopening": _("Reopening"),
        "handovers": _("Time to answer a handover"),
    }
    return known.get(key, key)


def sign(name: str) -> str:
    """What happened to a setting."""
    return {
        "added": _("added"),
        "changed": _("changed"),
        "removed": _("removed"),
        "restored": _("put back"),
    }[name]


def coming(name: str) -> str:
    """What would happen to a setting."""
    return {"added": _("is added"), "changed": _("is changed"), "removed": _("is removed")}[name]


def field(path: str) -> str:
    """A field by its path: its first part by name, the rest as the file has it."""
    first, rest = re.match(r"([^.\[]*)(.*)", path, re.S).groups()  # type: ignore[union-attr]  # it always matches
    return f"{_fields().get(first, first)}{rest}"


def _fields() -> Mapping[str, str]:
    return {
        "name": _("Name"),
        "names": _("Name"),
        "roles": _("Roles"),
        "active": _("Active"),
        "group": _("Group"),
        "icon": _("Icon"),
        "priority": _("Priority"),
        "emergency": _("Emergency"),
        "reportable": _("Offered to residents"),
        "confidential": _("Confidential"),
        "parent": _("Stands under"),
        "offences": _("Offences"),
        "playbook": _("Playbook"),
        "outline": _("Outline"),
        "codes": _("Order"),
        "rules": _("Rules"),
        "fallback": _("For all the rest"),
        "numbers": _("Numbers"),
        "handover": _("Handover"),
        "categories": _("Categories"),
        "withhold": _("Withheld"),
        "border_m": _("Sight across the border, metres"),
        "units": _("Units seen by each other"),
        "installation": _("Address of their installation"),
        "open311": _("Address of their Open311 service"),
        "country": _("Country"),
        "subdivision": _("Region"),
        "closed_days": _("Closed days of our own"),
        "worked_days": _("Holidays on which we work"),
        "hours": _("Working hours of the week"),
        "addresses": _("Feeds we read"),
        "sender": _("As whom we speak"),
        "hours_without_end": _("Hours for which an alert of others is shown that names no end"),
        "closed": _("Closed"),
        "notes": _("What people are told"),
        "desks": _("Desks"),
        "otherwise_call": _("Number when nobody listens"),
        "lines": _("What is promised"),
        "pausing": _("Clocks that a pause stops"),
        "near_percent": _("Percent at which a clock looks near its end"),
        "reasons": _("Pause reasons"),
        "steps": _("Escalation"),
        "days": _("Days to reopen"),
    }


def value(held: Any) -> str:
    """A value as people read it; a dash where there is none."""
    if held is None or held in ("", []):
        return "–"
    if isinstance(held, bool):
        return _("yes") if held else _("no")
    if isinstance(held, list):
        if held and isinstance(held[0], list | float):
            return _("a line of %(n)s points") % {"n": _count(held)}
        return ", ".join(value(part) for part in held)
    if isinstance(held, dict):
        return ", ".join(f"{name}: {value(part)}" for name, part in held.items())
    return str(held)


def roles(held: Any, *, names: Mapping[str, str]) -> str:
    """A person's roles as the history has them (`operator:oirs`), departments by name; or another of their values."""
    if not isinstance(held, list):
        return value(held)
    parts = (one.partition(":") for one in held)
    told = [
        role(name) + (f" · {names.get(f'department:{limit}', limit)}" if limit else "") for name, _colon, limit in parts
    ]
    return ", ".join(told) or "–"


def _count(held: Any) -> int:
    """How many points a nest of coordinates has."""
    if isinstance(held, list) and held and isinstance(held[0], int | float):
        return 1
    return sum(_count(part) for part in held)
