"""Loads the skills that others add: installed packages (entry points of the group `voice.skills`) and the user's own TOML file.

Whatever is broken is left out with a warning; the rest works.
"""

import asyncio
import inspect
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from voice.config import Config, skills_path
from voice.errors import SkillError
from voice.messages import SkillReply
from voice.privacy.gate import EgressGate
from voice.skills import own
from voice.skills.sentences import Templates
from voice.skills.skill import Change, Context, Skill, as_captured

GROUP = "voice.skills"
LONGEST_RUN_S = 10.0
"""Seconds after which an added skill is given up: no listener waits longer."""
PART_OF_WORD = re.compile(r"(?:(\w+)|\(([\w |]+)\))\[(\w+)\](?!\w)")


@dataclass(frozen=True, slots=True)
class Added:
    """A skill that was added, with its sentences."""

    skill: Skill
    sentences: Sequence[str]
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)
    origin: str = ""
    """The package or file that it comes from, for warnings."""
    any_tier: bool = False
    """A tier that is not trusted may call it too."""


def gathered(
    config: Config, gate: EgressGate, taken: Collection[str], templates: Templates
) -> tuple[list[Added], Templates, list[str]]:
    """Load the skills that others add, and put their sentences and lists into the templates; warn of each that is left out.

    `taken`: the names that they may not have.
    """
    offered, faults = _offered(config, gate)
    good: dict[str, Added] = {}
    sentences: dict[str, list[dict[str, list[str]]]] = {}
    for one in offered:
        name = one.skill.name
        if fault := _fault(one, {*taken, *good}, templates):
            faults.append(f"{one.origin}: {fault}; skipped")
            continue
        written, lists = _written(one, templates.lists)
        templates.lists.update(lists)
        good[name], sentences[name] = one, [{"sentences": written}]
    return [*good.values()], replace(templates, skills=sentences | templates.skills), faults


def _offered(config: Config, gate: EgressGate) -> tuple[list[Added], list[str]]:
    """Load the user's own skills and those of packages, with a warning for each that did not load."""
    file = skills_path(config.skills.own)
    if config.skills.own and not file.is_file():
        return [], [f"skills.own: there is no file {file}"]
    mine, faults = _from_file(file, gate) if file.is_file() else ([], [])
    others, more = _from_packages()
    return mine + others, faults + more


def _from_packages() -> tuple[list[Added], list[str]]:
    """Load the skills of installed packages, with a warning for each that did not load."""
    found, warnings = [], []
    for point in entry_points(group=GROUP):
        origin = f"{GROUP} {point.name} of {point.dist.name if point.dist else 'an unknown package'}"
        try:
            offered = point.load()
            offered = offered() if inspect.isclass(offered) else offered
            found.append(_added(offered, origin))
        except Exception as error:  # whatever another's package may raise
            warnings.append(f"{origin}: {type(error).__name__}: {error}; skipped")
    return found, warnings


def _from_file(file: Path, gate: EgressGate) -> tuple[list[Added], list[str]]:
    """Load the user's own skills, with a warning for each that is broken."""
    mine, warnings = own.read(file)
    folder = file.absolute().parent
    return [
        Added(one.skill(folder, gate), one.sentences, one.lists, f"{file}: skill {one.name}", one.any_tier or bool(one.reply))
        for one in mine
    ], warnings


def whole_words(template: str) -> str:
    """Write "light[s]" and "(light|lamp)[s]" with whole words, as sentences are matched word by word."""

    def written(found: re.Match[str]) -> str:
        words = (found[1] or found[2]).split("|")
        return f"({'|'.join(f'{word}|{word}{found[3]}' for word in words)})"

    return PART_OF_WORD.sub(written, template)


def _written(added: Added, known: Iterable[str]) -> tuple[list[str], dict[str, Any]]:
    """Write its sentences and lists as hassil takes them, its lists under names of its own. Raises what hassil raises.

    A list that is neither its own nor among `known` takes any words.
    """
    from hassil import parse_sentence

    lists: dict[str, Any] = {name: {"values": list(values)} for name, values in added.lists.items()}
    sentences = [whole_words(text) for text in added.sentences]
    for text in sentences:
        for name in parse_sentence(text).list_names():
            if name not in known:
                lists.setdefault(name, {"wildcard": True})
    prefix = added.skill.name
    for name in lists:
        sentences = [re.sub(rf"\{{{name}(?::(\w+))?\}}", _renamed(prefix, name), text) for text in sentences]
    return sentences, {f"{prefix}_{name}": values for name, values in lists.items()}


def _renamed(prefix: str, name: str) -> Callable[[re.Match[str]], str]:
    return lambda found: f"{{{prefix}_{name}:{found[1] or name}}}"


def _fault(added: Added, taken: Collection[str], known: Templates) -> str | None:
    """Say what is wrong with an added skill; None where nothing is."""
    from voice.skills.matcher import Matcher

    if added.skill.name in taken:
        return f"name: a skill {added.skill.name} is there already; disable that one or choose another name"
    try:
        sentences, lists = _written(added, known.lists)
        return Matcher.fault(known.only(sentences, lists).parsed())
    except KeyError as error:
        return f"sentences: there is no rule <{error.args[0]}>"
    except Exception as error:  # hassil's and re's many ways to say that a template is wrong
        return f"sentences: {error}; alternatives are written (one|other), what may be left out [so]"


def _added(offered: Any, origin: str) -> Added:
    name, sentences = offered.name, list(offered.sentences)
    if not isinstance(name, str) or not name.isidentifier():
        raise TypeError("name must be a word of letters, digits and _")
    if not sentences or not all(isinstance(text, str) for text in sentences):
        raise TypeError("sentences must be strings")
    if not callable(offered.run):
        raise TypeError("run must be callable")
    skill = Skill(name, as_captured, _guarded(name, offered.run), change=Change())
    return Added(skill, sentences, getattr(offered, "lists", {}), origin, getattr(offered, "any_tier", False) is True)


def _guarded(name: str, run: Callable[..., Any]) -> Callable[[Mapping[str, Any], Context], Any]:
    """Wrap the function of an added skill: it runs in a thread unless it is async, and what it raises is spoken."""

    async def guarded(slots: Mapping[str, Any], context: Context) -> SkillReply:
        called = run(slots, context) if inspect.iscoroutinefunction(run) else asyncio.to_thread(run, slots, context)
        try:
            return SkillReply(str(await asyncio.wait_for(called, LONGEST_RUN_S)))
        except TimeoutError:
            raise SkillError(f"The skill {name.replace('_', ' ')} took too long.") from None
        except Exception:  # whatever another's code may raise
            raise SkillError(f"The skill {name.replace('_', ' ')} failed.") from None

    return guarded
