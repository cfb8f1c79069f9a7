"""The demonstration: a vault with made-up enterprises, so that a new user sees every page alive and nothing is real.

Its bundles go to a headquarters that the demonstration makes itself; a folder with its mark is never a real vault.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from inspector_app import places
from inspector_app.fault import Fault
from inspector_app.records.enterprise import Enterprise
from inspector_app.records.exchange import Export
from inspector_app.records.inspection import Notice
from inspector_app.records.person import Organisation

from . import (
    cases,
    demo_case,
    evidencing,
    exchange,
    inspecting,
    issuing,
    number_words,
    office,
    opening,
    reviewing,
    unsent,
)
from .demo_pictures import picture
from .desk import Clock, Desk, wall_clock

PASSPHRASE = "演示口令 demo-2026"  # noqa: S105 - the demonstration has no secret
MARK = places.DEMONSTRATION_MARK
TYPED = (101, 150)
"""The numbers its documents are issued with, typed in as on a laptop that has not met headquarters yet."""

_DEFECTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "gsp-retail-16107",
        "外用药“云南白药气雾剂”（批号ZKA2603，3盒）与内服药“复方丹参片”（批号D260118，5瓶）混放于处方药区第2组货架第3层",
        ("货架全景", "货架近景"),
    ),
    (
        "gsp-retail-16111",
        "阴凉柜（编号YL-02）温度记录自2026年11月12日18时至11月14日8时中断，当班人员未能说明原因",
        ("温度记录",),
    ),
    (
        "gsp-retail-16801",
        "抽查2026年11月18日至20日销售小票10张，其中4张未打印药品批号",
        ("销售小票",),
    ),
    ("gsp-retail-17401", "营业场所未公布药品监督管理部门的监督电话", ("店堂正面",)),
)
_NOT_APPLICABLE: tuple[tuple[str, str], ...] = (
    ("中药饮片", "该店《药品经营许可证》经营范围不含中药饮片，现场未见"),
    ("特殊", "该店不经营特殊管理药品，计算机系统中无此类品种"),
    ("第二类精神", "该店不经营第二类精神药品、毒性中药"),
    ("上述品种", "该店不经营所列品种"),
    ("拆零", "该店不拆零销售，系统中拆零功能未启用"),
    ("未设库房", "该店未设库房，药品全部陈列于营业场所"),
    ("代煎", "该店不提供代煎服务"),
)


def is_demonstration(folder: Path) -> bool:
    """Whether a vault folder is the demonstration's."""
    return (folder / MARK).is_file()


def build(folder: Path, *, clock: Clock = wall_clock, progress: Callable[[str], None] | None = None) -> Desk:
    """Make the demonstration vault in a new folder and return its desk; an existing vault is never touched."""
    say = progress or (lambda _text: None)
    if opening.vault_exists(folder):
        raise Fault(
            "这个文件夹里已经有数据库",
            kept="没有改动",
            todo="请换一个文件夹，或先删除旧的演示数据",
            code="vault_exists",
        )
    now = clock()
    until = date(now.year + 2, 12, 31)
    people = [
        office.new_officer("李敏", "滨1200260017", date(now.year - 3, 1, 1), until),
        office.new_officer("王海涛", "滨1200260042", date(now.year - 2, 1, 1), until),
        office.new_officer("𠮷野堃", "滨1200260051", date(now.year - 1, 1, 1), until),
    ]
    desk = opening.create_desk(
        folder,
        PASSPHRASE,
        organisation=Organisation(
            name="滨河市药品监督管理局",
            number_word="滨药监",
            address="滨河市和平区迎宾路8号",
            contact_person="李敏",
            contact_phone="0999-8123456",
            reconsideration_body="滨河市人民政府",
            court="滨河市和平区人民法院",
            bank="滨河银行和平支行（滨河市迎宾路1号，户名：滨河市财政局，账号：6200000000000000000）",
        ),
        officers=people,
        device_name="演示终端",
        clock=clock,
    )
    try:
        words = {one.word for one in number_words.words(desk)}
        for year in sorted({now.year, (now - timedelta(days=demo_case.AGO)).year}):
            for word in sorted(words):
                office.add_number_block(desk, word, year=year, first=TYPED[0], last=TYPED[1], source="演示号段")
        say("正在办理的案件")
        _case(desk, now)
        say("药店检查：176项")
        _pharmacy(desk, now)
        say("药品生产检查、化妆品检查")
        _plant(desk, now)
        _cosmetics(desk, now)
        # The mark is written last: without it nothing takes the folder for a whole demonstration.
        (folder / MARK).write_text("演示数据：企业、人员、号码均为虚构。\n", "utf-8")
    except BaseException:
        desk.close()
        _clear(folder)
        raise
    return desk


def _clear(folder: Path) -> None:
    """Take away a vault that was only half made, and nothing else that lies in its folder."""
    for part in ("evidence", "backup", "log"):
        shutil.rmtree(folder / part, ignore_errors=True)
    for file in folder.glob("vault.*"):
        file.unlink(missing_ok=True)


