-- The two views that generated SQL may read, and the same restricted to one video: those come first on the search path
-- of a question about one video. The model's prompt is made from the comments.

CREATE OR REPLACE VIEW video_view WITH (security_invoker = true) AS
SELECT video.id, video.name, video.camera, video.description, video.status, video.timezone, video.recorded_at,
  video.recorded_at AT TIME ZONE video.timezone AS local_recorded_at,
  video.recorded_at + make_interval(secs => video.duration_seconds) AS ended_at,
  video.duration_seconds, video.created_at, video.site
FROM video;

CREATE OR REPLACE VIEW event_view WITH (security_invoker = true) AS
SELECT event.id, event.video_id, video.name AS video_name, video.camera, video.timezone, event.type,
  event.start_seconds, event.end_seconds, event.end_seconds - event.start_seconds AS duration_seconds,
  event.occurred_at, event.occurred_at AT TIME ZONE video.timezone AS local_time,
  event.occurred_at + make_interval(secs => event.end_seconds - event.start_seconds) AS ended_at,
  coalesce('id/' || event.person_id, coalesce(event.visit_video_id, event.video_id)::text || '/' || event.track_id)
    AS person, event.track_id,
  event.gender, event.gender_confidence, event.age_group, event.age, event.emotion, event.location,
  event.action, event.interaction_target, event.objects, event.description, event.description_ko,
  event.confidence, event.attributes, event.keywords, event.source, event.site,
  event.continues, event.person_id, event.review_verdict AS review
FROM event JOIN video ON video.id = event.video_id
WHERE event.review_verdict IS DISTINCT FROM 'FALSE_ALARM';

CREATE OR REPLACE VIEW sql_one_video.video_view WITH (security_invoker = true) AS
SELECT * FROM public.video_view WHERE id = (SELECT public.sql_video());

