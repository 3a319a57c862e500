"""Reads the user's own skills, which are written in TOML, without Python:

    [[skill]]
    name = "bins"
    sentences = ["which bin is it [this week]", "what bin goes out"]
    reply = "The green one."                       # or
    command = ["say-bins", "--room", "{room}"]     # arguments, never a shell; its first line is spoken; or
    url = "http://nas.local/bins?week={week}"      # an HTTP call; the first line of its answer is spoken
    method = "POST"                                # GET when absent
    body = '{"week": "{week}"}'

    [skill.lists]
    week = ["this week", "next week"]              # words for {week}; a list left out takes any words

The reply, the arguments, the URL's path and query and the body may use `{name}` of a list in the sentences. `timeout_s` is 5
unless set. Private words only go to a URL in the home network, or to one with `trusted = true`.

What is put in place of `{name}` stays a value: it is escaped in a URL and in a body of JSON, XML or a form. Refused are words
that would be another path or an option (`--all`, `@file`) and all but plain ones (letters, digits and `.,:-`) in a program
(`sh -c "echo {words}"`, ssh) and beside quotes of another language (JSON in an argument, or in a string of JSON). To give a
program any words: `["sh", "-c", 'echo "$1"', "sh", "{words}"]`.

A tier that is not trusted and may call tools (`tools = true`) is not told of a skill with a command or a URL, and may not call
it, unless the skill says

    any_tier = true
"""

import asyncio
import errno
import os
import shutil
import tomllib
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from voice import child
from voice.config import Config, config_path, is_local
from voice.config.faults import own_faults, plainly
from voice.config.files import written
from voice.errors import SkillError, WithheldError
from voice.messages import SkillReply
from voice.privacy.gate import EgressGate, Place
from voice.skills import filling
from voice.skills.skill import Change, Context, Skill, as_captured

UNREADABLE = {
    errno.ENOEXEC: "its file does not begin with a line such as #!/bin/sh",
    errno.ENOENT: "the program that its first line names is not there",
}
NO_HOST = "a slot may stand in the path and the query of a url, not before"
NO_PROGRAM = "words that were said would be run as a program; name one and give it the words"


def _is_fixed(url: str) -> str:
    """Check that no slot chooses the host of a URL. Raises ValueError."""
    if filling.SLOT.search(urlsplit(url).netloc):
        raise ValueError(NO_HOST)
    return url


def _names_its_program(command: tuple[str, ...]) -> tuple[str, ...]:
    """Check that no slot is a program. Raises ValueError."""
    if filling.runs_slot(command):
        raise ValueError(NO_PROGRAM)
    return command


