"""What the contract promises and the server does not serve yet, a line each."""

_LINES = """
Query.usage
Query.usage(from)
Query.usage(groupBy)
Query.usage(to)
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
