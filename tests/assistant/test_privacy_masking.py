from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.privacy import KnownEntities, PrivacyError, mask, residual_scan

#: Own sentences; what must be gone stands in braces.
PERSONAL = [
    "我妈妈叫{王桂芳}，今年七十二岁，住在{上海市徐汇区漕溪北路18号实业公寓6楼B座}。",
    "请{陈志刚}医生看一下，他的电话是{13988887766}。",
    "{周小梅}今天血压150/95，要不要吃药？",
    "{吴建平}的女儿{吴婷婷}在{浙江大学医学院附属第一医院}做护士。",
    "{老张}说他头晕，{老李}陪他去了{协和医院}。",
    "病人{赵子龙}，{2024年12月3日}入院，住院号{20241203018}。",
    "我身份证{320106199001011234}，手机{15012345678}。",
    "{司马相}女士您好，您{3月5日}的报告出来了。",
    "昨天{蒋梓萱}带我去抽血。",
    "给{刘洋}打电话，他知道我的药。",
    "我是{孙丽华}，家在{成都市武侯区}，最近睡不好。",
    "联系{李}医生，QQ{12345678}。",
    "快递寄到{江苏省南京市鼓楼区中山北路200号}，收件人{钱多多}。",
    "我爷爷{九十五岁}了，心率 52。",
    "我的邮箱是{zhang.wei88@qq.com}，微信{zw_8899}。",
    "车牌{沪B12345}。",
    "你好，我姓{赵}，血糖高。",
    "{阿卜杜拉·买买提}昨天来过。",
    "我老公{郭振宇}喝酒以后胃痛。",
    "在{人民路小学}教书，嗓子痛。",
    "{何晓芸}，女，45岁，体检发现结节。",
    "电话是{一三八零零一三八零零零}。",
    "手机 {１３９００００１１１１} 可以加微信。",
    "护照{E98765432}，医保卡号{A123456789}。",
    "My name is {Sarah Thompson} and I was born on {July 4, 1958}.",
    "Please call Dr. {Patel} at {415-555-0134}.",
    "{John} takes metformin 500 mg.",
    "My son {Ethan} weighs 30 kg.",
    "I live at {77 Oak Street, Boston, MA 02118}.",
    "Mail it to {PO Box 4432, Tulsa, OK 74101}.",
    "Appointment with Dr. {Susan Lee} on {12/05/2025}.",
    "MRN {77120934}, seen at {Cleveland Clinic}.",
    "My email is {tom_b@yahoo.co.uk}.",
    "Grandma is {97} years old.",
    "{Michael Brown} and {Emily Davis} are my neighbors.",
    "Contact {Olivia Wilson} ({555-867-5309}).",
    "I moved from {Portland} to {Seattle} last year.",
    "Insurance ID {ABC123456789}.",
    "My wife {Guadalupe Hernandez} has a headache.",
    "The nurse, {Kim Nguyen}, said my BP is fine.",
    "Driver's license {D1234567}.",
    "She saw Dr. {Mbeki} at {Mount Sinai Hospital}.",
    "IP {172.16.254.1} and MAC {00:1B:44:11:3A:B7}.",
    "{Ahmed Al-Farsi} was discharged {March 3rd}.",
    "I'm {jennifer}, my head hurts.",
    "{Siobhan Gallagher} is my caregiver.",
    "SSN: {123-45-6789}",
    "my number is {five five five zero one three four}",
    "Write to {@drjones} about the results.",
]

#: Own clinical sentences; nothing in them may be masked.
CLINICAL = [
    "我想知道血压高能不能吃柚子",
    "白天血压高，晚上正常",
    "黄体酮和叶酸可以一起吃吗",
    "左手麻木怎么办",
    "高血压患者可以喝咖啡吗",
    "白细胞计数 6.5，甘油三酯 2.1，总胆固醇 5.8",
    "我妈有糖尿病，今天血糖15",
    "何时测血压最准",
    "每天走10000步行吗",
    "马上要体检了，前一天能喝水吗",
    "安静休息五分钟再量",
    "患者教育资料在哪里看",
    "要不要去大医院看看",
    "附近医院周末开门吗",
    "华法林和阿司匹林有什么区别",
    "血压 148/92 mmHg，心率 76 次/分",
    "Can I take Tylenol with Lisinopril?",
    "What is a normal Heart Rate for adults?",
    "My Omron says 135/85 in the morning.",
    "Is Vitamin D good for bones?",
    "I walk 10000 steps a day.",
    "On a scale of 1 to 10 my pain is 4/10.",
    "Does Graves disease cause weight loss?",
    "My blood pressure was 150/95 on Monday.",
    "Take 1/2 tablet twice daily.",
    "I have Type 2 Diabetes and High Blood Pressure.",
    "The doctor said my LDL is 160.",
    "Platelets 213 x10^9/L and WBC 6.5",
]


