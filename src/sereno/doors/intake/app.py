"""The channel of our own app and of any client of the public API: `POST /api/v1/reports`."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Router
from pydantic import ValidationError

from sereno.doors import answers, shapes, uploads
from sereno.doors.schemas import ContactIn, ProblemOut, ReceiptOut, ReportIn
from sereno.incidents import intake
from sereno.incidents import queries as incidents
from sereno.kernel import ids
from sereno.people import queries as people
from sereno.places import queries as places
from sereno.vocabulary.words import Channel, Stage

router = Router(tags=["reports"])

_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": ReportIn.model_json_schema(ref_template="#/components/schemas/{model}")},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["category", "lon", "lat"],
                    "properties": {
                        **{
                            name: {"type": kind}
                            for name, kind in {
                                "id": "string",
                                "category": "string",
                                "lon": "number",
                                "lat": "number",
                                "accuracy_m": "number",
                                "text": "string",
                                "occurred_at": "string",
                                "sent_at": "string",
                                "anonymous": "boolean",
                                "contact_name": "string",
                                "contact_phone": "string",
                                "contact_email": "string",
                            }.items()
                        },
                        "media": {"type": "array", "items": {"type": "string", "format": "binary"}},
                    },
                }
            },
        },
    },
    "parameters": [
        {"in": "header", "name": "Idempotency-Key", "required": False, "schema": {"type": "string", "maxLength": 200}}
    ],
}


@router.post(
    "/reports",
    auth=None,
    openapi_extra=_BODY,
    response={201: ReceiptOut, 400: ProblemOut, 422: ProblemOut},
    summary="Report something",
)
def create_report(request: HttpRequest) -> HttpResponse:
    """Take a report in. The same `id` (or `Idempotency-Key`) again gives the first answer and stores nothing."""
    sent, files = read_body(request)
    key = request.headers.get("Idempotency-Key") or sent.id
    receipt = submit(request, sent, files, report=ids.from_key(key) if key else ids.uuid7())
    headers = {"Idempotent-Replayed": "true"} if receipt.repeated else None
    return answers.as_json(receipt_shape(request, receipt), status=201, headers=headers)


def submit(request: HttpRequest, sent: ReportIn, files: list[uploads.Upload], *, report: UUID) -> intake.Receipt:
    """Hand a parsed report in, then its media; each exactly once however often it is sent."""
    uploads.refuse_bad_files(files, municipality=None)
    receipt = intake.receive(
        intake.Submission(
            id=report,
            category=sent.category,
            lon=sent.lon,
            lat=sent.lat,
            channel=Channel.APP,
            accuracy_m=sent.accuracy_m,
            text=sent.text,
            occurred_at=sent.occurred_at,
            sent_at=sent.sent_at,
            anonymous=sent.anonymous,
            reporter=_account(request),
            contact_name=sent.contact.name,
            contact_phone=sent.contact.phone,
            contact_email=sent.contact.email,
            language=(sent.language or get_language() or "es")[:2],
            simulated=_is_simulated(request),
        )
    )
    if files:
        stored = incidents.access_report(receipt.report)
        uploads.attach_files(stored.incident, files, base=report, by=stored.reporter_id, report=stored)
    return receipt


def read_body(request: HttpRequest) -> tuple[ReportIn, list[uploads.Upload]]:
    """The report and its files, from JSON or from a form."""
    try:
        if request.content_type == "application/json":
            return ReportIn.model_validate_json(request.body), []
        fields: dict[str, Any] = {name: value for name, value in request.POST.items() if value != ""}
        contact = ContactIn(
            name=fields.pop("contact_name", fields.pop("name", "")),
            phone=fields.pop("contact_phone", fields.pop("phone", "")),
            email=fields.pop("contact_email", fields.pop("email", "")),
        )
        sent = ReportIn.model_validate({**_placed(fields), "contact": contact})
    except ValidationError as invalid:
        raise answers.malformed(invalid) from invalid
    return sent, request.FILES.getlist("media")


def _placed(fields: dict[str, Any]) -> dict[str, Any]:
    """A form sent without any script says the place in words: the best match of the address index is meant."""
    address = str(fields.get("address", ""))[:120]
    if not address or "lon" in fields:
        return fields
    found = places.search_addresses(address, near=None)
    return {**fields, "lon": found[0].lon, "lat": found[0].lat} if found else fields


def receipt_shape(request: HttpRequest, receipt: intake.Receipt) -> dict[str, Any]:
    """What the sender keeps."""
    town = places.town(receipt.municipality)
    department = people.department(town.id, receipt.department)
    token = shapes.follow_token(receipt.report)
    return {
        "id": receipt.report,
        "number": f"{town.prefix}-{receipt.incident}",
        "municipality": {"code": town.code, "name": town.name},
        "department": {"code": department.code, "name": department.name},
        "status": Stage.NEW.value,  # a repeat gives the first answer
        "follow": shapes.absolute(request, f"/api/v1/reports/{token}"),
        "page": shapes.absolute(request, f"/r/{token}"),
    }


def _account(request: HttpRequest) -> int | None:
    """The signed-in person, only when the request came from our own pages: another site cannot report in their name."""
    if request.headers.get("Sec-Fetch-Site") != "same-origin":
        return None
    return request.user.pk if request.user.is_authenticated else None


def _is_simulated(request: HttpRequest) -> bool:
    return bool(settings.DEMO) and request.headers.get("X-Sereno-Simulated") == "1"