def _begin(desk: Desk, enterprise: Enterprise, checklist: str, *, topic: str, started: datetime, task: str) -> str:
    office.save_enterprise(desk, enterprise)
    inspection = inspecting.start(desk, enterprise)
    for field, value in (
        ("topic", topic),
        ("task_no", task),
        ("place", enterprise.site_address or enterprise.address),
        ("started_at", started),
    ):
        inspecting.set_value(desk, inspection.id, field, value)
    inspecting.choose_checklist(desk, inspection.id, checklist)
    inspecting.choose_officers(desk, inspection.id, tuple(office.officers(desk)[:2]))
    return inspection.id


def _pharmacy(desk: Desk, now: datetime) -> None:
    started = (now - timedelta(hours=3)).replace(second=0, microsecond=0)
    enterprise = Enterprise(
        id="demo-pharmacy",
        name="滨河市安康大药房（和平路店）",
        uscc=_uscc("91999900MADEM0001"),
        licence_name="药品经营许可证",
        licence_no="滨DA9990123",
        address="滨河市和平区和平路118号",
        site_address="滨河市和平区和平路118号一层",
        legal_representative="赵堃祎",
        quality_head="钱喆",
        contact_person="钱喆",
        phone="0999-8765432",
        business="药品零售",
    )
    key = _begin(
        desk,
        enterprise,
        "gsp-retail",
        topic="药品零售企业日常监督检查",
        started=started,
        task="滨药监检〔2026〕第117号",
    )
    notice = Notice(
        identity_shown_at=started,
        certificate_answer="看清楚了",
        rights_told_at=started + timedelta(minutes=2),
        recusal_answer="不申请回避",
        presence="企业负责人赵堃祎、质量负责人钱喆到场",
    )
    inspecting.set_value(desk, key, "notice", notice)
    _answer_all(desk, key)
    for item_id, text, pictures in _DEFECTS:
        inspecting.answer(desk, key, item_id, "non_compliant")
        inspecting.write_text(desk, key, item_id, text)
        for number, title in enumerate(pictures):
            taken = started + timedelta(minutes=20 + 7 * number)
            evidencing.take_in(desk, key, item_id, picture(title, text[:16], taken), name=f"IMG_{number + 1:04d}.jpg")
    inspecting.set_value(desk, key, "ended_at", (now - timedelta(minutes=5)).replace(second=0, microsecond=0))
    inspecting.set_value(desk, key, "party_statement", "对检查发现的问题无异议，将按要求整改。")
    _documents(desk, key, now)
    reviewing.finalise(desk, key)
    cases.open_from_inspection(
        desk,
        key,
        ("gsp-retail-16107", "gsp-retail-16801"),
        name="滨河市安康大药房（和平路店）涉嫌未遵守药品经营质量管理规范案",
    )


def _answer_all(desk: Desk, key: str) -> None:
    checklist = inspecting.checklist_of(desk, inspecting.load(desk, key))
    for item in checklist.checkable_items():
        when = item.not_applicable_when or ""
        reason = next((reason for word, reason in _NOT_APPLICABLE if word in when), "")
        inspecting.answer(desk, key, item.id, "not_applicable" if reason else "compliant")
        if reason:
            inspecting.write_reason(desk, key, item.id, reason)


def _documents(desk: Desk, key: str, now: datetime) -> None:
    deadline = (now + timedelta(days=15)).date().isoformat()
    typed: dict[str, dict[str, Any]] = {
        "site_record": {"confirm": "以上笔录已阅，属实", "ans_cert": "看清楚了", "ans_recusal": "不申请回避"},
        "deficiency_list": {"unit_opinion": "无异议", "date": now.date().isoformat()},
        "order_correction_notice": {
            "mode": "限期改正",
            "deadline": deadline,
            "basis_law": [{"law": "药品管理法(2019)", "articles": ["126"], "verified": True}],
            "overdue": "",
            "issue_date": now.date().isoformat(),
        },
    }
    for code, extra in typed.items():
        document = issuing.draft(desk, key, code)
        for field, value in extra.items():
            if value:
                issuing.set_value(desk, document.id, field, value)
        issuing.issue(desk, document.id)


def _case(desk: Desk, now: datetime) -> None:
    enterprise = Enterprise(
        id="demo-drugstore",
        name="滨河市恒信大药房",
        uscc=_uscc("91999900MADEM0004"),
        licence_name="药品经营许可证",
        licence_no="滨DA9990207",
        address="滨河市滨江区新华街26号",
        legal_representative="冯珂",
        legal_representative_id="330100198001010015",
        quality_head="沈斐",
        contact_person="沈斐",
        phone="0999-8601188",
        business="药品零售",
    )
    office.save_enterprise(desk, enterprise)
    demo_case.tell(desk, cases.party_of(enterprise), now)


