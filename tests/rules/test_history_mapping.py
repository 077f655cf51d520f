"""A mapping goes to its file and back unchanged, whatever a source calls things; suggestions go by words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sereno.analytics import mapping, suggesting

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40)


@given(types=st.dictionaries(WORDS, st.sampled_from(["", "noise", "robbery"]), max_size=6), column=WORDS)
def test_a_mapping_survives_its_file(types: dict[str, str], column: str) -> None:
    reading = mapping.Reading(
        columns={"time": column, "lon": "x", "lat": "y"}, time_format="%d/%m/%Y", categories=types,
        channels={"Llamada: 1468 # ya": "phone"},
    )  # fmt: skip

    again = mapping.read(mapping.write(reading, rows_of=dict.fromkeys(types, 3)))

    assert {role: name for role, name in again.columns.items() if name} == reading.columns
    assert (again.time_format, again.categories, again.channels) == (
        reading.time_format, reading.categories, reading.channels,
    )  # fmt: skip


def test_the_nearest_category_by_words_is_suggested_in_any_language() -> None:
    phrases = {
        "robbery": ["Robo con violencia o intimidación", "Robbery"],
        "car-theft": ["Robo de vehículo", "Vehicle theft"],
        "noise": ["Ruidos molestos", "Noise"],
    }

    suggested = suggesting.categories(
        ["ROBO A TRANSEUNTE CON VIOLENCIA", "Robos de vehículos", "NOISE", "Fraude"], phrases=phrases
    )

    assert suggested == {
        "ROBO A TRANSEUNTE CON VIOLENCIA": "robbery",
        "Robos de vehículos": "car-theft",
        "NOISE": "noise",
        "Fraude": "",
    }


def test_what_happened_without_violence_is_not_taken_for_what_happens_with_it() -> None:
    phrases = {
        "robbery": ["Robo con violencia", "Robbery"],
        "carjacking": ["Robo violento de vehículo"],
        "car-theft": ["Robo de vehículo", "Vehicle theft"],
    }

    suggested = suggesting.categories(
        ["ROBO CON VIOLENCIA", "ROBO SIN VIOLENCIA", "ROBO DE VEHICULO SIN VIOLENCIA"], phrases=phrases
    )

    assert suggested["ROBO CON VIOLENCIA"] == "robbery"
    assert suggested["ROBO SIN VIOLENCIA"] != "robbery"
    assert suggested["ROBO DE VEHICULO SIN VIOLENCIA"] == "car-theft"
