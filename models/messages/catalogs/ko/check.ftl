### Patterns by which a program recognises what a sentence of a model claims: regular expressions, without regard to case.

# The words for an event of each type.
check-verbs = { $type ->
    [PERSON_ENTER] 걸어서? ?들어(?:오|왔|온|옵|와|가|갔|간)\S*|들어(?:오|왔|온|옵|와|가|갔|간|감|옴)|입장|입점|도착|나타(?:나|났|난|납)|등장
    [PERSON_EXIT] 걸어서? ?나(?:가|갔|간|갑)\S*|(?:빠져|걸어)?나(?:가|갔|간|갑|감)(?!리)|퇴장|퇴점|떠(?:나|났|난|납)|자리를 뜨|자리를 떴
    [WALKING] 걸어 ?다(?:니|녔|닌)|걷(?!히)|걸었|걸어|걸으|걸은|이동|지나(?:가|갔|간|갑|쳤)
    [RUNNING] 뛰(?:어(?!난)|었|다|는|고|며|기|지|던)|뛴|뜁|뜀|달(?:리|렸|린|립|려)(?!라)
    [STANDING] (?<![\uac00-\ud7a3])서 ?있|(?<![\uac00-\ud7a3])서서|(?<![\uac00-\ud7a3])섰|(?<![\uac00-\ud7a3])선 채|멈춰 ?서|멈춰 ?섰
    [SITTING] 앉
    [LOITERING] 배회|서성|어슬렁|맴돌|맴도
    [PICKING] 집(?:어|었|는|습|기|은|고|으며|지)|꺼(?:내|냈|낸|냅)|들어 ?올(?:리|렸|린|립)|챙(?:기|겼|긴|깁)|가져(?:가|갔|간|갑)
    [INTERACTION] 상호 ?작용|접촉|대화|이야기|말을 (?:걸|나눴|나누)|소통
    [THEFT] 훔(?:치|쳤|친|칩|쳐)|절도|도난|도둑|가져(?:가|갔|간|갑)|절취
    [COLLAPSE] 쓰러(?:지|졌|진|집|짐|져)|넘어(?:지|졌|진|집|짐|져)|낙상|실신
    [FIGHTING] 싸(?:우|웠|움|운|웁|워)|몸싸움|다(?:투|퉜|툰|툼|퉈)|폭행|때(?:리|렸|린|립)|주먹
    [VANDALISM] 파손|부(?:수|쉈|순|숩|숴|쉬)|깨(?:뜨|트|졌|진|부)|망가|훼손
    [INTRUSION] 침입|침범
    [SMOKING] 담배|흡연|피(?:우|웠|운|웁|워)
    [CROWDING] 몰(?:려|렸|린|립|리)|붐(?:비|볐|빈|빕)|혼잡|모여|모였|모인
    [ANOMALY] 이상 ?(?:상황|행동|징후|현상)|수상한
    [LYING] 누(?:워|웠|운|웁)|눕(?!히)
    [STAYING] 머(?:무|물|문|뭅)|체류
    [LOST_FROM_VIEW] 시야에서 ?(?:사라|벗어)\S*|사라(?:지|졌|진|집|짐)
    [CAMERA_TAMPERED] 카메라(?:가|는|를)? ?(?:가려|가렸|가린|움직|돌아|돌려|흐려|어두)\S*|(?:화면|영상)이 ?(?:가려|흐려|어두)\S*
   *[CAMERA_SILENT] 녹화를? ?(?:멈추|멈췄|멈춘|멈춥|중단)\S*|카메라 ?중단|녹화가 ?(?:멈|중단|끊)\S*
 }
