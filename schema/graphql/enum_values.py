"""Descriptions of the enums' values, a line each: Enum.VALUE and what it means. A test asks for all of them."""

from enum import StrEnum
from typing import Any, cast

from strawberry.types.enum import StrawberryEnumDefinition

_LINES = """
AgeGroup.CHILD A child.
AgeGroup.MIDDLE Of middle age.
AgeGroup.OLD An old person.
AgeGroup.UNKNOWN The source does not tell.
AgeGroup.YOUNG A young adult.
AnalysisStage.DESCRIBING Events are put into words, and pictures are drawn.
AnalysisStage.DETECTING Frames are looked at for people and what they do.
AnalysisStage.DONE It has ended, well or not.
AnalysisStage.DOWNLOADING The original is fetched.
AnalysisStage.EMBEDDING Vectors are made of the events' texts.
AnalysisStage.PROBING The file is opened: length, size, codec, gaps.
AnalysisStage.QUEUED It waits for a worker.
AnalysisStage.STORING Events, pictures and vectors are stored, all or none.
CameraOrder.LAST_FOOTAGE_FIRST By the time of the latest footage, newest first; those without any last.
CameraOrder.NAME By name, A to Z.
CameraOrder.SITE By site, A to Z; those without one first.
EventBasis.DETECTED Seen by a detector.
EventBasis.IMPORTED Reported by another system.
EventBasis.INFERRED Concluded from what was seen.
EventBasis.MODEL Told by a model that looked.
EventGrouping.AGE_GROUP By age group.
EventGrouping.CAMERA By the camera's name.
EventGrouping.DAY By day: 2026-11-20.
EventGrouping.GENDER By gender.
EventGrouping.HOUR_OF_DAY By hour of the day: 00 to 23.
EventGrouping.LOCATION By third of the frame.
EventGrouping.SITE By the site's name.
EventGrouping.TYPE By type of event.
EventGrouping.VIDEO By video; the key is its id.
EventOrder.EARLIEST_FIRST By start within the video, earliest first.
EventOrder.LATEST_FIRST Latest first: by the clock over several videos, by start within one.
EventOrder.MOST_CONFIDENT_FIRST By confidence, highest first.
EventOrder.OCCURRED_NEWEST_FIRST By time of day, newest first; those without one last.
EventOrder.OCCURRED_OLDEST_FIRST By time of day, oldest first; those without one first.
EventOrder.STORED_NEWEST_FIRST By createdAt, newest first.
EventOrder.STORED_OLDEST_FIRST By createdAt, oldest first.
EventType.ANOMALY Something out of the ordinary that fits no other type.
EventType.CAMERA_SILENT A camera sent no footage from then on.
EventType.CAMERA_TAMPERED The camera is covered, moved, out of focus, or its picture is dark.
EventType.COLLAPSE Somebody falls, or is down all of a sudden.
EventType.CROWDING Many people are in view at once.
EventType.FIGHTING People fight.
EventType.INTERACTION Somebody does something with a person or a thing.
EventType.INTRUSION Somebody is where, or when, nobody may be.
EventType.LOITERING Somebody stays about for long.
EventType.LOST_FROM_VIEW Somebody is not seen any more inside the frame; nobody knows whether they left.
EventType.LYING Somebody lies.
EventType.PERSON_ENTER Somebody comes into view.
EventType.PERSON_EXIT Somebody goes out of view.
EventType.PICKING Somebody takes something from a shelf.
EventType.RUNNING Somebody runs.
EventType.SITTING Somebody sits.
EventType.SMOKING Somebody smokes.
EventType.STANDING Somebody stands.
EventType.STAYING Somebody stays in one place, and no posture shows.
EventType.THEFT Somebody steals something.
EventType.VANDALISM Somebody damages something.
EventType.WALKING Somebody walks.
EvidenceStatus.BUILDING It is being made.
EvidenceStatus.DONE It is there; url has it.
EvidenceStatus.FAILED It could not be made; error says why.
EvidenceStatus.QUEUED It waits for a worker.
Examination.EXAMINED A detector ran over all of it, another system reported such events, or a model looked throughout.
Examination.NOT_EXAMINED Nothing looked for it, so its absence says nothing.
Examination.PARTLY Only a part of the footage was looked through.
FrameLocation.CENTER The middle third.
FrameLocation.LEFT The left third.
FrameLocation.RIGHT The right third.
FrameLocation.UNKNOWN The source does not tell where.
GapReason.NOT_ANALYZED The footage was not analyzed yet.
GapReason.NO_FOOTAGE Nothing was recorded.
GapReason.UNDECODABLE The recording is damaged there.
Gender.FEMALE Female.
Gender.MALE Male.
Gender.UNKNOWN The source does not tell.
Language.EN English.
Language.KO Korean.
EvidenceStatus.BUILDING It is being made.
EvidenceStatus.DONE It can be taken.
EvidenceStatus.FAILED It could not be made; error says why.
EvidenceStatus.QUEUED It waits for a worker.
PlaybackState.ARCHIVED The original is in a tier that is not read at once; restore it first.
PlaybackState.FAILED The copy could not be made; error says why.
PlaybackState.MAKING Browsers do not play the original, and a copy that they play is being made.
PlaybackState.NOT_UPLOADED It is not there yet.
PlaybackState.ORIGINAL Browsers play the original.
PlaybackState.READY The copy that browsers play is there.
PlaybackState.WAITING A copy is made when its turn comes, or when the day's budget allows; error says which, ask again.
OriginalState.EXPIRED Its time was over; events are left.
OriginalState.MISSING It is gone.
OriginalState.PENDING It is not confirmed yet.
OriginalState.PINNED It is the file that was confirmed.
OriginalState.REPLACED Another object stands in its place, and is not served.
OriginalState.UNPINNED It was confirmed before originals were pinned.
PlaybackState.ARCHIVED The original is in a tier that is not read at once; restore it first.
PlaybackState.FAILED It could not be made; error says why.
PlaybackState.MAKING Browsers do not play the original, and a copy that they play is being made.
PlaybackState.NOT_UPLOADED The original is not there yet.
PlaybackState.ORIGINAL Browsers play the original.
PlaybackState.READY A copy that browsers play is there.
PlaybackState.WAITING It will be made when its turn comes, or when the day's budget allows; error says which.
PromptKind.PROMPT A question about events.
PromptKind.VLM_CHAT A question about what is on screen.
PromptSessionStatus.ACTIVE It takes questions.
PromptSessionStatus.CLOSED It takes no more questions.
PromptStage.DONE It has ended, well or not.
PromptStage.LOOKING A model looks at frames.
PromptStage.PLANNING A model reads the question.
PromptStage.QUEUED It waits for a worker.
PromptStage.RERANKING What was found is put in order.
PromptStage.SEARCHING Events are searched.
PromptStage.WRITING The answer is written; textDelta has its pieces.
PromptStatus.CANCELLED Somebody cancelled it.
PromptStatus.COMPLETED It is answered.
PromptStatus.FAILED It could not be answered; error says why.
PromptStatus.NOT_EXAMINED Nothing looked for what was asked about, so nobody can say whether it happened.
PromptStatus.NOT_FOUND It is answered: nothing in the footage covered fits.
PromptStatus.QUEUED It waits for a worker.
PromptStatus.RUNNING It is being answered.
Rating.DOWN The answer was of no use.
Rating.UP The answer was good.
ReviewVerdict.CONFIRMED The footage shows what the event says.
ReviewVerdict.FALSE_ALARM The footage does not show it. Answers leave the event out.
ReviewVerdict.UNSURE The footage does not tell.
Role.ADMIN All, and the audit log.
Role.INGEST Brings footage and events, and reads none.
Role.OPERATOR Brings, reads, asks and changes.
Role.VIEWER Reads and asks.
SearchMethod.FRAMES A model looked at frames.
SearchMethod.KEYWORD By words.
SearchMethod.TEXT_TO_SQL By SQL that a model wrote.
SearchMethod.VECTOR By meaning.
StorageTier.COLD Must be restored before it can be read.
StorageTier.HOT Read at once.
StorageTier.RESTORING On its way from COLD; it can be read when that is done.
StorageTier.WARM Read at once, at a lower price for keeping and a higher one for reading.
SummaryKind.EVENTS From the stored events.
SummaryKind.FULL From the events and from frames of the video.
SummaryStage.DONE It has ended, well or not.
SummaryStage.LOOKING A model looks at frames.
SummaryStage.QUEUED It waits for a worker.
SummaryStage.SELECTING Events are chosen.
SummaryStage.WRITING The text is written; textDelta has its pieces.
SummaryStatus.COMPLETED It is there.
SummaryStatus.EMPTY There was nothing to tell.
SummaryStatus.FAILED It could not be written.
SummaryStatus.GENERATING It is being written.
SummaryStatus.NONE None was asked for.
SummaryStatus.QUEUED It waits for a worker.
Unlooked.BUDGET The day's budget was spent.
Unlooked.MODEL_GONE The model did not answer.
Unlooked.NO_ANSWER The model's answer was no report.
Unlooked.THROTTLED The model asked to wait for too long.
Unlooked.UNREADABLE No frame could be had.
Unlooked.WAITING Its turn has not come.
UploadMethod.MULTIPART In many parts, a PUT each.
UploadMethod.SINGLE One PUT of the whole file.
Verification.NOT_LOOKED_AT No model was asked, or it could not look.
Verification.REFUTED A model looked, and the frames do not show it.
Verification.UNSURE A model looked, and cannot tell.
Verification.VERIFIED A model looked, and the frames show it.
VideoOrder.LONGEST_FIRST By length, longest first.
VideoOrder.NAME By name, A to Z.
VideoOrder.NEWEST_FIRST By when it was stored, newest first.
VideoOrder.OLDEST_FIRST By when it was stored, oldest first.
VideoOrder.RECORDED_NEWEST_FIRST By time of recording, newest first; those without one last.
VideoStatus.ANALYZING A worker analyzes it.
VideoStatus.CANCELLED Its analysis was cancelled.
VideoStatus.FAILED Its analysis failed; failure says why.
VideoStatus.QUEUED Its file is there; the analysis waits for a worker.
VideoStatus.READY Its events are there.
VideoStatus.UPLOADING Its file is being sent. Only its uploader's lists show it, unless statuses ask for it.
Weekday.FRIDAY Friday.
Weekday.MONDAY Monday.
Weekday.SATURDAY Saturday.
Weekday.SUNDAY Sunday.
Weekday.THURSDAY Thursday.
Weekday.TUESDAY Tuesday.
Weekday.WEDNESDAY Wednesday.
ZonePurpose.DOOR Whoever is last seen here has left.
ZonePurpose.IGNORE What is here is no person: a poster, a screen.
ZonePurpose.INTRUSION Nobody may be here.
ZonePurpose.NONE A name for a place, and nothing more.
ZonePurpose.SHELF Goods stand here.
ZonePurpose.TILL People pay here.
"""

_DESCRIPTIONS: dict[str, str] = {name: text for name, _, text in (line.partition(" ") for line in _LINES.split("\n"))}


def describe_values(enum: type[StrEnum]) -> None:
    """Give each value of an enum that is registered its description."""
    definition: StrawberryEnumDefinition = cast("Any", enum).__strawberry_definition__
    for value in definition.values:
        value.description = _DESCRIPTIONS.get(f"{definition.name}.{value.name}")
