### Cameras, and the footage that belongs to them.

error-bad-hours =
    Hours are weekdays and two different times, from 00:00 to 24:00, such as {"{"}weekdays: [MONDAY], from: "09:00", to: "18:00"{"}"}.
error-camera-exists =
    There is a camera called { $name } at this site. Use that one, or give another name.
error-camera-has-footage =
    The camera has { $videos } videos. Delete them first, or delete the camera with withFootage: true.
error-camera-ambiguous =
    { $count } cameras are called { $name }, at different sites. Say by cameraId which of them is meant.
error-camera-twice =
    cameraId names the camera { $name }, and camera another one. Give only cameraId.
error-camera-on-hold =
    { $held } videos of the camera are under legal hold and must not be deleted. Whoever set the holds has to lift them first.
error-too-many-buckets =
    These times make { $count } buckets over all cameras; at most { $most } are answered at once. Ask for a shorter time, longer buckets or fewer cameras.
error-period-too-long =
    This is a time of { $days } days; at most { $most } days are answered at once. Ask in several parts.
error-too-many-gaps =
    There are more than { $most } gaps in this time. Ask for a shorter time.
