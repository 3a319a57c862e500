"""Finds e-mail and IP addresses, keys and tokens, and passwords that are words."""

import re
from ipaddress import ip_address

from voice.english.dictation import DIGITS, PAUSES, TEENS, TENS, TIMES
from voice.english.words import vocabulary
from voice.privacy import Private
from voice.privacy.spoken import Run, Sentence

_EMAIL = re.compile(r"[\w.+%-]++(?P<domain>@[\w-]++(?:\.[\w-]++)+)?")
"""Matches whatever could be the part before "@", lest it is looked for again from each of its letters."""
_VEILED = re.compile(
    r"[\w.+%-]++(?P<domain>\s*+(?:@|[\[(]\s*+at\s*+[\])])\s*+[\w-]++(?:\s*+(?:\.|[\[(]\s*+dot\s*+[\])])\s*+[\w-]++)+)?",
    re.IGNORECASE,
)
"""As it is written to keep machines from reading it: "jane (at) example (dot) com"."""
_IPV6 = re.compile(r"(?<![\w:])(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{1,4}(?![\w:])", re.IGNORECASE)
_COLONS = re.compile(r":[0-9a-f]{0,4}:", re.IGNORECASE)
"""Matches what every IPv6 address has, and little else."""
_IPV4 = re.compile(r"\d(?<![\d.]\d)\d{0,2}(?:\.\d{1,3}){3}(?![\d.]*\d)")
_KEY = re.compile(
    r"\b(?=[\w-]{11})(?:(?:sk|pk|rk)[-_][\w-]{8,}|gh[pousr]_\w{16,}|(?:AKIA|ASIA)[A-Z0-9]{12,}|AIza[\w-]{20,}"
    r"|xox[abprs]-[\w-]{10,}|eyJ[\w-]{8,}\.[\w-]{8,}[\w.-]*|hf_\w{16,}|glpat-[\w-]{12,}"
    r"|(?=[A-Za-z0-9]*[A-Za-z])(?=[A-Za-z0-9]*\d)[A-Za-z0-9]{28,}\b)|-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----"
)
"""Keys by the prefixes that their issuers gave them, or long and without any word in them."""

ENDINGS = vocabulary(
    "com org net edu gov mil int info biz app dev name mail email xyz online studio shop store blog cloud tech agency design "
    "club life world gmbh london scot family church school art media digital"
)
"""Endings of domains, besides those of countries, which have two letters."""
PROVIDERS = vocabulary(
    "gmail yahoo hotmail outlook icloud aol protonmail proton live msn gmx ymail fastmail comcast googlemail verizon zoho "
    "yandex tutanota web btinternet"
)
_MAIL = vocabulary(
    "email e-mail mail gmail mailbox inbox newsletter contact reach write invoice forward login account send cc bcc"
)
_PLAIN = vocabulary(
    "look looked looking shop shopping buy bought order ordered sale available found find check sign log read see seen saw "
    "work works worked job visit arrive here there stuff things products reviews prices price it us you that this up in out "
    "deals deal going is are was were be been on off down over good cheap cheaper expensive search searching article story "
    "news much cost costs what's whats wrong happening stop meet sells sold sell apply applied jobs them listed better best "
    "one"
)
"""Words before "at" that show that a website follows, not the rest of an e-mail address."""
_STOPS = vocabulary(
    "is are to me my our email mail address at on and it it's its write contact as with under for send reach the forward "
    "invoice account from her his use that or was in of an log him them by via cc please e-mail mine you about into"
)
_SAID_DIGITS = frozenset([*DIGITS, *TEENS, *TENS, *TIMES])
_AT = vocabulary("at add that")
"""How "@" is said, and misheard."""
_MAILBOXES = vocabulary(
    "email email's gmail gmail's mail mail's hotmail hotmail's outlook outlook's icloud icloud's address address's"
)
_OF_DOMAINS = PROVIDERS | vocabulary("dot point dog got dotcom dotnet dotorg mail cloud look")
_DOTTED = re.compile(r"\.\w")
"""Without one of these no domain is said or written."""
_ONLY_SPOKEN = vocabulary("underscore dot hyphen")
_JOINTS = vocabulary("dot underscore dash hyphen period point")
_RESOLVERS = vocabulary("8.8.8.8 8.8.4.4 1.1.1.1 1.0.0.1 9.9.9.9")


