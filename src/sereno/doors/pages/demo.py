"""The demo's one-click entry: only where the installation is a demo."""

import hmac
from http import HTTPStatus
from pathlib import Path

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from sereno.people import queries as people

_PAGES = {
    "resident": "/report",
    "operator": "/desk",
    "crew": "/patrol",
    "analyst": "/insight",
    "administrator": "/town",
}
VISITOR = "visita@demo.invalid"
_BACKEND = "django.contrib.auth.backends.ModelBackend"


@csrf_exempt  # a visitor of the demo has nothing that another site could take
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in as the demo's visitor, who has every role, and go to the page of the role chosen."""
    if not settings.DEMO:
        raise Http404
    role = request.POST.get("role", "")
    if role == "simulated":
        return _enter_simulated(request)
    if role not in _PAGES:
        raise Http404
    if role != "resident" and not request.user.is_authenticated:
        login(request, people.account(VISITOR), backend=_BACKEND)
    return HttpResponseRedirect(_PAGES[role])


def _enter_simulated(request: HttpRequest) -> HttpResponse:
    """The living town's own people sign in with the key that the demo wrote into its data folder."""
    key_file = Path(settings.DATA_DIR) / "life_key"
    key = key_file.read_text().strip() if key_file.exists() else ""
    if not key or not hmac.compare_digest(key, request.headers.get("X-Sereno-Life", "")):
        raise Http404
    user = people.account(request.POST.get("email", ""))
    if not user.simulated:
        raise Http404
    login(request, user, backend=_BACKEND)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)
