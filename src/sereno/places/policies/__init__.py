"""The policies a town can set, each a typed value with a default; a stored version overrides it whole.

`docs/reference/policies.md` has a line for each; a test keeps them in step.
"""

from sereno.places.policies.assigning import MOST_RULES, Assignment, AssignmentRule, Hour, Level, Weekday
from sereno.places.policies.calendar import FORMER, Day, OfficeHours, OwnDay, TownCalendar, of_former
from sereno.places.policies.promises import (
    Escalation,
    EscalationStep,
    PauseReason,
    PauseReasons,
    Reopening,
    Span,
    TargetLine,
    Targets,
)
from sereno.places.policies.reaching import Channels, DeskHours, DutyHours, EmergencyNumber, Listening, NumbersToCall
from sereno.places.policies.running import AlertFeeds, Alerts, Handovers, Patrol, Retention, Uploads
from sereno.places.policies.value import PolicyValue

__all__ = [
    "FORMER",
    "KINDS",
    "MOST_RULES",
    "AlertFeeds",
    "Alerts",
    "Assignment",
    "AssignmentRule",
    "Channels",
    "Day",
    "DeskHours",
    "DutyHours",
    "EmergencyNumber",
    "Escalation",
    "EscalationStep",
    "Handovers",
    "Hour",
    "Level",
    "Listening",
    "NumbersToCall",
    "OfficeHours",
    "OwnDay",
    "Patrol",
    "PauseReason",
    "PauseReasons",
    "PolicyValue",
    "Reopening",
    "Retention",
    "Span",
    "TargetLine",
    "Targets",
    "TownCalendar",
    "Uploads",
    "Weekday",
    "of_former",
]

KINDS: tuple[type[PolicyValue], ...] = (
    NumbersToCall,
    Assignment,
    Channels,
    DutyHours,
    TownCalendar,
    Patrol,
    Uploads,
    Retention,
    Handovers,
    Alerts,
    AlertFeeds,
    Targets,
    PauseReasons,
    Escalation,
    Reopening,
)
