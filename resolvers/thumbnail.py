"""Pictures that people choose for a video."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from datasources.postgres.tables.quotas import count_open_pictures
from domain.fairness.quotas import check_new_picture
from domain.videos import thumbnail
from models.enums import VideoStatus
from models.errors import InvalidInput, NotFound, UnusableMedia, UserMistake, WrongState
from models.footage.object_keys import video_folder
from models.footage.uploads import UploadTerms
from models.paging import Row
from resolvers import audit
from resolvers.core import ids
from resolvers.core.context import Context

_TOKEN_FIELD = ("uploadToken",)
_TOKEN_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class ThumbnailTicket:
    url: str
    headers: Mapping[str, str]
    token: str
    expires_at: datetime


async def request_thumbnail(context: Context, id_: str, content_type: str, size_bytes: int) -> ThumbnailTicket:
    """Sign a PUT that takes just the announced picture, which nobody sees before it is drawn anew."""
    principal = context.caller
    kind = thumbnail.validate_picture(content_type, size_bytes)
    data, key = context.data, ids.decode(ids.Kind.VIDEO, id_)
    [video] = [None] if key is None else await data.videos.get_by_ids(principal, [key], ["status"])
    if key is None or video is None:
        raise NotFound(field=("videoId",))
    if video["status"] == VideoStatus.UPLOADING:
        raise WrongState("NOT_UPLOADED", field=("videoId",))
    life = context.limits.upload_url_seconds
    promise = UploadTerms(
        organization=principal.organization,
        video_id=key,
        key=f"{video_folder(principal.organization, key)}incoming/{uuid4()}",
        size_bytes=size_bytes,
        content_type=kind,
        checksum_sha256=None,
        expires_at=context.clock() + timedelta(seconds=_TOKEN_SECONDS),
    )
    # What is never confirmed, or sent again after it was, is deleted then.
    async with data.postgres.transaction(principal) as connection:
        if context.limits.quotas.open_uploads:
            check_new_picture(context.limits.quotas, await count_open_pictures(connection, principal))
        await data.removals.schedule_object_removal_in(
            connection, principal, "thumbnails", promise.key, _TOKEN_SECONDS + life
        )
    url, headers = await data.objects.presign_put(
        "thumbnails",
        promise.key,
        content_type=kind,
        size_bytes=size_bytes,
        checksum_sha256=None,
        expires_in=life,
    )
    token = data.upload_tokens.issue(promise, "thumbnail")
    return ThumbnailTicket(url, headers, token, context.clock() + timedelta(seconds=life))


async def confirm_thumbnail(context: Context, token: str, columns: frozenset[str]) -> Row:
    """Draw the picture anew and show it with the video from now on. It may be repeated. Raises UserMistake,
    and Busy where too many are drawn already."""
    principal = context.caller
    data = context.data
    promise = data.upload_tokens.read(token, "thumbnail")
    if promise.organization != principal.organization:
        raise NotFound(field=_TOKEN_FIELD)
    [video] = await data.videos.get_by_ids(principal, [promise.video_id], ["thumbnail_key"])
    if video is None:
        raise NotFound(field=_TOKEN_FIELD)
    chosen = promise.key.replace("/incoming/", "/chosen/") + ".jpg"
    if video["thumbnail_key"] != chosen:
        picture = await _redraw_picture(context, promise)
        pinned = await data.objects.put("thumbnails", chosen, picture, "image/jpeg")
        async with data.postgres.transaction(principal) as connection:
            if not await data.videos.update_in(connection, promise.video_id, thumbnail_key=chosen):
                raise NotFound(field=_TOKEN_FIELD)
            if pinned.etag is not None:
                await data.pictures.pin_in(connection, principal, promise.video_id, {chosen: pinned.etag})
            await data.removals.mark_taken_in(connection, "thumbnails", promise.key)
            await audit.record_action(context, connection, "confirmThumbnailUpload", ids.Kind.VIDEO, promise.video_id)
        await data.objects.delete("thumbnails", promise.key)
    [shown] = await data.videos.get_by_ids(principal, [promise.video_id], columns)
    if shown is None:
        raise NotFound(field=_TOKEN_FIELD)
    return shown


async def _redraw_picture(context: Context, promise: UploadTerms) -> bytes:
    objects = context.data.objects
    # Before anything is fetched: what waits holds its picture in memory.
    context.limits.thumbnail_pool.check_capacity(promise.organization)
    head = await objects.head("thumbnails", promise.key)
    if head is None:
        raise WrongState("UPLOAD_MISSING", field=_TOKEN_FIELD)
    if head.size_bytes != promise.size_bytes:
        raise InvalidInput("SIZE_MISMATCH", field=_TOKEN_FIELD, actual=head.size_bytes, announced=promise.size_bytes)
    try:
        content = await objects.get("thumbnails", promise.key)
        return await thumbnail.redraw(
            content,
            promise.content_type,
            context.limits.thumbnail_pool,
            promise.organization,
            context.wait_for_disconnect,
        )
    except UnusableMedia as error:
        await objects.delete("thumbnails", promise.key)
        raise UserMistake(error.code, field=_TOKEN_FIELD, **_stringify_values(error)) from None


def _stringify_values(error: UnusableMedia) -> dict[str, str]:
    return {name: str(value) for name, value in error.values.items()}
