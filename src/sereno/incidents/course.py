"""How a report has gone so far, as its reporter sees it: the steps, and what they answered at the end."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sereno.incidents import rules
from sereno.incidents.models import Report
from sereno.incidents.queries import moments_of
from sereno.ledger import queries as ledger
from sereno.ledger.wires import Happened
from sereno.vocabulary.words import Moment, Stage


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
    answer = _answer(report, facts)
    steps = rules.course(Stage(incident.stage), moments_of(incident), reopening=rules.last_reopening(facts))
    return Course(steps, answer, asks=_asks(incident.closed_at, answer))


def course_elsewhere(report: Report, *, stage: Stage, at: datetime | None) -> Course:
    """The steps of a report that another town serves, as far as that town tells: its stage, and since when."""
    answer = _answer(report, ledger.history_of(report.incident_id))
    moments = {Moment.RECEIVED: report.received_at}
    steps = [
        replace(step, at=at) if step.is_now and step.at is None else step
        for step in rules.course(stage, moments, reopening=None)
    ]
    return Course(steps, answer, asks=_asks(at if stage is Stage.CLOSED else None, answer))


def _asks(closed_at: datetime | None, answer: Answer | None) -> bool:
    return closed_at is not None and (answer is None or answer.at < closed_at)


def _answer(report: Report, facts: Sequence[Happened]) -> Answer | None:
    given = [f for f in facts if f.kind == "ReporterConfirmed" and f.ids["report"] == str(report.pk)]
    answer = Answer(given[-1].ids["solved"], given[-1].at) if given else None
    incident = report.incident
    if answer is None and report.solved is not None and incident.confirmed_at is not None:  # a past that was taken in
        answer = Answer(report.solved, incident.confirmed_at)
    return answer
