### Uploads, files and the analysis of footage.

error-content-type-not-accepted =
    지원하지 않는 콘텐츠 형식입니다. 지원 형식: { $accepted }.
error-size-not-accepted =
    파일 크기는 1바이트부터 { $largest }바이트까지 가능합니다.
error-bad-checksum =
    SHA-256은 16진수 64자리입니다. 파일 전체로 계산하거나 생략해 주세요.
error-bad-filename =
    파일 이름이 아닙니다. 폴더 없이 entrance.mp4와 같은 이름을 지정해 주세요.
error-bad-upload-token =
    유효하지 않은 업로드 토큰입니다. requestUpload에서 받은 값을 그대로 보내거나 업로드를 다시 요청해 주세요.
error-upload-token-expired =
    업로드 토큰이 만료되어 전송된 내용이 폐기되었습니다. 업로드를 다시 요청해 주세요.
error-duplicate-video =
    이미 있는 파일입니다. duplicateOf의 영상을 사용하거나 allowDuplicate: true로 업로드를 요청해 주세요.
error-not-in-parts =
    이 업로드는 requestUpload의 url로 한 번에 전송합니다. 나누어 보내지 않습니다.
error-part-repeated =
    같은 파트가 두 번 지정되었습니다. 각 파트를 한 번만 지정해 주세요.
error-parts-out-of-order =
    파트 순서가 올바르지 않습니다. 파트 번호 순서대로 지정해 주세요.
error-parts-missing =
    파트 { $count }개가 도착하지 않았습니다: { $numbers }. requestUploadParts로 요청해 전송한 뒤 다시 확인해 주세요.
error-parts-not-named =
    파트 { $count }개가 빠졌습니다: { $numbers }. 모든 파트를 지정하거나 목록을 생략해 주세요.
error-part-mismatch =
    도착한 파트 { $number }의 etag가 다릅니다. 다시 전송한 뒤 새 etag로 확인해 주세요.
error-part-checksums-not-announced =
    파트별 SHA-256 없이 요청된 업로드입니다. 생략하거나 partChecksums: true로 업로드를 요청해 주세요.
error-part-checksums-missing =
    partChecksums로 요청된 업로드입니다. 지정한 모든 파트의 SHA-256을 함께 보내 주세요.
error-part-checksums-differ =
    전송할 때와 다른 SHA-256을 가진 파트가 있습니다. 바뀐 파트를 다시 전송한 뒤 다시 확인해 주세요.
error-upload-gone =
    전송된 업로드 내용이 남아 있지 않습니다. 업로드를 다시 요청해 주세요.
error-type-mismatch =
    예고된 형식은 { $announced }인데 { $actual } 형식으로 저장되었습니다. 업로드를 다시 요청해 주세요.
error-upload-confirmed =
    이미 확인된 업로드이며 영상으로 등록되었습니다. 제거하려면 deleteVideo를 사용해 주세요.
error-nothing-in-range =
    해당 구간에 영상이 없습니다. 다른 구간을 지정해 주세요.
error-clip-too-long =
    클립은 최대 { $longest }초까지 가능합니다. 더 짧은 구간을 지정해 주세요.
error-clip-not-ready =
    클립을 만드는 중입니다. 잠시 후 다시 요청해 주세요. 같은 클립을 다시 만들지 않습니다.
error-not-a-picture =
    예고된 형식으로 열 수 있는 사진이 아닙니다. JPEG, PNG, WebP 파일을 보내 주세요.
error-picture-too-large =
    사진의 픽셀 수가 너무 많습니다. 최대 4천만 픽셀까지 가능합니다. 크기를 줄여 주세요.
error-legal-hold =
    법적 보존 중인 영상이라 영상과 이벤트를 그대로 유지해야 합니다. 먼저 보존을 설정한 담당자나 관리자가 해제해야 합니다.
error-upload-changed =
    파트를 합치는 동안 내용이 바뀌었습니다. 다시 확인해 주세요.
error-header-too-large =
    파일의 색인이 너무 크거나 실제보다 많은 내용을 담고 있다고 표시합니다. MP4로 다시 내보내 주세요.
error-not-a-video =
    열 수 있는 영상 파일이 아닙니다. MP4, MOV, MKV, WebM, AVI, MPEG-TS 파일을 올려 주세요.
error-empty-file =
    빈 파일입니다. 다시 업로드해 주세요.
error-no-video-stream =
    소리만 있고 영상이 없는 파일입니다. 영상 파일을 올려 주세요.
error-truncated-video =
    파일이 중간에 끊겨 색인이 없습니다. 다시 내보낸 뒤 새 파일을 올려 주세요.
error-undecodable-video =
    영상을 한 프레임도 디코딩할 수 없습니다(코덱 { $codec }). H.264로 변환한 뒤 다시 업로드해 주세요.
