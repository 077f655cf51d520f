"""A question about incidents as an address: read from it, written into it, offered as a form."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from sereno.analytics.legs import BY_CODE, Dimension, Hours, Question
from sereno.doors.insight import words
from sereno.incidents import queries as incidents
from sereno.kernel import clock
from sereno.places import queries as places
from sereno.vocabulary.words import Channel, UnitKind

WEEKS = 13
MOST_YEARS = 30


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that may be chosen."""

    value: str
    name: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Select:
    """One filter of the form."""

    name: str
    label: str
    choices: list[Choice]


def read(asked: QueryDict, *, town: places.Town) -> Question:
    """The question an address asks; what it does not say, or says wrongly, is as if it said nothing."""
    today = clock.now().astimezone(town.timezone).date()
    end = min(day(asked.get("until")) or today, today)
    begin = day(asked.get("from")) or end - timedelta(weeks=WEEKS) + timedelta(days=1)
    begin = max(min(begin, end), end - timedelta(days=366 * MOST_YEARS))
    leg, by, priority = asked.get("leg", ""), asked.get("by", ""), asked.get("priority", "")
    return Question(
        begin=begin,
        end=end,
        leg=leg if leg in BY_CODE else "response",
        by=Dimension(by) if by in set(Dimension) else Dimension.PRIORITY,
        priority=int(priority) if priority in {"1", "2", "3", "4"} else 0,
        **{name: asked.get(name, "")[:60] for name in ("channel", "category", "zone", "hours", "unit")},
    )


def write(question: Question, **more: object) -> str:
    """The query string of a question, without what need not be said."""
    said: dict[str, object] = {"from": question.begin, "until": question.end}
    for part in fields(Question):
        value = getattr(question, part.name)
        if part.name not in {"begin", "end"} and value:
            said[part.name] = getattr(value, "value", value)
    if question.leg == "response":
        del said["leg"]
    if question.by is Dimension.PRIORITY:
        del said["by"]
    return urlencode({**said, **{name: value for name, value in more.items() if value is not None}})


def selects(question: Question, *, municipality: int) -> list[Select]:
    """The filters with what may be chosen."""
    return [
        Select(
            dimension.value,
            words.dimension(dimension),
            [Choice("", _("Any"))]
            + [
                Choice(code, name, chosen=code == str(getattr(question, dimension.value) or ""))
                for code, name in names(dimension, municipality=municipality).items()
            ],
        )
        for dimension in Dimension
    ]


def names(dimension: Dimension, *, municipality: int) -> Mapping[str, str]:
    """The values of a dimension with their names, in the order in which they are offered."""
    match dimension:
        case Dimension.PRIORITY:
            return {str(number): words.priority(number) for number in range(1, 5)}
        case Dimension.CHANNEL:
            return {one.value: words.channel(one) for one in Channel if one is not Channel.PATROL}
        case Dimension.CATEGORY:
            known = incidents.categories(municipality)
            return dict(sorted(((code, one.name) for code, one in known.items()), key=lambda pair: pair[1]))
        case Dimension.ZONE:
            return {zone.code: zone.name for zone in places.zones(municipality)}
        case Dimension.HOURS:
            return {one.value: words.hours(one) for one in Hours}
        case Dimension.UNIT:
            return {kind.value: words.unit_kind(kind) for kind in UnitKind}


def periods(question: Question, *, today: date) -> list[dict[str, Any]]:
    """The usual periods up to today, as links."""
    known = [(_("4 weeks"), 4), (_("13 weeks"), WEEKS), (_("One year"), 52)]
    found = []
    for name, weeks in known:
        begin = today - timedelta(weeks=weeks) + timedelta(days=1)
        chosen = (question.begin, question.end) == (begin, today)
        found.append({"name": name, "begin": begin, "chosen": chosen})
    return found


def day(written: str | None) -> date | None:
    """A day as an address has it; None where it is none."""
    try:
        found = date.fromisoformat(written or "")
    except ValueError:
        return None
    return found if found.year >= 1970 else None
