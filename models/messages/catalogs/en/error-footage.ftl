### Uploads, files and the analysis of footage.

error-content-type-not-accepted =
    This content type is not accepted. Accepted are: { $accepted }.
error-size-not-accepted =
    A file may have 1 to { $largest } bytes.
error-bad-checksum =
    A SHA-256 is 64 hexadecimal digits. Compute it over the whole file, or leave it out.
error-bad-filename =
    This is not a file name. Give a plain one without folders, such as entrance.mp4.
error-bad-upload-token =
    The upload token does not hold. Send it as requestUpload gave it, or request a new upload.
error-upload-token-expired =
    The upload token has ended, and what was sent is dropped. Request a new upload.
error-duplicate-video =
    This file is here already. Use the video in duplicateOf, or request the upload with allowDuplicate: true.
error-not-in-parts =
    This upload is sent at once, to the url of requestUpload. It has no parts.
error-part-repeated =
    A part is named twice. Name each part once.
error-parts-out-of-order =
    The parts are not in order. Name them by rising part number.
error-parts-missing =
    { $count } parts have not arrived: { $numbers }. Request them by requestUploadParts, send them, and confirm again.
error-parts-not-named =
    { $count } parts are not named: { $numbers }. Name every part, or leave the list out.
error-part-mismatch =
    The part { $number } that arrived is another: its etag differs. Send it again, and confirm with its new etag.
error-part-checksums-not-announced =
    This upload was requested without SHA-256s of parts. Leave them out, or request one with partChecksums: true.
error-part-checksums-missing =
    This upload was requested with partChecksums: give the SHA-256 of each part that is named.
error-part-checksums-differ =
    A part was sent with another SHA-256 than it has here. Send the changed parts again, then confirm again.
error-upload-gone =
    What was sent of this upload is gone. Request a new upload.
error-type-mismatch =
    The file was stored as { $actual }, but announced as { $announced }. Request a new upload.
error-upload-confirmed =
    This upload was confirmed before; it is a video now. To remove it, use deleteVideo.
error-nothing-in-range =
    The footage shows nothing between these moments. Choose others.
error-clip-too-long =
    A clip may be { $longest } seconds long. Choose a shorter range.
error-clip-not-ready =
    The clip is still being cut. Ask for it again in a moment: it is cut once.
error-not-a-picture =
    The file is not a picture of the announced type that can be opened. Send a JPEG, PNG or WebP.
error-picture-too-large =
    The picture has too many pixels: at most 40 million are read. Make it smaller.
error-legal-hold =
    The video is under legal hold: it and its events must stay as they are. Whoever set the hold, or an administrator, has to release it first.
error-upload-changed =
    The parts changed while they were put together. Confirm again.
error-header-too-large =
    The file's index is too large, or announces more than the file can hold. Export the video again as MP4.
error-not-a-video =
    The file is not a video that can be opened. Upload MP4, MOV, MKV, WebM, AVI or MPEG-TS.
error-empty-file =
    The file is empty. Upload it again.
error-no-video-stream =
    The file has sound but no picture. Upload the video file.
error-truncated-video =
    The file ends too early: its index is missing. Export it again and upload the new file.
error-undecodable-video =
    No frame of this video can be decoded (codec { $codec }). Convert it to H.264 and upload it again.
error-video-too-large =
    The picture is { $width }×{ $height } pixels, and decoding it takes { $needed_mib } MiB of memory; at most 8K (7680×4320) and { $limit_mib } MiB are taken. Export it smaller or with fewer references, and upload again.
error-out-of-memory =
    Reading this file took more than { $limit_mib } MiB of memory. Export it smaller and upload the new file.
error-decoder-killed =
    The process that read this file was killed (SIGKILL), as happens where memory runs out. Export it smaller and upload the new file.
error-decoding-too-slow =
    Reading this file took more than { $seconds } s of computing. Export it shorter or smaller and upload it again.
error-result-too-large =
    What is made of this file would be larger than { $largest_mib } MiB. Choose a shorter range.
error-disk-full =
    The server has no room for this file on its disk yet ({ $needed_mib } MiB are needed, { $free_mib } MiB are free). It goes on by itself when there is.
error-file-before-pending =
    The recording that this one continues is analyzed first. It goes on by itself after that.
error-upload-missing =
    The file has not arrived yet. Send it to the upload address, then confirm again.
error-size-mismatch =
    { $actual } bytes arrived, { $announced } were announced. Request a new upload.
error-checksum-mismatch =
    The stored file is not the one that was announced: its SHA-256 is { $actual }. Upload it again.
error-original-replaced =
    The stored file was written over after its upload was confirmed, so it is not served. Upload it again.
error-clip-replaced =
    The stored clip is not the one that was cut any more, so it is not served. Export it again: it is cut anew.
error-playback-must-wait =
    As many videos as may be ({ $most }) are being made playable for your organization. Ask again in a moment.
error-playback-too-long =
    Browsers do not play this video as it is, and one longer than { $longest } seconds is not made playable. Export clips of it, or download it.
error-playback-too-large =
    What browsers could play of this video would be larger than { $largest } GiB. Export clips of it, or download it.
error-original-missing =
    The original file is not in the store any more. Upload it again.
error-raw-video =
    This is a bare { $format } stream: it says of no frame when it was taken. Record it into MP4 or MKV, or wrap it at its true rate: ffmpeg -framerate 25 -i in.{ $format } -c copy out.mkv
error-unreadable-video =
    The file cannot be read: { $problem }. Export it from the recorder once more, or convert it to MP4.
error-clip-misses-range =
    A clip of this range would show { $start } to { $end } s instead, so it is not delivered. Use exact: true, or a range a little longer.
error-not-analyzed =
    This video was not analyzed yet (it is { $state }). Wait until it is READY.
error-not-uploaded =
    This video's upload was not confirmed yet. Confirm it first; the analysis is queued with that.
error-nothing-to-cancel =
    There is nothing to cancel: the state is { $state }.
error-index-too-large =
    Finding a single frame in this file takes too much of it to be read. Export it in shorter parts.
error-analysis-crashed =
    The decoder or detector broke down on this file ({ $cause }). Export the video again and upload the new file.
error-event-not-imported =
    The analysis found this event, so it can be neither changed nor deleted. Say what it shows with reviewEvent.
error-event-held =
    The event's video is under legal hold, so it must stay as it is. Whoever set the hold has to lift it first.
error-same-event-stored =
    Another event of this video has the same source, type, track, times and box. Change or delete that one.
