"""The sound of a clip: AAC, whatever it was recorded as."""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.error import FFmpegError

from vision.media.container import is_damage
from vision.media.seek import Timed

_RATES = (8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
# A pause of the sound is filled with silence where it is longer than this; shorter ones are how it was written.
_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 3600.0


def named(stream: AudioStream) -> str:
    """What a stream of sound is, in FFmpeg's words."""
    context = stream.codec_context
    return "?" if context is None else f"{context.name}, {context.layout.name}, {context.rate} Hz"


class Sound:
    """Takes the packets of a sound stream, and writes those between two moments beside the pictures of a clip.

    first: the position that is second 0 of the clip. failed: nothing of it could be decoded.
    """

    def __init__(self, stream: AudioStream, out: OutputContainer) -> None:
        self.stream = stream
        self._out = out
        told = stream.codec_context.rate
        self._rate = min(_RATES, key=lambda rate: abs(rate - told))
        layout = "mono" if stream.codec_context.layout.nb_channels == 1 else "stereo"
        self._to = out.add_stream("aac", rate=self._rate, layout=layout)
        self._resampler = AudioResampler(format="fltp", layout=layout, rate=self._rate)
        self._channels = 1 if layout == "mono" else 2
        self._samples = 0
        self._written = False

    @property
    def failed(self) -> bool:
        return not self._written

    def take(self, timed: Timed, first: float, end: float) -> None:
        """The next packet of the stream, of which what lies from `first` to `end` (positions) is written."""
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
                    self._fill(seconds - first)
                    for made in self._resampled(frame):
                        self._write(made)
                seconds += length

    def finish(self) -> None:
        if self._written:
            for made in self._resampled(None):
                self._write(made)
        self._mux(None)

    def _resampled(self, frame: AudioFrame | None) -> Iterator[AudioFrame]:
        if frame is not None:
            frame.pts = None
        for made in self._resampler.resample(frame):
            if made.samples:
                yield made

    def _fill(self, seconds: float) -> None:
        """Silence up to a second of the clip, where there was no sound for a while."""
        lacking = seconds - self._samples / self._rate
        if not _PAUSE_SECONDS < lacking < _LONGEST_PAUSE_SECONDS:
            return
        left = round(lacking * self._rate)
        while left:
            part = min(left, self._rate)
            silence = AudioFrame.from_ndarray(
                np.zeros((self._channels, part), np.float32), format="fltp", layout=self._to.codec_context.layout.name
            )
            silence.sample_rate = self._rate
            self._write(silence)
            left -= part

    def _write(self, frame: AudioFrame) -> None:
        frame.pts = self._samples
        frame.time_base = Fraction(1, self._rate)
        self._samples += frame.samples
        self._mux(frame)

    def _mux(self, frame: AudioFrame | None) -> None:
        for packet in self._to.encode(frame):
            self._written = True
            self._out.mux(packet)
