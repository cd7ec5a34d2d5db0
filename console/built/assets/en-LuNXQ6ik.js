var e=Object.values(Object.assign({"./en/ask.ftl":`ask-box = Your question
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
`,"./en/events.ftl":`percent = { $value } %
seconds = { $value } s
events-total = { $count ->
    [one] 1 event
   *[other] { NUMBER($count) } events
 }
events-grid = List of events
events-none = No events yet
events-none-how = Events come from footage: upload a video, and they appear here when it is analysed.
events-none-fit = No event fits
events-none-fit-how = Leave out a filter, or take a longer time.
events-clear = Clear filters
filter-search = Search by words
filter-type = Type
filter-camera = Camera
filter-site = Site
filter-time = Time
filter-side = Side
filter-person = Person
filter-confidence = Confidence
filter-at-least = at least { $value } %
filter-reviewed = Review
filter-order = Order
filter-no-cameras = No cameras yet. An upload can name one.
filter-no-sites = No camera names a site yet.
reviewed-any = Any
reviewed-no = Not reviewed
reviewed-yes = Reviewed
reviewed-confirmed = Confirmed
reviewed-false_alarm = False alarm
reviewed-unsure = Not sure
order-stored_newest_first = Newest arrivals first
order-occurred_newest_first = Newest first
order-occurred_oldest_first = Oldest first
order-most_confident_first = Surest first
live-title = Live
live-on = Live
live-lost = Connection lost. New events come when it is back.
live-count = { $count ->
    [one] 1 new event
   *[other] { NUMBER($count) } new events
 }
live-show = Show in the list
event-panel = Event
event-review = Review
event-gone = This event is gone, or is not yours to see. Choose another one.
event-similar = Similar events
event-basis = Basis
event-source = Source
event-side = Side
event-seen = Seen for
event-action = Action
event-objects = Near by
event-person = Person
event-reviewed-by = Reviewed by
event-comment = Comment
export = Export
export-progress = { NUMBER($count) } …
export-done = { $count ->
    [one] 1 event saved
   *[other] { NUMBER($count) } events saved
 }
export-cut = The first { NUMBER($count) } events saved; narrow the filters for the others
export-failed = Not saved. Check the connection, then export again.
`,"./en/frame.ftl":`## Frame
skip-to-content = Skip to the content
navigation = Views
view-ask = Ask
view-events = Events
view-cameras = Cameras
view-videos = Videos
view-uploads = Uploads
view-health = Health
view-failed = This view stopped working
view-failed-how = Nothing that you did is lost. Load the page again; if it happens again, tell whoever runs the server.
reload = Load the page again
loading = Loading …
close = Close
retry = Try again
no-picture = No picture
error-lost = The server cannot be reached. Check the connection, then try again.
error-request = Tell whoever runs the server this number: { $id }

## Sign-in
sign-in-title = Sign in
sign-in-how = Paste an access token. \`make run\` prints one; elsewhere, whoever runs the server gives you yours.
sign-in-token = Access token
sign-in-keep = Stay signed in on this device
sign-in-go = Sign in
sign-in-empty = Paste an access token first.
sign-in-spaces = That is not a token: a token has no spaces. Copy it again, whole.
sign-in-expired = This token has expired. Ask for a new one.
sign-in-again = Your session has ended
sign-in-again-how = Paste a new token. The page goes on where it was.
sign-out = Sign out

## Account
account-open = Account, language and theme
account-roles = Roles: { $roles }
account-sites = Sites: { $sites }
role-ingest = brings footage
role-viewer = viewer
role-operator = operator
role-admin = administrator
preferences-language = Language
preferences-theme = Theme
language-en = English
language-ko = 한국어
theme-system = System
theme-light = Light
theme-dark = Dark

## Keys
help-open = Keys
help-title = Keys
help-everywhere = Everywhere
help-events = Events
help-player = Player
help-box = To the box of the view
help-next = Next event
help-previous = Previous event
help-confirm = Confirm
help-false-alarm = False alarm
help-unsure = Not sure
help-play = Play or pause
help-seek = 5 seconds back or on
help-frame = One frame back or on
help-event-jump = Next or previous event
help-boxes = Boxes on or off
help-clip = Clip starts or ends here
`,"./en/player.ftl":`player-of = Footage of { $name }
player-moment = Moment
player-open-video = Open in the video
player-frame = Frame of the moment
player-none = The footage cannot be shown now. Its frame is below; try again in a moment.
player-broken = The browser cannot play this footage: its address ran out, or its format is unknown to the browser. Try again, or download it.
player-making = The browser does not play this format. A copy that it plays is being made; it starts by itself.
`,"./en/types.ftl":`## Types of events, and other values of the API
type-person_enter = Entered
type-person_exit = Exited
type-walking = Walking
type-running = Running
type-standing = Standing
type-sitting = Sitting
type-loitering = Loitering
type-picking = Picking up
type-interaction = Interaction
type-theft = Theft
type-collapse = Collapse
type-fighting = Fight
type-vandalism = Vandalism
type-intrusion = Intrusion
type-smoking = Smoking
type-crowding = Crowd
type-anomaly = Anomaly
type-lying = Lying
type-staying = Staying
type-lost_from_view = Lost from view
type-camera_silent = Camera silent
type-camera_tampered = Camera tampered
side-left = Left
side-center = Centre
side-right = Right
side-unknown = Side unknown
basis-detected = Seen by a detector
basis-inferred = Concluded from what was seen
basis-model = Told by a model that looked
basis-imported = Reported by another system
gender-female = Female
gender-male = Male
gender-unknown = Gender unknown
age-child = Child
age-young = Young
age-middle = Middle-aged
age-old = Old
age-unknown = Age unknown
status-uploading = Uploading
status-queued = Waiting
status-analyzing = Being analysed
status-ready = Ready
status-failed = Failed
status-cancelled = Cancelled
verification-verified = Verified on the frames
verification-refuted = The frames contradict it
verification-unsure = The frames do not settle it
verdict-confirmed = Confirmed
verdict-false_alarm = False alarm
verdict-unsure = Not sure
`,"./en/uploads.ftl":`upload-drop = Drop videos here, as many as you like. Camera and time are proposed from their names.
upload-choose = Choose videos
upload-send = Upload
upload-camera = Camera
upload-recorded = Recorded at
upload-size = { $size } MB
upload-progress = Sent: { $percent } %
upload-sent = Sent
upload-stop = Stop
upload-remove = Remove
upload-recent = Newest videos
upload-analysis = Analysed: { $percent } %
upload-lost = The file could not be sent. Check the connection, then upload it again.
upload-duplicate = The same file is here already
cameras-none = No cameras yet
cameras-none-how = A camera appears with its first footage: name it when you upload a video.
cameras-last = Last footage:
cameras-never = none yet
cameras-events = Its events
cameras-cut = The first { $count } of { $all } cameras are shown.
health-server = Version { $version }, { $stack }
health-models = Models
health-answers = answers
health-silent = does not answer
health-silent-how = Answers do without a model that does not answer, and say so. Whoever runs the server finds the reason in its log.
health-again = Check again
`,"./en/video.ftl":`cancel = Cancel
videos-search = Search by name
videos-none = No videos yet
videos-none-how = Upload your first one, or let an agent send a store's footage.
videos-none-fit = No video fits
videos-none-fit-how = Search for another word.
videos-more = Show more
videos-no-events = No events
video-gone = This video is not here
video-gone-how = It was deleted, or is not yours to see.
video-all = All videos
video-no-time = Time of recording unknown
video-boxes = Boxes over people
video-events = { $count ->
    [one] 1 event
   *[other] { $count } events
 } as a list
video-download = Download the original
lane-title = Time in the video
lane-none = How long the video is, and its events, are known once it was analysed.
lane-cut = The first { $count } of { $all } events are drawn; the list has all.
gap-no_footage = No footage
gap-undecodable = Cannot be decoded
gap-not_analyzed = Not analysed
clip-start = Cut a clip
clip-how = or drag over the lane; keys i and o set where it starts and ends
clip-length = { $length } long
clip-exact = Exact to the frame (encoded anew)
clip-cut = Make the clip
clip-cutting = Cutting …
clip-ready = Download the clip { $from }–{ $to } ({ $size } kB)
clip-key-frame = It starts at the key frame before, as it was recorded.
clip-omitted = Left out: { $what }
chat-title = Ask about what is on screen
chat-how = Frames around the moment are looked at, and the answer shows them.
chat-placeholder = What is the person on the left doing?
chat-here = About this second ({ $at }); otherwise the whole video
summary-title = Summary
summary-none = No summary was written yet.
summary-empty = There is nothing to sum up: the video has no events.
summary-write = Write a summary
summary-again = Write it anew
summary-writing = Being written, { $percent } %
`})).join(`
`);export{e as default};