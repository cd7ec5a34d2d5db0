"""Legal holds: who may not delete what, and which hold a release means."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.language.validation import validate_datetime, validate_paragraph
from domain.ports import VideoReader
from models.access.principal import Principal
from models.errors import InvalidInput, UserMistake, WrongState
from models.keeping.holds import HOLD_COLUMN, LegalHold
from models.keeping.holds import is_held as is_held
from models.mistakes import MistakeCollector

MAX_HOLDS = 20


@dataclass(frozen=True, slots=True)
class HoldOrder:
    """What is to become of a video's holds: one more, or one less. reason: why it is set, or why it is released."""

    hold: bool
    reason: str
    until: datetime | None


def validate_order(*, hold: bool, reason: str, until: datetime | None, now: datetime) -> HoldOrder:
    """The order as it is stored. Raises InvalidInput for each mistake."""
    with MistakeCollector() as mistakes:
        told = mistakes.check(_validate_reason, reason)
        ends = mistakes.check(validate_datetime, until, ("until",))
        if ends is not None and not hold:
            mistakes.add(InvalidInput("RELEASE_WITH_END", field=("until",)))
        elif ends is not None and ends <= now:
            mistakes.add(InvalidInput("HOLD_ENDS_IN_PAST", field=("until",), value=ends.isoformat()))
    return HoldOrder(hold, told, ends)


def _validate_reason(reason: str) -> str:
    told = validate_paragraph(reason, ("reason",))
    if told is None:
        raise InvalidInput("VALUE_REQUIRED", field=("reason",))
    return told


def find_same(in_force: Sequence[LegalHold], order: HoldOrder, user_id: str) -> LegalHold | None:
    """The hold that the order sets, where it was set before: an order may be sent twice. Raises WrongState."""
    for one in in_force:
        if (one.reason, one.until, one.set_by) == (order.reason, order.until, user_id):
            return one
    if len(in_force) >= MAX_HOLDS:
        raise WrongState("TOO_MANY_HOLDS", field=("videoId",), most=MAX_HOLDS)
    return None


def choose_released(in_force: Sequence[LegalHold], order: HoldOrder) -> Sequence[LegalHold]:
    """The holds that a release means: the only one, or those with the reason that it names. Raises WrongState."""
    if len(in_force) == 1:
        return in_force
    if not in_force:
        raise WrongState("NOT_HELD", field=("videoId",))
    named = [one for one in in_force if one.reason == order.reason]
    if not named:
        reasons = "; ".join(one.reason for one in in_force)
        raise WrongState("SEVERAL_HOLDS", field=("reason",), count=len(in_force), reasons=reasons)
    return named


def hold_mistake(*field: str) -> UserMistake:
    """What a caller reads who would delete, or put out of reach, what is held."""
    return WrongState("LEGAL_HOLD", field=field)


async def list_held(videos: VideoReader, principal: Principal, ids: Sequence[UUID], now: datetime) -> list[UUID]:
    """Those of the videos that are under legal hold. Missing and foreign ones are not."""
    rows = await videos.get_by_ids(principal, ids, [HOLD_COLUMN])
    return [row["id"] for row in rows if row is not None and is_held(row, now)]
