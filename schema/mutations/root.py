"""Mutation, composed of the fields of each noun.

A call that the caller has to correct is answered in userErrors, with the other fields null. A caller without the role
gets a top-level error.
"""

import strawberry

from schema.mutations.analysis import AnalysisMutations
from schema.mutations.camera import CameraMutations
from schema.mutations.chat import ChatMutations
from schema.mutations.clip import ClipMutations
from schema.mutations.event import EventMutations
from schema.mutations.evidence import EvidenceMutations
from schema.mutations.keeping.hold import HoldMutations
from schema.mutations.keeping.tier import TierMutations
from schema.mutations.prompt import PromptMutations
from schema.mutations.session import SessionMutations
from schema.mutations.summary import SummaryMutations
from schema.mutations.thumbnail import ThumbnailMutations
from schema.mutations.upload import UploadMutations
from schema.mutations.video import VideoMutations


@strawberry.type(description="Everything that changes something.")
class Mutation(
    UploadMutations,
    CameraMutations,
    VideoMutations,
    HoldMutations,
    TierMutations,
    ClipMutations,
    ThumbnailMutations,
    EventMutations,
    AnalysisMutations,
    SummaryMutations,
    PromptMutations,
    ChatMutations,
    SessionMutations,
    EvidenceMutations,
):
    """Has no fields of its own."""
