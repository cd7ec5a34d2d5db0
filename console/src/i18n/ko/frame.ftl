## Frame
skip-to-content = 본문으로 건너뛰기
navigation = 화면
view-ask = 질문
view-events = 이벤트
view-cameras = 카메라
view-videos = 영상
view-uploads = 업로드
view-health = 상태
view-failed = 이 화면이 멈췄습니다
view-failed-how = 작업한 내용은 사라지지 않았습니다. 페이지를 다시 불러오세요. 같은 일이 반복되면 서버 관리자에게 알려 주세요.
reload = 페이지 다시 불러오기
loading = 불러오는 중 …
close = 닫기
retry = 다시 시도
no-picture = 사진 없음
error-lost = 서버에 연결할 수 없습니다. 네트워크를 확인한 뒤 다시 시도하세요.
error-request = 서버 관리자에게 이 번호를 알려 주세요: { $id }

## Sign-in
sign-in-title = 로그인
sign-in-how = 액세스 토큰을 붙여 넣으세요. `make run`이 토큰을 출력합니다. 그 밖에는 서버 관리자에게 받으세요.
sign-in-token = 액세스 토큰
sign-in-keep = 이 기기에서 로그인 유지
sign-in-go = 로그인
sign-in-empty = 먼저 액세스 토큰을 붙여 넣으세요.
sign-in-spaces = 토큰에는 공백이 없습니다. 토큰 전체를 다시 복사하세요.
sign-in-expired = 만료된 토큰입니다. 새 토큰을 요청하세요.
sign-in-again = 세션이 끝났습니다
sign-in-again-how = 새 토큰을 붙여 넣으면 보던 화면에서 계속합니다.
sign-out = 로그아웃

## Account
account-open = 계정, 언어, 테마
account-roles = 역할: { $roles }
account-sites = 사이트: { $sites }
role-ingest = 영상 수집
role-viewer = 열람자
role-operator = 운영자
role-admin = 관리자
preferences-language = 언어
preferences-theme = 테마
language-en = English
language-ko = 한국어
theme-system = 시스템
theme-light = 밝게
theme-dark = 어둡게

## Keys
help-open = 단축키
help-title = 단축키
help-everywhere = 모든 화면
help-events = 이벤트
help-player = 플레이어
help-box = 화면의 입력란으로
help-next = 다음 이벤트
help-previous = 이전 이벤트
help-confirm = 확인
help-false-alarm = 오탐
help-unsure = 판단 보류
help-play = 재생 또는 일시정지
help-seek = 5초 뒤로 또는 앞으로
help-frame = 한 프레임 뒤로 또는 앞으로
help-event-jump = 다음 또는 이전 이벤트
help-boxes = 상자 표시 켜기 또는 끄기
help-clip = 클립 시작 또는 끝 지점
