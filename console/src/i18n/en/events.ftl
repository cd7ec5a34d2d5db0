percent = { $value } %
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
