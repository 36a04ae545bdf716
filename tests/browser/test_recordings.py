"""A recording played in a real Chromium: it sounds, goes where it is told, and is logged."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine, insert, select

from models.contacts.tables import ContactRow
from models.events.kinds import Kind, Seen
from models.events.log import Event, add
from models.segments.tables import ListeningRow
from models.tables import CallRow, JournalRow
from operator_console.office import NAME, Office, clock
from tests.browser.pages import WHOLE_SCREEN
from tests.browser.test_floor import Console, console
from tests.console.recorded import LENGTH, SILENT, keep, say, talk
from tests.recordings.sound.calls import talk as duet

__all__ = ["console"]
SOON = 20_000  # ms
PIECE = 24_000  # ms of the first piece
SECOND = 30_000  # where the second begins


@dataclass
class Recorded:
    """A call of two pieces, six seconds apart, with its page."""

    url: str
    engine: Engine
    call: int
    began: datetime

    def listened(self) -> list[tuple[str, str, str, bool]]:
        """How, why, what was refused, and whether it was heard."""
        with self.engine.connect() as db:
            rows = db.execute(select(ListeningRow.__table__).order_by(ListeningRow.id))
            return [(row.how, row.reason, row.refused, row.used_at is not None) for row in rows]


@pytest.fixture
def recorded(console: Console) -> Recorded:
    office: Office = console.app.extensions[NAME]  # type: ignore[attr-defined]
    began = clock() - timedelta(hours=1)
    engine = office.writer
    with engine.begin() as db:
        operator = db.scalars(select(ContactRow.operator_id).limit(1)).one()
        row = {
            "key": "recorded", "utility": "demo", "caller": "+79121234567", "dialled": "",
            "began_at": began, "holder": "", "language": "ru",
        }  # fmt: skip
        call = db.execute(insert(CallRow).returning(CallRow.id), row).scalar_one()
        kinds = ((2, Kind.ANSWERED), (8, Kind.HELD), (14, Kind.RESUMED), (32, Kind.HUNG_UP),
                 (17, Kind.RECORDING_PAUSED), (19, Kind.RECORDING_RESUMED))  # fmt: skip
        add(db, [Event(call, began + timedelta(seconds=at), kind, operator, seen=Seen.AMI,
                       mark=f"r-{kind}") for at, kind in kinds])  # fmt: skip
        entry = {"kind": "answer", "key": "menu", "value": {"by": "keys", "text": "2"}, "said": []}
        at = began + timedelta(seconds=1)
        db.execute(insert(JournalRow), {"call_id": call, "position": 0, "at": at, "entry": entry})
    first = keep(engine, office.settings, call, began)
    keep(engine, office.settings, call, began + timedelta(seconds=30), talk()[:80_000], 2)
    say(engine, first, 1, 3.0, "добрый день иванова слушаю вас")
    say(engine, first, 0, 14.0, "хочу узнать показания")
    return Recorded(f"{console.url}/recordings/{call}", engine, call, began)


@pytest.fixture
def page(browser: Browser, console: Console, recorded: Recorded) -> Iterator[Page]:
    """The supervisor's page of the recording; an error in a script of it fails the test."""
    context = browser.new_context(viewport=WHOLE_SCREEN, locale="ru-RU", accept_downloads=True)
    name, value = console.cookie
    context.add_cookies([{"name": name, "value": value, "url": console.url}])
    one = context.new_page()
    errors: list[str] = []
    one.on("pageerror", lambda error: errors.append(str(error)))
    one.goto(recorded.url)
    yield one
    context.close()
    assert errors == []


def now(page: Page) -> int:
    """Where it is, in milliseconds."""
    return int(page.locator("[data-wave]").get_attribute("aria-valuenow") or -1)


def is_past(page: Page, moment: int) -> None:
    page.wait_for_function(
        "(moment) => Number(document.querySelector('[data-wave]').ariaValueNow) > moment",
        arg=moment,
        timeout=SOON,
    )


