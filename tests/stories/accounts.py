"""Run as a module: print how an installation sees what it shares with its neighbour, as one JSON object."""

import json

from sereno.project.commands import set_up

if __name__ == "__main__":
    set_up()
    from sereno.federation.models import Handover, Letter, Link
    from sereno.incidents.models import Attachment, Incident, Message, Report
    from sereno.walls import openings

    with openings.open_to_all():
        handovers = {
            str(one.key): {
                "state": one.state,
                "reason": one.reason,
                "number": one.number,
                "stage": one.stage,
                "outcome": one.outcome,
                "incident": one.incident_id,
            }
            for one in Handover.objects.all()
        }
        said: dict[int, list[list[object]]] = {}
        for incident, from_desk, text in Message.objects.values_list("incident_id", "from_desk", "text"):
            said.setdefault(incident, []).append([from_desk, text])
        photos: dict[int, list[bool]] = {}
        for incident, shown in Attachment.objects.values_list("incident_id", "medium__shown"):
            photos.setdefault(incident, []).append(bool(shown))
        print(
            json.dumps(
                {
                    "handovers": handovers,
                    "incidents": {one.pk: [one.stage, one.outcome, one.channel] for one in Incident.objects.all()},
                    "reports": Report.objects.count(),
                    "said": {str(incident): sorted(words, key=str) for incident, words in said.items()},
                    "photos": photos,
                    "refused": [one.refused for one in Letter.objects.exclude(refused="")],
                    "lines": list(Link.objects.values_list("written", "fetched", "taken")),
                }
            )
        )
