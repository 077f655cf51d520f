"""What is known of a town's history: its files, imports and official counts, and how the files of a source are read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import msgspec
from django.db.models import QuerySet, Sum

from sereno.analytics.mapping import Reading
from sereno.analytics.models import HistoryFile, HistoryImport, HistorySource, OfficialCount, PastIncident
from sereno.analytics.report import Report
from sereno.analytics.rules import FileState
from sereno.kernel.errors import NotYours
from sereno.people import queries as people
from sereno.people.rules import Ability, Viewer

_MOST_IMPORTS = 100


def reading_of(source: str, *, municipality: int) -> Reading | None:
    """The mapping remembered for a source; None before its first file."""
    row = HistorySource.objects.filter(municipality_id=municipality, name=source).first()
    return msgspec.convert(row.mapping, Reading) if row else None


def known_source(source: str, *, municipality: int) -> int | None:
    """The source's id; None before its first file."""
    return HistorySource.objects.filter(municipality_id=municipality, name=source).values_list("id", flat=True).first()


def was_taken_in(source: str, *, municipality: int) -> bool:
    """Whether a file of the source came in to its end."""
    done = HistoryImport.objects.filter(municipality_id=municipality, finished_at__isnull=False)
    return done.filter(source__name=source).exists()


@dataclass(frozen=True, slots=True)
class ImportView:
    """One file as it was taken in; `finished_at` is missing while it is under way, or was broken off."""

    source: str
    file_name: str
    total: int
    rows: int
    added: int
    repeated: int
    set_aside: int
    reasons: Mapping[str, int]
    at: datetime
    finished_at: datetime | None
    by: str  # empty where it came by the command line


@dataclass(frozen=True, slots=True)
class Extent:
    """How much history there is, and from when to when; no moments where there is none."""

    incidents: int
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class FileView:
    """A file that was sent in; the rows done and their whole number are 0 before it is being taken in."""

    id: int
    source: str
    file_name: str
    size_bytes: int
    state: FileState
    reading: Reading
    report: Report
    has_aside: bool
    rows_done: int
    rows_of: int
    added: int
    repeated: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Series:
    """What an official body counted of one offence, month by month in order."""

    offence: str
    months: tuple[tuple[date, int], ...]

    @property
    def last(self) -> tuple[date, int]:
        """The last month and its count."""
        return self.months[-1]

    @property
    def year_before(self) -> int | None:
        """The count of the same month of the year before; None where it is not known."""
        month, _ = self.last
        return dict(self.months).get(month.replace(year=month.year - 1))


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """The counts of one source by one list of offences; counts by two lists are not comparable."""

    source: str
    name: str
    first: date
    last: date
    offences: tuple[Series, ...]


def imports(viewer: Viewer) -> list[ImportView]:
    """The town's imports, the last first."""
    municipality = people.seat_for(viewer, Ability.SEE_INSIGHT).municipality
    rows = HistoryImport.objects.filter(municipality_id=municipality).select_related("source").order_by("-id")
    found = list(rows[:_MOST_IMPORTS])
    names = people.names_of(row.by for row in found if row.by is not None)
    return [
        ImportView(
            source=row.source.name, file_name=row.file_name, total=row.total, rows=row.rows, added=row.added,
            repeated=row.repeated, set_aside=row.set_aside, reasons=row.reasons, at=row.at,
            finished_at=row.finished_at, by=names.get(row.by, "") if row.by is not None else "",
        )
        for row in found
    ]  # fmt: skip


def extent(viewer: Viewer) -> Extent:
    """How much history the town has: by the imports' own counts, for counting millions of rows takes a while."""
    municipality = people.seat_for(viewer, Ability.SEE_INSIGHT).municipality
    added = HistoryImport.objects.filter(municipality_id=municipality).aggregate(all=Sum("added"))["all"] or 0
    moments = PastIncident.objects.filter(municipality_id=municipality).values_list("occurred_at", flat=True)
    # Each end by itself, which an index answers at once; SQLite reads all of it for both together.
    return Extent(added, moments.order_by("occurred_at").first(), moments.order_by("-occurred_at").first())


def sources(viewer: Viewer) -> list[str]:
    """The names of the sources whose mapping is remembered."""
    municipality = people.seat_for(viewer, Ability.SEE_INSIGHT).municipality
    known = HistorySource.objects.filter(municipality_id=municipality).order_by("name")
    return list(known.values_list("name", flat=True))


def official_series(viewer: Viewer) -> list[Taxonomy]:
    """The official counts by source, list of offences and offence."""
    municipality = people.seat_for(viewer, Ability.SEE_INSIGHT).municipality
    rows = OfficialCount.objects.filter(municipality_id=municipality).order_by("source", "taxonomy", "offence", "month")
    found: dict[tuple[str, str], dict[str, list[tuple[date, int]]]] = {}
    for source, taxonomy, offence, month, count in rows.values_list("source", "taxonomy", "offence", "month", "count"):
        found.setdefault((source, taxonomy), {}).setdefault(offence, []).append((month, count))
    return [_taxonomy(source, name, offences) for (source, name), offences in found.items()]


def _taxonomy(source: str, name: str, offences: Mapping[str, list[tuple[date, int]]]) -> Taxonomy:
    months = [month for counts in offences.values() for month, _ in counts]
    series = tuple(Series(offence, tuple(counts)) for offence, counts in offences.items())
    return Taxonomy(source, name, min(months), max(months), series)


def access_file(viewer: Viewer, ref: int, *, for_update: bool = False) -> HistoryFile:
    """A file that was sent in to the viewer's town.

    Raises
    ------
    NotYours : there is none, or not for this viewer.
    """
    rows = HistoryFile.objects.select_for_update() if for_update else HistoryFile.objects.all()
    row = rows.filter(pk=ref, municipality_id=people.seat_for(viewer, Ability.IMPORT_HISTORY).municipality).first()
    if row is None:
        raise NotYours
    return row


def files(viewer: Viewer) -> list[FileView]:
    """The files on their way, the last first."""
    municipality = people.seat_for(viewer, Ability.IMPORT_HISTORY).municipality
    rows = HistoryFile.objects.filter(municipality_id=municipality).select_related("imported").order_by("-id")
    return [_view(row) for row in rows]


def file(viewer: Viewer, ref: int) -> FileView:
    """One file on its way.

    Raises
    ------
    NotYours : there is none, or not for this viewer.
    """
    return _view(access_file(viewer, ref))


def waiting_files() -> QuerySet[HistoryFile]:
    """The files that wait for the worker, the oldest first."""
    return HistoryFile.objects.filter(state__in=[state for state in FileState if state.is_busy]).order_by("id")


def files_untouched_since(moment: datetime) -> QuerySet[HistoryFile]:
    """The files with which nothing has happened since then, and which do not wait for the worker."""
    waiting = [state for state in FileState if state.is_busy]
    return HistoryFile.objects.filter(changed_at__lt=moment).exclude(state__in=waiting).order_by("id")


def _view(row: HistoryFile) -> FileView:
    under_way = row.imported
    return FileView(
        id=row.pk,
        source=row.source,
        file_name=row.file_name,
        size_bytes=row.size_bytes,
        state=FileState(row.state),
        reading=msgspec.convert(row.reading or {"columns": {}}, Reading),
        report=msgspec.convert(row.report, Report),
        has_aside=bool(row.aside),
        rows_done=under_way.rows if under_way else 0,
        rows_of=under_way.total if under_way else 0,
        added=under_way.added if under_way else 0,
        repeated=under_way.repeated if under_way else 0,
        at=row.at,
    )
