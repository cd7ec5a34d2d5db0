### Notes about a clip: why its pictures were encoded anew, and what it lacks.

error-clip-exact =
    요청한 구간만 정확히 잘랐습니다.
error-clip-redacted =
    사람을 흐리게 처리했습니다.
error-clip-codec =
    브라우저와 휴대전화에서 { $detail } 코덱이 재생되지 않을 수 있습니다.
error-clip-profile =
    브라우저와 휴대전화에서 이 프로필({ $detail })이 재생되지 않을 수 있습니다.
error-clip-level =
    브라우저와 휴대전화에서 이 레벨({ $detail })이 재생되지 않을 수 있습니다.
error-clip-pixel-format =
    브라우저와 휴대전화에서 이 픽셀 형식({ $detail })이 표시되지 않을 수 있습니다.
error-clip-size =
    휴대전화에서 재생하기에는 화면이 너무 큽니다({ $detail }).
error-clip-colors =
    색상 설명이 불완전하여 브라우저에서 화면이 어둡게 표시될 수 있습니다({ $detail }).
error-clip-interlaced =
    비월 주사(인터레이스) 영상입니다.
error-clip-timestamps =
    원본 프레임의 시각을 그대로 옮길 수 없습니다({ $detail }).
error-clip-entry =
    원본의 중간에서는 첫 화면이 깨지지 않게 시작할 수 없습니다.
error-clip-hidden =
    첫 화면들이 표시되지 않는 화면에 의존합니다.
error-clip-parts =
    구간 안에서 다른 녹화가 시작됩니다.
error-clip-damaged =
    해당 구간의 원본 화면이 손상되어 그대로 옮길 수 없습니다.
error-clip-container =
    브라우저에서 이 형식({ $detail })의 파일이 재생되지 않습니다.
error-clip-several =
    파일에 화면이 여러 개 있어 브라우저가 다른 화면을 보여 줄 수 있습니다.
error-clip-start =
    첫 화면이 { $detail }초에 있거나 파일이 여러 부분으로 되어 있어 브라우저가 위치를 다르게 셉니다.
error-clip-sound =
    소리({ $detail }): 서버 설정에서 허용하지 않으면 클립에 소리를 넣지 않습니다.
error-clip-sound-unreadable =
    소리를 읽을 수 없습니다({ $detail }).
error-clip-subtitles =
    자막({ $detail }).
error-clip-pictures =
    파일에 있는 다른 화면({ $detail }).
