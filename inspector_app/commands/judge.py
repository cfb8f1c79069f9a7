"""inspector judge: the verdict of a set of answers, with its counts and reasons."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import msgspec

from inspector_app import places
from inspector_app.catalog.checklist import Checklist
from inspector_app.catalog.count_rules import CountRules
from inspector_app.catalog.library import Library
from inspector_app.fault import UsageFault
from inspector_app.rules.count_judgement import CountSheet, judge_counts
from inspector_app.rules.judgement import ItemAnswer, Judgement
from inspector_app.rules.judgement import judge as judge_answers

from .jsonfile import read_object
from .opened import packs_in_use, vault_options

_COUNTS_SHAPE = 'counts 写各级不符合的项数（整数），answers 写 true、false 或 null，例如 {"ruleset": "supervision_2015", "counts": {"key": 0, "general": 3}}'
_MAX_BYTES = 8 * 1024 * 1024


class AnswerSheet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file of answers: ``default`` is given to every item not named; without it those are unanswered."""

    ruleset: str | None = None
    default: str | None = None
    answers: dict[str, str | ItemAnswer] = {}


@click.command("judge")
@click.argument("checklist")
@click.argument("answers", type=click.Path(path_type=Path))
@click.option("--ruleset", default=None, help="按哪一个规则集判定；默认取答案文件里写的，再取检查表默认的。")
@vault_options
@click.option("--json", "as_json", is_flag=True, help="输出 JSON。")
@click.pass_context
def judge(
    ctx: click.Context,
    checklist: str,
    answers: Path,
    ruleset: str | None,
    data: Path | None,
    passphrase_file: Path | None,
    as_json: bool,
) -> None:
    """按检查表的判定规则给出结论。

    给出了回答（包括暂定的，以及须由检查组判定的）退出码都是 0；答案文件有错退出码是 2。

    只有判定规则、没有逐条清单的（如 device-gmp-2015），答案文件写 ruleset、counts（各级不符合的项数）、answers（检查组的判断）；
    默认停用的规则还须写 confirmed_by 和 reason，否则退出码为 1。
    """
    with packs_in_use(ctx, data, passphrase_file, lambda: Library(places.forms_folder())) as library:
        if checklist in library.codes("judgement"):
            _judge_counts(library.definition("judgement", checklist), answers, ruleset, as_json=as_json)
            return
        definition = library.checklist(checklist)
    sheet = read_sheet(answers)
    result = judge_answers(definition, spread(definition, sheet), ruleset=ruleset or sheet.ruleset)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(result), indent=2).decode())
    else:
        _say(definition, result)


def _judge_counts(rules: CountRules, path: Path, ruleset: str | None, *, as_json: bool) -> None:
    given = read_object(path, "答案文件")
    for key in given:
        if key not in CountSheet.__struct_fields__:
            known = "、".join(CountSheet.__struct_fields__)
            raise UsageFault(f"{path.name} 里有不认识的键“{key}”", todo=f"可用的键：{known}", code="answers-invalid")
    if ruleset:
        given["ruleset"] = ruleset
    try:
        sheet = msgspec.convert(given, CountSheet)
    except msgspec.ValidationError as error:
        where = str(error).rpartition("`$.")[2].rstrip("`") if "`$." in str(error) else "counts"
        raise UsageFault(f"{path.name} 的 {where} 写法不对", todo=_COUNTS_SHAPE, code="answers-invalid") from None
    result = judge_counts(rules, sheet)
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(result), indent=2).decode())
        return
    click.echo(f"{rules.meta.title}\n结论：{result.headline}")
    for line in (*result.because, *(f"其后：{one}" for one in result.followup)):
        click.echo(f"  {line}")
    if result.output_is:
        click.echo(f"性质：{result.output_is}")


