### Patterns by which a program recognises what a sentence of a model claims: regular expressions, without regard to case.

# The words for an event of each type.
check-verbs = { $type ->
    [PERSON_ENTER] \b(?:enter(?:s|ed|ing)?|entr(?:y|ies)|arriv(?:e|es|ed|ing|al|als)|appear(?:s|ed)?|show(?:s|ed)? up|c[ao]m(?:e|es|ing) (?:in(?:to|side)?\b(?! the (?:middle|cent))|through the door)|(?:walk|stepp?|head|stroll)(?:s|ed|ing)? in(?:to|side)?\b(?! the (?:middle|cent))|(?:go(?:es|ing)?|went|got) in(?:to|side)?\b(?! the (?:middle|cent))|made (?:his|her|their) way in(?:to|side)?)
    [PERSON_EXIT] \b(?:leav(?:e|es|ing)|(?<!the )(?<!its )(?<!far )(?<!to )left(?! (?:side|edge|aisle|part|hand|shelf|of))|exit(?:s|ed|ing)?|depart(?:s|ed|ing|ure|ures)?|(?:go(?:es|ing)?|went|gone|c[ao]m(?:e|es|ing)) (?:out|away)|(?:walk|stepp?|head|stroll)(?:s|ed|ing)? (?:out|away|off)|made (?:his|her|their) way out)
    [WALKING] \b(?:(?:took|takes|taking) a (?:walk|stroll)|walk(?:s|ed|ing)?|stroll(?:s|ed|ing)?|mov(?:e|es|ed|ing) (?:about|around|through|across|along|from|to|past)|pass(?:es|ed|ing)? (?:by|through))
    [RUNNING] \b(?:(?:broke|breaks) into a run|run(?:s|ning)?|ran|sprint(?:s|ed|ing)?|rush(?:es|ed|ing)?|dash(?:es|ed|ing)?)
    [STANDING] \b(?:stand(?:s|ing)?|stood)
    [SITTING] \b(?:(?:took|takes|taking) a seat|sit(?:s|ting)?|sat|seated)
    [LOITERING] \b(?:loiter(?:s|ed|ing)?|linger(?:s|ed|ing)?|h[au]ng(?:s|ing)? (?:around|about))
    [PICKING] \b(?:pick(?:s|ed|ing)?(?: [\w-]+){"{0,3}"} up|pick(?:s|ed|ing)? up|pick-ups?|took|tak(?:e|es|ing|en)|grab(?:s|bed|bing)?)
    [INTERACTION] \b(?:interact(?:s|ed|ing|ion|ions)?|talk(?:s|ed|ing)?|sp(?:eak|oke|eaks|eaking|oken)|convers(?:e|es|ed|ing|ation|ations)|chat(?:s|ted|ting)?)
    [THEFT] \b(?:steal(?:s|ing)?|stole|stolen|thefts?|thie(?:f|ves)|shoplift(?:s|ed|ing|er|ers)?|took|tak(?:es|en)|rob(?:s|bed|bery)?)
    [COLLAPSE] \b(?:collaps(?:e|es|ed|ing)|f[ae]ll(?:s|en|ing)?(?: down| over| to the (?:floor|ground))?|faint(?:s|ed|ing)?)
    [FIGHTING] \b(?:f[io](?:ght|ught)(?:s|ing)?|brawl(?:s|ed|ing)?|came to blows|struggl(?:e|es|ed|ing)|hit(?:s|ting)?|punch(?:es|ed|ing)?)
    [VANDALISM] \b(?:damag(?:e|es|ed|ing)|vandal(?:s|ism|ise|ised|ize|ized)?|smash(?:es|ed|ing)?|broke(?! in)|broken|destroy(?:s|ed|ing)?)
    [INTRUSION] \b(?:intru(?:de|des|ded|ding|sion|sions|der|ders)|trespass(?:es|ed|ing)?|broke in(?:to)?|break-ins?)
    [SMOKING] \b(?:(?:lit|lights?) (?:up|a cigarette)|smok(?:e|es|ed|ing)|cigarettes?)
    [CROWDING] \b(?:crowd(?:s|ed|ing)?|gather(?:s|ed|ing)?)
    [ANOMALY] \b(?:anomal(?:y|ies|ous)|unusual(?:ly)?|abnormal(?:ly)?|something strange)
    [LYING] \b(?:lying|lies|lay)
    [STAYING] \b(?:stay(?:s|ed|ing)?|remain(?:s|ed|ing)?)
    [LOST_FROM_VIEW] \b(?:(?:is|was|were|are|being) lost from (?:view|sight)|(?:go(?:es|ing)?|went) out of (?:view|sight)|disappear(?:s|ed|ing)?|vanish(?:es|ed|ing)?)
    [CAMERA_TAMPERED] \bcamera (?:\w+ ){"{0,2}"}(?:covered|moved|turned|blurred|dark|tampered|out of focus)\b|\bno usable picture
   *[CAMERA_SILENT] \b(?:camera silence|stop(?:s|ped|ping)? recording|(?:go(?:es)?|went|falls?|fell) silent)
 }
