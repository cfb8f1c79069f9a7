"""Reads the words of a penal article into stages, amounts, kinds and 应当 or 可以, so that a pack can be held against them mechanically.

The texts themselves are never part of the tests: they are read from a folder the one who runs the tests has. Only patterns stand here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from inspector_app.catalog.law import Ref
from inspector_app.catalog.lawtext import LawText, number_of

STAGE_MARKS = {
    "overdue": r"逾期不改正|拒不改正|逾期仍不符合备案条件",
    "serious": r"情节严重",
    "consequence": r"造成危害后果|造成严重后果",
}
_MARK = re.compile(rf"(?:{'|'.join(STAGE_MARKS.values())})(?:或者(?:拒不改正|情节严重))?的")
_HAN = "零〇一二三四五六七八九十百千"
_NUMERAL = re.compile(rf"([{_HAN}]+)(?=万元|元|倍|年|日|至[{_HAN}]+倍)")
_PERCENT = re.compile(rf"百分之([{_HAN}]+)")
_PERSONS = re.compile(
    r"(?:由卫生主管部门)?对(?:违法单位的|其|疫苗上市许可持有人、疫苗配送单位的|疾病预防控制机构、接种单位、医疗机构的)?"
    r"(?:法定代表人|主要负责人|直接负责的)[^；。]*|(?<=，)[0-9]+年内禁止其(?:法定代表人|主要负责人)[^；。]*"
    r"|其直接责任人员[^；。]*|由公安机关处[^；。]*拘留|责令(?:相关责任人员|负有责任)[^；。]*|依法责令相关责任人员[^；。]*"
)
_AMOUNT = r"([0-9.]+)(万元|元)"
_RANGE = re.compile(rf"{_AMOUNT}以上{_AMOUNT}以下")
_UP_TO = re.compile(rf"(?<!以上)(?:处|处以){_AMOUNT}以下")
_TIMES = re.compile(r"([0-9.]+)(倍|%)?(?:以上|至)([0-9.]+)(倍|%)(?:以下)?")
_UP_TO_TIMES = re.compile(r"(?<![以上至0-9.])([0-9.]+)倍以下")
_FLOOR = re.compile(rf"不足{_AMOUNT}的，按{_AMOUNT}计算")
_BELOW = re.compile(rf"不足{_AMOUNT}的，并处")
_GOODS = r"药品|化妆品|医疗器械|疫苗|制剂|激素"
_TOOLS = r"原料|原材料|工具|设备|包装材料"
KIND_WORDS = {
    "警告": r"警告(?!直至)",
    "通报批评": r"通报批评",
    "罚款": r"[元倍]以下(?:的)?罚款|(?:5至10|5-10)倍罚款",
    "没收违法所得": r"没收[^，。；]*(?:违法所得|检验费用)",
    "没收违法收入": r"没收[^，。；]*(?:运输|违法)收入",
    "没收违法产品": rf"没收[^，。；]*(?:违法|违规|已经|全部|非法)[^，。；]*?(?:{_GOODS})",
    "没收工具设备": rf"没收[^。；]*?(?:{_TOOLS})|(?:{_TOOLS})[^。；，]*予以没收|没收[^，。；]*包装材料",
    "责令停产停业": r"责令[^，。；]*?(?:停产|停业)",
    "责令关闭": r"责令关闭",
    "吊销许可证": r"收缴或者吊销|吊销[^。；，]*?(?<!执业)(?:许可证(?!明)|许可证件|许可证明文件|新原料注册证)",
    "吊销批准证明文件": r"吊销[^。；，]*?(?:批准证明文件|药品注册证书|医疗器械注册证)",
    "吊销营业执照": r"吊销[^。；，]*营业执照",
    "吊销执业许可证": r"吊销[^。；，]*执业许可证|医疗机构执业许可证的",
    "吊销执业证书": r"吊销[^。；，]*执业证书",
    "吊销资质": r"(?:吊销|、)检验机构资质证书",
    "取消备案": r"取消[^，。；]*备案",
    "取消资格": r"取消(?!其?麻醉药品和第一类精神药品处方)[^，。；]*资格|撤销(?:其)?检验资[格质]|吊销其印鉴卡",
    "取消处方资格": r"取消[^，。；]*处方资格",
    "禁止开展活动": r"(?:禁止其|不得)(?:[0-9]+年内)?开展|责令暂停相关|责令停止(?:执业|炮制|实验研究)|暂停其执业",
    "禁止进口": r"禁止其[^，。；]*进口",
    "不受理申请": r"不受理|不予办理|不得提出|受理其提出",
    "不予许可": r"不予(?:行政)?许可",
    "撤销许可": r"撤销(?:相关许可|行政许可|其已取得的资格)",
    "收缴": r"收缴",
    "销毁": r"予以销毁",
    "公告": r"公告",
    "责令改正": r"责令(?:限期)?改正|监督管理部门责令[^，。；]*并改正|责令停止临床试验并改正|责令解聘",
    "责令停止": r"责令(?:立即)?停止(?:临床试验|违法行为)|立即停止临床试验",
    "责令停止使用": r"责令停止使用",
    "责令退还": r"责令退还|监督其将违法收取的费用退还",
    "批评教育": r"批评教育",
    "给予处分": r"处分",
    "治安管理处罚": r"治安管理处罚",
}


@dataclass
class Part:
    """What a stretch of an article says of the party, or of persons."""

    text: str = ""
    kinds: dict[str, bool] = field(default_factory=dict)
    linked: list[tuple[str, ...]] = field(default_factory=list)
    fines: set[str] = field(default_factory=set)
    below: set[Decimal] = field(default_factory=set)
    years: set[int] = field(default_factory=set)


@dataclass
class Reading:
    """All penal articles of a violation, stage by stage; floors hold for the whole."""

    stages: dict[str, Part]
    persons: dict[str, str]
    floors: set[Decimal]


def plain(text: str) -> str:
    """The words with every numeral before a unit as digits, shares as per cent, full-width signs as they are."""
    text = _PERCENT.sub(lambda found: f"{number_of(found[1])}%", text)
    return _NUMERAL.sub(lambda found: str(number_of(found[1])), text)


def amount(digits: str, unit: str) -> Decimal:
    """An amount in 元."""
    return Decimal(digits) * (10000 if unit == "万元" else 1)


def fines_of(text: str) -> set[str]:
    """Every range of a fine: ``50000-150000元``, ``15-30倍``, ``0.3-3倍``."""
    found = {f"{amount(a, u):f}-{amount(b, v):f}元" for a, u, b, v in _RANGE.findall(text)}
    found |= {f"0-{amount(a, u):f}元" for a, u in _UP_TO.findall(text)}
    for low, one, high, other in _TIMES.findall(text):
        found.add(f"{_share(low, one or other)}-{_share(high, other)}倍")
    return found | {f"0-{Decimal(high).normalize():f}倍" for high in _UP_TO_TIMES.findall(text)}


def _share(digits: str, unit: str) -> str:
    return f"{(Decimal(digits) / (100 if unit == '%' else 1)).normalize():f}"


def stretches(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """The stages a text goes through, with the words of each: a new sentence is of the first stage again, one stretch may be of two."""
    for sentence in text.split("。"):
        at, stages = 0, ("base",)
        for mark in _MARK.finditer(sentence):
            yield stages, sentence[at : mark.start()]
            stages = tuple(name for name, words in STAGE_MARKS.items() if re.search(words, mark[0]))
            at = mark.end()
        yield stages, sentence[at:]


def read(refs: Iterable[Ref], texts: dict[str, LawText], persons_by: tuple[Ref, ...] = ()) -> Reading:
    """Read the penal articles together. Those that punish persons alone are given to every stage's persons."""
    made = Reading(stages={}, persons={}, floors=set())
    for ref in refs:
        words = plain(_lead(ref, texts[ref.law]))
        if ref in persons_by:
            made.persons["any"] = made.persons.get("any", "") + words
            continue
        made.floors |= {amount(*one[2:]) for one in _FLOOR.findall(words)}
        words = _FLOOR.sub("", words)
        for stages, stretch in stretches(words):
            own = _PERSONS.sub("", stretch)
            for name in stages:
                people = "，".join(_PERSONS.findall(stretch))
                if people:
                    made.persons[name] = made.persons.get(name, "") + people
                _add(made.stages.setdefault(name, Part()), own)
    return made


