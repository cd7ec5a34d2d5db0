### Values that a request may not have.

error-invalid-input =
    { $name } is not valid: { $problem }.
error-bad-cursor =
    This cursor does not belong to this list in this order. Take cursors from the list's own pageInfo or edges.
error-first-and-last =
    Give first or last, not both.
error-page-size =
    { $name } is { $value }; it may be 1 to { $largest }.
error-too-many-ids =
    { $count } ids are given; at most { $most } are answered at once. Ask in several parts.
error-out-of-range =
    This value may be { $low } to { $high }.
error-buckets-not-possible =
    bucketSeconds is { $value }. Allowed is more than 0 and, for at most { $most } buckets, { $least } or more.
error-not-finite =
    This number is too large. Give one that a video's time can have.
error-too-many-values =
    At most { $most } values are allowed here. Ask in several requests.
error-range-reversed =
    The range is reversed: it starts at { $start } and ends at { $end }. Swap them.
error-text-too-long =
    The text may have at most { $longest } characters. Shorten it.
error-control-characters =
    The text holds control characters. Leave them out.
error-unknown-time-zone =
    This is not a time zone. Use an IANA name such as Asia/Seoul.
error-value-required =
    This may be neither null nor empty. Give a value.
error-too-many =
    { $given } were given; at most { $most } are taken at once. Give fewer.
error-zone-name-twice =
    Two zones are called { $name }. Give each a name of its own.
error-bad-polygon =
    A zone is a polygon of { $least } to { $most } points [x, y], fractions of the frame's sides from 0 to 1.
error-event-outside-video =
    The event does not lie within the video, which is { $duration } seconds long.
error-box-empty =
    The box has no area. Its width and height must be at least 1 pixel.
error-box-outside-frame =
    The box reaches outside the frame. Cut it to the frame's pixels, counted from 0 at the top left corner.
error-attributes-not-an-object =
    attributes must be a JSON object, such as {"{"}"colour": "red"{"}"}.
error-attributes-too-large =
    attributes may have at most { $most } bytes as JSON.
error-attributes-too-deep =
    attributes may be nested at most { $most } deep.
error-number-not-finite =
    There is a number that is too large to be stored.
error-source-reserved =
    Sources that start with { $prefix } are this product's own. Name the detector that found the event.
error-same-event-twice =
    Event { $first } of this call has the same source, type, track, times and box, but says something else. Tell them apart, or leave one out.
error-site-required =
    This can be at several of your sites ({ $sites }). Name the camera, by cameraId, or the site.
error-no-sites =
    Your access is limited to no site at all, so nothing can be added. Ask your administrator for a site.
