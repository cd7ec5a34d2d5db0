"""Presigned URLs of what is in the buckets."""

from models.errors import InvalidInput
from resolvers.context import Context

PICTURE_SECONDS = 900
LONGEST_DOWNLOAD_SECONDS = 43_200


async def thumbnail(context: Context, key: str | None) -> str | None:
    """A URL for a picture; None where there is no picture."""
    if key is None:
        return None
    return await context.data.objects.presign_get("thumbnails", key, expires_in=PICTURE_SECONDS)


async def clip(context: Context, key: str | None) -> str | None:
    """A URL for a clip; None where none was cut."""
    if key is None:
        return None
    return await context.data.objects.presign_get("highlights", key, expires_in=PICTURE_SECONDS)


async def original(context: Context, key: str, filename: str, expires_in: int) -> str:
    """A URL that downloads the original under its file name. Raises InvalidInput for a life out of range."""
    if not 60 <= expires_in <= LONGEST_DOWNLOAD_SECONDS:
        raise InvalidInput("OUT_OF_RANGE", field=("expiresInSeconds",), low=60, high=LONGEST_DOWNLOAD_SECONDS)
    return await context.data.objects.presign_get("storage", key, expires_in=expires_in, attachment=filename)
