"""What may be attached, recognised by its first bytes and never by its name; pure.

MediaRefusal (kernel.errors.Malformed)
├── KindRefused   not a photo, video or voice note we know
└── TooLarge      more bytes than the town allows
"""

from dataclasses import dataclass

from sereno.kernel.errors import Malformed
from sereno.vocabulary.words import MediaKind

# Pictures in the container of a film (HEIC, AVIF): nothing here can open them, and phones turn them into JPEG.
_PICTURE_BRANDS = (b"hei", b"hev", b"mif1", b"msf1", b"avi")


class KindRefused(Malformed):
    """Not a photo, video or voice note we know."""

    code = "media-kind"


class TooLarge(Malformed):
    """More bytes than the town allows."""

    code = "media-too-large"


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file is, and the ending it is kept under."""

    kind: MediaKind
    ending: str


def recognise(head: bytes, *, declared: str) -> Recognised:
    """What a file is by its first 16 bytes; `declared` only tells voice from video inside the same container.

    >>> recognise(bytes.fromhex("ffd8ffe0") + bytes(12), declared="")
    Recognised(kind=<MediaKind.PHOTO: 'photo'>, ending='jpg')
    """
    sounds = declared.startswith("audio/")
    if head.startswith(b"\xff\xd8\xff"):
        return Recognised(MediaKind.PHOTO, "jpg")
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Recognised(MediaKind.PHOTO, "png")
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Recognised(MediaKind.PHOTO, "webp")
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return Recognised(MediaKind.VOICE if sounds else MediaKind.VIDEO, "webm")
    if head[4:8] == b"ftyp" and not head[8:12].startswith(_PICTURE_BRANDS):
        return Recognised(MediaKind.VOICE if sounds or head[8:11] == b"M4A" else MediaKind.VIDEO, "mp4")
    if head.startswith(b"OggS"):
        return Recognised(MediaKind.VOICE, "ogg")
    raise KindRefused
