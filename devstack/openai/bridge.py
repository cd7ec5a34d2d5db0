"""Builds the bridged models of the settings, and checks them before `make run` starts."""

from collections.abc import Mapping

from devstack.bedrock.errors import ServiceError
from devstack.openai.model import BridgedModel
from devstack.openai.server import Server
from devstack.openai.settings import LocalModelSettings
from devstack.openai.upstream import Upstream
from devstack.problem import StackProblem
from models.asking.tokens import NEEDED_CONTEXT


def build_bridged_models(settings: LocalModelSettings) -> Mapping[str, BridgedModel]:
    """Id in the Bedrock endpoint → model; none if no server is set."""
    if not settings.is_set:
        return {}
    server = _build_server(settings)
    return {model_id: BridgedModel(server, name, settings.extra) for model_id, name in settings.models.items()}


async def describe_bridge(settings: LocalModelSettings) -> tuple[str, int]:
    """One line that says which models answer, with what is wrong with them, and the server's slots.

    Raises StackProblem if the server does not answer or has no such model.
    """
    server = _build_server(settings)
    try:
        for name in settings.models.values():
            await BridgedModel(server, name).check()
        facts = await server.learn(next(iter(settings.models.values())))
    except ServiceError as error:
        raise StackProblem(str(error.body["message"])) from None
    finally:
        await server.upstream.close()
    language, vision = settings.local_llm_model or "the rule-based stand-in", settings.local_vlm_model or "detectors"
    line = f"{language} plans and writes, {vision} {'looks' if settings.local_vlm_model else 'look'} at frames"
    line = f"Models of {settings.base_url}: {line}; {facts.slots} at once"
    if facts.context and facts.context < NEEDED_CONTEXT:
        line += f". Its context of {facts.context} tokens is small: plans with examples need {NEEDED_CONTEXT}"
    return line, facts.slots


def _build_server(settings: LocalModelSettings) -> Server:
    upstream = Upstream(settings.base_url, settings.local_llm_key, settings.local_llm_timeout_seconds)
    return Server(upstream, settings.local_llm_context, settings.local_llm_slots)
