"""A tiny sound checklist, and ways to spoil it."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import yaml

from inspector_app.catalog.checklist import Checklist
from inspector_app.catalog.packfile import convert, parse


def item(number, severity, **more):
    return {
        "id": f"tiny-{number}",
        "seq": int(number),
        "no": number,
        "marker": "",
        "severity": severity,
        "article": 1,
        "title": f"项目{number}",
        "check_points": ["看"],
        "evidence": [],
        "not_applicable_when": None,
        "no_verified": True,
        "severity_verified": True,
        "verified": True,
    } | more


def when(metric, op, value):
    return {"metric": metric, "op": op, "value": value}


TINY = {
    "meta": {
        "code": "tiny",
        "title": "小检查表",
        "short_title": "小",
        "regulation": "规范",
        "issuer": "局",
        "doc_no": None,
        "published": "2020-01-01",
        "effective": "2020-02-01",
        "version": "1",
        "applies_to": ["企业"],
        "source_titles": [],
        "item_total": 3,
    },
    "severity_levels": [
        {"code": "major", "label": "主要缺陷", "marker": "*", "official_count": 1},
        {"code": "general", "label": "一般缺陷", "marker": "", "official_count": 2},
    ],
    "answer_options": [
        {"code": "compliant", "label": "符合", "counts_as_defect": False},
        {"code": "non_compliant", "label": "不符合", "counts_as_defect": True},
        {"code": "not_applicable", "label": "不适用", "counts_as_defect": False},
    ],
    "judgement": {
        "rulesets": [
            {
                "id": "simple",
                "title": "简单",
                "basis": "count",
                "verified": True,
                "rules": [
                    {"verdict": "bad", "label": "差", "when": [when("major_count", ">=", 1)]},
                    {"verdict": "bad", "label": "差", "when": [when("general_count", ">=", 2)]},
                    {"verdict": "good", "label": "好", "when": [when("general_count", "<", 2)]},
                ],
            }
        ]
    },
    "chapters": [
        {"code": "tiny-ch1", "title": "甲", "items": [item("01", "major")]},
        {"code": "tiny-ch2", "title": "乙", "items": [item("02", "general"), item("03", "general")]},
    ],
}


def tiny():
    return copy.deepcopy(TINY)


def to_yaml(value) -> bytes:
    plain = json.loads(json.dumps(value))  # shared parts would be written as anchors
    return yaml.safe_dump(plain, allow_unicode=True, sort_keys=False).encode()


def load(value) -> Checklist:
    return convert(parse(to_yaml(value), "tiny.yaml"), Checklist)


def pack_folder(root: Path, **files) -> Path:
    """A pack folder with the named checklists; a value is a mapping or raw bytes."""
    (root / "checklists").mkdir(parents=True)
    for code, value in files.items():
        data = value if isinstance(value, bytes) else to_yaml(value)
        (root / "checklists" / f"{code}.yaml").write_bytes(data)
    return root
