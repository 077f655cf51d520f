"""Putting the demo town's people, units, categories and policies in place; doing it twice changes nothing."""

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from sereno.administration import actions as administration
from sereno.administration import queries as configured
from sereno.administration.rules import Configuration
from sereno.administration.starters import starter
from sereno.dispatch import actions as dispatch
from sereno.dispatch import positions
from sereno.federation import treaties
from sereno.federation.rules import Treaty
from sereno.kernel import clock
from sereno.people import actions as people
from sereno.people import queries as people_queries
from sereno.places import actions as places
from sereno.places import queries as towns
from sereno.places.policies import Assignment, EmergencyNumber, NumbersToCall, Patrol
from sereno.project.demo import cast
from sereno.project.demo.cast import Person
from sereno.project.demo.sentences import assignment
from sereno.vocabulary.words import Role, UnitKind

VISITOR_EMAIL = "visita@demo.invalid"
_OWN_NUMBER = EmergencyNumber("Seguridad Municipal", "1460", "municipal")  # made up, as the town is
_TREATY = Treaty(border_m=120, units=True)  # handover of everything, without the reporters' contact data
_VISITOR_ROLES = (Role.OPERATOR, Role.SUPERVISOR, Role.CREW, Role.ANALYST, Role.ADMINISTRATOR)


def furnish() -> None:
    """Give every town served here what it needs; the visitor has all roles in the first."""
    own, *others = towns.served_towns()
    units = _furnish_town(own.id, people_there=(*cast.CREWS, *cast.DESK), units=cast.UNITS)
    _welcome_visitor(own, unit=units[cast.RESERVED_UNIT])
    for town in others[:1]:
        _furnish_town(town.id, people_there=cast.NEXT_CAST, units=cast.NEXT_UNITS)
    for town in others[1:]:
        _furnish_town(town.id, people_there=(), units=())


def sign_treaties() -> None:
    """The town and the next one served here agree to help each other; what either decided later is left as it is."""
    own, *others = towns.served_towns()
    for town in others[:1]:
        for here, there in ((own, town), (town, own)):
            if treaties.way_to(here.id, there.code) is None:
                treaties.set_treaty(_TREATY, municipality=here.id, neighbour=there.code)


def keep_positions_fresh(*, speed: float) -> None:
    """Positions come in by real time: in a fast town they may be older, in its minutes, before they look stale."""
    wanted = Patrol(stale_after_s=max(Patrol().stale_after_s, round(15 * speed)))
    for lively in towns.served_towns()[:2]:
        if towns.policy(Patrol, municipality=lively.id) != wanted:
            places.set_policy(wanted, municipality=lively.id)


def _furnish_town(
    municipality: int, *, people_there: Iterable[Person], units: Sequence[tuple[str, UnitKind]]
) -> Mapping[str, int]:
    if not configured.configuration(municipality).categories:  # afterwards the town is its administrator's
        zones = [zone.code for zone in towns.zones(municipality)]
        administration.take_in(_begun(zones), municipality=municipality)
    departments = {known.code: known.id for known in people_queries.departments(municipality)}
    made = dispatch.ensure_units(list(units), municipality=municipality)
    for person in people_there:
        _settle(person, municipality=municipality, departments=departments, units=made)
    return made


def _begun(zones: Sequence[str]) -> Configuration:
    """The starter set for Chile, with the town's own number before the nation's, and its own rules."""
    begun = starter("chile")
    numbers = begun.policies[NumbersToCall.key]
    assert isinstance(numbers, NumbersToCall)
    own = NumbersToCall(numbers=(_OWN_NUMBER, *numbers.numbers))
    return msgspec.structs.replace(begun, policies={**begun.policies, own.key: own, Assignment.key: assignment(zones)})


def _settle(person: Person, *, municipality: int, departments: Mapping[str, int], units: Mapping[str, int]) -> None:
    user = people.ensure_person(email=person.email, name=person.name, simulated=True)
    department = departments.get(person.department or "")
    people.give_role(user=user.pk, municipality=municipality, role=person.role, department=department)
    if person.unit:
        dispatch.board_unit(user=user.pk, unit=units[person.unit])


def _welcome_visitor(own: towns.Town, *, unit: int) -> None:
    """One account plays every part, so that a person can try all windows in one browser.

    Their unit waits off duty in the middle of town: also a visitor whose browser tells no position can be sent.
    """
    visitor = people.ensure_person(email=VISITOR_EMAIL, name=cast.VISITOR_NAME)
    for role in _VISITOR_ROLES:
        people.give_role(user=visitor.pk, municipality=own.id, role=role)
    dispatch.board_unit(user=visitor.pk, unit=unit)
    lon, lat = own.centre
    parked = positions.Position(lon=lon, lat=lat, at=clock.now())
    positions.take_in(people_queries.viewer_of(visitor), unit=unit, fixes=[parked])
