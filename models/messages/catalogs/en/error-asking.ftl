### Questions, chats and summaries that are not possible.

error-empty-question =
    The question is empty. Ask, for example: who stood at the left shelf between 1:00 and 2:00?
error-session-closed =
    This session is closed. Ask without sessionId to start a new one.
error-session-busy =
    A question of this session is still being answered (it is { $state }). Delete the session when it has ended.
error-session-of-another-video =
    This session is about another video. Ask without sessionId to start a new one.
error-nothing-to-rate =
    There is no answer to rate (the question is { $state }). Rate it when it is answered.
error-summary-busy =
    A summary of the kind { $kind } is being written. Follow it by summaryProgress, and ask for this one afterwards.
error-model-declined =
    The model declined to answer this. Ask in other words.
error-range-empty =
    The range has no length: it starts and ends at { $start }. Give it a later end, or name the moment in words.
error-range-outside-video =
    The range lies outside of the video, which runs from 0 to { $duration } seconds.
error-footage-not-uploaded =
    The video is still being uploaded: there is nothing to look at yet. Ask again when the upload is confirmed.
error-footage-failed =
    This video could not be read, so there is nothing to look at. Its failure says why; upload it again.
error-footage-archived =
    The original is archived (its tier is { $tier }). Restore the video, then ask again.
error-model-misconfigured =
    { $service } cannot be used: { $fault ->
        [model] there is no such model here, or it is no longer offered. An operator has to name another in { $setting }
        [access] this server may not use the model. An operator has to allow it, or name another in { $setting }
        [parameter] the model does not accept { $parameter }. An operator has to name another in { $setting }, or leave that parameter out
       *[request] the request was refused. An operator has to check { $setting }; the log has the service's own words
    }.
