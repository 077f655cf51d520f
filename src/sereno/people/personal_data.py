"""Accounts are people themselves; kept while the account lives."""

from collections.abc import Mapping

from sereno.vocabulary.privacy import About

FIELDS: Mapping[str, Mapping[str, About]] = {
    "Department": {
        "id": About.NOBODY,
        "municipality": About.NOBODY,
        "code": About.NOBODY,
        "name": About.NOBODY,
        "closed_at": About.NOBODY,
    },
    "Membership": {
        "id": About.NOBODY,
        "municipality": About.NOBODY,
        "user": About.IDENTITY,
        "role": About.NOBODY,
        "department": About.NOBODY,
        "suspended": About.NOBODY,
    },
    "User": {
        "password": About.IDENTITY,
        "last_login": About.CONDUCT,
        "is_superuser": About.NOBODY,
        "id": About.NOBODY,
        "email": About.CONTACT,
        "name": About.IDENTITY,
        "phone": About.CONTACT,
        "language": About.NOBODY,
        "is_active": About.NOBODY,
        "simulated": About.NOBODY,
        "entrance": About.NOBODY,
        "joined_at": About.NOBODY,
        "groups": About.NOBODY,
        "user_permissions": About.NOBODY,
    },
}
