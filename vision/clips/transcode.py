"""Re-encodes the video of a clip: H.264 that browsers and phones play, in the colours and shape of the footage."""

from collections.abc import Callable, Iterator
from fractions import Fraction

from av.container import OutputContainer
from av.video.frame import PictureType, VideoFrame
from av.video.reformatter import ColorRange
from av.video.stream import VideoStream

from vision.clips.audio import SoundWriter
from vision.clips.muxer import VideoMuxer
from vision.clips.request import ClipRequest
from vision.clips.verification import ClipExtent
from vision.media.colors import complete_description, is_full_range, read_description
from vision.media.decoder_memory import encoder_options
from vision.media.seek import ROUNDING_SECONDS, PositionedPacket, SeekingReader
from vision.media.timeline import is_gap

_ENCODER = "libx264"
_QUALITY = {"crf": "20", "preset": "veryfast", "profile": "high"}
_TIME_BASE = Fraction(1, 90_000)


def encode_video(
    footage: SeekingReader,
    stream: VideoStream,
    out: OutputContainer,
    request: ClipRequest,
    sound: SoundWriter | None,
    on_frame: Callable[[], None],
) -> ClipExtent | None:
    """Write exactly the frames that are shown within the request. None where there are none."""
    extent: ClipExtent | None = None
    encoder: VideoStream | None = None
    audio_packets: list[PositionedPacket] = []
    muxer = VideoMuxer(out)
    frames = footage.read_frames(request.start, None if sound is None else sound.stream, audio_packets.append)
    for start, end, frame in _screen_intervals(frames, request, footage.timestamps.frame_seconds):
        on_frame()
        if extent is None or encoder is None:
            extent, encoder = (
                ClipExtent(start),
                _add_encoder(out, stream, frame, footage.timestamps.rate, request.most_pixels),
            )
        extent.add(start, end)
        picture = _convert_frame(frame, encoder)
        picture.pts, picture.time_base = round((start - extent.start) / _TIME_BASE), _TIME_BASE
        picture.duration = max(1, round((end - start) / _TIME_BASE))
        picture.pict_type = PictureType.NONE
        for packet in encoder.encode(picture):
            muxer.mux(packet)
        _write_sound(sound, audio_packets, extent, request.end)
    if encoder is not None and extent is not None:
        _write_sound(sound, audio_packets, extent, request.end)
        for packet in encoder.encode(None):
            muxer.mux(packet)
        muxer.finish(extent.end - extent.start)
    return extent


def _write_sound(sound: SoundWriter | None, packets: list[PositionedPacket], extent: ClipExtent, end: float) -> None:
    if sound is not None:
        for packet in packets:
            sound.write_packet(packet, extent.start, end)
        packets.clear()


def _screen_intervals(
    frames: Iterator[tuple[float, VideoFrame]], request: ClipRequest, frame_seconds: float
) -> Iterator[tuple[float, float, VideoFrame]]:
    """(start, end, frame): each frame is on screen until the next one, but not through a gap.

    The first frame may start before the request.
    """
    last: tuple[float, VideoFrame] | None = None

    def within(start: float, end: float) -> bool:
        return end > request.start + ROUNDING_SECONDS and start < request.end

    for seconds, frame in frames:
        if last is not None:
            start, end = last[0], seconds
            if is_gap(end - start, frame_seconds):
                end = start + frame_seconds
            if within(start, end):
                yield max(start, request.start), min(end, request.end), last[1]
        last = (seconds, frame)
        if seconds >= request.end - ROUNDING_SECONDS:
            return
    if last is not None:
        start, end = last[0], last[0] + frame_seconds
        if within(start, end):
            yield max(start, request.start), min(end, request.end), last[1]


def _add_encoder(
    out: OutputContainer, stream: VideoStream, frame: VideoFrame, rate: Fraction, most_pixels: int
) -> VideoStream:
    scale = min(1.0, (most_pixels / (frame.width * frame.height)) ** 0.5)
    # H.264 with subsampled colours needs even sides.
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
