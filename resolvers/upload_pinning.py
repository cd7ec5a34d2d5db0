"""From what arrived to an object that stays what it is: the original to be, which is checked and then confirmed."""

from contextlib import suppress
from dataclasses import dataclass

from datasources.s3 import ObjectHead
from domain.uploads.announcement import make_pinned_name
from models.access.principal import Principal
from models.errors import NotFound, Unavailable, UserMistake
from models.footage.object_keys import video_folder
from models.footage.originals import ObjectRef
from models.footage.uploads import UploadTerms
from resolvers.core.context import Context
from resolvers.upload_terms import plan_parts

_TOKEN_FIELD = ("input", "uploadToken")


@dataclass(frozen=True, slots=True)
class PinnedObject:
    """The object that will be the original: nobody has an address that writes to it."""

    key: str
    head: ObjectHead

    @property
    def source(self) -> ObjectRef:
        return ObjectRef(self.key, self.head.etag, self.head.version)


async def pin_original(context: Context, principal: Principal, promise: UploadTerms, head: ObjectHead) -> PinnedObject:
    """What was put together from parts stays as it is; what was sent at once is copied to a key of its own.

    Each confirmation makes a copy of its own, for two may find different files under the address. Raises NotFound where
    another took away what arrived, WrongState where it changes meanwhile.
    """
    if plan_parts(promise) is not None:
        return PinnedObject(promise.key, head)
    objects, source = context.data.objects, ObjectRef(promise.key, head.etag, head.version)
    key = f"{video_folder(principal.organization, promise.video_id)}{make_pinned_name(promise.key)}"
    kind = head.content_type or promise.content_type
    try:
        await objects.copy("storage", source, key, size_bytes=head.size_bytes, content_type=kind)
    except UserMistake as error:
        raise type(error)(error.code, field=_TOKEN_FIELD) from None
    copied = await objects.head("storage", key)
    if copied is None:
        raise NotFound(field=_TOKEN_FIELD)
    return PinnedObject(key, copied)


async def discard_copy(context: Context, promise: UploadTerms, key: str) -> None:
    """Take away a copy that is not wanted. One that cannot be reached now, the sweep finds."""
    if key != promise.key:
        with suppress(Unavailable):
            await context.data.objects.delete("storage", key)