def plays(page: Page) -> None:
    expect(page.locator("#player")).to_have_attribute("data-doing", "playing", timeout=SOON)


def rests(page: Page) -> None:
    expect(page.locator("#player")).to_have_attribute("data-doing", "paused", timeout=SOON)


def give_reason(page: Page) -> None:
    page.get_by_text("Аудит", exact=True).click()


def test_without_a_reason_nothing_is_asked_for(page: Page, recorded: Recorded) -> None:
    page.locator("[data-play]").click()
    assert page.evaluate("document.querySelector('[data-reason]').matches(':invalid')")
    assert recorded.listened() == []


def test_it_plays_on_into_the_next_piece_and_each_is_logged(page: Page, recorded: Recorded) -> None:
    give_reason(page)
    page.locator("[data-play]").click()
    plays(page)
    is_past(page, 400)
    assert recorded.listened() == [("listen", "audit", "", True)]
    page.evaluate("location.hash = '#t=23200'")
    is_past(page, SECOND)
    plays(page)
    assert recorded.listened() == [("listen", "audit", "", True)] * 2
    page.evaluate("location.hash = '#t=39000'")
    rests(page)


def test_keys_alone_are_enough(page: Page, recorded: Recorded) -> None:
    give_reason(page)
    slider = page.get_by_role("slider", name="Место в записи")
    slider.focus()
    for key, moment in (("ArrowRight", 5000), ("ArrowUp", 6000), ("PageUp", 36000),
                        ("ArrowLeft", 31000), ("ArrowDown", 30000), ("PageDown", 0)):  # fmt: skip
        slider.press(key)
        expect(slider).to_have_attribute("aria-valuenow", str(moment))
    slider.press("End")
    expect(slider).to_have_attribute("aria-valuetext", "0:40 из 0:40")
    slider.press("Home")
    slider.press("Space")
    plays(page)
    is_past(page, 200)
    slider.press("Space")
    rests(page)
    there = now(page)
    page.wait_for_timeout(300)
    assert now(page) == there


def test_where_the_recording_paused_the_slider_says_so(page: Page) -> None:
    page.evaluate("location.hash = '#t=18000'")
    slider = page.get_by_role("slider", name="Место в записи")
    expect(slider).to_have_attribute("aria-valuetext", "0:18 из 0:40. Запись здесь приостановлена")


def test_events_and_words_are_jumped_to(page: Page) -> None:
    page.get_by_role("link", name="Ожидание на линии").or_(
        page.locator(".moments a[data-at='8000']")
    ).first.click()
    slider = page.locator("[data-wave]")
    expect(slider).to_have_attribute("aria-valuenow", "8000")
    page.get_by_text("показания", exact=True).click()
    expect(slider).to_have_attribute("aria-valuenow", str(14_000 + 2 * 330))
    expect(page.locator(".said-lines .now")).to_contain_text("хочу узнать показания")


def test_a_link_leads_to_its_moment(page: Page, recorded: Recorded) -> None:
    page.evaluate("location.hash = '#t=12340'")
    expect(page.locator("[data-wave]")).to_have_attribute("aria-valuenow", "12340")
    address = page.locator("[data-here]").get_attribute("href")
    page.goto("about:blank")
    page.goto(f"{recorded.url}{address}")
    expect(page.locator("[data-now]")).to_have_text("0:12")


SEEN = """() => { window.seen = []; new MutationObserver(([one]) =>
    seen.push(Number(one.target.getAttribute('aria-valuenow')))).observe(
    document.querySelector('[data-wave]'), { attributeFilter: ['aria-valuenow'] }) }"""


