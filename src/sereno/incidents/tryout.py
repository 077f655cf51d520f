"""Trying assignment rules on the stored reports of the last days: what would have gone where."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sereno.incidents import queries
from sereno.incidents.assigning import choose_department, make_ready, taker
from sereno.incidents.rule_review import Finding, Kind, Known, review
from sereno.kernel import clock
from sereno.people.queries import seat_for
from sereno.people.rules import Ability, Viewer
from sereno.places import queries as places
from sereno.places.policies import Assignment
from sereno.vocabulary.words import Channel

MOST_REPORTS = 100_000


@dataclass(frozen=True, slots=True)
class Moved:
    """A report that the draft sends to another department; without text or address."""

    incident: int
    category: str
    zone: str
    received_at: datetime
    lon: float
    lat: float
    before: str
    after: str
    rule_before: str
    rule_after: str


@dataclass(frozen=True, slots=True)
class TryOut:
    """The rules in force and a draft, over the same reports.

    `before`, `after` count reports by department, `matched` by rule of the draft. `limited` when there were more than
    MOST_REPORTS and only the newest were tried.
    """

    reports: int
    limited: bool
    before: Mapping[str, int]
    after: Mapping[str, int]
    matched: Mapping[str, int]
    moved: tuple[Moved, ...]


def try_out(viewer: Viewer, draft: Assignment, *, days: int) -> TryOut:
    """Send the incidents received in the last days through both, as if each came in again; newest first.

    Raises
    ------
    Forbidden, NotYours : the viewer runs no town.
    """
    town = places.town(seat_for(viewer, Ability.RUN_TOWN).municipality)
    old, new = queries.rulebook(town.id), make_ready(draft)
    existing, categories = queries.department_ids(town.id), queries.categories_by_id(town.id)
    before, after, matched = Counter[str](), Counter[str](), Counter[str]()
    moved = []
    rows = _received(viewer, town.id, days=days)
    for ref, category, zone, channel, received_at, lon, lat in rows[:MOST_REPORTS]:
        kind = categories[category]
        case = queries.case_of(kind, zone=zone, channel=channel, received_at=received_at, town=town)
        was, would = choose_department(old, case), choose_department(new, case)
        here = taker(was, fallback=old.policy.fallback, existing=existing)
        there = taker(would, fallback=draft.fallback, existing=existing)
        before[here] += 1
        after[there] += 1
        matched[would.rule] += 1
        if here != there:
            moved.append(Moved(ref, kind.code, zone, received_at, lon, lat, here, there, was.rule, would.rule))
    return TryOut(before.total(), len(rows) > MOST_REPORTS, before, after, matched, tuple(moved))


def would_go_to(municipality: int, *, category: str, lon: float, lat: float, channel: Channel) -> int | None:
    """The department that would get such a report if it came in now; None where the category is not in our list."""
    town, kind = places.town(municipality), queries.categories(municipality).get(category)
    if kind is None:
        return None
    located = places.locate(lon, lat)
    zone = located.zone.code if located.zone and located.town == town else ""
    case = queries.case_of(kind, zone=zone, channel=channel.value, received_at=clock.now(), town=town)
    book, existing = queries.rulebook(municipality), queries.department_ids(municipality)
    return existing[taker(choose_department(book, case), fallback=book.policy.fallback, existing=existing)]


_Row = tuple[int, int, str, str, datetime, float, float]


def _received(viewer: Viewer, municipality: int, *, days: int) -> list[_Row]:
    rows = queries.incidents_for(viewer, Ability.SEE_MAP).filter(
        municipality_id=municipality, received_at__gte=clock.now() - timedelta(days=days)
    )
    columns = rows.values_list("id", "category_id", "zone", "channel", "received_at", "lon", "lat")
    return list(columns.order_by("-received_at")[: MOST_REPORTS + 1])


def findings(policy: Assignment, *, municipality: int) -> list[Finding]:
    """What is worth telling of a list of rules, with what the town has today."""
    return review(policy, known_in(municipality))


def known_in(municipality: int) -> Known:
    """The departments, categories, zones and channels of a town."""
    return Known(
        departments=tuple(queries.department_ids(municipality)),
        kinds=[Kind(one.code, one.group, one.priority) for one in queries.categories(municipality).values()],
        zones=[zone.code for zone in places.zones(municipality)],
        channels=[channel.value for channel in Channel],
    )
