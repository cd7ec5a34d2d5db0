"""Pins an upload: turns what arrived into an object that nobody can change, which becomes the video's original."""

from contextlib import suppress
from dataclasses import dataclass

from domain.uploads.announcement import make_pinned_name
from domain.uploads.scope import Field, UploadScope, plan_parts
from models.errors import NotFound, Unavailable
from models.footage.object_keys import video_folder
from models.footage.originals import ObjectRef
from models.footage.stored_objects import ObjectHead
from models.footage.uploads import UploadTerms
from models.mistakes import about_field


@dataclass(frozen=True, slots=True)
class PinnedObject:
    """The object that will be the original. No URL exists that writes to it."""

    key: str
    head: ObjectHead

    @property
    def source(self) -> ObjectRef:
        return ObjectRef(self.key, self.head.etag, self.head.version)


async def pin_original(scope: UploadScope, terms: UploadTerms, head: ObjectHead, field: Field) -> PinnedObject:
    """Joined parts stay where they are; what was sent in one request is copied to a key of its own.

    Each confirmation makes its own copy, because two of them may find different files under the upload's key. Raises
    NotFound where the file was removed by another confirmation, WrongState where it changes meanwhile.
    """
    if plan_parts(terms) is not None:
        return PinnedObject(terms.key, head)
    objects, source = scope.data.objects, ObjectRef(terms.key, head.etag, head.version)
    key = f"{video_folder(terms.organization, terms.video_id)}{make_pinned_name(terms.key)}"
    content_type = head.content_type or terms.content_type
    with about_field(*field):
        await objects.copy("storage", source, key, size_bytes=head.size_bytes, content_type=content_type)
    copied = await objects.head("storage", key)
    if copied is None:
        raise NotFound(field=field)
    return PinnedObject(key, copied)


async def discard_copy(scope: UploadScope, terms: UploadTerms, key: str) -> None:
    """Delete a copy that is not wanted. The sweep deletes later what cannot be reached now."""
    if key != terms.key:
        with suppress(Unavailable):
            await scope.data.objects.delete("storage", key)
