"""Words that fill a slot of one's own skill stay words, whoever chose them: no path, no option, no code, no other JSON."""

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.privacy.capture import Capture, capturing
from tests.privacy.test_redacting_tier import Echo, guarded
from tests.skills.making import make_skills
from voice.config import Config
from voice.messages import Message, ToolCall, ToolResult
from voice.skills import Context, Skills, filling
from voice.skills.filling import REFUSED
from voice.tiers import StreamResult

TELLS = "import json, sys; print(json.dumps(sys.argv[1:]))"


def loaded(folder: Path, *skills: dict[str, Any]) -> tuple[Skills, list[str]]:
    """Skills as a file holds them; TOML writes strings and lists of strings as JSON does."""
    file = folder / "skills.toml"
    texts = ["\n".join(["[[skill]]", *(f"{key} = {json.dumps(value)}" for key, value in skill.items())]) for skill in skills]
    file.write_text("\n".join(texts))
    made = make_skills(Config(state_dir=folder / "state", skills={"own": file}))
    return made, made.load()


def call(skills: Skills, name: str, /, trusted: bool = True, **slots: Any) -> ToolResult:
    return asyncio.run(skills.call(ToolCall("id", name, json.dumps(slots), trusted), Context()))


def shout(folder: Path, *command: str) -> Skills:
    skills, warnings = loaded(folder, {"name": "shout", "sentences": ["shout {words}"], "command": command})
    assert warnings == []
    return skills


EVIL = [
    "$(touch pwned)", "`touch pwned`", "; touch pwned", "x; touch pwned", "x && touch pwned", "x | touch pwned", "x > pwned",
    "'; touch pwned; '", '"; touch pwned; "', "x\\'; touch pwned", "${IFS}touch", "x' $(touch pwned) '", "a[$(touch pwned)]",
    "x & touch pwned", "<(touch pwned)", "x # y", "~", "*", "../../etc/passwd", "x -rf", "-n", "--help", "!!", "x\\", "%s",
]  # fmt: skip


@pytest.mark.parametrize(
    "command",
    [
        ["sh", "-c", "echo {words}"], ["sh", "-c", "echo '{words}'"], ["sh", "-c", 'echo "{words}"'],
        ["sh", "-ec", "echo {words}"], ["env", "sh", "-c", "--", "echo {words}"], [sys.executable, "-c", "print('{words}')"],
        ["awk", 'BEGIN {{ print "{words}" }}'], ["sh", "-cx", "echo {words}"], ["sh", "-eufxc", "echo {words}"],
        ["env", "-S", "sh -c 'echo {words}'"], ["sh", "+x", "-c", "--", "echo {words}"],
        ["find", ".", "-exec", "echo {words}", ";"],
        ["tar", "--to-command=echo {words}"], ["ssh", "nas", "say", "{words}"], ["sqlite3", "db", "select '{words}'"],
    ],
)  # fmt: skip
def test_a_program_is_given_plain_words_alone(tmp_path: Path, command: list[str]) -> None:
    skills = shout(tmp_path, *command)
    assert {words: call(skills, "shout", words=words).text for words in EVIL} == dict.fromkeys(EVIL, REFUSED)
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize(
    ("words", "heard"),
    [("pasta is ready", "pasta is ready"), ("mum's at 7:30, ok", "mum\u2019s at 7:30, ok"), ("größer", "größer")],
)
@pytest.mark.parametrize("script", ["echo {words}", "echo '{words}'", 'echo "{words}"'])
def test_plain_words_arrive(tmp_path: Path, script: str, words: str, heard: str) -> None:
    assert call(shout(tmp_path, "sh", "-c", script), "shout", words=words).text == heard


@pytest.mark.parametrize(
    "words", ["$(touch pwned)", "what? (really)", "x; touch pwned", "a 'b' \"c\" `d`", "../x", "a --b", "it's -5"]
)
@pytest.mark.parametrize(
    "command", [[sys.executable, "-c", TELLS, "{words}"], ["sh", "-c", '"$0" -c "$1" "$2"', sys.executable, TELLS, "{words}"]]
)
def test_an_argument_of_its_own_may_be_any_words(tmp_path: Path, command: list[str], words: str) -> None:
    skills = shout(tmp_path, *command)
    said = call(skills, "shout", words=words).text
    if words[0] in "$.":
        assert said == REFUSED
    else:
        assert json.loads(said) == [words]
    assert not (tmp_path / "pwned").exists()


OPTIONS = ["--delete", "-x", "-", "@/etc/passwd", "+x", "~root", "/etc/passwd", "=x", "\u2010x", " -x", "-5", "-9 x"]


@pytest.mark.parametrize("part", ["{words}", "{words}.txt"])
def test_an_argument_is_never_an_option(tmp_path: Path, part: str) -> None:
    skills = shout(tmp_path, sys.executable, "-c", TELLS, part)
    assert {words: call(skills, "shout", words=words).text for words in OPTIONS} == dict.fromkeys(OPTIONS, REFUSED)


