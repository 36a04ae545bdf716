// Clocks that run on the page. They begin at moments the server gives and go by the server's time:
// its difference from this computer's is measured, and again when something may have changed it.

const NEAR = 0.75 // of the limit, where the mean is the limit: models.rules.clocks
const TICK = 250
const AGAIN = 10 * 60 * 1000 // between measurements
const JUMP = 1000 // between this computer's two clocks: it slept, or somebody has set it
const LEVELS = ['none', 'green', 'amber', 'red'] // the worse, the later

const steady = () => performance.timeOrigin + performance.now()

let ahead = atLoading() // the server's time less this computer's
let apart = Date.now() - steady()
let measured = Date.now()

// The page says when it was made; its first byte came right after.
function atLoading() {
  const made = Date.parse(document.querySelector('meta[name="now"]').content)
  const [page] = performance.getEntriesByType('navigation')
  const sinceThen = performance.now() - (page?.responseStart ?? performance.now())
  return made + sinceThen - Date.now()
}

// The server's time in milliseconds.
export const serverNow = () => Date.now() + ahead

// Ask the server for its time; the middle of the way there and back is when it looked.
async function measure() {
  measured = Date.now()
  apart = measured - steady()
  const asked = performance.now()
  try {
    const answer = await fetch('/now', { cache: 'no-store' })
    const there = (performance.now() - asked) / 2
    if (answer.ok) ahead = Date.parse((await answer.json()).now) + there - Date.now()
  } catch {
    // no network: what was measured before still holds
  }
  showAll()
}

const mayHaveChanged = () => Math.abs(Date.now() - steady() - apart) > JUMP

export function lengthOfTime(seconds) {
  const whole = Math.max(0, Math.floor(seconds))
  const two = (number) => String(number).padStart(2, '0')
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}

// The colour of so many seconds against a norm, as models.rules.clocks has it.
export function levelOf(seconds, mean, limit) {
  if (!(limit > 0)) return 'none'
  const warns = mean < limit ? mean : NEAR * limit
  return seconds > limit ? 'red' : seconds > warns ? 'amber' : 'green'
}

// Show one `.clock` as it stands now. What has not changed is not touched.
// data-since, perhaps data-until; data-before: seconds that it showed when it began;
// data-mean and data-limit: the norm, in seconds.
export function show(clock) {
  const { since, until, before, mean, limit } = clock.dataset
  const ran = ((until ? Date.parse(until) : serverNow()) - Date.parse(since)) / 1000
  const seconds = Math.max(0, ran) + Number(before ?? 0)
  const time = clock.querySelector('time')
  const text = lengthOfTime(seconds)
  if (time.textContent !== text) time.textContent = text
  const level = levelOf(seconds, Number(mean), Number(limit))
  if (clock.classList.contains(level)) return
  const was = LEVELS.findIndex((one) => clock.classList.contains(one))
  clock.classList.remove(...LEVELS)
  clock.classList.add(level)
  for (const words of clock.querySelectorAll('[data-level]')) words.hidden = words.dataset.level !== level
  if (clock.dataset.shown === since && LEVELS.indexOf(level) > was) announce(clock, level)
  clock.dataset.shown = since
}

// Read aloud that a clock has turned amber or red, once; green goes without saying.
function announce(clock, level) {
  const words = clock.querySelector(`[data-level="${level}"]`)
  if (level === 'green' || !words || clock.closest('[data-quiet]')) return
  const label = clock.querySelector('.label')?.textContent ?? ''
  aloud.textContent = `${label} ${clock.querySelector('time').textContent} ${words.textContent}`.trim()
}

const aloud = document.createElement('p')
aloud.className = 'unseen'
aloud.setAttribute('role', 'status')
document.body.append(aloud)

export function showAll() {
  document.querySelectorAll('.clock[data-since]:not([hidden])').forEach(show)
}

function tick() {
  if (mayHaveChanged() || Date.now() - measured > AGAIN) measure()
  else showAll()
}

function awake() {
  if (!document.hidden) measure()
}

showAll()
setInterval(tick, TICK)
document.addEventListener('visibilitychange', awake)
addEventListener('pageshow', ({ persisted }) => persisted && measure())
addEventListener('online', measure)
if (document.body.dataset.ping) measure() // somebody is signed in