def read_sheet(path: Path) -> AnswerSheet:
    """Read a file of answers; whatever is wrong with it is a ``UsageFault`` that says what."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise UsageFault(f"{path.name} 太大，不像一份答案文件", code="answers-invalid")
        text = path.read_bytes().decode("utf-8-sig")
        value = json.loads(text, object_pairs_hook=_once)
    except FileNotFoundError:
        raise UsageFault(f"找不到答案文件 {path}", code="answers-missing") from None
    except OSError as error:
        raise UsageFault(f"读不出答案文件 {path}（{error.strerror or '系统错误'}）", code="answers-missing") from None
    except UnicodeDecodeError:
        raise UsageFault(f"{path.name} 不是 UTF-8 文字", code="answers-invalid") from None
    except json.JSONDecodeError as error:
        where = f"第 {error.lineno} 行第 {error.colno} 列"
        raise UsageFault(f"{path.name} 不是有效的 JSON，{where}有错", code="answers-invalid") from None
    except (RecursionError, ValueError):
        raise UsageFault(f"{path.name} 不是有效的 JSON：层次太深或数字太长", code="answers-invalid") from None
    if not isinstance(value, dict):
        raise UsageFault(f"{path.name} 应当是一个 JSON 对象", code="answers-invalid")
    for key in value:
        if key not in AnswerSheet.__struct_fields__:
            raise UsageFault(
                f"{path.name} 里有不认识的键“{key}”", todo="可用的键：ruleset、default、answers", code="answers-invalid"
            )
    try:
        return msgspec.convert(value, AnswerSheet)
    except msgspec.ValidationError:
        raise UsageFault(_misfit(path.name, value), code="answers-invalid") from None


def spread(checklist: Checklist, sheet: AnswerSheet) -> dict[str, ItemAnswer]:
    """Give every item its answer, the default where none is named."""
    given: dict[str, ItemAnswer] = {}
    if sheet.default:
        checklist.option(sheet.default)
        given = {item.id: ItemAnswer(code=sheet.default) for item in checklist.checkable_items()}
    for id_, answer in sheet.answers.items():
        full = ItemAnswer(code=answer) if isinstance(answer, str) else answer
        if checklist.has_item(id_):
            item = checklist.item(id_)
            if not item.checkable:
                raise UsageFault(f"项目 {id_}（{item.title}）仅作说明，不单独判定", code="item-not-checkable")
            if full.severity and item.severity and full.severity != item.severity:
                raise UsageFault(
                    f"项目 {id_} 的等级由检查表规定为 {item.severity}，不能改为 {full.severity}", code="severity-fixed"
                )
            if not full.code and full.annex and sheet.default:
                full = msgspec.structs.replace(full, code=sheet.default)
        given[id_] = full
    return given


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise UsageFault(f"答案文件里“{key}”写了两次", code="answers-invalid")
        found[key] = value
    return found


def _misfit(name: str, value: dict[str, Any]) -> str:
    """Say which part of the file has the wrong shape."""
    for key in ("ruleset", "default"):
        if not isinstance(value.get(key), str | None):
            return f"{name} 的 {key} 应当是文字"
    answers = value.get("answers", {})
    if not isinstance(answers, dict):
        return f"{name} 的 answers 应当是一组“项目：答案”"
    for id_, answer in answers.items():
        try:
            msgspec.convert(answer, str | ItemAnswer)
        except msgspec.ValidationError:
            return f"{name} 里项目 {id_} 的答案写法不对：应当是答案代码，或者含 code、severity、annex 的对象"
    return f"{name} 的内容不对"


def _say(checklist: Checklist, result: Judgement) -> None:
    click.echo(f"{checklist.title}\n结论：{result.headline}")
    for line in result.because:
        click.echo(f"  {line}")
    if not result.automatic:
        click.echo("检查组可选：" + "、".join(one.label for one in result.choices))
    if result.suggestion:
        labels = {one.code: one.label for one in result.suggestion.options}
        fits = "或".join(f"“{labels[code]}”" for code in result.suggestion.fits)
        click.echo(f"建议（{result.suggestion.title}）：{fits}。{result.suggestion.note}")
    for hint in result.hints:
        mark = "" if hint.verified is True else "（未核实）"
        click.echo(f"提示：{hint.text}{f'（{hint.law_ref}）' if hint.law_ref else ''}{mark}")
    if result.items:
        click.echo(f"不符合项目 {len(result.items)} 项：")
        for id_ in result.items:
            item = checklist.item(id_)
            click.echo(f"  {item.number}  {item.title}" if item.number else f"  {item.title}")
