"""A request begins with the second wall closed and leaves it closed, whoever was served by this thread before."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from sereno.walls import openings as walls


def closed_at_first(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: no town's rows are open until a permission is established."""

    def answer_closed(request: HttpRequest) -> HttpResponse:
        with walls.closed():
            return answer(request)

    return answer_closed
