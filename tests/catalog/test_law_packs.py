"""The law packs as shipped hold the facts they were made from, and what is wrong with a pack is named with its line."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from functools import cache

import pytest

from inspector_app import places
from inspector_app.catalog import survey
from inspector_app.catalog.discretion import DiscretionPack, refs_of
from inspector_app.catalog.law import LawCatalogue, Ref, chinese_number, joined
from inspector_app.catalog.law_pack import unverified_rules
from inspector_app.catalog.lawbook import cross_faults
from inspector_app.catalog.library import Library, check_pack, compile_pack
from inspector_app.catalog.packfile import parse
from inspector_app.catalog.violation import STAGES, ViolationPack
from inspector_app.catalog.violation_when import gaps, parse_when
from inspector_app.fault import Fault, UsageFault

FORMS = places.forms_folder()
# domain: violations, fingerprint of what was read in the sources
FACTS = {
    "cosmetic": (57, "068014f2b3c70196"),
    "device": (90, "06b183c2661377da"),
    "drug": (118, "0e98093bc7204eb8"),
    "general": (7, "1c94a5ee9ade2374"),
    "narcotic": (33, "1762977bc65c6871"),
    "vaccine": (36, "350e91e5fd2ce202"),
}
ADDED = {"channels", "until", "replaced_by", "persons_by"}
"""What the product adds to a violation; everything else of it was read."""


@cache
def library():
    return Library(FORMS)


@cache
def book():
    return library().lawbook()


def fingerprint(code):
    path = FORMS / "laws" / "violations" / f"{code}.yaml"
    read = [
        {
            key: {inner: said for inner, said in value.items() if inner != "modality"} if key in STAGES else value
            for key, value in one.items()
            if key not in ADDED
        }
        for one in parse(path.read_bytes(), path.name).value["violations"]
    ]
    text = json.dumps(read, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@pytest.mark.parametrize("code", FACTS)
def test_the_facts_are_the_facts(code):
    number, mark = FACTS[code]
    pack = library().violation_pack(code)
    assert len(pack.violations) == number
    assert {one.domain for one in pack.violations} == {code}
    assert fingerprint(code) == mark


def test_all_of_them_are_there_and_agree():
    assert len(book().violations) == 341
    assert len(book().laws) == 54
    assert len(book().catalogue.kinds) == 37
    assert cross_faults(library()) == []
    assert {one.kind for one in library().entries()} >= {"law", "violation", "discretion"}


def test_what_was_not_verified_is_carried():
    open_laws = {law.id for law in book().laws if not law.current.verified}
    assert open_laws == {
        "advertising-law",
        "nmpa-discretion-rules-2024",
        "drug-crime-linkage-measures",
        "children-cosmetics-rules",
    }
    assert unverified_rules(book().discretion()) == [
        "nmpa_rules",
        "criminal_transfer.offences[illegal-business]",
        "criminal_transfer.offences[bribery]",
    ]
    heads = {one.code: one for one in library().entries() if one.kind in ("law", "violation", "discretion")}
    assert {code: one.unverified for code, one in heads.items() if one.unverified} == {"laws": 4, "national": 3}
    assert heads["drug"].counts == {"violations": 118}
    assert book().unread((Ref(law="advertising-law", article=55),)) == ("中华人民共和国广告法",)


def test_the_stages_and_persons_count_up():
    stages = Counter(stage for one in book().violations for stage in one.stages)
    assert stages == {"base": 341, "overdue": 128, "serious": 219, "consequence": 18}
    assert sum(len(one.persons) for one in book().violations) == 149
    assert Counter(one.correction for one in book().violations) == {"none": 134, "before_fine": 122, "concurrent": 85}
    assert len(list(refs_of(book().discretion()))) == 168


def test_every_kind_says_whether_it_must_be_or_why_nobody_read_it():
    """应当, 可以, or at least one of several; else the reason, and there is only one: the text was not at hand."""
    for one in book().violations:
        for name in one.stages:
            said = one.stage(name).modality
            assert said is not None, (one.id, name)
            if said.unread:
                assert (said.unread, said.named) == ("文本未到手", ()), (one.id, name)
            else:
                assert set(said.named) == set(one.stage(name).kinds), (one.id, name)
    asked = Counter(kind for one in book().violations for name in one.stages for kind in one.stage(name).modality.may)
    # What the laws leave to the office by 可以, besides detention: four fines (of a fifth the article lets choose a warning) and the tools of 化妆品条例第61条.
    assert asked == {"罚款": 4, "没收工具设备": 7}


def test_a_citation_in_both_forms():
    ref = Ref(law="drug-admin-law", article=137, paragraph=1, item=2)
    assert book().cite(ref) == "药品管理法137条1款2项"
    assert book().citation(ref) == "《中华人民共和国药品管理法》第一百三十七条第一款第（二）项"
    inserted = Ref(law="criminal-law", article=408, suffix="之一", paragraph=1)
    assert book().citation(inserted) == "《中华人民共和国刑法》第四百零八条之一第一款"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (117, "一百一十七"),
        (1003, "一千零三"),
    ],
)
def test_numbers_as_laws_write_them(number, text):
    assert chinese_number(number) == text


def test_a_law_knows_its_version_by_day():
    law = book().law("drug-admin-law-impl-reg")
    assert law.version_on("2026-05-14") is None
    assert law.version_on("2026-05-15").label == "2026年第四次修订"
    assert book().effective_from(book().violation("device-u30-1")) == "2016-02-01"
    with pytest.raises(UsageFault, match="没有代码为“magna-carta”的法律"):
        book().law("magna-carta")


def test_the_same_digest_gives_the_same_pack():
    digest = library().digest("drug", "violation")
    assert library()._by_digest("violation", digest, ViolationPack) is library().violation_pack("drug")


VIOLATION = """
meta: {code: drug, title: 试, version: '1', as_of: '2026-11-21'}
violations:
- id: drug-1
  domain: drug
  name: 试验
  subjects: [生产者]
  penalized_by:
  - {law: drug-admin-law, article: 115, paragraph: 1}
  authority: 县级以上药品监督管理部门
  base:
    kinds: [罚款]
    fine:
      basis: 货值金额
      tiers:
      - {when: value<10000, min: 10, max: 50}
      - {when: value>=10000, min_multiple: 15, max_multiple: 30, floor_value: 10000}
  serious: {kinds: [吊销许可证], fine: {same_as: base}}
  correction: none
  topics: [试]
  status: 现行
  verified: false
  violates_verified: false
