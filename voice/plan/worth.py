"""Worth: whether a device pays beside a cloud that is paid by the token, and what a rented machine kept awake would cost."""

from collections.abc import Iterator

from voice.plan import costs
from voice.plan.answers import CLOUD_OUT, REPLY_USD, Answerer
from voice.plan.device import Device, described
from voice.plan.place import HERE
from voice.plan.use import REPLY_TOKENS, Use
from voice.tiers.cost import dollars

HOURS = "09:00-17:00"
COLD_START_S = 90.0
"""Business hours, and the seconds that a sleeping machine takes to wake: the middle of the reference's 60 to 120."""


def worth(device: Device, use: Use, near: Answerer | None, device_month_usd: float) -> Iterator[str]:
    """Say what the device's tokens cost, from which load on it pays, and what a rented machine of one's own would cost."""
    if near and near.place is HERE:
        yield _tokens(device, use, near)
    if use.may_leave:
        even = costs.break_even_requests(device_month_usd, REPLY_USD)
        all_away = use.turns_per_day * REPLY_USD * costs.MONTH_DAYS
        pays = f"by money alone this pays from {even:,.0f} a day"
        yield f"all {use.turns_per_day:,.0f} in the cloud: {dollars(all_away)} a month; {pays}"
        if hard := round(use.turns_per_day * use.hard_share):
            yield _rented(hard)


def _tokens(device: Device, use: Use, near: Answerer) -> str:
    """Say what a million tokens cost as the device is used, and if it wrote all day."""
    used = min(1.0, use.turns_per_day * (1 - use.hard_share) * REPLY_TOKENS / near.tokens_per_s / 86_400)
    hour, idle = costs.hour_usd(device), costs.hour_usd(device, busy=used)
    full = costs.million_usd(hour, near.tokens_per_s)
    as_used = (
        f"{dollars(costs.million_usd(idle, near.tokens_per_s, used))} as it is used, {used:.1%} of the time" if used else "–"
    )
    return f"a million tokens written here: {as_used}; {dollars(full)} all day; in the cloud {dollars(CLOUD_OUT)}"


def _rented(hard: int) -> str:
    """Say what a large rented card for hard questions would cost, kept awake in business hours."""
    begin, long = 9 * 3600.0, 8 * 3600.0
    asked = min(hard, round(long))  # oftener than once a second changes nothing
    when = [begin + long * n / asked for n in range(asked)]
    warm = costs.warm((HOURS,), costs.hour_usd(described("h100")), COLD_START_S, when)
    saved = f"{warm.saved_s / 60:,.0f} minutes of waiting a day for its cold starts are saved"
    each = dollars(warm.usd_per_saved_minute)
    return f"an H100 kept awake {HOURS} instead: {dollars(warm.month_usd)} a month; {saved}, {each} each"
