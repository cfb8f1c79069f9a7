"""What a new version of a form or law file changes, line by line, before and after, in words a person reads.

Every difference between two definitions is found by walking both, so that nothing a pack changes can go unshown; what has a meaning
of its own (a citation, a band, a fine) is said in its words instead of its fields.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

import msgspec

from inspector_app.catalog.calendar import Holiday, WorkedDay
from inspector_app.catalog.discretion import BandRange, DiscretionPack
from inspector_app.catalog.kinds import Kind
from inspector_app.catalog.law import Ref
from inspector_app.catalog.library import Library
from inspector_app.catalog.violation import Fine, PersonPenalty, Violation
from inspector_app.catalog.wording import WordingPack
from inspector_app.fault import Fault
from inspector_app.rules.violation_words import brief, fine_words, money, person_words

State = Literal["new", "changed", "same", "gone"]
LONGEST = 400
"""Longer texts are cut in a list of changes; the whole stands in the file."""

_FIELDS: dict[str, str] = {
    "meta": "概况",
    "title": "名称",
    "name": "名称",
    "version": "版本",
    "as_of": "核对日期",
    "effective": "施行日期",
    "issuer": "发布机关",
    "published": "发布日期",
    "doc_no": "文号",
    "chapters": "章节",
    "items": "项目",
    "severity": "等级",
    "check_points": "检查要点",
    "evidence": "证据",
    "not_applicable_when": "不适用情形",
    "article": "条",
    "no": "序号",
    "note": "说明",
    "verified": "已核实",
    "judgement": "判定",
    "rulesets": "规则集",
    "rules": "规则",
    "answer_options": "答案",
    "severity_levels": "等级",
    "fields": "栏目",
    "label": "标签",
    "type": "类型",
    "required": "必填",
    "options": "选项",
    "body": "正文",
    "copies": "份数",
    "legal_basis": "依据",
    "deadlines": "期限",
    "notices": "告知内容",
    "signatures": "签名",
    "holidays": "放假",
    "worked": "调休上班",
    "first": "起",
    "last": "止",
    "laws": "法律",
    "versions": "文本",
    "articles": "条数",
    "adopted": "通过日期",
    "kinds": "处罚种类",
    "modality": "条文用词",
    "choose": "至少选一",
    "unread": "没有读到的原因",
    "violations": "违法行为",
    "violates": "违反",
    "penalized_by": "罚则",
    "refs": "依据",
    "base": "首查",
    "overdue": "逾期不改正",
    "serious": "情节严重",
    "consequence": "造成后果",
    "fine": "罚款",
    "persons": "处罚到人",
    "correction": "责令改正",
    "bands": "裁量等级",
    "range": "幅度",
    "definition": "定义",
    "formula": "算法",
    "band_rules": "裁量规则",
    "exemptions": "免罚情形",
    "minor_list": "免罚清单",
    "conditions": "条件",
    "condition": "情形",
    "effect": "后果",
    "outcome": "结果",
    "level": "程度",
    "lenient": "从轻减轻",
    "severe": "从重",
    "shall": "应当",
    "may": "可以",
    "hearing": "听证",
    "hearing_amounts": "听证金额",
    "amounts": "金额",
    "organization": "单位",
    "natural_person": "自然人",
    "sole_trader_as": "个体工商户视为",
    "summary_procedure": "简易程序",
    "limits": "限额",
    "limitation": "追责期限",
    "time_limits": "时限",
    "no_penalty": "不予处罚",
    "province": "省份",
    "extends": "以何为底",
    "serious_circumstances": "情节严重的情形",
    "states": "状态",
    "transitions": "步骤",
    "clocks": "期限",
    "gates": "条件",
    "limit": "期限",
    "unit": "单位",
    "source": "来源",
    "sources": "来源",
    "applies_to": "适用",
    "text": "内容",
    "rule": "规则",
    "threshold": "限额",
    "legal_person_max": "单位最高（元）",
    "natural_person_max": "个人最高（元）",
}
_ENTRIES: dict[Kind, tuple[str, ...]] = {
    "checklist": ("chapters",),
    "document": ("fields",),
    "calendar": ("holidays", "worked"),
    "law": ("laws",),
    "violation": ("violations",),
}
_KEYS = ("id", "key", "code", "date", "annex", "name")
_UNSAID = {"id", "key", "code"}
_NAMES = ("name", "title", "label", "condition", "say", "holiday", "who", "number", "id", "key", "code")
_MONEY = {"organization", "natural_person", "citizen", "min", "max", "amount", "单位", "自然人"}
_VALUES = {
    "shall": "应当",
    "may": "可以",
    "exempt": "免予处罚",
    "mitigate_or_exempt": "减轻或者免予处罚",
    "mitigate": "减轻",
    "lenient_or_mitigate": "从轻或者减轻",
    "organization": "单位",
    "natural_person": "自然人",
    "critical": "严重",
    "major": "主要",
    "general": "一般",
}


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is different: where, what it was and what it will be; one of them is empty for what is new or gone."""

    what: str
    before: str
    after: str

    @property
    def state(self) -> State:
        """Whether it is new, gone, or changed."""
        return "new" if not self.before else "gone" if not self.after else "changed"


