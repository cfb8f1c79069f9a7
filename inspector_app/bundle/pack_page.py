"""The readable page of a pack (``data/readme-zh.html``): what headquarters sent, for somebody who has only a browser."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from inspector_app.bundle.consignment import Section
from inspector_app.bundle.page import table, write_html
from inspector_app.catalog.kinds import WORDS

if TYPE_CHECKING:
    from inspector_app.bundle.pack import Pack

_HOW = [
    "本文件夹的上一级是一个 BagIt 1.0（RFC 8493）档案包，内容未压缩，不需要任何专用软件即可阅读。",
    "核对由谁签发：minisign -V -p 总部公钥文件 -m tagmanifest-sha256.txt -x signature.minisig，"
    "再执行 sha256sum -c tagmanifest-sha256.txt。",
    "核对内容是否完整：sha256sum -c manifest-sha256.txt；国密 SM3 哈希列在 sm3-manifest.txt。",
    "pack.json 是这个包的说明，forms 中是表单和法规文件（YAML），与程序自带的写法相同。",
]


def write_pack_page(pack: Pack) -> bytes:
    """Write the page: what the pack is, what is in it, how to check it by hand."""
    about = [
        ["名称", pack.title],
        ["代码和版本", f"{pack.code} 第 {pack.version} 版"],
        ["签发", f"{pack.issuer}（{pack.hq_id}）"],
        ["签发时间", pack.created.isoformat(sep=" ", timespec="seconds")],
        ["生效日期", pack.effective.isoformat()],
        ["失效日期", pack.expires.isoformat() if pack.expires else "无"],
        ["发给设备", pack.device_id or "所有设备"],
        ["说明", pack.note],
    ]
    sections = [Section(heading="总部下发包", rows=about)]
    if pack.files:
        rows = [[WORDS[f.kind], f.code, f.version, f.digest] for f in pack.files]
        sections.append(Section(heading="表单和法规文件", columns=["种类", "代码", "版本", "SHA-256"], rows=rows))
    if pack.numbers:
        rows = [[n.organisation_word, n.document_word, str(n.year), str(n.first), str(n.last)] for n in pack.numbers]
        sections.append(Section(heading="文号号段", columns=["机关代字", "文种字", "年份", "起号", "止号"], rows=rows))
    if pack.tasks:
        rows = [[t.no, t.enterprise.name, t.checklist, "、".join(t.officers), t.due.isoformat()] for t in pack.tasks]
        sections.append(
            Section(heading="检查任务", columns=["任务编号", "企业", "检查表", "执法人员", "完成期限"], rows=rows)
        )
    body = "\n".join(table(section) for section in sections)
    how = "\n".join(f"<li>{escape(line)}</li>" for line in _HOW)
    return write_html(pack.name, "总部下发包", f"{body}\n<h2>怎样核对</h2>\n<ol>\n{how}\n</ol>")
