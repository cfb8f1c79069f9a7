"""inspector penalty: the legal range of a violation, or one of the small sums around it, each with its articles and its trail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
import msgspec

from inspector_app import places
from inspector_app.catalog.law import Ref
from inspector_app.catalog.lawbook import LawBook
from inspector_app.catalog.library import Library
from inspector_app.commands.jsonfile import read_object
from inspector_app.fault import Fault, UsageFault
from inspector_app.rules.penalty import Penalty, assess, range_words
from inspector_app.rules.penalty_double import OneFine, Together, choose, combine
from inspector_app.rules.penalty_facts import Facts, amount, day, read_facts
from inspector_app.rules.penalty_limits import TIME_FORMAT, limitation, transfer
from inspector_app.rules.penalty_payment import Instalment, instalments, surcharge
from inspector_app.rules.trail import Step, plain

from .opened import packs_in_use, vault_options

_MAX_CANDIDATES = 50
_LABELS = {
    "late_fine": "加处罚款（元）", "capped": "已到罚款本数", "unpaid": "尚未缴纳（元）", "expired": "已过追责时效", "years": "时效（年）",
    "last_day": "时效最后一日", "because": "理由", "decide_deadline": "决定是否移送的期限", "send_deadline": "移送的期限",
    "chosen": "适用的违法行为", "fine_min": "罚款下限（元）", "fine_max": "罚款上限（元）",
}  # fmt: skip


@click.command("penalty")
@click.argument("facts", type=click.Path(path_type=Path))
@vault_options
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.pass_context
def penalty(ctx: click.Context, facts: Path, data: Path | None, passphrase_file: Path | None, as_json: bool) -> None:
    """按事实文件（JSON）计算处罚幅度、种类、处罚到人和听证、审核要求，每一步写明依据。

    也可以计算：candidates（一事不二罚择一）、acts（几个违法行为）、fine 与 days_overdue（逾期加处）、
    fine 与 instalments（分期）、act_end 与 discovered（追责时效）、report_received（移送公安的期限）。
    缺少必需的事实时，能确定的照常给出，未定的为空，退出码为 1；事实有错退出码为 2。
    """
    given = read_object(facts, "事实文件")
    with packs_in_use(ctx, data, passphrase_file, lambda: Library(places.forms_folder())) as library:
        answer = answer_for(library.lawbook(), given)
    if as_json:
        click.echo(encode(answer))
    else:
        _say(answer)
    lacking = answer.get("missing", [])
    if lacking:
        raise Fault(
            "；".join(dict.fromkeys(one["say"] for one in lacking)),
            kept="其余各项已经给出",
            todo="请补上 " + "、".join(dict.fromkeys(one["field"] for one in lacking)),
            code="facts-missing",
        )


def answer_for(book: LawBook, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a mapping of facts asks for, told by its keys, as plain values with ``Decimal`` amounts."""
    for keys, answer in _QUESTIONS:
        if all(key in given for key in keys):
            return answer(book, given)
    if "violation" not in given:
        wanted = "；".join("、".join(keys) for keys, _ in _QUESTIONS)
        raise UsageFault(
            "看不出要计算什么：没有 violation（违法行为的代码）", todo=f"也可以给出：{wanted}", code="facts-invalid"
        )
    return _penalty(book, assess(book, read_facts(given)))


def encode(answer: dict[str, Any]) -> str:
    """Write an answer as JSON, amounts as exact numbers."""
    data = msgspec.json.Encoder(decimal_format="number").encode(_plain(answer))
    return msgspec.json.format(data, indent=2).decode()


def _penalty(book: LawBook, found: Penalty) -> dict[str, Any]:
    answer = _fields(found)
    answer["fine"] = range_words(found)
    answer["citations"] = [book.citation(one) for one in book.violation(found.violation).basis_at(found.stage)]
    answer["trail"] = [_step(book, one) for one in found.trail]
    return answer


def _candidates(book: LawBook, given: Mapping[str, Any]) -> dict[str, Any]:
    _only(given, "candidates", "rules")
    return _one_fine(book, choose(book, _facts_list(given["candidates"], "candidates", given)))


