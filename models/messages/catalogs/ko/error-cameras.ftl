### Cameras, and the footage that belongs to them.

error-bad-hours =
    시간은 요일과 00:00부터 24:00까지의 서로 다른 두 시각으로 지정해 주세요. 예: {"{"}weekdays: [MONDAY], from: "09:00", to: "18:00"{"}"}
error-camera-exists =
    이 지점에 이름이 { $name }인 카메라가 이미 있습니다. 그 카메라를 사용하거나 다른 이름을 지정해 주세요.
error-camera-has-footage =
    카메라에 영상이 { $videos }개 있습니다. 먼저 영상을 삭제하거나 withFootage: true로 카메라를 삭제해 주세요.
error-camera-ambiguous =
    이름이 { $name }인 카메라가 여러 지점에 { $count }개 있습니다. cameraId로 카메라를 지정해 주세요.
error-camera-twice =
    cameraId는 { $name } 카메라이지만 camera는 다른 카메라입니다. cameraId만 지정해 주세요.
error-camera-on-hold =
    카메라의 영상 { $held }개가 법적 보존 중이라 삭제할 수 없습니다. 보존을 설정한 사람이 먼저 해제해야 합니다.
error-too-many-buckets =
    모든 카메라를 합하면 구간이 { $count }개입니다. 한 번에 최대 { $most }개까지 조회할 수 있습니다. 기간을 줄이거나 구간을 늘리거나 카메라 수를 줄여 주세요.
error-period-too-long =
    기간이 { $days }일입니다. 한 번에 최대 { $most }일까지 조회할 수 있습니다. 나누어 요청해 주세요.
error-too-many-gaps =
    이 기간에 빈 구간이 { $most }개보다 많습니다. 더 짧은 기간을 지정해 주세요.
