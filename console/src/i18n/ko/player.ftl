player-of = { $name } 영상
player-moment = 장면
player-open-video = 영상에서 열기
player-frame = 그 장면의 사진
player-none = 지금은 영상을 보여 줄 수 없습니다. 아래는 그 장면의 사진입니다. 잠시 뒤 다시 시도하세요.
player-broken = 브라우저가 이 영상을 재생할 수 없습니다. 주소가 만료되었거나 브라우저가 모르는 형식입니다. 다시 시도하거나 내려받으세요.
player-making = 브라우저가 재생하지 못하는 형식입니다. 재생할 수 있는 사본을 만들고 있으며, 준비되면 저절로 시작합니다.
