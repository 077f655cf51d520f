"""What this room does when something happened: write to those who were invited."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import override

from sereno.ledger.wires import Happened
from sereno.people.models import User
from sereno.places import queries as places


def send_invitation(fact: Happened) -> None:
    """Tell an invited person where to sign in; the same letter however often it is sent."""
    person = User.objects.filter(pk=fact.ids["user"], is_active=True).first()
    if person is None:
        return
    town = places.town(fact.municipality).name
    with override(person.language):
        base = settings.PUBLIC_URL or person.entrance
        subject = _("You have been invited to %(town)s") % {"town": town}
        body = _(
            "Hello %(name)s:\n\nYou now have a role in Sereno in %(town)s. Sign in with this e-mail address; you are "
            "sent a code, no password is needed:\n%(address)s\n"
        ) % {
            "name": person.name,
            "town": town,
            "address": f"{base}/accounts/login/code/" if base else _("Whoever invited you knows the address."),
        }
    letter = EmailMessage(subject, body, to=[person.email], headers={"Message-ID": f"<invited-{fact.entry}@sereno>"})
    letter.send()
