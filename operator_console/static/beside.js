// What lies beside the telephone on the desk: the card, a form, the outcome. Loaded in parts, so
// that no click takes the page, and the call with it, away; what cannot be sent stays as typed.
import { showAll } from './clocks.js'
import { sessionEnded, toast } from './frame.js'
import { restore } from './requests.js'

const place = document.getElementById('work')
const ANSWERS = [200, 409, 422] // pages of ours: done, not yet, wrong
const FIRST = ['[aria-invalid="true"]', '[autofocus]', 'form:not([role="search"]) :is(input:not([type="hidden"]), select, textarea)', 'input[type="search"]', 'h1']

// A part of the console; undefined where it could not be had, and then that has been said.
export async function part(url, options = {}) {
  const headers = { ...options.headers, 'X-Fragment': '1' }
  const answer = await fetch(url, { ...options, headers }).catch(() => null)
  if (answer?.status === 401) return void sessionEnded()
  if (!answer || answer.status >= 500) return void toast(place.dataset.unreachable, 'warn')
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  page.address = new URL(answer.url)
  page.isAnswer = ANSWERS.includes(answer.status)
  return page
}

// Show a page of the console beside the telephone; `done` is called where it leads to the desk.
export async function lay(url, { done, focus = true, ...options } = {}) {
  place.setAttribute('aria-busy', 'true')
  const page = await part(url, options)
  place.removeAttribute('aria-busy')
  if (!page) return
  const said = page.querySelectorAll('#toasts .toast')
  for (const one of said) toast(one.textContent, [...one.classList].find((name) => name !== 'toast'))
  if (!page.isAnswer) return toast(page.querySelector('h1')?.textContent ?? '', 'warn')
  if (page.address.pathname === location.pathname) {
    place.replaceChildren()
    return done?.()
  }
  place.replaceChildren(...page.body.childNodes)
  restore(place)
  showAll()
  if (focus) focusOn(FIRST.map((one) => place.querySelector(one)).find(Boolean))
}

// Whether somebody is filling in a form: nothing may take its place unasked.
export const isFilledIn = () => !!place.querySelector('form[data-draft]')

function focusOn(first) {
  if (first?.matches('h1')) first.tabIndex = -1
  first?.focus({ preventScroll: true })
  scrollTo({ top: 0 })
}

const ours = (address) => new URL(address, location).origin === location.origin

// Links and forms in there lead to parts as well.
export function stayHere(done) {
  place.addEventListener('click', (event) => {
    const link = event.target.closest('a[href]')
    if (!link || link.target || event.ctrlKey || event.metaKey || !ours(link.href)) return
    event.preventDefault()
    lay(link.href, { done })
  })
  place.addEventListener('submit', (event) => {
    const form = event.target
    if (event.defaultPrevented || !ours(form.action)) return
    event.preventDefault()
    send(form, event.submitter, done)
  })
}

async function send(form, button, done) {
  if (form.dataset.sending) return // a double click
  form.dataset.sending = 'yes'
  const data = new FormData(form, button)
  await (form.method === 'get'
    ? lay(`${form.action}?${new URLSearchParams(data)}`, { done })
    : lay(form.action, { done, method: 'POST', body: data }))
  delete form.dataset.sending
}
