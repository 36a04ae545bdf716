// The supervisor's floor: draws what the stream tells, asks for the day's figures, sends what is pressed.
// Everything is written as text; a row stays the same element for as long as what it shows is there.
import { lengthOfTime, serverNow, show } from './clocks.js'
import { post, sessionEnded, toast } from './frame.js'

const EVERY = 5000 // between figures of the day
const RETRY = 2000
const PATIENCE = 3000 // with a stream that says nothing: the console has no gateway
const page = document.getElementById('floor')
const places = page.dataset
const { lang } = document.documentElement
const locale = lang === 'en' ? 'en-GB' : lang // as formats.py
const part = (row, name) => row.querySelector(`[data-part="${name}"]`)
const words = (key, values = {}) => Object.entries(values).reduce(
  (text, [name, value]) => text.replace(`{${name}}`, value),
  document.querySelector(`[data-word="${key}"]`).textContent)
const timeOfDay = new Intl.DateTimeFormat(locale, { timeZone: places.zone, timeStyle: 'medium' })
const onDay = new Intl.DateTimeFormat(locale, { timeZone: places.zone, day: 'numeric', month: 'short' })
const minute = new Intl.DateTimeFormat(locale, { timeZone: places.zone, timeStyle: 'short' })
const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 })
const names = Object.fromEntries([...document.querySelectorAll('[data-queue]')]
  .map((row) => [row.dataset.queue, part(row, 'name').textContent]))
const no = words('no')
const queueName = (queue) => names[queue] ?? queue

function write(element, text) {
  const said = String(text)
  if (element.textContent !== said) element.textContent = said
}

function say(row, name, text) {
  const place = part(row, name)
  write(place, text)
  place.hidden = !text
}

function run(clock, since) {
  clock.hidden = !since
  if (!since) return
  clock.dataset.since = since
  show(clock)
}

// One row for each thing, in this order; those that are there are kept.
function rows(body, template, things, key, fill) {
  const ids = new Set(things.map((thing) => String(key(thing))))
  for (const row of [...body.children]) if (!ids.has(row.dataset.key)) row.remove() // first: a row
  const known = new Map([...body.children].map((row) => [row.dataset.key, row])) // moved loses focus
  let before = null
  for (const thing of things) {
    const id = String(key(thing))
    const row = known.get(id) ?? fresh(template, id)
    fill(row, thing)
    const place = before ? before.nextElementSibling : body.firstElementChild
    if (place !== row) body.insertBefore(row, place)
    before = row
  }
}

function fresh(template, id) {
  const row = document.getElementById(template).content.firstElementChild.cloneNode(true)
  row.dataset.key = id
  return row
}

// The floor

let now = null // the last Floor
let alarmed = new Set()

function draw(floor) {
  now = floor
  const queues = Object.keys(names)
  const rank = ({ queue }) => (queues.indexOf(queue) + 1) || queues.length + 1
  const waiting = floor.waiting.toSorted((a, b) => rank(a) - rank(b) || a.place - b.place)
  const people = floor.operators.toSorted((a, b) => a.name.localeCompare(b.name, lang) || a.operator - b.operator)
  rows(document.getElementById('waiting'), 'waiting-row', waiting, (one) => one.call, drawWaiting)
  rows(document.getElementById('operators'), 'operator-row', people, (one) => one.operator, drawOperator)
  for (const row of document.querySelectorAll('[data-queue]')) drawQueue(row, floor)
  document.getElementById('nobody-waits').hidden = waiting.length > 0
  document.getElementById('nobody-works').hidden = people.length > 0
  drawNow(floor)
  sayAlarms(people)
}

function drawNow({ waiting, operators }) {
  const present = operators.filter(({ doing }) => doing !== 'offline')
  write(document.getElementById('waiting-now'), waiting.length)
  write(document.getElementById('at-work'), present.length)
  write(document.getElementById('free'), words('free', { count: operators.filter(isFree).length }))
  run(page.querySelector('.tiles [data-part="longest"]'), longest(waiting))
}

const isFree = ({ doing, registered }) => doing === 'ready' && registered
const longest = (waiting) => waiting.map(({ since }) => since).toSorted((a, b) => Date.parse(a) - Date.parse(b))[0]

function drawWaiting(row, caller) {
  write(part(row, 'place'), caller.place)
  write(part(row, 'call'), `${no} ${caller.call}`)
  write(part(row, 'queue'), queueName(caller.queue))
  write(part(row, 'language'), caller.language)
  part(row, 'out_of_turn').hidden = !caller.out_of_turn
  run(part(row, 'clock'), caller.since)
}

function drawQueue(row, { waiting, operators }) {
  const mine = waiting.filter(({ queue }) => queue === row.dataset.queue)
  const first = mine.find(({ place }) => place === 1)
  write(part(row, 'waiting'), mine.length)
  write(part(row, 'next'), first ? `${no} ${first.call}` : '')
  write(part(row, 'ready'), operators.filter((one) => isFree(one) && one.queues.includes(row.dataset.queue)).length)
  run(part(row, 'longest'), longest(mine))
}

