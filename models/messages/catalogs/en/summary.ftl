### In a summary: that no event was recorded or nothing looked for any, that a part cannot be read.

# $length: "unknown" where the video's length is not known.
summary-no-events = The analysis recorded no events in { $length ->
    [unknown] this video
   *[other] { $length } of video
 }. What follows is what its frames show.
summary-not-analysed = The video is not analysed yet, so its events are not known. What follows is what its frames show.
summary-unreadable-part = The frames of this part are damaged and cannot be looked at.
