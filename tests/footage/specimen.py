"""The parameters of a file of the zoo, and its ground truth."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

WIDTH, HEIGHT = 160, 128
SECONDS, FPS = 12.0, 10.0


@dataclass(frozen=True, slots=True)
class Truth:
    """What every reader should report.

    seconds: by frame number, from the first frame that can be decoded; frames that cannot be decoded are missing.
    gaps: spans (from, to; seconds) without footage. duration: seconds until the end of the last frame.
    """

    seconds: Mapping[int, float]
    duration: float
    gaps: Sequence[tuple[float, float]] = ()

    def frame_number_at(self, seconds: float) -> int:
        """The number of the frame that is shown at this second."""
        before = [number for number, at in self.seconds.items() if at <= seconds + 1e-6]
        return max(before, key=lambda number: self.seconds[number]) if before else min(self.seconds)


@dataclass(frozen=True, slots=True)
class ExtraTrack:
    """A second video track in the file. Its frames have no numbers."""

    width: int
    height: int
    first: bool
    default: bool


@dataclass(frozen=True, slots=True)
class Specimen:
    """One file.

    times: seconds of its frames, before `offset` is added. postprocess: changes the written file. truth: computes the
    ground truth, if it does not follow from `times`. expected_error: the error code of every reader.
    rotation: degrees counter-clockwise, as phones write it. sample_aspect: width over height of a pixel.
    """

    name: str
    codec: str = "libx264"
    container: str | None = None
    times: Sequence[float] = tuple(n / FPS for n in range(round(SECONDS * FPS)))
    fps: float = FPS
    gop: int = 20
    b_frames: int = 0
    options: Mapping[str, str] = field(default_factory=dict)
    container_options: Mapping[str, str] = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)
    pixels: str = "yuv420p"
    offset: float = 0.0
    rotation: int = 0
    sample_aspect: tuple[int, int] = (1, 1)
    full_range: bool = False
    sound: str | None = None
    track: ExtraTrack | None = None
    cover: bool = False
    postprocess: Callable[[Path], None] | None = None
    truth: Callable[["Specimen", Path], Truth] | None = None
    expected_error: str | None = None

    @property
    def aspect(self) -> float:
        """Width over height of the upright picture, as it is shown."""
        return WIDTH / HEIGHT * self.sample_aspect[0] / self.sample_aspect[1]

    def compute_truth(self, path: Path) -> Truth:
        if self.truth is not None:
            return self.truth(self, path)
        first = self.times[0]
        return Truth(
            {number: seconds - first for number, seconds in enumerate(self.times)},
            self.times[-1] - first + 1 / self.fps,
        )