def _marked(sentence: str) -> tuple[str, list[str]]:
    return re.sub(r"[{}]", "", sentence), re.findall(r"\{([^}]*)\}", sentence)


@pytest.mark.parametrize("sentence", PERSONAL)
def test_what_identifies_somebody_is_masked(sentence: str) -> None:
    text, secrets = _marked(sentence)
    masked = mask(text)
    for secret in secrets:
        assert secret not in masked.text, masked.text
    assert masked.restore(masked.text) == text
    assert residual_scan(masked.text) == ()


@pytest.mark.parametrize("text", CLINICAL)
def test_medicine_is_left_alone(text: str) -> None:
    masked = mask(text)
    assert masked.text == text
    assert masked.replacements == ()


def test_placeholders_name_the_kind_and_repeat_for_the_same_original() -> None:
    masked = mask("王磊的电话是13812345678。请告诉王磊，别打13912345678。")
    assert masked.text == "[NAME-1]的电话是[PHONE-1]。请告诉[NAME-1]，别打[PHONE-2]。"
    assert [(one.kind, one.placeholder) for one in masked.replacements] == [
        ("NAME", "[NAME-1]"),
        ("PHONE", "[PHONE-1]"),
        ("PHONE", "[PHONE-2]"),
    ]
    assert masked.restore("请[NAME-1]来。[OTHER-9]") == "请王磊来。[OTHER-9]"
    assert "王磊" not in repr(masked)


def test_a_placeholder_in_the_text_is_no_way_to_an_original() -> None:
    text = "[NAME-1] 是谁？我叫王桂芳。"
    masked = mask(text)
    assert masked.text == "[NAME-1] 是谁？我叫[NAME-2]。"
    assert masked.restore(masked.text) == text


def test_known_entities_are_masked_exactly() -> None:
    known = KnownEntities(
        names=("Luz Quispe", "欧阳慧敏", "Bo"), others=("SN-4471", "翠竹小屋", "138 0013 8000")
    )
    text = "quispe and LUZ asked Bo about the boat; 慧敏住在翠竹小屋，欧阳 慧敏说 sn 4471 坏了，电话138-0013-8000。"
    masked = mask(text, known)
    for secret in ("quispe", "LUZ", "Bo ", "慧敏", "欧阳", "翠竹小屋", "4471", "0013"):
        assert secret not in masked.text
    assert "boat" in masked.text
    assert masked.restore(masked.text) == text


def test_invisible_characters_do_not_hide_a_name() -> None:
    masked = mask("我叫王\u200b桂\u2060芳，电话138\u200b1234\u200b5678")
    assert masked.text == "我叫[NAME-1]，电话[PHONE-1]"


def test_long_text_is_refused() -> None:
    with pytest.raises(PrivacyError, match="please shorten it"):
        mask("血" * 4001)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("call 555 01 34 now", ["digits"]),
        ("mail me a@b", ["email"]),
        ("see example.com", ["url"]),
        ("京A12345", ["plate"]),
        ("１２３４５", ["digits"]),
        ("[PHONE-1] and 148/92, 7.2 mmol/L", []),
    ],
)
def test_last_look_finds_shapes(text: str, kinds: list[str]) -> None:
    found = {residual.kind for residual in residual_scan(text)}
    assert set(kinds) <= found
    assert bool(kinds) == bool(found)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_comes_back_whole(text: str) -> None:
    from assistant.red_flags.clinical_text import strip_invisible

    masked = mask(text)
    assert masked.restore(masked.text) == strip_invisible(text)


_NAMES = st.one_of(
    st.text(alphabet=[chr(code) for code in range(0x4E00, 0x9FA5, 7)], min_size=2, max_size=4),
    st.from_regex(r"[A-Z][a-z]{2,9}( [A-Z][a-z]{2,9})?", fullmatch=True),
)
_FRAMES = (
    "{} 血压 150/95，要紧吗？",
    "昨天{}说头晕",
    "Is {} ok with 150/95?",
    "tell {}: rest",
    "{0}, {0}!",
    "({})",
)


@settings(max_examples=200, deadline=None)
@given(_NAMES, st.sampled_from(_FRAMES))
def test_a_known_name_never_stays(name: str, frame: str) -> None:
    masked = mask(frame.format(name), KnownEntities(names=(name,)))
    assert name.lower() not in masked.text.lower().replace("[name-", "")


@settings(max_examples=200, deadline=None)
@given(st.from_regex(r"[0-9]{5,19}", fullmatch=True), st.sampled_from(("号码{}。", "my number is {}", "{}")))
def test_long_numbers_never_stay(digits: str, frame: str) -> None:
    assert digits not in mask(frame.format(digits)).text
