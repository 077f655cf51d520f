"""The past from files: what was taken in, files on their way, and the form that says how one is read."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sereno.analytics import actions, queries
from sereno.analytics.mapping import NEEDED, ROLES, Reading
from sereno.analytics.queries import FileView, Taxonomy
from sereno.analytics.rules import ENDINGS, KEEP_DAYS, FileState
from sereno.doors import answers
from sereno.doors.guard import needs
from sereno.doors.insight import frame, words
from sereno.incidents import queries as incidents
from sereno.kernel.errors import Malformed, NotYours
from sereno.people.rules import Ability
from sereno.vocabulary.words import Channel

_HERE = "/insight/history"
_WIDE, _HIGH = 160, 28


@require_safe
@needs(Ability.SEE_INSIGHT)
def show(request: HttpRequest) -> HttpResponse:
    """What is on record of the past, from which files, and the official counts beside it."""
    viewer = answers.viewer_of(request)
    may_import = bool(viewer.places(Ability.IMPORT_HISTORY))
    context = {
        "extent": queries.extent(viewer),
        "imports": [{"row": row, "reasons": _reasons(row.reasons)} for row in queries.imports(viewer)],
        "official": [_official(taxonomy) for taxonomy in queries.official_series(viewer)],
        "may_import": may_import,
        "files": queries.files(viewer) if may_import else [],
        "sources": queries.sources(viewer),
        "endings": ",".join(ENDINGS),
        "keep_days": KEEP_DAYS,
    }
    return frame.page(request, "insight/history.html", context, at=_HERE)


@require_POST
@needs(Ability.IMPORT_HISTORY)
def send(request: HttpRequest) -> HttpResponse:
    """A file comes in, to be looked at."""
    upload = request.FILES.get("file")
    sent: list[int] = []

    def act() -> None:
        if upload is None:
            raise Malformed(code="no-file")
        kept = actions.send(
            answers.viewer_of(request),
            municipality=frame.town_of(request).id,
            source=request.POST.get("source", "").strip(),
            file_name=str(upload.name),
            chunks=upload.chunks(),
        )
        sent.append(kept.pk)

    answer = frame.carry_out(request, act, then=_HERE)
    return HttpResponseRedirect(_at(sent[0])) if sent else answer


@require_safe
@needs(Ability.IMPORT_HISTORY)
def one(request: HttpRequest, ref: int) -> HttpResponse:
    """How a file stands: being read, looked at with its mapping, taken in, or refused with the reason."""
    try:
        file = queries.file(answers.viewer_of(request), ref)
    except NotYours:
        return frame.missing(request)
    context: dict[str, Any] = {"file": file, "reasons": _reasons(file.report.reasons), "here": _at(ref)}
    if file.state is FileState.LOOKED:
        context |= _mapping(file, municipality=frame.town_of(request).id)
    if file.state is FileState.REFUSED:
        context["refused"] = words.refused_file(file.report.refused)
    return frame.page(request, "insight/history_file.html", context, at=_HERE)


@require_safe
@needs(Ability.IMPORT_HISTORY)
def progress(request: HttpRequest, ref: int) -> HttpResponse:
    """How far it has come, for the page that waits."""
    try:
        file = queries.file(answers.viewer_of(request), ref)
    except NotYours:
        return answers.problem(NotYours())
    return answers.as_json({"state": file.state, "rows": file.rows_done, "of": file.rows_of})


@require_POST
@needs(Ability.IMPORT_HISTORY)
def read(request: HttpRequest, ref: int) -> HttpResponse:
    """The form's mapping, to be looked at."""
    viewer = answers.viewer_of(request)

    def act() -> None:
        file = queries.file(viewer, ref)
        actions.set_reading(viewer, ref=ref, reading=_typed(request.POST, file))

    return frame.carry_out(request, act, then=_at(ref))


@require_POST
@needs(Ability.IMPORT_HISTORY)
def take_in(request: HttpRequest, ref: int) -> HttpResponse:
    """Have it taken in as it was looked at."""
    return frame.carry_out(
        request, lambda: actions.ask_import(answers.viewer_of(request), ref=ref), then=_at(ref), refused=_at(ref)
    )