"""


def compiled(text, name="drug.yaml"):
    return compile_pack("violation", text.encode(), name, ViolationPack)


def test_the_sample_is_sound():
    [one] = compiled(VIOLATION).violations
    assert one.verified is False
    assert next(iter(compiled(VIOLATION).lines())).endswith("未核实")


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("topics:", "topic:", 21, "不认识的键 topic"),
        ("  authority: 县级以上药品监督管理部门\n", "", 4, "缺少键 authority"),
        ("domain: drug", "domain: food", 5, "不是允许的取值"),
        ("when: value<10000,", "when: 货值很小,", 16, "条件“货值很小”无法判断"),
        ("when: value<10000,", "when: __import__('os'),", 16, "无法判断"),
        ("when: value<10000,", "when: value<5000,", 17, "没有任何一档适用"),
        ("when: value<10000,", "when: always,", 17, "永远轮不到"),
        ("when: value<10000,", "when: income<10000,", 16, "看的不是本罚款的基数"),
        ("when: value<10000,", "when: channel == street,", 16, "没有 street 这个环节"),
        ("min: 10, max: 50", "min: 60, max: 50", 16, "不成一个范围"),
        ("min: 10, max: 50", "min: 10", 16, "上下限要写全"),
        ("min: 10, max: 50", "min: 10, max: 50, floor_value: 5", 16, "只有倍数档才有保底基数"),
        ("min: 10, max: 50", "min: 10, max: 50, max_multiple: 5", 16, "数额和倍数只能写一种"),
        ("same_as: base", "same_as: overdue", 18, "overdue 档没有可用的罚款"),
        ("kinds: [吊销许可证], fine: {same_as: base}", "kinds: [罚款]", 18, "写了罚款，却没有 fine"),
        (
            "kinds: [罚款]\n",
            "kinds: [罚款]\n    modality: {shall: [罚款, 警告]}\n",
            12,
            "与 kinds 不一致：警告",
        ),
        ("kinds: [罚款]\n", "kinds: [罚款]\n    modality: {may: [罚款]}\n", 12, "与 fine.mandatory 不一致"),
        ("kinds: [罚款]\n", "kinds: [罚款]\n    modality: {must: [罚款]}\n", 12, "不认识的键 must"),
        ("kinds: [罚款]\n", "kinds: [罚款]\n    modality: {choose: [[罚款]]}\n", 12, "要列出两种以上"),
        ("kinds: [罚款]\n", "kinds: [罚款]\n    modality: {shall: [罚款], may: [罚款]}\n", 12, "写了两次"),
        (
            "kinds: [罚款]\n",
            "kinds: [罚款]\n    modality: {shall: [罚款], unread: 文本未到手}\n",
            12,
            "写了没有读到条文",
        ),
        ("article: 115", "article: -1", 9, "从 1 数起"),
        ("paragraph: 1}", "item: 1}", 9, "写了项就要写明是哪一款"),
        ("status: 现行", "status: 被上位法替代", 22, "要写明 until"),
        ("correction: none", "correction: later", 20, "不是允许的取值"),
        ("code: drug", "code: drugs", 2, "与文件名 drug.yaml 不一致"),
        ("id: drug-1", "id: Drug_1", 4, "只能用小写字母"),
        ("min_multiple: 15", "min_multiple: 三十", 17, "应当是"),
        (
            "  authority",
            "  persons_by: [{law: drug-admin-law, article: 118, paragraph: 1}]\n  authority",
            10,
            "也要写在 penalized_by 里",
        ),
        (
            "  authority",
            "  persons_by: [{law: drug-admin-law, article: 115, paragraph: 1}]\n  authority",
            10,
            "却没有 persons",
        ),
    ],
)
def test_a_fault_names_file_line_and_key(old, new, line, words):
    assert old in VIOLATION
    with pytest.raises(Fault) as caught:
        compiled(VIOLATION.replace(old, new, 1))
    assert caught.value.what.startswith("drug.yaml 第 ")
    assert words in caught.value.what
    assert abs(int(caught.value.what.split(" ")[2]) - line) <= 1


def altered(tmp_path, name, old, new):
    folder = tmp_path / "表 单"
    shutil.copytree(FORMS / "laws", folder / "laws")
    path = folder / "laws" / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return folder, path


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        (
            "violations/drug.yaml",
            "law: drug-admin-law, article: 41",
            "law: drug-admin-lore, article: 41",
            "目录里没有法律 drug-admin-lore",
        ),
        ("violations/drug.yaml", "article: 41", "article: 941", "只有 155 条，引用的是第 941 条"),
        (
            "violations/drug.yaml",
            "[责令关闭, 没收违法产品, 没收违法所得, 罚款]\n    modality: {shall: [责令关闭",
            "[责令关门, 没收违法产品, 没收违法所得, 罚款]\n    modality: {shall: [责令关门",
            "没有处罚种类 责令关门",
        ),
        (
            "violations/drug.yaml",
            "penalty_follows: drug-115-produce-unlicensed",
            "penalty_follows: drug-0",
            "没有代码为 drug-0",
        ),
        (
            "violations/drug.yaml",
            "penalty_follows: drug-115-produce-unlicensed",
            "penalty_follows: drug-126-gsp",
            "与所转致的 drug-126-gsp 不一致",
        ),
        ("violations/drug.yaml", "criminal_check: [illegal-business", "criminal_check: [theft", "没有罪名 theft"),
        ("violations/drug.yaml", "replaced_by: impl-79-4-online-special", "replaced_by: impl-0", "没有代码为 impl-0"),
        ("violations/vaccine.yaml", "id: vaccine-80-1-fake", "id: drug-126-gsp", "在 drug 里已经有了"),
        (
            "discretion/national.yaml",
            "law: samr-illegal-gains-measures, article: 4,",
            "law: samr-gains, article: 4,",
            "没有法律 samr-gains",
        ),
        (
            "discretion/national.yaml",
            "applies_to: [drug-126-gmp]",
            "applies_to: [drug-126-gmx]",
            "没有代码为 drug-126-gmx",
        ),
    ],
)
def test_what_contradicts_between_packs_is_named(tmp_path, name, old, new, words):
    folder, path = altered(tmp_path, name, old, new)
    found = {one.path: one.problems for one in survey.check(folder) if one.problems}
    assert list(found) == [f"laws/{name}"]
    assert words in found[f"laws/{name}"][0]
    assert found[f"laws/{name}"][0].startswith(f"{path.name} 第 ")


def test_one_file_among_others_is_held_against_them(tmp_path):
    _, path = altered(tmp_path, "violations/general.yaml", "law: ", "law: nowhere-")
    [checked] = survey.check(path)
    assert "目录里没有法律 nowhere-" in checked.problems[0]


def test_a_file_is_told_by_its_keys(tmp_path):
    kinds = (("laws.yaml", LawCatalogue, "catalogue"), ("drug.yaml", ViolationPack, "violations"))
    for name, _, below in (*kinds, ("national.yaml", DiscretionPack, "discretion")):
        copy = tmp_path / name
        shutil.copy(FORMS / "laws" / below / name, copy)
        assert check_pack(copy) == []


@pytest.mark.parametrize(
    ("conditions", "wrong"),
    [
        (["always"], []),
        (["value<10000", "value>=10000"], []),
        (["income>0", "income==0"], []),
        (["channel in [produce, wholesale]", "channel == retail"], []),
        (["value<10000", "value>=10001"], [1]),
        (["income>0"], [0]),
        (["value>=5", "value>=10", "value<5"], [1]),
        (["channel == retail", "channel in [retail]"], [1]),
    ],
)
def test_tiers_leave_no_gap(conditions, wrong):
    assert sorted({at for at, _ in gaps([parse_when(one) for one in conditions])}) == wrong


@pytest.mark.parametrize(
    ("texts", "read"),
    [
        (["《甲法》第九十八条第一款", "《甲法》第九十八条第三款"], "《甲法》第九十八条第一款、第三款"),
        (["《甲法》第五十六条", "《甲法》第五十七条第二款"], "《甲法》第五十六条、第五十七条第二款"),
        (["《甲法》第五条", "《乙法》第五条", "《甲法》第六条"], "《甲法》第五条、《乙法》第五条、《甲法》第六条"),
        (["《甲法》第五条", "《甲法》第五条"], "《甲法》第五条"),
        (["《甲法》第五条和《乙法》第三条", "《甲法》第六条"], "《甲法》第五条和《乙法》第三条、《甲法》第六条"),
        (["《甲法》第五条第一款", "《甲法》第五条"], "《甲法》第五条第一款、第五条"),
        (["甲规定", "《甲法》第五条"], "甲规定、《甲法》第五条"),
        ([], ""),
    ],
)
def test_citations_are_joined_as_a_document_reads_them(texts, read):
    assert joined(texts) == read


def test_what_only_reaches_persons_is_not_cited_where_no_person_is_punished():
    book = Library(FORMS).lawbook()
    retail = book.violation("drug-117-retail-inferior")
    assert [one.numbers() for one in retail.basis_at("base")] == ["117条1款"]
    assert [one.numbers() for one in retail.basis_at("serious")] == ["117条1款", "118条1款"]
    # Nothing is left without an article.
    assert all(one.party_by for one in book.violations)
