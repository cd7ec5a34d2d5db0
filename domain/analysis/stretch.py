"""How an analysis goes on from the file before, and what it hands to the next (see docs/footage.md, Stretches)."""

import hashlib
import json
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from domain.jobs.context import JobContext
from domain.ports import StretchReader
from models.errors import FileBeforePending
from models.footage.stretches import FileBefore, StretchEnd
from vision.people.handover import HandOver
from vision.version import ANALYSIS_PIPELINE

_log = logging.getLogger(__name__)
_HAND_OVER = TypeAdapter(HandOver)


async def wait_for_file_before(
    context: JobContext, stretches: StretchReader, video_id: UUID, longest_seconds: float
) -> None:
    """Raise FileBeforePending where the file before is analyzed first, for so long since the job was first claimed.

    After that the analysis goes alone; that of the file before has it repeated when it is done.
    """
    before = await stretches.find_before(context.principal, video_id, ANALYSIS_PIPELINE)
    began = context.claim.job.started_at
    if before is None or not before.pending or began is None:
        return
    if (datetime.now(UTC) - began).total_seconds() < longest_seconds:
        raise FileBeforePending


def read_hand_over(before: FileBefore | None) -> HandOver | None:
    """The state with which an analysis begins, in positions of its file."""
    if before is None or before.hand_over is None:
        return None
    try:
        state = _HAND_OVER.validate_python(before.hand_over, strict=False)
    except ValidationError as error:
        _log.warning("A hand-over cannot be read: %s", error, extra={"video_id": str(before.video_id)})
        return None
    # Where files overlap, the second one goes on where the first ends.
    return state.shift(-max(0.0, before.gap_seconds))


def build_stretch_end(
    video_id: UUID, before: FileBefore | None, hand_over: HandOver, returned: Sequence[tuple[str, str]]
) -> StretchEnd:
    """What the next file needs of a finished analysis that began with this."""
    written = _HAND_OVER.dump_python(hand_over.name_video(str(video_id)), mode="json")
    return StretchEnd(
        pipeline=ANALYSIS_PIPELINE,
        began_with=None if before is None else before.digest,
        hand_over=written,
        digest=hashlib.sha256(json.dumps(written, sort_keys=True).encode()).hexdigest(),
        returned=[{"video": video, "track": track} for video, track in returned],
    )
