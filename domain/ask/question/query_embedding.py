"""A question's vector, made by the model whose vectors answer."""

from domain.llm.usage_meter import UsageMeter
from domain.ports import Models, Retrieval
from models.access.principal import Principal
from models.asking.conversation import Embeddings
from models.errors import Unavailable


async def embed_query(
    text: str, *, principal: Principal, search: Retrieval, models: Models, meter: UsageMeter
) -> Embeddings | None:
    """The question's vector; None, and a step in `degraded`, where it could not be made.

    While an organization's events are embedded anew, an earlier model may still be the one that answers. Where that one
    cannot be called any more, the step is "vector": the models that this server is set up with all work.
    """
    earlier = None
    try:
        earlier = await search.get_embedding_space(principal)
        made = await models.embed([text], earlier)
    except Unavailable:
        meter.mark_degraded("embeddings" if earlier is None else "vector")
        return None
    meter.record_tokens(made.model_id, made.tokens)
    return made
