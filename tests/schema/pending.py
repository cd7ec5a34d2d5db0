"""What the contract promises and the server does not serve yet, a line each."""

_LINES = """
EventFilter.createdAt
EventOrder.STORED_NEWEST_FIRST
EventOrder.STORED_OLDEST_FIRST
Query.usage
Query.usage(from)
Query.usage(groupBy)
Query.usage(to)
Subscription.analysesProgress
Subscription.analysesProgress(videoIds)
Subscription.eventDetected(afterEventId)
Subscription.videoChanged
Subscription.videoChanged(filter)
UsageGrouping
UsageGrouping.CAMERA
UsageGrouping.DAY
UsageGrouping.MODEL
UsageGrouping.PURPOSE
UsageGrouping.SITE
UsageRow
UsageRow.analyzedSeconds
UsageRow.estimatedCostUsd
UsageRow.images
UsageRow.inputTokens
UsageRow.key
UsageRow.modelCalls
UsageRow.outputTokens
UsageRow.storedBytes
"""

PENDING = frozenset(_LINES.strip().splitlines())
