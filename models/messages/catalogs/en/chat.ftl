### Around a chat about frames: how a question was read, and why there was nothing to see.

chat-looked-part = { $part } of '{ $name }' · { $frames ->
    [one] 1 frame
   *[other] { $frames } frames
 }
# $length: "unknown" where the video's length is not known.
chat-outside = That moment lies outside of the video, which runs from 00:00 to { $length ->
    [unknown] its end
   *[other] { $length }
 }.
chat-no-such-moment = No such moment is among the events of this video. Name a time, such as 1:20, and that part will be looked at.
# $numbers: the frames as citations, such as [1][2].
chat-nothing-seen = The frames that were looked at do not answer this { $numbers }.
chat-unfinished = (The analysis of this video is not finished: its events are missing or incomplete.)
