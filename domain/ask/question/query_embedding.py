"""A question's vector, made by the model whose vectors it is compared with."""

from domain.ask.services import AskServices
from domain.llm.usage_meter import UsageMeter
from models.access.principal import Principal
from models.asking.conversation import Embeddings
from models.errors import Unavailable


async def embed_query(text: str, principal: Principal, services: AskServices, meter: UsageMeter) -> Embeddings | None:
    """The question's vector; None, and a step in `degraded`, if it could not be made.

    While an organization's events are embedded anew, an earlier model may still be the one to compare with. If that
    one cannot be called any more, the step is "vector": the models of this server's settings all work.
    """
    earlier = None
    try:
        earlier = await services.search.get_embedding_space(principal)
        embeddings = await services.models.embed([text], earlier)
    except Unavailable:
        meter.mark_degraded("embeddings" if earlier is None else "vector")
        return None
    meter.record_tokens(embeddings.model_id, embeddings.tokens)
    return embeddings
