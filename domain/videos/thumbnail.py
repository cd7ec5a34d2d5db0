"""A picture that somebody chose for a video: decoded and drawn anew, so that nothing of the file itself is shown."""

import threading
from collections.abc import Mapping
from io import BytesIO

from PIL import Image as Pillow
from PIL import ImageOps

from domain.fairness.pools import Gone, Pool
from domain.isolation.subprocess import Bounds, apart
from models.errors import Exhausting, InvalidInput, UnusableMedia, WatchgraphError

# MIME type → Pillow's name of the one decoder that may look at it.
ACCEPTED: Mapping[str, str] = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
LARGEST_BYTES = 5 * 1024**2
_LARGEST_PIXELS = 40_000_000
_WIDEST, _QUALITY = 1280, 85
_BOUNDS = Bounds(memory_bytes=2 << 30, cpu_seconds=20, niceness=10)
_SECONDS = 60.0


def announced(content_type: str, size_bytes: int) -> str:
    """The MIME type of an announced picture, checked. Raises InvalidInput."""
    kind = content_type.strip().lower()
    if kind not in ACCEPTED:
        raise InvalidInput("CONTENT_TYPE_NOT_ACCEPTED", field=("contentType",), accepted=", ".join(ACCEPTED))
    if not 0 < size_bytes <= LARGEST_BYTES:
        raise InvalidInput("SIZE_NOT_ACCEPTED", field=("sizeBytes",), largest=LARGEST_BYTES)
    return kind


async def redrawn(content: bytes, content_type: str, pool: Pool, organization: str, gone: Gone | None = None) -> bytes:
    """The picture as JPEG of at most 1280 pixels on a side, without metadata, drawn in a process of its own.

    gone: see domain.fairness.pools.wanted. Raises UnusableMedia (NOT_A_PICTURE, PICTURE_TOO_LARGE) and Busy.
    """
    stopped = threading.Event()
    try:
        return await pool.run(
            organization,
            lambda: apart(draw, content, content_type, stopped=stopped, stalled_seconds=_SECONDS, bounds=_BOUNDS),
            stopped=stopped,
            gone=gone,
        )
    except WatchgraphError as error:
        if isinstance(error, Exhausting) or error.code in ("ANALYSIS_CRASHED", "DECODING_TOO_SLOW"):
            raise UnusableMedia("NOT_A_PICTURE") from None
        raise


def draw(content: bytes, content_type: str) -> bytes:
    """The child's part of it."""
    try:
        with Pillow.open(BytesIO(content), formats=[ACCEPTED[content_type]]) as picture:
            # The header alone is read so far: what it announces is not made ready for, if it is too much.
            if picture.width * picture.height > _LARGEST_PIXELS:
                raise UnusableMedia("PICTURE_TOO_LARGE")
            picture.draft("RGB", (_WIDEST, _WIDEST))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((_WIDEST, _WIDEST))
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
