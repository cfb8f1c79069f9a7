"""The readable page of a bundle (``data/readme-zh.html``): for a judge or an archivist who has only a browser."""

from __future__ import annotations

import re
from html import escape

from inspector_app.bundle.consignment import Consignment, Section

_STYLE = (
    "body{font-family:'Noto Serif CJK SC','SimSun',serif;max-width:60em;margin:2em auto;padding:0 1em;line-height:1.7;color:#111}"
    "table{border-collapse:collapse;width:100%;margin:.5em 0 1.5em}"
    "th,td{border:1px solid #888;padding:.3em .6em;text-align:left;vertical-align:top;overflow-wrap:anywhere}"
    "th{background:#f0f0f0;font-weight:normal}code{font-family:monospace;font-size:.85em}"
)
_HOW = [
    "本文件夹的上一级是一个 BagIt 1.0（RFC 8493）档案包，内容未压缩、未改写，不需要任何专用软件即可阅读。",
    "核对内容是否完整：在有 manifest-sha256.txt 的那一级文件夹执行 sha256sum -c manifest-sha256.txt；"
    "国密 SM3 哈希列在 sm3-manifest.txt。",
    "核对是否由登记的设备作出：minisign -V -p 设备公钥文件 -m tagmanifest-sha256.txt -x signature.minisig，"
    "再执行 sha256sum -c tagmanifest-sha256.txt。",
    "records 中是检查记录（JSON），journal 中是逐条留痕（每条含上一条的哈希），evidence 中是证据原件，documents 中是签发的文书。",
    "签名用于证明内容自封存后未被改动，不等同于《电子签名法》上的可靠电子签名。",
]
_KINDS = {"checklist": "检查表", "document": "文书", "discretion": "裁量规则"}
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def printable(value: str) -> str:
    """Replace what would let one text look like another, or steer a terminal: control, direction and half characters."""
    return _UNPRINTABLE.sub("�", value)


def _text(value: str) -> str:
    return escape(printable(value))


def table(section: Section) -> str:
    """Write one section as a heading and a table."""
    head = "".join(f"<th>{_text(c)}</th>" for c in section.columns)
    lines = [f"<h2>{_text(section.heading)}</h2>", "<table>", f"<tr>{head}</tr>" if head else ""]
    for row in section.rows:
        first = "th" if not section.columns else "td"
        cells = [
            f"<{first if i == 0 else 'td'}>{_text(cell)}</{first if i == 0 else 'td'}>" for i, cell in enumerate(row)
        ]
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return "\n".join([*(line for line in lines if line), "</table>"])


def _files(consignment: Consignment) -> str:
    rows = [
        f'<tr><td><a href="{escape(part.path.removeprefix("data/"))}"><code>{escape(part.path)}</code></a></td><td>{part.size:,}</td></tr>'
        for part in consignment.parts
    ]
    return "\n".join(["<h2>文件清单</h2>", "<table>", "<tr><th>文件</th><th>大小（字节）</th></tr>", *rows, "</table>"])


def write_page(consignment: Consignment) -> bytes:
    """Write the page: what the bundle is, the caller's summary, the records, the files, how to check them by hand."""
    about = Section(
        heading="导出包",
        rows=[
            ["包编号", consignment.bundle_id],
            ["来自设备", f"{consignment.device_name}（{consignment.device_id}）"],
            ["第几个导出包", str(consignment.counter)],
            ["封存时间", consignment.created.isoformat(sep=" ", timespec="seconds")],
            ["送出人", "、".join(consignment.sender)],
        ],
    )
    records = Section(
        heading="记录清单",
        columns=["记录", "修订", "名称", "记录的 SHA-256", "留痕末条哈希"],
        rows=[[e.id, str(e.revision), e.title, e.digest, e.journal_head] for e in consignment.entries],
    )
    forms = Section(
        heading="所用表单",
        columns=["种类", "代码", "版本", "SHA-256"],
        rows=[[_KINDS.get(f.kind, f.kind), f.code, f.version, f.digest] for f in consignment.form_versions],
    )
    how = "\n".join(f"<li>{escape(line)}</li>" for line in _HOW)
    sections = [about, *consignment.summary, records, *([forms] if forms.rows else [])]
    body = "\n".join(table(section) for section in sections)
    return write_html(
        consignment.name, "现场检查导出包", f"{body}\n{_files(consignment)}\n<h2>怎样核对</h2>\n<ol>\n{how}\n</ol>"
    )


def write_html(title: str, heading: str, body: str) -> bytes:
    """Put a body that is HTML already into a page that loads nothing and runs nothing."""
    page = (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{_text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{_text(heading)}</h1>\n"
        f"{body}\n</body>\n</html>\n"
    )
    return page.encode("utf-8")
