// The demo's customer: one button to call, keys, and what the telephone does.
import { Softphone } from './build/softphone.js'
import { post } from './frame.js'

const HOTLINE = '1000'
const at = (id) => document.getElementById(id)
let telephone = null

function shown(state) {
  const talks = ['talking', 'held'].includes(state.name)
  for (const one of document.querySelectorAll('[data-state]')) one.hidden = one.dataset.state !== state.name
  at('call').disabled = !['registered', 'ended'].includes(state.name)
  at('hang-up').disabled = !talks && state.name !== 'dialling'
  for (const key of document.querySelectorAll('[data-key]')) key.disabled = !talks
  for (const one of document.querySelectorAll('[data-microphone]')) one.hidden = one.dataset.microphone !== state.microphone
  at('no-microphone').hidden = !['refused', 'missing'].includes(state.microphone)
}

at('call').addEventListener('click', () => telephone.call(HOTLINE))
at('hang-up').addEventListener('click', () => telephone.hangUp())
document.querySelector('.keys').addEventListener('click', ({ target }) => {
  if (target.dataset.key) telephone.sendKey(target.dataset.key)
})
document.addEventListener('keydown', ({ key, ctrlKey, altKey, metaKey }) => {
  if (!ctrlKey && !altKey && !metaKey && /^[0-9*#]$/.test(key)) telephone?.sendKey(key)
})

const answer = await post(at('telephone').dataset.line)
telephone = new Softphone({ ...(await answer.json()), onState: shown })
window.telephone = telephone // for whoever looks into a fault
telephone.start()
