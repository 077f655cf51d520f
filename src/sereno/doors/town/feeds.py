"""How alerts are exchanged with others: as whom the town speaks, whose feeds it reads, and how reading them goes."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from sereno.alerts import feeds
from sereno.alerts import queries as alerts
from sereno.doors import answers
from sereno.doors.guard import needs
from sereno.doors.town import alert_words, frame
from sereno.people.rules import Ability
from sereno.places import actions
from sereno.places import queries as places
from sereno.places.policies import AlertFeeds, Alerts, PolicyValue

_HERE = "/town/alerts/settings"
_EMPTY_ROWS = 2


class SpeakingForm(forms.Form):
    """As whom the town speaks, and how long what names no end is shown."""

    sender = forms.RegexField(
        r"^[^\s,<&]{0,100}$",
        label=gettext_lazy("Our name for programs (CAP sender)"),
        required=False,
        help_text=gettext_lazy("By it other services recognise our alerts; usually an e-mail address of the town."),
        error_messages={"invalid": gettext_lazy("Without spaces, commas, < and &.")},
    )
    hours_without_end = forms.IntegerField(
        label=gettext_lazy("Hours for which an alert of others is shown that names no end"),
        min_value=1,
        max_value=336,
    )


class FeedForm(forms.Form):
    """The address of a feed; an empty row is left out."""

    address = forms.CharField(
        label=gettext_lazy("Address of the feed"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false", "placeholder": "https://"}),
    )

    def clean_address(self) -> str:
        """Only what will be asked: https, without a user and password in it."""
        said: str = self.cleaned_data["address"].strip()
        if said and not feeds.may_read(said):
            raise ValidationError(_("Only addresses that begin with https:// are read, without user and password."))
        return said


class _EachOnce(forms.BaseFormSet):  # type: ignore[type-arg]  # generic only for the type checker
    def clean(self) -> None:
        """The same feed twice would be asked twice."""
        seen: set[str] = set()
        for form in self.forms:
            said = form.cleaned_data.get("address", "") if form.is_valid() else ""
            if said and said in seen:
                form.add_error("address", _("This address is already in the list."))
            seen.add(said)


_Feeds = forms.formset_factory(FeedForm, formset=_EachOnce, extra=_EMPTY_ROWS, max_num=50)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.RUN_TOWN)
def show(request: HttpRequest) -> HttpResponse:
    """Both policies in one form; beside each feed, when it was read and what went wrong."""
    municipality = frame.municipality_of(request)
    speaking = places.policy(Alerts, municipality=municipality)
    reading = places.policy(AlertFeeds, municipality=municipality)
    posted = request.POST if request.method == "POST" else None
    begun = {"sender": speaking.sender, "hours_without_end": speaking.hours_without_end}
    form = SpeakingForm(posted, initial=begun)
    formset = _Feeds(posted, initial=[{"address": address} for address in reading.addresses], prefix="feed")
    if posted is not None and form.is_valid() and formset.is_valid():
        addresses = tuple(row["address"] for row in formset.cleaned_data if row.get("address"))
        return _save(request, Alerts(**form.cleaned_data), AlertFeeds(addresses=addresses))
    known = {feed.address: feed for feed in alerts.feeds_of(answers.viewer_of(request))}
    here = places.town(municipality)
    context = {
        "form": form,
        "formset": formset,
        "rows": [(row, _standing(known.get(str(row["address"].value() or "")))) for row in formset],
        "without_sender": f"{here.code}@sereno.invalid",
    }
    status = HTTPStatus.BAD_REQUEST if posted is not None else HTTPStatus.OK
    return frame.page(request, "town/alert_settings.html", context, at="/town/alerts", status=status)


def _save(request: HttpRequest, *wanted: PolicyValue) -> HttpResponse:
    municipality, by = frame.municipality_of(request), answers.viewer_of(request).user
    changed = [one for one in wanted if one != places.policy(type(one), municipality=municipality)]

    def act() -> None:
        for one in changed:
            actions.set_policy(one, municipality=municipality, by=by)

    done = _("Saved. New feeds are read within a minute.") if changed else _("Nothing was changed.")
    return frame.carry_out(request, act, done=done, then=_HERE)


def _standing(feed: alerts.FeedView | None) -> dict[str, Any] | None:
    """How reading a feed goes, in words; None for a row that is no feed yet."""
    if feed is None:
        return None
    return {"feed": feed, "trouble": alert_words.trouble(feed.trouble, detail=feed.detail)}
