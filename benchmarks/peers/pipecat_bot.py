"""Pipecat's recommended pipeline for a machine of one's own, as a process that `benchmarks.conversation` talks to.

    python pipecat_bot.py WHISPER PIPER_FOLDER MODEL_URL

WHISPER: folder of a CTranslate2 model. PIPER_FOLDER: where en_US-joe-medium.onnx lies. MODEL_URL: an OpenAI-compatible server.
Runs in an environment of its own (`pipecat.txt`), on the default microphone and speaker. Silero's voice activity and Smart Turn
v3 end turns, as Pipecat has it where nothing else is said; recogniser, model and voice are those of the assistant that it is
compared with. Each line of stdout is a JSON object: "listening", and "ended" with the monotonic time at which a turn was over.
"""

import asyncio
import json
import sys
import time
from pathlib import Path

from loguru import logger
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.frames.frames import Frame, UserStoppedSpeakingFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import LLMContextAggregatorPair, LLMUserAggregatorParams
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.services.openai.llm import OpenAILLMService
from pipecat.services.piper.tts import PiperTTSService
from pipecat.services.whisper.stt import WhisperSTTService
from pipecat.transports.local.audio import LocalAudioTransport, LocalAudioTransportParams
from pipecat.workers.runner import WorkerRunner

RATE = 16_000
VOICE = "en_US-joe-medium"


def told(event: str) -> None:
    print(json.dumps({"event": event, "at": time.monotonic()}), flush=True)


class Ends(FrameProcessor):
    """Tells when a turn was over."""

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, UserStoppedSpeakingFrame):
            told("ended")
        await self.push_frame(frame, direction)


async def main(whisper: str, voices: str, url: str) -> None:
    logger.remove()
    logger.add(sys.stderr, level="WARNING")
    transport = LocalAudioTransport(LocalAudioTransportParams(audio_in_enabled=True, audio_out_enabled=True))
    context = LLMContext([{"role": "system", "content": "Answer in one or two short sentences."}])
    pair = LLMContextAggregatorPair(context, user_params=LLMUserAggregatorParams(vad_analyzer=SileroVADAnalyzer()))
    spoken = PiperTTSService.Settings(voice=VOICE)
    stages = (
        transport.input(),
        WhisperSTTService(device="cpu", compute_type="int8", settings=WhisperSTTService.Settings(model=whisper)),
        pair.user(),
        Ends(),
        OpenAILLMService(base_url=url, api_key="none", settings=OpenAILLMService.Settings(model="small")),
        PiperTTSService(download_dir=Path(voices), settings=spoken),
        transport.output(),
        pair.assistant(),
    )
    params = PipelineParams(audio_in_sample_rate=RATE)
    runner = WorkerRunner(handle_sigterm=True)
    await runner.add_workers(PipelineWorker(Pipeline(list(stages)), params=params, idle_timeout_secs=None))
    asyncio.get_running_loop().call_later(2, told, "listening")
    await runner.run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:4]))
