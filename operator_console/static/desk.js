// The operator's desk: what the stream says and what the telephone says, shown together.
// Beside it lies the work: beside.js.
import { Softphone } from './build/softphone.js'
import { isFilledIn, lay, part, stayHere } from './beside.js'
import { lengthOfTime, serverNow, showAll } from './clocks.js'
import { post, toast } from './frame.js'
import { listen } from './stream.js'

const desk = document.getElementById('desk')
const at = (id) => document.getElementById(id)
const show = (id, on) => { at(id).hidden = !on }
const words = (id) => at(id).dataset
const write = (element, text) => { if (element.textContent !== String(text)) element.textContent = text }
const showOne = (name, value) => {
  for (const one of desk.querySelectorAll(`span[data-${name}], b[data-${name}]`)) {
    one.hidden = one.dataset[name] !== value
  }
}

let floor = null // what the stream said last
let phone = { line: 'connecting', call: null }
let softphone = null

// -- what the gateway says

listen(desk.dataset.live, (news) => { floor = news; shown() }, () => show('no-console', true))

function shown() {
  const { me, link, queues } = floor
  show('no-console', false)
  show('no-link', !link)
  if (me) meShown(me, link)
  for (const one of desk.querySelectorAll('[data-waiting]')) {
    write(one, queues[one.dataset.waiting]?.waiting ?? 0)
  }
  tick()
}

function meShown(me, link) {
  const { doing, reason, call, alarm, registered } = me
  showOne('doing', doing)
  showOne('reason', doing === 'away' ? reason : '')
  const free = ['offline', 'ready', 'away'].includes(doing)
  at('ready').disabled = !link || !registered || doing === 'ready' || !free
  at('sign-off').disabled = !link || !['ready', 'away'].includes(doing)
  at('away').toggleAttribute('inert', !link || doing === 'offline')
  at('alarm').setAttribute('aria-pressed', String(alarm))
  if (desk.dataset.kind === 'desk') showOne('line', registered ? 'registered' : 'offline')
  callShown(doing, call)
}

const isTalked = () => ['talking', 'held'].includes(phone.call?.state)

function callShown(doing, call) {
  const talks = doing === 'talking'
  desk.dataset.doing = doing
  show('no-call', !call)
  show('call', call)
  const rings = phone.call?.state === 'ringing'
  show('answering', rings && (talks || doing === 'ringing'))
  show('returns', rings && talks)
  show('waited', doing === 'ringing')
  show('clocks', doing !== 'ringing')
  show('talking', talks && isTalked())
  show('keypad', talks && isTalked())
  show('bringing', talks && !call?.specialist)
  show('consulting', talks && call?.specialist)
  show('with-specialist', call?.specialist)
  show('wrapping', doing === 'wrap_up')
  show('supervised', call?.supervised?.length)
  show('unrecorded', call?.unrecorded)
  if (call) {
    write(at('call-number'), call.call)
    at('waited').querySelector('.clock').dataset.since = call.queued
    showOne('queue', call.queue)
    showOne('specialist', call.specialist)
  }
  follow(doing, call)
}

let linked = true
let told = '' // of the call, for noticing that it has changed
let stage = null
function follow(doing, call) {
  const back = floor.link && !linked
  linked = floor.link
  const now = JSON.stringify([doing, call])
  if (now === told && !back) return
  told = now
  showClocks()
  showMade(call?.call)
  const before = stage
  stage = `${doing} ${call?.call ?? ''}`
  if (stage === before && !back) return
  notice?.close() // of what rings no more
  if (doing === 'ringing' && !back) notify()
  if (doing === 'talking' && before !== null && !back) openContact('card')
  if (doing === 'wrap_up' && !isFilledIn()) openContact('close')
}

async function showClocks() {
  const clocks = await part(desk.dataset.clocks)
  if (!clocks) return
  at('clocks').replaceChildren(...clocks.body.childNodes)
  showAll()
}

// Whether the call is one that we made, and why: it rings like any other.
let madeOf = null
async function showMade(call) {
  if (call === madeOf) return
  madeOf = call
  at('made').replaceChildren()
  const made = call && await part(`${desk.dataset.made}?call=${call}`)
  if (made && call === madeOf) at('made').replaceChildren(...made.body.childNodes)
}

function tick() {
  if (!floor?.me) return
  const since = (moment) => lengthOfTime((serverNow() - Date.parse(moment)) / 1000)
  write(at('doing-since'), since(floor.me.since))
  for (const one of desk.querySelectorAll('[data-longest]')) {
    const first = floor.queues[one.dataset.longest]?.since
    write(one, first ? since(first) : '')
  }
}
setInterval(tick, 500)

// For whoever looks at another window, where that was allowed.
let notice = null
function notify() {
  if (!document.hidden || window.Notification?.permission !== 'granted') return
  notice = new Notification(words('call').rings, { tag: 'call', renotify: true })
  notice.onclick = () => { focus(); notice.close() }
}

// -- what the telephone says

async function startTelephone() {
  const answer = await post(desk.dataset.telephone).catch(() => null)
  if (answer?.status === 401) return
  if (!answer?.ok) return setTimeout(startTelephone, 2000)
  softphone = new Softphone({ ...(await answer.json()), onState: phoneShown })
  softphone.start()
  window.softphone = softphone // for whoever looks into a fault
}

