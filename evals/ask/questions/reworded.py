"""Second wordings of a third of the questions. They were held out until they were used to improve a reader.

key of the question → its wording in Korean and in English.
"""

from collections.abc import Iterable

from evals.ask.golden import LANGUAGES, GoldenQuestion

SECOND_WORDINGS: dict[str, tuple[str, str]] = {
    "first-90": ("시작하고 1분 30초까지 입장한 손님 알려줘", "List everyone who entered within the first 90 seconds."),
    "after-ten": ("10분 넘어서 앉아 있는 사람 보이나요?", "Is there somebody seated later than ten minutes in?"),
    "fight-by-night": (
        "11월 15일 23시 30분에서 24시 사이 싸운 사람 있나요? 2025년이요",
        "On 15 November 2025, did people fight between 23:30 and midnight?",
    ),
    "after-2105": ("21시 5분 지나서 몇 명 들어왔나요?", "From 21:05 on, how many people entered?"),
    "yesterday": (
        "어젯밤 9시부터 10시 사이에 흡연한 사람 있어?",
        "Was there a smoker last night between nine and ten?",
    ),
    "saturday-thefts": ("2025년 11월 15일 오후에 있었던 절도 보여줘", "Show the thefts of 15 Nov 2025, afternoon"),
    "shoplifting": ("물건 훔쳐간 사람 있는지 확인해줘", "Please check whether anyone stole merchandise"),
    "who-fought": ("폭행 장면 모두 보여주세요", "Show me all the assaults"),
    "show-collapsed": ("기절한 사람 있습니까?", "Did anybody pass out?"),
    "vandals": ("기물 파손이 있었는지 알려주세요", "Any damage to property?"),
    "smokers": ("흡연자를 찾아주세요", "Find the smokers"),
    "young-woman-theft": ("절도범 중에 젊은 여성이 있나요?", "Is there a young female thief?"),
    "laptop": ("노트북 도난 장면", "laptop theft"),
    "child": ("어린이가 나오는 장면 알려줘", "Tell me what the kid was doing"),
    "left-theft": ("화면 왼편에서 도둑질한 사람 누구예요?", "Who was stealing at the left side of the picture?"),
    "came-in": ("입장객이 총 몇 명인가요?", "What is the total number of people who entered?"),
    "theft-count": ("도둑질이 몇 번이나 있었나요?", "Count the thefts."),
    "all-people": ("등장인물이 몇 명인지 세어줘", "Count the people in this video"),
    "smoker-count": ("흡연자 수는?", "What's the number of smokers?"),
    "parking-fight": ("주차장 카메라에 싸움이 찍혔나요?", "Did the parking lot camera catch any fighting?"),
    "lobby-loiterer": ("로비를 서성인 사람이 있었는지 궁금해", "Has somebody been lingering around the lobby?"),
    "stood-longest": ("제일 오랫동안 서 있은 손님은 누구죠?", "Which person was standing for the longest time?"),
    "last-out": ("맨 마지막에 퇴장한 사람 누군가요?", "Who left last?"),
    "second-visitor": ("2번째 방문자는 몇 분에 나갔나요?", "At what time did visitor number two exit?"),
    "after-fight": ("싸운 후에 누가 떠났어?", "After the fight, who went away?"),
    "loitered-and-stole": (
        "배회한 다음 물건을 훔쳐 간 손님이 있나요?",
        "Is there a customer who loitered and also stole?",
    ),
    "never-left": ("입장했는데 아직 안 나간 사람 있어?", "Is there anyone who entered and never left?"),
    "suspicious": ("의심스러운 사람 있었나요?", "Anything suspicious?"),
    "emergency": ("응급 상황 발생했어?", "Any emergencies?"),
    "no-fight": ("누군가 다투는 모습이 있나요?", "Do you see any brawl?"),
    "no-smoke": ("흡연 장면이 있는지요?", "Any cigarettes?"),
    "nobody-collapsed": ("쓰러진 사람은 없었죠?", "No one fell down, did they?"),
    "no-thefts": ("절도 사건이 몇 번 발생했나요?", "How often did somebody steal?"),
    "typed-longest": ("젤오래서있던손님누구", "whos been standing longest"),
}


def reword_questions(questions: Iterable[GoldenQuestion]) -> list[GoldenQuestion]:
    """The questions in their second wording, where they have one."""
    return [
        one.reword(dict(zip(LANGUAGES, SECOND_WORDINGS[one.key], strict=True)))
        for one in questions
        if one.key in SECOND_WORDINGS
    ]