class OwnSkill(BaseModel):
    """One `[[skill]]` of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    sentences: tuple[str, ...] = Field(min_length=1)
    lists: dict[str, tuple[str, ...]] = {}
    reply: str | None = None
    command: Annotated[tuple[str, ...], Field(min_length=1), AfterValidator(_names_its_program)] | None = None
    url: Annotated[str, Field(pattern=r"^https?://"), AfterValidator(_is_fixed)] | None = None
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "GET"
    body: str | None = None
    timeout_s: float = Field(5.0, gt=0, le=60)
    trusted: bool = Field(default_factory=lambda given: is_local(given.get("url") or ""))
    """Whether private words may go to the URL; unless set, they may if its address is in the home network."""
    any_tier: bool = False
    """A tier that is not trusted may call it too, though it has a command or a URL."""

    @model_validator(mode="after")
    def _does_one_thing(self) -> "OwnSkill":
        if [self.reply, self.command, self.url].count(None) != 2:
            raise ValueError("give exactly one of reply, command and url")
        return self

    def skill(self, folder: Path, gate: EgressGate) -> Skill:
        """Make the skill; its command runs in `folder`, where its file is."""
        change = None if self.reply else Change()
        return Skill(self.name, as_captured, partial(self._run, folder, gate), change=change)

    async def _run(self, folder: Path, gate: EgressGate, slots: Mapping[str, Any], context: Context) -> SkillReply:
        if self.command:
            return SkillReply(await self._said_by_command(self.command, folder, slots) or "Done.")
        if self.url:
            return SkillReply(await self._said_by_url(self.url, gate, slots) or "Done.")
        return SkillReply(filling.filled(str(self.reply), slots))

    async def _said_by_command(self, command: tuple[str, ...], folder: Path, slots: Mapping[str, Any]) -> str:
        arguments = filling.command(command, slots)
        try:
            process = await asyncio.create_subprocess_exec(
                *arguments,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                cwd=folder,
                env=child.environment(),
                start_new_session=True,  # what it starts in its turn ends with it
            )
        except (OSError, ValueError) as error:
            why = unrunnable(command[0], folder) or UNREADABLE.get(getattr(error, "errno", 0), "")
            remedy = f"Mend skill {self.name}: {why}." if why else ""
            raise SkillError(f"The command of {self.spoken} could not be started.", remedy) from None
        try:
            output, _ = await asyncio.wait_for(process.communicate(), self.timeout_s)
        except TimeoutError:
            raise SkillError(f"The command of {self.spoken} took too long.") from None
        finally:
            await child.kill(process)
        if process.returncode:
            raise SkillError(f"The command of {self.spoken} failed.")
        return first_line(output.decode("utf-8", "replace"))

    async def _said_by_url(self, url: str, gate: EgressGate, slots: Mapping[str, Any]) -> str:
        address, content = filling.url(url, slots), None if self.body is None else filling.body(self.body, slots)
        try:
            status, text = await gate.client_to(Place(f"skill {self.name}", url, self.trusted)).request(
                self.method, address, timeout_s=self.timeout_s, content=content
            )
        except WithheldError as withheld:
            said = f"I did not send that out for {self.spoken}: {withheld.aloud}."
            raise SkillError(said, f"It was kept back: {withheld}. {withheld.remedy}") from None
        except OSError:
            raise SkillError(f"The address of {self.spoken} cannot be reached.") from None
        if not 200 <= status < 300:
            raise SkillError(f"The address of {self.spoken} answered {status}.")
        return first_line(text)

    @property
    def spoken(self) -> str:
        return self.name.replace("_", " ")


def read(file: Path) -> tuple[list[OwnSkill], list[str]]:
    """Read the skills of a file; a broken one is left out with a warning that names the file and the key."""
    try:
        rows = tomllib.loads(written(file))
    except (OSError, ValueError, RecursionError) as error:
        return [], [f"{file}: cannot be read as TOML: {error}; none of its skills is there"]
    skills, warnings = [], [f"{file}: {key}: {_unknown(key)}; left out" for key in rows if key != "skill"]
    tables = rows.get("skill", [])
    if not isinstance(tables, list):
        return [], [*warnings, f"{file}: skill: write [[skill]], with two brackets"]
    for number, table in enumerate(tables, 1):
        try:
            skills.append(OwnSkill.model_validate(table))
            if skills[-1].command and (why := unrunnable(skills[-1].command[0], file.absolute().parent)):
                warnings.append(f"{file}: skill {skills[-1].name}: command: {why}")
        except ValidationError as error:
            warnings += [f"{file}: {fault}; skipped" for fault in _faults(error, table, number)]
    return skills, warnings


def unrunnable(program: str, folder: Path) -> str:
    """Say why a program cannot be started; "" for nothing that can be seen from outside."""
    if "/" not in program:
        return "" if shutil.which(program) else f"there is no program {program}"
    file = folder / program
    if not file.is_file():
        return f"there is no file {file.name}"
    return "" if os.access(file, os.X_OK) else f"{file.name} may not be executed; to allow it: chmod +x {file.name}"


def first_line(text: str) -> str:
    """Take what is spoken of an answer: its first line that is not empty, 500 characters at most."""
    return next((line.strip()[:500] for line in text.splitlines() if line.strip()), "")


def _unknown(key: str) -> str:
    if key == "skills":
        return "write [[skill]], without s"
    return f"that is a setting, which belongs in {config_path()}" if key in Config.model_fields else "unknown key"


def _faults(error: ValidationError, table: Any, number: int) -> list[str]:
    name = table.get("name") if isinstance(table, dict) else None
    skill = f"skill {name if isinstance(name, str) else number}"
    return [f"{'.'.join([skill, *map(str, one['loc'])])}: {plainly(one)}" for one in own_faults(error)]
