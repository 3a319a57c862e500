"""Which time zones a city, a country or a state is in, by its English name.

Most names come from the time zone database itself: its zones are named after cities, and it lists the zones of each country.
"""

import re
from functools import cache
from importlib.resources import files
from unicodedata import combining, normalize
from zoneinfo import ZoneInfo

OTHERS = {
    "America/New_York": "boston miami orlando atlanta philadelphia baltimore charlotte pittsburgh cleveland florida "
    "georgia_usa washington dc washington_dc manhattan brooklyn tampa buffalo cincinnati columbus connecticut "
    "portland_maine delaware massachusetts maryland maine new_hampshire new_jersey new_york_city nyc ny big_apple "
    "philly atl nj jacksonville fort_lauderdale key_west savannah charleston raleigh rochester syracuse albany hartford "
    "newark queens bronx harlem long_island jersey_city burlington north_carolina ohio "
    "pennsylvania rhode_island south_carolina vermont virginia west_virginia east_coast eastern america usa us "
    "united_states united_states_of_america states",
    "America/Chicago": "houston dallas austin san_antonio texas new_orleans louisiana minneapolis milwaukee st_louis "
    "memphis nashville nola chi_town tx madison des_moines fort_worth galveston baton_rouge green_bay st_paul wichita "
    "tulsa little_rock tennessee alabama arkansas illinois iowa kansas minnesota mississippi missouri nebraska "
    "north_dakota oklahoma oklahoma_city south_dakota wisconsin kansas_city omaha central",
    "America/Denver": "salt_lake_city colorado utah santa_fe aspen vail boulder colorado_springs montana wyoming "
    "new_mexico albuquerque el_paso idaho mountain",
    "America/Los_Angeles": "san_francisco seattle san_diego portland las_vegas california vegas bay_area socal frisco "
    "spokane tacoma anaheim fresno long_beach malibu reno lake_tahoe santa_monica palo_alto cupertino berkeley "
    "pasadena oregon washington_state nevada la sf sacramento san_jose oakland silicon_valley hollywood west_coast "
    "pacific",
    "America/Phoenix": "arizona tucson",
    "America/Anchorage": "alaska",
    "Pacific/Honolulu": "hawaii maui",
    "America/Detroit": "michigan ann_arbor grand_rapids",
    "America/Indiana/Indianapolis": "indianapolis indiana",
    "America/Kentucky/Louisville": "louisville kentucky",
    "America/Toronto": "canada ottawa montreal quebec ontario",
    "America/Vancouver": "british_columbia",
    "America/Edmonton": "calgary alberta",
    "America/Halifax": "nova_scotia",
    "America/Sao_Paulo": "rio rio_de_janeiro brasilia brazil sao_paulo",
    "America/Mexico_City": "cdmx mexico guadalajara acapulco",
    "America/Argentina/Buenos_Aires": "buenos_aires argentina",
    "Europe/London": "england scotland wales great_britain britain uk united_kingdom northern_ireland manchester "
    "birmingham liverpool edinburgh glasgow cardiff belfast leeds bristol oxford cambridge hull norwich plymouth aberdeen "
    "dundee swansea nottingham sheffield newcastle leicester coventry brighton southampton portsmouth inverness",
    "Europe/Dublin": "cork galway limerick",
    "Europe/Paris": "lyon marseille nice bordeaux toulouse",
    "Europe/Berlin": "munich hamburg frankfurt cologne stuttgart leipzig dresden deutschland central_european",
    "Europe/Madrid": "ibiza mallorca majorca barcelona seville valencia spain",
    "Atlantic/Canary": "tenerife canary_islands lanzarote gran_canaria",
    "Europe/Athens": "crete corfu",
    "Europe/Rome": "milan florence venice naples turin",
    "Europe/Zurich": "geneva basel bern",
    "Europe/Brussels": "antwerp bruges",
    "Europe/Amsterdam": "rotterdam hague holland netherlands",
    "Europe/Lisbon": "porto portugal",
    "Europe/Vienna": "salzburg",
    "Europe/Prague": "czechia czech_republic",
    "Europe/Warsaw": "krakow",
    "Europe/Kyiv": "kiev ukraine",
    "Europe/Moscow": "russia saint_petersburg st_petersburg",
    "Europe/Istanbul": "turkey ankara",
    "Asia/Jerusalem": "tel_aviv haifa",
    "Asia/Dubai": "abu_dhabi emirates united_arab_emirates uae",
    "Asia/Riyadh": "mecca saudi",
    "Asia/Qatar": "doha",
    "Asia/Bangkok": "phuket chiang_mai",
    "Asia/Manila": "cebu",
    "Asia/Phnom_Penh": "siem_reap",
    "Asia/Kolkata": "india mumbai bombay delhi new_delhi bangalore chennai hyderabad calcutta pune ahmedabad goa kerala "
    "jaipur",
    "Asia/Karachi": "islamabad lahore",
    "Asia/Shanghai": "china beijing peking shenzhen guangzhou wuhan chengdu chongqing tibet lhasa xian hangzhou nanjing",
    "Asia/Hong_Kong": "hongkong hk",
    "Asia/Tokyo": "osaka kyoto sapporo nagoya okinawa hiroshima fukuoka yokohama",
    "Asia/Pyongyang": "north_korea",
    "Asia/Seoul": "south_korea korea busan",
    "Asia/Ho_Chi_Minh": "vietnam hanoi saigon ho_chi_minh_city",
    "Asia/Jakarta": "indonesia",
    "Asia/Kuala_Lumpur": "kl malaysia",
    "Asia/Makassar": "bali",
    "Asia/Yangon": "burma",
    "Asia/Almaty": "kazakhstan",
    "Australia/Sydney": "australia oz nsw canberra new_south_wales",
    "Australia/Melbourne": "victoria",
    "Australia/Brisbane": "queensland gold_coast cairns",
    "Pacific/Auckland": "new_zealand nz christchurch queenstown wellington",
    "Africa/Johannesburg": "joburg cape_town south_africa",
    "Africa/Nairobi": "mombasa",
    "Africa/Cairo": "alexandria",
    "Africa/Casablanca": "rabat marrakech",
    "Africa/Lagos": "abuja",
    "America/Guayaquil": "quito",
    "America/Port_of_Spain": "trinidad",
    "America/Regina": "saskatchewan",
    "America/Winnipeg": "manitoba",
    "America/St_Johns": "newfoundland",
    "UTC": "utc gmt greenwich zulu coordinated_universal greenwich_mean",
}
"""Zone → cities, states and countries that its database does not name, or names under another zone first."""