# Types that a sentence about any event of a person may name: somebody who stood there stayed.
check-presence = \b(?:stay(?:s|ed|ing)?|remain(?:s|ed|ing)?)
check-negation = \b(?:not|never|no|none|nobody|neither|without|cannot)\b|\bno one\b|n[’']t\b
# What is negated without denying that anything happened.
check-harmless-negation = \bnot (?:all|only|cited|shown|listed|known|clear|certain|described|stated|told|mentioned)\b|\bno row\b|\bcannot be (?:said|told|known|told apart)\b|\bno (?:later|earlier|more|longer|less|fewer) than\b|\bnot (?:yet )?(?:named|identified)\b
check-yes = ^\s*(?:yes|yeah|yep|correct|that is right|indeed)\b[,.!:;—–-]*\s*
check-no = ^\s*(?:no\b(?=[,.!:;—–-])|nope\b|in fact,)[,.!:;—–-]*\s*
# Words between parts of a sentence that each tell of something.
check-divider-words = and|then|but|while|before|after|whereas
check-or = \bor\b
check-and = (?:,\s*(?:and\s+)?|\s+and\s+|\s*&\s*)
# A person that is not the one who does it stands after this.
check-object-before = \b(?:with|from|by|at|to|of|than|like|past|near|towards?)\s+$
check-object-after = (?!)
check-side = { $location ->
    [LEFT] (?:\b(?:on|from|to|at|in|towards?|by)\s+(?:the|its|their|his|her)\s+(?:far\s+)?left\b|\bleft(?:[- ]hand)?\s+(?:side|edge|part)\b|\bleft of the (?:frame|picture)\b|\bleftwards?\b)
    [CENTER] \b(?:cent(?:re|er)|middle)\b
    [RIGHT] (?:\b(?:on|from|to|at|in|towards?|by)\s+(?:the|its|their|his|her)\s+(?:far\s+)?right\b|\bright(?:[- ]hand)?\s+(?:side|edge|part)\b|\brightwards?\b)
   *[UNKNOWN] (?!)
 }
check-gender = { $gender ->
    [FEMALE] \b(?:wom[ae]n|girls?|females?|lad(?:y|ies)|she|her|hers|herself)\b
    [MALE] \b(?:m[ae]n|boys?|males?|gentlem[ae]n|he|him|his|himself)\b
   *[UNKNOWN] (?!)
 }
check-people-unit = ^\s*(?:[\w-]+\s+){"{0,2}"}?(?:people|persons?|visitors?|customers?|individuals?|wom[ae]n|m[ae]n|girls?|boys?|child(?:ren)?|adults?|shoppers?|guests?|of them|at once|each)\b
check-event-unit = ^\s*(?:[\w-]+\s+){"{0,2}"}?(?:events?|scenes?|moments?|times?|incidents?|cases?|entries|exits?|occasions?|records?)\b
check-hours-unit = \s*(?:h|hours?|hrs?)\b
check-minutes-unit = \s*(?:min|minutes?|mins)\b
check-seconds-unit = \s*(?:s|sec|secs|seconds?)\b
# Words for small numbers. A word that also means "any one" counts only before a unit.
check-numerals = one=1 single=1 two=2 both=2 couple=2 pair=2 three=3 four=4 five=5 six=6 seven=7 eight=8 nine=9 ten=10 eleven=11 twelve=12 dozen=12 once=1 twice=2 thrice=3
check-afternoon = \b(?:p\.?m\.?)(?!\w)
check-morning = \b(?:a\.?m\.?)(?!\w)
# A time of day that is written in words; its groups are named h, m and s.
check-spoken-clock = (?!)
check-about = \b(?:about|around|roughly|approximately|almost|nearly|some|over|under|more than|less than|at least|at most)\s*$
# Words that look like an act and are none, or that every scene shows.
check-neutral-acts = (?:behav(?:ed|ing)|paying|committ(?:ed|ing)|suffer(?:ed|ing)|kept|keeping|held|seen|found|shown|show(?:ed|ing)?|recorded|recording|listed|cited|based|visited|tracked|detected|detecting|observed|noticed|identified|lasted|lasting|start(?:ed|ing)?|end(?:ed|ing)?|beg[aiu]n(?:ning)?|happen(?:ed|ing)?|occurr(?:ed|ing)|follow(?:ed|ing)|according|includ(?:ed|ing)|during|being|having|doing|morning|evening|building|nothing|something|anything|everything|existing|count(?:ed|ing)|measured|spent|involv(?:ed|ing)|continu(?:ed|ing)|return(?:ed|ing)|turn(?:ed|ing)|wait(?:ed|ing)|captur(?:ed|ing)|report(?:ed|ing)|matched|matching|fit(?:ted|ting)|analysed|analyzed|imported|timed|named|related|combined|reached|reaching|used|using|elderly|aged|middle-aged|unidentified|unnamed|repeated|totall?ed|totall?ing|indicat(?:ed|ing)|confirm(?:ed|ing)|not(?:ed|ing)|describ(?:ed|ing)|mention(?:ed|ing)|remaining|need(?:ed)?|ceiling|parking|shopping|footage|indeed|red|bed|shed|thing|king|ring|string|spring|wing|hundred|speed|feed|seed|need)
# Acts whose past is irregular.
check-irregular-acts = \b(?:hid|threw|shot|cut|bit|drew|dug|flew|held|hurt|kept|kicked|killed|knelt|lit|met|paid|rode|sang|slept|slid|spat|struck|swam|tore|wept|wore|wrote|bought|sold|caught|drank|ate|drove|stabbed|fled|bled|slapped|spilled|spilt|dropped|climbed|jumped|danced|hugged|kissed)\b
check-predicate = (?!)
# A question for a time of day.
check-asks-clock = (?:^|[,;:?.!]|\b(?:and|or|but|me|say|know)\b)\s*(?:exactly )?when\b|\b(?:what|which) (?:time|hour)\b|\btime of day\b|\bo.clock\b
