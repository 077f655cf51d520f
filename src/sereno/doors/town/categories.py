"""The categories as a tree: add, change, move, retire."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import msgspec
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sereno.administration import actions as administration
from sereno.administration import queries as configured
from sereno.doors import answers
from sereno.doors.guard import needs
from sereno.doors.town import frame, words
from sereno.incidents import categories as actions
from sereno.incidents import queries
from sereno.incidents.catalogue import CategorySetting, Offence
from sereno.incidents.queries import CategoryView
from sereno.kernel.errors import NotYours
from sereno.people.rules import Ability

_HERE = "/town/categories"
ICONS = (
    "robbery-in-progress", "violence", "domestic-violence", "medical", "fire", "crash", "burglary", "vehicle-theft",
    "suspicious", "drugs", "noise", "street-drinking", "bad-parking", "racing", "abandoned-vehicle", "street-trade",
    "fallen-tree", "street-light", "pothole", "rubbish", "animal", "vulnerable", "complaint", "warning", "flag", "bolt",
    "building", "home", "car", "motorbike", "bicycle", "foot", "users", "phone", "camera", "shield", "mask", "info",
)  # fmt: skip


def _groups() -> dict[str, str]:
    return {
        "crime": _("Crime"),
        "emergency": _("Emergencies"),
        "order": _("Living together"),
        "traffic": _("Traffic"),
        "people": _("People and animals"),
        "streets": _("Streets and lights"),
        "other": _("Other"),
    }


class CategoryForm(forms.Form):
    """A category as an administrator fills it in."""

    name_es = forms.CharField(label=gettext_lazy("Name in Spanish"), max_length=80)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=80, required=False)
    name_pt = forms.CharField(label=gettext_lazy("Name in Portuguese"), max_length=80, required=False)
    parent = forms.ChoiceField(label=gettext_lazy("Stands under"), required=False)
    group = forms.ChoiceField(label=gettext_lazy("Group"))
    priority = forms.TypedChoiceField(label=gettext_lazy("Priority"), coerce=int)
    seen = forms.ChoiceField(label=gettext_lazy("Who may see it"))
    emergency = forms.BooleanField(
        label=gettext_lazy("It is an emergency: shown first, with the numbers to call"), required=False
    )
    icon = forms.ChoiceField(label=gettext_lazy("Icon"), choices=[(name, name) for name in ICONS])
    playbook = forms.CharField(
        label=gettext_lazy("Playbook"),
        max_length=4000,
        required=False,
        widget=forms.Textarea,
        help_text=gettext_lazy("What the desk does, a step on each line."),
    )

    def __init__(self, *args: Any, parents: Sequence[tuple[str, str]], group: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["parent"].choices = [("", _("Nothing: it stands at the top")), *parents]
        groups = _groups()
        fields["group"].choices = list({**groups, **({group: groups.get(group, group)} if group else {})}.items())
        fields["priority"].choices = [
            (1, _("P1: life at risk or offender present")),
            (2, _("P2: just happened, or the risk grows")),
            (3, _("P3: a nuisance now")),
            (4, _("P4: can wait")),
        ]
        fields["seen"].choices = [
            ("residents", _("Residents choose it, and the staff sees it")),
            ("confidential", _("Residents choose it; on the map only for those who read incidents")),
            ("staff", _("Only the desk chooses it")),
            ("staff-confidential", _("Only the desk chooses it; on the map only for those who read incidents")),
        ]

    def setting(self, code: str, offences: Sequence[Offence]) -> CategorySetting:
        """What was filled in."""
        given = self.cleaned_data
        names = {language: given[f"name_{language}"] for language in ("es", "en", "pt") if given[f"name_{language}"]}
        return CategorySetting(
            code=code,
            names=names,
            group=given["group"],
            icon=given["icon"],
            priority=given["priority"],
            emergency=given["emergency"],
            reportable=not given["seen"].startswith("staff"),
            confidential=given["seen"].endswith("confidential"),
            parent=given["parent"],
            offences=tuple(offences),
            playbook=given["playbook"].replace("\r\n", "\n").strip(),
        )


class OffenceForm(forms.Form):
    """What the category is called in one version of a taxonomy; a row without a name is left out."""

    taxonomy = forms.CharField(label=gettext_lazy("Taxonomy"), max_length=60, required=False)
    code = forms.CharField(label=gettext_lazy("Offence"), max_length=120, required=False)
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(
        label=gettext_lazy("Until before"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    to_verify = forms.BooleanField(label=gettext_lazy("To be verified"), required=False)

    def clean(self) -> dict[str, Any]:
        """Both names or none, and dates in order."""
        given: dict[str, Any] = super().clean() or {}
        if bool(given.get("taxonomy")) != bool(given.get("code")):
            self.add_error("taxonomy" if given.get("code") else "code", _("Say both the taxonomy and the offence."))
        if given.get("since") and given.get("until") and given["since"] >= given["until"]:
            self.add_error("until", _("It must end after it begins."))
        return given


_Offences = forms.formset_factory(OffenceForm, extra=2)


@require_safe
@needs(Ability.RUN_TOWN)
def show(request: HttpRequest) -> HttpResponse:
    """The tree."""
    municipality = frame.municipality_of(request)
    used = queries.categories_in_order(municipality)
    retired = [known for known in queries.categories(municipality).values() if known.retired]
    return frame.page(request, "town/categories.html", {"rows": _tree(used), "retired": retired}, at=_HERE)


def _tree(used: Sequence[CategoryView], *, under: str = "", depth: int = 0) -> list[dict[str, Any]]:
    """The categories in order, each followed by those that stand under it."""
    rows: list[dict[str, Any]] = []
    beside = [known for known in used if known.parent == under]
    for number, known in enumerate(beside):
        edge = {"is_first": number == 0, "is_last": number == len(beside) - 1}
        rows.append({"category": known, "depth": depth, **edge})
        rows += _tree(used, under=known.code, depth=depth + 1)
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.RUN_TOWN)
def new(request: HttpRequest) -> HttpResponse:
    """The form for a category that is not there yet."""
    municipality = frame.municipality_of(request)
    under = request.GET.get("under", "")
    begun = {"parent": under, "priority": 3, "group": "order", "seen": "residents", "icon": "warning"}
    return _edit(request, municipality, None, begun)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.RUN_TOWN)
def one(request: HttpRequest, code: str) -> HttpResponse:
    """The form of one category."""
    municipality = frame.municipality_of(request)
    try:
        known = queries.category(municipality, code)
    except NotYours:
        return frame.missing(request)
    return _edit(request, municipality, known, _begun(known))


def _begun(known: CategoryView) -> dict[str, Any]:
    is_offered = known.reportable or known.retired
    return {
        **{f"name_{language}": name for language, name in known.names.items()},
        "parent": known.parent,
        "group": known.group,
        "priority": known.priority,
        "seen": ("confidential" if is_offered else "staff-confidential")
        if known.confidential
        else ("residents" if is_offered else "staff"),
        "emergency": known.emergency,
        "icon": known.icon,
        "playbook": known.playbook,
    }


def _edit(
    request: HttpRequest, municipality: int, known: CategoryView | None, begun: Mapping[str, Any]
) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    used = queries.categories_in_order(municipality)
    parents = [(other.code, other.name) for other in used if known is None or other.code != known.code]
    form = CategoryForm(posted, initial=begun, parents=parents, group=known.group if known else "")
    rows = [msgspec.structs.asdict(offence) for offence in known.offences] if known else []
    offences = _Offences(posted, initial=rows, prefix="offence")
    if posted is not None and form.is_valid() and offences.is_valid():
        setting = form.setting(known.code if known else _free_code(form, municipality), _filled_in(offences))
        by = answers.viewer_of(request).user
        return frame.carry_out(
            request,
            lambda: actions.put_category(setting, municipality=municipality, by=by),
            done=_("Saved. Residents and the desk see it within seconds."),
            then=_HERE,
            refused=request.path,
        )
    context = {
        "category": known,
        "form": form,
        "offences": offences,
        "icons": ICONS,
        "needed_by": words.needed(configured.needed_by(municipality, kind="category", code=known.code))
        if known
        else "",
    }
    status = HTTPStatus.BAD_REQUEST if posted is not None else HTTPStatus.OK
    return frame.page(request, "town/category.html", context, at=_HERE, status=status)


def _filled_in(offences: Any) -> list[Offence]:
    return [
        Offence(
            taxonomy=row["taxonomy"],
            code=row["code"],
            since=row["since"],
            until=row["until"],
            to_verify=row["to_verify"],
        )
        for row in offences.cleaned_data
        if row.get("taxonomy")
    ]


def _free_code(form: CategoryForm, municipality: int) -> str:
    taken = {*queries.categories(municipality), "new"}  # that one is the address of the empty form
    wished = slugify(form.cleaned_data["name_en"] or form.cleaned_data["name_es"])[:50].strip("-_").replace("_", "-")
    code, number = wished or "categoria", 2
    while code in taken:
        code, number = f"{wished or 'categoria'}-{number}", number + 1
    return code


@require_POST
@needs(Ability.RUN_TOWN)
def move(request: HttpRequest, code: str) -> HttpResponse:
    """One place up or down among those that stand beside it."""
    municipality, by = frame.municipality_of(request), answers.viewer_of(request).user
    used = queries.categories_in_order(municipality)
    moved = next((known for known in used if known.code == code), None)
    if moved is None:
        return frame.missing(request)
    beside = [known.code for known in used if known.parent == moved.parent]
    here = beside.index(code)
    there = here + (-1 if request.POST.get("to") == "up" else 1)
    order = [known.code for known in used]
    if 0 <= there < len(beside):
        first, second = order.index(code), order.index(beside[there])
        order[first], order[second] = order[second], order[first]
    return frame.carry_out(
        request,
        lambda: actions.order_categories(order, municipality=municipality, by=by),
        done=_("Moved."),
        then=f"{_HERE}#{code}",
    )


@require_POST
@needs(Ability.RUN_TOWN)
def retire(request: HttpRequest, code: str) -> HttpResponse:
    """A category is offered to nobody any more."""
    municipality, by = frame.municipality_of(request), answers.viewer_of(request).user
    return frame.carry_out(
        request,
        lambda: administration.retire_category(municipality=municipality, code=code, by=by),
        done=_("It is offered no more; incidents that have it keep it."),
        then=_HERE,
        refused=f"{_HERE}/{code}",
    )
