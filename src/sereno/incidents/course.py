"""How a report has gone so far, as its reporter sees it: the steps, and what they answered at the end."""

from dataclasses import dataclass
from datetime import datetime

from sereno.incidents import rules
from sereno.incidents.models import Report
from sereno.incidents.queries import moments_of
from sereno.ledger import queries as ledger
from sereno.vocabulary.words import Stage


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reporter last answered to "was it solved?"."""

    solved: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Course:
    """How a report has gone so far, for the person who sent it."""

    steps: list[rules.Step]
    answer: Answer | None
    asks: bool  # whether it was solved, since it was last closed


def course_of(report: Report) -> Course:
    """The steps of a report, and what its reporter said of the end."""
    incident = report.incident
    facts = ledger.history_of(incident.pk)
    given = [f for f in facts if f.kind == "ReporterConfirmed" and f.ids["report"] == str(report.pk)]
    answer = Answer(given[-1].ids["solved"], given[-1].at) if given else None
    if answer is None and report.solved is not None and incident.confirmed_at is not None:  # a past that was taken in
        answer = Answer(report.solved, incident.confirmed_at)
    steps = rules.course(Stage(incident.stage), moments_of(incident), reopening=rules.last_reopening(facts))
    closed_at = incident.closed_at
    return Course(steps, answer, asks=closed_at is not None and (answer is None or answer.at < closed_at))
