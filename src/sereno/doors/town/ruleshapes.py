"""The JSON of the rules' page: rules as sentences, what a rule may name, versions, and what a trial found."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sereno.dispatch import board
from sereno.doors import sentences
from sereno.doors.sentences import Names
from sereno.incidents import queries as incidents
from sereno.incidents import rule_review, tryout
from sereno.incidents.rule_review import Finding, Flaw
from sereno.incidents.tryout import Moved, TryOut
from sereno.people import queries as people
from sereno.places import queries as places
from sereno.places.policies import Assignment
from sereno.vocabulary.words import Channel

MOST_LISTED = 100
MOST_POINTS = 5000
OWN_LETTER = 5  # changes with a letter of their own; the rest share the next
_LETTERS = "ABCDEF"


def state_shape(town: int) -> dict[str, Any]:
    """Everything the page shows before a trial."""
    names, in_force = Names.of(town), places.policy_in_force(Assignment, municipality=town)
    draft = places.draft(town, key=Assignment.key)
    drafted = Assignment.parse(draft.value) if draft else None
    return {
        "version": in_force.version,
        "in_force": _list_shape(in_force.value, names, town=town),
        "draft": {
            **_list_shape(drafted, names, town=town),
            "stamp": draft.stamp,
            "based_on": draft.based_on,
            "changed_at": draft.changed_at,
            "changed_by": people.names_of([draft.changed_by or 0]).get(draft.changed_by or 0, ""),
            "changes": _changes(in_force.value, drafted),
        }
        if draft and drafted
        else None,
        "may_name": _may_name(town, names),
        "versions": _versions(town),
    }


def _list_shape(policy: Assignment, names: Names, *, town: int) -> dict[str, Any]:
    known = tryout.known_in(town)
    return {
        "rules": [
            {
                **rule,
                "sentence": sentences.sentence(typed, names),
                "gone": rule_review.missing(typed, known),
            }
            for rule, typed in zip(policy.stored()["rules"], policy.rules, strict=True)
        ],
        "fallback": policy.fallback,
        "last_sentence": sentences.last_sentence(policy, names),
        "findings": [_finding_shape(one, policy, names) for one in rule_review.review(policy, known)],
    }


def _finding_shape(finding: Finding, policy: Assignment, names: Names) -> dict[str, Any]:
    return {
        "flaw": finding.flaw.value,
        "rule": finding.rule,
        "serious": finding.flaw is not Flaw.EXCEPTION,
        "sentence": sentences.finding_sentence(finding, policy, names),
    }


def _changes(old: Assignment, new: Assignment) -> dict[str, Any]:
    """The rules of a draft that are new or different, how many are gone, and whether anything differs at all."""
    before = {rule.id: rule for rule in old.rules}
    kept = {rule.id for rule in new.rules}
    return {
        "added": [rule.id for rule in new.rules if rule.id not in before],
        "changed": [rule.id for rule in new.rules if rule.id in before and before[rule.id] != rule],
        "removed": sum(rule.id not in kept for rule in old.rules),
        "any": old != new,
    }


def _may_name(town: int, names: Names) -> dict[str, Any]:
    categories = incidents.categories(town).values()
    return {
        "departments": _named(names.departments),
        "groups": _named(names.groups),
        "zones": _named(names.zones),
        "channels": [{"code": one.value, "name": sentences.channel_name(one.value)} for one in Channel],
        "weekdays": [{"code": day, "name": sentences.weekday_name(day)} for day in range(1, 8)],
        "categories": [
            {"code": one.code, "name": one.name, "group": one.group, "icon": one.icon, "priority": one.priority}
            for one in categories
        ],
    }


def _named(names: Any) -> list[dict[str, str]]:
    return [{"code": code, "name": name} for code, name in names.items()]


def _versions(town: int) -> list[dict[str, Any]]:
    rows = places.revisions(town, key=Assignment.key, limit=30)
    who = people.names_of(row.set_by for row in rows if row.set_by is not None)
    return [
        {
            "version": row.version,
            "set_at": row.set_at,
            "set_by": who.get(row.set_by or 0, ""),
            "restores": row.restores,
            "rules": len((row.value or {}).get("rules", ())),
        }
        for row in rows
    ]


def tryout_shape(found: TryOut, *, draft: Assignment, in_force: Assignment, days: int, town: int) -> dict[str, Any]:
    """What a trial found: counts side by side, rules that matched nothing, what moved, on the map by change."""
    names = Names.of(town)
    departments = sorted({*found.before, *found.after}, key=lambda code: names.departments.get(code, code))
    changes = Counter((one.before, one.after) for one in found.moved).most_common()
    letters = {pair: min(place, OWN_LETTER) for place, (pair, _count) in enumerate(changes)}
    return {
        "days": days,
        "reports": found.reports,
        "limited": found.limited,
        "departments": [
            {
                "code": code,
                "name": names.departments.get(code, code),
                "before": found.before.get(code, 0),
                "after": found.after.get(code, 0),
            }
            for code in departments
        ],
        "matched": found.matched,
        "idle": [
            sentences.idle_sentence(rule, draft, days=days)
            for rule in draft.rules
            if rule.on and found.reports and not found.matched.get(rule.id)
        ],
        "moved": len(found.moved),
        "changes": [
            {
                "letter": _LETTERS[letters[before, after]],
                "before": names.departments.get(before, before),
                "after": names.departments.get(after, after),
                "reports": count,
            }
            for (before, after), count in changes
        ],
        "listed": [
            _moved_shape(one, draft=draft, in_force=in_force, names=names, town=town)
            for one in found.moved[:MOST_LISTED]
        ],
        "points": _points(found.moved, letters=letters),
    }


def _points(moved: Sequence[Moved], *, letters: dict[tuple[str, str], int]) -> list[tuple[int, float, float, str]]:
    return [(one.incident, one.lon, one.lat, _LETTERS[letters[one.before, one.after]]) for one in moved[:MOST_POINTS]]


def _moved_shape(one: Moved, *, draft: Assignment, in_force: Assignment, names: Names, town: int) -> dict[str, Any]:
    return {
        "id": one.incident,
        "number": board.number_of(one.incident, municipality=town),
        "category": names.categories.get(one.category, one.category),
        "zone": names.zones.get(one.zone, one.zone),
        "at": one.received_at,
        "before": names.departments.get(one.before, one.before),
        "after": names.departments.get(one.after, one.after),
        "rule_before": sentences.rule_name(one.rule_before, in_force),
        "rule_after": sentences.rule_name(one.rule_after, draft),
    }
