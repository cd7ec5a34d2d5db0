"""Checks whether current browsers and phones play a video stream, so that a clip may copy it."""

from av.packet import Packet
from av.video.stream import VideoStream

from models.footage.clips import ClipNote
from vision.clips.request import COPIED_CODECS, MAX_CLIP_PIXELS
from vision.media.colors import is_full_range, is_incomplete, read_description

_PROFILES = {
    "h264": frozenset({"Constrained Baseline", "Baseline", "Main", "High", "Constrained High", "Progressive High"}),
    "hevc": frozenset({"Main"}),
}
# Level 5.2 of H.264 and 5.1 of HEVC, as encoded in the streams.
_LEVELS = {"h264": 52, "hevc": 153}
_PIXEL_FORMATS = frozenset({"yuv420p", "yuvj420p"})
# "hvc1": parameter sets are in the header, which Apple's players require.
CODEC_TAGS = {"hevc": "hvc1"}
_PROGRESSIVE = frozenset({0, 1})


def list_obstacles(stream: VideoStream, container: str, codecs: frozenset[str] = COPIED_CODECS) -> list[ClipNote]:
    """The reasons why a clip cannot copy the stream; empty where it can. codecs: those that its players take."""
    context = stream.codec_context
    codec, profile, level = context.name, context.profile, context.level
    if codec not in _PROFILES or codec not in codecs:
        return [ClipNote("CODEC", codec)]
    obstacles: list[ClipNote] = []
    if profile not in _PROFILES[codec]:
        obstacles.append(ClipNote("PROFILE", f"{codec} {profile or '?'}"))
    if level > _LEVELS[codec]:
        obstacles.append(ClipNote("LEVEL", f"{codec} {level}"))
    if context.pix_fmt not in _PIXEL_FORMATS:
        obstacles.append(ClipNote("PIXEL_FORMAT", context.pix_fmt or "?"))
    if context.width * context.height > MAX_CLIP_PIXELS:
        obstacles.append(ClipNote("SIZE", f"{context.width}x{context.height}"))
    if int(context.field_order) not in _PROGRESSIVE:
        obstacles.append(ClipNote("INTERLACED", codec))
    if is_full_range(context, context.pix_fmt) and is_incomplete(read_description(context)):
        obstacles.append(ClipNote("COLORS", context.pix_fmt or "?"))
    if container == "avi":
        obstacles.append(ClipNote("TIMESTAMPS", "avi"))
    return obstacles


def is_random_access_point(packet: "Packet[VideoStream]", codec: str) -> bool:
    """Whether every player can start at this packet: an H.264 IDR frame, or an HEVC random access point."""
    for kind in _list_unit_types(bytes(packet), codec):
        if codec == "h264" and kind in (1, 5):
            return kind == 5
        if codec == "hevc" and kind <= 31:
            return 16 <= kind <= 23
    return False


def _list_unit_types(content: bytes, codec: str) -> list[int]:
    """The types of the NAL units of a packet, which follow start codes or lengths of four bytes."""
    places: list[int] = []
    if content[:3] == b"\0\0\1" or content[:4] == b"\0\0\0\1":
        at = content.find(b"\0\0\1")
        while at >= 0 and len(places) < 64:
            places.append(at + 3)
            at = content.find(b"\0\0\1", at + 3)
    else:
        at = 0
        while at + 4 < len(content) and len(places) < 64:
            places.append(at + 4)
            at += 4 + int.from_bytes(content[at : at + 4], "big")
    firsts = [content[place] for place in places if place < len(content)]
    return [first & 31 if codec == "h264" else first >> 1 & 63 for first in firsts]