def test_silence_is_skipped(page: Page) -> None:
    give_reason(page)
    page.get_by_label("Пропускать тишину").check()
    begins, ends = (round(each * 1000) for each in SILENT)
    page.evaluate(f"location.hash = '#t={begins - 500}'")
    page.evaluate(SEEN)
    page.locator("[data-play]").click()
    is_past(page, ends)
    seen = page.evaluate("seen")
    assert not [at for at in seen if begins + 1000 < at < ends - 1000]


FAST = """async (address) => {
    const { Player } = await import('/static/player.js')
    const { post } = await import('/static/frame.js')
    const piece = { number: 1, at: 0, length: 24000, peaks: new Uint8Array(4) }
    const player = new Player({ pieces: [piece], length: 24000 }, async () => {
        const answer = await post(address, { how: 'listen', reason: 'audit' })
        return (await fetch((await answer.json()).link)).blob()
    })
    player.speed = 1.5
    await player.play()
    await player.seek(3000)
    const { playbackRate, preservesPitch, paused } = player.sound.audio
    return [playbackRate, preservesPitch, paused]
}"""


def test_a_speed_outlasts_loading_and_keeps_the_pitch(page: Page, recorded: Recorded) -> None:
    assert page.evaluate(FAST, f"/recordings/{recorded.call}/1/link") == [1.5, True, False]
    page.get_by_label("Скорость").select_option("2")
    give_reason(page)
    page.locator("[data-play]").click()
    plays(page)
    is_past(page, 1000)


# How loud each side's own way out is, in a tone of both sides, at these volumes.
LOUDNESS = """async ([address, volumes]) => {
    const { Sound } = await import('/static/player_sound.js')
    const { post } = await import('/static/frame.js')
    const sound = new Sound(async () => {
        const answer = await post(address, { how: 'listen', reason: 'audit' })
        return (await fetch((await answer.json()).link)).blob()
    })
    await sound.load({}, 300)
    await sound.play()
    volumes.forEach((volume, side) => sound.setVolume(side, volume))
    const ears = sound.gains.map((gain) => {
        const ear = sound.context.createAnalyser()
        gain.connect(ear)
        return ear
    })
    const loudest = [0, 0]
    const samples = new Float32Array(2048)
    while (sound.audio.currentTime < 1.2) {
        await new Promise(requestAnimationFrame)
        ears.forEach((ear, side) => {
            ear.getFloatTimeDomainData(samples)
            loudest[side] = Math.max(loudest[side], ...samples.map(Math.abs))
        })
    }
    return [...loudest, sound.audio.preservesPitch]
}"""


def test_each_side_has_a_volume_of_its_own(
    page: Page, console: Console, recorded: Recorded
) -> None:
    office: Office = console.app.extensions[NAME]  # type: ignore[attr-defined]
    both = duet(16_000)
    keep(office.writer, office.settings, recorded.call, recorded.began, both, 3)
    address = f"/recordings/{recorded.call}/3/link"
    caller, hotline, pitch = page.evaluate(LOUDNESS, [address, [1, 1]])
    assert caller > 0.1 and hotline > 0.1 and pitch
    caller, hotline, _ = page.evaluate(LOUDNESS, [address, [0, 1]])
    assert caller < 0.02 and hotline > 0.1
    caller, hotline, _ = page.evaluate(LOUDNESS, [address, [1, 0]])
    assert caller > 0.1 and hotline < 0.02


def test_a_copy_is_taken_away_under_a_name_that_says_nothing(
    page: Page, recorded: Recorded
) -> None:
    page.locator("[data-download]").first.click()
    assert recorded.listened() == []  # a reason comes first
    page.get_by_text("Жалоба", exact=True).click()
    with page.expect_download() as waiting:
        page.locator("[data-download]").first.click()
    assert waiting.value.suggested_filename == f"recording-{recorded.call}-1.ogg"
    assert waiting.value.path().read_bytes()[:4] == b"OggS"
    assert recorded.listened() == [("download", "complaint", "", True)]
    assert LENGTH * 1000 == PIECE
