"""Which detector an analysis uses. This module does not load it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DetectorChoice:
    """model: path of an ONNX file that vision.detection.layouts can read; empty: NanoDet of vision/weights.

    provider: onnxruntime's name of what runs it.
    """

    model: str = ""
    provider: str = "CPUExecutionProvider"

    @property
    def is_default(self) -> bool:
        return self == DetectorChoice()

    @property
    def name(self) -> str:
        """Tells detections of one model from those of another."""
        return Path(self.model).name if self.model else "nanodet"
