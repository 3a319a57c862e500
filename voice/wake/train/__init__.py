"""Train: makes a wake word of one's own, on this machine.

    phrase → texts → speech → scenes → embeddings → head → threshold → check → ONNX file

The phrase, what is easily taken for it, and everyday sentences are said by every voice at hand (`texts`, `speech`), and heard
in rooms, noises and levels (`scenes`, `hours`). Google's speech embedding, which stays as it is, turns the sound into numbers
(`embed`), and a small network learns to tell the phrase by them (`head`). What it is worth is measured with the product's own
detector on voices, sentences and hours that it never met (`measure`).
"""

from voice.wake.train.measure import Rate, Share
from voice.wake.train.plan import FULL, QUICK, Plan
from voice.wake.train.progress import Progress
from voice.wake.train.spoken import Speaker
from voice.wake.train.training import Training, Worth

__all__ = ["FULL", "QUICK", "Plan", "Progress", "Rate", "Share", "Speaker", "Training", "Worth"]
