"""The form of a treaty: what the administrator types, checked field by field; the key of a service is never shown."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sereno.federation.dossier import Part
from sereno.federation.lines import LineView
from sereno.federation.rules import Treaty
from sereno.incidents import queries as incidents

WIDEST_M = 150
_HERE, _SERENO, _OPEN311 = "here", "sereno", "open311"


class _Address(forms.CharField):
    """Where a service is; which names resolve is known only when it is called."""

    def clean(self, value: Any) -> str:
        said = str(super().clean(value)).rstrip("/")
        if said and (urlsplit(said).scheme not in ("https", "http") or not urlsplit(said).hostname):
            raise forms.ValidationError(_("Write the whole address, beginning with https://."))
        return said


class TreatyForm(forms.Form):
    """What is agreed with one neighbour, and how what is handed over reaches it."""

    handover = forms.BooleanField(required=False)
    categories = forms.CharField(required=False, max_length=2000)
    withhold_contact = forms.BooleanField(required=False)
    withhold_words = forms.BooleanField(required=False)
    withhold_conversation = forms.BooleanField(required=False)
    withhold_media = forms.BooleanField(required=False)
    border_m = forms.IntegerField(min_value=0, max_value=WIDEST_M)
    units = forms.BooleanField(required=False)
    way = forms.ChoiceField(
        choices=[
            (_HERE, gettext_lazy("Served on this installation")),
            (_SERENO, gettext_lazy("Another Sereno installation")),
            (_OPEN311, gettext_lazy("An Open311 service")),
        ]
    )
    installation = _Address(required=False, max_length=300)
    open311 = _Address(required=False, max_length=300)
    open311_jurisdiction = forms.CharField(required=False, max_length=200)
    open311_key = forms.CharField(required=False, max_length=200)
    open311_services = forms.CharField(required=False, max_length=20_000)

    def __init__(self, *given: Any, municipality: int | None = None, **named: Any) -> None:
        super().__init__(*given, **named)
        self._municipality = municipality

    def clean_categories(self) -> tuple[str, ...]:
        """Codes of our categories, each of them known."""
        codes = tuple(filter(None, (code.strip() for code in self.cleaned_data["categories"].split(","))))
        self._require_known(codes)
        return codes

    def clean_open311_services(self) -> dict[str, str]:
        """One category on each line, and what it is called there."""
        services = {}
        for line in filter(str.strip, self.cleaned_data["open311_services"].splitlines()):
            ours, sign, theirs = (part.strip() for part in line.partition("="))
            if not sign or not ours or not theirs:
                raise forms.ValidationError(
                    _("“%(line)s” is no line of the form: our code = their code.") % {"line": line}
                )
            services[ours] = theirs
        self._require_known(services)
        return services

    def _require_known(self, codes: Iterable[str]) -> None:
        known = incidents.categories(self._municipality) if self._municipality is not None else {}
        unknown = [code for code in codes if code not in known]
        if unknown:
            raise forms.ValidationError(_("Not a type of ours: %(codes)s") % {"codes": ", ".join(unknown)})

    def clean(self) -> dict[str, Any]:
        """Whichever way is chosen has its address; addresses of the other ways are left aside."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        field = {_SERENO: "installation", _OPEN311: "open311"}.get(given.get("way", ""))
        if field and not given.get(field) and field not in self.errors:
            self.add_error(field, _("Say at which address this town can be reached."))
        return given

    def treaty(self) -> Treaty:
        """The treaty it says."""
        given = self.cleaned_data
        is_open311 = given["way"] == _OPEN311
        return Treaty(
            handover=given["handover"],
            categories=given["categories"],
            withhold=tuple(part for part in Part if given[f"withhold_{part.value}"]),
            border_m=given["border_m"],
            units=given["units"],
            installation=given["installation"] if given["way"] == _SERENO else "",
            open311=given["open311"] if is_open311 else "",
            open311_jurisdiction=given["open311_jurisdiction"] if is_open311 else "",
            open311_services=given["open311_services"] if is_open311 else {},
        )


def form_of(line: LineView) -> TreatyForm:
    """The form as the treaty in force fills it, or as one begins."""
    treaty = line.treaty or Treaty()
    way = _OPEN311 if treaty.open311 else _SERENO if treaty.installation or not line.served_here else _HERE
    return TreatyForm(
        prefix=line.code,
        initial={
            "handover": treaty.handover,
            "categories": ", ".join(treaty.categories),
            **{f"withhold_{part.value}": part in treaty.withhold for part in Part},
            "border_m": treaty.border_m,
            "units": treaty.units,
            "way": way,
            "installation": treaty.installation,
            "open311": treaty.open311,
            "open311_jurisdiction": treaty.open311_jurisdiction,
            "open311_services": "\n".join(f"{ours} = {theirs}" for ours, theirs in treaty.open311_services.items()),
        },
    )
