"""Makes whole requests of what is said of a list behind the last request for it: "and bread, no, butter", "bin it"."""

from collections.abc import Iterator, Mapping

from voice.english import following, list_talk
from voice.english.amounts import put_before
from voice.messages import Match
from voice.skills import guess
from voice.skills.follow_up import answers, referents
from voice.skills.follow_up.answers import asks
from voice.skills.lists import item_slips
from voice.skills.lists.said import SHOPPING, TO_DO
from voice.skills.lists.things import THOSE, is_known
from voice.skills.meanings import Meanings
from voice.skills.reading.several import joined
from voice.skills.skill import Skill


def in_usual_words(said: str, text: str, last: Match) -> tuple[str, str]:
    """What is said of the list that was used last, with its name; plain, and as it was written."""
    said, text = THOSE.sub("", said), THOSE.sub("", text)
    said, text = put_before(said), put_before(text) if following.MORE.match(said) else text
    said = list_talk.ALREADY.sub(r"\1", list_talk.THERE.sub(r"\1 it", said))
    return referents.with_list(said, list_of(last)), text


def list_of(last: Match) -> str:
    """The list that a request was for."""
    return str(last.slots.get("list", SHOPPING))


def unsure(said: str, last: Match) -> str:
    """A request that words may mean, which is asked about: "and milk" behind what is on a list, "remove it" of a whole one."""
    if last.slots["do"] == "make":
        return ""
    more = following.MORE.match(said) if last.slots["do"] in ("read", "count") else None
    thing = following.TOO.sub("", said[more.end() :]) if more else ""
    if is_known(thing):
        return f"add {thing} to my {list_of(last)} list"
    return f"clear my {list_of(last)} list" if list_talk.GET_RID.fullmatch(said) else ""


class ListTalk:
    def __init__(self, skills: Mapping[str, Skill], meanings: Meanings) -> None:
        self._skills = skills
        self._match = meanings.likeliest
        self._certain = meanings.certain
        self._same = meanings.same

    def behind(self, said: str, text: str, last: Match, reply: str) -> Iterator[Match | None]:
        """What would make another sense by itself: one more thing, an answer, things by their place on the list."""
        if last.slots["do"] == "add" and list_talk.OTHER_LIST.fullmatch(said):
            yield self._on_the_other(said, last)
        if last.slots["do"] == "add":
            yield self._slipped_beside(text, last)
        if last.slots["do"] == "add" and (other := list_talk.WRONG_LIST.fullmatch(said)):
            things = ", ".join(last.slots["items"])
            yield self._certain(f"move {things} from my {list_of(last)} list to my {other['list']} list")
        texts = answers.of_lists(said, last, reply) if asks(reply) else item_slips.behind(text, last)
        yield joined([self._certain(one) for one in texts or referents.of_things(said, last, reply)])

    def with_its_name(self, said: str, last: Match) -> Iterator[Match | None]:
        """The same words with "to my shopping list" or "from my shopping list" behind them."""
        if following.IT.search(said):
            return
        bare = following.TOO.sub("", said)
        removes = (own := self._certain(bare)) and own.slots.get("do") == "remove"
        prepositions = ("from",) if removes else ("to",) if is_known(following.MORE.sub("", bare)) else ("to", "from")
        yield from (self._same(f"{bare} {preposition} my {list_of(last)} list", last) for preposition in prepositions)

    def _on_the_other(self, said: str, last: Match) -> Match | None:
        """Ask whether the other of the two lists is meant that everybody has; of one with a name, tell which there are."""
        other = {SHOPPING: TO_DO, TO_DO: SHOPPING}.get(list_of(last))
        moved = f"move {' and '.join(last.slots['items'])} to my {other} list"
        return guess.asking([moved], said) if other else self._match("which lists do I have")

    def _slipped_beside(self, text: str, last: Match) -> Match | None:
        """One more thing for a list, with a slip put right in the same breath: "and bread, no, butter"."""
        more, change = following.MORE.match(text.lower()), self._skills[last.skill].change
        if not more or not change or not change.again or list_talk.A_LIST.search(text) or item_slips.BUT_NOT.fullmatch(text):
            return None
        again = change.again

        def instead(match: Match, said: str) -> str:
            return again(last.slots, said)

        def there(said: str) -> Match | None:
            thing = said.removeprefix("add ")
            own = self._match(thing)
            return None if own and own.skill != "lists" else self._certain(again(last.slots, thing))

        found = item_slips.put_right(f"add {text[more.end() :]}", self._certain, there, instead)
        return None if found and found.skill == "lists" and list_of(found) != list_of(last) else found
