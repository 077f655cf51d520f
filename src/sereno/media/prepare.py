"""Making a medium safe to show: no place or device data inside, upright, of a size a phone can load."""

import io
from dataclasses import dataclass
from pathlib import Path

import av
from PIL import Image, ImageOps, UnidentifiedImageError

from sereno.media import store
from sereno.vocabulary.words import MediaKind

LONGEST_SIDE = 2048
THUMB_SIDE = 360
_MOST_PIXELS = 80_000_000
_TYPES = {"mp4": "video/mp4", "webm": "video/webm", "ogg": "audio/ogg"}
_CONTAINERS = {"h264": "mp4", "hevc": "mp4", "aac": "mp4", "vp8": "webm", "vp9": "webm", "av1": "webm", "opus": "webm"}

Image.MAX_IMAGE_PIXELS = _MOST_PIXELS


@dataclass(frozen=True, slots=True)
class Prepared:
    """Where the safe version and its small picture are; `refused` says why there is none."""

    shown: str = ""
    shown_type: str = ""
    thumb: str = ""
    refused: str = ""


def prepare(*, original: str, kind: MediaKind) -> Prepared:
    """The safe version of an original; making it again gives the same files."""
    source = store.path(original)
    stem = f"{store.SHOWN}/{source.parent.name}/{source.stem}"
    store.path(stem).parent.mkdir(parents=True, exist_ok=True)
    try:
        return _photo(source, stem) if kind is MediaKind.PHOTO else _stream(source, stem, kind)
    except (UnidentifiedImageError, Image.DecompressionBombError, av.error.FFmpegError, ValueError):
        return Prepared(refused="unreadable")


def _photo(source: Path, stem: str) -> Prepared:
    with Image.open(source) as opened:
        picture = ImageOps.exif_transpose(opened).convert("RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    _write(f"{stem}.jpg", _jpeg(picture))
    return Prepared(f"{stem}.jpg", "image/jpeg", _thumb(picture, stem))


def _thumb(picture: Image.Image, stem: str) -> str:
    small = picture.copy()
    small.thumbnail((THUMB_SIDE, THUMB_SIDE))
    _write(f"{stem}.thumb.jpg", _jpeg(small))
    return f"{stem}.thumb.jpg"


def _jpeg(picture: Image.Image) -> bytes:
    """The pixels alone: Pillow writes no EXIF unless it is given."""
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=85, optimize=True)
    return written.getvalue()


def _stream(source: Path, stem: str, kind: MediaKind) -> Prepared:
    """The same pictures and sound in a new container that carries no metadata."""
    with av.open(str(source)) as incoming:
        streams = [stream for stream in incoming.streams if stream.type in ("audio", "video")]
        if not streams:
            return Prepared(refused="unreadable")
        ending = _CONTAINERS.get(streams[0].codec_context.name, "mp4")
        unfinished = store.path(f"{stem}.part.{ending}")
        with av.open(str(unfinished), "w", format=ending) as outgoing:
            copies = {stream.index: outgoing.add_stream_from_template(stream) for stream in streams}
            for packet in incoming.demux(streams):
                if packet.dts is not None:
                    packet.stream = copies[packet.stream.index]
                    outgoing.mux(packet)
    unfinished.replace(store.path(f"{stem}.{ending}"))
    is_voice = kind is MediaKind.VOICE
    shown_type = _TYPES[ending].replace("video", "audio") if is_voice else _TYPES[ending]
    return Prepared(f"{stem}.{ending}", shown_type, "" if is_voice else _poster(source, stem))


def _poster(source: Path, stem: str) -> str:
    """The picture one second into the video, or its first."""
    with av.open(str(source)) as incoming:
        if not incoming.streams.video:
            return ""
        picture = None
        for frame in incoming.decode(video=0):
            picture = frame
            if frame.time >= 1:
                break
    if picture is None:
        return ""
    shown: Image.Image = picture.to_image()  # type: ignore[no-untyped-call]  # PyAV leaves it untyped
    return _thumb(shown.convert("RGB"), stem)


def _write(name: str, content: bytes) -> None:
    store.write(name, [content], most_bytes=len(content))
