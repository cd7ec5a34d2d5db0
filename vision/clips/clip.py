"""Cut a clip out of footage: MP4 that plays in every browser and on every phone, while it loads.

Copied, a clip keeps the footage's own pictures, bit for bit, and starts at the key frame at or before the moment asked
for, because later pictures lean on it. Exact, it starts and ends where asked, its pictures encoded anew (H.264); so are
those that browsers or phones would not show. What was done and what was left out is told, and where the file itself
does not show what is told, there is no clip.
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
from vision.clips.audio import SoundWriter
from vision.clips.audio import describe_audio_stream as sound_named
from vision.clips.browser_support import list_obstacles
from vision.clips.remux import ReencodeRequired, copy_video
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


@dataclass(frozen=True, slots=True)
class ClipResult:
    """What was cut, in seconds from the footage's first frame.

    encoded: the pictures were encoded anew, for these reasons; else they are copies. omitted: what the original has
    and the clip has not.
    """

    start_seconds: float
    end_seconds: float
    encoded: bool
    reasons: Sequence[ClipNote] = ()
    omitted: Sequence[ClipNote] = ()


def cut_clip(
    source: Source,
    target: Path,
    start: float,
    end: float,
    *,
    exact: bool = False,
    sound: bool = False,
    clock: FootageClock | None = None,
    on_progress: Callable[[], None] = lambda: None,
) -> ClipResult:
    """Write the footage between two moments into an MP4 file, with its sound or without.

    clock: the footage's, where it is known already. on_progress is called every few seconds while it encodes.
    Only the bytes around the range are read. Raises UnusableMedia: what `open_video` raises, UNDECODABLE_VIDEO,
    NOTHING_IN_RANGE where the footage shows nothing then, and CLIP_MISSES_RANGE.
    """
    clock = clock or estimate_clock(source, scanned_bytes=None)
    with open_video(source) as (container, stream):
        reasons = [ClipNote("EXACT", "")] if exact else list_obstacles(stream, container.format.name)
        maker = _ClipWriter(container, stream, clock, target, start, end, on_progress)
        shown: ClipExtent | None = None
        omitted: Sequence[ClipNote] = ()
        if not reasons:
            try:
                shown, omitted = maker.write(copied=True, sound=sound)
                if shown is not None and not is_clip_valid(target, shown):
                    reasons = [_damage_note(stream)]
            except ReencodeRequired as refusal:
                reasons = [refusal.note]
            except FFmpegError as error:
                if not is_damage(error):
                    raise
                # What cannot be put into a file as it is may still be decoded.
                reasons = [_damage_note(stream)]
        if reasons:
            shown, omitted = maker.write(copied=False, sound=sound)
        if shown is None:
            if reasons and not maker.has_decoded:
                raise undecodable_error(source, stream.codec_context.name)
            raise UnusableMedia("NOTHING_IN_RANGE")
    late = shown.start > start + ROUNDING_SECONDS and not reasons
    if late or (reasons and not is_clip_valid(target, shown)):
        raise UnusableMedia("CLIP_MISSES_RANGE", start=round(shown.start, 3), end=round(shown.end, 3))
    return ClipResult(round(shown.start, 6), round(shown.end, 6), bool(reasons), reasons, omitted)


def _damage_note(stream: VideoStream) -> ClipNote:
    return ClipNote("DAMAGED", stream.codec_context.name)


class _ClipWriter:
    def __init__(
        self,
        container: InputContainer,
        stream: VideoStream,
        clock: FootageClock,
        target: Path,
        start: float,
        end: float,
        on_progress: Callable[[], None],
    ) -> None:
        self._container, self._stream, self._target = container, stream, target
        self._footage = SeekingReader(container, stream, clock)
        self._start, self._end = start, end
        self._on_progress = on_progress
        self._reported_at = time.monotonic()

    @property
    def has_decoded(self) -> bool:
        return self._footage.has_decoded

    def write(self, *, copied: bool, sound: bool) -> tuple[ClipExtent | None, Sequence[ClipNote]]:
        """What the clip shows and what it lacks; None where nothing is to be shown. Raises NoCopy."""
        heard = next(iter(self._container.streams.audio), None) if sound else None
        if heard is not None and heard.codec_context is None:
            heard = None
        with av.open(str(self._target), "w", format="mp4", options=_FASTSTART) as out:
            tone = None if heard is None else SoundWriter(heard, out)
            range_ = (self._start, self._end, tone)
            if copied:
                shown = copy_video(self._footage, self._stream, out, *range_)
            else:
                shown = encode_video(self._footage, self._stream, out, *range_, self._report_progress)
            if tone is not None:
                tone.finish()
        return shown, self._list_omitted(None if tone is None or tone.failed else heard, sound=sound)

    def _report_progress(self) -> None:
        now = time.monotonic()
        if now - self._reported_at > _PROGRESS_SECONDS:
            self._reported_at = now
            self._on_progress()

    def _list_omitted(self, heard: AudioStream | None, *, sound: bool) -> list[ClipNote]:
        found: list[ClipNote] = []
        for stream in self._container.streams:
            if isinstance(stream, AudioStream):
                if stream is not heard:
                    found.append(ClipNote("SOUND_UNREADABLE" if sound else "SOUND", sound_named(stream)))
            elif stream.type == "subtitle":
                found.append(ClipNote("SUBTITLES", getattr(stream.codec_context, "name", "?")))
        return [
            *found,
            *(ClipNote("PICTURES", describe_video_stream(other)) for other in list_video_streams(self._container)[1:]),
        ]
