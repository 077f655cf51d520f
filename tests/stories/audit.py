"""Run as a module: print what the database of this environment holds, as one JSON object."""

import json

from sereno.project.commands import set_up

if __name__ == "__main__":
    set_up()
    from sereno.incidents.models import Incident, Report
    from sereno.ledger.models import Delivery, Entry
    from sereno.notifications.models import Notice
    from sereno.walls import openings

    with openings.open_to_all():
        received = Entry.objects.filter(kind="ReportReceived")
        print(
            json.dumps(
                {
                    "reports": [str(ref) for ref in Report.objects.values_list("id", flat=True)],
                    "incidents": Incident.objects.count(),
                    "facts": [ids["report"] for ids in received.values_list("ids", flat=True)],
                    "notices": [str(ref) for ref in Notice.objects.values_list("report_id", flat=True)],
                    "owed": Delivery.objects.count(),
                }
            )
        )
