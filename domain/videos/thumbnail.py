"""Redraws a picture that a person chose for a video, so that nothing of the original file is shown."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from PIL import Image as Pillow
from PIL import ImageOps

from domain.fairness.pools import DisconnectWaiter, Pool
from domain.isolation.subprocess import IsolationOptions, ResourceLimits, run_isolated
from models.errors import InvalidInput, ResourceExhausted, UnusableMedia, WatchgraphError
from models.mistakes import MistakeCollector

# MIME type → the only Pillow decoder that may read it.
ACCEPTED_CONTENT_TYPES: Mapping[str, str] = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
LARGEST_BYTES = 5 * 1024**2
_LARGEST_PIXELS = 40_000_000
_MAX_SIDE, _QUALITY = 1280, 85
_LIMITS = ResourceLimits(memory_bytes=2 << 30, cpu_seconds=20, niceness=10)
_STALLED_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class PictureAnnouncement:
    """MIME type and exact size of a picture that will be sent."""

    content_type: str
    size_bytes: int


def validate_picture(content_type: str, size_bytes: int) -> PictureAnnouncement:
    """An announced picture. Raises InvalidInput for all that is wrong."""
    kind = content_type.strip().lower()
    with MistakeCollector() as mistakes:
        if kind not in ACCEPTED_CONTENT_TYPES:
            accepted = ", ".join(ACCEPTED_CONTENT_TYPES)
            mistakes.add(InvalidInput("CONTENT_TYPE_NOT_ACCEPTED", field=("contentType",), accepted=accepted))
        if not 0 < size_bytes <= LARGEST_BYTES:
            mistakes.add(InvalidInput("SIZE_NOT_ACCEPTED", field=("sizeBytes",), largest=LARGEST_BYTES))
    return PictureAnnouncement(kind, size_bytes)


async def redraw(
    content: bytes,
    content_type: str,
    pool: Pool,
    organization: str,
    wait_for_disconnect: DisconnectWaiter | None = None,
) -> bytes:
    """The picture as JPEG of at most 1280 pixels on a side, without metadata, drawn in an isolated subprocess.

    wait_for_disconnect: see domain.fairness.pools. Raises UnusableMedia (NOT_A_PICTURE, PICTURE_TOO_LARGE) and Busy.
    """
    stopped = threading.Event()
    options = IsolationOptions(stopped, _LIMITS, stalled_seconds=_STALLED_SECONDS)
    try:
        return await pool.run(
            organization,
            lambda: run_isolated(options, draw_jpeg, content, content_type),
            stopped=stopped,
            wait_for_disconnect=wait_for_disconnect,
        )
    except WatchgraphError as error:
        if isinstance(error, ResourceExhausted) or error.code in ("ANALYSIS_CRASHED", "DECODING_TOO_SLOW"):
            raise UnusableMedia("NOT_A_PICTURE") from None
        raise


def draw_jpeg(content: bytes, content_type: str) -> bytes:
    """Runs in the subprocess."""
    try:
        with Pillow.open(BytesIO(content), formats=[ACCEPTED_CONTENT_TYPES[content_type]]) as picture:
            # Only the header was read so far: no memory is allocated for a picture that is too large.
            if picture.width * picture.height > _LARGEST_PIXELS:
                raise UnusableMedia("PICTURE_TOO_LARGE")
            picture.draft("RGB", (_MAX_SIDE, _MAX_SIDE))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((_MAX_SIDE, _MAX_SIDE))
            flat = Pillow.new("RGB", upright.size, "white")
            clear = upright.convert("RGBA")
            flat.paste(clear, mask=clear)
            drawn = BytesIO()
            flat.save(drawn, "JPEG", quality=_QUALITY)
            return drawn.getvalue()
    except Pillow.DecompressionBombError:
        raise UnusableMedia("PICTURE_TOO_LARGE") from None
    except (OSError, ValueError, SyntaxError, MemoryError):
        raise UnusableMedia("NOT_A_PICTURE") from None
