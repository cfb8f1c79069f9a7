"""The command ``inspector``: everything the window can do, without the window.

Exit code 0 is yes or done, 1 is no (with the reason), 2 is wrong use. A fault is one line on stderr, never a traceback.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import click

from inspector_app import __version__
from inspector_app.fault import Fault

_COMMANDS: dict[str, tuple[str, str]] = {
    "gui": ("gui", "打开窗口"),
    "demo": ("demo", "建立演示数据；--out 另写出 PDF、导出包和回执"),
    "forms": ("forms", "检查表与文书：核对、列出、查看"),
    "judge": ("judge", "按检查表判定一份答案"),
    "penalty": ("penalty", "按事实算出法定处罚幅度、种类、人员和程序"),
    "deadline": ("deadline", "按程序规则算期限，逐日说明"),
    "case": ("case", "案件：建立、查看、步骤、期限、自查、案卷"),
    "document": ("document", "文书：列出、由值文件生成"),
    "bundle": ("bundle", "导出包：封存、核验、打开"),
    "hq": ("hq", "总部：建立、收包、回执、统计、下发包与文号"),
    "vault": ("vault", "本机数据：新建、登记总部、备份、恢复、所在"),
    "doctor": ("doctor", "自检：数据库、留痕、证据、字体"),
}


class _Commands(click.Group):
    """Loads a subcommand's module only when it is asked for: start-up time counts."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module, _ = _COMMANDS[cmd_name]
        command = getattr(import_module(f"inspector_app.commands.{module}"), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("命令"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


@click.group(cls=_Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="inspector")
@click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="数据文件夹（缺省为本用户的数据目录）")
@click.pass_context
def cli(ctx: click.Context, data: Path | None) -> None:
    """Inspector（现场执法）：药品监管现场检查与执法文书，离线使用。"""
    if ctx.invoked_subcommand is None:
        from inspector_app.commands.gui import open_window

        ctx.exit(open_window(data))


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = cli.main(args=arguments, prog_name="inspector", standalone_mode=False)
    except Fault as fault:
        click.echo(f"inspector: {fault}", err=True)
        return fault.exit_code
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.Abort:
        click.echo("inspector: 已取消。", err=True)
        return 1
    except click.ClickException as error:
        click.echo(f"inspector: {error.format_message()}", err=True)
        return 2
    except OSError as error:
        click.echo(f"inspector: 读写失败（{error.strerror or error}）；没有完成的部分没有留下。", err=True)
        return 1
    return code if isinstance(code, int) else 0


def run() -> None:
    """Run as the installed program does."""
    sys.exit(main())


if __name__ == "__main__":
    run()