error-video-too-large =
    영상 크기가 { $width }×{ $height }픽셀이고 디코딩에 메모리 { $needed_mib }MiB가 필요합니다. 최대 8K(7680×4320), { $limit_mib }MiB까지 가능합니다. 더 작게 또는 참조 프레임을 줄여 내보낸 뒤 다시 올려 주세요.
error-out-of-memory =
    이 파일을 읽는 데 메모리가 { $limit_mib }MiB보다 많이 필요합니다. 더 작게 내보내 새 파일을 올려 주세요.
error-decoder-killed =
    이 파일을 읽던 프로세스가 강제 종료되었습니다(SIGKILL). 메모리가 부족할 때 생기는 일입니다. 더 작게 내보내 새 파일을 올려 주세요.
error-decoding-too-slow =
    이 파일을 읽는 데 연산 시간이 { $seconds }초보다 오래 걸립니다. 더 짧게 또는 작게 내보내 다시 올려 주세요.
error-result-too-large =
    결과 파일이 { $largest_mib }MiB보다 커집니다. 더 짧은 구간을 지정해 주세요.
error-disk-full =
    서버 디스크에 아직 이 파일을 둘 공간이 없습니다(필요 { $needed_mib }MiB, 여유 { $free_mib }MiB). 공간이 생기면 자동으로 계속됩니다.
error-file-before-pending =
    이 영상과 이어지는 앞 영상을 먼저 분석하고 있습니다. 끝나면 자동으로 계속됩니다.
error-upload-missing =
    파일이 아직 도착하지 않았습니다. 업로드 주소로 전송한 뒤 다시 확인해 주세요.
error-size-mismatch =
    예고된 크기는 { $announced }바이트인데 { $actual }바이트가 도착했습니다. 업로드를 다시 요청해 주세요.
error-checksum-mismatch =
    저장된 파일이 예고된 파일과 다릅니다(SHA-256 { $actual }). 다시 업로드해 주세요.
error-original-replaced =
    업로드가 확인된 뒤에 저장된 파일이 다른 내용으로 바뀌어 제공하지 않습니다. 영상을 다시 업로드해 주세요.
error-clip-replaced =
    저장된 클립이 처음 만든 것과 달라 제공하지 않습니다. 다시 내보내면 원본에서 새로 만들어집니다.
error-playback-must-wait =
    조직에서 한 번에 재생용으로 변환할 수 있는 영상({ $most }개)을 이미 변환하고 있습니다. 잠시 후 다시 요청하세요.
error-playback-too-long =
    이 영상은 브라우저에서 그대로 재생되지 않으며, { $longest }초보다 긴 영상은 재생용으로 변환하지 않습니다. 클립을 내보내거나 원본을 내려받으세요.
error-playback-too-large =
    이 영상의 재생용 파일이 { $largest } GiB보다 커집니다. 클립을 내보내거나 원본을 내려받으세요.
error-original-missing =
    원본 파일이 저장소에 없습니다. 다시 업로드해 주세요.
error-raw-video =
    컨테이너 없는 { $format } 스트림이라 프레임의 시각을 알 수 없습니다. MP4나 MKV로 녹화하거나 다음과 같이 감싸 주세요: ffmpeg -framerate 25 -i in.{ $format } -c copy out.mkv
error-unreadable-video =
    파일을 읽을 수 없습니다: { $problem }. 녹화기에서 다시 내보내거나 MP4로 변환해 주세요.
error-clip-misses-range =
    이 구간의 클립이 { $start }~{ $end }초를 보여 주게 되어 제공하지 않습니다. exact: true를 사용하거나 구간을 조금 늘려 주세요.
error-not-analyzed =
    아직 분석되지 않은 영상입니다(현재 { $state }). READY 상태가 될 때까지 기다려 주세요.
error-not-uploaded =
    아직 업로드가 확인되지 않은 영상입니다. 업로드를 먼저 확인해 주세요. 그때 분석이 함께 예약됩니다.
error-nothing-to-cancel =
    취소할 작업이 없습니다(현재 { $state }).
error-index-too-large =
    이 파일은 한 프레임을 찾는 데 너무 많은 부분을 읽어야 합니다. 더 짧게 나누어 내보내 주세요.
error-analysis-crashed =
    이 파일을 처리하던 중 디코더 또는 검출기가 중단되었습니다({ $cause }). 영상을 다시 내보내 새 파일을 올려 주세요.
error-event-not-imported =
    분석으로 찾은 이벤트라 수정하거나 삭제할 수 없습니다. 실제 내용은 reviewEvent로 검토해 주세요.
error-event-held =
    이 이벤트의 영상은 법적 보존 대상이라 그대로 두어야 합니다. 보존을 설정한 담당자가 먼저 해제해야 합니다.
error-same-event-stored =
    같은 출처, 유형, 사람, 시간, 영역의 이벤트가 이 영상에 이미 있습니다. 그 이벤트를 수정하거나 삭제해 주세요.
