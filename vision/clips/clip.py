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
from models.footage.clips import Note
from vision.clips.audio import Sound
from vision.clips.audio import named as sound_named
from vision.clips.browser_support import obstacles
from vision.clips.remux import NoCopy, copy
from vision.clips.transcode import encode
from vision.clips.verification import Shown, is_kept
from vision.media.clock import Clock
from vision.media.container import Source, is_damage, named, open_video, pictures, undecodable
from vision.media.probe import first_clock
from vision.media.seek import ROUNDED_SECONDS, Footage

_FASTSTART = {"movflags": "+faststart"}
_TELL_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Cut:
    """What was cut, in seconds from the footage's first frame.

    encoded: the pictures were encoded anew, for these reasons; else they are copies. omitted: what the original has
    and the clip has not.
    """

    start_seconds: float
    end_seconds: float
    encoded: bool
    reasons: Sequence[Note] = ()
    omitted: Sequence[Note] = ()


def cut(
    source: Source,
    target: Path,
    start: float,
    end: float,
    *,
    exact: bool = False,
    sound: bool = False,
    clock: Clock | None = None,
    on_progress: Callable[[], None] = lambda: None,
) -> Cut:
    """Write the footage between two moments into an MP4 file, with its sound or without.

    clock: the footage's, where it is known already. on_progress is called every few seconds while it encodes.
    Only the bytes around the range are read. Raises UnusableMedia: what `open_video` raises, UNDECODABLE_VIDEO,
    NOTHING_IN_RANGE where the footage shows nothing then, and CLIP_MISSES_RANGE.
    """
    clock = clock or first_clock(source, scanned_bytes=None)
    with open_video(source) as (container, stream):
        reasons = [Note("EXACT", "")] if exact else obstacles(stream, container.format.name)
        maker = _Maker(container, stream, clock, target, start, end, on_progress)
        shown: Shown | None = None
        omitted: Sequence[Note] = ()
        if not reasons:
            try:
                shown, omitted = maker.make(copied=True, sound=sound)
                if shown is not None and not is_kept(target, shown):
                    reasons = [_damaged(stream)]
            except NoCopy as refusal:
                reasons = [refusal.note]
            except FFmpegError as error:
                if not is_damage(error):
                    raise
                # What cannot be put into a file as it is may still be decoded.
                reasons = [_damaged(stream)]
        if reasons:
            shown, omitted = maker.make(copied=False, sound=sound)
        if shown is None:
            if reasons and not maker.decoded:
                raise undecodable(source, stream.codec_context.name)
            raise UnusableMedia("NOTHING_IN_RANGE")
    late = shown.start > start + ROUNDED_SECONDS and not reasons
    if late or (reasons and not is_kept(target, shown)):
        raise UnusableMedia("CLIP_MISSES_RANGE", start=round(shown.start, 3), end=round(shown.end, 3))
    return Cut(round(shown.start, 6), round(shown.end, 6), bool(reasons), reasons, omitted)


def _damaged(stream: VideoStream) -> Note:
    return Note("DAMAGED", stream.codec_context.name)


class _Maker:
    def __init__(
        self,
        container: InputContainer,
        stream: VideoStream,
        clock: Clock,
        target: Path,
        start: float,
        end: float,
        on_progress: Callable[[], None],
    ) -> None:
        self._container, self._stream, self._target = container, stream, target
        self._footage = Footage(container, stream, clock)
        self._start, self._end = start, end
        self._on_progress = on_progress
        self._told = time.monotonic()

    @property
    def decoded(self) -> bool:
        return self._footage.decoded

    def make(self, *, copied: bool, sound: bool) -> tuple[Shown | None, Sequence[Note]]:
        """What the clip shows and what it lacks; None where nothing is to be shown. Raises NoCopy."""
        heard = next(iter(self._container.streams.audio), None) if sound else None
        if heard is not None and heard.codec_context is None:
            heard = None
        with av.open(str(self._target), "w", format="mp4", options=_FASTSTART) as out:
            tone = None if heard is None else Sound(heard, out)
            range_ = (self._start, self._end, tone)
            if copied:
                shown = copy(self._footage, self._stream, out, *range_)
            else:
                shown = encode(self._footage, self._stream, out, *range_, self._frame)
            if tone is not None:
                tone.finish()
        return shown, self._lacks(None if tone is None or tone.failed else heard, sound=sound)

    def _frame(self) -> None:
        now = time.monotonic()
        if now - self._told > _TELL_SECONDS:
            self._told = now
            self._on_progress()

    def _lacks(self, heard: AudioStream | None, *, sound: bool) -> list[Note]:
        found: list[Note] = []
        for stream in self._container.streams:
            if isinstance(stream, AudioStream):
                if stream is not heard:
                    found.append(Note("SOUND_UNREADABLE" if sound else "SOUND", sound_named(stream)))
            elif stream.type == "subtitle":
                found.append(Note("SUBTITLES", getattr(stream.codec_context, "name", "?")))
        return [*found, *(Note("PICTURES", named(other)) for other in pictures(self._container)[1:])]
