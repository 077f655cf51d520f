"""People and roles: invite by e-mail, give and take roles, deactivate."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from sereno.doors import answers, shapes
from sereno.doors.guard import needs
from sereno.doors.town import frame, words
from sereno.kernel.errors import NotYours
from sereno.people import actions, queries
from sereno.people.rules import LIMITED, Ability
from sereno.vocabulary.words import Role

_HERE = "/town/people"
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
_GIVEN = (Role.OPERATOR, Role.SUPERVISOR, Role.CREW, Role.ANALYST, Role.ADMINISTRATOR)


class RoleForm(forms.Form):
    """A role to give, and the department it is limited to."""

    role = forms.ChoiceField(label=gettext_lazy("Role"))
    department = forms.ChoiceField(
        label=gettext_lazy("Sees only the incidents of"),
        required=False,
        help_text=gettext_lazy("For operators and supervisors; the others are not limited."),
    )

    def __init__(self, *args: Any, municipality: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["role"]
        choice.choices = [(role.value, words.role(role)) for role in _GIVEN]
        limit: Any = self.fields["department"]
        known = queries.departments(municipality)
        limit.choices = [("", _("All departments")), *((str(one.id), one.name) for one in known)]

    def clean(self) -> dict[str, Any]:
        """A limit on a role that has nothing to do with incidents is refused where it was chosen."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("department") and Role(given.get("role", Role.CREW)) not in LIMITED:
            self.add_error("department", _("Only operators and supervisors can be limited to a department."))
        return given

    def limit(self) -> int | None:
        """The department's id, None for all."""
        return int(self.cleaned_data["department"]) if self.cleaned_data["department"] else None


class InvitationForm(RoleForm):
    """Whom to invite, and as what."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    field_order = ("name", "email", "role", "department")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.RUN_TOWN)
def show(request: HttpRequest) -> HttpResponse:
    """Who works here as what, and the form that invites."""
    municipality, viewer = frame.municipality_of(request), answers.viewer_of(request)
    form = InvitationForm(request.POST or None, municipality=municipality)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        return frame.carry_out(
            request,
            lambda: actions.invite(
                municipality=municipality,
                email=given["email"],
                name=given["name"],
                role=Role(given["role"]),
                department=form.limit(),
                by=viewer.user,
                entrance=shapes.entrance(request),
            ),
            done=_("%(name)s is invited: a letter with the way in goes to %(email)s.") % given,
            then=_HERE,
        )
    entrance = shapes.entrance(request)
    context = {
        "people": queries.staff(viewer),
        "form": form,
        "entrance": entrance,
        "is_local": (urlsplit(entrance).hostname or "") in _THIS_MACHINE,
    }
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    return frame.page(request, "town/people.html", context, at=_HERE, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.RUN_TOWN)
def one(request: HttpRequest, ref: int) -> HttpResponse:
    """One person: the roles they hold, and the form that gives another."""
    municipality, viewer = frame.municipality_of(request), answers.viewer_of(request)
    try:
        person = queries.member(viewer, ref)
    except NotYours:
        return frame.missing(request)
    form = RoleForm(request.POST or None, municipality=municipality)
    if request.method == "POST" and form.is_valid():
        role = Role(form.cleaned_data["role"])
        return frame.carry_out(
            request,
            lambda: actions.give_role(
                user=ref, municipality=municipality, role=role, department=form.limit(), by=viewer.user
            ),
            done=_("The role is given."),
            then=f"{_HERE}/{ref}",
        )
    context = {"person": person, "form": form, "is_me": ref == viewer.user}
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    return frame.page(request, "town/person.html", context, at=_HERE, status=status)


@require_POST
@needs(Ability.RUN_TOWN)
def take(request: HttpRequest, ref: int) -> HttpResponse:
    """Take one role; whoever has none left is on the list no more."""
    municipality, viewer = frame.municipality_of(request), answers.viewer_of(request)
    given, limit = request.POST.get("role", ""), request.POST.get("department", "")
    if given not in set(Role) or (limit and not limit.isdecimal()):
        return frame.missing(request)
    department = int(limit) if limit else None
    here = f"{_HERE}/{ref}"
    try:
        left = len(queries.member(viewer, ref).held) - 1
    except NotYours:
        return frame.missing(request)
    return frame.carry_out(
        request,
        lambda: actions.take_role(
            user=ref, municipality=municipality, role=Role(given), department=department, by=viewer.user
        ),
        done=_("The role is taken away; within seconds it does nothing more. The history can give it back."),
        then=here if left else _HERE,
        refused=here,
    )


@require_POST
@needs(Ability.RUN_TOWN)
def set_active(request: HttpRequest, ref: int) -> HttpResponse:
    """Deactivate a person in this town, or take them back."""
    municipality, viewer = frame.municipality_of(request), answers.viewer_of(request)
    is_wanted = request.POST.get("active") == "yes"
    act = actions.readmit if is_wanted else actions.suspend
    return frame.carry_out(
        request,
        lambda: act(user=ref, municipality=municipality, by=viewer.user),
        done=_("Active again, with the same roles.") if is_wanted else _("Deactivated: the roles are kept."),
        then=f"{_HERE}/{ref}",
    )
