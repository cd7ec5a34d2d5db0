player-of = Footage of { $name }
player-moment = Moment
player-open-video = Open in the video
player-frame = Frame of the moment
player-none = The footage cannot be shown now. Its frame is below; try again in a moment.
player-broken = The browser cannot play this footage: its address ran out, or its format is unknown to the browser. Try again, or download it.
player-making = The browser does not play this format. A copy that it plays is being made; it starts by itself.
