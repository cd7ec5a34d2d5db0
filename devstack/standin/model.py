"""local.reader-v1: hands a conversation to the language package and its answer back."""

import asyncio

from devstack.bedrock.conversation import ConverseRequest
from devstack.bedrock.errors import validation_error
from devstack.bedrock.reply import ModelAnswer


class RuleBasedModel:
    async def respond(self, request: ConverseRequest) -> ModelAnswer:
        if any(message.images for message in request.messages):
            raise validation_error(
                "This model doesn't support the image content block that you provided. Ask local.detector-v1."
            )
        return await asyncio.to_thread(_respond, request)

    def load(self) -> None:
        """Import the package, which compiles its tables."""
        import devstack.standin  # noqa: F401


def _respond(request: ConverseRequest) -> ModelAnswer:
    from devstack.standin import respond  # at first use: the endpoint is up before its tables are compiled

    try:
        said = respond(request.system, request.messages, request.tool)
    except ValueError as error:
        raise validation_error(str(error)) from error
    return ModelAnswer(said.pieces, said.tool_input)
