"""Registers the enums of `models.enums` as GraphQL enums, with descriptions."""

import strawberry

from models import enums
from schema.graphql.enum_values import describe_values

_DESCRIPTIONS = {
    enums.VideoStatus: "Where a video stands: from being uploaded to READY, FAILED or CANCELLED.",
    enums.GapReason: "Why footage cannot be seen: there is none, it cannot be decoded, or it was not analyzed.",
    enums.ZonePurpose: "What a zone is for: whom or what to look for there, or nothing.",
    enums.Weekday: "A day of the week.",
    enums.CameraOrder: "Order of a list of cameras. LAST_FOOTAGE_FIRST puts those without footage last.",
    enums.StorageTier: "How quickly the original can be read: HOT at once, COLD after it was restored.",
    enums.OriginalState: "Whether the stored original is the file that was confirmed.",
    enums.PlaybackState: "What browsers play of a video.",
    enums.VideoOrder: "Order of a list of videos. RECORDED_NEWEST_FIRST puts those without a time of recording last.",
    enums.EventType: "What happened. serverInfo.detectedEventTypes has those that the analysis finds; others come from "
    "imports.",
    enums.EventBasis: "What an event rests on.",
    enums.ReviewVerdict: "What a person says of an event who looked at its footage.",
    enums.Examination: "How well footage was examined for a type of event, the worst first.",
    enums.FrameLocation: "Third of the frame in which the box's centre lies.",
    enums.Gender: "As the source of the event tells it; UNKNOWN where it does not.",
    enums.AgeGroup: "As the source of the event tells it; UNKNOWN where it does not.",
    enums.EventOrder: "Order of a list of events. EARLIEST_FIRST goes by positions, also over several videos. "
    "LATEST_FIRST goes by the clock over several videos, and those without a time of day come last; within one video "
    "it goes by positions. Those without a time of day are last in OCCURRED_NEWEST_FIRST, and first in "
    "OCCURRED_OLDEST_FIRST. STORED_… goes by createdAt.",
    enums.EventGrouping: "What groups events. Hours and days are those of the camera, or of the caller's time zone.",
    enums.AnalysisStage: "Steps of an analysis, in their order.",
    enums.SummaryStage: "Steps of a summary, in their order.",
    enums.PromptStage: "Steps of an answer, in their order.",
    enums.SummaryKind: "What a summary is written from: EVENTS, the stored events; FULL, frames of the video too.",
    enums.SummaryStatus: "Where a summary stands. EMPTY: there was nothing to tell.",
    enums.PromptKind: "PROMPT asks about events; VLM_CHAT asks about what is on screen.",
    enums.PromptStatus: "Where an answer stands. NOT_FOUND is an answer too: nothing fits in the footage "
    "covered. NOT_EXAMINED: nothing looked for what was asked about, so nobody can say whether it happened.",
    enums.Verification: "What a model that sees said of a citation's frames. NOT_LOOKED_AT: none was asked, or it "
    "could not look.",
    enums.PromptSessionStatus: "CLOSED sessions take no more questions.",
    enums.EvidenceStatus: "Where a package of evidence stands.",
    enums.SearchMethod: "A way in which evidence was looked for.",
    enums.Language: "Language of a text: Korean or English.",
    enums.Rating: "A person's judgement of an answer.",
    enums.UploadMethod: "SINGLE: one PUT of the whole file. MULTIPART: many parts.",
    enums.Role: "What a caller may do: INGEST only brings footage, VIEWER reads and asks, OPERATOR brings, reads and "
    "changes, ADMIN all.",
}

for _enum, _description in _DESCRIPTIONS.items():
    strawberry.enum(_enum, description=_description)
    describe_values(_enum)
