"""Alerts as others write them, made up by us: a forest fire in two languages, its update, its end; and strategies."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from sereno.alerts.message import (
    Area,
    Certainty,
    Circle,
    Info,
    Kind,
    Message,
    MessageType,
    Reference,
    Response,
    Scope,
    Severity,
    Status,
    Urgency,
)
from sereno.alerts.rules import legible, rounded

FIRE = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"
       xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
       xsi:schemaLocation="urn:oasis:names:tc:emergency:cap:1.2 CAP-v1.2.xsd">
  <!-- a regional office's alert -->
  <identifier>ALERTA-2026-0117</identifier>
  <sender>alertas@regional.example</sender>
  <sent>2026-11-20T11:40:00-03:00</sent>
  <status>{status}</status>
  <msgType>Alert</msgType>
  <source>Turno regional</source>
  <scope>Public</scope>
  <code>R1</code>
  <info>
    <language>es-CL</language>
    <category>Fire</category>
    <category>Safety</category>
    <event>Incendio forestal</event>
    <responseType>Evacuate</responseType>
    <urgency>Immediate</urgency>
    <severity>Extreme</severity>
    <certainty>Observed</certainty>
    <eventCode><valueName>SAE</valueName><value>IF</value></eventCode>
    <effective>2026-11-20T11:40:00-03:00</effective>
    <expires>2026-11-20T20:00:00-03:00</expires>
    <senderName>Oficina Regional de Emergencias</senderName>
    <headline>Evacúe el sector norte hacia la costanera</headline>
    <description>Un incendio forestal avanza desde el cerro.</description>
    <instruction>Salga a pie por Avenida Ñuble. No use el automóvil.</instruction>
    <web>https://regional.example/0117</web>
    <parameter><valueName>hectáreas</valueName><value>40</value></parameter>
    <resource><resourceDesc>Mapa</resourceDesc><mimeType>image/png</mimeType><size>1024</size></resource>
    <area>
      <areaDesc>Sector norte</areaDesc>
      <polygon>-33.205,-71.215 -33.205,-71.205 -33.185,-71.205 -33.185,-71.215 -33.205,-71.215</polygon>
      <geocode><valueName>CUT</valueName><value>05101</value></geocode>
    </area>
  </info>
  <info>
    <language>en</language>
    <category>Fire</category>
    <event>Wildfire</event>
    <urgency>Immediate</urgency>
    <severity>Extreme</severity>
    <certainty>Observed</certainty>
    <expires>2026-11-20T20:00:00-03:00</expires>
    <headline>Leave the north of the town</headline>
    <area>
      <areaDesc>North</areaDesc>
      <polygon>-33.205,-71.215 -33.205,-71.205 -33.185,-71.205 -33.185,-71.215 -33.205,-71.215</polygon>
      <circle>-33.2,-71.21 0.3</circle>
    </area>
  </info>
</alert>
"""
CANCEL = """<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>ALERTA-2026-0117-FIN</identifier><sender>{sender}</sender>
  <sent>2026-11-20T13:00:00-03:00</sent><status>{status}</status><msgType>Cancel</msgType><scope>Public</scope>
  <references>{sender},{identifier},2026-11-20T11:40:00-03:00</references>
</alert>
"""
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY a{n} "&a{n - 1 if n else ""};&a{n - 1 if n else ""};&a{n - 1 if n else ""};">' for n in range(12)
    )
    + "]><alert>&a11;</alert>"
)
OUTSIDE_ENTITY = '<!DOCTYPE alert [<!ENTITY x SYSTEM "file:///etc/passwd">]><alert>&x;</alert>'


def fire(*, status: str = "Actual", **changes: str) -> bytes:
    """The fire, with words replaced: `fire(Extreme="Terrible")`."""
    text = FIRE.format(status=status)
    for old, new in changes.items():
        text = text.replace(old, new)
    return text.encode()


def cancel(
    *, status: str = "Actual", sender: str = "alertas@regional.example", identifier: str = "ALERTA-2026-0117"
) -> bytes:
    return CANCEL.format(status=status, sender=sender, identifier=identifier).encode()


words = st.text(max_size=60).map(legible)
names = st.from_regex(r"[A-Za-zñÑ0-9:@._-]{1,40}", fullmatch=True)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2090, 1, 1)).map(lambda at: at.replace(microsecond=0, tzinfo=UTC))
points = st.tuples(st.floats(-180, 180), st.floats(-90, 90))
rings = st.lists(points, min_size=3, max_size=9).map(rounded).filter(lambda ring: len(ring) >= 4)
circles = st.builds(
    Circle,
    lon=st.floats(-180, 180).map(lambda n: round(n, 6) + 0.0),
    lat=st.floats(-90, 90).map(lambda n: round(n, 6) + 0.0),
    radius_km=st.floats(0, 500).map(lambda n: round(n, 6)),
)
areas = st.builds(
    Area,
    description=words,
    polygons=st.lists(rings, max_size=3).map(tuple),
    circles=st.lists(circles, max_size=2).map(tuple),
    geocodes=st.lists(st.tuples(words, words), max_size=2).map(tuple),
)
infos = st.builds(
    Info,
    language=st.sampled_from(["es-CL", "en", "pt-BR", "arn"]),
    categories=st.lists(st.sampled_from(Kind), min_size=1, max_size=3).map(tuple),
    event=words,
    urgency=st.sampled_from(Urgency),
    severity=st.sampled_from(Severity),
    certainty=st.sampled_from(Certainty),
    responses=st.lists(st.sampled_from(Response), max_size=2).map(tuple),
    effective=st.none() | moments,
    onset=st.none() | moments,
    expires=st.none() | moments,
    sender_name=words,
    headline=words,
    description=words,
    instruction=words,
    web=st.sampled_from(["", "https://municipio.example/alerta?n=1"]),
    contact=words,
    areas=st.lists(areas, max_size=3).map(tuple),
)
references = st.builds(Reference, sender=names, identifier=names, sent=moments)
messages = st.builds(
    Message,
    identifier=names,
    sender=names,
    sent=moments,
    status=st.sampled_from(Status),
    kind=st.sampled_from(MessageType),
    scope=st.sampled_from(Scope),
    note=words,
    references=st.lists(references, min_size=1, max_size=3).map(tuple),
    infos=st.lists(infos, min_size=1, max_size=3).map(tuple),
)


def info_for(area: Area, *, at: datetime, hours: float = 3, language: str = "es-CL", **more: object) -> Info:
    """What a supervisor says: the water is cut off."""
    said: dict[str, object] = {
        "language": language,
        "categories": (Kind.INFRA,),
        "event": "Corte de agua",
        "urgency": Urgency.EXPECTED,
        "severity": Severity.MODERATE,
        "certainty": Certainty.OBSERVED,
        "expires": at + timedelta(hours=hours),
        "headline": "Sin agua hasta las 15:00",
        "instruction": "Junte agua para beber.",
        "areas": (area,),
    }
    return Info(**{**said, **more})  # type: ignore[arg-type]
