"""Cuts a clip out of footage: an MP4 file that every browser and phone plays while it loads.

A copied clip has the packets of the footage, bit for bit, and starts at the key frame at or before the requested time,
because later frames depend on it. An exact clip starts and ends at the requested times, and is re-encoded (H.264); so
is footage that browsers or phones do not play. The result says what was done and what was omitted. A clip that does not
show what the result says is rejected.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from av.video.stream import VideoStream

from models.errors import UnusableMedia
from models.footage.clips import ClipNote
from vision.clips.audio import SoundWriter, describe_audio_stream
from vision.clips.browser_support import list_obstacles
from vision.clips.remux import ReencodeRequired, copy_video
from vision.clips.request import ClipRequest
from vision.clips.transcode import encode_video
from vision.clips.verification import ClipExtent, is_clip_valid
from vision.media.clock import FootageClock
from vision.media.container import (
    Source,
    describe_video_stream,
    is_damage,
    list_video_streams,
    open_video,
    undecodable_error,
)
from vision.media.probe import estimate_clock
from vision.media.seek import ROUNDING_SECONDS, SeekingReader

_FASTSTART = {"movflags": "+faststart"}
_PROGRESS_SECONDS = 5.0
# The extent (None where the range has no frame), what the clip omits, and why the video is re-encoded, if it is.
_WrittenClip = tuple[ClipExtent | None, Sequence[ClipNote], Sequence[ClipNote]]


@dataclass(frozen=True, slots=True)
class ClipResult:
    """What was cut, in seconds from the footage's first frame.

    encoded: whether the video was re-encoded, for these reasons; otherwise it was copied. omitted: streams of the
    original that the clip lacks.
    """

    start_seconds: float
    end_seconds: float
    encoded: bool
    reasons: Sequence[ClipNote] = ()
    omitted: Sequence[ClipNote] = ()


def cut_clip(
    source: Source,
    target: Path,
    request: ClipRequest,
    *,
    clock: FootageClock | None = None,
    on_progress: Callable[[], None] = lambda: None,
) -> ClipResult:
    """Write the requested part of footage into an MP4 file.

    clock: of the footage, where it is known already. on_progress is called every few seconds while it writes. Only the
    bytes around the range are read. Raises UnusableMedia: what `open_video` raises, UNDECODABLE_VIDEO, NOTHING_IN_RANGE
    where the footage has no frame there, and CLIP_MISSES_RANGE.
    """
    clock = clock or estimate_clock(source, scanned_bytes=None)
    with open_video(source) as (container, stream):
        obstacles = (
            [ClipNote("EXACT", "")]
            if request.exact
            else list_obstacles(stream, container.format.name, request.copied_codecs)
        )
        writer = _ClipWriter(container, stream, clock, target, request, on_progress)
        extent, omitted, reasons = _write_clip(writer, stream, target, obstacles)
        if extent is None:
            if reasons and not writer.has_decoded:
                raise undecodable_error(source, stream.codec_context.name)
            raise UnusableMedia("NOTHING_IN_RANGE")
    late = extent.start > request.start + ROUNDING_SECONDS and not reasons
    if late or (reasons and not is_clip_valid(target, extent)):
        raise UnusableMedia("CLIP_MISSES_RANGE", start=round(extent.start, 3), end=round(extent.end, 3))
    return ClipResult(round(extent.start, 6), round(extent.end, 6), bool(reasons), reasons, omitted)


class _ClipWriter:
    def __init__(
        self,
        container: InputContainer,
        stream: VideoStream,
        clock: FootageClock,
        target: Path,
        request: ClipRequest,
        on_progress: Callable[[], None],
    ) -> None:
        self._container, self._stream, self._target = container, stream, target
        self._footage = SeekingReader(container, stream, clock)
        self._request = request
        self._on_progress = on_progress
        self._reported_at = time.monotonic()

    @property
    def has_decoded(self) -> bool:
        return self._footage.has_decoded

    def write(self, *, copied: bool) -> tuple[ClipExtent | None, Sequence[ClipNote]]:
        """Write the clip; return its extent (None where the range has no frame) and what it omits.

        Raises ReencodeRequired where the video cannot be copied.
        """
        audio = next(iter(self._container.streams.audio), None) if self._request.sound else None
        if audio is not None and audio.codec_context is None:
            audio = None
        with av.open(str(self._target), "w", format="mp4", options=_FASTSTART) as out:
            sound = None if audio is None else SoundWriter(audio, out)
            if copied:
                extent = copy_video(self._footage, self._stream, out, self._request, sound, self._report_progress)
            else:
                extent = encode_video(self._footage, self._stream, out, self._request, sound, self._report_progress)
            if sound is not None:
                sound.finish()
        return extent, self._list_omitted(None if sound is None or sound.failed else audio)

    def _report_progress(self) -> None:
        now = time.monotonic()
        if now - self._reported_at > _PROGRESS_SECONDS:
            self._reported_at = now
            self._on_progress()

    def _list_omitted(self, written: AudioStream | None) -> list[ClipNote]:
        unwritten_code = "SOUND_UNREADABLE" if self._request.sound else "SOUND"
        omitted: list[ClipNote] = []
        for stream in self._container.streams:
            if isinstance(stream, AudioStream):
                if stream is not written:
                    omitted.append(ClipNote(unwritten_code, describe_audio_stream(stream)))
            elif stream.type == "subtitle":
                omitted.append(ClipNote("SUBTITLES", getattr(stream.codec_context, "name", "?")))
        return [
            *omitted,
            *(ClipNote("PICTURES", describe_video_stream(other)) for other in list_video_streams(self._container)[1:]),
        ]


def _write_clip(writer: _ClipWriter, stream: VideoStream, target: Path, reasons: Sequence[ClipNote]) -> _WrittenClip:
    """Copy the video unless there are reasons to re-encode it, or copying gives one."""
    if not reasons:
        extent, omitted, reasons = _copy_clip(writer, stream, target)
        if not reasons:
            return extent, omitted, reasons
    return *writer.write(copied=False), reasons


def _copy_clip(writer: _ClipWriter, stream: VideoStream, target: Path) -> _WrittenClip:
    try:
        extent, omitted = writer.write(copied=True)
        if extent is None or is_clip_valid(target, extent):
            return extent, omitted, []
    except ReencodeRequired as refusal:
        return None, (), [refusal.note]
    except FFmpegError as error:
        if not is_damage(error):
            raise
    # A stream that cannot be copied may still be decoded.
    return None, (), [ClipNote("DAMAGED", stream.codec_context.name)]
