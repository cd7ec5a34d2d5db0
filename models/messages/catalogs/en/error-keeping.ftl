### How long footage is kept, and where.

error-release-with-end =
    until says when a new hold ends. Leave it out to release one.
error-hold-ends-in-past =
    The hold would be over already ({ $value }). Give an end in the future, or leave until out.
error-too-many-holds =
    The video has { $most } legal holds, which is the most. Release one first.
error-not-held =
    The video is under no legal hold, so there is none to release.
error-several-holds =
    The video is under { $count } legal holds. Give the reason of the one to release: { $reasons }
error-footage-expired =
    The footage has expired and is gone; its events are left. Nothing can bring it back.
error-tier-of-analyzed =
    The video waits for its analysis or is being analyzed. Move it when that is done.
error-tier-restoring =
    The footage is being restored. Wait until it is there: restoration tells how far it is.
error-tier-same =
    The video is { $tier } already.
error-tier-needs-restore =
    The original is archived. What is archived is not moved back: restore the video to see it for some days.
error-tier-restored =
    The video is archived; a restored copy is there for some days and ends by itself.
error-tier-busy =
    A job works on the video, or moves it already. Try again when that is done.
error-tier-changed =
    The video has moved meanwhile. Order it again, if it is still wanted.
error-tier-no-target =
    Nothing can be moved to this tier. Choose WARM, COLD, or HOT for what is WARM.
error-tier-not-kept =
    The object store put the copy into the class { $found } instead of { $wanted }, so the video stays where it is. An operator has to check whether this store has such a class.
error-no-videos-named =
    Say which videos: give videoIds, olderThanDays, or both.
error-too-many-videos =
    { $count } videos are named; one call takes { $most }. Call again for the rest.
error-not-archived =
    The video is { $tier }: its footage can be seen at once, so there is nothing to restore.
error-restore-failed =
    The object store did not bring the footage back. Order it again; if it fails again, an operator has to look at the bucket.
