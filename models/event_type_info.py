"""What the product knows about a type of event: models.event_types has it for each."""

from dataclasses import dataclass
from enum import StrEnum

Words = tuple[str, str]


class EventDetector(StrEnum):
    """What finds events of a type.

    TRACKS: vision.people.events, from people's tracks. FRAMES: vision.detection.tampering, from whole frames. SCHEDULE:
    domain.cameras, from when footage came. IMPORT: other systems only.
    """

    TRACKS = "TRACKS"
    FRAMES = "FRAMES"
    SCHEDULE = "SCHEDULE"
    IMPORT = "IMPORT"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTypeInfo:
    """What the product knows about one type of event.

    noun: what was looked for ("theft"). verb: the predicate of a sentence about one event.
    subject: who does it; None where that depends on the person. target: what a sentence calls an object that no source
    names; None where the verb takes no object.
    target_particle, place_particle: the Korean particles after object and place (models.text.particles).
    seriousness: from 0 to 100, higher is more serious, different for each type. From URGENT_SERIOUSNESS on, an operator
    must see the event first. `Video.majorEvent`, answers and summaries rank by it.
    named_by_action: English names the type by what a person is doing ("seen coming in"), not by what it is.
    detector: what finds it. looked_for: a vision model that looks is asked about it, see domain.looking. inferred: the
    analysis concludes it from what it sees, such as leaving. search_words: words
    that the analysis adds to events that it finds itself.
    needs_setting: it is looked for only where a zone, hours or a limit is set, which `video.examined` tells.
    clearest_at: where within the event a frame shows it best, as a share of its length.
    planner_note: added to its name in the prompt of the models that read questions. since: the first version of the
    analysis ("watchgraph-vision/3": 3) that looks for it.
    """

    noun: Words
    verb: Words
    seriousness: int
    subject: Words | None = None
    target: Words | None = None
    target_particle: str = "을/를"
    place_particle: str = "에서"
    named_by_action: bool = False
    detector: EventDetector = EventDetector.IMPORT
    looked_for: bool = False
    inferred: bool = False
    needs_setting: bool = False
    search_words: tuple[str, ...] = ()
    clearest_at: float = 0.5
    planner_note: str = ""
    since: int = 1
