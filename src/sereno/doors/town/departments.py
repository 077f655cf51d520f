"""The departments: what each has open, who works there; add, rename, close."""

from http import HTTPStatus

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from sereno.administration import actions as administration
from sereno.administration import queries as configured
from sereno.doors import answers
from sereno.doors.guard import needs
from sereno.doors.town import frame, words
from sereno.incidents import figures
from sereno.kernel.errors import NotYours
from sereno.people import actions, queries
from sereno.people.rules import Ability

_HERE = "/town/departments"


class DepartmentForm(forms.Form):
    """What a department is called."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.RUN_TOWN)
def show(request: HttpRequest) -> HttpResponse:
    """The departments with what each has open, and the form that adds one."""
    municipality = frame.municipality_of(request)
    form = DepartmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        code = _free_code(name, municipality)
        by = answers.viewer_of(request).user
        return frame.carry_out(
            request,
            lambda: actions.ensure_department(municipality=municipality, code=code, name=name, by=by),
            done=_("%(name)s takes reports from now on. Invite its people, and say in the rules what it receives.")
            % {"name": name},
            then=f"{_HERE}/{code}",
        )
    opened, limited = figures.open_by_department(municipality), queries.limited_to(municipality)
    known = queries.every_department(municipality)
    context = {
        "rows": [
            {"department": one, "open": opened.get(one.id, 0), "people": limited.get(one.id, 0)}
            for one in known
            if not one.closed
        ],
        "closed": [one for one in known if one.closed],
        "form": form,
    }
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    return frame.page(request, "town/departments.html", context, at=_HERE, status=status)


def _free_code(name: str, municipality: int) -> str:
    """A code made of the name that no department has."""
    taken = {known.code for known in queries.every_department(municipality)}
    wished = slugify(name)[:50].strip("-_").replace("_", "-") or "departamento"
    number = 2
    code = wished
    while code in taken:
        code, number = f"{wished}-{number}", number + 1
    return code


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Ability.RUN_TOWN)
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One department: its figures, its people, its name; renaming a closed one opens it again."""
    municipality = frame.municipality_of(request)
    try:
        known = queries.department_by_code(municipality, code)
    except NotYours:
        return frame.missing(request)
    form = DepartmentForm(request.POST or None, initial={"name": known.name})
    if request.method == "POST" and form.is_valid():
        name, by = form.cleaned_data["name"], answers.viewer_of(request).user
        return frame.carry_out(
            request,
            lambda: actions.ensure_department(municipality=municipality, code=code, name=name, by=by),
            done=_("Saved."),
            then=f"{_HERE}/{code}",
        )
    people = queries.staff(answers.viewer_of(request))
    context = {
        "department": known,
        "figures": figures.department_figures(municipality, known.id),
        "people": [person for person in people if any(held.department == known for held in person.held)],
        "needed_by": words.needed(configured.needed_by(municipality, kind="department", code=code)),
        "form": form,
    }
    status = HTTPStatus.BAD_REQUEST if form.errors else HTTPStatus.OK
    return frame.page(request, "town/department.html", context, at=_HERE, status=status)


@require_POST
@needs(Ability.RUN_TOWN)
def close(request: HttpRequest, code: str) -> HttpResponse:
    """A department takes no more reports."""
    municipality, by = frame.municipality_of(request), answers.viewer_of(request).user
    return frame.carry_out(
        request,
        lambda: administration.close_department(municipality=municipality, code=code, by=by),
        done=_("The department is closed. What it did stays; the history can open it again."),
        then=_HERE,
        refused=f"{_HERE}/{code}",
    )
