"""What an answer cost, and how long its steps took."""

from typing import Self

import strawberry

from models.asking import answers


@strawberry.type(description="What the models were sent and wrote.")
class Usage:
    input_tokens: int = strawberry.field(description="Tokens sent.")
    output_tokens: int = strawberry.field(description="Tokens written.")
    images: int = strawberry.field(description="Pictures sent.")
    estimated_cost_usd: float = strawberry.field(description="Estimated price in US dollars; 0 for local models.")

    @classmethod
    def from_stored(cls, stored: answers.Usage | None) -> Self:
        usage = stored or answers.Usage()
        return cls(
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            images=usage.images,
            estimated_cost_usd=usage.estimated_cost_usd,
        )


@strawberry.type(description="How long one step took.")
class StageTiming:
    stage: str = strawberry.field(description="Name of the step.")
    milliseconds: float = strawberry.field(description="Its length in milliseconds.")
