"""Cuts a part of an original and takes stills of it, in isolated processes."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

from domain.fairness.pools import Pool
from domain.isolation.disk_space import max_writable_bytes
from domain.isolation.file_proxy import ProxiedFile, ServedFile
from domain.isolation.subprocess import (
    CRASH_SIGNALS,
    IsolationOptions,
    ResourceLimits,
    Sandbox,
    run_isolated,
    run_isolated_on_file,
)
from domain.ports import OriginalFaultLog
from domain.videos.clip_job import cut_in_child
from domain.videos.original_integrity import record_faults
from models.access.principal import Principal
from models.errors import NotFound, UnusableMedia, WatchgraphError
from models.evidence.order import FootagePart
from models.footage.clips import ClipNote, ClipRange
from models.footage.originals import ObjectRef, Original
from vision.clips.clip import ClipResult
from vision.clips.request import ClipRequest
from vision.detection.choice import DetectorChoice
from vision.media.clock import FootageClock
from vision.redaction.boxes import Seen
from vision.redaction.redact import RedactedClip, RedactionRequest, redact_clip
from vision.stills.local_stills import take_local_stills
from vision.stills.stills import Still

if TYPE_CHECKING:
    # Its HTTP library does not belong in the process that decodes.
    from datasources.s3.range_reader import RangedSource

T = TypeVar("T")
_BLOCK_BYTES = 512 * 1024
# People are looked for in eight frames a second, three times at most, and each frame is encoded as often.
_LEAST_CPU_SECONDS, _CPU_SECONDS_PER_SECOND = 3600, 120.0
MAX_STILLS = 12


class OriginalSource(Protocol):
    async def open_ranged(self, bucket: Literal["storage"], pinned: ObjectRef, /) -> "RangedSource": ...


@dataclass(frozen=True, slots=True)
class CutPart:
    """A part that was cut: its file, what the file shows, stills at positions of the file, and what was blurred."""

    file: Path
    result: ClipResult
    stills: Sequence[Still]
    redaction: RedactedClip | None = None


class Scissors:
    """Cuts parts, a part at a time and organization."""

    def __init__(
        self,
        objects: OriginalSource,
        faults: OriginalFaultLog,
        pool: Pool | None = None,
        detector: DetectorChoice | None = None,
    ) -> None:
        self._detector = detector or DetectorChoice()
        self._objects = objects
        self._faults = faults
        self._pool = pool or Pool("decoding", 2, max_waiting=None, share=1.0)

    async def cut(
        self,
        principal: Principal,
        original: Original,
        part: FootagePart,
        file: Path,
        options: "CutOptions",
    ) -> CutPart:
        """Cut a part into a new file. Raises UnusableMedia, and WrongState where the original was replaced."""
        wanted = ClipRange(part.start_seconds, part.end_seconds, exact=False)
        async with (
            self._pool.acquire(principal.organization) as held,
            record_faults(self._faults, principal, original, options.request_id),
        ):
            try:
                source = await self._objects.open_ranged("storage", original.pinned)
            except NotFound:
                raise UnusableMedia("ORIGINAL_MISSING") from None
            redaction = None
            if options.named is None:
                result = await held.run(lambda: _cut(source, file, wanted, options))
            else:
                redaction = await held.run(lambda: _redact(source, file, wanted, options, self._detector))
                result = _describe_redacted(redaction)
            stills = await held.run(lambda: _take_stills(file, result, options))
        return CutPart(file, result, stills, redaction)


@dataclass(frozen=True, slots=True)
class CutOptions:
    """clock: of the footage, where it is known. moments: positions in the video of which there are to be stills.

    stopped: once set, the cut ends soon. request_id: of the audit log. named: people are blurred, but for those who are
    at these moments; None: nobody is blurred.
    """

    clock: FootageClock | None
    moments: Sequence[float]
    sound: bool
    stopped: threading.Event
    request_id: str
    named: Sequence[Seen] | None = None


def _cut(source: "RangedSource", file: Path, wanted: ClipRange, options: CutOptions) -> ClipResult:
    isolation = isolate(file.parent, options.stopped)
    served = ServedFile(source.open(block_bytes=_BLOCK_BYTES), source.limit_error)
    return call_decoder(
        lambda: run_isolated_on_file(
            isolation, served, cut_in_child, file, wanted, options.clock, options.sound, on_progress=_ignore
        )
    )


def _redact(
    source: "RangedSource", file: Path, wanted: ClipRange, options: CutOptions, detector: DetectorChoice
) -> RedactedClip:
    length = wanted.end_seconds - wanted.start_seconds
    seconds = max(_LEAST_CPU_SECONDS, int(_CPU_SECONDS_PER_SECOND * length))
    isolation = isolate(file.parent, options.stopped, *filter(None, [detector.model]), cpu_seconds=seconds)
    served = ServedFile(source.open(block_bytes=_BLOCK_BYTES), source.limit_error)
    part = ClipRequest(wanted.start_seconds, wanted.end_seconds, exact=True)
    request = RedactionRequest(part, options.named or (), detector)
    return call_decoder(
        lambda: run_isolated_on_file(
            isolation, served, redact_in_child, file, request, options.clock, on_progress=_ignore
        )
    )


def redact_in_child(
    file: ProxiedFile,
    target: Path,
    request: RedactionRequest,
    clock: FootageClock | None,
    on_progress: Callable[[], None] = lambda: None,
) -> RedactedClip:
    """Runs in the subprocess."""
    return redact_clip(file, target, request, clock=clock, on_progress=on_progress)


def _describe_redacted(made: RedactedClip) -> ClipResult:
    return ClipResult(made.start_seconds, made.end_seconds, True, [ClipNote("REDACTED", "")], [ClipNote("SOUND", "")])


def _take_stills(file: Path, result: ClipResult, options: CutOptions) -> Sequence[Still]:
    """Stills of a clip, at positions of the clip; none where none of its frames can be decoded."""
    moments = choose_stills(options.moments, result)
    isolation = IsolationOptions(options.stopped, sandbox=Sandbox(reads=(str(file),)))
    try:
        return call_decoder(lambda: run_isolated(isolation, take_local_stills, file, moments))
    except UnusableMedia:
        # The clip is there all the same, as the original has it.
        return ()


def choose_stills(moments: Sequence[float], result: ClipResult) -> list[float]:
    """Positions of the clip for its stills: the moments within it, else its middle."""
    length = result.end_seconds - result.start_seconds
    inside = sorted({round(moment - result.start_seconds, 3) for moment in moments})
    inside = [moment for moment in inside if 0 <= moment < length]
    step = max(1, -(-len(inside) // MAX_STILLS))
    return inside[::step] or [length / 2]


def isolate(folder: Path, stopped: threading.Event, *reads: str, cpu_seconds: int = 3600) -> IsolationOptions:
    """Options of a process that decodes, and may write into this folder."""
    limits = ResourceLimits(cpu_seconds=cpu_seconds, file_bytes=max_writable_bytes(folder))
    return IsolationOptions(stopped, limits, Sandbox(reads=reads, writes=str(folder)))


def call_decoder(call: Callable[[], T]) -> T:
    """The result of an isolated call. Raises UnusableMedia where the footage made it crash, and would again."""
    try:
        return call()
    except WatchgraphError as error:
        if error.values.get("cause") in CRASH_SIGNALS:
            raise UnusableMedia(error.code, cause=error.values["cause"]) from None
        raise


def _ignore() -> None:
    """Reports nothing: it only shows that a process that encodes for long is not stuck."""
