// The page of a recorded call: the player's buttons and keys, and the lists that follow it.
import { post, toast } from './frame.js'
import { Player } from './player.js'
import { peaksOf } from './player_silence.js'
import { Wave, written } from './player_wave.js'

const STEP = { ArrowLeft: -5000, ArrowRight: 5000, ArrowDown: -1000, ArrowUp: 1000, PageDown: -30000, PageUp: 30000 }
const FIELDS = 'input, select, textarea, button, a, summary, [role="slider"]'

class Refused extends Error {}

const place = document.getElementById('player')
if (place) begin(place)

function begin(place) {
  const one = (name) => place.querySelector(`[data-${name}]`)
  const word = (name) => one(`word="${name}"`).textContent
  const recording = JSON.parse(place.dataset.recording)
  for (const piece of recording.pieces) piece.peaks = peaksOf(piece.peaks)
  const slider = one('wave')
  const wave = new Wave(slider.querySelector('canvas'), recording)
  const reason = one('reason')
  const player = new Player(recording, fetchSound)
  const follow = followed()

  // A link by post(), and what it leads to, once. Refused says why, in the page's language.
  async function linkTo(address, how) {
    const asked = new FormData(reason)
    asked.set('how', how)
    const answer = await post(address, asked)
    const said = await answer.json().catch(() => ({}))
    if (!answer.ok) throw new Refused(said.why ?? word('no_answer'))
    return said.link
  }

  async function fetchSound(piece) {
    const answer = await fetch(await linkTo(piece.link, 'listen'))
    if (!answer.ok) throw new Refused(word('no_answer'))
    return answer.blob()
  }

  function tell(error) {
    toast(error instanceof Refused ? error.message : word('no_answer'), 'bad')
  }

  async function toggle() {
    if (player.doing !== 'paused') return player.pause()
    if (reason.reportValidity()) await player.play().catch(tell)
  }

  const seek = (to) => player.seek(to).catch(tell)

  function moved() {
    const here = player.position
    wave.draw(here)
    one('now').textContent = written(here)
    slider.setAttribute('aria-valuenow', Math.round(here))
    const paused = recording.pauses.some(([from, to]) => here >= from && here < to)
    const text = word('value').replace('{now}', written(here)).replace('{all}', written(player.length))
    slider.setAttribute('aria-valuetext', paused ? `${text}. ${word('paused_here')}` : text)
    one('here').href = `#t=${Math.round(here)}`
    follow(here)
  }

  function changed() {
    for (const part of one('play').children) part.hidden = part.dataset.when !== player.doing
    one('play').setAttribute('aria-pressed', player.doing === 'playing')
    place.dataset.doing = player.doing
  }

  function fromAddress() {
    const [, at] = /^#t=(\d{1,9})$/.exec(location.hash) ?? []
    if (at) seek(Number(at))
  }

  const at = ({ clientX }) => {
    const { left, width } = slider.getBoundingClientRect()
    return Math.max(0, Math.min(1, (clientX - left) / width)) * player.length
  }

  function pointed(event) {
    const label = slider.querySelector('output')
    label.hidden = event.type === 'pointerleave'
    label.textContent = written(at(event))
    label.style.left = `${at(event) / player.length * 100}%`
    if (event.buttons === 1 && slider.hasPointerCapture(event.pointerId)) seek(at(event))
  }

  function pressed(event) {
    const elsewhere = event.target.closest(FIELDS)
    if (event.ctrlKey || event.altKey || event.metaKey || (elsewhere && elsewhere !== slider)) return
    const to = { Home: 0, End: player.length }[event.key] ?? (event.key in STEP ? player.position + STEP[event.key] : null)
    const scrolls = event.target !== slider && !['ArrowLeft', 'ArrowRight', ' '].includes(event.key)
    if (scrolls || (to === null && event.key !== ' ')) return
    event.preventDefault()
    if (event.key === ' ') toggle()
    else seek(to)
  }

  async function download({ target }) {
    const button = target.closest('[data-download]')
    if (!button || !reason.reportValidity()) return
    try {
      location.assign(await linkTo(button.dataset.download, 'download'))
    } catch (error) { tell(error) }
  }

  player.addEventListener('moved', moved)
  player.addEventListener('changed', changed)
  player.addEventListener('failed', ({ detail }) => tell(detail))
  one('play').addEventListener('click', toggle)
  one('speed').addEventListener('input', ({ target }) => { player.speed = Number(target.value) })
  one('skip').addEventListener('input', ({ target }) => { player.skips = target.checked })
  reason.addEventListener('submit', (event) => { event.preventDefault(); toggle() })
  reason.addEventListener('click', download)
  place.addEventListener('click', ({ target }) => {
    if (target.dataset.by) seek(player.position + Number(target.dataset.by))
  })
  place.addEventListener('input', ({ target }) => {
    if (target.dataset.volume) player.sound.setVolume(Number(target.dataset.volume), target.value / 100)
  })
  slider.addEventListener('pointerdown', (event) => { slider.setPointerCapture(event.pointerId); seek(at(event)) })
  for (const kind of ['pointermove', 'pointerleave']) slider.addEventListener(kind, pointed)
  document.addEventListener('keydown', pressed)
  document.addEventListener('click', (event) => {
    const jump = event.target.closest('[data-moments] [data-at]')
    if (jump) seek(Number(jump.dataset.at))
  })
  addEventListener('hashchange', fromAddress)
  addEventListener('beforeprint', moved)
  moved()
  fromAddress()
}

// Marks in each list what is at the moment, and keeps it in sight in those that scroll.
function followed() {
  const lists = [...document.querySelectorAll('[data-moments]')].map((list) => ({
    list,
    lines: [...list.children].map((line) => ({ line, at: Number(line.querySelector('[data-at]')?.dataset.at ?? -1) })),
  }))
  return (here) => {
    for (const each of lists) {
      const now = each.lines.findLast(({ at }) => at >= 0 && at <= here + 50)?.line
      if (now === each.now) continue
      each.now?.classList.remove('now')
      now?.classList.add('now')
      each.now = now
      if (now) each.list.scrollTop = now.offsetTop - each.list.offsetTop - each.list.clientHeight / 3
    }
  }
}