WIDE = {
    "america", "usa", "us", "united states", "united states of america", "states", "russia", "canada", "australia", "brazil",
    "mexico", "indonesia", "mongolia", "chile",
}  # fmt: skip
"""Countries with several time zones, of which the one of the largest city or the capital is taken."""

TIMES = frozenset({"eastern", "central", "mountain", "pacific", "central european", "utc", "gmt"})
"""Names of times rather than places."""

SHORT = {"est": "eastern", "edt": "eastern", "cst": "central", "cdt": "central", "mst": "mountain", "mdt": "mountain",
         "pst": "pacific", "pdt": "pacific", "cet": "central_european", "ist": "india", "jst": "japan", "bst": "uk",
         "aest": "sydney"}  # fmt: skip


@cache
def _zones() -> dict[str, str]:
    """Name of a place, in lower case → its zone, or the first of its zones."""
    found: dict[str, str] = {}
    tables = files("tzdata.zoneinfo")
    zones: dict[str, str] = {}
    for country, _, zone, *_ in _rows(tables.joinpath("zone.tab").read_text("utf-8")):
        zones.setdefault(country, zone)
        found[_plain(zone.rpartition("/")[2])] = zone
    for country, name, *_ in _rows(tables.joinpath("iso3166.tab").read_text("utf-8")):
        if country in zones:
            found.setdefault(_plain(name), zones[country])
    found |= {_plain(name): zone for zone, names in OTHERS.items() for name in names.split()}
    return found | {short: found[_plain(name)] for short, name in SHORT.items()}


def _rows(table: str) -> list[list[str]]:
    return [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]


def _plain(name: str) -> str:
    """A name as it is looked up: without accents and signs, "l a" and "l.a." as "la"."""
    letters = "".join(sign for sign in normalize("NFKD", name) if not combining(sign))
    plain = letters.lower().replace("_", " ").replace(".", "").replace("'", "").replace(",", "")
    return re.sub(r"\b([a-z]) (?=[a-z]\b)", r"\1", plain)


def zone(place: str) -> ZoneInfo | None:
    """Find the time zone of a place: "tokyo", "tokyo japan", "the netherlands", "central"; None where it is not known."""
    words = _plain(place).removeprefix("the ").split()
    if key := _zones().get(" ".join(words)):
        return ZoneInfo(key)
    for at in range(len(words) - 1, 0, -1):
        if key := _within(" ".join(words[:at]), " ".join(words[at:])):
            return ZoneInfo(key)
    return None


def _within(city: str, region: str) -> str | None:
    """Find the zone of a city that is told with its country or state: "orlando florida", "paris texas", "orlando fl"."""
    near, far = _zones().get(city), _zones().get(region)
    if near and not far:
        return near if len(region) == 2 and near.startswith("America/") else None
    if not near:
        return None
    return near if _country(near) == _country(far) else far


@cache
def _country(zone: str | None) -> str | None:
    tables = files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8")
    return next((country for country, _, name, *_ in _rows(tables) if name == zone), None)
