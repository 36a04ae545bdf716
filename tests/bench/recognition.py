"""How much speech can be recognised at once: in one thread, in threads, in processes."""

import os
import time
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from functools import cache
from multiprocessing import get_context

from config.settings import Settings
from config.speech_models import models_of
from ivr.callers.speech import Speaker
from ivr.grammars.numbers import Register
from ivr.speech.recogniser import understood
from ivr.speech.vosk_model import VoskModel

SAID = "сто двадцать три целых сорок пять сотых"
CHUNK = 3200  # bytes: 200 ms, as the media server gives it
TIMES = 20  # that each speaker says it


@cache
def _model() -> VoskModel:
    return VoskModel(models_of(Settings())["ru"])


def _listen(samples: bytes) -> int:
    """One speaker for a while; how often he was understood."""
    model = _model()
    phrases, _ = understood(model, Register(5, 3).phrases("ru"))
    right = 0
    for _ in range(TIMES):
        recogniser = model.recogniser(phrases)
        for at in range(0, len(samples), CHUNK):
            recogniser.hear(samples[at : at + CHUNK])
        right += recogniser.finish() == SAID
    return right


def bench(speakers: int) -> dict[str, float]:
    """Seconds of speech recognised in one second, by the way the work is divided."""
    samples = Speaker().says(SAID) + bytes(16_000)
    cores = os.cpu_count() or 1
    processes = get_context("spawn")
    ways: dict[str, Callable[[], Executor]] = {
        "one thread": lambda: ThreadPoolExecutor(1),
        f"{cores} threads": lambda: ThreadPoolExecutor(cores),
        f"{cores} processes": lambda: ProcessPoolExecutor(cores, mp_context=processes),
    }
    return {name: _speed(make, samples, speakers) for name, make in ways.items()}


def _speed(make: Callable[[], Executor], samples: bytes, speakers: int) -> float:
    with make() as workers:
        list(workers.map(_listen, [samples] * (os.cpu_count() or 1)))  # models are loaded
        began = time.perf_counter()
        right = sum(workers.map(_listen, [samples] * speakers))
        seconds = time.perf_counter() - began
    if right != speakers * TIMES:
        raise RuntimeError("not all was understood: speed says nothing")
    return speakers * TIMES * len(samples) / 16_000 / seconds