def _lead(ref: Ref, text: LawText) -> str:
    """The paragraph a citation stands in, without its items: they say what is punished, not how."""
    article = text.article(str(ref.article))
    assert article is not None
    paragraphs = article.paragraphs if ref.paragraph is None else article.paragraphs[ref.paragraph - 1 :][:1]
    return "。".join(one.text for one in paragraphs)


def _add(part: Part, words: str) -> None:
    part.text += words
    places = {}
    for kind, pattern in KIND_WORDS.items():
        found = re.search(pattern, words)
        if found is not None:
            clause = words[max(words.rfind(one, 0, found.start()) for one in "，；。") + 1 : found.end()]
            part.kinds[kind] = part.kinds.get(kind, False) or "可以" in clause
            places[kind] = found.end()
    for sentence in re.split("；", words):
        named = [kind for kind in places if re.search(KIND_WORDS[kind], sentence)]
        part.linked += [tuple(named)] if re.search("直至|或者|或按", sentence) and len(named) > 1 else []
    part.fines |= fines_of(words)
    part.below |= {amount(*one) for one in _BELOW.findall(words)}
    part.years |= {int(one) for one in re.findall(r"([0-9]+)年内不(?:予|受理|得提出)", words)}


def text_of_persons(persons: dict[str, str], stage: str) -> str:
    """What persons incur at a stage, with what an article says of them alone."""
    return f"{persons.get(stage, '')}，{persons.get('any', '')}"