@require_POST
@needs(Ability.IMPORT_HISTORY)
def drop(request: HttpRequest, ref: int) -> HttpResponse:
    """Remove the file; what was taken in stays."""
    return frame.carry_out(
        request,
        lambda: actions.drop(answers.viewer_of(request), ref=ref),
        done=_("The file is removed. What was taken in of it stays."),
        then=_HERE,
        refused=_at(ref),
    )


@require_safe
@needs(Ability.IMPORT_HISTORY)
def set_aside(request: HttpRequest, ref: int) -> HttpResponse:
    """The rows that were set aside, each with its number and reason, as a file."""
    try:
        path, name = actions.fetch_rows_set_aside(answers.viewer_of(request), ref=ref)
    except NotYours:
        return frame.missing(request)
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    return answer  # type: ignore[return-value]  # sent piece by piece, which Django types apart


def _at(ref: int) -> str:
    return f"{_HERE}/files/{ref}"


def _reasons(counted: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(words.aside(reason), rows) for reason, rows in counted.items()]


def _official(taxonomy: Taxonomy) -> dict[str, Any]:
    """One list of offences, each with its course as the points of a line, its last month and the year before."""
    return {
        "source": taxonomy.source,
        "name": taxonomy.name,
        "first": taxonomy.first,
        "last": taxonomy.last,
        "series": [
            {
                "offence": series.offence,
                "course": _course([count for _month, count in series.months]),
                "month": series.last[0],
                "count": series.last[1],
                "before": series.year_before,
            }
            for series in taxonomy.offences
        ],
    }


def _course(counts: Sequence[int]) -> str:
    """A line from left to right in a picture of 160 by 28, from nought at the bottom."""
    step, scale = _WIDE / max(1, len(counts) - 1), (_HIGH - 2) / max(1, *counts)
    return " ".join(f"{number * step:.1f},{_HIGH - count * scale:.1f}" for number, count in enumerate(counts))


def _mapping(file: FileView, *, municipality: int) -> dict[str, Any]:
    """Everything the form of the mapping needs."""
    known = file.reading
    language = (get_language() or "es").split("-")[0]
    categories = incidents.offered_categories(municipality)
    without = sum(rows for word, rows in file.report.types.items() if not known.categories.get(word))
    return {
        "roles": [
            {
                "name": role,
                "title": words.role(role)[0],
                "hint": words.role(role)[1],
                "needed": role in NEEDED,
                "column": known.columns.get(role, ""),
                "sample": file.report.sample.get(known.columns.get(role, ""), ""),
                "fault": next((words.fault(one) for one in file.report.faults if one.field == f"columns.{role}"), ""),
            }
            for role in ROLES
        ],
        "time_format": known.time_format,
        "types": _chosen(file.report.types, known.categories),
        "without_category": without,
        "categories": [
            (code, one.names.get(language) or one.names.get("es") or code) for code, one in categories.items()
        ],
        "ways": _chosen(file.report.channels, known.channels),
        "channels": [(channel.value, words.channel(channel)) for channel in Channel if channel is not Channel.PEER],
        "examples": [
            {
                "row": one.row,
                "reason": words.aside(one.reason),
                "values": [(words.role(role)[0], value) for role, value in one.values.items()],
            }
            for one in file.report.examples
        ],
        "usable": file.report.rows is not None,
        "faults": [(words.subject(one), words.fault(one)) for one in file.report.faults],
    }


def _chosen(counted: Mapping[str, int], known: Mapping[str, str]) -> list[dict[str, Any]]:
    """The source's words with their rows and what they are mapped to, numbered as the form names their fields."""
    return [
        {"number": number, "word": word, "rows": rows, "chosen": known.get(word, "")}
        for number, (word, rows) in enumerate(counted.items())
    ]


def _typed(post: Mapping[str, str], file: FileView) -> Reading:
    """The mapping as the form has it; words that the form did not show stay as they were."""
    return Reading(
        columns={role: column for role in ROLES if (column := post.get(f"column-{role}", ""))},
        time_format=post.get("time_format", "").strip()[:200],
        categories={**file.reading.categories, **_answers(post, "category", file.report.types)},
        channels={**file.reading.channels, **_answers(post, "channel", file.report.channels)},
    )


def _answers(post: Mapping[str, str], field: str, counted: Mapping[str, int]) -> dict[str, str]:
    return {word: post[f"{field}-{number}"] for number, word in enumerate(counted) if f"{field}-{number}" in post}
