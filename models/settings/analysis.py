"""What an analysis looks for, and how."""

from pydantic import Field
from pydantic_settings import BaseSettings


class AnalysisConfiguration(BaseSettings):
    """What an analysis looks for, and how."""

    analysis_fps: float = Field(5.0, gt=0, le=30, description="frames per second that an analysis samples")
    detector_model: str = Field(
        "",
        description="ONNX file of a detector of your own (docs/detectors.md); empty: the NanoDet that comes along",
    )
    detector_provider: str = Field(
        "CPUExecutionProvider", min_length=1, description="onnxruntime's execution provider that runs the detector"
    )
    analysis_chunk_seconds: float = Field(
        30.0, ge=1, le=3600, description="seconds of footage between two checkpoints of an analysis"
    )
    adjoin_seconds: float = Field(
        2.0, ge=0, le=60, description="files of one camera that are no further apart than this show one stretch of time"
    )
    file_before_seconds: float = Field(
        600.0, ge=0, le=86400, description="how long a file waits for the analysis of the file that it adjoins"
    )
    loitering_seconds: float = Field(60.0, gt=0, description="standing longer than this is loitering")
    crowd_people: int = Field(
        6, ge=0, le=1000, description="so many people in view are a crowd, CROWDING; 0: crowds are not examined"
    )
    crowd_seconds: float = Field(5.0, gt=0, le=86400, description="a crowd lasts for this long at least")
    camera_silent_minutes: float = Field(
        0, ge=0, le=525_600, description="a camera without footage for longer is an event, CAMERA_SILENT; 0 for none"
    )
    look_usd_per_day: float = Field(
        5.0, ge=0, le=1_000_000, description="US dollars that looks may cost an organization per day (UTC); 0: no limit"
    )
    look_camera_usd_per_day: float = Field(
        1.0, ge=0, le=1_000_000, description="the same for each camera; footage without a camera shares one"
    )
    summarize_after_analysis: bool = Field(True, description="true queues a summary when an analysis is done")
    child_memory_bytes: int = Field(3 * 1024**3, ge=1024**3, description="memory of each process that reads a file")
