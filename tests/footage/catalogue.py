"""The zoo: containers x codecs x B-frames x offsets x gaps x rates x tracks x pictures, as cameras write them."""

from collections.abc import Sequence
from pathlib import Path

from tests.footage.damage import (
    append_file,
    continuous_truth,
    decodable_truth,
    drop_head,
    drop_packets,
    truth_with_gaps,
)
from tests.footage.make import write_specimen
from tests.footage.specimen import FPS, SECONDS, ExtraTrack, Specimen

_FRAGMENTED = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}
_OPEN_GOP = {"x264-params": "open-gop=1"}
_FRAMES = round(SECONDS * FPS)


def _steady_times(seconds: float, fps: float) -> list[float]:
    return [n / fps for n in range(round(seconds * fps))]


def _times_with_hole(first: float, last: float) -> list[float]:
    return [at for at in _steady_times(SECONDS, FPS) if not first <= at < last]


def _variable_times() -> list[float]:
    """10 frames a second, then 3, then 15: as cameras do that save frames while nothing moves."""
    times = [*(n / 10 for n in range(40)), *(4 + n / 3 for n in range(12)), *(8 + n / 15 for n in range(60))]
    return [round(at, 5) for at in times]


def _second_recording(name: str, b_frames: int = 0) -> Specimen:
    return Specimen(name, b_frames=b_frames)


def _restarted_specimen(name: str, b_frames: int = 0) -> Specimen:
    """Two recordings in one file; the timestamps of both start at 0."""
    second = _second_recording(name, b_frames)
    return Specimen(
        name,
        b_frames=b_frames,
        postprocess=append_file(lambda folder: write_specimen(second, folder, first_number=_FRAMES)),
        truth=continuous_truth(2 * _FRAMES),
    )


def _container_specimens() -> list[Specimen]:
    """Containers x codecs, with and without B-frames."""
    return [
        Specimen("h264.mp4"),
        Specimen("h264-b2.mp4", b_frames=2),
        Specimen("h264-b3-pyramid.mp4", b_frames=3, options={"x264-params": "b-pyramid=normal"}),
        Specimen("hevc.mp4", "libx265"),
        Specimen("hevc-b2.mp4", "libx265", b_frames=2),
        Specimen("mpeg4.mp4", "mpeg4"),
        Specimen("mpeg4-b2.mp4", "mpeg4", b_frames=2),
        Specimen("vp9.mp4", "libvpx-vp9"),
        Specimen("av1.mp4", "libsvtav1"),
        Specimen("h264-b2.mov", b_frames=2),
        Specimen("mjpeg.mov", "mjpeg", pixels="yuvj420p"),
        Specimen("h264-fragmented.mp4", container_options=_FRAGMENTED),
        Specimen("h264-b2-fragmented.mp4", b_frames=2, container_options=_FRAGMENTED),
        Specimen("hevc-b2-fragmented.mp4", "libx265", b_frames=2, container_options=_FRAGMENTED),
        Specimen("h264.mkv"),
        Specimen("h264-b2.mkv", b_frames=2),
        Specimen("hevc-b2.mkv", "libx265", b_frames=2),
        Specimen("mpeg2.mkv", "mpeg2video"),
        Specimen("mpeg2-b2.mkv", "mpeg2video", b_frames=2),
        Specimen("mjpeg.mkv", "mjpeg", pixels="yuvj420p"),
        Specimen("vp8.mkv", "libvpx"),
        Specimen("av1.mkv", "libsvtav1"),
        Specimen("vp8.webm", "libvpx"),
        Specimen("vp9.webm", "libvpx-vp9"),
        Specimen("av1.webm", "libsvtav1"),
        Specimen("h264.ts"),
        Specimen("h264-b2.ts", b_frames=2),
        Specimen("hevc-b2.ts", "libx265", b_frames=2),
        Specimen("mpeg2-b2.ts", "mpeg2video", b_frames=2, fps=25, times=_steady_times(8, 25)),
        Specimen("mpeg2-b2.mpg", "mpeg2video", "mpeg", b_frames=2, fps=25, times=_steady_times(8, 25)),
        Specimen("h264-b2.mpg", container="vob", b_frames=2, fps=25, times=_steady_times(8, 25)),
        Specimen("h264.avi"),
        Specimen("h264-b2.avi", b_frames=2),
        Specimen("mpeg4-b2.avi", "mpeg4", b_frames=2),
        Specimen("mjpeg.avi", "mjpeg", pixels="yuvj420p"),
        Specimen("h264.flv"),
        Specimen("h264-b2.flv", b_frames=2),
        Specimen("flv1.flv", "flv"),
    ]


