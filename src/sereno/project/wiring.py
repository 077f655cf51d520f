"""Every side effect in one table: what reacts when something has happened, and what falls due as time passes.

A fact that nothing reacts to stands in WAIVED, with the reason; a test sees to it that each fact is in one of the two.
"""

from collections.abc import Mapping, Sequence

from sereno.alerts import chores as alerts
from sereno.analytics import chores as analytics
from sereno.dispatch import reactions as dispatch
from sereno.federation import chores as federation_chores
from sereno.federation import keys
from sereno.federation import reactions as federation
from sereno.incidents import watch
from sereno.ledger.wires import Chore, Reaction
from sereno.media import reactions as media
from sereno.notifications import reactions as notifications
from sereno.people import reactions as people
from sereno.vocabulary import facts
from sereno.vocabulary.facts import Fact

REACTIONS: Mapping[type[Fact], Sequence[Reaction]] = {
    facts.ReportReceived: (notifications.tell_reporters,),
    facts.IncidentOpened: (notifications.tell_reporters, federation.tell_owner),
    facts.MessageSent: (federation.pass_on,),
    facts.MediaAttached: (media.make_safe,),
    facts.UnitAssigned: (federation.tell_owner,),
    facts.TaskAdvanced: (notifications.tell_reporters, federation.tell_owner),
    facts.IncidentControlled: (notifications.tell_reporters, federation.tell_owner),
    facts.IncidentClosed: (
        dispatch.release_units,
        notifications.tell_reporters,
        federation.tell_owner,
        federation.withdraw_when_closed,
    ),
    facts.IncidentReopened: (notifications.tell_reporters, federation.tell_owner),
    facts.LetterWritten: (federation.carry,),
    facts.NeighbourProgressed: (notifications.tell_reporters,),
    facts.PersonInvited: (people.send_invitation,),
}

# What falls due because time passes; `sereno work` runs each at its pace.
CHORES: Sequence[Chore] = (
    Chore(watch.watch_clocks, every_s=1),
    Chore(federation_chores.mark_overdue, every_s=2),
    Chore(keys.forget_nonces, every_s=60),
    Chore(alerts.read_feeds, every_s=60),
    Chore(analytics.forget_files, every_s=3600),
)

WAIVED: Mapping[type[Fact], str] = {
    facts.AlertIssued: "the desk sees it live; residents' pages ask every few seconds",
    facts.AlertUpdated: "as when it was issued",
    facts.AlertCancelled: "as when it was issued",
    facts.AlertTakenIn: "as when it was issued",
    facts.IncidentClassified: "the desk sees it live; reporters are not told our categories",
    facts.NoteAdded: "staff only, shown live",
    facts.MediaReady: "shown live",
    facts.UnitChanged: "shown live",
    facts.HandoverOffered: "the letter goes with it; shown live",
    facts.OfferArrived: "shown live, with its clock",
    facts.HandoverAccepted: "shown live; the closing that follows tells the reporters",
    facts.HandoverReturned: "shown live",
    facts.WithdrawalAsked: "the letter goes with it; shown live",
    facts.HandoverWithdrawn: "shown live",
    facts.HandoverOverdue: "shown live, at the top of the desk's offers",
    facts.NeighbourAsked: "shown live; the owner decides",
    facts.PeerKeyChanged: "administration",
    facts.ReporterConfirmed: "shown live",
    facts.ClockPaused: "shown live",
    facts.ClockResumed: "shown live",
    facts.TargetMissed: "shown live; figures read it from the ledger",
    facts.IncidentEscalated: "shown live, with a sound and a banner; push comes with the neighbours' alerts",
    facts.IncidentTransferred: "shown live; the resident's page says who has it",
    facts.IncidentSplit: "shown live",
    facts.HistoryImported: "the past does not react",
    facts.PastIncidentsImported: "the past does not react",
    facts.OfficialCountsImported: "the past does not react",
    facts.HistoryFileSent: "the importer finds it by its state",
    facts.HistoryFileLookedAt: "the page that waits asks every second",
    facts.HistoryReadingSet: "the importer finds it by its state",
    facts.HistoryImportAsked: "the importer finds it by its state",
    facts.HistoryRowsFetched: "a record of who looked",
    facts.HistoryFileDropped: "nothing is left of it",
    facts.TownInstalled: "administration",
    facts.SettingChanged: "administration; each process looks again within seconds",
    facts.DraftKept: "nothing is in force yet",
    facts.DraftDropped: "nothing was in force",
    facts.RoleGiven: "administration",
    facts.RoleTaken: "each process looks again within seconds",
    facts.CategoriesSet: "administration",
    facts.UnitsSet: "administration",
    facts.DeliveryRetried: "administration",
}
