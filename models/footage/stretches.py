"""Stretches: files of one camera that adjoin, so that a visit may go on from one into the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class FileBefore:
    """The file that adjoins a video's beginning.

    gap_seconds: from its end to the video's beginning; below 0 where they overlap. pending: its analysis is queued or
    runs. digest, hand_over: of its analysis, if it was made by the same pipeline; else None.
    """

    video_id: UUID
    gap_seconds: float
    pending: bool
    digest: str | None
    hand_over: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class StretchEnd:
    """What an analysis leaves to the next file: the columns of stretch_state."""

    pipeline: str
    began_with: str | None
    hand_over: Mapping[str, Any]
    digest: str
    returned: Sequence[Mapping[str, str]] = ()
