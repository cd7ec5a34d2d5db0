"""Every type of file that may be uploaded is really opened, decoded, and looked into."""

from pathlib import Path
from typing import cast

import av
import pytest

from domain.uploads.announcement import ACCEPTED_CONTENT_TYPES
from tests.vision.media_files import draw_moving_square
from vision.media.decode import sample_frames
from vision.media.probe import inspect_media, probe

# MIME type → FFmpeg's muxer and an encoder that goes into it.
MADE = {
    "video/mp4": ("mp4", "libx264"),
    "video/quicktime": ("mov", "mjpeg"),
    "video/x-m4v": ("ipod", "libx264"),
    "video/3gpp": ("3gp", "libx264"),
    "video/3gpp2": ("3g2", "mpeg4"),
    "video/x-matroska": ("matroska", "libx264"),
    "video/webm": ("webm", "libvpx"),
    "video/x-msvideo": ("avi", "mpeg4"),
    "video/mp2t": ("mpegts", "libx264"),
    "video/mpeg": ("mpeg", "mpeg2video"),
    "video/x-ms-asf": ("asf", "msmpeg4"),
    "video/x-ms-wmv": ("asf", "wmv2"),
    "video/x-flv": ("flv", "flv"),
    "video/ogg": ("ogg", "libvpx"),
    "application/mxf": ("mxf", "mpeg2video"),
}


def test_every_accepted_type_is_made_here() -> None:
    assert set(MADE) == set(ACCEPTED_CONTENT_TYPES)


@pytest.mark.parametrize("content_type", MADE)
def test_it_is_opened_and_decoded(tmp_path: Path, content_type: str) -> None:
    muxer, encoder = MADE[content_type]
    path = tmp_path / f"v{ACCEPTED_CONTENT_TYPES[content_type]}"
    with av.open(str(path), "w", format=muxer) as container:
        stream = cast(av.VideoStream, container.add_stream(encoder, rate=25))
        stream.width, stream.height = 176, 144
        stream.pix_fmt = "yuvj420p" if encoder == "mjpeg" else "yuv420p"
        for number in range(50):
            picture = draw_moving_square(number / 25, 176, 144)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    seen, media = inspect_media(path), probe(path)
    assert (seen.width, seen.height) == (media.width, media.height) == (176, 144)
    # Program streams do not say how long they are: FFmpeg takes the last timestamp that it finds.
    assert media.duration_seconds == pytest.approx(2.0, abs=0.3)
    assert len(list(sample_frames(path, 5))) in (9, 10, 11)