function phoneShown(state) {
  phone = state
  showOne('line', state.line)
  show('take-over', state.line === 'elsewhere')
  show('taken', state.elsewhere === 'other tab, in a call')
  show('no-media', state.call?.mediaFlows === false && state.call.state !== 'ended')
  showOne('microphone', state.microphone)
  show('no-microphone', ['refused', 'missing'].includes(state.microphone))
  at('hold').setAttribute('aria-pressed', String(state.call?.state === 'held'))
  at('mute').setAttribute('aria-pressed', String(!!state.call?.muted))
  if (floor?.me) callShown(floor.me.doing, floor.me.call)
}
if (desk.dataset.kind === 'browser') startTelephone()

// -- buttons

async function wish(name, data = {}) {
  const answer = await post(desk.dataset[name], data).catch(() => null)
  if (answer?.status === 401) return false // it has been said
  if (!answer?.ok) toast(at('work').dataset.unreachable, 'warn')
  const refused = answer?.ok ? (await answer.json()).refused : ''
  if (refused) toast(refused, 'warn')
  return answer?.ok && !refused
}

const on = (id, does) => at(id).addEventListener('click', does)
on('ready', () => {
  if (window.Notification?.permission === 'default') Notification.requestPermission()
  wish('ready')
})
on('sign-off', () => wish('signoff'))
on('alarm', () => wish('alarm', { on: floor?.me?.alarm ? 'no' : 'yes' }))
on('take-over', () => softphone.takeOver())
on('answer', () => softphone.answer())
on('hang-up', () => softphone.hangUp())
on('hold', () => (phone.call?.state === 'held' ? softphone.unhold() : softphone.hold()))
on('mute', () => softphone.mute(!phone.call?.muted))
on('consult', () => bring('consult'))
on('transfer', () => bring('transfer'))
on('consult-back', () => wish('consultEnd', { how: 'back' }))
on('consult-conference', () => wish('consultEnd', { how: 'conference' }))
on('consult-transfer', () => wish('consultEnd', { how: 'transfer' }))
on('close-contact', () => openContact('close'))
on('away', async ({ target }) => {
  const reason = target.dataset.away
  if (!reason) return
  at('away').open = false
  const busy = floor?.me?.call
  if (await wish('away', { reason }) && busy) toast(`${words('away').later} ${target.textContent}`)
})

async function bring(how) {
  if (await wish(how, { to: at('to').value })) at('to').value = ''
  bringable()
}

function bringable() {
  const kind = at('to').selectedOptions[0]?.dataset.kind
  at('consult').disabled = kind !== 'specialist'
  at('transfer').disabled = !kind
}
at('to').addEventListener('change', bringable)
at('keypad').addEventListener('click', ({ target }) => {
  if (target.dataset.key) softphone.sendKey(target.dataset.key)
})
document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape') at('away').open = false
})

let stopCheck = null
on('check', async () => {
  const ends = stopCheck
  stopCheck = null
  show('check-result', !ends)
  if (ends) return ends()
  try {
    stopCheck = await softphone.microphone.check((level) => { at('level').value = level })
  } catch {
    show('check-result', false) // that there is none has been said
  }
})

// While the cursor is in a field for personal codes silence is recorded. The gateway ends a pause
// by itself that nobody has asked for again.
const isSecret = () => !!document.activeElement?.matches('[data-unrecorded]')
let secret = false
function recordOrNot() {
  if (isSecret() === secret) return
  secret = isSecret()
  if (floor?.me?.call) wish('recording', { pause: secret ? 'yes' : 'no' })
}
document.addEventListener('focusin', recordOrNot)
document.addEventListener('focusout', () => setTimeout(recordOrNot))
setInterval(recordOrNot, 1000) // a field that was replaced tells of nothing
setInterval(() => secret && floor?.me?.call && wish('recording', { pause: 'yes' }), 30000)

// -- the work beside the telephone

// The card of whom the call is with, or the form of the outcome. A contact is there a moment after
// the answer.
async function openContact(which, tries = 10) {
  const answer = await fetch(desk.dataset.contact).catch(() => null)
  if (!answer?.ok) return toast(at('work').dataset.unreachable, 'warn')
  const contact = await answer.json()
  if (contact.contact === null && which === 'close') return closedBefore()
  const talks = ['talking', 'wrap_up'].includes(floor?.me?.doing)
  if (contact.contact === null && talks && tries) {
    return setTimeout(() => openContact(which, tries - 1), 200)
  }
  await lay(contact[which] ?? contact.card, { done: over })
  if (contact.contact !== null) showClocks() // the customer was found just now
  return contact
}

// The outcome was given during the talk, or while the gateway could not be told.
function closedBefore() {
  const { doing, call } = floor?.me ?? {}
  if (doing === 'wrap_up') wish('closed', { call: call?.call ?? '' })
}

// A form is left, for the card; or the contact has its outcome: if the gateway has not heard of it,
// once more.
async function over() {
  const now = await openContact('card', 0)
  if (now?.contact !== null) return
  setTimeout(() => floor?.me?.doing === 'wrap_up' && !isFilledIn() && openContact('close'), 1500)
}

// Call backs that could be made now; the list lies beside the telephone as well.
async function countCallbacks() {
  const answer = await fetch(desk.dataset.callbacks).catch(() => null)
  if (answer?.ok) write(at('callbacks-due'), (await answer.json()).count)
}
setInterval(countCallbacks, 30_000)
on('callbacks', (event) => {
  event.preventDefault()
  lay(at('callbacks').href, { done: over })
})

countCallbacks()
stayHere(over)
openContact('card')
