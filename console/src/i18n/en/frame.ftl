## Frame
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
sign-in-how = Paste an access token. `make run` prints one; elsewhere, whoever runs the server gives you yours.
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
