"""Whether browsers play a file of footage as it is, at the positions that the product counts."""

from av.container import InputContainer
from av.video.stream import VideoStream

from models.footage.clips import ClipNote
from vision.clips.browser_support import list_obstacles
from vision.media.clock import FootageClock
from vision.media.container import list_video_streams

# What every browser plays, whatever the system below it decodes.
PLAYED_CODECS = frozenset({"h264"})
_PLAYED_CONTAINER = "mp4"
# Players count from the container's own zero. So far from the first frame, nobody sees a difference.
_START_SECONDS = 0.2


def list_play_obstacles(container: InputContainer, stream: VideoStream, clock: FootageClock) -> list[ClipNote]:
    """The reasons why browsers do not play the file, or play it at other positions; empty where they do.

    clock: as far as it is known. Sound is no reason: browsers play what they know of it, and the pictures in any case.
    """
    name = container.format.name
    obstacles = list_obstacles(stream, name, PLAYED_CODECS)
    if _PLAYED_CONTAINER not in name.split(","):
        obstacles.append(ClipNote("CONTAINER", name))
    if len(list_video_streams(container)) > 1:
        obstacles.append(ClipNote("SEVERAL", stream.codec_context.name))
    first = float(clock.parts[0].first * clock.base)
    if len(clock.parts) > 1 or abs(first) > _START_SECONDS:
        obstacles.append(ClipNote("START", f"{first:.1f}"))
    return obstacles
