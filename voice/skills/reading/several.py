"""Takes requests apart that were made in one breath: "add milk to my shopping list and set a timer for ten minutes".

Whatever makes sense as one request is one ("remind me at six to buy salt and pepper"). Otherwise each part must be understood
for sure by itself, or behind the part before it ("turn on the kitchen lights and the bedroom lights"); else none is done.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from voice.english import following, timer_talk
from voice.english import politeness as polite
from voice.english.numbers import BELOW_HUNDRED
from voice.english.numbers_heard import in_digits, is_number
from voice.english.spellings import words as spelled
from voice.english.times import NEAR_DAYS, WEEKDAYS
from voice.messages import Match
from voice.skills.follow_up.referents import DEVICES, is_device_before, is_for_later
from voice.skills.follow_up.referents import KINDS as KINDS_SET
from voice.skills.home import together as things_together
from voice.skills.lists import item_slips

AND = re.compile(r"[,;.!?]? (?:and|&|then|but)(?: then| also| please)? |[,;.!?] ", re.IGNORECASE)
GREETING = re.compile(
    r"^(good ?night|night night|good (?:morning|evening|afternoon)|morning|thanks|thank you)(?: (?:all|everyone|jarvis))? "
    r"(?!and |all |everyone |jarvis |so |very )(?=[\w']+ \w)|"
    r"(?<=\w) (?=(?:good ?night|night night|thank you (?:so|very) much)(?: \w+)?[.!]?$)",
    re.IGNORECASE,
)
"""A greeting that goes on into a request without a comma, or stands behind one."""
EACH = re.compile(
    r"^(?P<set>.*?)\b(?:(?P<count>two|2|three|3|four|4) )?"
    r"(?P<kind>timer|alarm|(?:wake|get) (?:me|us)(?: up)?)(?P<more>s?)[,:]? "
    r"(?:(?P<for>for|at|of) )?(?P<all>.+?)"
    r"(?P<unit> (?:seconds|minutes|mins|hours))?(?P<half> ?[ap]\.?m\b\.?| in the (?:morning|afternoon|evening))?"
    r"(?P<day> (?:on |at |every |each )?(?:today|tonight|tomorrow|weekends?|\w*days?)(?: (?:morning|night))?)?[.!?]?$",
    re.IGNORECASE,
)
"""Several of one kind: "two alarms for six and seven tomorrow"."""
OWN = {
    "unit": re.compile(r"(?:second|min|minute|hour)s?\b", re.IGNORECASE),
    "half": re.compile(r"(?:\d ?|\b)[ap]\.?m\b|\b(?:morning|afternoon|evening|(?:to|mid)?night|noon|midday)\b", re.IGNORECASE),
    "day": re.compile(r"tonight|tomorrow|weekend|days?\b", re.IGNORECASE),
}
"""What is said of one of them alone, where it may be said of all behind the last."""
PLEASE = re.compile(r"\b((?:timer|alarm|reminder)s),? please\b,?", re.IGNORECASE)
OTHER = re.compile(r"^(?:another|a second|a third|one more|one)(?: one| timer| alarm)?(?: for| at| of)? ", re.IGNORECASE)
ANOTHER = re.compile(r"(?:then |also )*another\b", re.IGNORECASE)
CLOCK = re.compile(r"\d[:.]\d|past|quarter|half|o'?clock", re.IGNORECASE)
COUNTS = ("", "", "two2", "three3", "four4")
SO_MANY = re.compile(
    r"(?:(?:please|can you|could you|i need|give me|set|start|make|put on|i want) )*(?P<count>two|2|three|3|four|4) timers"
    r"(?:[,:]| for| of)? (?:(?:the first|one)(?: one)?(?: for| of| is)? )?(?=\w)",
    re.IGNORECASE,
)
"""How many timers are wanted, before what each is for: "two timers, five minutes for the eggs and twelve for the pasta"."""
LED = re.compile(r"\b(?:remind|timer|alarm|wake)\b", re.IGNORECASE)
BEGUN = re.compile(r"(?:also |then |please )*(?:remind me|wake me|(?:set|start) (?:an?|another|my|the) )", re.IGNORECASE)
"""How what is to be set begins, though something of it may be missing: "and set a timer for the rice"."""
BEHIND_THE = re.compile(r"(?:the|my|our|his|her|their|a|an) .*\b(?:at|in|on) ")
BEGINS = {"reminder_set": "remind me", "alarm_set": "set an alarm for", "timer_set": "set a timer for"}
LEADS = {
    "reminder_set": re.compile(r"to \w|(?:at|in|on|tomorrow|tonight|by|every|next)\b.* to \w"),
    "alarm_set": re.compile(rf"(?:(?:on|at|for) )*(?:the )?(?:{'|'.join(WEEKDAYS)}|weekend|weekday|tomorrow)"),
    "timer_set": re.compile(r"(?:for )?(?:the|my) "),
}
"""How the second of two begins that takes the words before it from the first: "the peas four minutes"."""
FIRST = re.compile(r"^(?:first|both) ", re.IGNORECASE)
TIME = (
    rf"(?:(?:half|quarter|\w+) (?:past|to) )?(?:\d[\d:.]*|{'|'.join(BELOW_HUNDRED)})(?: (?:\d+|thirty|fifteen|forty[ -]five))?"
    r"(?: ?[ap]\.?m\b\.?| o'?clock| in the (?:morning|afternoon|evening)| at night)|noon|midday|midnight"
)
WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)})s?"
NEAR_DAY = rf"(?:{WEEKDAY}|today|tomorrow)"
DAY = r"(?!to |remind )(?:(?! to | at |\d).)+?"
KINDS = re.compile(
    r"(?P<set>.*?)\b(?P<all>(?:timer|alarm|reminder)s?(?:(?:,|,? and|,? or|,)(?: also)? (?:the |my |any |all |all my )?"
    r"(?:timer|alarm|reminder)s?\b)+)(?P<rest>.*)",
    re.IGNORECASE,
)
"""Several kinds that share the words around them: "cancel my timer, my alarm and my reminder"."""
A_LIST = r"(?:(?:the|my|our) )?(?:to do|to-do|[\w-]+) list"
PAIRS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?P<set>.+? )(?P<first>{A_LIST}) and (?:also )?(?P<second>{A_LIST})(?P<rest>)",
        r"(?P<set>.+? (?:the|my|our) )(?P<first>to do|[\w-]+) and (?:(?:the|my|our) )?(?P<second>to do|[\w-]+)(?P<rest> list)s",
        r"(?P<set>.+?\b(?:the|my) )(?P<first>[\w ]+?) and (?:the |my )?(?P<second>[\w ]+?)(?P<rest> (?:timer|alarm|reminder))s",
        rf"(?P<set>.*?\bremind (?:me|us) )(?P<first>{DAY}) and (?P<second>{DAY})(?P<rest> to .+)",
        rf"(?P<set>.*?\bremind (?:me|us) (?:.+ )?at )(?P<first>{TIME})(?: and|,) (?:again )?(?:at )?(?P<second>{TIME})"
        r"(?P<rest>(?: (?:to|every|each|on|tomorrow|today|daily)\b.*)?)",
        r"(?P<set>(?:please |can you |could you )*(?:turn|switch|put|shut|dim|brighten|kill) (?:(?:on|off|out|down"
        r"|up) )?(?:the )?)"
        r"(?P<first>[a-z]+(?: room)?) and (?:the )?(?P<second>[a-z]+(?: room)?)(?P<rest> (?:lights?|lamps?)\b.*)",
        rf"(?P<set>.*?\bremind (?:me|us) .+ on )(?P<first>{WEEKDAY}) and (?:on )?(?P<second>{WEEKDAY})(?P<rest>(?: at .+)?)",
    )
]
DAYS = re.compile(
    rf"(?P<set>.*?\b(?:alarms?|wake (?:me|us)(?: up)?|get (?:me|us) up)(?: for| on)* )"
    rf"(?P<all>{NEAR_DAY}(?:(?: and)?(?: on)? {NEAR_DAY})+)(?P<rest>(?: morning)?(?: at)? .*\d.*|(?: at)? (?:noon|midnight))"
)
"""Several days that share a time: "an alarm for monday, wednesday and friday at six"."""
"""Two that share the words around them: "the tea and oven timers", "tomorrow morning and tomorrow night to take a pill"."""
HANGS = re.compile(rf"(?:{'|'.join(following.PREPOSITIONS)})\b|{timer_talk.NAMES_ONE.pattern}[.!?]?$", re.IGNORECASE)
"""What takes the rest from the part before: "add soap" and "to my to do list", "cancel the timer" and "the 7 am alarm"."""
LIST = r"(?P<where> (?:to|on|onto|from|off|in) (?:the|my|our) (?:[\w-]+ ){0,3}list)?"
SWAPPED = [
    re.compile(pattern + LIST + r"[.!]?", re.IGNORECASE)
    for pattern in (
        r"(?:please )?(?:swap|replace|change|switch|exchange) (?:the |my )?(?P<old>.+?) (?:for|with|to|by) (?P<new>.+?)",
        r"(?:please )?(?:add|put|get) (?P<new>.+?) instead of (?:the )?(?P<old>.+?)",
        r"(?:no,? |sorry,? )*(?:i (?:said|meant) )?not (?:the )?(?P<old>.+?)[,;] (?:but )?(?P<new>.+?)",
        r"(?:please )?make (?:the|my) (?P<old>[\w ]+?) (?P<much>\w+(?: \w+){0,3}?)",
    )
]
"""One thing on a list in the place of another."""
NO_PART = {"stop", "courtesy"}
"""Skills whose words are no part of a request that somebody wants done."""
BARE = re.compile(rf"\W*(?:(?:\d[\d:.]*|and|{'|'.join(BELOW_HUNDRED)})\W*)+$", re.IGNORECASE)
"""Numbers alone, which would be a sum."""
PART_OF = {"half", "third", "quarter", "quarters", "thirds", "fifths", "sixths", "eighths", "tenths"}
"""What stands at the beginning of a part of a number: "two and a half"."""
BETWEEN = re.compile(r"\b(?:between|from)\b(?!.* (?:and|to) )", re.IGNORECASE)
MOST_PIECES = 12
MOST = 4
"""Places at which a request is taken apart: with more of them it is a story."""

Understood = Callable[[str], Match | None]


def understood(text: str, certain: Understood, behind: Callable[[str, Match], Match | None]) -> Match | None:
    """All requests of a text as one match, in their order. `certain` understands one; `behind` one that follows another."""
    text = GREETING.sub(r"\1, ", text)
    if each := all_alike(text, certain) or _swapped(text, certain, behind):
        return each
    for left, right in _parts(text):
        hangs = HANGS.match(right)
        if following.TAKES_BACK.fullmatch(right.lower().rstrip(".!")):
            return None  # what is not done yet cannot be undone
        if not hangs and (then := certain(right)) and (first := certain(left) or understood(left, certain, behind)):
            if is_device_before(then, last_of(first), right) or things_together.is_name_alone(then, last_of(first)):
                continue
            if is_for_later(first, then, text.removesuffix(right)):
                return None
            if ANOTHER.match(right) and (last_of(first).skill, then.skill) == ("timer_set", "timer_change"):
                return None  # behind the first, beside it, or one that is longer
            return joined([first, then])
    for left, right in _parts(text):
        if (first := certain(left) or understood(left, certain, behind)) and (then := behind(right, last_of(first))):
            if things_together.belongs_to(last_of(first), text, left, right):
                return None
            same = (then.skill, then.slots) == (last_of(first).skill, last_of(first).slots)  # "it is too bright, dim it"
            return first if same else joined([first, then])
    return None


def all_alike(text: str, certain: Understood) -> Match | None:
    """Several that share the words around them."""
    things = joined([certain(one) for one in things_together.each(text)])
    if things and all(one.skill in DEVICES for one in (things, *things.also)):
        return things
    alike = joined([certain(one) for one in _days(text) or _each(text) or _pair(text)])
    return alike or joined([certain(one) for one in _led(text, certain)])


def urgent(text: str, certain: Understood) -> Match | None:
    """The part that tells of an emergency: it is answered, and nothing that was said beside it is waited for."""
    pieces = [*AND.split(text), *(part for pair in _parts(text) for part in pair)]
    found = (certain(piece) for piece in dict.fromkeys(map(str.strip, pieces[:MOST_PIECES])) if piece)
    return next((one for one in found if one and one.skill == "emergency"), None)


def _swapped(text: str, certain: Understood, behind: Callable[[str, Match], Match | None]) -> Match | None:
    """One thing on a list in the place of another, or so much of it; where that is not there, nothing is put on."""
    found = next(filter(None, (pattern.fullmatch(text) for pattern in SWAPPED)), None)
    if not found:
        return None
    said, old = found.groupdict(), found["old"]
    where = (found["where"] or "").split(maxsplit=1)[-1:]
    new = item_slips.so_many(old, " ".join(spelled(said.get("much") or said["new"])), sure=True) or said.get("new")
    gone = certain(" ".join(["remove", old, *(["from", *where] if where else [])])) if new else None
    if gone is None or gone.skill != "lists" or gone.slots.get("do") != "remove":
        return None
    if item_slips.TELLS_WHY.search(str(new)):
        return gone
    add = " ".join(["add", str(new), *(["to", *where] if where else [])])
    put = certain(add) or behind(add, gone)
    return joined([gone, put and replace(put, slots={**put.slots, "instead": True})])


def half(text: str, certain: Understood) -> str:
    """The part of a text that alone would be understood, to say so; "" for none, or where it is all but the whole."""
    pieces = (
        (part.strip(), certain(part))
        for left, right in _parts(text)
        for part, rest in ((left, right), (right, left))
        if not BARE.match(part) and not _is_one_number(left, right) and _says_something(rest)
    )
    alone = ((part, found) for part, found in pieces if found and "bare" not in found.slots)  # a name alone switches it on
    return next((part for part, found in alone if found.skill not in NO_PART and not takes_all_away(found)), "")


def _says_something(rest: str) -> bool:
    """Whether what is beside a part is more than a word that somebody is called by, or that says nothing."""
    said = polite.plain(rest).split()
    return len(said) > 1 or any(is_number(token.text) for token in in_digits(said))


def takes_all_away(match: Match) -> bool:
    """Whether a request ends or removes whatever there is: nobody is invited to make it."""
    slots = match.slots
    return match.skill == "forget" or "all" in slots or slots.get("kind") == "everything" or slots.get("do") == "clear"


def _is_one_number(left: str, right: str) -> bool:
    """Whether "and" stands in a number or between two times: "2 and 3 quarters", "between ten to four and half past six"."""
    before, after = in_digits(spelled(left)[-1:]), spelled(right)[:2]
    part_of = bool(PART_OF.intersection(after)) and bool(before) and is_number(before[0].text)
    return part_of or BETWEEN.search(left) is not None


def _each(text: str) -> list[str]:
    """A request for each of several timers or alarms; none where their number is not the one that was said."""
    found = EACH.match(PLEASE.sub(r"\1", text))
    times = re.split(r",? and |, |(?<=\w)(?<!another)(?<!more) (?=one (?:for|at|of) )", found["all"]) if found else []
    if found:
        longest = 9 if found["kind"].lower() == "timer" else 1  # "six seven" is no seven past six, "seven ten" is
        times = [one for time in times for one in _numbers(time, longest)]
    if not found or not 1 < len(times) <= MOST or (found["count"] or "").lower() not in COUNTS[len(times)]:
        return []
    bare = [OTHER.sub("", time) for time in times]
    if any(map(LED.search, bare)):
        return []  # "and remind me at eight" is another request
    alone = [one for one, time in zip(times[1:], bare[1:], strict=True) if one == time]
    if not found["more"] and not all(_is_own(f"{one}{found['half'] or ''}") for one in alone):
        return []  # "a timer for five and ten" may be one
    if (found["half"] or any(map(OWN["half"].search, bare))) and not _in_one_half(bare, found["half"]):
        return []
    return [f"{found['set']}{found['kind']} {found['for'] or 'for'} {time}{_shared(time, found)}" for time in bare]


def _numbers(time: str, longest: int) -> list[str]:
    """Each of several numbers in a row, of so many digits at most: "1 2 3"; any other words as they are."""
    tokens = in_digits(time.split()) if time.strip() else []
    told = [one.text for one in tokens]
    return told if told and all(one.isdecimal() and len(one) <= longest for one in told) else [time]


def _is_own(time: str) -> bool:
    """Whether a time is one by itself: it has a unit, or looks like one of the clock."""
    return any(own.search(time) for own in (OWN["unit"], OWN["half"], CLOCK))


def _shared(time: str, found: re.Match[str]) -> str:
    """What was said of all of them and not of this one."""
    return "".join(found[part] or "" for part, own in OWN.items() if not own.search(time))


def _in_one_half(times: Sequence[str], shared: str | None) -> bool:
    """Whether each says its half of the day itself, or one behind the last may hold for all: "11 and 1 pm" are not both pm."""
    if all(map(OWN["half"].search, times[: -1 if shared else None])):
        return True
    first = [time.split()[0].partition(":")[0].lower() for time in times]
    hours = [int(one) if one.isdecimal() else BELOW_HUNDRED.get(one, 0) for one in first]
    rising = [hour % 12 for hour in hours] == sorted(hour % 12 for hour in hours)
    return bool(shared and rising and all(hours)) and not any(map(OWN["half"].search, times))


def _led(text: str, certain: Understood) -> list[str]:
    """Two that share the words before them, each with its time: "remind me at nine to eat and at ten to sleep"."""
    for left, right in _parts(text):
        first = certain(left) if right and LED.search(left) else None
        if first is None or first.also or first.skill not in KINDS_SET or certain(right):
            continue
        said = " ".join(spelled(right))
        if first.skill == "reminder_set" and BEHIND_THE.match(said):
            said = f"to {str(first.slots.get('text')).split()[0]} {said}"  # "ring the bank at nine and the garage at ten"
        elif not LEADS[first.skill].match(said) or (first.skill == "timer_set" and "name" not in first.slots):
            continue
        day = str(first.slots.get("day", ""))
        if first.slots.keys() & {"date", "every"} and not OWN["day"].search(said):
            continue
        on = "" if not day or OWN["day"].search(said) else f"{day} " if day in NEAR_DAYS else f"on {day} "
        other = certain(f"{BEGINS[first.skill]} {on}{said}")
        timed = other and other.skill == first.skill and {"time", "seconds"} & other.slots.keys()
        if other and timed and (not on or "day" in other.slots):
            return [left, other.text]
    return []


def _days(text: str) -> list[str]:
    found = DAYS.fullmatch(" ".join(token.text for token in in_digits(spelled(text))))
    return [found["set"] + one + found["rest"] for one in re.findall(NEAR_DAY, found["all"])] if found else []


def _pair(text: str) -> list[str]:
    if kinds := KINDS.fullmatch(text.rstrip(".!?")):
        each = re.findall(r"(?:timer|alarm|reminder)s?", kinds["all"], re.IGNORECASE)
        return [kinds["set"] + one + kinds["rest"] for one in each]
    found = next(filter(None, (pattern.fullmatch(text.rstrip(".!?")) for pattern in PAIRS)), None)
    return [found["set"] + found[one] + found["rest"] for one in ("first", "second")] if found else []


def joined(matches: Sequence[Match | None]) -> Match | None:
    """One match that does all of them, in their order; None where one is missing."""
    there = [one for one in matches if one]
    if not there or len(there) < len(matches):
        return None
    first, *others = [deed for one in there for deed in (replace(one, also=()), *one.also)]
    return replace(first, also=tuple(others))


def last_of(match: Match) -> Match:
    return match.also[-1] if match.also else match


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """What stands before and behind each "and", the last one first."""
    places = list(AND.finditer(text))
    if len(places) <= MOST:
        yield from ((FIRST.sub("", text[: one.start()]), text[one.end() :]) for one in reversed(places))
