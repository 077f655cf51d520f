"""How each stored column stands to people's data; each room declares its own in `personal_data.py`."""

from enum import StrEnum


class About(StrEnum):
    """What a column tells about a person."""

    NOBODY = "nobody"  # nothing by itself
    IDENTITY = "identity"  # who somebody is
    CONTACT = "contact"  # how to reach somebody
    WORDS = "words"  # what somebody wrote: may hold anything
    PICTURE = "picture"  # a photo, video or voice, or where it is kept
    PLACE = "place"  # where something happened that somebody reported, or where somebody was
    CONDUCT = "conduct"  # what a member of the staff did, and when
