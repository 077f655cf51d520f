"""Addresses as people type them, and the address of a pin."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sereno.places.addresses import AddressIndex
from sereno.places.city import layout
from sereno.places.city.addressing import write_addresses
from sereno.places.city.formats import parse_overpass
from tests import small_city


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> AddressIndex:
    folder = tmp_path_factory.mktemp("addresses")
    write_addresses(parse_overpass(small_city.overpass()), folder)
    layout.write_json(folder / layout.CITY, {"name": "Villa Chica"})
    return AddressIndex.open(folder)


def labels(index: AddressIndex, typed: str) -> list[str]:
    return [found.label for found in index.search(typed)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Maipú", "Maipú"),
        ("maipu", "Maipú"),                                     # no accent
        ("mai", "Maipú"),                                       # unfinished
        ("Av. Ñuble", "Avenida Ñuble"),                         # abbreviated
        ("avda nuble", "Avenida Ñuble"),
        ("nuble", "Avenida Ñuble"),                             # the kind left out
        ("calle arica", "Arica"),                               # a kind the name has not
        ("Pje. Boldo", "Pasaje Boldo"),
        ("pdte copihue", "Presidente Copihue"),
        ("lota", "Calle Lota"),
        ("Maipú 150", "Maipú 150"),                             # known
        ("maipu nº 175", "Maipú 175"),                          # between two known
        ("Maipú #175, Villa Chica", "Maipú 175"),               # what follows a comma is left out
        ("maipu con arica", "Maipú / Arica"),
        ("arica esquina maipu", "Arica / Maipú"),
        ("Maipú / ari", "Maipú / Arica"),
        ("arica y av nuble", "Arica / Avenida Ñuble"),
        ("maipu con", "Maipú"),                                 # the second street is still to come
        ("liceo gab", "Liceo Gabriela Mistral"),
        ("gabriela mistral", "Liceo Gabriela Mistral"),
        ("plaza talca", "Plaza Talca"),
    ],
)  # fmt: skip
def test_what_is_typed_finds_what_is_meant(index: AddressIndex, typed: str, meant: str) -> None:
    assert labels(index, typed)[0] == meant


def test_a_number_is_placed_in_proportion_between_known_ones(index: AddressIndex) -> None:
    found = index.search("Maipú 175")[0]

    east, north = small_city.FLAT.to_metres((found.lon, found.lat))
    assert (east, north) == pytest.approx((200, 108), abs=0.5)
    assert found.kind == "address"


def test_a_number_nobody_knows_is_left_out_and_not_invented(index: AddressIndex) -> None:
    assert [(found.label, found.asked) for found in index.search("Arica 120")] == [("Arica", 120)]


def test_in_place_of_a_number_nobody_knows_the_nearest_known_one_is_named(index: AddressIndex) -> None:
    found = index.search("Maipú 9000")

    assert [(one.label, one.kind, one.asked) for one in found] == [
        ("Maipú 200", "address", 9000),
        ("Maipú", "street", 9000),
    ]
    assert small_city.FLAT.to_metres((found[0].lon, found[0].lat)) == pytest.approx((250, 108), abs=0.5)


@pytest.mark.parametrize(
    "typed",
    [
        "MAIPU #175, villa chica",
        "Maipú N° 175",
        "maipu, 175",
        "maipú 175 villa chica",
        "villa chica maipú 175",
        "Villa Chica, Maipú 175",
        "maipu 175 depto 3",
        "maipu 175-B, piso 2, Villa Chica",
        "Maipú nro. 175 Villa Chica Chile",
    ],
)
def test_a_house_is_found_however_its_number_and_its_town_are_written(index: AddressIndex, typed: str) -> None:
    assert labels(index, typed) == ["Maipú 175"]


def test_the_town_written_behind_a_street_is_no_part_of_its_name(index: AddressIndex) -> None:
    assert labels(index, "talca villa chica") == ["Talca"]


def test_with_a_house_number_places_of_like_name_are_not_offered(index: AddressIndex) -> None:
    assert labels(index, "talca 12") == ["Talca"]
    assert labels(index, "talca") == ["Talca", "Plaza Talca"]


def test_a_crossing_is_where_the_streets_meet(index: AddressIndex) -> None:
    found = index.search("Presidente Copihue con Maipú")[0]

    assert small_city.FLAT.to_metres((found.lon, found.lat)) == pytest.approx((200, 100), abs=0.2)
    assert found.kind == "crossing"


def test_nonsense_finds_nothing(index: AddressIndex) -> None:
    for typed in ("", "   ", "xyzzy", "1234", ",", "con", "/ /", "maipu con xyzzy"):
        assert labels(index, typed) == [], typed


@given(st.text(max_size=40))
def test_nothing_that_is_typed_breaks_the_search(typed: str) -> None:
    content = {
        "streets": {"name": ["Uno"], "lines": [[[[0, 0], [0.001, 0]]]]},
        "numbers": {"street": [0], "number": [10], "lon": [0.0], "lat": [0.0]},
        "crossings": {"first": [], "second": [], "lon": [], "lat": []},
        "places": {"name": [], "kind": [], "lon": [], "lat": []},
    }

    assert all(found.label for found in AddressIndex(content).search(typed, near=(0, 0)))


def test_near_is_first_among_equals(index: AddressIndex) -> None:
    by_lota = [found.label for found in index.search("a", near=small_city.lonlat(0, 150))]

    assert by_lota[0] == "Arica"


@pytest.mark.parametrize(
    ("east_m", "north_m", "label", "kind"),
    [
        (150, 104, "Maipú 150", "address"),  # in front of a house
        (220, 104, "Maipú 185", "address"),  # between two
        (4, 140, "Arica / Maipú", "crossing"),  # no houses known: named by the nearer corner
        (300, 349, "Dalia / Talca", "crossing"),
    ],
)
def test_a_pin_has_an_address(index: AddressIndex, east_m: float, north_m: float, label: str, kind: str) -> None:
    found = index.nearest(*small_city.lonlat(east_m, north_m))

    assert found is not None
    assert (found.label, found.kind) == (label, kind)


def test_far_from_any_street_there_is_no_address(index: AddressIndex) -> None:
    assert index.nearest(*small_city.lonlat(2000, 2000)) is None


def test_a_town_without_named_streets_has_no_addresses(tmp_path: Path) -> None:
    nameless = small_city.overpass()
    for element in nameless["elements"]:
        element.get("tags", {}).pop("name", None)
    write_addresses(parse_overpass(nameless), tmp_path)

    index = AddressIndex.open(tmp_path)

    assert index.search("maipu") == []
    assert index.nearest(-71.0, -34.0) is None
