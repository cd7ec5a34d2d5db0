"""Whether a clip may keep the footage's own pictures: only what current browsers and phones play is copied."""

from av.packet import Packet
from av.video.stream import VideoStream

from models.footage.clips import ClipNote
from vision.media.colors import is_full_range, is_incomplete, read_description

_PROFILES = {
    "h264": frozenset({"Constrained Baseline", "Baseline", "Main", "High", "Constrained High", "Progressive High"}),
    # Where HEVC is played at all, its Main profile is: on iPhones, and by browsers whose system decodes it.
    "hevc": frozenset({"Main"}),
}
# Level 5.2 of H.264 and 5.1 of HEVC, as they are written.
_LEVELS = {"h264": 52, "hevc": 153}
_PIXEL_FORMATS = frozenset({"yuv420p", "yuvj420p"})
# The fourth character says that parameter sets stand in the header, which Apple's players insist on.
CODEC_TAGS = {"hevc": "hvc1"}
# The largest picture that those levels hold, in any orientation.
MAX_CLIP_PIXELS = 4096 * 2304
_PROGRESSIVE = frozenset({0, 1})


def list_obstacles(stream: VideoStream, container: str) -> list[ClipNote]:
    """Why a stream's pictures cannot be kept in a clip; nothing where they can."""
    context = stream.codec_context
    codec, profile, level = context.name, context.profile, context.level
    if codec not in _PROFILES:
        return [ClipNote("CODEC", codec)]
    found: list[ClipNote] = []
    if profile not in _PROFILES[codec]:
        found.append(ClipNote("PROFILE", f"{codec} {profile or '?'}"))
    if level > _LEVELS[codec]:
        found.append(ClipNote("LEVEL", f"{codec} {level}"))
    if context.pix_fmt not in _PIXEL_FORMATS:
        found.append(ClipNote("PIXEL_FORMAT", context.pix_fmt or "?"))
    if context.width * context.height > MAX_CLIP_PIXELS:
        found.append(ClipNote("SIZE", f"{context.width}x{context.height}"))
    if int(context.field_order) not in _PROGRESSIVE:
        found.append(ClipNote("INTERLACED", codec))
    if is_full_range(context, context.pix_fmt) and is_incomplete(read_description(context)):
        found.append(ClipNote("COLORS", context.pix_fmt or "?"))
    if container == "avi":
        found.append(ClipNote("TIMESTAMPS", "avi"))
    return found


def is_random_access_point(packet: "Packet[VideoStream]", codec: str) -> bool:
    """Whether every player can begin at this packet: an IDR picture of H.264, or any of HEVC's that give access."""
    for kind in _list_unit_types(bytes(packet), codec):
        if codec == "h264" and kind in (1, 5):
            return kind == 5
        if codec == "hevc" and kind <= 31:
            return 16 <= kind <= 23
    return False


def _list_unit_types(content: bytes, codec: str) -> list[int]:
    """The types of the units of a packet, with start codes or with lengths of four bytes before them."""
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
