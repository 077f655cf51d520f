/** The record of an incident in sentences. */
import { outcomeName } from '../shared/outcomes';
import { t } from '../shared/words';
import { roleName, targetName } from './clocks/clocks';
import { priorityName, taskStateName } from './stages';
import type { Card, Event, Target, TaskState } from './types';

export const legName = (code: string): string =>
  ({
    opening: t('Until opened'), deciding: t('Until assigned'), accepting: t('Until accepted'), turnout: t('Until moving'),
    travel: t('Travel'), scene: t('On scene'), response: t('Response'),
  })[code] ?? code;

/** One fact of the ledger, as the operator reads it. */
export function eventText({ kind, ids }: Event, card: Card): string {
  const unit = card.tasks.find((task) => task.unit === ids.unit)?.call_sign ?? '';
  switch (kind) {
    case 'ReportReceived': return ids.opens_incident ? t('Report received') : t('Another report of the same matter');
    case 'IncidentOpened': return ids.first ? t('Opened') : t('Looked at');
    case 'IncidentClassified': return t('Classified: %(priority)s', { priority: priorityName(Number(ids.priority)) });
    case 'MessageSent': return ids.from_desk ? t('Message to the reporter') : t('Message from the reporter');
    case 'NoteAdded': return t('Internal note');
    case 'MediaAttached': return t('Photo, video or voice added');
    case 'MediaReady': return ids.shown ? t('Photo, video or voice made safe') : t('Photo, video or voice refused');
    case 'UnitAssigned': return t('%(unit)s was asked to go', { unit });
    case 'TaskAdvanced': return `${unit}: ${taskStateName(ids.state as TaskState)}`;
    case 'IncidentControlled': return t('Under control');
    case 'IncidentClosed': return t('Closed: %(outcome)s', { outcome: outcomeName(String(ids.outcome)) });
    case 'IncidentReopened': return ids.by_reporter ? t('Reopened by the reporter') : t('Reopened');
    case 'ClockPaused': return t('Clock paused');
    case 'ClockResumed': return ids.by_reporter ? t('Clock resumed: the reporter wrote') : t('Clock resumed');
    case 'TargetMissed': return t('Deadline missed: %(target)s', { target: targetName(ids.target as Target) });
    case 'IncidentEscalated': return t('Escalated: %(role)s called', { role: roleName(String(ids.to_role)) });
    case 'IncidentTransferred': return t('Passed on to another department');
    case 'IncidentSplit': return t('Another incident was opened for this report');
    case 'ReporterConfirmed': return ids.solved ? t('The reporter says it is solved') : t('The reporter says it is not solved');
    case 'HandoverOffered': return t('Offered to %(town)s', { town: String(ids.neighbour) });
    case 'HandoverAccepted': return t('Accepted by the other town');
    case 'HandoverReturned': return t('Returned by the other town');
    case 'WithdrawalAsked': return t('Asked back');
    case 'HandoverWithdrawn': return t('The offer was taken back');
    case 'HandoverOverdue': return t('The offer was not answered in time');
    case 'NeighbourProgressed': return t('News from the other town');
    case 'UnitRequested': return t('A unit of %(town)s was asked for', { town: String(ids.neighbour) });
    case 'AidGranted': return t('Help between towns granted');
    case 'AidRefused': return t('Help between towns refused');
    case 'AidProgressed': return t('News of the unit of the other town');
    case 'AidOver': return t('The other town needs no more help');
    case 'MediaAwaited': return t('A photo, video or voice note is on its way from the other town');
    case 'MediaNotBrought': return t('A photo, video or voice note of the other town could not be brought');
    case 'NeighbourAsked': return t('A neighbour asks to take it over');
    default: return kind;
  }
}
