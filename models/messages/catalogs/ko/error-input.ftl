### Values that a request may not have.

error-invalid-input =
    { $name } 값이 올바르지 않습니다: { $problem }.
error-bad-cursor =
    이 목록의 커서가 아닙니다. 같은 목록과 정렬의 pageInfo 또는 edges에서 받은 커서를 사용해 주세요.
error-first-and-last =
    first와 last 중 하나만 지정해 주세요.
error-page-size =
    { $name } 값이 { $value }입니다. 1부터 { $largest }까지 지정할 수 있습니다.
error-too-many-ids =
    ID가 { $count }개입니다. 한 번에 최대 { $most }개까지 조회할 수 있습니다. 나누어 요청해 주세요.
error-out-of-range =
    { $low }부터 { $high }까지의 값을 지정해 주세요.
error-buckets-not-possible =
    bucketSeconds 값이 { $value }입니다. 구간이 { $most }개를 넘지 않도록 0보다 큰 { $least } 이상의 값을 지정해 주세요.
error-not-finite =
    숫자가 너무 큽니다. 영상 시간으로 가능한 값을 지정해 주세요.
error-too-many-values =
    최대 { $most }개까지 지정할 수 있습니다. 여러 번으로 나누어 요청해 주세요.
error-range-reversed =
    범위가 거꾸로 되어 있습니다(시작 { $start }, 끝 { $end }). 두 값을 바꿔 주세요.
error-text-too-long =
    텍스트는 최대 { $longest }자까지 입력할 수 있습니다. 줄여 주세요.
error-control-characters =
    텍스트에 제어 문자가 있습니다. 제거해 주세요.
error-unknown-time-zone =
    알 수 없는 시간대입니다. Asia/Seoul과 같은 IANA 이름을 사용해 주세요.
error-value-required =
    null이나 빈 값은 사용할 수 없습니다. 값을 지정해 주세요.
error-too-many =
    { $given }개가 전달되었습니다. 한 번에 최대 { $most }개까지 가능합니다. 개수를 줄여 주세요.
error-zone-name-twice =
    이름이 { $name }인 구역이 두 개입니다. 구역마다 다른 이름을 지정해 주세요.
error-bad-polygon =
    구역은 프레임 너비와 높이에 대한 0~1 비율 좌표 [x, y] { $least }~{ $most }개로 이루어진 다각형이어야 합니다.
error-event-outside-video =
    영상 길이({ $duration }초)를 벗어난 이벤트입니다.
error-box-empty =
    박스의 넓이가 없습니다. 너비와 높이는 1픽셀 이상이어야 합니다.
error-box-outside-frame =
    박스가 프레임을 벗어났습니다. 왼쪽 위를 0으로 하는 프레임 픽셀 범위에 맞게 잘라 주세요.
error-attributes-not-an-object =
    attributes는 {"{"}"colour": "red"{"}"}와 같은 JSON 객체여야 합니다.
error-attributes-too-large =
    attributes는 JSON으로 최대 { $most }바이트까지 가능합니다.
error-attributes-too-deep =
    attributes는 최대 { $most }단계까지 중첩할 수 있습니다.
error-number-not-finite =
    저장할 수 없을 만큼 큰 숫자가 있습니다.
error-source-reserved =
    { $prefix }로 시작하는 source는 이 제품 전용입니다. 이벤트를 검출한 검출기의 이름을 지정해 주세요.
error-same-event-twice =
    이 호출의 { $first }번 이벤트와 source, 유형, 트랙, 시간, 박스가 같지만 내용이 다릅니다. 서로 구분되게 하거나 하나를 빼 주세요.
error-site-required =
    권한이 있는 지점이 여러 곳입니다({ $sites }). cameraId로 카메라를 지정하거나 지점을 지정해 주세요.
error-no-sites =
    권한이 있는 지점이 없어 추가할 수 없습니다. 관리자에게 지점 권한을 요청해 주세요.
