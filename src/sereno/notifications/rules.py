"""Of which facts a reporter is told, and by which kind of notice; pure."""

from collections.abc import Mapping
from typing import Any

from sereno.vocabulary.words import Outcome, Stage, TaskState

_BY_TASK = {
    TaskState.ACCEPTED: "unit_accepted",
    TaskState.MOVING: "unit_moving",
    TaskState.ON_SCENE: "unit_on_scene",
}

# What the town that took it over tells; "unit assigned" is no news to a reporter there either.
_BY_STAGE_ELSEWHERE = {
    Stage.OPEN: "opened",
    Stage.MOVING: "unit_moving",
    Stage.ON_SCENE: "unit_on_scene",
    Stage.CONTROLLED: "controlled",
    Stage.CLOSED: "closed",
}


def part_kind(kind: str) -> str | None:
    """The kind of notice when it concerns a part of a report only; None where that is not worth a word.

    >>> part_kind("closed"), part_kind("opened")
    ('part_closed', None)
    """
    if kind in ("closed", "reopened"):
        return f"part_{kind}"
    return kind if kind in _BY_TASK.values() else None


def notice_kind(fact: str, ids: Mapping[str, Any]) -> str | None:
    """The kind of notice a fact deserves, or None.

    >>> notice_kind("TaskAdvanced", {"state": "on_scene"})
    'unit_on_scene'
    """
    if fact == "TaskAdvanced":
        return _BY_TASK.get(TaskState(ids["state"]))
    if fact == "IncidentOpened":
        return "opened" if ids["first"] else None
    if fact == "IncidentClosed" and ids["outcome"] == Outcome.REFERRED:
        return "referred"
    if fact == "NeighbourProgressed":
        return _BY_STAGE_ELSEWHERE.get(Stage(ids["stage"]))
    return {
        "ReportReceived": "received",
        "IncidentControlled": "controlled",
        "IncidentClosed": "closed",
        "IncidentReopened": "reopened",
    }.get(fact)