function drawOperator(row, one) {
  const call = one.call
  const talks = one.doing === 'talking' && call?.answered && !call.ended
  write(part(row, 'name'), one.name)
  const queues = one.queues.map(queueName).join(', ')
  write(part(row, 'queues'), queues)
  part(row, 'queues').title = queues
  for (const badge of row.querySelectorAll('[data-doing]')) badge.hidden = badge.dataset.doing !== one.doing
  for (const name of ['clock-talking', 'clock-wrap_up', 'clock']) run(part(row, name), null)
  run(part(row, `clock-${one.doing}`) ?? part(row, 'clock'), one.since)
  write(part(row, 'call'), call ? `${no} ${call.call} · ${queueName(call.queue)}` : '')
  for (const reason of row.querySelectorAll('[data-reason]')) reason.hidden = reason.dataset.reason !== one.reason
  part(row, 'unreachable').hidden = one.registered || one.doing === 'offline'
  part(row, 'held').hidden = !call?.held
  run(part(row, 'held-clock'), call?.held)
  say(row, 'specialist', call?.specialist ? words('specialist', { name: call.specialist }) : '')
  say(row, 'supervised', call?.supervised.length ? words('supervised', { names: call.supervised.join(', ') }) : '')
  for (const button of row.querySelectorAll('[data-act="supervise"]')) button.disabled = !talks
  row.querySelector('[data-act="acknowledge"]').hidden = !one.alarm
  row.classList.toggle('alarmed', one.alarm)
  row.classList.toggle('faded', one.doing === 'offline')
}

function sayAlarms(people) {
  const ring = people.filter(({ alarm }) => alarm)
  const fresh = ring.filter(({ operator }) => !alarmed.has(operator))
  alarmed = new Set(ring.map(({ operator }) => operator))
  const place = document.getElementById('alarms')
  if (fresh.length) place.textContent = fresh.map(({ name }) => words('alarm_of', { name })).join('. ')
  else if (!ring.length) place.textContent = ''
}

// The day's figures

async function ask() {
  try {
    const answer = await fetch(places.today)
    if (answer.status === 401) return sessionEnded()
    if (!answer.ok) return
    drawToday(await answer.json())
    if (lost) connect() // the server is there again
  } catch {
    lose() // a stream that hangs does not say so
  }
}

function drawToday(today) {
  for (const place of document.querySelectorAll('.tiles [data-today]')) write(place, figure(today.all, place.dataset.today))
  for (const row of document.querySelectorAll('[data-queue]')) {
    const own = today.queues[row.dataset.queue] ?? { offered: 0, abandoned: 0, share: null }
    for (const name of ['offered', 'abandoned', 'share']) write(part(row, name), figure(own, name))
  }
  rows(document.getElementById('callbacks'), 'callback-row', today.callbacks, ({ call }) => call, (row, promise) => {
    write(part(row, 'call'), `${no} ${promise.call}`)
    part(row, 'call').href = places.callbacks + promise.call
    write(part(row, 'due'), dueAt(Date.parse(promise.due)))
    part(row, 'late').hidden = !promise.late
  })
  document.getElementById('no-callbacks').hidden = today.callbacks.length > 0
  const more = document.getElementById('more-callbacks')
  write(more, words('more', { count: today.more_callbacks }))
  more.hidden = !today.more_callbacks
}

function dueAt(moment) {
  const day = onDay.format(moment)
  return day === onDay.format(serverNow()) ? minute.format(moment) : `${day}, ${minute.format(moment)}`
}

function figure(of, name) {
  const value = of[name]
  if (value === null) return '–'
  if (name === 'share') return percent.format(value)
  return name === 'mean' || name === 'ninety' ? lengthOfTime(Math.round(value / 1000)) : value
}

// The stream

let stream = null
let lost = 0 // since then, by the server's time
let unlinked = '' // the gateway from Asterisk, since then

function connect() {
  stream?.close()
  stream = new EventSource(places.stream)
  stream.addEventListener('floor', ({ data }) => {
    const floor = JSON.parse(data)
    lost = 0
    unlinked = floor.link ? '' : unlinked || floor.at
    draw(floor)
    tellState(floor.link ? 'live' : 'no_link', unlinked)
  })
  stream.addEventListener('error', () => {
    lose()
    if (stream.readyState === EventSource.CLOSED) setTimeout(connect, RETRY)
  })
}

function lose() {
  lost ||= serverNow()
  tellState('no_connection', lost)
}

function tellState(state, at) {
  for (const badge of document.querySelectorAll('[data-state]')) {
    badge.hidden = badge.dataset.state !== state
    if (!badge.hidden && state !== 'live') write(badge, words(state, { time: timeOfDay.format(new Date(at)) }))
  }
  page.classList.toggle('stale', state !== 'live')
}

// What is pressed

async function act(url, data) {
  try {
    const answer = await post(url, data)
    if (answer.ok) return toast(words('done'), 'good')
    if (answer.status !== 401) toast(words('refused', { why: (await answer.json()).why ?? answer.status }), 'bad')
  } catch {
    toast(words('refused', { why: words('no_stream') }), 'bad')
  }
}

document.getElementById('operators').addEventListener('click', ({ target }) => {
  const button = target.closest('button')
  if (!button) return
  const operator = button.closest('tr').dataset.key
  if (button.dataset.act === 'supervise') act(places.supervise, { operator, how: button.dataset.how })
  if (button.dataset.act === 'acknowledge') act(places.alarm, { operator })
  if (button.dataset.act === 'move') openMove(operator)
})

const move = document.getElementById('move')

function openMove(operator) {
  const one = now.operators.find((each) => String(each.operator) === operator)
  move.dataset.operator = operator
  write(document.getElementById('move-whom'), one.name)
  for (const box of move.querySelectorAll('[name="queue"]')) box.checked = one.queues.includes(box.value)
  move.showModal()
}

move.querySelector('form').addEventListener('submit', (event) => {
  event.preventDefault()
  move.close()
  const data = new FormData()
  data.append('operator', move.dataset.operator)
  for (const box of move.querySelectorAll('[name="queue"]:checked')) data.append('queue', box.value)
  act(places.move, data)
})

connect()
setTimeout(() => now || lost || tellState('no_link', unlinked ||= serverNow()), PATIENCE)
ask()
setInterval(ask, EVERY)