def test_a_number_may_be_below_zero(tmp_path: Path) -> None:
    slots = {"degrees": -5}
    assert filling.command(["set-heat", "{degrees}", "sh", "-c", "echo {degrees}"], slots)[1::3] == ["-5", "echo -5"]
    assert filling.url("http://nas.local/{degrees}", slots) == "http://nas.local/-5"


def test_behind_its_own_option_it_may_begin_as_it_likes(tmp_path: Path) -> None:
    skills = shout(tmp_path, sys.executable, "-c", TELLS, "--text={words}")
    assert json.loads(call(skills, "shout", words="--delete").text) == ["--text=--delete"]


@pytest.mark.parametrize("part", ["http://127.0.0.1:1/say/{words}", "--url=https://nas.lan/{words}/now"])
def test_an_address_in_an_argument_stays_that_address(tmp_path: Path, part: str) -> None:
    skills = shout(tmp_path, sys.executable, "-c", TELLS, part)
    assert {words: call(skills, "shout", words=words).text for words in PATHS} == dict.fromkeys(PATHS, REFUSED)
    assert json.loads(call(skills, "shout", words="the den?x=1#y").text) == [part.replace("{words}", "the%20den%3Fx%3D1%23y")]


@pytest.mark.parametrize(
    "command",
    [["{words}"], ["{words}", "x"], ["sh", "-c", "{words}"], ["bash", "-lc", " {words} now"], ["python3", "-c", "{words}"]],
)
def test_words_that_would_be_a_program_are_no_skill(tmp_path: Path, command: list[str]) -> None:
    _, warnings = loaded(tmp_path, {"name": "shout", "sentences": ["shout {words}"], "command": command})
    assert len(warnings) == 1
    assert "run as a program" in warnings[0]


@pytest.fixture
def server() -> Iterator[Capture]:
    with capturing() as server:
        yield server


def ask(folder: Path, server: Capture, words: Any, path: str = "", body: str | None = None) -> tuple[str, bytes]:
    skill = {"name": "nas", "sentences": ["ask the nas {words}"], "url": f"{server.url}{path}", "method": "POST"}
    skills, warnings = loaded(folder, skill | ({} if body is None else {"body": body}))
    assert warnings == []
    return call(skills, "nas", words=words).text, server.heard


PATHS = ["..", ".", "../admin", "x/../a", "..\\admin", "%2e%2e", "a%2f..%2fa", "..;x", "/admin", "x/y", "?x", "#x", "@x",
         "a\uff0fb", "a\uff05b"]  # fmt: skip


@pytest.mark.parametrize("path", ["/say/{words}", "/say/{words}/now", "/say/x{words}", "/{words}"])
def test_a_path_stays_the_path(tmp_path: Path, server: Capture, path: str) -> None:
    said = {words: ask(tmp_path, server, words, path) for words in PATHS}
    assert said == dict.fromkeys(PATHS, (REFUSED, b""))


@pytest.mark.parametrize(
    ("words", "sent"),
    [
        ("a b", "a%20b"), ("x&admin=1", "x%26admin%3D1"), ("../x", "..%2Fx"), ("a#b", "a%23b"), ("ü", "%C3%BC"),
        ("50%", "50%25"), ("a+b", "a%2Bb"), ("a?b", "a%3Fb"),
    ],
)  # fmt: skip
def test_a_query_stays_the_query(tmp_path: Path, server: Capture, words: str, sent: str) -> None:
    _, heard = ask(tmp_path, server, words, "/say?text={words}&x=1")
    assert heard.startswith(f"POST /say?text={sent}&x=1 HTTP".encode())


@pytest.mark.parametrize(
    "url", ["http://{words}/x", "http://{words}.local/x", "http://nas:{words}/", "http://{words}@nas.local/", "http://["]
)
def test_words_do_not_choose_the_host(tmp_path: Path, url: str) -> None:
    _, warnings = loaded(tmp_path, {"name": "nas", "sentences": ["ask the nas {words}"], "url": url})
    assert len(warnings) == 1
    assert "skill nas.url" in warnings[0]


QUOTES = ['", "admin": true, "x": "', "\\", '\\", "admin": true, "', "\\u0022", "{words}", 'it\'s "so"']


@pytest.mark.parametrize("words", QUOTES)
def test_json_stays_the_json_that_it_is(tmp_path: Path, server: Capture, words: str) -> None:
    _, heard = ask(tmp_path, server, words, "/x", '{"text": "so: {words}", "more": [{"{words}": 1}], "alone": {words}}')
    sent = json.loads(heard.partition(b"\n\n")[2])
    assert sent == {"text": f"so: {words}", "more": [{words: 1}], "alone": words}


def test_a_number_by_itself_is_a_number_in_json(tmp_path: Path, server: Capture) -> None:
    _, heard = ask(tmp_path, server, "20", "/x", '{"level": {words}}')
    assert heard.endswith(b'{"level": 20}')