def _plant(desk: Desk, now: datetime) -> None:
    enterprise = Enterprise(
        id="demo-plant",
        name="滨河北方制药有限公司",
        uscc=_uscc("91999900MADEM0002"),
        licence_name="药品生产许可证",
        licence_no="滨20260008",
        address="滨河市高新区创业大道66号",
        legal_representative="孙珺",
        quality_head="周镕",
        contact_person="周镕",
        phone="0999-8456001",
        business="片剂、硬胶囊剂",
    )
    started = (now - timedelta(days=1, hours=2)).replace(second=0, microsecond=0)
    key = _begin(
        desk, enterprise, "gmp-2010", topic="药品GMP符合性检查", started=started, task="滨药监检〔2026〕第121号"
    )
    checklist = inspecting.checklist_of(desk, inspecting.load(desk, key))
    items = checklist.checkable_items()
    for item in items[:118]:
        inspecting.answer(desk, key, item.id, "compliant")
    for item, severity, text in (
        (items[40], "general", "原辅料取样间压差表读数2026年11月10日至12日未记录"),
        (items[77], "major", "2#压片机清洁规程未规定最长清洁间隔，现场清洁状态标识无有效期"),
    ):
        inspecting.answer(desk, key, item.id, "defect")
        inspecting.write_text(desk, key, item.id, text)
        inspecting.set_severity(desk, key, item.id, severity)
    inspecting.remember_place(desk, key, 4, items[118].id)


def _cosmetics(desk: Desk, now: datetime) -> None:
    enterprise = Enterprise(
        id="demo-cosmetics",
        name="滨河丽姿化妆品有限公司",
        uscc=_uscc("91999900MADEM0003"),
        licence_name="化妆品生产许可证",
        licence_no="滨妆20260031",
        address="滨河市临港区光明路9号",
        legal_representative="吴祎",
        quality_head="郑雯",
        contact_person="郑雯",
        phone="0999-8330077",
        business="一般液态单元、膏霜乳液单元",
    )
    started = (now - timedelta(hours=26)).replace(second=0, microsecond=0)
    key = _begin(
        desk, enterprise, "cos-prod", topic="化妆品生产企业有因检查", started=started, task="滨药监检〔2026〕第125号"
    )
    inspecting.set_value(desk, key, "kind", "有因检查")
    checklist = inspecting.checklist_of(desk, inspecting.load(desk, key))
    for item in checklist.checkable_items()[:60]:
        inspecting.answer(desk, key, item.id, "compliant")
    inspecting.remember_place(desk, key, 4, checklist.checkable_items()[60].id)


def _uscc(body: str) -> str:
    """Complete a made-up 17-character code with its check character (GB 32100-2015)."""
    from inspector_app.records.enterprise import uscc_fault

    wrong = uscc_fault(body + "0")
    return body + (wrong[wrong.index("应为") + 2] if wrong else "0")


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """Where the demonstration wrote what."""

    documents: tuple[Path, ...]
    bundle: Path
    headquarters: Path
    numbers: Path
    receipt: Path
    export: Export


def deliver(desk: Desk, out: Path, *, progress: Callable[[str], None] | None = None) -> Outcome:
    """Play the whole way once: headquarters is made, the laptop enrolled, a bundle sealed, verified, imported, receipted."""
    from inspector_app.headquarters import demonstration as collector

    say = progress or (lambda _text: None)
    if out.exists() and any(out.iterdir()):
        raise Fault(f"“{out.name}”里已经有文件", kept="没有改动", todo="请换一个空的文件夹", code="out_not_empty")
    papers = out / "文书"
    papers.mkdir(parents=True, exist_ok=True)
    written = [
        issuing.write_pdf(desk, d.id, papers / f"{n:02d}-{d.name.replace('/', '、')}.pdf")
        for n, d in enumerate((d for d in issuing.documents(desk) if d.status == "issued"), 1)
    ]
    say("建立演示用的总部，登记这台电脑")
    central = out / "总部"
    enrolment = collector.establish(central, "滨河市药品监督管理局执法监督处（演示）", at=desk.now())
    exchange.enrol(desk, enrolment)
    letter = exchange.write_device_letter(desk, out / "本机登记信.json")
    collector.register(central, letter, at=desk.now())
    say("总部分文号，本机接收")
    folder = out / "U盘"
    folder.mkdir()
    numbers = _numbers(desk, central, folder)
    say("封存导出")
    ready = [o.id for o in unsent.outstanding(desk) if o.state == "finalised"]
    export = exchange.seal(desk, ready, folder)
    bundle = folder / export.file_name
    say("总部核验、入库、签发回执")
    receipt = collector.collect(central, bundle, out / "回执.json", at=desk.now())
    taken = exchange.take_receipt(desk, receipt)
    return Outcome(
        documents=tuple(written), bundle=bundle, headquarters=central, numbers=numbers, receipt=receipt, export=taken
    )


def _numbers(desk: Desk, central: Path, folder: Path) -> Path:
    """Let headquarters note the blocks typed in here and give the next ones, and take its signed pack over."""
    from inspector_app.headquarters import demonstration as collector

    from . import packs

    words = sorted({block.document_word for block in office.number_blocks(desk) if block.next > block.first})
    year = desk.now().year
    pack = collector.allot(
        central,
        exchange.device(desk).id,
        words,
        year=year,
        count=50,
        at=desk.now(),
        typed=TYPED,
        out=folder / "总部号段.pack.zip",
    )
    packs.install(desk, pack)
    return pack
