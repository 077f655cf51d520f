"""Every side effect in one table: what reacts when something has happened, and what falls due as time passes.

A fact that nothing reacts to stands in WAIVED, with the reason; a test sees to it that each fact is in one of the two.
"""

from collections.abc import Mapping, Sequence

from sereno.dispatch import reactions as dispatch
from sereno.ledger.wires import Chore, Reaction
from sereno.media import reactions as media
from sereno.notifications import reactions as notifications
from sereno.vocabulary import facts
from sereno.vocabulary.facts import Fact

REACTIONS: Mapping[type[Fact], Sequence[Reaction]] = {
    facts.ReportReceived: (notifications.tell_reporters,),
    facts.IncidentOpened: (notifications.tell_reporters,),
    facts.MediaAttached: (media.make_safe,),
    facts.TaskAdvanced: (notifications.tell_reporters,),
    facts.IncidentControlled: (notifications.tell_reporters,),
    facts.IncidentClosed: (dispatch.release_units, notifications.tell_reporters),
    facts.IncidentReopened: (notifications.tell_reporters,),
}

# What falls due because time passes; `sereno work` runs each at its pace.
CHORES: Sequence[Chore] = ()

WAIVED: Mapping[type[Fact], str] = {
    facts.IncidentClassified: "the desk sees it live; reporters are not told our categories",
    facts.MessageSent: "shown live to both sides; push to closed phones comes with the neighbours' alerts",
    facts.NoteAdded: "staff only, shown live",
    facts.MediaReady: "shown live",
    facts.UnitAssigned: "the crew's page shows it live; the reporter is told once a crew accepts",
    facts.UnitChanged: "shown live",
    facts.ReporterConfirmed: "shown live",
    facts.HistoryImported: "the past does not react",
    facts.TownInstalled: "administration",
    facts.SettingChanged: "administration; each process looks again within seconds",
    facts.DraftKept: "nothing is in force yet",
    facts.DraftDropped: "nothing was in force",
    facts.RoleGiven: "administration",
    facts.CategoriesSet: "administration",
    facts.UnitsSet: "administration",
    facts.DeliveryRetried: "administration",
}
