"""Cameras: read, made, changed and deleted."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from domain.cameras.deletion import CameraRemover, DeletedFootage, DeletionOrder
from domain.cameras.following import FootageFollower
from domain.cameras.settings import validate_settings
from domain.cameras.site import choose_site
from domain.videos.deletion import Remover
from models.access.principal import Principal
from models.enums import CameraOrder
from models.errors import InvalidInput, NotFound, Unavailable, WrongState
from models.filters import CameraFilter
from models.footage.cameras import FOLLOWED_SETTINGS
from models.mistakes import MistakeCollector
from models.paging import PageWindow, Slice
from models.rows.camera import CameraRow
from resolvers import audit
from resolvers.core import ids
from resolvers.core.context import Context

# Videos that follow a correction, or are deleted, before the caller gets an answer; the workers see to the rest.
_FOLLOWING_AT_ONCE = 200
_DELETED_AT_ONCE = 20
_NAME, _SITE = ("input", "name"), ("input", "site")


async def load_camera(context: Context, id_: str, columns: frozenset[str]) -> CameraRow | None:
    """The camera with this id; None for a malformed, foreign or missing id alike."""
    key = ids.decode(ids.Kind.CAMERA, id_)
    return None if key is None else (await context.data.cameras.get_by_ids(context.caller, [key], columns))[0]


async def require_by_id(context: Context, id_: str, columns: frozenset[str]) -> CameraRow:
    """The same. Raises NotFound where there is none."""
    row = await load_camera(context, id_, columns)
    if row is None:
        raise NotFound(field=("id",))
    return row


async def load_by_key(context: Context, key: UUID, columns: frozenset[str]) -> CameraRow | None:
    """A camera by its key, batched within the operation."""
    loader = context.loader(
        ("camera", columns), lambda keys: context.data.cameras.get_by_ids(context.caller, keys, columns)
    )
    row: CameraRow | None = await loader.load(key)
    return row


async def load_page(
    context: Context, wanted: CameraFilter | None, order: CameraOrder, window: PageWindow, columns: frozenset[str]
) -> tuple[Slice[CameraRow], Callable[[], Awaitable[int]]]:
    """A window over the cameras that match, and a function that counts them all."""
    principal = context.caller
    page = await context.data.cameras.list_page(principal, wanted, order, window, columns)
    return page, lambda: context.data.cameras.count(principal, wanted)


async def create_camera(context: Context, settings: Mapping[str, Any], columns: frozenset[str]) -> CameraRow:
    """Make a camera. Raises InvalidInput, NotFound."""
    data = context.data
    checked = validate_settings(settings)
    checked["site"] = choose_site(context.caller, checked.get("site"), _SITE)
    async with data.postgres.transaction(context.caller) as connection:
        key = await data.cameras.insert_in(connection, context.caller, checked)
        if key is None:
            raise InvalidInput("CAMERA_EXISTS", field=_NAME, name=checked["name"])
        await audit.record_action(context, connection, "createCamera", ids.Kind.CAMERA, key)
    return await require_by_id(context, ids.encode(ids.Kind.CAMERA, key), columns)


async def update_camera(
    context: Context, id_: str, settings: Mapping[str, Any], columns: frozenset[str], *, keep_moments: bool
) -> CameraRow:
    """Change a camera; its footage follows, the first videos of it at once. Raises InvalidInput, NotFound."""
    with MistakeCollector() as mistakes:
        checked = mistakes.check(validate_settings, settings)
        if mistakes.any:
            # Say in the same answer whether the camera is missing.
            await require_by_id(context, id_, frozenset())
    key = ids.require(ids.Kind.CAMERA, id_, "id")
    if "site" in checked:
        checked["site"] = choose_site(context.caller, checked["site"], _SITE)
    if await _store_changes(context, key, checked, keep_moments=keep_moments):
        await _let_footage_follow(context, key)
    return await require_by_id(context, id_, columns)


async def _store_changes(context: Context, key: UUID, checked: dict[str, Any], *, keep_moments: bool) -> bool:
    """Store the settings that differ; whether footage has to follow them."""
    data, principal = context.data, context.caller
    async with data.postgres.transaction(principal) as connection:
        camera = await data.camera_corrections.lock_camera_in(connection, key)
        if camera is None:
            raise NotFound(field=("id",))
        before: Mapping[str, Any] = {**camera}
        changed = {name: value for name, value in checked.items() if before[name] != value}
        if not changed:
            return False
        if not await data.cameras.update_in(connection, key, changed):
            raise InvalidInput("CAMERA_EXISTS", field=_NAME, name=checked.get("name", camera["name"]))
        followed = {name: [before[name], changed[name]] for name in FOLLOWED_SETTINGS if name in changed}
        if followed:
            await data.camera_corrections.add_in(
                connection, principal, camera, followed, keep_moments=keep_moments, request_id=context.request_id
            )
        details = {"fields": sorted(changed)}
        await audit.record_action(context, connection, "updateCamera", ids.Kind.CAMERA, key, details)
    return bool(followed)


async def _let_footage_follow(context: Context, key: UUID) -> None:
    data = context.data
    follower = FootageFollower(data.postgres, data.camera_corrections, data.camera_footage)
    # The correction is stored: the workers see to what is not done here. Videos may still be at a site that the caller
    # does not see.
    worker = Principal.worker(context.caller.organization)
    try:
        await follower.follow(worker, key, _FOLLOWING_AT_ONCE)
    except Unavailable:
        return


async def delete_camera(context: Context, id_: str, *, with_footage: bool) -> DeletedFootage:
    """Delete a camera; with its footage, as far as that is quickly done. Raises NotFound, WrongState."""
    data, principal, key = context.data, context.caller, ids.require(ids.Kind.CAMERA, id_, "id")
    async with data.postgres.transaction(principal) as connection:
        camera = await data.camera_corrections.lock_camera_in(connection, key)
        if camera is None:
            raise NotFound(field=("id",))
        videos, held = await data.camera_deletions.count_videos_in(connection, key)
        if videos and not with_footage:
            raise WrongState("CAMERA_HAS_FOOTAGE", field=("id",), videos=videos)
        if held:
            raise WrongState("CAMERA_ON_HOLD", field=("id",), held=held)
        await audit.record_action(context, connection, "deleteCamera", ids.Kind.CAMERA, key, {"videos": videos})
        if await data.camera_deletions.delete_in(connection, key):
            return DeletedFootage(is_gone=True)
        await data.camera_deletions.begin_in(connection, camera, principal, context.request_id)
    later = context.limits.upload_url_seconds + context.limits.job_lease_seconds
    videos_remover = Remover(data.removals, data.objects, later)
    remover = CameraRemover(data.postgres, data.camera_deletions, videos_remover, data.audit)
    deleted = await remover.remove(DeletionOrder(key, principal, context.request_id), _DELETED_AT_ONCE)
    data.outbox.nudge()
    return deleted
