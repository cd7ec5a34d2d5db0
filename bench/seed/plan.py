"""How many rows to make, and which."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

# The time of the first recording.
START = datetime(2026, 1, 5, tzinfo=UTC)
RECORDING_SECONDS = 3600.0
# The embedding space of the random vectors, which are never compared with a model's.
MODEL_ID = "seed.random-v1"
DIMENSIONS = 1024


@dataclass(frozen=True, slots=True)
class SeedPlan:
    """embeddings: the share of events with a random unit vector, 0 to 1."""

    videos: int = 2000
    events_per_video: int = 500
    organizations: int = 3
    cameras: int = 8
    embeddings: float = 0.0
    seed: int = 1

    def organization_of(self, video: int) -> int:
        """The first organization has every second video, the second one every fourth, …; the last has the rest."""
        number, rest = 0, video
        while number < self.organizations - 1 and rest % 2:
            number, rest = number + 1, rest // 2
        return number

    def organization_name(self, number: int) -> str:
        return f"seed-{number + 1}"

    def make_random(self, *names: object) -> random.Random:
        """A generator with the same numbers in every run, for one video, one session, …"""
        return random.Random(":".join(map(str, (self.seed, *names))))  # noqa: S311


def make_uuid7(moment: datetime, chance: random.Random) -> UUID:
    """A UUIDv7 (RFC 9562) of a moment, like those of PostgreSQL's uuidv7(), from a repeatable generator."""
    bits = chance.getrandbits(74)
    milliseconds = round(moment.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | 0x7 << 76 | (bits >> 62) << 64 | 0b10 << 62 | bits & (1 << 62) - 1)
