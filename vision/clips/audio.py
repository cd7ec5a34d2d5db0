"""Writes the sound of a clip as AAC, whatever its original codec."""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.error import FFmpegError

from vision.media.container import is_damage
from vision.media.seek import PositionedPacket

_RATES = (8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
# Longer pauses of the sound are filled with silence; shorter ones are imprecise timestamps.
_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 3600.0


def describe_audio_stream(stream: AudioStream) -> str:
    """Codec, layout and rate of an audio stream, in FFmpeg's terms."""
    context = stream.codec_context
    return "?" if context is None else f"{context.name}, {context.layout.name}, {context.rate} Hz"


class SoundWriter:
    """Re-encodes packets of an audio stream into a clip. failed: whether none of them could be decoded."""

    def __init__(self, stream: AudioStream, out: OutputContainer) -> None:
        self.stream = stream
        self._out = out
        original_rate = stream.codec_context.rate
        self._rate = min(_RATES, key=lambda rate: abs(rate - original_rate))
        layout = "mono" if stream.codec_context.layout.nb_channels == 1 else "stereo"
        self._output = out.add_stream("aac", rate=self._rate, layout=layout)
        self._resampler = AudioResampler(format="fltp", layout=layout, rate=self._rate)
        self._channels = 1 if layout == "mono" else 2
        self._samples = 0
        self._written = False

    @property
    def failed(self) -> bool:
        return not self._written

    def write_packet(self, timed: PositionedPacket, first: float, end: float) -> None:
        """Write the part of the next packet from `first`, which is second 0 of the clip, to `end` (positions)."""
        if timed.seconds >= end:
            return
        seconds = timed.seconds
        try:
            frames = self.stream.codec_context.decode(timed.packet)
        except EOFError:
            return
        except FFmpegError as error:
            if not is_damage(error):
                raise
            return
        for frame in frames:
            if isinstance(frame, AudioFrame):
                length = frame.samples / frame.sample_rate
                if first <= seconds < end:
                    self._fill_silence(seconds - first)
                    for resampled in self._resample(frame):
                        self._write_frame(resampled)
                seconds += length

    def finish(self) -> None:
        if self._written:
            for resampled in self._resample(None):
                self._write_frame(resampled)
        self._encode(None)

    def _resample(self, frame: AudioFrame | None) -> Iterator[AudioFrame]:
        if frame is not None:
            frame.pts = None
        for resampled in self._resampler.resample(frame):
            if resampled.samples:
                yield resampled

    def _fill_silence(self, seconds: float) -> None:
        """Write silence up to a second of the clip after a pause of the sound."""
        lacking = seconds - self._samples / self._rate
        if not _PAUSE_SECONDS < lacking < _LONGEST_PAUSE_SECONDS:
            return
        left = round(lacking * self._rate)
        while left:
            part = min(left, self._rate)
            silence = AudioFrame.from_ndarray(
                np.zeros((self._channels, part), np.float32),
                format="fltp",
                layout=self._output.codec_context.layout.name,
            )
            silence.sample_rate = self._rate
            self._write_frame(silence)
            left -= part

    def _write_frame(self, frame: AudioFrame) -> None:
        frame.pts = self._samples
        frame.time_base = Fraction(1, self._rate)
        self._samples += frame.samples
        self._encode(frame)

    def _encode(self, frame: AudioFrame | None) -> None:
        for packet in self._output.encode(frame):
            self._written = True
            self._out.mux(packet)
