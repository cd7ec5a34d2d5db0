"""What the contract promises and the server does not serve yet, a line each."""

_LINES = """
ArchiveVideosInput
ArchiveVideosInput.dryRun
ArchiveVideosInput.olderThanDays
ArchiveVideosInput.tier
ArchiveVideosInput.videoIds
ArchiveVideosPayload
ArchiveVideosPayload.skipped
ArchiveVideosPayload.userErrors
ArchiveVideosPayload.videos
EvidencePackage
EvidencePackage implements Node
EvidencePackage.checksumSha256
EvidencePackage.createdAt
EvidencePackage.error
EvidencePackage.id
EvidencePackage.percent
EvidencePackage.sizeBytes
EvidencePackage.status
EvidencePackage.url
EvidenceStatus
EvidenceStatus.BUILDING
EvidenceStatus.DONE
EvidenceStatus.FAILED
EvidenceStatus.QUEUED
ExportEvidenceInput
ExportEvidenceInput.eventIds
ExportEvidenceInput.language
ExportEvidenceInput.promptHistoryId
ExportEvidenceInput.redact
ExportEvidenceInput.seconds
ExportEvidenceInput.videoId
ExportEvidencePayload
ExportEvidencePayload.package
ExportEvidencePayload.userErrors
Mutation.archiveVideos
Mutation.archiveVideos(input)
Mutation.exportEvidence
Mutation.exportEvidence(input)
Mutation.restoreVideo
Mutation.restoreVideo(days)
Mutation.restoreVideo(id)
Mutation.setLegalHold
Mutation.setLegalHold(hold)
Mutation.setLegalHold(reason)
Mutation.setLegalHold(until)
Mutation.setLegalHold(videoId)
SkippedVideo
SkippedVideo.reason
SkippedVideo.video
"""

PENDING = frozenset(_LINES.strip().splitlines())