def _acts(book: LawBook, given: Mapping[str, Any]) -> dict[str, Any]:
    _only(given, "acts", "rules")
    acts = given["acts"]
    if not isinstance(acts, list) or len(acts) > _MAX_CANDIDATES:
        raise UsageFault(f"acts 应当是一列违法行为，至多 {_MAX_CANDIDATES} 个", code="facts-invalid")
    wanted = []
    for number, one in enumerate(acts):
        path = f"acts[{number}]"
        several = one.get("candidates") if isinstance(one, dict) else None
        wanted.append(_facts_list([one] if several is None else several, path, given))
    together: Together = combine(book, wanted)
    return {
        "fine_min": together.fine_min,
        "fine_max": together.fine_max,
        "kinds": list(together.kinds),
        "acts": [_one_fine(book, one) for one in together.acts],
        "trail": [_step(book, one) for one in together.trail],
    }


def _one_fine(book: LawBook, one: OneFine) -> dict[str, Any]:
    answer = {**_fields(one), "candidates": [_fields(each) for each in one.candidates]}
    answer["trail"] = [_step(book, each) for each in one.trail]
    return answer


def _late(book: LawBook, given: Mapping[str, Any]) -> dict[str, Any]:
    _only(given, "fine", "days_overdue", "days_suspended", "rules")
    rule = book.discretion(str(given.get("rules", "national"))).late_payment
    assert rule is not None
    found = surcharge(
        rule, amount("fine", given["fine"]), given["days_overdue"], days_suspended=given.get("days_suspended", 0)
    )
    return {**_fields(found), "article": book.cite_all(rule.refs), "trail": [_step(book, one) for one in found.trail]}


def _instalments(book: LawBook, given: Mapping[str, Any]) -> dict[str, Any]:
    _only(given, "fine", "instalments", "on", "rules")
    rule = book.discretion(str(given.get("rules", "national"))).late_payment
    assert rule is not None
    parts = []
    entries = given["instalments"]
    if not isinstance(entries, list) or not 0 < len(entries) <= _MAX_CANDIDATES:
        raise UsageFault(f"instalments 应当是一列分期，至多 {_MAX_CANDIDATES} 期", code="facts-invalid")
    for number, one in enumerate(entries):
        where = f"instalments[{number}]."
        if not isinstance(one, dict) or not {"amount", "due"} <= one.keys() <= {"amount", "due", "paid_on"}:
            raise UsageFault(f"{where[:-1]} 应当写明 amount、due，已缴的再写 paid_on", code="facts-invalid")
        paid = one.get("paid_on")
        parts.append(
            Instalment(
                amount=amount("amount", one["amount"], where),
                due=day("due", one["due"], where),
                paid_on=None if paid is None else day("paid_on", paid, where),
            )
        )
    found = instalments(rule, amount("fine", given["fine"]), parts, day("on", given["on"]))
    return {**_fields(found), "article": book.cite_all(rule.refs), "trail": [_step(book, one) for one in found.trail]}


def _limitation(book: LawBook, given: Mapping[str, Any]) -> dict[str, Any]:
    _only(given, "act_end", "discovered", "health_safety", "harm_result", "rules")
    answers = {}
    for key in ("health_safety", "harm_result"):
        if not isinstance(given.get(key), bool):
            raise UsageFault(f"缺少 {key}（true 或 false），无法判断追责时效", code="facts-missing")
        answers[key] = given[key]
    rules = book.discretion(str(given.get("rules", "national")))
    found = limitation(rules, day("act_end", given["act_end"]), day("discovered", given["discovered"]), **answers)
    return _cited(book, found, found.refs)


def _transfer(book: LawBook, given: Mapping[str, Any]) -> dict[str, Any]:
    _only(given, "report_received", "approved", "rules")
    approved = given.get("approved")
    rules = book.discretion(str(given.get("rules", "national")))
    received = _time("report_received", given["report_received"])
    found = transfer(rules, received, None if approved is None else _time("approved", approved))
    return _cited(book, found, found.refs)


_QUESTIONS: tuple[tuple[tuple[str, ...], Callable[[LawBook, Mapping[str, Any]], dict[str, Any]]], ...] = (
    (("candidates",), _candidates),
    (("acts",), _acts),
    (("fine", "days_overdue"), _late),
    (("fine", "instalments", "on"), _instalments),
    (("act_end", "discovered"), _limitation),
    (("report_received",), _transfer),
)


