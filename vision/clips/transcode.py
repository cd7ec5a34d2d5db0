"""Encode pictures anew for a clip: H.264 that browsers and phones play, in the footage's own colours and shape."""

from collections.abc import Callable, Iterator
from fractions import Fraction

from av.container import OutputContainer
from av.video.frame import PictureType, VideoFrame
from av.video.reformatter import ColorRange
from av.video.stream import VideoStream

from vision.clips.audio import SoundWriter
from vision.clips.browser_support import MAX_CLIP_PIXELS
from vision.clips.muxer import VideoMuxer
from vision.clips.verification import ClipExtent
from vision.media.clock import is_gap
from vision.media.colors import complete_description, is_full_range, read_description
from vision.media.decoder_memory import encoder_options
from vision.media.seek import ROUNDING_SECONDS, PositionedPacket, SeekingReader

_ENCODER = "libx264"
_QUALITY = {"crf": "20", "preset": "veryfast", "profile": "high"}
_TIME_BASE = Fraction(1, 90_000)


def encode_video(
    footage: SeekingReader,
    stream: VideoStream,
    out: OutputContainer,
    start: float,
    end: float,
    sound: SoundWriter | None,
    on_frame: Callable[[], None],
) -> ClipExtent | None:
    """Write what is on screen from `start` to `end`, and nothing else. None where nothing is."""
    shown: ClipExtent | None = None
    to: VideoStream | None = None
    heard: list[PositionedPacket] = []
    pictures = VideoMuxer(out)
    frames = footage.read_frames(start, None if sound is None else sound.stream, heard.append)
    for begins, ends, frame in _screen_intervals(frames, start, end, footage.timestamps.frame_seconds):
        on_frame()
        if shown is None or to is None:
            shown, to = ClipExtent(begins), _add_encoder(out, stream, frame, footage.timestamps.rate)
        shown.add(begins, ends)
        picture = _convert_frame(frame, to)
        picture.pts, picture.time_base = round((begins - shown.start) / _TIME_BASE), _TIME_BASE
        picture.duration = max(1, round((ends - begins) / _TIME_BASE))
        picture.pict_type = PictureType.NONE
        for packet in to.encode(picture):
            pictures.mux(packet)
        _write_sound(sound, heard, shown, end)
    if to is not None and shown is not None:
        _write_sound(sound, heard, shown, end)
        for packet in to.encode(None):
            pictures.mux(packet)
        pictures.finish(shown.end - shown.start)
    return shown


def _write_sound(sound: SoundWriter | None, heard: list[PositionedPacket], shown: ClipExtent, end: float) -> None:
    if sound is not None:
        for timed in heard:
            sound.write_packet(timed, shown.start, end)
        heard.clear()


def _screen_intervals(
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
            if ends > start + ROUNDING_SECONDS and begins < end:
                yield max(begins, start), min(ends, end), before[1]
        before = (seconds, frame)
        if seconds >= end - ROUNDING_SECONDS:
            return
    if before is not None:
        begins, ends = before[0], before[0] + usual
        if ends > start + ROUNDING_SECONDS and begins < end:
            yield max(begins, start), min(ends, end), before[1]


def _add_encoder(out: OutputContainer, stream: VideoStream, frame: VideoFrame, rate: Fraction) -> VideoStream:
    scale = min(1.0, (MAX_CLIP_PIXELS / (frame.width * frame.height)) ** 0.5)
    # H.264 with subsampled colours takes even sides only.
    width, height = (int(side * scale) // 2 * 2 or 2 for side in (frame.width, frame.height))
    to = out.add_stream(_ENCODER, rate=rate, options={**_QUALITY, **encoder_options(width, height)})
    assert isinstance(to, VideoStream)
    context = to.codec_context
    to.width, to.height = width, height
    to.pix_fmt = "yuv420p"
    to.time_base = context.time_base = _TIME_BASE
    if stream.sample_aspect_ratio:
        context.sample_aspect_ratio = stream.sample_aspect_ratio
    context.color_range = _color_range(frame)
    description = complete_description(read_description(frame))
    if description is not None:
        context.color_primaries, context.color_trc, context.colorspace = description
    if frame.rotation:
        to.set_display_rotation(frame.rotation)
    return to


def _convert_frame(frame: VideoFrame, to: VideoStream) -> VideoFrame:
    kept = _color_range(frame)
    return frame.reformat(
        width=to.width, height=to.height, format="yuv420p", src_color_range=kept, dst_color_range=kept
    )


def _color_range(frame: VideoFrame) -> ColorRange:
    return ColorRange.JPEG if is_full_range(frame, frame.format.name) else ColorRange.MPEG
