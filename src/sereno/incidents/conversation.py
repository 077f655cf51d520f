"""The conversation between desk and reporter, notes among staff, and media added to an incident."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from sereno.incidents import pausing, queries
from sereno.incidents.models import Attachment, Incident, Message, Note, Report
from sereno.incidents.progress import locked, reach, touch
from sereno.kernel import clock
from sereno.kernel.errors import FieldFault, Malformed
from sereno.kernel.text import clean
from sereno.ledger.actions import record
from sereno.people.rules import Ability, Viewer
from sereno.vocabulary.facts import Fact, MediaAttached, MessageSent, NoteAdded
from sereno.vocabulary.words import Moment

LONGEST_MESSAGE = 2000


def say_to_reporters(viewer: Viewer, *, ref: int, message: UUID, text: str) -> Message:
    """The desk speaks to everybody who reported this incident; the first word is a moment (t8)."""
    said = words_of(text)
    try:
        with transaction.atomic():
            incident = queries.access_for_update(viewer, ref, ability=Ability.WORK_INCIDENTS)
            now = clock.now()
            written = Message.objects.create(
                id=message,
                municipality_id=incident.municipality_id,
                incident=incident,
                from_desk=True,
                author_id=viewer.user,
                text=said,
                at=now,
            )
            incident.message_count += 1
            touch(incident, "message_count")
            reach(incident, Moment.FIRST_WORD, at=now)
            _record(MessageSent(about=ref, message=message, from_desk=True), incident, by=viewer.user)
    except IntegrityError:
        return _sent_before(message, ref)
    return written


def say_to_desk(report: Report, *, message: UUID, text: str) -> Message:
    """A reporter speaks to the desk."""
    said = words_of(text)
    try:
        with transaction.atomic():
            incident = locked(report.incident_id)
            written = Message.objects.create(
                id=message,
                municipality_id=report.municipality_id,
                incident=incident,
                report=report,
                from_desk=False,
                text=said,
                at=clock.now(),
            )
            incident.message_count += 1
            incident.unread_count += 1
            touch(incident, "message_count", "unread_count")
            fact = MessageSent(about=incident.pk, message=message, report=report.pk, from_desk=False)
            _record(fact, incident, by=report.reporter_id)
            pausing.resume_at_a_word(incident, by=report.reporter_id, at=clock.now())
    except IntegrityError:
        return _sent_before(message, report.incident_id)
    return written


def relay(incident: int, *, message: UUID, text: str, from_desk: bool) -> None:
    """A word said in another town that has its part in this incident; inside the caller's transaction, told once."""
    said = words_of(text)
    known = locked(incident)
    now = clock.now()
    Message.objects.create(
        id=message,
        municipality_id=known.municipality_id,
        incident=known,
        from_desk=from_desk,
        text=said,
        at=now,
    )
    known.message_count += 1
    known.unread_count += 0 if from_desk else 1
    touch(known, "message_count", "unread_count")
    _record(MessageSent(about=incident, message=message, from_desk=from_desk), known, by=None)


def add_note(viewer: Viewer, *, ref: int, note: UUID, text: str) -> None:
    """A note among the staff; sending it twice is sending it once."""
    said = words_of(text)
    incident = queries.access_incident(viewer, ref, ability=Ability.WORK_INCIDENTS)
    write_note(incident, note=note, text=said, by=viewer.user)


def write_note(incident: Incident, *, note: UUID, text: str, by: int | None) -> None:
    """Write a note for somebody who may, inside or outside a transaction."""
    try:
        _write_note_once(incident, note=note, text=text, by=by)
    except IntegrityError as used:
        raise Malformed(faults=[FieldFault("id", "used")], code="id-used") from used


def _write_note_once(incident: Incident, *, note: UUID, text: str, by: int | None) -> None:
    with transaction.atomic():
        _, is_new = Note.objects.get_or_create(
            id=note,
            defaults={
                "municipality_id": incident.municipality_id,
                "incident": incident,
                "author_id": by,
                "text": text,
                "at": clock.now(),
            },
        )
        if is_new:
            _record(NoteAdded(about=incident.pk, note=note), incident, by=by)


def attach(incident: Incident, *, medium: UUID, report: Report | None, by: int | None) -> None:
    """A stored medium belongs to this incident; attaching it twice is attaching it once."""
    with transaction.atomic():
        _, is_new = Attachment.objects.get_or_create(
            medium_id=medium,
            defaults={
                "municipality_id": incident.municipality_id,
                "incident": incident,
                "report": report,
                "added_at": clock.now(),
            },
        )
        if not is_new:
            return
        Incident.objects.filter(pk=incident.pk).update(media_count=F("media_count") + 1, version=F("version") + 1)
        fact = MediaAttached(about=incident.pk, medium=medium, report=report.pk if report else None)
        _record(fact, incident, by=by)


def words_of(text: str) -> str:
    """What a person wrote, cleaned; refused when nothing is left."""
    said = clean(text, longest=LONGEST_MESSAGE)
    if not said:
        raise Malformed(faults=[FieldFault("text", "empty")], code="empty")
    return said


def _sent_before(message: UUID, incident: int) -> Message:
    """The message as it was sent the first time; an id used elsewhere is refused without telling where."""
    earlier = Message.objects.filter(pk=message, incident_id=incident).first()
    if earlier is None:
        raise Malformed(faults=[FieldFault("id", "used")], code="id-used")
    return earlier


def _record(fact: Fact, incident: Incident, *, by: int | None) -> None:
    record(fact, municipality=incident.municipality_id, actor=by, at=clock.now())
