"""Sound with the real synthesiser: what is made, how it is kept, and that recordings win."""

import audioop
import math
import os
import shutil
import struct
import wave
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config.settings import Settings, WrongSetting, read_settings
from ivr.engine.prompt import Prompt
from ivr.prompts.catalogue import Catalogue
from ivr.prompts.sounds import SoundStore, audio
from ivr.prompts.sounds.rhvoice import rhvoice
from ivr.prompts.sounds.studio import file_name
from ivr.prompts.sounds.synthesiser import CannotSpeak, espeak
from ivr.prompts.sounds.voices import Voices
from ivr.prompts.sounds.whole import all_pieces, make_fixed

pytestmark = pytest.mark.slow

PIECES = [
    ("ru", "двадцать"),
    ("ru", "три"),
    ("kk", "жиырма"),
    ("lv", "divdesmit"),
    ("en", "twenty"),
]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(cache=tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def store(settings: Settings) -> SoundStore:
    return SoundStore(settings)


def speech_level(samples: bytes) -> float:
    """dBFS of the loudest quarter of 20 ms frames, reckoned here and not by the code under test."""
    frames = [samples[at : at + 320] for at in range(0, len(samples), 320)]
    powers = sorted(audioop.rms(frame, 2) ** 2 for frame in frames)[len(frames) * 3 // 4 :]
    return 20 * math.log10(max(1, math.sqrt(sum(powers) / len(powers))) / 32767)


def tone(rate: int, hertz: float, channels: int = 1, seconds: float = 0.5) -> bytes:
    """Samples of a sine at half of full scale, with as much silence before and after."""
    count = int(rate * seconds)
    values = [int(16000 * math.sin(2 * math.pi * hertz * n / rate)) for n in range(count)]
    one = [0] * count + values + [0] * count
    return struct.pack(f"<{len(one) * channels}h", *(v for v in one for _ in range(channels)))


def write_wav(path: Path, samples: bytes, rate: int, channels: int = 1, width: int = 2) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(samples)


@pytest.mark.parametrize(("language", "piece"), PIECES)
def test_a_word_is_a_short_clip_of_even_loudness(
    store: SoundStore, language: str, piece: str
) -> None:
    with wave.open(str(store.path(language, piece))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 8000)
        samples = file.readframes(file.getnframes())
    assert 0.25 < audio.duration(samples) < 1.2
    assert -21 < speech_level(samples) < -12
    assert audioop.max(samples, 2) < 32767 * 0.9
    edge = round((audio.EDGE - 0.001) * 8000) * 2
    assert audioop.max(samples[:edge], 2) == 0
    assert audioop.max(samples[-edge:], 2) == 0
    assert audioop.max(samples[edge * 2 : edge * 3], 2) > 100


@pytest.mark.parametrize(("mark", "pause"), [(".", 0.25), ("?", 0.25), (",", 0.12), (":", 0.12)])
def test_a_mark_alone_is_a_pause_and_after_words_a_pause_is_added(
    store: SoundStore, mark: str, pause: float
) -> None:
    alone = audio.samples_of(store.path("ru", mark))
    assert not alone.strip(b"\0")
    assert audio.duration(alone) == pytest.approx(pause)
    after = audio.samples_of(store.path("ru", f"Спасибо{mark}"))
    assert not after[-round(pause * 8000) * 2 :].strip(b"\0")


def test_the_name_is_what_asterisk_plays_and_stays_the_same(settings: Settings) -> None:
    name = SoundStore(settings).name("ru", "двадцать")
    directory, _, short = name.partition("/")
    assert directory == "teplofon"
    assert len(short) == 12
    assert (settings.cache / "sounds" / f"{short}.wav").exists()
    assert SoundStore(settings).name("ru", "двадцать") == name
    assert SoundStore(settings).name("lv", "двадцать") != name


def test_another_voice_or_version_has_another_name(
    store: SoundStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, fast = store.name("ru", "три"), audio.samples_of(store.path("ru", "три"))
    monkeypatch.setattr("ivr.prompts.sounds.synthesiser.SPEED", 100)
    slower = SoundStore(Settings(cache=store.directory.parent))
    assert slower.name("ru", "три") != name
    assert len(audio.samples_of(slower.path("ru", "три"))) > len(fast)


def test_a_known_name_needs_neither_disk_nor_synthesiser(settings: Settings) -> None:
    store = SoundStore(settings)
    name = store.name("ru", "сто")
    store.path("ru", "сто").unlink()
    assert store.name("ru", "сто") == name
    assert not (settings.cache / f"{name}.wav").exists()


def test_many_threads_asking_for_one_sound_get_it_whole(tmp_path: Path) -> None:
    store = SoundStore(Settings(cache=tmp_path))
    with ThreadPoolExecutor(8) as pool:
        names = set(pool.map(lambda _: store.name("ru", "тысяча"), range(16)))
    assert len(names) == 1
    (file,) = store.directory.iterdir()  # nothing temporary is left
    assert audio.duration(audio.samples_of(file)) > 0.3


def test_asterisks_user_may_read_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        store = SoundStore(Settings(cache=tmp_path / "cache"))
        file = store.path("ru", ",")
    finally:
        os.umask(before)
    assert file.stat().st_mode & 0o777 == 0o644
    for directory in (file.parent, file.parent.parent):
        assert directory.stat().st_mode & 0o777 == 0o755


def test_build_makes_what_is_missing_and_an_index_of_all(tmp_path: Path) -> None:
    settings, steps = Settings(cache=tmp_path), list[None]()
    store = SoundStore(settings)
    store.name("ru", "ноль")
    store.build(PIECES, lambda: steps.append(None))
    assert len(steps) == len(PIECES)
    rows = [
        line.split("\t") for line in (store.directory / "index.tsv").read_text("utf-8").splitlines()
    ]
    assert {(row[1], row[2]) for row in rows} == {("ru", "ноль"), *PIECES}
    assert all((store.directory / f"{row[0]}.wav").exists() for row in rows)
    SoundStore(settings).build([("ru", "ноль")])
    assert len((store.directory / "index.tsv").read_text("utf-8").splitlines()) == len(rows)


@pytest.mark.parametrize("languages", [["ru"], ["lv", "ru"]])
def test_the_dialplan_finds_its_two_sounds_in_every_language(
    settings: Settings, languages: Sequence[str]
) -> None:
    store, catalogue = SoundStore(settings), Catalogue.load()
    make_fixed(store, catalogue, languages)
    for key, file in [("apology", "apology.wav"), ("no_operator", "no-operator.wav")]:
        heard = audio.samples_of(store.directory / file)
        pieces = [
            (language, piece)
            for language in languages
            for piece in catalogue.pieces(Prompt(key, {}, language))
        ]
        assert heard == b"".join(audio.samples_of(store.path(*pair)) for pair in pieces)


def test_all_pieces_are_the_vocabulary_and_the_utilitys_names() -> None:
    catalogue = Catalogue.load()
    found = list(all_pieces(catalogue, ["lv"], {"ru": "Имя", "lv": "Vārds"}.items()))
    assert ("lv", "Vārds") in found
    assert ("ru", "Имя") not in found
    assert {piece for language, piece in found if language == "lv"} > set(
        catalogue.vocabulary("lv")
    )


def test_a_text_cannot_be_taken_for_an_option(store: SoundStore) -> None:
    assert audio.duration(audio.samples_of(store.path("en", "--version"))) > 0.3


@pytest.mark.parametrize("text", ["№ §", "🙂"])
def test_a_text_that_makes_no_sound_is_refused_or_spoken(store: SoundStore, text: str) -> None:
    try:
        assert audio.duration(audio.samples_of(store.path("ru", text))) > 0.1
    except audio.BadSound as error:
        assert "silence" in str(error)  # noqa: PT017 - either is right, by the espeak-ng at hand


def test_a_missing_language_or_program_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotSpeak, match="no voice for the language 'de'"):
        espeak("de", tmp_path)


def test_only_voices_free_for_a_utility_are_offered(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match="rhvoice-irina"):
        SoundStore(Settings(cache=tmp_path, voice="rhvoice-irina"))


@pytest.mark.skipif(bool(shutil.which("RHVoice-test")), reason="RHVoice is installed here")
def test_without_rhvoice_espeak_speaks_and_the_log_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = SoundStore(Settings(cache=tmp_path, voice="rhvoice"))
    assert store.name("ru", "три") == SoundStore(Settings(cache=tmp_path)).name("ru", "три")
    assert caplog.messages == ["RHVoice is not installed, espeak-ng speaks instead"]


# --- recordings ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("rate", "channels"), [(44100, 2), (48000, 1), (16000, 1), (8000, 1)])
def test_a_recording_wins_whatever_its_rate(tmp_path: Path, rate: int, channels: int) -> None:
    studio = tmp_path / "studio"
    recorded = studio / "ru" / file_name("Спасибо.")
    write_wav(recorded, tone(rate, 1000, channels), rate, channels)
    store = SoundStore(Settings(cache=tmp_path, studio=str(studio)))
    assert store.name("ru", "Спасибо.") != SoundStore(Settings(cache=tmp_path)).name(
        "ru", "Спасибо."
    )
    samples = audio.samples_of(store.path("ru", "Спасибо."))
    assert audio.duration(samples) == pytest.approx(0.5 + 2 * audio.EDGE + 0.25, abs=0.02)
    middle = samples[2400:5600]
    crossings = audioop.cross(middle, 2) / (len(middle) / 2 / 8000) / 2
    assert crossings == pytest.approx(1000, rel=0.02)
    assert speech_level(middle) == pytest.approx(-18, abs=0.5)


def test_what_telephone_sound_cannot_carry_does_not_fold_back(tmp_path: Path) -> None:
    """A tone of 6 kHz would be heard as 2 kHz if it were only thinned out."""
    levels = []
    for hertz in (6000, 1000):
        write_wav(tmp_path / "tone.wav", tone(22050, hertz), 22050)
        levels.append(audioop.rms(audio.read_wav((tmp_path / "tone.wav").read_bytes()), 2))
    assert levels[0] < levels[1] / 100


def test_a_recording_of_another_text_is_not_played(tmp_path: Path) -> None:
    studio = tmp_path / "studio"
    write_wav(studio / "ru" / file_name("Спасибо!"), tone(8000, 1000), 8000)
    settings = Settings(cache=tmp_path)
    with_studio = Settings(cache=tmp_path, studio=str(studio))
    assert SoundStore(with_studio).name("ru", "Спасибо.") == SoundStore(settings).name(
        "ru", "Спасибо."
    )


def test_a_new_take_of_the_same_text_is_heard(tmp_path: Path) -> None:
    file = tmp_path / "studio" / "ru" / file_name("Спасибо.")
    settings = Settings(cache=tmp_path, studio=str(tmp_path / "studio"))
    names = set()
    for hertz in (500, 700):
        write_wav(file, tone(8000, hertz), 8000)
        names.add(SoundStore(settings).name("ru", "Спасибо."))
    assert len(names) == 2


def test_a_broken_recording_is_refused_with_its_reason(tmp_path: Path) -> None:
    file = tmp_path / "studio" / "ru" / file_name("Спасибо.")
    settings = Settings(cache=tmp_path, studio=str(tmp_path / "studio"))
    write_wav(file, bytes(8000), 8000, width=1)
    with pytest.raises(audio.BadSound, match=r"спасибо.*16 bits"):
        SoundStore(settings).name("ru", "Спасибо.")
    file.write_bytes(b"not sound")
    with pytest.raises(audio.BadSound, match=r"спасибо.*not a WAV"):
        SoundStore(settings).name("ru", "Спасибо.")
    write_wav(file, bytes(16000), 8000)
    with pytest.raises(audio.BadSound, match=r"спасибо.*only silence"):
        SoundStore(settings).name("ru", "Спасибо.")


@pytest.mark.skipif(not rhvoice("anna", read_settings().cache), reason="RHVoice is not installed")
def test_rhvoice_speaks_russian_and_nothing_else() -> None:
    voices = Voices("rhvoice-aleksandr", read_settings().cache)
    assert "aleksandr" in voices.speaking("ru").identity
    assert "espeak-ng" in voices.speaking("kk").identity
    assert 0.3 < audio.duration(voices.speaking("ru").speak("двадцать")) < 2
