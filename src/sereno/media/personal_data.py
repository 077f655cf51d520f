"""What people sent is erased after policy `retention`; only its digest stays as evidence."""

from collections.abc import Mapping

from sereno.vocabulary.privacy import About

FIELDS: Mapping[str, Mapping[str, About]] = {
    "Medium": {
        "id": About.NOBODY,
        "municipality": About.NOBODY,
        "kind": About.NOBODY,
        "original": About.PICTURE,
        "sha256": About.NOBODY,
        "size_bytes": About.NOBODY,
        "received_at": About.NOBODY,
        "shown": About.PICTURE,
        "shown_type": About.NOBODY,
        "thumb": About.PICTURE,
        "ready_at": About.NOBODY,
        "refused": About.NOBODY,
    },
}
