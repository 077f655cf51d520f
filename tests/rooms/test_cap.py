"""CAP 1.2, out and in: what we write is valid for everybody, what is wrong is refused in one sentence."""

import copy
import time
from contextlib import suppress
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from capvalidator import check_schema
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from sereno.alerts.message import Message
from sereno.alerts.reader import read
from sereno.alerts.tree import BadXml
from sereno.alerts.writer import CAP, write
from tests import cap_samples as samples

CHILE = ZoneInfo("America/Santiago")
ZONES = st.sampled_from([CHILE, ZoneInfo("UTC"), ZoneInfo("Pacific/Easter")])


def is_valid(document: bytes) -> bool:
    return bool(check_schema(document).passed)


@settings(max_examples=150, deadline=None)
@given(samples.messages, ZONES)
def test_every_alert_we_write_is_valid_for_the_oasis_schema_and_reads_back_as_it_was(
    message: Message, timezone: ZoneInfo
) -> None:
    document = write(message, timezone=timezone)

    assert is_valid(document)
    assert read(document) == message


def test_latitude_comes_first_in_cap_and_longitude_first_with_us() -> None:
    message = read(samples.fire())

    document = write(message, timezone=CHILE).decode()

    assert message.infos[0].areas[0].polygons[0][0] == (-71.215, -33.205)
    assert "<polygon>-33.205,-71.215 " in document


def test_a_regional_alert_is_read_with_its_accents_and_languages() -> None:
    message = read(samples.fire())

    spanish, english = message.infos
    assert (spanish.language, english.headline) == ("es-CL", "Leave the north of the town")
    assert spanish.instruction == "Salga a pie por Avenida Ñuble. No use el automóvil."
    assert (spanish.severity, spanish.categories) == ("Extreme", ("Fire", "Safety"))
    assert english.areas[0].circles[0].radius_km == 0.3
    assert is_valid(samples.fire())


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_what_the_schema_refuses_is_refused_by_us(data: st.DataObject) -> None:
    root = ET.fromstring(samples.fire())
    parents = [element for element in root.iter() if len(element)]
    parent = data.draw(st.sampled_from(parents))
    place = data.draw(st.integers(0, len(parent) - 1))
    change = data.draw(st.sampled_from(["drop", "double", "rename", "empty", "move", "strange", "attribute"]))
    child = parent[place]
    if change == "drop":
        parent.remove(child)
    elif change == "double":
        parent.insert(place, copy.deepcopy(child))
    elif change == "rename":
        child.tag = f"{{{CAP}}}{data.draw(st.sampled_from(['info', 'area', 'event', 'note', 'value', 'web']))}"
    elif change == "empty":
        child[:], child.text = [], ""
    elif change == "move":
        parent.remove(child)
        parent.insert(data.draw(st.integers(0, len(parent))), child)
    elif change == "strange":
        child.tag = "{https://elsewhere.example}event"
    else:
        child.set("lang", "es")
    document = ET.tostring(root)

    with suppress(BadXml):
        read(document)
        assert is_valid(document)


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (b"hola", "Esto no es XML: no se puede leer en la línea 1, columna 1."),
        (b"<alert/>", "No es una alerta CAP 1.2"),
        (samples.fire(Extreme="Terrible"), "<severity> es «Terrible»; se permite: Extreme, Severe"),
        (samples.fire(**{"2026-11-20T20:00:00-03:00": "2026-11-20T20:00:00Z"}), "<expires> debe ser un momento"),
        (samples.fire(**{" -33.205,-71.215</polygon>": "</polygon>"}), "no termina donde empezó"),
        (samples.fire(**{"-33.2,-71.21 0.3": "-133.2,-71.21 0.3"}), "primero va la latitud"),
        (samples.fire(**{"<event>Wildfire</event>": ""}), "Falta <event> en <info>."),
        (samples.fire(**{"<msgType>Alert": "<msgType>Ack"}), "Es una respuesta a una alerta (Ack)"),
        (samples.fire(**{"<msgType>Alert": "<msgType>Update"}), "a qué alerta se refiere"),
        (samples.fire(**{"ALERTA-2026-0117": "dos palabras"}), "una sola palabra"),
        (samples.LAUGHS.encode(), "DOCTYPE"),
        (samples.OUTSIDE_ENTITY.encode(), "DOCTYPE"),
        (b"<a>" * 60 + b"</a>" * 60, "demasiada profundidad"),
        (b'<?xml version="1.0" encoding="klingon"?><alert/>', "codificación"),
    ],
)
def test_a_wrong_document_is_refused_with_what_is_wrong(document: bytes, sentence: str) -> None:
    with override("es"), pytest.raises(BadXml) as refused:
        read(document)

    assert sentence in refused.value.message


@pytest.mark.parametrize(
    "document",
    [samples.LAUGHS.encode(), samples.OUTSIDE_ENTITY.encode(), b"<alert>" + b"x" * 50_000_000, b"<a>" * 300_000],
    ids=["a billion laughs", "a file of the server", "fifty megabytes", "a deep well"],
)
def test_an_attack_is_refused_at_once(document: bytes) -> None:
    started = time.perf_counter()

    with pytest.raises(BadXml):
        read(document)

    assert time.perf_counter() - started < 0.5
