"""Asking, cancelling and rating questions."""

from typing import Annotated, Self

import strawberry

from models.enums import Rating, Role
from resolvers import prompt as prompts
from resolvers.prompt import PromptColumns, PromptResult
from schema.graphql.selection import Info, select_columns
from schema.inputs.prompt import PromptInput
from schema.mutations.mutation import MutationPayload, mutation
from schema.types.prompt import PromptHistory, PromptSession

QuestionIdArgument = Annotated[strawberry.ID, strawberry.argument(description="The question.")]


@strawberry.type(description="A question that was taken.")
class PromptPayload(MutationPayload):
    history: PromptHistory | None = strawberry.field(
        default=None, description="The question and its answer; null on an error."
    )
    session: PromptSession | None = strawberry.field(default=None, description="Its session; null on an error.")

    @classmethod
    def from_result(cls, result: PromptResult) -> Self:
        return cls(history=PromptHistory.from_row(result.history), session=PromptSession.from_row(result.session))


def select_prompt_columns(info: Info) -> PromptColumns:
    """The columns that an operation selects in a PromptPayload."""
    return PromptColumns(
        history=select_columns(info, PromptHistory, "history"), session=select_columns(info, PromptSession, "session")
    )


@strawberry.type
class PromptMutations:
    @mutation(role=Role.VIEWER, description="Ask about footage, in Korean or English.")
    async def prompt(
        self,
        info: Info,
        input: Annotated[PromptInput, strawberry.argument(description="The question.")],  # noqa: A002
    ) -> PromptPayload:
        columns = select_prompt_columns(info)
        return PromptPayload.from_result(await prompts.ask_prompt(info.context, input.to_request(), columns))

    # VIEWER for questions of their own sessions; resolvers ask OPERATOR for others' (access.require_owner).
    @mutation(
        role=Role.VIEWER,
        description="Call off a question that is not answered yet. Whoever asked may, and OPERATOR any.",
    )
    async def cancel_prompt(self, info: Info, prompt_history_id: QuestionIdArgument) -> PromptPayload:
        columns = select_prompt_columns(info)
        return PromptPayload.from_result(await prompts.cancel_prompt(info.context, prompt_history_id, columns))

    @mutation(
        role=Role.VIEWER,
        description="Judge an answer, in place of an earlier judgement and its comment. Whoever asked may, "
        "and OPERATOR any.",
    )
    async def rate_prompt(
        self,
        info: Info,
        prompt_history_id: QuestionIdArgument,
        rating: Annotated[Rating, strawberry.argument(description="Whether its answer was good.")],
        comment: Annotated[str | None, strawberry.argument(description="Why; at most 2,000 characters.")] = None,
    ) -> PromptPayload:
        columns = select_prompt_columns(info)
        return PromptPayload.from_result(
            await prompts.rate_prompt(info.context, prompt_history_id, rating, comment, columns)
        )