def _clock_specimens() -> list[Specimen]:
    """Offsets, gaps, restarts, open starts, low and variable rates."""
    return [
        Specimen("offset-3600.mkv", offset=3600),
        Specimen("offset-3600-b2.mp4", offset=3600, b_frames=2, container_options={"use_editlist": "0"}),
        Specimen("offset-7.ts", offset=7, b_frames=2),
        Specimen("offset-900.flv", offset=900),
        Specimen("wraps-around.ts", offset=(1 << 33) / 90_000 - 5),
        Specimen("hole.mkv", times=_times_with_hole(4, 7), truth=truth_with_gaps(1)),
        Specimen("hole-b2.mp4", times=_times_with_hole(4, 7), b_frames=2, truth=truth_with_gaps(1)),
        Specimen("lost.ts", gop=1, postprocess=drop_packets(0.4, 0.6), truth=decodable_truth),
        _restarted_specimen("restarted.ts"),
        _restarted_specimen("restarted-b2.ts", b_frames=2),
        Specimen("entered-late.ts", gop=50, postprocess=drop_head(1 / 12), truth=decodable_truth),
        Specimen("entered-late-b2.ts", gop=30, b_frames=2, postprocess=drop_head(1 / 6), truth=decodable_truth),
        Specimen("open-gop.ts", b_frames=2, options=_OPEN_GOP),
        Specimen("open-gop.mkv", b_frames=2, options=_OPEN_GOP),
        Specimen(
            "open-gop-entered-late.ts", b_frames=2, options=_OPEN_GOP, postprocess=drop_head(0.1), truth=decodable_truth
        ),
        Specimen("half-a-frame.mp4", fps=0.5, times=_steady_times(40, 0.5), gop=5),
        Specimen("one-frame.mp4", fps=1, times=_steady_times(20, 1), gop=5),
        Specimen("one-frame.mkv", fps=1, times=_steady_times(20, 1), gop=5),
        Specimen("two-frames-b2.ts", fps=2, times=_steady_times(20, 2), gop=10, b_frames=2),
        Specimen("variable.mp4", times=_variable_times(), fps=15),
        Specimen("variable-b2.mkv", times=_variable_times(), fps=15, b_frames=2),
        Specimen("sixty.mp4", times=_steady_times(6, 60), fps=60, gop=60, b_frames=2),
        Specimen("intra.mp4", gop=1),
        Specimen("one-key-frame.mp4", gop=1000, b_frames=2),
    ]


def _picture_specimens() -> list[Specimen]:
    """Rotation, pixel aspect, colour range, bit depth, interlacing, tracks in unusual order, sound."""
    return [
        Specimen("rotated-90.mp4", rotation=90),
        Specimen("rotated-180-b2.mp4", rotation=180, b_frames=2),
        Specimen("rotated-270.mov", rotation=270),
        Specimen("wide-pixels.mp4", sample_aspect=(2, 1)),
        Specimen("wide-pixels-mpeg4.avi", "mpeg4", sample_aspect=(2, 1)),
        Specimen("full-range.mp4", pixels="yuvj420p", full_range=True),
        Specimen("high-10.mp4", pixels="yuv420p10le", b_frames=2),
        Specimen("main-10.mkv", "libx265", pixels="yuv420p10le", b_frames=2),
        Specimen("high-422.mp4", pixels="yuv422p"),
        Specimen("high-444.mp4", pixels="yuv444p"),
        Specimen("interlaced.ts", options={"x264-params": "tff=1"}, fps=25, times=_steady_times(8, 25)),
        Specimen(
            "interlaced-mpeg2.mpg",
            "mpeg2video",
            "mpeg",
            options={"flags": "+ilme+ildct"},
            fps=25,
            times=_steady_times(8, 25),
        ),
        Specimen("preview-first.mp4", track=ExtraTrack(64, 48, first=True, default=False)),
        Specimen(
            "none-is-default.mkv",
            track=ExtraTrack(64, 48, first=True, default=False),
            container_options={"default_mode": "passthrough"},
        ),
        Specimen("preview-second.mp4", track=ExtraTrack(64, 48, first=False, default=False)),
        Specimen("cover.mp4", cover=True),
        Specimen("sound-aac.mp4", sound="aac", b_frames=2),
        Specimen("sound-g711.mov", sound="pcm_alaw"),
        Specimen("sound-g711.avi", sound="pcm_mulaw"),
        Specimen("sound-aac.ts", sound="aac", b_frames=2, offset=3),
    ]


ZOO: Sequence[Specimen] = (*_container_specimens(), *_clock_specimens(), *_picture_specimens())


def write_zoo(folder: Path, zoo: Sequence[Specimen] = ZOO) -> dict[str, Path]:
    """Write all files; returns their paths by name."""
    return {specimen.name: write_specimen(specimen, folder) for specimen in zoo}
