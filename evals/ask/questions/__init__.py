"""The golden questions, written as operators ask; none was changed to suit a reader."""

from evals.ask.golden import Golden
from evals.ask.questions import conversation, counting, happenings, meaning, order, scene, when, writing
from evals.ask.questions.reworded import reworded

_FIRST: tuple[Golden, ...] = (
    *when.QUESTIONS,
    *happenings.QUESTIONS,
    *counting.QUESTIONS,
    *order.QUESTIONS,
    *meaning.QUESTIONS,
    *writing.QUESTIONS,
    *conversation.QUESTIONS,
    *scene.QUESTIONS,
)
GOLDEN: tuple[Golden, ...] = (*_FIRST, *reworded(_FIRST))
