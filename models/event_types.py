"""Every type of event, with all that the product knows about it: one entry each in EVENT_TYPES.

The order of EventType is the order of lists that people see. Words are pairs (English, Korean).
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from models.event_type_info import EventDetector, EventTypeInfo, Words


class EventType(StrEnum):
    PERSON_ENTER = "PERSON_ENTER"
    PERSON_EXIT = "PERSON_EXIT"
    WALKING = "WALKING"
    RUNNING = "RUNNING"
    STANDING = "STANDING"
    SITTING = "SITTING"
    LOITERING = "LOITERING"
    PICKING = "PICKING"
    INTERACTION = "INTERACTION"
    THEFT = "THEFT"
    COLLAPSE = "COLLAPSE"
    FIGHTING = "FIGHTING"
    VANDALISM = "VANDALISM"
    INTRUSION = "INTRUSION"
    SMOKING = "SMOKING"
    CROWDING = "CROWDING"
    ANOMALY = "ANOMALY"
    LYING = "LYING"
    STAYING = "STAYING"
    LOST_FROM_VIEW = "LOST_FROM_VIEW"
    CAMERA_SILENT = "CAMERA_SILENT"
    CAMERA_TAMPERED = "CAMERA_TAMPERED"


URGENT_SERIOUSNESS = 50
_PEOPLE: Words = ("People", "사람들이")

EVENT_TYPES: Mapping[EventType, EventTypeInfo] = {
    EventType.PERSON_ENTER: EventTypeInfo(
        noun=("coming in", "입장"),
        verb=("enters", "들어옵니다"),
        seriousness=16,
        named_by_action=True,
        detector=EventDetector.TRACKS,
        inferred=True,
        search_words=("enter", "arrive", "입장", "들어옴"),
        # The person is in view late in an entry, and early in an exit.
        clearest_at=0.8,
    ),
    EventType.PERSON_EXIT: EventTypeInfo(
        noun=("leaving", "퇴장"),
        verb=("leaves", "나갑니다"),
        seriousness=13,
        named_by_action=True,
        detector=EventDetector.TRACKS,
        inferred=True,
        search_words=("exit", "leave", "퇴장", "나감"),
        clearest_at=0.2,
    ),
    EventType.WALKING: EventTypeInfo(
        noun=("walking", "걷기"),
        verb=("walks", "걷습니다"),
        seriousness=1,
        named_by_action=True,
        detector=EventDetector.TRACKS,
        search_words=("walk", "move", "걷기", "이동"),
    ),
    EventType.RUNNING: EventTypeInfo(
        noun=("running", "뛰기"),
        verb=("runs", "뜁니다"),
        seriousness=20,
        named_by_action=True,
        detector=EventDetector.TRACKS,
        search_words=("run", "hurry", "뛰기", "달리기"),
        since=4,
    ),
    EventType.STANDING: EventTypeInfo(
        noun=("standing", "서 있기"),
        verb=("stands", "서 있습니다"),
        seriousness=4,
        place_particle="에",
        named_by_action=True,
        detector=EventDetector.TRACKS,
        search_words=("stand", "stay", "서 있음", "머무름"),
    ),
    EventType.SITTING: EventTypeInfo(
        noun=("sitting", "앉아 있기"),
        verb=("sits", "앉아 있습니다"),
        seriousness=7,
        place_particle="에",
        named_by_action=True,
        detector=EventDetector.TRACKS,
        since=3,
        search_words=("sit", "seated", "앉음", "앉아 있음"),
    ),
    EventType.LOITERING: EventTypeInfo(
        noun=("loitering", "배회"),
        verb=("loiters", "서성입니다"),
        seriousness=55,
        named_by_action=True,
        detector=EventDetector.TRACKS,
        inferred=True,
        search_words=("loiter", "linger", "배회", "서성임"),
    ),
    EventType.PICKING: EventTypeInfo(
        noun=("picking up goods", "물건 집기"),
        verb=("picks up", "집습니다"),
        seriousness=30,
        looked_for=True,
        target=("goods", "물건"),
        named_by_action=True,
        planner_note="takes something from a shelf",
    ),
    EventType.INTERACTION: EventTypeInfo(
        noun=("interaction", "상호작용"),
        verb=("interacts with", "상호작용합니다"),
        seriousness=25,
        looked_for=True,
        target=("something", "무언가"),
        target_particle="과/와",
    ),
    EventType.THEFT: EventTypeInfo(
        noun=("theft", "절도"), verb=("steals", "훔칩니다"), seriousness=90, looked_for=True, target=("goods", "물건")
    ),
    EventType.COLLAPSE: EventTypeInfo(
        noun=("collapse", "쓰러짐"),
        verb=("collapses", "쓰러집니다"),
        seriousness=100,
        looked_for=True,
        detector=EventDetector.TRACKS,
        since=3,
        inferred=True,
        search_words=("fall", "collapse", "쓰러짐", "넘어짐"),
        clearest_at=0.8,
    ),
    EventType.FIGHTING: EventTypeInfo(
        noun=("fighting", "싸움"),
        verb=("fight", "싸웁니다"),
        seriousness=95,
        looked_for=True,
        subject=_PEOPLE,
        named_by_action=True,
    ),
    EventType.VANDALISM: EventTypeInfo(
        noun=("vandalism", "기물 파손"),
        verb=("damages", "파손합니다"),
        seriousness=80,
        looked_for=True,
        target=("property", "기물"),
    ),
    EventType.INTRUSION: EventTypeInfo(
        noun=("intrusion", "침입"),
        verb=("intrudes", "침입합니다"),
        seriousness=85,
        detector=EventDetector.TRACKS,
        inferred=True,
        needs_setting=True,
        search_words=("intrude", "trespass", "침입", "출입 금지"),
    ),
    EventType.SMOKING: EventTypeInfo(
        noun=("smoking", "흡연"),
        verb=("smokes", "담배를 피웁니다"),
        seriousness=70,
        looked_for=True,
        named_by_action=True,
    ),
    EventType.CROWDING: EventTypeInfo(
        noun=("crowding", "혼잡"),
        verb=("crowd together", "몰려 있습니다"),
        seriousness=60,
        subject=_PEOPLE,
        place_particle="에",
        detector=EventDetector.TRACKS,
        needs_setting=True,
        search_words=("crowd", "many people", "혼잡", "붐빔"),
    ),
    EventType.ANOMALY: EventTypeInfo(
        noun=("anomaly", "이상 상황"),
        verb=("happens", "발생합니다"),
        seriousness=65,
        looked_for=True,
        subject=("Something unusual", "이상 상황이"),
    ),
    EventType.LYING: EventTypeInfo(
        noun=("lying", "누워 있기"),
        verb=("lies", "누워 있습니다"),
        seriousness=58,
        looked_for=True,
        place_particle="에",
        named_by_action=True,
        detector=EventDetector.TRACKS,
        since=3,
        search_words=("lie", "on the floor", "누워 있음", "쓰러져 있음"),
    ),
    EventType.STAYING: EventTypeInfo(
        noun=("staying", "머무르기"),
        verb=("stays", "머무릅니다"),
        seriousness=3,
        place_particle="에",
        named_by_action=True,
        detector=EventDetector.TRACKS,
        since=3,
        search_words=("stay", "remain", "머무름", "있음"),
        planner_note="at one place; no posture shows",
    ),
    EventType.LOST_FROM_VIEW: EventTypeInfo(
        noun=("going out of sight", "시야에서 사라짐"),
        verb=("is lost from view", "시야에서 사라집니다"),
        seriousness=12,
        named_by_action=True,
        detector=EventDetector.TRACKS,
        since=3,
        inferred=True,
        search_words=("lost", "out of sight", "사라짐", "시야"),
        clearest_at=0.2,
        planner_note="is not seen any more inside the picture; nobody knows whether the person left",
    ),
    EventType.CAMERA_SILENT: EventTypeInfo(
        noun=("camera silence", "카메라 중단"),
        verb=("stops recording", "녹화를 멈춥니다"),
        seriousness=62,
        subject=("The camera", "카메라가"),
        detector=EventDetector.SCHEDULE,
        inferred=True,
        planner_note="no footage came from then on",
    ),
    EventType.CAMERA_TAMPERED: EventTypeInfo(
        noun=("a camera that is covered, moved, out of focus or dark", "카메라 가림·이동·초점 흐림·어두움"),
        verb=("shows no usable picture", "제대로 찍지 못합니다"),
        seriousness=64,
        subject=("The camera", "카메라가"),
        detector=EventDetector.FRAMES,
        since=4,
        inferred=True,
        search_words=("camera", "tampering", "blocked view", "카메라", "훼손", "가림"),
        planner_note="the camera is covered, moved, out of focus, or its picture is dark; attributes.reason says which",
    ),
}

MOST_SERIOUS_FIRST = tuple(sorted(EVENT_TYPES, key=lambda kind: -EVENT_TYPES[kind].seriousness))
URGENT_TYPES = tuple(kind for kind in MOST_SERIOUS_FIRST if EVENT_TYPES[kind].seriousness >= URGENT_SERIOUSNESS)
SETTING_TYPES = tuple(kind for kind, info in EVENT_TYPES.items() if info.needs_setting)
UNDETECTED_TYPES = tuple(kind for kind, info in EVENT_TYPES.items() if info.detector is EventDetector.IMPORT)
LOOKED_FOR_TYPES = tuple(kind for kind, info in EVENT_TYPES.items() if info.looked_for)
INFERRED_TYPES = tuple(kind for kind, info in EVENT_TYPES.items() if info.inferred)
_BY_ANALYSIS = (EventDetector.TRACKS, EventDetector.FRAMES)
DETECTED_TYPES = frozenset(kind for kind, info in EVENT_TYPES.items() if info.detector in _BY_ANALYSIS)


# (type, first version of the analysis that always looks for it), of all types that some footage was not examined for.
_NEVER = 2**31 - 1
LATER_TYPES = tuple(
    (kind, info.since if kind in DETECTED_TYPES and not info.needs_setting else _NEVER)
    for kind, info in EVENT_TYPES.items()
    if kind in UNDETECTED_TYPES or info.needs_setting or (kind in DETECTED_TYPES and info.since > 1)
)


def describe_types_for_planner() -> str:
    """The comment on event_view.type, which planners read: "PERSON_ENTER, …, PICKING (takes …), … or ANOMALY."."""
    names = [f"{kind} ({info.planner_note})" if info.planner_note else str(kind) for kind, info in EVENT_TYPES.items()]
    return f"{', '.join(names[:-1])} or {names[-1]}."


# Who asks for one of these may mean another: somebody who broke in also came in.
_NEAR_TYPES: Mapping[EventType, tuple[EventType, ...]] = {
    EventType.PERSON_ENTER: (EventType.INTRUSION,),
    EventType.INTRUSION: (EventType.PERSON_ENTER,),
    EventType.PERSON_EXIT: (EventType.LOST_FROM_VIEW, EventType.RUNNING),
    EventType.PICKING: (EventType.THEFT,),
    EventType.THEFT: (EventType.PICKING,),
    EventType.STANDING: (EventType.LOITERING, EventType.STAYING),
    EventType.LOITERING: (EventType.STANDING, EventType.STAYING),
    EventType.WALKING: (EventType.RUNNING, EventType.PERSON_EXIT),
    EventType.RUNNING: (EventType.WALKING,),
    EventType.COLLAPSE: (EventType.LYING,),
    EventType.LYING: (EventType.COLLAPSE,),
    EventType.FIGHTING: (EventType.INTERACTION, EventType.VANDALISM),
}


def list_near_types(types: Sequence[EventType]) -> tuple[EventType, ...]:
    """The types that come near to these, without them."""
    near = dict.fromkeys(other for kind in types for other in _NEAR_TYPES.get(kind, ()))
    return tuple(kind for kind in near if kind not in types)
