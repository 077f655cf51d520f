"""Assignment rules as sentences in the reader's language, what to tell of them, and why an incident is where it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sereno.incidents import queries as incidents
from sereno.incidents.assigning import FALLBACK
from sereno.incidents.rule_review import Finding, Flaw
from sereno.people import queries as people
from sereno.places import queries as places
from sereno.places.policies import Assignment, AssignmentRule
from sereno.vocabulary.words import Channel

_WORKDAYS, _WEEKEND = (1, 2, 3, 4, 5), (6, 7)


@dataclass(frozen=True, slots=True)
class Names:
    """What a town's departments, categories, groups and zones are called; a code without a name stands for itself."""

    departments: Mapping[str, str]
    categories: Mapping[str, str]
    groups: Mapping[str, str]
    zones: Mapping[str, str]

    @classmethod
    def of(cls, municipality: int) -> "Names":
        """The names of today, in the reader's language."""
        categories = incidents.categories(municipality)
        return cls(
            departments={known.code: known.name for known in people.departments(municipality)},
            categories={code: category.name for code, category in categories.items()},
            groups={category.group: group_name(category.group) for category in categories.values()},
            zones={zone.code: zone.name for zone in places.zones(municipality)},
        )


def sentence(rule: AssignmentRule, names: Names) -> str:
    """A rule as one sentence: "Noise, from 8 to 20 h → Inspección"."""
    parts = (_what(rule, names), _hours(rule), _days(rule), _holiday(rule), *_where_and_how(rule, names))
    return to_department(", ".join(part for part in parts if part), rule.department, names)


def last_sentence(policy: Assignment, names: Names) -> str:
    """The fallback as the last sentence."""
    return to_department(_("Everything else") if policy.rules else _("Everything"), policy.fallback, names)


def to_department(what: str, department: str, names: Names) -> str:
    """An arrow to the department."""
    return f"{what} → {names.departments.get(department, department)}"


def why(rule_id: str, *, version: int | None, municipality: int, names: Names) -> str:
    """Which rule chose the department of an incident, as the rule was then; empty when none was asked."""
    if version is None:
        return ""
    policy = places.policy_at(Assignment, municipality=municipality, version=version)
    numbered = {rule.id: (number, rule) for number, rule in enumerate(policy.rules, 1)}
    if rule_id not in numbered:
        return _("Assigned to %(department)s: no rule matched (version %(version)s).") % {
            "department": names.departments.get(policy.fallback, policy.fallback),
            "version": version,
        }
    number, rule = numbered[rule_id]
    told = {
        "department": names.departments.get(rule.department, rule.department),
        "sentence": sentence(rule, names),
        "rule": number,
        "version": version,
    }
    if rule.department not in names.departments:
        return (
            _("The rule names a department that is gone: “%(sentence)s” (rule %(rule)s, version %(version)s).") % told
        )
    return _("Assigned to %(department)s: “%(sentence)s” (rule %(rule)s, version %(version)s).") % told


def finding_sentence(finding: Finding, policy: Assignment, names: Names) -> str:
    """What is worth telling of a rule, as one sentence; rules are called by their place in the list."""
    by_id = {rule.id: (number, rule) for number, rule in enumerate(policy.rules, 1)}
    number, rule = by_id.get(finding.rule, (0, None))
    if rule is None:
        return _("The last rule names a department that is gone: %(names)s.") % {"names": ", ".join(finding.others)}
    told: dict[str, object] = {"rule": number}
    if finding.flaw is Flaw.GONE:
        told["names"] = ", ".join(finding.others)
        return _("Rule %(rule)s names what the town does not have: %(names)s.") % told
    if finding.flaw is Flaw.IMPOSSIBLE:
        return _("Rule %(rule)s can never match: nothing meets all its conditions.") % told
    earlier = [by_id[other] for other in finding.others]
    told["earlier"] = listed([str(place) for place, _rule in earlier], last=_("%(first)s and %(last)s"))
    if finding.flaw is Flaw.COVERED:
        return _("Rule %(rule)s never matches: earlier rules take all its reports (%(earlier)s).") % told
    told["department"] = names.departments.get(earlier[0][1].department, earlier[0][1].department)
    if finding.flaw is Flaw.EXCEPTION:
        return _("Rule %(earlier)s is an exception to rule %(rule)s: its reports go to %(department)s.") % told
    return (
        _("Rules %(earlier)s and %(rule)s share reports: %(earlier)s comes first, so %(department)s gets them.") % told
    )


