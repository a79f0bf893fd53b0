"""The command line, and nothing else: each command calls one public function and prints what it gives."""

from __future__ import annotations

import gc
import sys
from importlib import import_module

import click

from mcba.cli.output import DONE, leave
from mcba.errors import McbaError

COMMANDS = {
    **dict.fromkeys(("new", "check", "schema", "show", "table"), "studies"),
    **dict.fromkeys(("run", "extend", "verify"), "running"),
    "rank": "ranking",
    "sweep": "sweeping",
    **dict.fromkeys(("answer", "decide", "evsi", "compare"), "decisions"),
    **dict.fromkeys(("figures", "page", "report", "sipmath"), "files"),
    **dict.fromkeys(("calibrate", "library"), "evidence"),
    "excel": "workbooks",
}
"""The file of each command, which holds it as `<name>_command`; it is loaded when the command is called."""


_OBJECTS = (100_000, 50, 100)
"""New objects before memory is searched for rings of dead ones: a command ends soon, and a search takes long."""


class Commands(click.Group):
    """The commands of `COMMANDS`, each leaving with the exit code of what went wrong, without a traceback."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """The names of all commands, in alphabetical order."""
        return sorted(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """The command of a name, from its file."""
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"mcba.cli.{COMMANDS[name]}"), f"{name}_command")
        return command

    def invoke(self, context: click.Context) -> None:
        """Call the command."""
        gc.set_threshold(*_OBJECTS)
        try:
            super().invoke(context)
        except McbaError as error:
            leave(error)
        except KeyboardInterrupt:
            click.echo("stopped; with --out DIR, `mcba run --resume DIR` goes on from what was done", err=True)
            sys.exit(130)
        except BrokenPipeError:
            sys.stderr.close()
            sys.exit(DONE)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="mcba")
def main() -> None:
    """Ranges that can be defended, for social cost-benefit analysis.

    STUDY is a folder with a study.toml, or the file itself.

    Exit codes: 0 done; 1 a promise does not hold (a published figure is not reproduced, a saved run differs);
    2 the input is wrong; 3 the run failed.
    """
