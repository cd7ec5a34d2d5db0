### Objects of the inbox, which others put into the bucket.

error-inbox-object-refused =
    The object { $key } of the inbox cannot become a video. { $reason }
error-inbox-object-missing =
    The object { $key } is not in the bucket (any more). Put it there again.
error-inbox-object-replaced =
    The object { $key } was replaced by another before it was imported. Call importVideo again to import the new one.
error-inbox-object-archived =
    The object { $key } is in an archive of S3. Restore it there, then try again.
error-inbox-access-denied =
    S3 denies access to the object { $key }, or hides that it is gone. Allow s3:GetObject, s3:GetObjectVersion and s3:ListBucket (docs/ingest.md), then try again.
error-inbox-camera-missing =
    There is no camera “{ $camera }” at the site “{ $site }”. Create it, or set INGEST_CREATE_CAMERAS=true, then try again.
error-inbox-time-in-future =
    The recording would have begun at { $time }, but it is { $now }. Set the clock of its recorder, or the time zone or clock offset of its camera, then try again.
error-inbox-key-foreign =
    The key { $key } cannot be imported as this server is set up: { $problem }
error-inbox-duplicate =
    The organization has this file already, as another video. Use that one.