def written(sentence: Sentence, runs: list[Run]) -> list[Private]:
    """Find what has the form of an address or a key, written or spoken."""
    text = sentence.text
    emails = [m for m in _EMAIL.finditer(text) if m["domain"]] if "@" in text else []
    if not emails and ("@" in text or "at)" in text or "at]" in text):
        emails = [m for m in _VEILED.finditer(text) if m["domain"]]
    found = [Private("email", *m.span(), "written as an e-mail address") for m in emails]
    addresses = [m for m in _IPV4.finditer(text) if _host(sentence, m[0])]
    found += [Private("ip_address", *m.span(), "written as an IP address") for m in addresses]
    if _COLONS.search(text):
        found += [Private("ip_address", *m.span(), "written as an IPv6 address") for m in _IPV6.finditer(text)]
    found += [Private("credential", *m.span(), "looks like a key or a token") for m in _KEY.finditer(text)]
    four = [run for run in runs if len(run.parts) == 4 and _host(sentence, ".".join(run.parts))]
    found += [Private("ip_address", *sentence.span(run.first, run.last), "four numbers with dots between") for run in four]
    return found + _spoken_emails(sentence)


def _host(sentence: Sentence, address: str) -> bool:
    """Whether an address is somebody's: not the loopback, a mask, a public resolver or a version number."""
    try:
        host = ip_address(".".join(str(int(part)) for part in address.split(".")))
    except ValueError:
        return False
    known = host.is_loopback or host.is_unspecified or host.is_multicast or address.startswith("255.") or address in _RESOLVERS
    return not known and "version" not in sentence.said


def _spoken_emails(sentence: Sentence) -> list[Private]:
    """ "john dot smith at gmail dot com", also where the recogniser lost a "dot" or wrote "gmail.com"."""
    words, found = sentence.words, []
    if sentence.said.isdisjoint(_OF_DOMAINS) and not _DOTTED.search(sentence.text):
        return _told_emails(sentence)
    for at in sentence.places(_AT):
        if at == 0 or at + 1 >= len(words) or sentence.gaps[at]:
            continue
        end, provider = _domain(sentence, at + 1)
        if not end or (words[at] != "at" and not provider):
            continue
        first, pointed = _local(sentence, at)
        if first == at or (not pointed and (words[at - 1] in _PLAIN or words[at - 1] in _STOPS)):
            continue
        mailish = not _MAIL.isdisjoint(words[max(0, first - 8) : at])
        if pointed or provider or mailish or first == 0 or words[first - 1] in ("it's", "is", "as", "under"):
            found.append(Private("email", *sentence.span(first, end), "spoken as an e-mail address"))
    return found or _told_emails(sentence)


def _told_emails(sentence: Sentence) -> list[Private]:
    """ "my gmail is anna k underscore 92": what follows a word for e-mail and has a joint that nobody speaks otherwise."""
    words = sentence.words
    if not _ONLY_SPOKEN.isdisjoint(sentence.said):
        for at in [at for at in sentence.places(_MAILBOXES) if at < len(words) - 2]:
            first = at + 1 + (words[at + 1] == "address")
            first += first < len(words) and words[first] in ("is", "as", "to")
            last = min(first + 9, len(words))
            if first > at + 1 and not _ONLY_SPOKEN.isdisjoint(words[first:last]):
                return [Private("email", *sentence.span(first, last), "spoken as the name of a mailbox")]
    return []


def _domain(sentence: Sentence, at: int) -> tuple[int, bool]:
    """Return the index after the domain that begins at a word (0 if none does), and whether it is a mail provider's."""
    words = sentence.words
    name = "".join(words[at : at + 2]) if words[at] in ("g", "hot", "proton", "i", "out") else words[at]
    provider = name in PROVIDERS
    end = 0
    for there in range(at + 1, min(at + 8, len(words))):
        written = sentence.gaps[there] == "." and sentence.starts[there] - sentence.ends[there - 1] == 1
        dotted = written or words[there - 1] in ("dot", "point", "dog", "got")
        ending = words[there] in ENDINGS or len(words[there]) == 2
        if (ending and (dotted or (provider and there <= at + 2))) or words[there] in ("dotcom", "dotnet", "dotorg"):
            end = there + 1
        elif end and words[there] not in ("dot", "point"):
            break
    return (end, provider) if end else (at + (2 if name != words[at] else 1), True) if provider else (0, False)


def _local(sentence: Sentence, at: int) -> tuple[int, bool]:
    """Find the first word of the part before "at", and whether it is spelled out or has spoken punctuation."""
    words = sentence.words
    first, pointed = at, False
    while first > 0 and at - first < 16:
        word = words[first - 1]
        joint = word in _JOINTS or sentence.gaps[first] in (".", "_", "-")
        single = len(word) == 1 or any(map(str.isdecimal, word)) or word in _SAID_DIGITS
        if word in _STOPS or (word in PAUSES and not joint):
            break
        joined = first < at and words[first] in _JOINTS
        if not (joint or single or joined or at - first < (2, 3)[pointed]):
            break
        pointed |= joint or single
        first -= 1
    return first, pointed
