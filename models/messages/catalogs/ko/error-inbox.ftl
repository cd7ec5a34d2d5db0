### 다른 시스템이 버킷에 올린 inbox의 객체.

error-inbox-object-refused =
    inbox의 객체 { $key }{ PARTICLE($key, "은/는") } 영상으로 등록할 수 없습니다. { $reason }
error-inbox-object-missing =
    객체 { $key }{ PARTICLE($key, "이/가") } 버킷에 없습니다. 다시 올려 주세요.
error-inbox-object-replaced =
    객체 { $key }{ PARTICLE($key, "이/가") } 가져오기 전에 다른 객체로 바뀌었습니다. 새 객체를 가져오려면 importVideo를 다시 호출해 주세요.
error-inbox-object-archived =
    객체 { $key }{ PARTICLE($key, "은/는") } S3 아카이브에 있습니다. S3에서 복원한 뒤 다시 시도해 주세요.
error-inbox-access-denied =
    S3가 객체 { $key }에 대한 접근을 거부했거나 객체가 없음을 숨기고 있습니다. s3:GetObject, s3:GetObjectVersion, s3:ListBucket 권한을 허용한 뒤(docs/ingest.md) 다시 시도해 주세요.
error-inbox-camera-missing =
    지점 “{ $site }”에 카메라 “{ $camera }”{ PARTICLE($camera, "이/가") } 없습니다. 카메라를 만들거나 INGEST_CREATE_CAMERAS=true로 설정한 뒤 다시 시도해 주세요.
error-inbox-time-in-future =
    녹화 시작 시각이 { $time }인데 현재 시각은 { $now }입니다. 녹화기의 시계 또는 카메라의 시간대나 시계 보정값을 맞춘 뒤 다시 시도해 주세요.
error-inbox-key-foreign =
    현재 서버 설정에서는 키 { $key }{ PARTICLE($key, "을/를") } 가져올 수 없습니다: { $problem }
error-inbox-duplicate =
    조직에 이미 같은 파일의 영상이 있습니다. 그 영상을 사용해 주세요.
