"""Encode pictures anew for a clip: H.264 that browsers and phones play, in the footage's own colours and shape."""

from collections.abc import Callable, Iterator
from fractions import Fraction

from av.container import OutputContainer
from av.video.frame import PictureType, VideoFrame
from av.video.reformatter import ColorRange
from av.video.stream import VideoStream

from vision.clips.audio import Sound
from vision.clips.browser_support import MOST_PIXELS
from vision.clips.muxer import PictureMuxer
from vision.clips.verification import Shown
from vision.media.clock import is_gap
from vision.media.colors import completed, is_full, told
from vision.media.decoder_memory import encoder_options
from vision.media.seek import ROUNDED_SECONDS, Footage, Timed

_ENCODER = "libx264"
_QUALITY = {"crf": "20", "preset": "veryfast", "profile": "high"}
_BASE = Fraction(1, 90_000)


def encode(
    footage: Footage,
    stream: VideoStream,
    out: OutputContainer,
    start: float,
    end: float,
    sound: Sound | None,
    on_frame: Callable[[], None],
) -> Shown | None:
    """Write what is on screen from `start` to `end`, and nothing else. None where nothing is."""
    shown: Shown | None = None
    to: VideoStream | None = None
    heard: list[Timed] = []
    pictures = PictureMuxer(out)
    frames = footage.frames(start, None if sound is None else sound.stream, heard.append)
    for begins, ends, frame in _on_screen(frames, start, end, footage.stamps.frame_seconds):
        on_frame()
        if shown is None or to is None:
            shown, to = Shown(begins), _encoder(out, stream, frame, footage.stamps.rate)
        shown.add(begins, ends)
        picture = _converted(frame, to)
        picture.pts, picture.time_base = round((begins - shown.start) / _BASE), _BASE
        picture.duration = max(1, round((ends - begins) / _BASE))
        picture.pict_type = PictureType.NONE
        for packet in to.encode(picture):
            pictures.mux(packet)
        _hear(sound, heard, shown, end)
    if to is not None and shown is not None:
        _hear(sound, heard, shown, end)
        for packet in to.encode(None):
            pictures.mux(packet)
        pictures.finish(shown.end - shown.start)
    return shown


def _hear(sound: Sound | None, heard: list[Timed], shown: Shown, end: float) -> None:
    if sound is not None:
        for timed in heard:
            sound.take(timed, shown.start, end)
        heard.clear()


def _on_screen(
    frames: Iterator[tuple[float, VideoFrame]], start: float, end: float, usual: float
) -> Iterator[tuple[float, float, VideoFrame]]:
    """Frames with the moments at which each is seen first and last: until the next one, but not through a gap.

    The frame that is on screen at the start may have come before it.
    """
    before: tuple[float, VideoFrame] | None = None
    for seconds, frame in frames:
        if before is not None:
            begins, ends = before[0], seconds
            if is_gap(ends - begins, usual):
                ends = begins + usual
            if ends > start + ROUNDED_SECONDS and begins < end:
                yield max(begins, start), min(ends, end), before[1]
        before = (seconds, frame)
        if seconds >= end - ROUNDED_SECONDS:
            return
    if before is not None:
        begins, ends = before[0], before[0] + usual
        if ends > start + ROUNDED_SECONDS and begins < end:
            yield max(begins, start), min(ends, end), before[1]


def _encoder(out: OutputContainer, stream: VideoStream, frame: VideoFrame, rate: Fraction) -> VideoStream:
    scale = min(1.0, (MOST_PIXELS / (frame.width * frame.height)) ** 0.5)
    # H.264 with subsampled colours takes even sides only.
    width, height = (int(side * scale) // 2 * 2 or 2 for side in (frame.width, frame.height))
    to = out.add_stream(_ENCODER, rate=rate, options={**_QUALITY, **encoder_options(width, height)})
    assert isinstance(to, VideoStream)
    context = to.codec_context
    to.width, to.height = width, height
    to.pix_fmt = "yuv420p"
    to.time_base = context.time_base = _BASE
    if stream.sample_aspect_ratio:
        context.sample_aspect_ratio = stream.sample_aspect_ratio
    context.color_range = _range(frame)
    description = completed(told(frame))
    if description is not None:
        context.color_primaries, context.color_trc, context.colorspace = description
    if frame.rotation:
        to.set_display_rotation(frame.rotation)
    return to


def _converted(frame: VideoFrame, to: VideoStream) -> VideoFrame:
    kept = _range(frame)
    return frame.reformat(
        width=to.width, height=to.height, format="yuv420p", src_color_range=kept, dst_color_range=kept
    )


def _range(frame: VideoFrame) -> ColorRange:
    return ColorRange.JPEG if is_full(frame, frame.format.name) else ColorRange.MPEG
