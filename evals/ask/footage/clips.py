"""Six cameras with events of another detector, one where nothing happens, and a scripted scene that is analysed.

Times of day are fixed, but for the lobby, which was recorded yesterday. Descriptions are in one language or the other,
as detectors give them; most events have none of their own.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from evals.ask.moments import TrueEvent

SCENE = "sample"


@dataclass(frozen=True, slots=True)
class GoldenClip:
    """recorded: the local time of its first frame (ISO 8601), or None for yesterday at nine in the evening."""

    key: str
    name: str
    camera: str
    timezone: str
    recorded: str | None
    seconds: float

    def recorded_at(self, now: datetime) -> datetime:
        """now: any aware moment of today."""
        zone = ZoneInfo(self.timezone)
        if self.recorded is not None:
            return datetime.fromisoformat(self.recorded).replace(tzinfo=zone)
        yesterday = now.astimezone(zone).date() - timedelta(days=1)
        return datetime(yesterday.year, yesterday.month, yesterday.day, 21, tzinfo=zone)


_SEOUL, _NEW_YORK = "Asia/Seoul", "America/New_York"
CLIPS = (
    GoldenClip("entrance", "Golden 1", "정문 entrance", _SEOUL, "2025-11-14T21:00", 600),
    GoldenClip("aisle", "Golden 2", "3번 통로 aisle 3", _SEOUL, "2025-11-15T15:00", 900),
    GoldenClip("parking", "Golden 3", "주차장 parking lot", _SEOUL, "2025-11-15T23:30", 1500),
    GoldenClip("stockroom", "Golden 4", "창고 stockroom", _SEOUL, "2025-11-16T02:00", 1200),
    GoldenClip("checkout", "Golden 5", "계산대 checkout", _NEW_YORK, "2025-11-14T09:00", 900),
    GoldenClip("lobby", "Golden 6", "로비 lobby", _SEOUL, None, 600),
    GoldenClip("backdoor", "Golden 7", "후문 back door", _SEOUL, "2025-11-17T10:00", 300),
)

# Who is in a clip: gender and age group.
_PEOPLE = {
    "entrance": {
        "P1": ("MALE", "YOUNG"),
        "P2": ("FEMALE", "MIDDLE"),
        "P3": ("MALE", "OLD"),
        "P4": ("FEMALE", "YOUNG"),
        "P5": ("FEMALE", "CHILD"),
    },
    "aisle": {
        "P1": ("FEMALE", "YOUNG"),
        "P2": ("MALE", "MIDDLE"),
        "P3": ("MALE", "YOUNG"),
        "P4": ("FEMALE", "OLD"),
    },
    "parking": {
        "P1": ("MALE", "MIDDLE"),
        "P2": ("MALE", "YOUNG"),
        "P3": ("MALE", "YOUNG"),
        "P4": ("MALE", "CHILD"),
        "P5": ("UNKNOWN", "UNKNOWN"),
    },
    "stockroom": {"P1": ("MALE", "UNKNOWN")},
    "checkout": {
        "P1": ("FEMALE", "MIDDLE"),
        "P2": ("MALE", "YOUNG"),
        "P3": ("FEMALE", "YOUNG"),
        "P4": ("FEMALE", "OLD"),
    },
    "lobby": {"P1": ("FEMALE", "YOUNG"), "P2": ("MALE", "OLD"), "P3": ("MALE", "MIDDLE")},
}
_SIDES = {"L": "LEFT", "C": "CENTER", "R": "RIGHT", "-": "UNKNOWN"}


def _make_event(
    clip: str,
    person: str,
    kind: str,
    seconds: tuple[float, float],
    side: str,
    *,
    thing: str = "",
    objects: tuple[str, ...] = (),
    says: str = "",
) -> TrueEvent:
    gender, age = _PEOPLE[clip].get(person, ("UNKNOWN", "UNKNOWN"))
    return TrueEvent(clip, kind, *seconds, _SIDES[side], person, gender, age, thing, objects, says)


def _make_enter(clip: str, person: str, at: float, side: str) -> TrueEvent:
    return _make_event(clip, person, "PERSON_ENTER", (at, at + 2), side)


def _make_exit(clip: str, person: str, at: float, side: str) -> TrueEvent:
    return _make_event(clip, person, "PERSON_EXIT", (at, at + 2), side)


IMPORTED_EVENTS: tuple[TrueEvent, ...] = (
    _make_enter("entrance", "P1", 10, "L"),
    _make_event("entrance", "P1", "STANDING", (20, 50), "C"),
    _make_event("entrance", "P1", "PICKING", (55, 57), "C", thing="snacks"),
    _make_exit("entrance", "P1", 90, "R"),
    _make_enter("entrance", "P2", 60, "R"),
    _make_event("entrance", "P2", "WALKING", (62, 75), "C"),
    _make_event("entrance", "P2", "STANDING", (80, 200), "L"),
    _make_exit("entrance", "P2", 230, "L"),
    _make_enter("entrance", "P3", 120, "L"),
    _make_event("entrance", "P3", "SITTING", (130, 300), "R"),
    _make_event("entrance", "P3", "COLLAPSE", (310, 330), "R"),
    _make_enter("entrance", "P4", 336, "L"),
    _make_event("entrance", "P4", "RUNNING", (338, 343), "R"),
    _make_event(
        "entrance", "P4", "INTERACTION", (345, 420), "R", thing="man on the floor",
        says="A young woman kneels beside the man on the floor and helps him.",
    ),
    _make_enter("entrance", "P5", 400, "L"),
    _make_exit("entrance", "P5", 460, "L"),
    _make_event("entrance", "", "CROWDING", (350, 480), "R"),
    _make_enter("aisle", "P1", 30, "L"),
    _make_event("aisle", "P1", "LOITERING", (60, 180), "C"),
    _make_event("aisle", "P1", "PICKING", (200, 203), "C", thing="perfume"),
    _make_event(
        "aisle", "P1", "THEFT", (205, 215), "C", thing="perfume", objects=("perfume", "handbag"),
        says="A young woman in a red coat hides a bottle of perfume in her handbag.",
    ),
    _make_exit("aisle", "P1", 240, "R"),
    _make_enter("aisle", "P2", 300, "L"),
    _make_event("aisle", "P2", "STANDING", (310, 400), "L"),
    _make_event("aisle", "P2", "PICKING", (405, 408), "L", thing="wine"),
    _make_exit("aisle", "P2", 450, "L"),
    _make_enter("aisle", "P3", 500, "R"),
    _make_event("aisle", "P3", "THEFT", (560, 565), "L", thing="razor blades", objects=("razor blades", "backpack")),
    _make_event("aisle", "P3", "RUNNING", (566, 570), "R"),
    _make_exit("aisle", "P3", 572, "R"),
    _make_enter("aisle", "P4", 610, "L"),
    _make_event("aisle", "P4", "STANDING", (620, 640), "C"),
    _make_event("aisle", "P4", "SITTING", (650, 780), "C"),
    _make_exit("aisle", "P4", 800, "L"),
    _make_enter("parking", "P1", 150, "L"),
    _make_enter("parking", "P2", 170, "R"),
    _make_event("parking", "P1", "FIGHTING", (200, 260), "C", says="Two men punch each other beside a white car."),
    _make_exit("parking", "P2", 270, "R"),
    _make_exit("parking", "P1", 300, "L"),
    _make_event("parking", "P3", "SMOKING", (400, 520), "L"),
    _make_event(
        "parking", "P4", "VANDALISM", (600, 640), "R", objects=("spray can",),
        says="A boy sprays graffiti on the wall with a can.",
    ),
    _make_event("parking", "P4", "RUNNING", (642, 650), "L"),
    _make_event("parking", "P5", "LOITERING", (700, 880), "R"),
    _make_event("parking", "P5", "INTRUSION", (900, 910), "R", says="후드를 쓴 사람이 울타리를 넘어 들어옵니다."),
    _make_event("stockroom", "P1", "INTRUSION", (300, 305), "L"),
    _make_event(
        "stockroom", "P1", "THEFT", (420, 430), "C", thing="laptop", objects=("laptop", "bag"),
        says="모자를 쓴 남자가 노트북을 가방에 넣어 훔칩니다.",
    ),
    _make_exit("stockroom", "P1", 500, "L"),
    _make_event("stockroom", "", "ANOMALY", (700, 760), "C", says="Smoke rises from a shelf and the lights flicker."),
    _make_enter("checkout", "P1", 20, "L"),
    _make_event("checkout", "P1", "STANDING", (30, 330), "C"),
    _make_exit("checkout", "P1", 350, "R"),
    _make_enter("checkout", "P2", 100, "L"),
    _make_event("checkout", "P2", "STANDING", (110, 160), "C"),
    _make_event("checkout", "P2", "FIGHTING", (165, 185), "C", says="A customer shoves a cashier over the counter."),
    _make_exit("checkout", "P2", 190, "L"),
    _make_enter("checkout", "P3", 400, "L"),
    _make_event("checkout", "P3", "SMOKING", (420, 450), "R"),
    _make_exit("checkout", "P3", 470, "R"),
    _make_enter("checkout", "P4", 600, "L"),
    _make_event("checkout", "P4", "COLLAPSE", (640, 650), "L"),
    _make_enter("lobby", "P1", 60, "L"),
    _make_event("lobby", "P1", "STANDING", (70, 130), "L"),
    _make_exit("lobby", "P1", 150, "R"),
    _make_enter("lobby", "P2", 200, "R"),
    _make_event("lobby", "P2", "SMOKING", (220, 280), "R"),
    _make_exit("lobby", "P2", 300, "R"),
    _make_enter("lobby", "P3", 350, "L"),
    _make_event("lobby", "P3", "LOITERING", (360, 560), "L"),
)  # fmt: skip
