"""How people say that an event happened: several wordings for each type, written before the check was tried on them."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.enums import EventType, FrameLocation, Language


@dataclass(frozen=True, slots=True)
class Wording:
    """past: how it is told; not_done: that it did not happen. Of both, several."""

    past: tuple[str, ...]
    not_done: tuple[str, ...]


Wordings = Mapping[Language, Mapping[EventType, Wording]]
ENGLISH = {
    EventType.PERSON_ENTER: Wording(
        ("came in", "entered", "walked in", "stepped inside", "arrived"), ("did not come in", "never entered")
    ),
    EventType.PERSON_EXIT: Wording(
        ("left", "went out", "walked out", "exited", "went away"), ("did not leave", "never went out")
    ),
    EventType.WALKING: Wording(("walked", "was walking", "strolled"), ("did not walk", "was not walking")),
    EventType.RUNNING: Wording(("ran", "was running", "sprinted"), ("did not run", "never ran")),
    EventType.STANDING: Wording(("stood", "was standing", "stood still"), ("did not stand", "was not standing")),
    EventType.SITTING: Wording(("sat", "was sitting", "sat down"), ("did not sit", "was not sitting")),
    EventType.LOITERING: Wording(("loitered", "was loitering", "hung around"), ("did not loiter", "never loitered")),
    EventType.THEFT: Wording(
        ("stole something", "took goods without paying", "shoplifted"),
        ("did not steal anything", "never stole anything"),
    ),
    EventType.COLLAPSE: Wording(("collapsed", "fell down", "fell to the floor"), ("did not collapse", "never fell")),
    EventType.SMOKING: Wording(("smoked", "was smoking", "smoked a cigarette"), ("did not smoke", "was not smoking")),
}
KOREAN = {
    EventType.PERSON_ENTER: Wording(
        ("들어왔습니다", "입장했습니다", "걸어 들어왔습니다", "안으로 들어왔어요"),
        ("들어오지 않았습니다", "입장하지 않았습니다"),
    ),
    EventType.PERSON_EXIT: Wording(
        ("나갔습니다", "퇴장했습니다", "밖으로 나갔습니다", "떠났습니다"), ("나가지 않았습니다", "안 나갔습니다")
    ),
    EventType.WALKING: Wording(("걸었습니다", "걸어 다녔습니다", "걷고 있었습니다"), ("걷지 않았습니다",)),
    EventType.RUNNING: Wording(
        ("뛰었습니다", "달렸습니다", "뛰어다녔습니다"), ("뛰지 않았습니다", "달리지 않았습니다")
    ),
    EventType.STANDING: Wording(
        ("서 있었습니다", "멈춰 서 있었습니다", "가만히 서 있었습니다"), ("서 있지 않았습니다",)
    ),
    EventType.SITTING: Wording(("앉아 있었습니다", "앉았습니다", "자리에 앉았습니다"), ("앉지 않았습니다",)),
    EventType.LOITERING: Wording(("배회했습니다", "서성였습니다", "서성거렸습니다"), ("배회하지 않았습니다",)),
    EventType.THEFT: Wording(
        ("물건을 훔쳤습니다", "절도를 저질렀습니다", "상품을 훔쳐 갔습니다"),
        ("훔치지 않았습니다", "물건을 훔치지 않았습니다"),
    ),
    EventType.COLLAPSE: Wording(("쓰러졌습니다", "넘어졌습니다", "바닥에 쓰러졌습니다"), ("쓰러지지 않았습니다",)),
    EventType.SMOKING: Wording(
        ("담배를 피웠습니다", "흡연했습니다", "담배를 피우고 있었습니다"), ("담배를 피우지 않았습니다",)
    ),
}
WORDINGS = {Language.EN: ENGLISH, Language.KO: KOREAN}
# Never looked at while the check was improved.
HELD_OUT = {
    Language.EN: {
        EventType.PERSON_ENTER: Wording(("came inside", "got in", "made an entry"), ("did not go in",)),
        EventType.PERSON_EXIT: Wording(("departed", "headed out", "made their way out"), ("did not exit",)),
        EventType.WALKING: Wording(("was seen walking", "took a walk", "walked about"), ("never walked",)),
        EventType.RUNNING: Wording(("was seen running", "rushed", "broke into a run"), ("was not running",)),
        EventType.STANDING: Wording(("was seen standing", "stood there", "kept standing"), ("never stood",)),
        EventType.SITTING: Wording(("was seated", "was seen sitting", "took a seat"), ("never sat down",)),
        EventType.LOITERING: Wording(("was seen loitering", "lingered", "was hanging around"), ("did not linger",)),
        EventType.THEFT: Wording(("committed a theft", "was stealing", "robbed the shop"), ("committed no theft",)),
        EventType.COLLAPSE: Wording(("fainted", "fell", "suffered a collapse"), ("did not fall down",)),
        EventType.SMOKING: Wording(("lit a cigarette", "was seen smoking", "had a smoke"), ("never smoked",)),
    },
    Language.KO: {
        EventType.PERSON_ENTER: Wording(("들어온 것으로 기록되었습니다", "나타났습니다"), ("안 들어왔습니다",)),
        EventType.PERSON_EXIT: Wording(("빠져나갔습니다", "나가는 모습이 보였습니다"), ("퇴장하지 않았습니다",)),
        EventType.WALKING: Wording(("걷는 모습이 확인되었습니다", "이동했습니다"), ("걷지는 않았습니다",)),
        EventType.RUNNING: Wording(("달리고 있었습니다", "뛰는 모습이 보였습니다"), ("안 뛰었습니다",)),
        EventType.STANDING: Wording(("서 있는 모습이 보였습니다", "계속 서 있었습니다"), ("서 있지는 않았습니다",)),
        EventType.SITTING: Wording(("앉은 상태였습니다", "의자에 앉아 있었습니다"), ("앉지는 않았습니다",)),
        EventType.LOITERING: Wording(("주변을 서성였습니다", "배회하고 있었습니다"), ("서성이지 않았습니다",)),
        EventType.THEFT: Wording(("절도를 했습니다", "물건을 훔친 것으로 보입니다"), ("훔치지는 않았습니다",)),
        EventType.COLLAPSE: Wording(("쓰러지는 모습이 보였습니다", "넘어져 있었습니다"), ("넘어지지 않았습니다",)),
        EventType.SMOKING: Wording(("담배를 피우는 모습이 보였습니다", "흡연을 했습니다"), ("흡연하지 않았습니다",)),
    },
}
SIDES = {
    Language.EN: {
        FrameLocation.LEFT: "on the left",
        FrameLocation.CENTER: "in the middle",
        FrameLocation.RIGHT: "on the right",
    },
    Language.KO: {
        FrameLocation.LEFT: "왼쪽에서",
        FrameLocation.CENTER: "가운데에서",
        FrameLocation.RIGHT: "오른쪽에서",
    },
}
# Acts that no event tells of.
STRANGE = {
    Language.EN: ("was arrested", "shouted at the clerk", "hugged a child", "broke his arm", "called the police"),
    Language.KO: ("체포되었습니다", "직원에게 소리쳤습니다", "아이를 안았습니다", "도망쳤습니다", "경찰을 불렀습니다"),
}
