"""This server: which models it can reach."""

from dataclasses import dataclass

from resolvers.core.context import Context, ModelUse


@dataclass(frozen=True, slots=True)
class ModelState:
    use: ModelUse
    available: bool


async def check_models(context: Context) -> list[ModelState]:
    """The models in this server's settings, and whether each answers now."""
    uses = context.limits.model_uses
    answers = await context.data.models.check_models({use.purpose: use.model_id for use in uses if use.converses})
    return [ModelState(use, answers.get(use.purpose, False)) for use in uses]
