"""local.rules-v1: the rule-based stand-in behind the Converse API."""

import asyncio

from devstack.bedrock.conversation import ConverseRequest
from devstack.bedrock.errors import validation_error
from devstack.bedrock.models import ModelAnswer


class RuleBasedModel:
    """Answers by the rules of this package. Its rules are compiled by `load`, or at the first request."""

    async def respond(self, request: ConverseRequest) -> ModelAnswer:
        if any(message.images for message in request.messages):
            raise validation_error(
                "This model doesn't support the image content block that you provided. Ask local.detector-v1."
            )
        return await asyncio.to_thread(_respond, request)

    def load(self) -> None:
        """Import the rules, which compiles them."""
        import devstack.standin.respond  # noqa: F401


def _respond(request: ConverseRequest) -> ModelAnswer:
    from devstack.standin.respond import respond  # late, so that the endpoint answers before the rules are compiled

    try:
        answer = respond(request.system, request.messages, request.tool)
    except ValueError as error:
        raise validation_error(str(error)) from error
    return ModelAnswer(answer.pieces, answer.tool_input)