# Types that a sentence about any event of a person may name: somebody who stood there stayed.
check-presence = 머(?:무|물|문|뭅)|체류
check-negation = (?<![\uac00-\ud7a3])(?:안|못)\s|지(?:는|도|를)? ?(?:않|못|아니|말)|없(?:었|습|는|다|이|으|고|지)|아무도|아닙니다|아니었|아닌
# What is negated without denying that anything happened.
check-harmless-negation = 수(?:는|가|도)? ?없(?:\S*)|알려지지 ?않\S*|분명하지 ?않\S*|확실하지 ?않\S*|(?:표시|언급|설명|서술)(?:하|되)지 ?않\S*|(?:언급|설명)이 ?없\S*|뿐(?:만)? ?아니
check-yes = ^\s*(?:(?:네|예)(?=\s*[,.!:]|\s+\d)|그렇습니다|맞습니다)\s*[,.!:]*\s*
check-no = ^\s*(?:아니요|아니오|아뇨)(?![\uac00-\ud7a3])[,.!:]*\s*
# Words between parts of a sentence that each tell of something.
check-divider-words = 그리고|그러나|하지만|반면
check-or = 또는|혹은
check-and = (?:\s*,\s*|\s*및\s*|[와과]\s+|(?:이랑|랑|하고)\s+|\s*그리고\s*)
# A person that is not the one who does it stands after this.
check-object-before = (?!)
check-object-after = ^(?:와|과|에게|한테|을|를|에게서|로부터|보다)(?:\s|$)
check-side = { $location ->
    [LEFT] 왼쪽|좌측|왼편
    [CENTER] 가운데|중앙|한복판
    [RIGHT] 오른쪽|우측|오른편
   *[UNKNOWN] (?!)
 }
check-gender = { $gender ->
    [FEMALE] 여성|여자|아주머니|할머니|아가씨|소녀|그녀
    [MALE] 남성|남자|아저씨|할아버지|소년
   *[UNKNOWN] (?!)
 }
check-people-unit = ^\s*(?:명|사람|인(?![\uac00-\ud7a3])|분(?:이|은|의|께))
check-event-unit = ^\s*(?:건|번(?! ?째)|회|차례|개|장면|곳)
check-hours-unit = \s*시간
check-minutes-unit = \s*분(?![이은의께])
check-seconds-unit = \s*초
# Words for small numbers. A word that also means "any one" counts only before a unit.
check-numerals = 한=1 두=2 세=3 네=4 다섯=5 여섯=6 일곱=7 여덟=8 아홉=9 열=10 열한=11 열두=12 하나=1 둘=2 셋=3 넷=4
check-afternoon = (?:오후|저녁|밤)\s*$
check-morning = (?:오전|새벽|아침)\s*$
# A time of day that is written in words; its groups are named h, m and s.
check-spoken-clock = (?P<h>\d{"{1,2}"})\s*시(?!간)(?:\s*(?P<m>\d{"{1,2}"})\s*분)?(?:\s*(?P<s>\d{"{1,2}"})\s*초)?
check-about = (?:약|대략|거의|최소|최대|적어도)\s*$
# Words that look like an act and are none, or that every scene shows.
check-neutral-acts = (?:않|못|\S*입니다|\S*(?:이었|였)습니다|있|없|갔|왔|상태|모습|저질|했|하였|보(?:이|였|입|인|여)|입니다|이었|였|됩니다|되(?:었|고|어)|됐|기록|확인|촬영|포착|감지|발견|관찰|집계|발생|시작|종료|끝|방문|이용|해당|계속|지속|표시|검색|분석|나뉘|이어|걸렸|걸립|지났|나왔|나옵|찾|맞|같|많|적|가장|약|모두|그중|전체|동안|사람|장면|시각|시간|영상|카메라|기준|각각|평균|그리고|이고|이며|처음|마지막|다시|잠시|오래|아닙|아니|수\S*)
# Acts whose past is irregular.
check-irregular-acts = (?!)
# What ends the words for an act.
check-predicate = (?:하고|되고|하며|되며|하면서|당하고|당한|시키고|시킨)(?=[\s,.]|$)
# A question for a time of day.
check-asks-clock = 언제|몇 ?시|시각