def _facts_list(entries: Any, path: str, given: Mapping[str, Any]) -> list[Facts]:
    if not isinstance(entries, list) or len(entries) > _MAX_CANDIDATES:
        raise UsageFault(f"{path} 应当是一列事实，至多 {_MAX_CANDIDATES} 个", code="facts-invalid")
    common = {key: given[key] for key in ("rules",) if key in given}
    found = []
    for number, one in enumerate(entries):
        if not isinstance(one, dict):
            raise UsageFault(f"{path}[{number}] 应当是一组事实", code="facts-invalid")
        found.append(read_facts(common | one, f"{path}[{number}]："))
    return found


def _only(given: Mapping[str, Any], *known: str) -> None:
    for key in given:
        if key not in known:
            raise UsageFault(f"不认识的事实“{key}”", todo=f"可用的：{'、'.join(known)}", code="facts-invalid")


def _time(key: str, value: object) -> datetime:
    try:
        if isinstance(value, str):
            # The law's clock on the wall; no zone can change a difference of hours that are all local.
            return datetime.strptime(value, TIME_FORMAT)  # noqa: DTZ007
    except ValueError:
        pass
    raise UsageFault(f"{key} 应当是 2026-11-02 09:00 这样的时间", code="facts-invalid")


def _fields(value: msgspec.Struct) -> dict[str, Any]:
    """The fields of a result as plain values; absent keys stay absent."""
    found = msgspec.to_builtins(value, builtin_types=(Decimal, date, datetime))
    assert isinstance(found, dict)
    return found


def _cited(book: LawBook, found: msgspec.Struct, refs: tuple[Ref, ...]) -> dict[str, Any]:
    answer = _fields(found)
    answer.pop("refs")
    return {**answer, "article": book.cite_all(tuple(dict.fromkeys(refs)))}


def _step(book: LawBook, step: Step) -> dict[str, Any]:
    answer = _fields(step)
    answer.pop("refs")
    return {**answer, "article": book.cite_all(step.refs)}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime):
        return value.strftime(TIME_FORMAT)
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def _say(answer: dict[str, Any]) -> None:
    """Print an answer as text: what it is, then how it was reached."""
    if "hearing" in answer:
        _say_penalty(answer)
    else:
        for key, label in _LABELS.items():
            if key in answer:
                value = _plain(answer[key])
                click.echo(
                    f"{label}：{ {True: '是', False: '否'}.get(value, value) if isinstance(value, bool) else value }"
                )
        if answer.get("article"):
            click.echo("依据：" + "、".join(answer["article"]))
    for note in answer.get("notes", []):
        click.echo(f"注意：{note}")
    if answer.get("trail"):
        click.echo("计算过程：")
    for step in answer.get("trail", []):
        source = f"（{'、'.join(step['article'])}）" if step["article"] else ""
        click.echo(f"  {step['say']}{source}")


def _say_penalty(answer: dict[str, Any]) -> None:
    click.echo(f"{answer['name']}（{answer['violation']}）")
    click.echo(answer["fine"])
    click.echo("依据：" + "、".join(answer["citations"]))
    click.echo("种类：" + "、".join(answer["kinds"]))
    for person in answer["persons"]:
        parts = []
        if person.get("fine_max") is not None:
            parts.append(f"罚款 {plain(person['fine_min']):f} 至 {plain(person['fine_max']):f} 元")
        if person.get("confiscated_income_amount") is not None:
            parts.append(f"没收收入 {plain(person['confiscated_income_amount']):f} 元")
        parts += [person[key] for key in ("ban", "detention") if key in person]
        parts += person.get("other", [])
        click.echo(f"处罚到人：{'、'.join(person['who'])}：{'；'.join(parts) or '未定'}")
    for choice in answer["choices"]:
        mark = "适用" if choice["applies"] else "不适用"
        amounts = (
            "未定"
            if choice["fine_max"] is None
            else f"{plain(choice['fine_min']):f} 至 {plain(choice['fine_max']):f} 元"
        )
        click.echo(f"从旧兼从轻：{choice['name']}（{choice['violation']}）{amounts}，{mark}：{choice['why']}")
    words = {"required": "应当告知", "depends_on_amount": "看拟罚数额", "not_required": "不需要告知", "unknown": "未定"}
    reasons = f"（{'；'.join(answer['hearing_reasons'])}）" if answer["hearing_reasons"] else ""
    click.echo(f"听证：{words[answer['hearing']]}{reasons}")
    review = {"if_hearing_held": "经过听证的须法制审核", "case_review": "做案件审核"}
    click.echo(f"审核：{review[answer['legal_review']]}；须法制审核的集体讨论")
    for text in answer["unverified"]:
        click.echo(f"未核实：{text}")
