"""What does not go straight at a desk: a clock that waits, an incident passed on, one that becomes two."""

import uuid
from collections.abc import Mapping
from typing import Any

import numpy as np

from sereno.project.demo.life.door import Session

_WAITS = {"street-light": "waiting-for-materials", "pothole": "waiting-for-materials", "rubbish": "waiting-for-service",
          "complaint": "waiting-for-reporter", "abandoned-vehicle": "waiting-for-service"}  # fmt: skip
_PASSED_ON = {
    "noise": ("seguridad", "inspeccion", "Es una faena fuera de horario: corresponde a Inspección."),
    "street-drinking": ("seguridad", "inspeccion", "Es un local que vende sin patente."),
    "street-trade": ("inspeccion", "seguridad", "Se pusieron agresivos; se necesita apoyo en el lugar."),
    "bad-parking": ("inspeccion", "seguridad", "Bloquea la salida de una ambulancia."),
}
_SPLIT = {
    "crash": ("street-light", "operaciones", "El choque dejó un poste inclinado y sin luz."),
    "fallen-tree": ("rubbish", "operaciones", "Quedaron ramas en la calzada por retirar."),
    "violence": ("bad-parking", "inspeccion", "Quedaron autos cruzados sobre la vereda."),
}
_WAIT_SHARE, _PASS_SHARE, _SPLIT_SHARE = 0.5, 0.25, 0.25
_OVERLOOKED_EVERY = 9  # of the urgent ones, so that it is seen what happens then
OVERLOOKED_FOR = 3.0  # times the patience of a desk


def is_overlooked(row: Mapping[str, Any]) -> bool:
    """Whether the busy operator overlooks it for a while, until the watch calls the supervisor."""
    return bool(row["priority"] == 1 and row["id"] % _OVERLOOKED_EVERY == 0 and not row["escalated_to"])


async def take(session: Session, row: Mapping[str, Any], rng: np.random.Generator) -> bool:
    """Perhaps a detour with an incident that is ours; whether one was taken."""
    ref, drawn = row["id"], rng.random()
    if row["paused_at"]:
        await session.post(f"/incidents/{ref}/resume")
        return True
    if row["round"] > 1 or row["parent"]:
        return False
    if drawn < _SPLIT_SHARE and row["category"] in _SPLIT and row["media"] == 0 and not row["messages"]:
        category, department, text = _SPLIT[row["category"]]
        body = {"id": _same_for(ref), "category": category, "department": department, "text": text}
        await session.post(f"/incidents/{ref}/split", body)
        return False  # the incident itself goes on as usual
    sender, receiver, why = _PASSED_ON.get(row["category"], ("", "", ""))
    if drawn < _PASS_SHARE and row["department"] == sender:
        body = {"id": str(uuid.uuid4()), "to": receiver, "note": why}
        return await session.post(f"/incidents/{ref}/transfer", body) is not None
    if drawn < _WAIT_SHARE and row["category"] in _WAITS and not row["messages"]:
        return await session.post(f"/incidents/{ref}/pause", {"reason": _WAITS[row["category"]]}) is not None
    return False


def _same_for(ref: int) -> str:
    """One id for each incident: an operator who comes back to it splits it once."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"part-of-{ref}"))
