"""The public API: one document, the doors' routes, and refusals as problem documents."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import APIKeyCookie

from sereno.doors import alerts, answers, desk, insight, patrol, resident, town
from sereno.doors.intake import app as intake
from sereno.kernel.errors import FieldFault, Forbidden, Malformed, NotYours, Refusal
from sereno.people import queries as people
from sereno.people.rules import Viewer


class StaffSession(APIKeyCookie):
    """Staff are known by their session's cookie; what changes things also needs the page's CSRF token."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Viewer | None:
        """The viewer, kept on the request for the doors."""
        try:
            viewer = people.viewer_by_session(key) if key else None
        except NotYours:
            return None
        return answers.admit(request, viewer) if viewer is not None else None


api = NinjaAPI(
    title="Sereno",
    version="1",
    description="Report to your municipality and follow it; for staff: incidents, units and positions. "
    "Errors are problem documents (RFC 9457) in the language of `Accept-Language`. "
    "The live stream is `GET /live?after=CURSOR` (Server-Sent Events, resumed by `Last-Event-ID`).",
    docs_url="/docs",
    openapi_url="/openapi.json",
    auth=StaffSession(),
)
api.add_router("", intake.router)
api.add_router("", resident.router)
api.add_router("", desk.router)
api.add_router("", patrol.router)
api.add_router("", alerts.router)
api.add_router("", town.rules.router)
api.add_router("", insight.heat.router)


_WRAPPINGS = ("body", "asked")  # what the doors call the whole body, or the whole query; callers do not know them


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return answers.problem(refusal)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, invalid: ValidationError) -> HttpResponse:
    """Query, path and body faults found by the schema."""
    faults = [
        FieldFault(".".join(str(part) for part in error["loc"][1:] if part not in _WRAPPINGS), answers.sentence(error))
        for error in invalid.errors
    ]
    return answers.problem(Malformed(_("Some fields cannot be accepted."), faults=faults))


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return answers.unauthenticated()


@api.exception_handler(Http404)
def _absent(request: HttpRequest, error: Http404) -> HttpResponse:
    return answers.problem(NotYours())


@api.exception_handler(HttpError)
def _other(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework itself refuses: a body that is no JSON, a form of another site."""
    if error.status_code != 403:
        return answers.problem(Malformed(_("The body cannot be read.")))
    # The form is looked at before the session: whose session has ended, cookies and all, is to hear that.
    signed_in = StaffSession().authenticate(request, request.COOKIES.get(StaffSession.param_name))
    return answers.problem(Forbidden()) if signed_in else answers.unauthenticated()
