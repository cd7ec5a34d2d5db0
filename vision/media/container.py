"""Opens footage files with FFmpeg (PyAV), and reports why a file cannot be opened.

An upload is hostile input. Only the container formats below are recognised, and only the file itself is read: otherwise
a playlist or a concat script in an upload could make FFmpeg read other files or addresses. A header with huge
dimensions is rejected before memory for them is allocated.
"""

import errno
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import av
from av.container import InputContainer
from av.format import Flags
from av.packet import Packet
from av.stream import Disposition, Stream
from av.video.stream import VideoStream

from models.errors import UnusableMedia
from vision.media.decoder_memory import MAX_PIXELS, limit_decoder

# Errors of the machine, which another attempt may not meet. All other errors of FFmpeg are about the file.
_MACHINE_ERRORS = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.ENOMEM, errno.EMFILE, errno.ENFILE, errno.ENOENT}
)

_VIDEO_FORMATS = "mov,mp4,matroska,webm,avi,mpegts,mpeg,asf,flv,ogg,mxf,h264,hevc,m4v,mpegvideo"
# Recognised only to report that a file has sound but no video.
_AUDIO_FORMATS = "mp3,wav,flac,aac"
# Bytes per read from a remote file.
_BUFFER_BYTES = 1 << 18
_OPTIONS = {"protocol_whitelist": "file", "format_whitelist": f"{_VIDEO_FORMATS},{_AUDIO_FORMATS}"}


class SeekableFile(Protocol):
    """A remote file, read in pieces. Errors of its methods pass through FFmpeg."""

    def read(self, size: int, /) -> bytes: ...

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int: ...

    def tell(self) -> int: ...


Source = Path | SeekableFile


@contextmanager
def open_video(source: Source) -> Iterator[tuple[InputContainer, VideoStream]]:
    """Yield the container and its video stream; close both at the end.

    Of several video streams, the file's default is chosen, else the largest.

    Raises UnusableMedia: EMPTY_FILE, NOT_A_VIDEO, TRUNCATED_VIDEO (an MP4 without its index), NO_VIDEO_STREAM,
    UNDECODABLE_VIDEO (an unknown codec), VIDEO_TOO_LARGE, RAW_VIDEO (a bare stream without timestamps), and
    UNREADABLE_VIDEO for any error of FFmpeg about the file while it is open. Raises OSError where the file cannot be
    read.
    """
    if file_size(source) == 0:
        raise UnusableMedia("EMPTY_FILE")
    try:
        container = av.open(
            f"file:{source}" if isinstance(source, Path) else source,
            "r",
            container_options=_OPTIONS,
            options={"max_pixels": str(MAX_PIXELS)},
            metadata_errors="replace",
            buffer_size=_BUFFER_BYTES,
        )
    except OSError as error:
        if not isinstance(error, av.error.FFmpegError):
            raise
        raise unreadable_error(source) from error
    except (av.error.FFmpegError, ValueError) as error:
        raise unreadable_error(source) from error
    with container, translate_errors():
        bare: Any = Flags.no_timestamps.value
        if container.format.flags & bare and container.streams.video:
            raise UnusableMedia("RAW_VIDEO", format=container.format.name)
        yield container, _choose_video_stream(container)


def is_damage(error: BaseException) -> bool:
    """Whether an error of FFmpeg is about the file, not the machine. Later parts of the file may be intact."""
    return isinstance(error, av.error.FFmpegError) and error.errno not in _MACHINE_ERRORS


@contextmanager
def translate_errors() -> Iterator[None]:
    """Raise UnusableMedia for an error of FFmpeg about the file, which another attempt would meet again."""
    try:
        yield
    except av.error.FFmpegError as error:
        if not is_damage(error):
            raise
        raise UnusableMedia("UNREADABLE_VIDEO", problem=error.strerror or type(error).__name__) from error


def demux_packets(
    container: InputContainer, streams: Sequence[Stream], on_damage: Callable[[], None] = lambda: None
) -> "Iterator[Packet[Any]]":
    """Packets in the order of the file, until it is damaged beyond reading."""
    try:
        yield from container.demux(list(streams))
    except EOFError:
        return
    except IndexError:
        # PyAV raises this after the last packet where a stream started in the middle of the file.
        return
    except av.error.FFmpegError as error:
        if not is_damage(error):
            raise
        on_damage()


def unreadable_error(source: Source) -> UnusableMedia:
    """The error for a file that cannot be opened: it was truncated, or is no video."""
    return UnusableMedia("TRUNCATED_VIDEO" if _is_truncated(source) else "NOT_A_VIDEO")


def undecodable_error(source: Source, codec: str) -> UnusableMedia:
    """The error for a readable container without a decodable frame."""
    if _is_truncated(source):
        return UnusableMedia("TRUNCATED_VIDEO")
    return UnusableMedia("UNDECODABLE_VIDEO", codec=codec)


def list_video_streams(container: InputContainer) -> list[VideoStream]:
    """The video streams of a file, without cover pictures; the one that is analyzed comes first."""
    streams = [s for s in container.streams.video if Disposition.attached_pic not in s.disposition]
    known = [s for s in streams if s.codec_context is not None]
    # Sorting is stable: of several largest streams, the first comes first.
    return sorted(known, key=lambda s: (Disposition.default not in s.disposition, -_pixel_count(s))) or streams


def describe_video_stream(stream: VideoStream) -> str:
    """A short description, such as "track 1: h264 640x480"."""
    context = stream.codec_context
    if context is None:
        return f"track {stream.index}"
    return f"track {stream.index}: {context.name} {context.width}x{context.height}"


def _pixel_count(stream: VideoStream) -> int:
    return stream.codec_context.width * stream.codec_context.height


def _choose_video_stream(container: InputContainer) -> VideoStream:
    streams = list_video_streams(container)
    if not streams:
        raise UnusableMedia("NO_VIDEO_STREAM" if container.streams.audio else "NOT_A_VIDEO")
    stream = streams[0]
    if stream.codec_context is None:
        raise UnusableMedia("UNDECODABLE_VIDEO", codec="?")
    # The decoder checks the size, too: the stream may announce another one than the container.
    limit_decoder(stream)
    return stream


def _is_truncated(source: Source) -> bool:
    """Whether it is an ISO base media file (MP4, MOV) whose boxes exceed its size, or that lacks its index."""
    if isinstance(source, Path):
        with source.open("rb") as file:
            return _lacks_boxes(file, file_size(source))
    return _lacks_boxes(source, file_size(source))


def _lacks_boxes(file: SeekableFile, size: int) -> bool:
    """Walk the top-level boxes only (ISO/IEC 14496-12, 4.2): 32-bit size and type, a 64-bit size when the size is 1,
    to the end of the file when it is 0.
    """
    if size < 8:
        return False
    kinds: set[bytes] = set()
    position = 0
    while position + 8 <= size and len(kinds) < 64:
        file.seek(position)
        head = file.read(16)
        length, kind = int.from_bytes(head[:4], "big"), head[4:8]
        if position == 0 and kind not in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"):
            return False
        if length == 1 and len(head) == 16:
            length = int.from_bytes(head[8:], "big")
        elif length == 0:
            length = size - position
        if length < 8:
            return True
        kinds.add(kind)
        position += length
    return b"moov" not in kinds or position > size


def file_size(source: Source) -> int:
    """The size of the file in bytes. A remote file is positioned at its start afterwards."""
    if isinstance(source, Path):
        return source.stat().st_size
    size = source.seek(0, io.SEEK_END)
    source.seek(0)
    return size
