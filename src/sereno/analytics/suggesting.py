"""A first guess at a mapping: columns by their names and contents, types and channels by their words; pure.

A guess is shown to a person before it counts, so it may be wrong, but not silently.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

_NAMES: Mapping[str, tuple[str, ...]] = {
    "lon": ("longitude", "longitud", "lon", "lng", "long", "geometry_lon"),
    "lat": ("latitude", "latitud", "lat", "geometry_lat"),
    "time": (
        "occurred_at", "datetime", "fecha_hora", "fechahora", "fecha_hora_hecho", "timestamp", "ts", "occurred",
        "fecha_hecho", "fecha_del_hecho", "occurrence_date", "date_occurred", "data_hora", "fecha", "date", "data",
    ),
    "hour": ("hora_hecho", "hora_del_hecho", "hora", "hour", "time"),
    "type": (
        "original_type", "delito", "tipo_delito", "primary_type", "offense", "offence", "incident_type", "crime_type",
        "tipo", "type", "categoria", "category", "clasificacion", "motivo", "mci_category",
    ),
    "id": ("folio", "case_number", "incident_id", "event_unique_id", "numero", "expediente", "correlativo", "id"),
    "channel": ("canal", "channel", "origen", "via", "medio", "origin"),
    "priority": ("prioridad", "priority", "prioridade"),
    "officer": ("officer_initiated", "iniciado_por_patrulla", "de_oficio", "proactive", "proactivo"),
}  # fmt: skip
_CHANNEL_WORDS: Mapping[str, tuple[str, ...]] = {
    "phone": ("phone", "telef", "llama", "call", "fono", "1468", "133", "911", "whats"),
    "radio": ("radio",),
    "app": ("app", "aplic", "web", "movil"),
    "patrol": ("patru", "patro", "ofici", "offic", "ronda", "guard"),
}
_STOP_WORDS = (
    "a al con de del desde e el en la las lo los o por que sin un una y "  # Spanish
    "and by for in of on or the to u without da do das dos em no na sem"  # English, Portuguese
)
_STOP = frozenset(_STOP_WORDS.split())
_WITHOUT = frozenset(("sin", "without", "sem"))
_NO = "no "
ENOUGH = 0.5  # of the words of both, by Dice's coefficient (1945)


def columns_by_name(names: Sequence[str]) -> dict[str, list[str]]:
    """For each role the columns that are called like it, the likeliest first.

    >>> columns_by_name(["Fecha", "LATITUD", "Longitud", "OBJECTID"])["time"]
    ['Fecha']
    """
    plain = {plainly(name): name for name in reversed(names)}
    return {role: [plain[known] for known in known_names if known in plain] for role, known_names in _NAMES.items()}


def plainly(text: str) -> str:
    """A name without accents, capitals and marks.

    >>> plainly("Fecha / Hora (Situación)")
    'fecha_hora_situacion'
    """
    return "_".join(_tokens(text))


def categories(types: Iterable[str], *, phrases: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """For each type of a source the category whose words are nearest; empty where none is near enough.

    Parameters
    ----------
    phrases : for each code what the category is called: its names in all languages, its names in official taxonomies

    Examples
    --------
    >>> categories(["ROBO CON VIOLENCIA", "Fraude"], phrases={"robbery": ["Robo con violencia o intimidación"]})
    {'ROBO CON VIOLENCIA': 'robbery', 'Fraude': ''}
    """
    known = [(code, _stems(phrase)) for code, called in phrases.items() for phrase in {*called, code}]
    return {word: _nearest(_stems(word), known) for word in types}


def channels(words: Iterable[str]) -> dict[str, str]:
    """For each word of a source the channel it speaks of; empty where none is recognised.

    >>> channels(["Llamada 1468", "Patrullaje", "Otro"])
    {'Llamada 1468': 'phone', 'Patrullaje': 'patrol', 'Otro': ''}
    """
    return {word: _channel(word) for word in words}


def _channel(word: str) -> str:
    tokens = _tokens(word)
    for code, beginnings in _CHANNEL_WORDS.items():
        if any(token.startswith(beginning) for token in tokens for beginning in beginnings):
            return code
    return ""


def _nearest(stems: frozenset[str], known: Iterable[tuple[str, frozenset[str]]]) -> str:
    best, nearest = 0.0, ""
    opposites = {_opposite(stem) for stem in stems}
    for code, others in known:
        if opposites & others:
            continue  # one says what the other denies: a theft without violence is no robbery
        both = 2 * len(stems & others) / max(1, len(stems) + len(others))
        if both > best:
            best, nearest = both, code
    return nearest if best >= ENOUGH else ""


def _stems(text: str) -> frozenset[str]:
    """Words cut to five letters, which brings robo and robos, theft and thefts together; a denied word is another."""
    found, is_denied = set(), False
    for token in _tokens(text):
        if token not in _STOP:
            found.add((_NO if is_denied else "") + token[:5].rstrip("s"))
        is_denied = token in _WITHOUT
    return frozenset(found)


def _opposite(stem: str) -> str:
    return stem.removeprefix(_NO) if stem.startswith(_NO) else _NO + stem


def _tokens(text: str) -> list[str]:
    bare = "".join(mark for mark in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(mark))
    return re.findall(r"[a-z0-9]+", bare)
