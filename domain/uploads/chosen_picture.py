"""A picture that a person chooses for a video: announced, sent to S3, redrawn, and shown from then on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from domain.fairness.quotas import check_new_picture
from domain.uploads.scope import UploadScope
from domain.videos.thumbnail import PictureAnnouncement, redraw
from models.errors import InvalidInput, NotFound, UnusableMedia, UserMistake, WrongState
from models.footage.object_keys import video_folder
from models.footage.uploads import UploadTerms
from models.rows.video import VideoRow

_TOKEN_FIELD = ("uploadToken",)
_TOKEN_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class PictureTicket:
    """Where and how to PUT the picture."""

    url: str
    headers: Mapping[str, str]
    token: str
    expires_at: datetime


async def request_picture(scope: UploadScope, video_id: UUID, picture: PictureAnnouncement) -> PictureTicket:
    """Sign a PUT for just the announced picture, which nobody sees before it is redrawn. Raises QuotaExceeded."""
    data, principal, url_seconds = scope.data, scope.principal, scope.limits.upload_url_seconds
    terms = UploadTerms(
        organization=principal.organization,
        video_id=video_id,
        key=f"{video_folder(principal.organization, video_id)}incoming/{uuid4()}",
        size_bytes=picture.size_bytes,
        content_type=picture.content_type,
        checksum_sha256=None,
        expires_at=scope.clock() + timedelta(seconds=_TOKEN_SECONDS),
    )
    async with data.postgres.transaction(principal) as connection:
        if scope.limits.quotas.open_uploads:
            open_pictures = await scope.quota_meter.count_open_pictures(connection, principal)
            check_new_picture(scope.limits.quotas, open_pictures)
        # Deletes a picture that is never confirmed, or is sent again after its confirmation.
        await data.removals.schedule_object_removal_in(
            connection, principal, "thumbnails", terms.key, _TOKEN_SECONDS + url_seconds
        )
    url, headers = await data.objects.presign_put(
        "thumbnails",
        terms.key,
        content_type=terms.content_type,
        size_bytes=terms.size_bytes,
        checksum_sha256=None,
        expires_in=url_seconds,
    )
    token = data.upload_tokens.issue(terms, "thumbnail")
    return PictureTicket(url, headers, token, scope.clock() + timedelta(seconds=url_seconds))


async def confirm_picture(scope: UploadScope, token: str, columns: frozenset[str]) -> VideoRow:
    """Redraw the picture and show it with the video from now on; the video's row. It may be repeated.

    Raises UserMistake, and Busy where too many pictures are drawn.
    """
    data, principal = scope.data, scope.principal
    terms = data.upload_tokens.read(token, "thumbnail")
    if terms.organization != principal.organization:
        raise NotFound(field=_TOKEN_FIELD)
    video = await scope.load_video(terms.video_id, frozenset({"thumbnail_key"}), _TOKEN_FIELD)
    chosen_key = terms.key.replace("/incoming/", "/chosen/") + ".jpg"
    if video["thumbnail_key"] != chosen_key:
        picture = await _redraw_picture(scope, terms)
        stored = await data.objects.put("thumbnails", chosen_key, picture, "image/jpeg")
        async with data.postgres.transaction(principal) as connection:
            if not await data.videos.update_in(connection, terms.video_id, thumbnail_key=chosen_key):
                raise NotFound(field=_TOKEN_FIELD)
            if stored.etag is not None:
                await data.pictures.pin_in(connection, principal, terms.video_id, {chosen_key: stored.etag})
            await data.removals.mark_taken_in(connection, "thumbnails", terms.key)
            await scope.write_audit(connection, "confirmThumbnailUpload", terms.video_id)
        await data.objects.delete("thumbnails", terms.key)
    return await scope.load_video(terms.video_id, columns, _TOKEN_FIELD)


async def _redraw_picture(scope: UploadScope, terms: UploadTerms) -> bytes:
    objects, pool = scope.data.objects, scope.limits.thumbnail_pool
    # Before anything is fetched: pictures that wait are held in memory.
    pool.check_capacity(terms.organization)
    head = await objects.head("thumbnails", terms.key)
    if head is None:
        raise WrongState("UPLOAD_MISSING", field=_TOKEN_FIELD)
    if head.size_bytes != terms.size_bytes:
        raise InvalidInput("SIZE_MISMATCH", field=_TOKEN_FIELD, actual=head.size_bytes, announced=terms.size_bytes)
    try:
        content = await objects.get("thumbnails", terms.key)
        return await redraw(content, terms.content_type, pool, terms.organization, scope.wait_for_disconnect)
    except UnusableMedia as error:
        await objects.delete("thumbnails", terms.key)
        values = {name: str(value) for name, value in error.values.items()}
        raise UserMistake(error.code, field=_TOKEN_FIELD, **values) from None
