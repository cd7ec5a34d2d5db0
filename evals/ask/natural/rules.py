"""Short forms of questions in one language, and of what a right answer has."""

from evals.ask.expected import AnswerRule, ExpectedAnswer, expect_each, expect_persons
from evals.ask.golden import GoldenQuestion
from evals.ask.moments import GroundTruth, TrueEvent


def ask(key: str, text: str, rule: AnswerRule, *, clip: str = "", follows: str = "") -> GoldenQuestion:
    """A question in the language that its key begins with: "ko-…" or "en-…"."""
    return GoldenQuestion(key, "natural", {key[:2]: text}, rule, clip, follows)


def each(clip: str, *types: str, side: str = "", gender: str = "", age: str = "", person: str = "") -> AnswerRule:
    """Every one of these events; others of the same people may be cited besides."""

    def build(world: GroundTruth) -> ExpectedAnswer:
        moments = world.select(clip, *types, side=side, gender=gender, age=age, person=person)
        return expect_each(moments, _list_others(world, moments))

    return build


def between(clip: str, since: float, until: float, *types: str) -> AnswerRule:
    """Every one of these events that lies in a part of its clip, in seconds."""
    return lambda world: expect_each(world.select(clip, *types, since=since, until=until))


def counted(number: int, clip: str, *types: str, side: str = "", gender: str = "", age: str = "") -> AnswerRule:
    """A number, and no other evidence than these events."""
    return lambda world: ExpectedAnswer(
        optional=world.select(clip, *types, side=side, gender=gender, age=age), count=number
    )


def people(clip: str, *types: str, side: str = "", gender: str = "", age: str = "") -> AnswerRule:
    """One event of each person, and how many they are."""
    return lambda world: expect_persons(world.select(clip, *types, side=side, gender=gender, age=age))


def anything(*clips: str, since: float = 0.0, until: float = float("inf")) -> AnswerRule:
    """Whatever of these clips is told."""
    return lambda world: ExpectedAnswer(
        optional=[event for clip in clips for event in world.select(clip, since=since, until=until)]
    )


def anything_of(clip: str, person: str) -> AnswerRule:
    """Whatever is told of this person, and nothing else."""
    return lambda world: ExpectedAnswer(optional=world.select(clip, person=person))


def after_first_fight(world: GroundTruth) -> ExpectedAnswer:
    """Who left after the first fight of all by the clock, at the checkout: everybody but those of the entrance."""
    return expect_each([event for event in world.select("", "PERSON_EXIT") if event.clip != "entrance"])


def named(clip: str, *forms: str) -> AnswerRule:
    """A name in one of its forms, from the events of this clip."""
    return lambda world: ExpectedAnswer(optional=world.select(clip), word=forms)


def nothing(_world: GroundTruth) -> ExpectedAnswer:
    return ExpectedAnswer()


def _list_others(world: GroundTruth, moments: list[TrueEvent]) -> list[TrueEvent]:
    people_of = {(moment.clip, moment.person) for moment in moments if moment.person}
    return [event for event in world.events if (event.clip, event.person) in people_of]
