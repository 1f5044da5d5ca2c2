"""Commands with help pages in the interface's language, and groups that import their subcommands late."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any
from unicodedata import east_asian_width

import click

from siliconfriend.language import Words


class Page(click.HelpFormatter):
    """A help page in the words of `say`. Texts keep their own line breaks: Chinese has no blanks to break at."""

    def __init__(self, say: Words, width: int | None) -> None:
        super().__init__(width=width)
        self._say = say

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The first line."""
        super().write_usage(prog, args, prefix or self._say("cli.page.usage"))

    def write_heading(self, heading: str) -> None:
        """A section's heading; click names the sections in English."""
        self.write(self._say(f"cli.page.{heading.split()[-1].lower()}") + "\n")

    def write_text(self, text: str) -> None:
        """A text, as it stands in the locale."""
        for line in text.splitlines():
            self.write(f"{'':{self.current_indent}}{line}".rstrip() + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Terms and their explanations, aligned by the columns they take on a terminal."""
        rows = list(rows)
        column = min(max(_cells(term) for term, _ in rows), col_max) + col_spacing
        for term, explanation in rows:
            gap = " " * max(column - _cells(term), col_spacing)
            self.write(f"{'':{self.current_indent}}{term}{gap}{explanation}".rstrip() + "\n")


def _cells(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


class PageContext(click.Context):
    """A click context that writes help as a `Page`."""

    def make_formatter(self) -> Page:
        """The formatter of one page."""
        command = self.command
        assert isinstance(command, Command)  # noqa: S101 - only such commands have this context
        return Page(command.say, self.terminal_width)


class Command(click.Command):
    """A command described by `PART.KEY.short`, `.help` and `.examples`; `more_settings` are for click's context."""

    context_class = PageContext

    def __init__(
        self,
        name: str,
        say: Words,
        callback: Callable[..., Any] | None,
        params: Sequence[click.Parameter],
        key: str,
        more_settings: Mapping[str, Any] | None = None,
        part: str = "cli",
        **more: Any,
    ) -> None:
        super().__init__(
            name=name,
            callback=callback,
            params=list(params),
            short_help=say(f"{part}.{key}.short"),
            help=say(f"{part}.{key}.help"),
            epilog="\n" + say(f"{part}.{key}.examples"),
            context_settings={"help_option_names": ["-h", "--help"], **(more_settings or {})},
            options_metavar=say("cli.page.options_metavar"),
            **more,
        )
        self.say = say

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """What stands in `args`; what is left over is told in the interface's language."""
        ctx.allow_extra_args = True
        rest = super().parse_args(ctx, args)
        if rest and not (self.allow_extra_args or ctx.resilient_parsing):
            ctx.fail(self.say("cli.usage.left_over", rest=" ".join(map(str, rest))))
        return rest

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The option --help."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = self.say("cli.page.help")
        return option


class Group(Command, click.Group):
    """A command with `subcommands`: by name, the `module` whose `command(say)` makes it, or `module:function`."""

    def __init__(
        self,
        name: str,
        say: Words,
        callback: Callable[..., Any] | None,
        params: Sequence[click.Parameter],
        key: str,
        subcommands: Mapping[str, str],
        **more: Any,
    ) -> None:
        super().__init__(
            name, say, callback, params, key, subcommand_metavar=say("cli.page.subcommand_metavar"), **more
        )
        self._subcommands = subcommands

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The subcommands' names, as they are listed."""
        return list(self._subcommands)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - the same
        """The subcommand of that name, imported now."""
        if cmd_name not in self._subcommands:
            return None
        module, _, function = self._subcommands[cmd_name].partition(":")
        found: click.Command = getattr(import_module(module), function or "command")(self.say)
        return found
