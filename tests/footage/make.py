"""Write a specimen's file with PyAV."""

from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange
from av.video.stream import VideoStream
from PIL import Image as Pillow

from tests.footage.barcode import draw_barcode
from tests.footage.specimen import HEIGHT, WIDTH, ExtraTrack, Specimen

_TIME_BASE = Fraction(1, 90_000)
# These encoders and containers count frames, not time.
_FRAME_COUNTING = frozenset({"mpeg4", "mpeg2video", "mpeg1video", "mjpeg", "h263p", "flv"})
_FAST_OPTIONS = {
    "libx264": {"preset": "veryfast", "sc_threshold": "0", "threads": "1"},
    "libx265": {"preset": "ultrafast", "x265-params": "log-level=none:pools=none:frame-threads=1:scenecut=0"},
    "libvpx": {"deadline": "realtime", "cpu-used": "8"},
    "libvpx-vp9": {"deadline": "realtime", "cpu-used": "8"},
    "libsvtav1": {"preset": "8", "crf": "10"},
}


def write_specimen(specimen: Specimen, folder: Path, first_number: int = 0) -> Path:
    """Write the file into the folder. first_number: of its first frame."""
    path = folder / specimen.name
    with av.open(str(path), "w", format=specimen.container, options=dict(specimen.container_options)) as container:
        container.metadata.update(specimen.metadata)
        other = specimen.track
        before = _add_extra_track(container, other) if other is not None and other.first else None
        stream = _add_video(container, specimen)
        after = _add_extra_track(container, other) if other is not None and not other.first else None
        sound = _add_sound(container, specimen.sound)
        cover = _add_cover(container) if specimen.cover else None
        if other is not None:
            main_is_default = not other.default and "default_mode" not in specimen.container_options
            _mark_default((before or after, other.default), (stream, main_is_default))
        if cover is not None:
            _mux_cover(container, cover)
        _encode_frames(container, specimen, stream, before or after, sound, first_number)
    if specimen.postprocess is not None:
        specimen.postprocess(path)
    return path


def _add_video(container: Any, specimen: Specimen) -> VideoStream:
    rate = Fraction(specimen.fps).limit_denominator(1000)
    stream = cast(VideoStream, container.add_stream(specimen.codec, rate=rate))
    stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, specimen.pixels
    if specimen.rotation % 180:
        stream.width, stream.height = HEIGHT, WIDTH
    context = stream.codec_context
    context.gop_size = specimen.gop
    context.max_b_frames = specimen.b_frames
    options = dict(_FAST_OPTIONS.get(specimen.codec, {}))
    if specimen.codec == "libx265":
        options["x265-params"] += f":bframes={specimen.b_frames}:keyint={specimen.gop}:min-keyint={specimen.gop}"
    if specimen.codec == "libx264":
        options["bf"] = str(specimen.b_frames)
    context.options = options | dict(specimen.options)
    # An encoder of moving pictures that is told to guess a bit rate makes mush of bar codes.
    if specimen.codec in _FRAME_COUNTING:
        context.bit_rate = 4_000_000
    if not _counts_frames(specimen):
        stream.time_base = context.time_base = _TIME_BASE
    if specimen.sample_aspect != (1, 1):
        context.sample_aspect_ratio = stream.sample_aspect_ratio = Fraction(*specimen.sample_aspect)
    if specimen.full_range:
        context.color_range = ColorRange.JPEG
    if specimen.rotation:
        stream.set_display_rotation(specimen.rotation)
    return stream


def _counts_frames(specimen: Specimen) -> bool:
    # An AVI file knows frames only: with a finer clock it would be filled up with empty ones.
    return specimen.codec in _FRAME_COUNTING or specimen.name.endswith(".avi")


def _add_extra_track(container: Any, track: ExtraTrack) -> VideoStream:
    stream = cast(VideoStream, container.add_stream("libx264", rate=10))
    stream.width, stream.height, stream.pix_fmt = track.width, track.height, "yuv420p"
    stream.codec_context.options = dict(_FAST_OPTIONS["libx264"])
    stream.codec_context.gop_size = 20
    stream.codec_context.max_b_frames = 0
    return stream


def _add_sound(container: Any, codec: str | None) -> Any:
    if codec is None:
        return None
    rate = 8_000 if codec.startswith("pcm") else 16_000
    return container.add_stream(codec, rate=rate, layout="mono")


def _add_cover(container: Any) -> VideoStream:
    stream = cast(VideoStream, container.add_stream("mjpeg", rate=1))
    stream.width, stream.height, stream.pix_fmt = 64, 64, "yuvj420p"
    stream.disposition = Disposition.attached_pic
    return stream


def _mux_cover(container: Any, cover: VideoStream) -> None:
    container.start_encoding()
    picture = BytesIO()
    Pillow.new("RGB", (64, 64), (200, 30, 30)).save(picture, "JPEG")
    packet: av.Packet[Any] = av.Packet(picture.getvalue())
    packet.stream, packet.pts, packet.dts, packet.time_base = cover, 0, 0, Fraction(1, 90_000)
    packet.is_keyframe = True
    container.mux(packet)


def _mark_default(*streams: tuple[VideoStream | None, bool]) -> None:
    for stream, default in streams:
        if stream is not None:
            stream.disposition = Disposition.default if default else Disposition(0)


def _encode_frames(
    container: Any, specimen: Specimen, stream: VideoStream, other: VideoStream | None, sound: Any, first_number: int
) -> None:
    counted = _counts_frames(specimen)
    rate = Fraction(specimen.fps).limit_denominator(1000)
    for place, seconds in enumerate(specimen.times):
        frame = _draw_frame(specimen, first_number + place)
        frame.time_base = 1 / rate if counted else _TIME_BASE
        at = specimen.offset + seconds
        frame.pts = round(at * rate) if counted else round(at / _TIME_BASE)
        container.mux(stream.encode(frame))
        if other is not None:
            grey = VideoFrame.from_ndarray(
                np.full((other.height, other.width, 3), 90 + place % 40, np.uint8), format="rgb24"
            ).reformat(format="yuv420p")
            grey.time_base, grey.pts = Fraction(1, 10), round(at * 10)
            container.mux(other.encode(grey))
    container.mux(stream.encode(None))
    if other is not None:
        container.mux(other.encode(None))
    if sound is not None:
        _write_sound(container, sound, specimen.times[-1] + 1 / specimen.fps, specimen.offset)


def _draw_frame(specimen: Specimen, number: int) -> VideoFrame:
    image = draw_barcode(number, WIDTH, HEIGHT)
    # The picture is turned the other way: whoever heeds the rotation sees it upright.
    turns = round(specimen.rotation / 90) % 4
    image = np.ascontiguousarray(np.rot90(image, -turns))
    frame = VideoFrame.from_ndarray(image, format="rgb24")
    if specimen.full_range:
        return frame.reformat(format=specimen.pixels, dst_color_range=ColorRange.JPEG)
    return frame.reformat(format=specimen.pixels)


def _write_sound(container: Any, stream: Any, seconds: float, offset: float) -> None:
    rate = stream.codec_context.sample_rate
    samples = (np.sin(np.arange(int(seconds * rate)) * 2 * np.pi * 440 / rate) * 8_000).astype(np.int16)
    resampler = av.AudioResampler(format=stream.codec_context.format, layout="mono", rate=rate, frame_size=1024)
    frame = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = rate, round(offset * rate), Fraction(1, rate)
    for piece in [*resampler.resample(frame), *resampler.resample(None)]:
        container.mux(stream.encode(piece))
    container.mux(stream.encode(None))
