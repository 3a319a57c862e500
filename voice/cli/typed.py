"""Says what to type instead of what is no command: `voice what time is it`, `voice --ask`, `voice help`."""

import re
import shlex
from typing import Any

import typer
from typer.core import TyperGroup

UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""Click's own, or that of the copy of click in newer typers."""
INSTEAD = {
    "help": "--help", "version": "--version", "talk": "run", "listen": "run", "start": "run", "chat": "ask", "type": "ask",
    "check": "doctor", "test": "doctor", "status": "doctor", "microphone": "devices", "settings": "config show",
    "configure": "setup", "init": "setup", "install": "setup", "download": "models pull", "model": "models list",
    "log": "history", "logs": "history", "transcribe": "ask --audio FILE", "speak": "ask --speak OUT.wav", "server": "serve",
}  # fmt: skip
"""What people try → what it is called here."""
PLAIN = re.compile(r"[\w ,.?'+-]+")
"""What a shell leaves as it is between double quotes."""
MOST = 3
"""Commands that are named for an option."""


class Commands(TyperGroup):
    """The commands of `voice`, with a hint where one is not known."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        try:
            return super().resolve_command(ctx, args)
        except UsageError as error:
            _add(error, self._of_command(args))
            raise

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except UsageError as error:
            _add(error, self._of_option(getattr(error, "option_name", "")))
            raise

    def _of_command(self, args: list[str]) -> str:
        first, said = args[0].lower(), " ".join(args)
        if len(args) == 1 and first in INSTEAD:
            return f"Try: voice {INSTEAD[first]}"
        slip = any(sorted(first) == sorted(name) or first.startswith(name) for name in self.commands)
        quoted = f'"{said}"' if " " in said and PLAIN.fullmatch(said) else shlex.quote(said)
        return "" if slip else f"To ask it something: voice ask {quoted}"

    def _of_option(self, option: str) -> str:
        name = option.lstrip("-")
        if name in self.commands:
            return f"It is a command, without dashes: voice {name}"
        owners = [called for called, one in self.commands.items() if any(option in param.opts for param in one.params)]
        return f"It belongs behind a command: {' or '.join(f'voice {one} {option}' for one in owners[:MOST])}" if owners else ""


def _add(error: Any, hint: str) -> None:
    if hint:
        error.message = f"{error.message}\n{hint}"
