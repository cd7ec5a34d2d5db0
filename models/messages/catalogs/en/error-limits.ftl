### Limits, budgets and quotas.

error-too-many-operations =
    A socket carries at most { $most } operations at once: complete one first, or open another socket.
error-events-missed =
    Events came faster than they were read, and some were not sent: list the events, then subscribe again.
error-videos-missed =
    Videos changed faster than they were read, and some were not sent: list the videos, then subscribe again.
error-operation-too-large =
    The operation is too large: its { $measure } is { $cost }, at most { $limit } is allowed. Ask for less at once.
error-request-too-large =
    The request has more than { $limit } bytes. Send less at once.
error-throttled =
    Too much was asked in a short time. Try again after { $reset_at }.
error-budget-exceeded =
    Too little is left of your organization's { $budget } for today (limit { $limit }). They are renewed at { $reset_at }.
error-quota-exceeded =
    Your organization's quota of { $quota } does not reach: { $used } would be used, { $limit } are allowed. Remove what is not needed, confirm or abort open uploads, or wait for the next day (UTC) where it is a day's.
error-automatic-share-spent =
    Today's share of model work that is done without being asked for is spent (limit { $limit }), so this was not done by itself. Ask for it by generateSummary, or wait for another day.
error-busy =
    This server has its hands full with { $pool }. Try again after { $reset_at }.
error-abandoned =
    This was given up, since nobody waited for it any more. Ask again.
