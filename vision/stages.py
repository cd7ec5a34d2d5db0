"""How long the stages of an analysis take, and how many frames were looked at."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum


class Stage(StrEnum):
    """DECODE: reading frames. COMPARE: whether a frame changed. DETECT: people and objects. POSE: bodies and postures.

    TRACK: joining frames, and what follows: events and pictures.
    """

    DECODE = "DECODE"
    COMPARE = "COMPARE"
    DETECT = "DETECT"
    POSE = "POSE"
    TRACK = "TRACK"


@dataclass(slots=True)
class Work:
    """What an analysis did. seconds: by stage. frames: sampled; of these, looked: the models looked at.

    The others did not differ from a frame that was looked at (vision.detection.stillness). resumed: an earlier attempt
    looked at them.
    """

    seconds: dict[Stage, float] = field(default_factory=dict)
    frames: int = 0
    looked: int = 0
    resumed: int = 0

    @contextmanager
    def measure(self, stage: Stage) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - began
