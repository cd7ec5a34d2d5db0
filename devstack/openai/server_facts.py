"""What a server says of itself: its models, the context, how many calls it answers at once."""

from dataclasses import dataclass
from typing import Any

from devstack.bedrock.errors import ServiceError
from devstack.openai.upstream import Upstream


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """context: tokens for one call. 0: the server does not say."""

    context: int = 0
    slots: int = 0


async def require_model(upstream: Upstream, model: str) -> None:
    """Ask the server for the model. Raises ServiceError, with the names of those that it has.

    A server that lists no model is taken at its word only when it is asked: llama.cpp answers under any name.
    """
    names = [str(listed.get("id")) for listed in await upstream.list_models()]
    if names and not {model, f"{model}:latest"} & set(names):
        raise ServiceError(
            "ResourceNotFoundException",
            f"The server at {upstream.base_url} has no model {model!r} (LOCAL_LLM_MODEL, LOCAL_VLM_MODEL). "
            f"It has: {', '.join(names[:20])}.",
        )


async def learn_facts(upstream: Upstream, model: str) -> ServerFacts:
    """From llama-server's /props, vLLM's and LM Studio's lists of models, and Ollama's list of loaded models."""
    props = await upstream.get_native("/props")
    if isinstance(props, dict) and "default_generation_settings" in props:
        return ServerFacts(_read_int(props["default_generation_settings"], "n_ctx"), _read_int(props, "total_slots"))
    loaded = await upstream.get_native("/api/ps")
    listed = loaded.get("models", []) if isinstance(loaded, dict) else list(await upstream.list_models())
    if not listed:
        studio = await upstream.get_native("/api/v0/models")
        listed = studio.get("data", []) if isinstance(studio, dict) else []
    names = {model, f"{model}:latest"}
    for entry in listed:
        if isinstance(entry, dict) and names & {entry.get("id"), entry.get("name"), entry.get("model")}:
            keys = ("context_length", "max_model_len", "loaded_context_length")
            return ServerFacts(next((size for key in keys if (size := _read_int(entry, key))), 0))
    return ServerFacts()


def _read_int(values: Any, key: str) -> int:
    value = values.get(key) if isinstance(values, dict) else None
    return value if isinstance(value, int) and value > 0 else 0
