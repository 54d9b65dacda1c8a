"""Names of people in Chinese text, by surnames, given names, titles, relations and the grammar around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from assistant.deidentification.identifiers import Identifier
from assistant.deidentification.name_lists import name_lists

_ANY: Final = r"[\u4e00-\u9fff]"
_TITLE: Final = (
    r"(?:先生|女士|小姐|太太|夫人|医生|大夫|医师|主任|副主任|教授|护士长?|药师|老师|阿姨|叔叔|伯伯|大爷|大妈|大娘|大叔|大哥|大姐|奶奶|爷爷|"
    r"师傅|经理|院长|校长|同学|同志|护工|总|叔|姨|婶|伯|哥|姐|嫂|爷爷|老板|书记|队长|所长|局长|博士|技师|专家)"
)
#: Behind a single-character title a name must end: "王姐说", but not "高总胆固醇".
_SHORT_TITLE: Final = r"(?:总|叔|姨|婶|伯|哥|姐|嫂)"
_RELATION: Final = (
    r"(?:老伴儿?|爸爸?|妈妈?|父亲|母亲|儿子|女儿|闺女|丈夫|妻子|爱人|先生|老公|老婆|媳妇|儿媳妇?|女婿|奶奶|爷爷|姥姥|姥爷|外公|外婆|孙子|孙女|外孙女?|哥哥?|姐姐?|"
    r"弟弟?|妹妹?|叔叔?|舅舅?|姑姑?|姨妈?|婶婶?|伯伯?|婆婆|公公|岳父|岳母|丈人|丈母娘|表[哥姐弟妹]|堂[哥姐弟妹]|[大小二三]?(?:儿子|女儿|姐|哥|弟|妹|舅|姨|姑|叔)|嫂子|侄子|侄女|外甥女?|"
    r"邻居|同事|朋友|同学|战友|室友|病友|老乡|师傅|徒弟|孩子|宝宝|娃|保姆|护工|阿姨|老板|领导|房东|亲家)"
)
_CUE: Final = (
    r"(?:姓名|名字|本人|叫做|名叫|叫|我是|这是|他是|她是|我们家|我家|俺家|患者|病人|病患|体检人|受检者|收件人|收货人|户主|医生|医师|大夫|护士|主任|教授|药师|审核者|检验者|"
    r"检验员|送检医生|主治|主刀|责任护士|报告人|联系人|联系|联系一下|写着|写的是|登记的是|紧急联系人|监护人|家属|病房的|隔壁的|楼下的|班的|"
    + _RELATION
    + r"|和|跟|找|给|请|让|与|、|由|经|是|替|帮|问|告诉|听|陪|带|叫上|通知|转告|麻烦)"
)
_SAY: Final = (
    r"(?=[说讲问叫带陪让要把今昨前住在来去因于的是有已也和与跟吃喝做得打现就还想才刚最去年一二三四五六七八九十然上下收患送啊呀吧嗯，,。、;；:：!！?？\s(（）)／/]|$|\d|男|女|同志|"
    r"建议|推荐|复核|复查|医[生师]|主任|教授|大夫|护士|先生|女士|您好|你好|这里|这边|本人|心脏|血[压糖脂]|岁|从|被|给|没|不|能|可以|量|测|摔|住院)"
)
_OPEN: Final = r"(?:昨天|今天|前天|早上|早晨|中午|晚上|上午|下午|上周|上次|刚才|后来|然后|还有|那个|这个|嗯|啊|是|^|(?<=[\s,，。、;；:：!！?？（(「“\"|—\-]))"
_NOT_GIVEN: Final = r"(?![说讲问叫的了是在有和跟要把也都我你他她它们您这那不没就还很吗呢吧啊今昨天年月日号岁药病痛疼血糖压高低])"


@lru_cache(maxsize=1)
def _rules() -> Sequence[re.Pattern[str]]:
    lists = name_lists()
    surname, given, any_ = lists.surname, lists.given, _NOT_GIVEN + _ANY
    dotted = rf"{_ANY}{{1,8}}(?:[·•・]{_ANY}{{1,8}})+"
    stated = r"\s*(?:姓名)?\s*[:：]?\s*(?:是|叫|为)?\s*"
    return tuple(
        re.compile(rule)
        for rule in (
            dotted,
            rf"(?:姓名|患者|病人|联系人|户主|收件人|监护人|体检人|受检者|家属|本人)\s*[:：]\s*(?P<v>{_ANY}{{2,4}}|{dotted})",
            rf"(?:医生|医师|审核者|检验者|报告者|护士|药师|主任|操作者|签名|签字|送检者)\s*[:：]\s*(?P<v>{_ANY}{{2,4}})",
            rf"(?:收件人|收货人|联系人|姓名|我叫|名叫|名字叫|[他她]叫|叫做|我是)(?:是|为|:|：)?\s*(?P<v>{surname}{any_}{{1,2}}?){_SAY}",
            rf"(?:收件人|收货人|联系人|姓名|我叫|名叫|名字叫|[他她]叫|叫做)(?:是|为|:|：)?\s*(?P<v>{surname}{any_}{{1,2}}){_SAY}",
            rf"姓(?P<v>{surname})(?![名氏])",
            rf"(?P<v>{surname}{given}{{0,2}}?){_TITLE}",
            rf"(?P<v>{surname}{given}{any_}?){_TITLE}",
            rf"{_OPEN}(?P<v>{surname}{any_}{{1,2}}?){_TITLE}",
            rf"(?:{_CUE})(?P<v>{surname}{any_}{{0,2}}?){_TITLE}",
            rf"{_CUE}{stated}(?P<v>{surname}{any_}{given}){_SAY}",
            rf"{_CUE}{stated}(?P<v>{surname}{given}{any_}?){_SAY}",
            rf"{_RELATION}{stated}(?P<v>{surname}{any_}{{1,2}}){_SAY}",
            rf"{_CUE}{stated}(?P<v>{surname}{given}{{1,2}})",
            rf"{_OPEN}(?P<v>{surname}{given}{{2}}){_SAY}",
            rf"{_OPEN}(?P<v>{surname}{given}){_SAY}",
            rf"{_OPEN}(?P<v>{surname}{any_}{given}|{surname}{given}{any_})(?=[，,、]?\s*(?:男|女)(?:[，,]|\s|$))",
            rf"{_OPEN}(?P<v>{surname}{any_}{{1,2}})(?=[，,、]\s*(?:男|女)(?:性)?[，,])",
            rf"(?P<v>{surname}{given}{{2}})(?=的|说|今年|去年|最近|复核|审核|签字|女士|住院|因|收|，|,|。|$|（|\()",
            rf"(?:和|与|跟|、)(?P<v>{surname}{any_}{{1,2}})(?=都|两|一起|谁|是邻居|同时)",
            rf"(?:^|(?<=[\s,，。、;；:：!！?？叫给和跟让陪是找带的家问听帮上晨午晚]))(?P<v>[小老阿](?:{surname}|{given}))(?=说|讲|的|他|她|今|昨|最|也|有|在|是|和|叫|让|陪|问|没|不|给|带|量|要|想|把|收|来|去|送|测|吃|都|家|现在|[,，。、？?！!]|$)",
            rf"(?:^|(?<=[\s,，。、;；:：!！?？叫给和跟让陪是找带的家上]))(?P<v>(?P<twice>{given}|[乐贝妞宝豆果糖球月花朵毛蛋])(?P=twice))(?=说|讲|吃|喝|量|测|去|来|家|现在|收|今|昨|最近|也|在|和|叫|让|陪|问|没|不|给|带|量|要|想|[,，。？?]|$)",
        )
    )


def find_chinese_names(text: str) -> Iterator[Identifier]:
    """Names in folded ``text``; they may overlap."""
    stop = name_lists().not_chinese
    for rule in _rules():
        at = 0
        while (match := rule.search(text, at)) is not None:
            start, end = match.span("v") if "v" in rule.groupindex else match.span()
            at = max(start + 1, match.start() + 1)
            if end <= start or stop.match(text, start) or stop.match(text, max(start - 1, 0)):
                continue
            if re.match(_SHORT_TITLE, text[end : end + 1]) and re.match(rf"{_SHORT_TITLE}{_ANY}", text[end:]) and not re.match(rf"{_SHORT_TITLE}(?:{_SAY}|们|家)", text[end:]):  # fmt: skip
                continue
            yield Identifier(start, end, "NAME")
