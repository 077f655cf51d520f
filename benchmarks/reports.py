"""Reports as residents of the demo town would send them, made from a seed."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from uuid import UUID

import httpx

from benchmarks import load
from benchmarks.refusal import Refusal

SEED = 20_261_123
ACCEPTED = {200, 201}  # a repeat is answered like the first time
TEXTS = (
    "Música muy fuerte hace una hora, no dejan dormir a los niños.",
    "Auto estacionado frente a mi portón, no puedo salir.",
    "Dos personas intentan abrir la puerta de la casa del frente.",
    "Se cayó un árbol sobre el cable, hay chispas.",
    "Choque en la esquina, una persona no se puede mover.",
)


@dataclass(frozen=True, slots=True)
class Town:
    """What a phone knows of the town it reports to."""

    code: str
    centre: tuple[float, float]
    categories: tuple[str, ...]


def read_town(address: str) -> Town:
    """Ask the API for the first municipality, as a phone does."""
    with httpx.Client(base_url=address, trust_env=False) as client:
        town = client.get("/api/v1/municipalities").json()[0]
        categories = client.get("/api/v1/categories", params={"municipality": town["code"]}).json()
    centre = town["centre"]["lon"], town["centre"]["lat"]
    return Town(town["code"], centre, tuple(category["code"] for category in categories))


def make(count: int, *, town: Town, port: int, seed: int = SEED) -> list[tuple[UUID, bytes]]:
    """Give the id and the whole request of each report, all in the middle of the town."""
    rng = random.Random(seed)
    return [(key := UUID(int=rng.getrandbits(128), version=4), _request(key, rng, town, port)) for _ in range(count)]


def _request(key: UUID, rng: random.Random, town: Town, port: int) -> bytes:
    lon, lat = town.centre
    report = {
        "id": str(key),
        "category": rng.choice(town.categories),
        "lon": round(lon + rng.uniform(-0.008, 0.008), 6),
        "lat": round(lat + rng.uniform(-0.008, 0.008), 6),
        "accuracy_m": rng.randint(4, 60),
        "text": rng.choice(TEXTS),
    }
    return load.request("POST", "/api/v1/reports", host=f"127.0.0.1:{port}", body=json.dumps(report).encode())


def require_all_accepted(outcome: load.Outcome) -> None:
    """Refuse to give figures for reports that were not taken in."""
    for status, body in zip(outcome.statuses, outcome.bodies, strict=True):
        if status not in ACCEPTED:
            raise Refusal(f"a report was answered {status}: {body[:200].decode(errors='replace')}")
