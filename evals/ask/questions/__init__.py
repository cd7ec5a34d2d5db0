"""The golden questions, written as operators ask; none was changed to suit a reader."""

from evals.ask.golden import GoldenQuestion
from evals.ask.questions import conversation, counting, happenings, meaning, order, scene, when, writing
from evals.ask.questions.reworded import reword_questions

_FIRST_WORDINGS: tuple[GoldenQuestion, ...] = (
    *when.QUESTIONS,
    *happenings.QUESTIONS,
    *counting.QUESTIONS,
    *order.QUESTIONS,
    *meaning.QUESTIONS,
    *writing.QUESTIONS,
    *conversation.QUESTIONS,
    *scene.QUESTIONS,
)
GOLDEN_QUESTIONS: tuple[GoldenQuestion, ...] = (*_FIRST_WORDINGS, *reword_questions(_FIRST_WORDINGS))
