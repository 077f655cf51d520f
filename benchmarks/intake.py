"""Reports accepted per second, all into one municipality: two web processes, PostgreSQL, 16 connections."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from benchmarks import load, reports
from benchmarks.calibration import calibration_ms
from benchmarks.refusal import Refusal
from benchmarks.stand import Stand

CONNECTIONS = 16
WEB_PROCESSES = 2
REPORTS, QUICK_REPORTS = 12_000, 800
WARM_UP = 200
REPEATED = 50


def run(*, quick: bool) -> dict[str, float]:
    """Send reports as fast as they are answered; then count what the database really holds."""
    count = QUICK_REPORTS if quick else REPORTS
    with Stand.on_postgresql() as stand:
        require_durable_commits(stand)
        address = stand.start_web(processes=WEB_PROCESSES)
        port = urlsplit(address).port or 0
        made = reports.make(WARM_UP + count, town=reports.read_town(address), port=port)
        requests = [message for _, message in made]
        reports.require_all_accepted(load.drive(requests[:WARM_UP], port=port, connections=CONNECTIONS))
        outcome = load.drive(requests[WARM_UP:], port=port, connections=CONNECTIONS)
        reports.require_all_accepted(outcome)
        again = load.drive(requests[:REPEATED], port=port, connections=CONNECTIONS)
        reports.require_all_accepted(again)
        require_stored_once(stand, {key for key, _ in made})
        facts = stand.number("select count(*) from ledger_entry where kind = 'ReportReceived'")
        everything = stand.number("select count(*) from ledger_entry where about is not null")
    if facts != len(made):
        raise Refusal(f"{len(made)} reports were accepted and {facts} are in the ledger")
    return {
        "per_s": outcome.per_s,
        "p99_ms": outcome.percentile_ms(99),
        "facts_per_report": round(everything / len(made), 2),
        "calibration_ms": calibration_ms(),
    }


def require_durable_commits(stand: Stand) -> None:
    setting = str(stand.rows("show synchronous_commit")[0][0])
    if setting != "on":
        raise Refusal(f"synchronous_commit is {setting}; figures without durable commits are not ours")


def require_stored_once(stand: Stand, sent: set[UUID]) -> None:
    """Refuse figures unless every report sent is stored, each once, with its incident and its department."""
    stored = [UUID(str(row[0])) for row in stand.rows("select id from incidents_report")]
    if len(stored) != len(sent) or set(stored) != sent:
        raise Refusal(f"{len(sent)} reports were accepted and {len(stored)} are stored")
    incidents = stand.number("select count(distinct incident_id) from incidents_report")
    if incidents != len(sent):
        raise Refusal(f"{len(sent)} reports stand in {incidents} incidents")