def idle_sentence(rule: AssignmentRule, policy: Assignment, *, days: int) -> str:
    """That a rule matched nothing in the days tried."""
    return _("Rule %(rule)s matched no report of the last %(days)s days.") % {
        "rule": policy.rules.index(rule) + 1,
        "days": days,
    }


def rule_name(rule: str, policy: Assignment) -> str:
    """A rule by its place in the list."""
    numbers = {known.id: number for number, known in enumerate(policy.rules, 1)}
    return _("last rule") if rule == FALLBACK else _("rule %(rule)s") % {"rule": numbers.get(rule, rule)}


def listed(words: Sequence[str], *, last: str) -> str:
    """Words as a list: one, two or three; `last` joins the last two.

    >>> listed(["a", "b", "c"], last="%(first)s or %(last)s")
    'a, b or c'
    """
    if len(words) < 2:
        return "".join(words)
    return last % {"first": ", ".join(words[:-1]), "last": words[-1]}


def _any_of(words: Sequence[str]) -> str:
    return listed(words, last=_("%(first)s or %(last)s"))


def _what(rule: AssignmentRule, names: Names) -> str:
    groups = [_("all of “%(group)s”") % {"group": names.groups.get(code, group_name(code))} for code in rule.groups]
    said = _any_of([*groups, *(names.categories.get(code, code) for code in rule.categories)])
    return said[:1].upper() + said[1:] if said else _("Any report")


def _hours(rule: AssignmentRule) -> str:
    if (rule.from_hour, rule.until_hour) == (0, 24):
        return ""
    return _("from %(start)s to %(end)s h") % {"start": rule.from_hour, "end": rule.until_hour}


def _days(rule: AssignmentRule) -> str:
    days = tuple(sorted(rule.weekdays))
    if not days or len(set(days)) == 7:
        return ""
    if days == _WORKDAYS:
        return _("Monday to Friday")
    if days == _WEEKEND:
        return _("at weekends")
    named = [weekday_name(day) for day in days]
    return _("on %(days)s") % {"days": listed(named, last=_("%(first)s and %(last)s"))}


def _holiday(rule: AssignmentRule) -> str:
    return {"yes": _("on holidays"), "no": _("except on holidays"), "any": ""}[rule.holiday]


def _where_and_how(rule: AssignmentRule, names: Names) -> tuple[str, ...]:
    zones = _any_of([names.zones.get(code, code) for code in rule.zones])
    levels = _any_of([f"P{level}" for level in sorted(rule.priorities)])
    return (
        _("in %(zones)s") % {"zones": zones} if zones else "",
        _any_of([channel_name(code) for code in rule.channels]),
        _("priority %(levels)s") % {"levels": levels} if levels else "",
    )


def weekday_name(day: int) -> str:
    """A day as something that comes every week."""
    return [_("Mondays"), _("Tuesdays"), _("Wednesdays"), _("Thursdays"), _("Fridays"), _("Saturdays"), _("Sundays")][
        day - 1
    ]


def channel_name(code: str) -> str:
    """By which way a report came, as part of a sentence."""
    known = {
        Channel.APP: _("from the app"),
        Channel.PHONE: _("by telephone"),
        Channel.RADIO: _("by radio"),
        Channel.PATROL: _("from a patrol"),
    }
    return known.get(Channel(code), code) if code in set(Channel) else code


def group_name(code: str) -> str:
    """A group of categories; one that a town made itself is called by its code."""
    known = {
        "crime": _("Crime"),
        "emergency": _("Emergencies"),
        "order": _("Public order"),
        "traffic": _("Traffic"),
        "people": _("People and animals"),
        "streets": _("Streets and upkeep"),
        "other": _("Other"),
    }
    return known.get(code, code)