@pytest.mark.parametrize(
    ("body", "words", "sent"),
    [
        ('<say who="{words}">x</say>', "<a&'\">", '<say who="&lt;a&amp;&apos;&quot;&gt;">x</say>'),
        ("text={words}&x=1", "a&x=2 b", "text=a%26x%3D2+b&x=1"),
        ("{words}", 'say "hi" & <go>', 'say "hi" & <go>'),
    ],
)  # fmt: skip
def test_other_bodies_are_escaped_by_their_looks(tmp_path: Path, server: Capture, body: str, words: str, sent: str) -> None:
    _, heard = ask(tmp_path, server, words, "/x", body)
    assert heard.partition(b"\n\n")[2] == sent.encode()


@pytest.mark.parametrize("words", ['", "admin": true, "x": "', "\\", '"}', "x') or ('", "}} {{ x", "</a>"])
@pytest.mark.parametrize(
    "skill",
    [
        {"body": '{"topic": "a", "payload": "{\\"text\\": \\"{words}\\"}"}'},
        {"body": 'payload={"text": "{words}"}&x=1'},
        {"body": '{"template": "{{ states(\'{words}\') }}"}'},
        {"body": 'say "{words}"'},
        {"path": '/x?data={"text":"{words}"}'},
        {"path": "/x?data=%7B%22text%22%3A%22{words}%22%7D"},
    ],
)
def test_in_a_language_inside_another_words_are_plain(
    tmp_path: Path, server: Capture, skill: dict[str, str], words: str
) -> None:
    path = skill.get("path", "/x")
    assert ask(tmp_path, server, words, path, skill.get("body")) == (REFUSED, b"")
    assert ask(tmp_path, server, "mum's room", path, skill.get("body"))[1] != b""


def test_json_in_an_argument_stays_the_json_that_it_is(tmp_path: Path) -> None:
    skills = shout(tmp_path, sys.executable, "-c", TELLS, '{"text": "{words}"}')
    assert call(skills, "shout", words='", "admin": true, "x": "').text == REFUSED
    assert json.loads(call(skills, "shout", words="tea is ready").text) == ['{"text": "tea is ready"}']


@pytest.mark.parametrize(
    "words", ["a\nb", "a\r\nX: y", "\x00", "\x1b[2J", "a\u2028b", "\ud800", "x" * 201, "", 5, ["a"], {"a": 1}]
)
def test_a_tier_gives_a_slot_one_line_of_words(tmp_path: Path, words: Any) -> None:
    skills = shout(tmp_path, sys.executable, "-c", TELLS, "text: {words}")
    assert not call(skills, "shout", words=words).understood


def test_a_tier_gives_a_slot_what_its_list_holds(tmp_path: Path) -> None:
    sentences = ["dim the lamp to {percent} at {hour} [{day}]"]
    skills, warnings = loaded(tmp_path, {"name": "dim", "sentences": sentences, "reply": "{percent} {hour} {day}."})
    assert warnings == []
    assert call(skills, "dim", percent=40, hour=7, day="tomorrow").text == "40 7 tomorrow."
    for wrong in ({"percent": 101}, {"percent": "; x"}, {"percent": 1.5}, {"hour": -1}, {"day": "$(x)"}):
        assert not call(skills, "dim", **({"percent": 40, "hour": 7} | wrong)).understood, wrong


SKILLS: list[dict[str, Any]] = [
    {"name": "fixed", "sentences": ["say it fixed"], "reply": "Fixed."},
    {"name": "closed", "sentences": ["run it closed"], "command": ["echo", "Closed."]},
    {"name": "opened", "sentences": ["run it opened"], "command": ["echo", "Opened."], "any_tier": True},
    {"name": "far", "sentences": ["ask it far"], "url": "http://127.0.0.1:9/"},
]


def test_a_tier_that_is_not_trusted_calls_what_says_so(tmp_path: Path) -> None:
    skills, warnings = loaded(tmp_path, *SKILLS)
    assert warnings == []
    assert [call(skills, name).understood for name in ("fixed", "closed", "opened", "far")] == [True] * 4
    strange = {name: call(skills, name, trusted=False) for name in ("fixed", "closed", "opened", "far", "time")}
    assert {name for name, result in strange.items() if result.understood} == {"fixed", "opened", "time"}
    assert strange["closed"].text == "There is no tool 'closed'."
    assert {tool.name for tool in skills.tools if not tool.any_tier} == {"closed", "far"}


def test_a_tier_behind_its_guard_is_not_told_of_the_rest_and_is_not_believed(tmp_path: Path) -> None:
    skills, _ = loaded(tmp_path, *SKILLS)
    echo = Echo(calls=[ToolCall("1", "closed", "{}"), ToolCall("2", "opened", "{}")])
    tier, _ = guarded(tmp_path, echo, "redact")
    result = StreamResult()

    async def run() -> list[ToolResult]:
        _ = [piece async for piece in tier.stream([Message("user", "go on")], result, skills.tools)]
        return [await skills.call(asked, Context()) for asked in result.calls]

    assert [done.understood for done in asyncio.run(run())] == [False, True]
    assert {"closed", "far"}.isdisjoint(tool.name for tool in echo.offered)
    assert "opened" in {tool.name for tool in echo.offered}
