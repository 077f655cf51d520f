"""Of which facts a reporter is told, and by which kind of notice; pure."""

from collections.abc import Mapping
from typing import Any

from sereno.vocabulary.words import TaskState

_BY_TASK = {
    TaskState.ACCEPTED: "unit_accepted",
    TaskState.MOVING: "unit_moving",
    TaskState.ON_SCENE: "unit_on_scene",
}


def notice_kind(fact: str, ids: Mapping[str, Any]) -> str | None:
    """The kind of notice a fact deserves, or None.

    >>> notice_kind("TaskAdvanced", {"state": "on_scene"})
    'unit_on_scene'
    """
    if fact == "TaskAdvanced":
        return _BY_TASK.get(TaskState(ids["state"]))
    if fact == "IncidentOpened":
        return "opened" if ids["first"] else None
    return {
        "ReportReceived": "received",
        "IncidentControlled": "controlled",
        "IncidentClosed": "closed",
        "IncidentReopened": "reopened",
    }.get(fact)
