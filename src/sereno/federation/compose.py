"""Making the dossier of an incident: everything another town could be told, before the treaty takes out its part."""

from typing import TYPE_CHECKING

from sereno.dispatch import board
from sereno.federation import dossier
from sereno.federation.dossier import Dossier
from sereno.incidents import queries as incidents
from sereno.kernel import clock
from sereno.places import queries as places

if TYPE_CHECKING:
    from sereno.incidents.models import Incident


def dossier_of(incident: "Incident") -> Dossier:
    """The whole dossier; staff notes and the note at closing have no place in it."""
    town = places.town(incident.municipality_id)
    category = incidents.categories_by_id(town.id)[incident.category_id]
    reports = incidents.reports_of(incident)[: dossier.MOST_REPORTS]
    number = board.number_of(incident.pk, municipality=town.id)
    return Dossier(
        id=f"urn:sereno:{town.code}:{number}",
        sending_agency=dossier.Agency(agency_identifier=town.code, agency_name=town.name),
        last_update_time_stamp=clock.now(),
        incident_component=dossier.Incident(
            incident_tracking_identifier=number,
            incident_type_internal_text=category.code,
            incident_type_names=dict(category.names),
            incident_type_group=category.group,
            incident_status_text=incident.stage,
            incident_priority=incident.priority,
            is_emergency=incident.emergency,
            received_time_stamp=incident.received_at,
            occurred_time_stamp=incident.occurred_at,
        ),
        location_component=dossier.Location(
            longitude=incident.lon,
            latitude=incident.lat,
            uncertainty_m=incident.accuracy_m,
            location_text=incident.place,
        ),
        call_component=tuple(
            dossier.Call(
                call_identifier=str(report.pk),
                call_channel_text=report.channel,
                received_time_stamp=report.received_at,
                text=report.text,
                language=report.language,
                is_anonymous_to_neighbours=report.anonymous,
            )
            for report in reports
        ),
        person_component=tuple(
            dossier.Person(
                call_reference=str(report.pk),
                name=report.contact_name,
                telephone=report.contact_phone,
                email=report.contact_email,
            )
            for report in reports
            if report.contact_name or report.contact_phone or report.contact_email
        ),
        notes_component=tuple(
            dossier.Note(author_role="desk" if said.from_desk else "reporter", text=said.text, time_stamp=said.at)
            for said in incidents.messages_of(incident)[-dossier.MOST_NOTES :]
        ),
        link_component=tuple(
            dossier.Link(link_identifier=str(attached.medium_id), media_kind=attached.medium.kind)
            for attached in incidents.media_of(incident)[: dossier.MOST_MEDIA]
        ),
    )
