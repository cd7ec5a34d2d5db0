### Evidence packages that cannot be made, disclosed or shared.

error-evidence-empty =
    The package would be empty. Name a videoId, a promptHistoryId or at least one of eventIds.
error-evidence-seconds-without-video =
    seconds is a part of a video: name the video by videoId.
error-evidence-key-missing =
    This server has no key to sign evidence with, and an unsigned package proves nothing. An operator has to set EVIDENCE_SIGNING_KEY; `python -m evidence new-key` prints one.
error-evidence-too-long =
    The package would show { $minutes } minutes of footage, and one shows at most { $most }. Order several packages, or fewer events.
error-evidence-redacted-too-long =
    The package would show { $minutes } minutes of blurred footage, and one shows at most { $most }. Order several packages, or fewer events.
error-evidence-too-many-events =
    The package would have { $count } events, and one has at most { $most }. Choose a shorter part of the footage, or order several packages.
error-evidence-unanswered =
    The question has no answer yet (it is { $state }). Order the package when it is answered.
error-evidence-tracks-without-redact =
    exceptTrackIds names people who are not blurred, but nobody is: add redact: true, or leave them out.
error-evidence-tracks-ambiguous =
    Track ids name people within one video, and this package shows { $videos } videos. Order a package for each video.
error-evidence-track-unknown =
    No event of this video is of { $tracks }. Take the ids from the trackId of its events.
error-evidence-lost =
    The package's job is gone, and with it whatever was made of it. Order the package again.
error-evidence-footage-gone =
    Nothing of this footage is there any more: it was deleted before the package was made.
error-evidence-not-done =
    The package is not complete (it is { $state }). Wait until it is DONE.
error-evidence-replaced =
    The stored package is not the one that was made: it was deleted or replaced in the bucket. Order it again.
error-footage-deleted =
    The video was deleted before the package was made.
error-share-expired =
    expiresAt has to be in the future.
error-share-too-long =
    A link lives at most { $days } days. Choose an earlier expiresAt; a new link can be made later.
error-share-too-many =
    { $count } links to this package can be opened already, which is the most. Revoke one first.
error-share-url-missing =
    This server does not know the address under which outsiders reach it. An operator has to set SHARE_URL, such as https://cctv.example.com.
error-share-password-needed =
    On this server a link needs a password (SHARE_PASSWORD_NEEDED). Give one, and tell it by another way than the link.
error-share-password-short =
    The password needs { $least } to { $most } characters.
error-disclosure-in-future =
    requestedAt is in the future: a disclosure is noted after it was asked for.