class FileChange(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of one file: which it is, its versions before and after, and every change inside."""

    kind: Kind
    code: str
    title: str
    state: State
    version_before: str = ""
    version_after: str = ""
    changes: tuple[Change, ...] = ()


def changes(before: Any, after: Any, laws: Mapping[str, str] | None = None) -> tuple[Change, ...]:
    """Every difference between two definitions of one type; ``laws`` gives the short name of a law by its id."""
    return tuple(_Differ(laws or {}).walk("", before, after))


def contents(kind: Kind, definition: Any, laws: Mapping[str, str] | None = None) -> tuple[Change, ...]:
    """What a file that is wholly new brings: each of its entries, as if it had been empty before."""
    empty = {name: type(getattr(definition, name))() for name in _ENTRIES.get(kind, ())}
    return changes(msgspec.structs.replace(definition, **empty), definition, laws) if empty else ()


def local_changes(
    national: DiscretionPack, local: DiscretionPack, laws: Mapping[str, str] | None = None
) -> tuple[Change, ...]:
    """By what a province's rules differ from those they extend."""
    same = msgspec.structs.replace(national.extended(local), meta=national.meta, province="", extends=None)
    return changes(msgspec.structs.replace(national, province="", extends=None), same, laws)


def wording_changes(library: Library, pack: WordingPack) -> tuple[Change, ...]:
    """What a wording pack says differently from the forms as they are used now; what does not fit is said so."""
    from inspector_app.catalog.wording_diff import differences

    found: list[Change] = []
    for one in pack.documents:
        try:
            form = library.form(one.form)
            found += [
                Change(what=f"{d.name} › {d.what}", before=_cut(d.before), after=_cut(d.after))
                for d in differences(pack, form)
            ]
        except Fault as fault:
            found.append(Change(what=one.form, before="", after=fault.what))
    return tuple(found)


class _Differ:
    """Walks two definitions at once."""

    def __init__(self, laws: Mapping[str, str]) -> None:
        self._laws = laws

    def walk(self, place: str, before: Any, after: Any) -> Iterator[Change]:
        if before == after:
            return
        whole = _WHOLE.get(type(after), _WHOLE.get(type(before)))
        if whole is None and isinstance(before, msgspec.Struct) and type(before) is type(after):
            for field in before.__struct_fields__:
                yield from self.walk(_below(place, field), getattr(before, field), getattr(after, field))
        elif whole is None and _keyed(before) and _keyed(after):
            yield from self._lists(place, before, after)
        elif whole is None and isinstance(before, Mapping) and isinstance(after, Mapping):
            for key in dict.fromkeys([*before, *after]):
                yield from self.walk(_below(place, str(key)), before.get(key), after.get(key))
        elif _structs(before) and _structs(after) and not _refs((*before, *after)):
            yield from self._blocks(place, before, after)
        else:
            was, is_ = self.words(before, place), self.words(after, place)
            if was != is_:
                yield Change(what=place, before=was, after=is_)

    def _lists(self, place: str, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Change]:
        """Compare two lists whose entries have names of their own, whatever their order."""
        old, new = {_key(one): one for one in before}, {_key(one): one for one in after}
        for key in dict.fromkeys([*old, *new]):
            one = new.get(key, old.get(key))
            inside = f"{place} › {self._name(one)}" if place else self._name(one)
            if key not in old:
                yield Change(what=inside, before="", after=self._entry(new[key]) or "（新增）")
            elif key not in new:
                yield Change(what=inside, before=self._entry(old[key]) or "（原有）", after="")
            else:
                yield from self.walk(inside, old[key], new[key])

    def _blocks(self, place: str, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Change]:
        """Compare two lists of nameless entries by their words."""
        was, is_ = [self.words(one) for one in before], [self.words(one) for one in after]
        for tag, a, b, c, d in difflib.SequenceMatcher(None, was, is_, autojunk=False).get_opcodes():
            if tag != "equal":
                where = f"{place} 第 {(c if d > c else a) + 1} 处"
                yield Change(what=where, before=_cut("\n".join(was[a:b])), after=_cut("\n".join(is_[c:d])))

    def words(self, value: Any, place: str = "") -> str:
        """Say any value of a definition on one line."""
        whole = _WHOLE.get(type(value))
        if isinstance(value, Ref):
            return f"{self._laws.get(value.law, value.law)}{value.numbers()}"
        if whole is not None:
            return _cut(whole(value))
        if value is None or value in ("", (), [], {}):
            return ""
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, Decimal):
            return money(value) if place.rpartition(" › ")[2] in _MONEY else f"{value:f}"
        if isinstance(value, msgspec.Struct):
            said = [f for f in value.__struct_fields__ if f not in _UNSAID and getattr(value, f) not in (False, True)]
            inside = ((_FIELDS.get(f, ""), self.words(getattr(value, f), f)) for f in said)
            text = "；".join(f"{name} {text}".strip() for name, text in inside if text)
            return _cut(text + ("（未核实）" if getattr(value, "verified", True) is False else ""))
        if isinstance(value, Mapping):
            return _cut("；".join(f"{key} {self.words(one)}".strip() for key, one in value.items()))
        if isinstance(value, Sequence) and not isinstance(value, str):
            return _cut("；".join(text for one in value if (text := self.words(one))))
        return _cut(_VALUES.get(str(value), str(value)))

    def _name(self, value: Any) -> str:
        if isinstance(value, Violation):
            return f"{value.name}（{value.id}）"
        said = next((self.words(getattr(value, one)) for one in _NAMES if getattr(value, one, None)), "")
        number = getattr(value, "no", None)
        return _cut(f"{number} {said}" if number else said, 60)

    def _entry(self, value: Any) -> str:
        """A whole entry that is new or gone."""
        return brief(value) if isinstance(value, Violation) else self.words(value)


