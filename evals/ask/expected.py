"""What makes an answer right: moments that must and may be cited, a number or a word that must be said, or nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evals.ask.moments import Moment, World


@dataclass(frozen=True, slots=True)
class Expected:
    """must: of each group, one has to be cited. may: what else a right answer can cite.

    count: a number that has to be told, in the answer or in its table; word: the same for a name, in any of its forms.
    unlike: all this was judged wrong; any other answer is better.
    With no groups and nothing else, the right answer is that nothing was found.
    """

    must: Sequence[Sequence[Moment]] = ()
    may: Sequence[Moment] = ()
    count: int | None = None
    word: Sequence[str] = ()
    unlike: bool = False

    @property
    def found(self) -> bool:
        return bool(self.must or self.may)

    @property
    def allowed(self) -> list[Moment]:
        return [*(one for group in self.must for one in group), *self.may]


Answer = Callable[[World], Expected]


def each(moments: Sequence[Moment], may: Sequence[Moment] = (), *, count: int | None = None) -> Expected:
    """Every moment has to be cited."""
    return Expected([[one] for one in moments], may, count)


def persons(moments: Sequence[Moment], may: Sequence[Moment] = (), *, count: bool = True) -> Expected:
    """Each person has to be cited by one of their moments; count: and their number told."""
    by_person: dict[tuple[str, str], list[Moment]] = {}
    for one in moments:
        if one.person:
            by_person.setdefault((one.clip, one.person), []).append(one)
    return Expected(list(by_person.values()), may, len(by_person) if count else None)


def nothing(_world: World) -> Expected:
    return Expected()