CREATE OR REPLACE VIEW sql_one_video.event_view WITH (security_invoker = true) AS
SELECT * FROM public.event_view WHERE video_id = (SELECT public.sql_video());
GRANT USAGE ON SCHEMA public, sql_one_video TO watchgraph_sql;
GRANT SELECT ON video_view, event_view, sql_one_video.video_view, sql_one_video.event_view TO watchgraph_sql;
COMMENT ON VIEW video_view IS 'One row a video (a recording of one camera).';
COMMENT ON COLUMN video_view.id IS 'Key of the video; equals event_view.video_id.';
COMMENT ON COLUMN video_view.name IS 'Title that people gave it.';
COMMENT ON COLUMN video_view.camera IS 'Name of the camera; null where not told.';
COMMENT ON COLUMN video_view.description IS 'Free text; often null.';
COMMENT ON COLUMN video_view.status IS 'READY when its events are there; else UPLOADING, QUEUED, ANALYZING, FAILED or CANCELLED.';
COMMENT ON COLUMN video_view.timezone IS 'IANA time zone where the camera hangs.';
COMMENT ON COLUMN video_view.recorded_at IS 'Moment of the first frame; null where not known.';
COMMENT ON COLUMN video_view.local_recorded_at IS 'recorded_at as clocks beside the camera showed it.';
COMMENT ON COLUMN video_view.ended_at IS 'Moment of the last frame.';
COMMENT ON COLUMN video_view.duration_seconds IS 'Length of the footage.';
COMMENT ON COLUMN video_view.created_at IS 'When it was uploaded.';
COMMENT ON COLUMN video_view.site IS 'Name of the store or building; null where not told.';
COMMENT ON VIEW event_view IS 'One row an event: something that happened in a video, from start_seconds to end_seconds. Without what people found to be false alarms.';
COMMENT ON COLUMN event_view.id IS 'Key of the event. Select it where the answer is events, so that they can be cited.';
COMMENT ON COLUMN event_view.video_id IS 'Key of the video.';
COMMENT ON COLUMN event_view.video_name IS 'Title of the video.';
COMMENT ON COLUMN event_view.camera IS 'Name of the camera; null where not told.';
COMMENT ON COLUMN event_view.timezone IS 'IANA time zone where the camera hangs.';
COMMENT ON COLUMN event_view.type IS 'PERSON_ENTER, PERSON_EXIT, WALKING, RUNNING, STANDING, SITTING, LOITERING, PICKING (takes something from a shelf), INTERACTION, THEFT, COLLAPSE, FIGHTING, VANDALISM, INTRUSION, SMOKING, CROWDING, ANOMALY, LYING, STAYING (at one place; no posture shows), LOST_FROM_VIEW (is not seen any more inside the picture; nobody knows whether the person left), CAMERA_SILENT (no footage came from then on) or CAMERA_TAMPERED (the camera is covered, moved, out of focus, or its picture is dark; attributes.reason says which).';
COMMENT ON COLUMN event_view.start_seconds IS 'Where it begins, in seconds from the video''s first frame.';
COMMENT ON COLUMN event_view.end_seconds IS 'Where it ends, in seconds from the video''s first frame.';
COMMENT ON COLUMN event_view.duration_seconds IS 'How long it lasted, in seconds.';
COMMENT ON COLUMN event_view.occurred_at IS 'Moment when it began, with time zone; null where the time of recording is not known.';
COMMENT ON COLUMN event_view.local_time IS 'occurred_at as clocks beside the camera showed it (timestamp without time zone). For hours and days: extract(hour FROM local_time), local_time::date.';
COMMENT ON COLUMN event_view.ended_at IS 'Moment when it ended, with time zone.';
COMMENT ON COLUMN event_view.person IS 'The person; null where none was tracked. People are count(DISTINCT person). Only where person_id is not null is it the same person over all cameras: else one person on two cameras has two values, so call such counts people_per_camera, and do not join cameras by it. A visit may go on in the next video of its camera: it lasts from min(occurred_at) to max(ended_at).';
COMMENT ON COLUMN event_view.track_id IS 'The person within one video (P1, P2, …), in order of appearance; null where none was tracked.';
COMMENT ON COLUMN event_view.gender IS 'FEMALE, MALE or UNKNOWN.';
COMMENT ON COLUMN event_view.gender_confidence IS 'How sure that is, 0 to 1.';
COMMENT ON COLUMN event_view.age_group IS 'CHILD, YOUNG, MIDDLE, OLD or UNKNOWN.';
COMMENT ON COLUMN event_view.age IS 'Estimated age in years; often null.';
COMMENT ON COLUMN event_view.emotion IS 'Free word; often null.';
COMMENT ON COLUMN event_view.location IS 'Side of the picture: LEFT, CENTER, RIGHT or UNKNOWN.';
COMMENT ON COLUMN event_view.action IS 'Free text; often null.';
COMMENT ON COLUMN event_view.interaction_target IS 'With what or whom; often null.';
COMMENT ON COLUMN event_view.objects IS 'Things involved (text array).';
COMMENT ON COLUMN event_view.description IS 'What happened, in English.';
COMMENT ON COLUMN event_view.description_ko IS 'What happened, in Korean; may be null.';
COMMENT ON COLUMN event_view.confidence IS 'How sure the event is, 0 to 1.';
COMMENT ON COLUMN event_view.attributes IS 'Further properties (jsonb object of free keys).';
COMMENT ON COLUMN event_view.keywords IS 'Words to find it by (text array).';
COMMENT ON COLUMN event_view.source IS 'What made the event.';
COMMENT ON COLUMN event_view.site IS 'Name of the store or building; null where not told.';
COMMENT ON COLUMN event_view.continues IS 'Whether it continues an event of the recording before; to count events, leave such rows out.';
COMMENT ON COLUMN event_view.person_id IS 'The person over all cameras, where the source told who it is; mostly null.';
COMMENT ON COLUMN event_view.review IS 'CONFIRMED or UNSURE where a person has looked at the event; else null.';
