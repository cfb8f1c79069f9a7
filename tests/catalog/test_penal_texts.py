"""Every amount, multiple, kind, 应当 or 可以, person and order of correction in the packs, held against the words of the penal articles.

The official texts are never part of the product. ``INSPECTOR_LAW_TEXTS`` names a folder of them (as ``inspector forms import-law`` takes);
without it there is nothing to compare with, and pytest says that the set of folders is empty.
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

import pytest

from inspector_app.catalog.lawtext import SUFFIXES, read_law_text
from inspector_app.catalog.lawtext_shelf import law_of
from inspector_app.catalog.violation import STAGES
from tests.catalog.penal_reading import Part, fines_of, read, text_of_persons
from tests.rules.law_facts import book

FOLDERS = [Path(one) for one in os.environ.get("INSPECTOR_LAW_TEXTS", "").split(os.pathsep) if one]
OFFICIALS = "给予处分"
"""Not a penalty of this law: who gives it to officials and staff is no part of the comparison."""
ELSEWHERE = {"按广告法处理", "按药品管理法处罚", "按持有人责任处理", "限制从业"}
"""Kinds that only point to another law, or repeat what persons incur."""
BASIS = {"违法期间自本单位所获收入": "所获收入", "上一年度从本单位取得的收入": "年度从本单位取得收入"}

_LADDER = re.compile(r"直至|收缴或者|或者(?:由[^，。；]{0,8})?(?:吊销|取消)")
_BAN = re.compile(r"(?:[0-9]+年内?)?(?:直至)?(?:终身)?(?:禁止|不得)[^，。；]*?从事[^，。；：]*")

FAKE = ("drug-116-produce-fake", "drug-116-sell-fake", "tcm-56-2", "tcmp-23-1")
GXP = ("drug-126-gmp", "drug-126-gsp", "drug-126-excipient", "online-37", "dist-71-purchase-sale-check")
# What differs and was read by eye: violation, what of it, and why the pack is right.
BY_EYE = {
    **{(one, "serious kinds lacking 禁止进口"): "只对境外持有人，写在说明里" for one in FAKE},
    ("drug-119-use-fake", "serious kinds lacking 吊销执业证书、禁止进口"): "前者写在处罚到人里，后者只对境外持有人",
    **{
        (one, "base kinds lacking 吊销批准证明文件"): "经营者、使用单位和只备案的制剂没有批准证明文件"
        for one in ("drug-116-sell-fake", "drug-119-use-fake", "tcm-56-2")
    },
    **{(one, "serious kinds lacking 禁止开展活动"): "只对非临床和临床研究机构" for one in GXP},
    **{
        (one, "serious kinds lacking 吊销执业证书"): "只对使用单位的人员，写在处罚到人里"
        for one in ("drug-124-2-sell", "drug-124-2-use")
    },
    **{
        (one, "base kinds lacking 治安管理处罚"): "构成违反治安管理行为的才由公安机关处罚"
        for one in ("cosmetic-64-2-license", "device-83-2-license")
    },
    **{
        (one, "base kinds lacking 取消备案"): "条文说的是取消备案以后"
        for one in ("cosmetic-65-3-newraw-after-cancel", "cosmetic-65-3-product-after-cancel")
    },
    **{
        (one, "floors"): "生产、批发与零售的保底不同，本条目只是其一"
        for one in (
            "drug-117-produce-inferior",
            "drug-117-wholesale-inferior",
            "drug-117-retail-inferior",
            "drug-119-use-inferior",
        )
    },
    (
        "drug-119-use-inferior",
        "serious kinds lacking 吊销执业证书、吊销批准证明文件",
    ): "前者写在处罚到人里，后者使用单位没有",
    ("drug-129-distributor-illegal-source", "serious kinds lacking 吊销执业许可证"): "只对医疗机构",
    ("drug-129-hospital-illegal-source", "serious kinds lacking 吊销批准证明文件、吊销许可证"): "只对企业",
    ("impl-81-1", "serious kinds lacking 吊销批准证明文件、吊销许可证"): "只对企业",
    ("cosmetic-71-lab", "base ban"): "只对受到开除处分的人员，写在其他里",
    ("drug-142-1-receive", "serious ban"): "当事人就是这些人员",
    ("drug-142-1-receive", "serious who"): "当事人就是这些人员",
    ("narcotic-73-prescriber", "base choose"): "两款的人不同，各适用其一",
    ("narcotic-82-diversion", "base kinds more 吊销许可证"): "以分号另起，没有以情节严重为限",
    ("narcotic-82-diversion", "serious kinds lacking 吊销许可证"): "以分号另起，没有以情节严重为限",
    ("drug-135-refuse-recall", "base fines"): "同一款另一句说的是拒不配合召回的单位",
    **{
        ("drug-135-refuse-assist-recall", what): "同一款前一句说的是持有人"
        for what in ("base fines", "serious stage", "serious persons", "floors")
    },
    **{
        ("narcotic-78-fake-inferior", what): "罚款等按药品管理法另计"
        for what in (
            "base kinds lacking 吊销批准证明文件、没收违法产品、没收违法所得、罚款、责令停产停业",
            "base fines",
            "serious stage",
            "floors",
        )
    },
    **{
        ("vaccine-85-coldchain", what): "条文写依照第82条，数字见该条"
        for what in ("serious person fine", "serious income", "serious basis", "serious ban")
    },
    **{
        ("vaccine-85-coldchain-cdc", what): "罚款和吊证不及于疾控机构"
        for what in ("overdue stage", "serious stage", "correction", "floors")
    },
}


@cache
def texts(folder):
    found = {}
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in SUFFIXES:
            text = read_law_text(path)
            law = law_of(book(), text)
            if law is not None:
                found[law.id] = text
    return found


def ranges(fine):
    if fine is None or fine.same_as:
        return set()
    return {
        f"{_plain(one.min_multiple)}-{_plain(one.max_multiple)}倍" if one.by_multiple else f"{one.min:f}-{one.max:f}元"
        for one in fine.tiers
    }


def _plain(number):
    return f"{number.normalize():f}" if number else "0"


def of_a_stage(violation, name, said):
    """What the pack and the words of one stage do not agree on."""
    stage, part = violation.stage(name), said.get(name)
    if stage is None or part is None:
        if (stage is None) != (part is None or not (set(part.kinds) - {OFFICIALS} or part.fines)):
            yield f"{name} stage"
        return
    wanted = set(part.kinds)
    before = set() if name == "base" else set(violation.base.kinds)
    if stage.fine is not None and stage.fine.same_as:
        wanted |= set(said[stage.fine.same_as].kinds) if stage.fine.same_as == "overdue" else set()
        before.add("罚款")
    lacking = wanted - set(stage.kinds) - {OFFICIALS}
    more = set(stage.kinds) - wanted - before - ELSEWHERE - {OFFICIALS}
    yield from (
        f"{name} kinds {what} {'、'.join(sorted(some))}"
        for what, some in (("lacking", lacking), ("more", more))
        if some
    )
    if ranges(stage.fine) != part.fines:
        yield f"{name} fines"
    bounds = {int(one) for tier in (stage.fine.tiers if stage.fine else ()) for one in re.findall(r"<(\d+)", tier.when)}
    if bounds != {int(one) for one in part.below}:
        yield f"{name} bounds"
    years = {stage.application_ban_years} - {None, violation.base.application_ban_years if before else None}
    if years != part.years:
        yield f"{name} years"
    yield from of_the_words(stage.modality, part, name)


def of_the_words(modality, part: Part, name):
    if any(part.kinds[kind] != (kind in modality.may) for kind in modality.named if kind in part.kinds):
        yield f"{name} may"
    grouped = {kind for group in modality.choose for kind in group}
    for group in modality.choose:
        if not any(set(group) <= set(linked) for linked in part.linked):
            yield f"{name} choose"
    if _LADDER.search(part.text) and any(not set(linked) & grouped for linked in part.linked):
        yield f"{name} ladder"


def of_persons(violation, persons):
    """What the pack and the article do not agree on of responsible persons."""
    for one in violation.persons:
        if one.other and not one.fine and not one.ban:
            continue
        words = text_of_persons(persons, one.trigger)
        fine = set()
        if one.fine is not None:
            by_income = one.fine.max_multiple is not None
            fine = (
                {f"{_plain(one.fine.min_multiple)}-{_plain(one.fine.max_multiple)}倍"}
                if by_income
                else {f"{one.fine.min:f}-{one.fine.max:f}元"}
            )
            if by_income and BASIS[one.fine.basis] not in words:
                yield f"{one.trigger} basis"
        if fine != fines_of(words):
            yield f"{one.trigger} person fine"
        if one.confiscate_income != ("没收违法行为发生期间自本单位所获收入" in words):
            yield f"{one.trigger} income"
        ban = _BAN.search(words)
        if _bare(ban[0] if ban else "") != _bare(one.ban.words if one.ban else ""):
            yield f"{one.trigger} ban"
        detained = re.findall(r"(可以)?由公安机关处([0-9]+)日以上([0-9]+)日以下", words)
        given = one.detention
        if detained != (
            [("可以" if given.discretionary else "", str(given.min_days), str(given.max_days))] if given else []
        ):
            yield f"{one.trigger} detention"
        if any(who.removesuffix("等有关人员") not in words for who in one.who):
            yield f"{one.trigger} who"
    for stage in persons.keys() - {"any"}:
        if fines_of(persons[stage]) and not any(one.trigger == stage for one in violation.persons):
            yield f"{stage} persons"


def _bare(ban):
    """A ban without the words between its years and its trade, its parts in one order."""
    years = "".join(sorted(re.findall(r"[0-9]+年内?|终身|直至", ban)))
    scope = re.search(r"(药品|化妆品|医疗器械|中医药)(?:生产经营等活动|生产经营活动|相关活动|检验工作)", ban)
    return years, scope[0] if scope else ""


def disagreements(violation, known):
    found = read(violation.penalized_by, known, violation.persons_by)
    for name in STAGES:
        yield from of_a_stage(violation, name, found.stages)
    yield from of_persons(violation, found.persons)
    floors = {
        tier.floor_value
        for name in violation.stages
        if (fine := violation.stage(name).fine) is not None
        for tier in fine.tiers
    } - {None}
    if floors != found.floors:
        yield "floors"
    base = found.stages["base"]
    first = "overdue" in found.stages and not base.fines
    wanted = ("before_fine" if first else "concurrent") if "责令改正" in base.kinds else "none"
    if wanted != violation.correction:
        yield "correction"


@pytest.mark.parametrize("folder_of_INSPECTOR_LAW_TEXTS", FOLDERS)
def test_no_pack_says_what_its_article_does_not(folder_of_INSPECTOR_LAW_TEXTS):  # noqa: N803
    known = texts(folder_of_INSPECTOR_LAW_TEXTS)
    lacking = {ref.law for one in book().violations for ref in one.penalized_by} - known.keys()
    assert not lacking, f"没有文本：{lacking}"
    found = {(one.id, what) for one in book().violations for what in disagreements(one, known)}
    assert found - BY_EYE.keys() == set()
    assert BY_EYE.keys() - found == set(), "这些已经一致，不必再列"


def test_every_disagreement_read_by_eye_is_of_a_violation_that_is_there():
    known = {one.id for one in book().violations}
    assert {one for one, _ in BY_EYE} <= known
    assert all(BY_EYE.values())
