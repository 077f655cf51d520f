"""The form of an alert: what a supervisor fills in, read into the words and areas of a CAP message, and back."""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sereno.alerts import areas
from sereno.alerts.message import Area, Certainty, Circle, Info, Kind, Message, Response, Severity, Urgency
from sereno.alerts.rules import legible
from sereno.doors.town import alert_words
from sereno.places import queries as places

_MOST_CORNERS = 200


class AlertForm(forms.Form):
    """One alert in Spanish, and in English where it is wanted; its area by zones, by circle or drawn."""

    event = forms.CharField(label=gettext_lazy("What is it?"), max_length=80)
    category = forms.ChoiceField(label=gettext_lazy("Kind"), choices=alert_words.categories)
    severity = forms.ChoiceField(label=gettext_lazy("How serious?"), choices=alert_words.severities)
    urgency = forms.ChoiceField(label=gettext_lazy("How soon to act?"), choices=alert_words.urgencies)
    certainty = forms.ChoiceField(label=gettext_lazy("How sure?"), choices=alert_words.certainties)
    response = forms.ChoiceField(
        label=gettext_lazy("What to do, in a word"), choices=alert_words.responses, required=False
    )
    hours = forms.TypedChoiceField(label=gettext_lazy("For how long?"), choices=alert_words.durations, coerce=int)
    headline = forms.CharField(label=gettext_lazy("Headline"), max_length=160)
    instruction = forms.CharField(label=gettext_lazy("What to do"), max_length=1000, required=False)
    description = forms.CharField(label=gettext_lazy("What happened"), max_length=2000, required=False)
    headline_en = forms.CharField(label=gettext_lazy("Headline in English"), max_length=160, required=False)
    instruction_en = forms.CharField(label=gettext_lazy("What to do, in English"), max_length=1000, required=False)
    whole = forms.BooleanField(label=gettext_lazy("The whole town"), required=False)
    zones = forms.MultipleChoiceField(label=gettext_lazy("Zones"), required=False)
    address = forms.CharField(label=gettext_lazy("Around an address"), max_length=200, required=False)
    radius_m = forms.IntegerField(
        label=gettext_lazy("Radius in metres"), min_value=20, max_value=20_000, required=False
    )
    ring = forms.CharField(label=gettext_lazy("Drawn on the map"), max_length=20_000, required=False)

    def __init__(self, *given: Any, municipality: int, kept: tuple[Area, ...] = (), **named: Any) -> None:
        super().__init__(*given, **named)
        self.municipality = municipality
        self.fields["zones"].choices = [(zone.code, zone.name) for zone in places.zones(municipality)]  # type: ignore[attr-defined]  # a list of choices
        self.areas = self.kept = kept  # the area of the alert that is updated, until another is given

    def clean(self) -> dict[str, Any]:
        """The area from all the ways it may be given; one way is needed."""
        cleaned = super().clean() or {}
        found = [*self._zones(cleaned), *self._circle(cleaned), *self._ring(cleaned)]
        if not found and not self.kept and not self.errors:
            self.add_error(
                "zones", _("Say where: choose zones, an address with a radius, or draw the area on the map.")
            )
        self.areas = tuple(found) or self.kept
        return cleaned

    def _zones(self, cleaned: dict[str, Any]) -> Iterable[Area]:
        town = places.town(self.municipality)
        chosen = [zone for zone in places.zones(self.municipality) if zone.code in cleaned.get("zones", [])]
        if cleaned.get("whole"):
            yield areas.of_outlines([places.outline(self.municipality)], description=town.name)
        elif chosen:
            yield areas.of_outlines(
                [zone.outline for zone in chosen], description=", ".join(zone.name for zone in chosen)
            )

    def _circle(self, cleaned: dict[str, Any]) -> Iterable[Area]:
        address = cleaned.get("address", "")
        if not address:
            return
        radius_m = cleaned.get("radius_m")
        if radius_m is None:
            self.add_error("radius_m", _("Say how far around the address."))
            return
        found = places.search_addresses(address, limit=1, near=places.town(self.municipality).centre)
        if not found:
            self.add_error("address", _("We do not find that address."))
            return
        words = _("%(metres)d m around %(place)s") % {"metres": radius_m, "place": found[0].label}
        circle = Circle(lon=round(found[0].lon, 6), lat=round(found[0].lat, 6), radius_km=radius_m / 1000)
        yield Area(description=words, circles=(circle,))

    def _ring(self, cleaned: dict[str, Any]) -> Iterable[Area]:
        written = cleaned.get("ring", "")
        if not written:
            return
        try:
            points = [(float(lon), float(lat)) for lon, lat in json.loads(written)]
        except (TypeError, ValueError):
            points = []
        area = areas.of_ring(points, description=_("Area on the map")) if len(points) <= _MOST_CORNERS else None
        if area is None:
            self.add_error("ring", _("The drawn area needs at least three corners."))
        else:
            yield area

    def infos(self, *, at: datetime) -> tuple[Info, ...]:
        """What is said, a language each; ask only a form that is valid."""
        said = self.cleaned_data
        spanish = Info(
            language="es-CL",
            categories=(Kind(said["category"]),),
            event=legible(said["event"]),
            urgency=Urgency(said["urgency"]),
            severity=Severity(said["severity"]),
            certainty=Certainty(said["certainty"]),
            responses=(Response(said["response"]),) if said["response"] else (),
            expires=at + timedelta(hours=said["hours"]),
            headline=legible(said["headline"]),
            instruction=legible(said["instruction"]),
            description=legible(said["description"]),
            areas=self.areas,
        )
        if not said["headline_en"]:
            return (spanish,)
        english = {
            **{name: getattr(spanish, name) for name in spanish.__struct_fields__},
            "language": "en",
            "headline": legible(said["headline_en"]),
            "instruction": legible(said["instruction_en"]),
            "description": "",
        }
        return spanish, Info(**english)


def typed_from(message: Message) -> dict[str, Any]:
    """The form as it would have been typed for a message of ours; its area is kept unless another is chosen."""
    spanish = next(info for info in message.infos if info.language.startswith("es"))
    english = next((info for info in message.infos if info.language == "en"), None)
    return {
        "event": spanish.event,
        "category": spanish.categories[0].value,
        "severity": spanish.severity.value,
        "urgency": spanish.urgency.value,
        "certainty": spanish.certainty.value,
        "response": spanish.responses[0].value if spanish.responses else "",
        "headline": spanish.headline,
        "instruction": spanish.instruction,
        "description": spanish.description,
        "headline_en": english.headline if english else "",
        "instruction_en": english.instruction if english else "",
        "hours": 4,
    }
