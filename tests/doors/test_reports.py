"""The public API for reporting, as `/api/v1/docs` promises it."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.test import Client
from PIL import Image

from sereno.incidents.models import Incident, Report
from sereno.media.models import Medium
from tests.town import FIELD, MARKET, PLAZA, SEA, Cast

BODY = {"category": "noise", "lon": PLAZA[0], "lat": PLAZA[1], "text": "Música fuerte", "accuracy_m": 12.5}


def photo(side: int = 64) -> io.BytesIO:
    """A photo with the place it was taken written inside, as phones do."""
    file = io.BytesIO()
    picture = Image.new("RGB", (side, side), "teal")
    exif = picture.getexif()
    exif[0x010F] = "SecretPhone"
    exif.get_ifd(0x8825)[1] = "S"
    picture.save(file, "JPEG", exif=exif)
    file.name = "street.jpg"
    file.seek(0)
    return file


def path_of(url: str) -> str:
    return urlsplit(url).path


def post(client: Client, body: object, **headers: str) -> object:
    return client.post("/api/v1/reports", json.dumps(body), "application/json", headers=headers)


def test_the_towns_and_what_can_be_reported_are_told_to_everybody(town: Cast) -> None:
    towns = Client().get("/api/v1/municipalities").json()
    categories = Client().get("/api/v1/categories").json()

    assert [known["code"] for known in towns] == ["villa-sereno", "los-aromos"]
    assert towns[0]["centre"] == {"lon": PLAZA[0], "lat": PLAZA[1]}
    assert categories[0]["emergency"] is True
    assert set(categories[0]) == {"code", "name", "group", "icon", "priority", "emergency"}


def test_a_report_is_answered_with_all_the_sender_needs(town: Cast) -> None:
    answer = post(Client(), {**BODY, "id": str(uuid4())})

    told = answer.json()
    assert answer.status_code == 201
    assert set(told) == {"id", "number", "municipality", "department", "status", "follow", "page"}
    assert told["municipality"]["code"] == "villa-sereno"
    assert told["department"] == {"code": "inspeccion", "name": "Inspección"}
    assert told["number"] == f"VS-{Incident.objects.get().pk}"


@pytest.mark.parametrize("by", ["id", "key", "any text as key"])
def test_a_repeat_gets_the_first_answer(town: Cast, by: str) -> None:
    ref = str(uuid4())
    body = {**BODY, "id": ref} if by == "id" else BODY
    headers = {"idempotency-key": ref if by == "key" else "pedido número 7"} if by != "id" else {}

    first, again = post(Client(), body, **headers), post(Client(), body, **headers)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert Report.objects.count() == 1


def test_the_follow_link_tells_how_it_stands_and_takes_messages(town: Cast, react: Callable[[], None]) -> None:
    follow = path_of(post(Client(), BODY).json()["follow"])
    react()

    message = {"id": str(uuid4()), "text": "Siguen"}
    said = [Client().post(f"{follow}/messages", json.dumps(message), "application/json") for _ in range(2)]
    state = Client().get(follow).json()

    assert [answer.status_code for answer in said] == [201, 201]
    assert state["status"] == "new"
    assert state["moments"]["received_at"].endswith("Z")
    assert [(m["from"], m["text"]) for m in state["messages"]] == [("reporter", "Siguen")]
    assert [notice["kind"] for notice in state["notices"]] == ["received"]


def test_a_browser_on_the_follow_link_is_taken_to_the_page(town: Cast) -> None:
    answer = post(Client(), BODY).json()

    taken = Client().get(path_of(answer["follow"]), headers={"accept": "text/html,*/*"})

    assert (taken.status_code, taken.headers["Location"]) == (302, path_of(answer["page"]))


@pytest.mark.parametrize("token", ["x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"])
def test_a_made_up_follow_link_is_not_found(town: Cast, token: str) -> None:
    answer = Client().get(f"/api/v1/reports/{token}")

    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_photos_arrive_with_the_report_once_and_lose_what_they_knew(town: Cast, react: Callable[[], None]) -> None:
    ref = str(uuid4())
    answers = [
        Client().post("/api/v1/reports", {**{k: str(v) for k, v in BODY.items()}, "id": ref, "media": photo()})
        for _ in range(2)
    ]
    react()

    state = Client().get(path_of(answers[0].json()["follow"])).json()
    assert [answer.status_code for answer in answers] == [201, 201]
    assert Medium.objects.count() == 1
    assert state["media"][0]["ready"] is True
    shown = b"".join(Client().get(state["media"][0]["url"]))
    assert b"SecretPhone" not in shown
    assert Image.open(io.BytesIO(shown)).size == (64, 64)
    assert Client().get(state["media"][0]["url"].split("?")[0]).status_code == 404


def test_media_added_later_belong_to_the_report(town: Cast, react: Callable[[], None]) -> None:
    follow = path_of(post(Client(), BODY).json()["follow"])

    added = Client().post(f"{follow}/media", {"media": photo(), "id": str(uuid4())})
    react()

    assert added.status_code == 201
    assert len(Client().get(follow).json()["media"]) == 1


def test_a_file_that_is_no_medium_is_refused_and_the_report_is_not_half_taken(town: Cast) -> None:
    program = io.BytesIO(b"MZ" + bytes(40))
    program.name = "photo.jpg"

    answer = Client().post("/api/v1/reports", {**{k: str(v) for k, v in BODY.items()}, "media": program})

    assert (answer.status_code, answer.json()["code"]) == (400, "media-kind")


def test_a_refused_file_is_told_in_a_sentence_and_not_in_codes(town: Cast) -> None:
    program = io.BytesIO(b"MZ" + bytes(64))
    program.name = "photo.jpg"

    answer = Client().post(
        "/api/v1/reports", {**{k: str(v) for k, v in BODY.items()}, "media": program}, headers={"Accept-Language": "es"}
    )

    told = answer.json()
    assert "image/" not in told["detail"]
    assert told["detail"].startswith("Se aceptan fotos (JPG, PNG, WebP)")


def test_a_picture_in_the_container_of_a_film_is_refused_at_once(town: Cast) -> None:
    heic = io.BytesIO(bytes(3) + b"\x18ftypheic" + bytes(64))
    heic.name = "photo.heic"

    answer = Client().post("/api/v1/reports", {**{k: str(v) for k, v in BODY.items()}, "media": heic})

    assert (answer.status_code, answer.json()["code"]) == (400, "media-kind")
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"lon": PLAZA[0], "lat": PLAZA[1]}, "category"),
        ({**BODY, "lon": "west"}, "lon"),
        ({**BODY, "lat": 91}, "lat"),
        ({**BODY, "category": "dragons"}, "category"),
        ({**BODY, "occurred_at": "yesterday"}, "occurred_at"),
        ({**BODY, "text": "x" * 5000}, "text"),
    ],
)
def test_a_wrong_field_is_named_in_the_callers_language(town: Cast, body: dict[str, object], field: str) -> None:
    told = {}
    for language in ("es", "en"):
        answer = post(Client(), body, **{"accept-language": language})
        assert answer.status_code == 400
        assert answer.headers["Content-Type"] == "application/problem+json"
        told[language] = answer.json()
    assert [error["field"] for error in told["es"]["errors"]] == [field]
    assert told["es"]["title"] != told["en"]["title"]


def test_an_unknown_category_is_answered_with_the_known_ones(town: Cast) -> None:
    error = post(Client(), {**BODY, "category": "dragons"}).json()["errors"][0]

    assert "noise" in error["allowed"]


@pytest.mark.parametrize("body", ["", "{", "[]", "7", '{"category": null}'])
def test_what_is_not_a_report_is_refused_calmly(town: Cast, body: str) -> None:
    answer = Client().post("/api/v1/reports", body, "application/json")

    assert answer.status_code == 400
    assert answer.json()["status"] == 400


@pytest.mark.parametrize("place", [SEA, FIELD])
def test_outside_every_served_territory_the_answer_says_whom_to_call(town: Cast, place: tuple[float, float]) -> None:
    answer = post(Client(), {**BODY, "lon": place[0], "lat": place[1]})
    here = Client().get(f"/api/v1/places/here?lon={place[0]}&lat={place[1]}").json()

    assert (answer.status_code, answer.json()["code"]) == (422, "outside")
    assert "133" in {number["number"] for number in answer.json()["numbers"]}
    assert (here["served"], bool(here["message"])) == (False, True)


def test_a_place_in_the_next_town_is_served_by_the_next_town(town: Cast) -> None:
    here = Client().get(f"/api/v1/places/here?lon={MARKET[0]}&lat={MARKET[1]}").json()
    told = post(Client(), {**BODY, "lon": MARKET[0], "lat": MARKET[1]}).json()

    assert here["municipality"]["code"] == told["municipality"]["code"] == "los-aromos"


def test_another_site_cannot_report_in_the_name_of_a_signed_in_person(
    town: Cast, as_person: Callable[[str], Client]
) -> None:
    nadia = as_person("nadia")
    post(nadia, {**BODY, "id": str(uuid4())}, **{"sec-fetch-site": "cross-site"})
    post(nadia, {**BODY, "id": str(uuid4())}, **{"sec-fetch-site": "same-origin"})

    assert list(Report.objects.order_by("received_at", "incident_id").values_list("reporter", flat=True)) == [
        None,
        town.nadia.pk,
    ]


def test_the_api_describes_itself(town: Cast) -> None:
    document = Client().get("/api/v1/openapi.json").json()

    assert "/api/v1/reports" in document["paths"]
    assert Client().get("/api/v1/docs").status_code == 200
    assert Client().get("/healthz").json() == {"status": "ok"}


def test_health_is_not_well_before_a_town_is_served(db: None) -> None:
    from sereno.kernel import memory

    memory.forget()
    assert Client().get("/healthz").status_code == 503
    memory.forget()


def test_a_report_page_works_without_javascript(town: Cast, tmp_path: Path) -> None:
    answer = Client().post("/report", {"category": "noise", "lon": PLAZA[0], "lat": PLAZA[1], "text": "Hola"})

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/r/")
    assert Report.objects.get().text == "Hola"
