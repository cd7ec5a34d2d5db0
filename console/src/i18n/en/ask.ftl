ask-box = Your question
ask-placeholder = Ask anything about your footage …
ask-placeholder-more = Ask a follow-up …
ask-send = Ask
ask-stop = Stop
ask-new = New question
ask-scope = Where to look
ask-scope-all = Everything
ask-scope-cameras = { $count ->
    [one] 1 camera
   *[other] { $count } cameras
 }
ask-scope-sites = { $count ->
    [one] 1 site
   *[other] { $count } sites
 }
ask-scope-time = From { $from } to { $to }
ask-scope-time-from = From { $from }
ask-scope-time-to = Until { $to }
ask-scope-no-cameras = No cameras yet. Questions look at all footage.
ask-scope-from = From
ask-scope-to = To
ask-scope-clear = Look everywhere
ask-scope-camera-list = Cameras
ask-scope-site-list = Sites
ask-scope-time-list = Time
ask-in-time = { $question } (from { $from } to { $to })
ask-in-time-from = { $question } (from { $from })
ask-in-time-to = { $question } (until { $to })
ask-recent = Recent questions
ask-examples = Try one of these
ask-example-1 = How many people came in?
ask-example-2 = Who stood on the left for the longest time?
ask-example-3 = Did anybody fall?
ask-nothing-yet = There is no footage to ask about yet
ask-nothing-yet-how = Upload a video first. When its analysis is done, ask about it in your own words, in English or Korean.
ask-go-upload = Upload a video
ask-stage-queued = Waiting for its turn
ask-stage-planning = Understanding the question
ask-stage-searching = Searching
ask-stage-reranking = Choosing what fits
ask-stage-looking = Looking at frames
ask-stage-writing = Writing
ask-stage-done = Done
ask-stages = Progress of the answer
ask-lost-line = The connection is lost. The answer goes on by itself when it is back.
ask-understood = Understood as
ask-not-understood = Not taken into account
ask-not-understood-about = The answer leaves out these words of your question. Ask again in other words if they matter.
ask-not-found = Nothing found
ask-not-examined-status = Nobody can say: nothing looked for this
ask-cancelled = Stopped
ask-failed = No answer
ask-citations = Moments
ask-citation = Moment { $number }: { $what }
ask-looked = Where it looked
ask-looked-videos = { $considered ->
    [one] { $analyzed } of 1 video
   *[other] { $analyzed } of { $considered } videos
 }
ask-looked-events = { $count ->
    [one] 1 event
   *[other] { $count } events
 }
ask-looked-seconds = { $duration } of footage
ask-looked-none = No footage was in scope.
ask-looked-gaps = { $count ->
    [one] 1 gap without usable footage
   *[other] { $count } gaps without usable footage
 }
ask-looked-moments = A model looked at { $looked } of { $all } moments
ask-not-examined = Not looked for
ask-partly-examined = Looked for in a part only
ask-not-examined-about = That the answer tells of none of these does not mean that none happened.
ask-degraded = Could not run: { $what }
ask-sql = How it was found
ask-sql-none = No SQL was written for this question. It was found by: { $methods }.
ask-table-cut = Only the first rows are shown.
ask-method-text_to_sql = SQL
ask-method-vector = meaning
ask-method-keyword = words
ask-method-frames = frames
ask-rate-up = Good answer
ask-rate-down = Wrong answer
ask-rate-what = What would be right?
ask-rate-send = Send
ask-rate-thanks = Thank you. It is kept with the answer.
ask-ask-again = Ask again
ask-share-session = Conversation
ask-gone = This conversation is gone, or is not yours to see. Ask a new question.
