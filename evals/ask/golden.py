"""The golden questions: six in Korean, six in English, each with the answer that the truth of the scene makes right."""

from dataclasses import dataclass

from evals.ask.expected import Answer, Expected, Moment, World

STANDING_STILL = "STANDING"


@dataclass(frozen=True, slots=True)
class Golden:
    language: str
    text: str
    answer: Answer


def _all(kind: str, side: str | None = None) -> Answer:
    return lambda world: Expected(must=world.of(kind, side))


def _counted(kind: str, side: str | None = None, *, until: float | None = None) -> Answer:
    """Every such moment (up to `until` seconds), each of another person, and their number."""

    def expected(world: World) -> Expected:
        moments = [one for one in world.of(kind, side) if until is None or one.start <= until]
        return Expected(must=moments, count=len({one.person for one in moments}))

    return expected


def _longest(world: World) -> Expected:
    """The spans of whoever stood longest in all."""
    total: dict[int, float] = {}
    for one in world.of(STANDING_STILL):
        total[one.person] = total.get(one.person, 0.0) + one.end - one.start
    longest = max(total, key=lambda person: total[person])
    return Expected(must=[one for one in world.of(STANDING_STILL) if one.person == longest])


def _first(kind: str) -> Answer:
    return lambda world: Expected(must=world.of(kind)[:1])


def _last(kind: str) -> Answer:
    return lambda world: Expected(must=world.of(kind)[-1:])


def _exit_of_visitor(number: int) -> Answer:
    def expected(world: World) -> Expected:
        person = world.of("PERSON_ENTER")[number - 1].person
        return Expected(must=[one for one in world.of("PERSON_EXIT") if one.person == person])

    return expected


def _between(start: float, end: float) -> Answer:
    """What went on; steps between other things may be left out."""

    def expected(world: World) -> Expected:
        there = [one for one in world.moments if one.within(start, end)]
        return Expected(must=[one for one in there if _sure(one, start, end)], may=there)

    return expected


def _sure(one: Moment, start: float, end: float) -> bool:
    """Told in any fair account: no mere walking, and not right at the window's edge, where a second decides."""
    inside = one.end >= start + 1 and one.start <= end - 1
    return inside and one.type != "WALKING"


def _nothing(_world: World) -> Expected:
    return Expected()


def _entries_by_the_clock(world: World) -> Expected:
    """Without a time of recording, nobody can tell what happened at nine."""
    return Expected(must=world.of("PERSON_ENTER"), count=None) if world.dated else Expected()


# Written for the scene "sample", recorded on 20 November 2026 at 21:00 in Seoul; right for any scene of such a kind.
GOLDEN: tuple[Golden, ...] = (
    Golden("ko", "몇 명이 들어왔어?", _counted("PERSON_ENTER")),
    Golden("ko", "누가 왼쪽 선반 앞에 서 있었어?", _all("STANDING", "LEFT")),
    Golden("ko", "처음 15초 동안 들어온 사람은 몇 명이야?", _counted("PERSON_ENTER", until=15.0)),
    Golden("ko", "가장 오래 서 있던 사람은 언제 서 있었어?", _longest),
    Golden("ko", "마지막으로 나간 사람은 언제 나갔어?", _last("PERSON_EXIT")),
    Golden("ko", "쓰러진 사람이 있었나요?", _nothing),
    Golden("en", "How many people left on the right?", _counted("PERSON_EXIT", "RIGHT")),
    Golden("en", "Who stood in the middle?", _all("STANDING", "CENTER")),
    Golden("en", "What happened between 0:30 and 0:45?", _between(30.0, 45.0)),
    Golden("en", "Who came in after 8:30 pm on November 20?", _entries_by_the_clock),
    Golden("en", "When did the second visitor leave?", _exit_of_visitor(2)),
    Golden("en", "Was anyone loitering?", _nothing),
)
