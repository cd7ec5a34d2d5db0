### Patterns by which a program recognises what a question asks for: regular expressions, without regard to case.

# What a question wants to know. $part: one of domain.ask.plan.asked.AskedPart.
asked-part = { $part ->
    [NUMBER] 몇\s*(?:명|번(?!째)|건|회|차례|사람|분(?=이|은|의|께|\s*(?:이|들)))
    [TIME] 언제|몇\s*시(?!간)|며칠에|무슨\s*요일
    [PLACE] 어디|어느\s*(?:쪽|방향|카메라|문|편)
    [LENGTH] 얼마나\s*(?:오래|있|걸|머|서)|얼마\s*동안|몇\s*(?:초|시간|분)\s*(?:동안|간|이나\s*(?:있|걸|머))
   *[REASON] (?<![가-힣])왜(?![가-힣])|무슨\s*(?:이유|까닭)|어째서
 }
# What divides a question into parts.
asked-divider = [,;:?.!]|그리고|(?<=[가-힣])(?:고|며|는데|은데|ㄴ데)\s
# Words that look like an event and are none.
asked-no-event = 시간이\s*지나\S*|지나간\s*(?:시간|날)|보고\s*싶\S*
# Words that change what fits. $word: one of domain.ask.plan.asked.LogicWord.
asked-logic = { $word ->
    [ALONE] 혼자|홀로|단독으로
    [COMPANY] 누구(?:랑|와|하고)|함께|같이|동행|일행
    [COMPARISON] 비교|보다\s*(?:더|많|적|오래|빨리|늦게)|중에\s*(?:더|어디)|차이(?!나)
    [EXCEPTION] 빼고|제외|말고|이외
    [ORDER] (?:제일|가장|맨)\s*(?:먼저|처음|나중|마지막|늦게|일찍)|첫\s?번째|마지막(?!\s*(?:\d|한|두|세|십|몇)?\s*(?:분|시간|초))|(?:두|세|네)\s?번째
    [SUPERLATIVE] (?:제일|가장|젤)\s*(?:오래|길|짧|많|적|붐|바쁘|바빴|한가)|최장|최다|최단
    [REPETITION] (?:두|세|2|3)\s?번\s?(?:이상|넘게)|여러\s?(?:번|차례)|다시\s*(?:들어|나가|나갔|돌아|온|왔)|돌아(?:오|왔|온)|재방문|재입장
    [EVERYBODY] 모두|전부|다들|모든\s*사람|전원
    [ROLE] 직원|점원|알바|사장|매니저|경비|택배|배달|경찰|청소부|미화원|의사|간호사|주인
    [APPEARANCE] 빨간|파란|검은|까만|검정|흰|하얀|노란|초록|분홍|회색|키\s?(?:큰|작은)|안경|마스크|모자|대머리|수염|후드
   *[NEGATION] (?<![가-힣])(?:안|못)\s?(?:[가-힣]+)|지\s?(?:않|못|아니)|아무도|없이
 }
# A thing that somebody has, wears or uses; its group is the thing.
asked-thing = (?P<thing>[가-힣A-Za-z]+?)(?:을|를)?\s(?:들고|들었|든\s|메고|멘\s|입은|입고|쓴\s|쓰고\s있|신은|신고\s있|끼고|낀\s|휘두르|착용)|(?P<means>[가-힣]+?)(?:으로|로)\s(?:찌르|찔|때리|때렸|부수|부쉈|내리|협박|위협)
# Things that are people.
asked-person = 사람|남자|여자|남성|여성|아이|어린이|할머니|할아버지|아저씨|아주머니|손님|친구|직원|경찰|일행
# What something is done to; its group is the thing.
asked-object = (?<![가-힣])(?P<thing>[가-힣A-Za-z]+?)(?:을|를)(?=\s)
# A place; its group is the place.
asked-place = (?<![가-힣])(?P<thing>[가-힣]+?)(?:에서|\s?쪽(?:에|에서|으로)|\s?(?:앞|뒤|옆)(?:에|에서)|\s?근처)(?=\s|$|[,?.!])
# Objects that every scene has, or that an event's name implies.
asked-common = ^(?:이틀|하루|사흘|날짜|요일|오늘|어제|물건|건수|횟수|수|인원|상품|제품|물품|것|거|뭐|뭔가|무엇|무언가|누구|영상|화면|장면|카메라|녹화|매장|가게|시간|때|말|이야기|대화|담배|싸움|짓|행동|일|문|앞|뒤|옆|안|밖|자리|곳|가게|기물|걸|이걸|그걸|사진|결과|내용|상황|모습|얼굴|주변|근처|통로|입구|출구|계산대|창고|주차장|여기|거기|저기|어디|왼|오른|가운데|중앙|중간|화면|전체|왼쪽|오른쪽|양|반대|한|카메라들?|그곳|실내|실외|이곳|프레임|녹화본|씨씨티비|분|시|초)$
# Words of questions that tell of no event.
asked-neutral-acts = 알려|보여|찾|말해|말씀|설명|궁금|부탁|해 ?줘|주세요|줄래|있|없|하|했|되|됐|됐|볼|보|봤|언제|몇|누구|얼마|어디|무슨|오래|많|적|길|짧|처음|마지막|그|이|저|오늘|어제|어젯|아까|방금|지금|사람|남자|여자|손님|뭐|걸렸|걸려|지났|지나|머무|일어|생겼|났|나오|나온|나왔|찍|혼자|같이|함께
