"""What stands in for the devices of a `voice run --headless` in a process of its own: the beginning of its script."""

STAND_INS = """
    from voice.cli import main, run
    from voice.listen.recording import Recording
    from voice.listen.scripted import Scripted

    class Microphone(Scripted):
        overruns = 0

        def __init__(self, clock, device):
            super().__init__(clock)

    run.portaudio = lambda: None
    run.Microphone = Microphone
    run.Speaker = lambda clock, rate, device, volume, warn: Recording(clock, rate, volume)
"""