def _band(value: BandRange) -> str:
    if value.below_minimum:
        low = f"下限的 {_percent(value.floor_share)} 以上，" if value.floor_share else ""
        return f"法定下限以下（{low}不含下限）"
    return f"幅度的 {_percent(value.lower)} 至 {_percent(value.upper)}"


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}%"


_WHOLE: dict[type, Callable[[Any], str]] = {
    BandRange: _band,
    Fine: lambda one: "；".join(fine_words(one)) or ("同首查" if one.same_as == "base" else "同逾期"),
    PersonPenalty: person_words,
    Holiday: lambda one: f"{one.name} {one.first} 至 {one.last}",
    WorkedDay: lambda one: f"{one.date}（{one.holiday}）",
}


def _below(place: str, field: str) -> str:
    said = _FIELDS.get(field, field)
    return f"{place} › {said}" if place else said


def _key(value: Any) -> str:
    return str(next((getattr(value, one) for one in _KEYS if hasattr(value, one)), ""))


def _structs(value: Any) -> bool:
    return isinstance(value, tuple | list) and all(isinstance(one, msgspec.Struct) for one in value)


def _refs(values: Sequence[Any]) -> bool:
    return bool(values) and all(isinstance(one, Ref) or type(one) in _WHOLE for one in values)


def _keyed(value: Any) -> bool:
    keys = [_key(one) for one in value] if _structs(value) else [""]
    return all(keys) and len(set(keys)) == len(keys)


def _cut(text: str, longest: int = LONGEST) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
