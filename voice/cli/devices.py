"""`voice devices`: microphones and speakers by the names that the settings and options take."""

from dataclasses import asdict

from rich.text import Text

from voice.cli.output import console, emit, table
from voice.listen.devices import devices


def main(as_json: bool) -> int:
    found = devices()
    out = console(as_json)
    if found:
        shown = table("name", "microphone", "speaker", "Hz")
        for device in found:
            microphone = _use(device.inputs, device.is_default_input)
            speaker = _use(device.outputs, device.is_default_output)
            shown.add_row(Text(device.name), microphone, speaker, str(device.rate))
        out.print(shown)
        out.print("Choose with `voice run --input NAME --output NAME`; any part of a name will do.", style="dim")
    else:
        out.print("No microphone and no speaker was found.")
    if as_json:
        emit([asdict(device) for device in found])
    return 0


def _use(channels: int, is_default: bool) -> str:
    return ("default" if is_default else "yes") if channels else ""
