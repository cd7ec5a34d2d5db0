### Names of measures, budgets, quotas and pools, for the sentences of errors.

## Measures of an operation or a request

measure-characters = 글자 수
measure-tokens = 토큰 수
measure-depth = 중첩 깊이
measure-aliases = 별칭 수
measure-directives = 지시문 수
measure-definitions = 작업과 프래그먼트 수
measure-complexity = 복잡도(목록 길이를 곱한 필드 수)
measure-introspection = 인트로스펙션 크기
measure-bytes = 바이트 수

## Budgets of a day

measure-model-work = 모델 사용량
measure-clips = 클립 분량
measure-playback = 재생용 변환 분량
measure-moments = 순간 화면 수

## Quotas of an organization

measure-open-uploads = 진행 중인 업로드 수
measure-open-upload-bytes = 진행 중인 업로드 용량(바이트)
measure-stored-bytes = 저장 용량(바이트)
measure-analyses = 하루 분석 횟수
measure-packages = 만들고 있는 증거 자료

## Pools of a server

measure-questions = 질문
measure-passwords = 링크의 비밀번호
measure-thumbnails = 썸네일
measure-file-checks = 업로드 파일 확인
measure-checksums = 업로드 파일 체크섬 확인
measure-frames = 장면 확인
measure-queries = 모델이 작성한 쿼리
measure-exports = 클립 내보내기
measure-decoding = 영상 디코딩
