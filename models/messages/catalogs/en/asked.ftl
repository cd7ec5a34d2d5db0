### Patterns by which a program recognises what a question asks for: regular expressions, without regard to case.

# What a question wants to know. $part: one of domain.ask.plan.asked.AskedPart.
asked-part = { $part ->
    [NUMBER] \bhow many\b|\bwhat number of\b|\bthe number of\b
    [TIME] (?:^|[,;:?.!]|\b(?:and|or|but|also|me|say|exactly|know|at|since|until)\b)\s*(?:also |exactly )?(?:when\b|what time\b|which (?:hour|day)\b)
    [PLACE] (?:^|[,;:?.!]|\b(?:and|or|but|also|me|say|know|on|from|in|at)\b)\s*(?:where\b|which (?:side|camera|aisle|door|end)\b)
    [LENGTH] \bhow (?:long|much time)\b|\bfor how many (?:seconds|minutes|hours)\b
   *[REASON] (?:^|[,;:?.!]|\b(?:and|or|but|also|me|say|know|explain)\b)\s*(?:why\b|how come\b|for what reason\b)
 }
# What divides a question into parts.
asked-divider = [,;:?.!]|\b(?:and|but|then)\b
# Words that look like an event and are none.
asked-no-event = \b(?:g[eo]t|gets|getting|got) into (?:an? |the )?(?:fight|argument|brawl|struggle|trouble)\b|\bhow long (?:did|does|do|has|have) \w+ (?:\w+ )?tak(?:e|en)\b|\btak(?:e|es|en|ing) (?:place|long|part|a (?:look|while))\b|\btook (?:place|long|part|a (?:look|while))\b|\bappear(?:s|ed)? to\b|\bshow(?:s|ed)? (?:me|us)\b|\bran out\b|\blast(?:ed)?\b
# Words that change what fits. $word: one of domain.ask.plan.asked.LogicWord.
asked-logic = { $word ->
    [ALONE] \b(?:all )?alone\b|\bby (?:him|her|it|them)sel(?:f|ves)\b|\bunaccompanied\b|\bon (?:his|her|their) own\b
    [COMPANY] \bwith whom\b|\bwho(?:m)? (?:was|were|is|are|did)\b[^?]*\bwith\s*\?|\btogether\b|\baccompanied\b
    [COMPARISON] \bcompar\w+|\b(?:more|fewer|less|busier|longer|earlier|later)\b[^?]*\bthan\b(?![^?]*\b(?:sec|min|hour))|\bbusier\b|\bdifference\b
    [EXCEPTION] \bexcept\b|\bother than\b|\bapart from\b|\bexcluding\b
    [ORDER] \b(?:the )?(?:very )?(?:first|last|earliest|latest)\b(?!\s+(?:\w+ )?(?:minutes?|hours?|seconds?|days?|weeks?|months?|half|nights?|time|floor|aid|name))|\b(?:second|third|fourth) (?:person|visitor|one|customer|m[ae]n|wom[ae]n|to)\b
    [SUPERLATIVE] \b(?:longest|shortest|busiest|quietest|fewest|the most|the least|most often)\b
    [REPETITION] \btwice\b|\bmore than once\b|\bseveral times\b|\bc[ao]m(?:e|es|ing) back\b|\b(?:came|went|go) back\b|\bcome in again\b|\breturn(?:ed|s|ing)?\b
    [EVERYBODY] \beverybody\b|\beveryone\b|\ball of (?:them|the)\b|\ball the (?:people|customers|visitors)\b
    [ROLE] \b(?:staff|employees?|workers?|cashiers?|clerks?|guards?|owners?|managers?|couriers?|police(?:m[ae]n)?|officers?|cleaners?|nurses?|doctors?|drivers?|delivery (?:m[ae]n|guys?|person|people))\b
    [APPEARANCE] \b(?:red|blue|black|white|yellow|green|pink|grey|gray|orange|purple|brown|tall|bald|blond|masked|hooded|bearded)\b
   *[NEGATION] \bnever\b|\bwithout\b|(?<!why )(?<!^)\b(?:do|did|does|has|have|had|was|were|is)(?:n['’]?t| not)\b|\bno one\b|\bnobody\b
 }
# A thing that somebody has, wears or uses; its group is the thing.
asked-thing = \b(?:with|holding|carrying|wearing|using)\s+(?:an?|some|his|her|their)\s+(?P<thing>(?:[a-z-]+\s){"{0,2}"}?[a-z-]+)(?=\s*(?:$|[,;:?.!]|\b(?:on|in|at|to|from|and|or|come|came|enter|entered|leave|left|walk|walked|stand|stood|near|by|that|who|there|do|did)\b))
# What something is done to, or is there; its group is the thing.
asked-object = \b(?:an?|any|his|her|their)\s+(?P<thing>(?:[a-z-]+\s){"{0,2}"}?[a-z-]+)(?=\s*(?:$|[,;:?.!]|\b(?:on|in|at|to|from|and|or|with|by|near|that|who|there|before|after|while|during|when|come|came|enter|entered|leave|left|walk|walked|stand|stood|was|were|is|are|has|had|get|go|went|do|did|being|behind)\b))
# A place; its group is the place.
asked-place = \b(?:in|at|near|by|behind|inside|outside|around|from|into|through|under)\s+(?:the|our|my)\s+(?P<thing>(?:[a-z-]+\s){"{0,1}"}?[a-z-]+)(?=\s*(?:$|[,;:?.!]|\b(?:on|in|at|to|from|and|or|with|by|that|who|before|after|while|during|when|between|today|yesterday)\b))
# Things that every scene has, or that an event's name implies.
asked-common = ^(?:(?:single|suspicious|(?:un)?usual|strange|unusual|short|long|certain|second|third|first|last|few|other|new|old|elderly|young|middle-aged|particular|given|specific) )*(?:things?|goods|items?|products?|something|anything|cigarettes?|cameras?|videos?|footage|scenes?|clips?|stores?|shops?|rooms?|places?|spots?|areas?|sides?|events?|incidents?|accidents?|problems?|reason|moments?|times?|bits?|lots?|while|minutes?|seconds?|hours?|days?|weeks?|mornings?|afternoons?|evenings?|nights?|visits?|doors?|entrances?|exits?|tills?|checkouts?|aisles?|shelf|shelves|floors?|ground|summary|list|crowds?|fights?|hal(?:f|ves)|behaviou?rs?|emergenc(?:y|ies)|activit(?:y|ies)|thefts?|robber(?:y|ies)|falls?|intruders?|thie(?:f|ves)|trouble|one|body|way|own|chance|left|right|centre|center|middle|edges?|corners?|end|beginning|start|back|front|rear|background|foreground|frames?|picture|image|screen|meantime|meanwhile|past|future|same time|building|premises|counter|whole (?:video|footage|day|time)|recordings?|system|people|crowd|rain|dark|open|lot)$
# Words of questions that tell of no event.
asked-neutral-acts = (?:bring\w*|carr(?:ying|ied)|hold(?:ing)?|held|wearing|wore|using|getting|having|making|tell|show|find|list|give|going|doing|done|happen\w*|being|been|look(?:ed|ing)?|wonder(?:ed|ing)?|need(?:ed)?|want(?:ed)?|used|evening|morning|anything|something|nothing|during|last(?:ed|ing)?|spent|visit(?:ed|ing)?|mention(?:ed)?|middle-aged|aged|red|bed)
# Things that are people.
asked-person = \b(?:wom[ae]n|m[ae]n|girls?|boys?|lad(?:y|ies)|guys?|persons?|people|child(?:ren)?|kids?|baby|friends?|customers?|visitors?|cops?|police|officers?|staff|guards?|employees?|group|partner|companion|mother|father|son|daughter|wife|husband|look|view|time|way)\b
