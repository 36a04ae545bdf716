// What every page does: signs of life, requests with the form's secret, notices, dialogs.
import './clocks.js'

const PING = 4 * 60 * 1000 // well within the hour after which a session ends
const NOTICE = 8000

const secret = () => document.querySelector('meta[name="csrf-token"]').content

// A short notice, read aloud too. kind: plain, good, warn, bad; a bad one stays.
export function toast(text, kind = 'plain') {
  const notice = document.createElement('p')
  notice.className = `toast ${kind}`
  notice.textContent = text
  document.getElementById('toasts').append(notice)
  leave(notice)
}

function leave(notice) {
  notice.addEventListener('click', () => notice.remove())
  if (!notice.classList.contains('bad')) setTimeout(() => notice.remove(), NOTICE)
}

// fetch() with what the console asks of a POST; `data` is a form, FormData or a plain object.
// Where the session has ended the page says so and keeps what is on it.
export async function post(url, data = {}) {
  const body = data instanceof HTMLFormElement ? new FormData(data)
    : data instanceof FormData ? data : new URLSearchParams(data)
  const answer = await fetch(url, { method: 'POST', body, headers: { 'X-CSRF-Token': secret() } })
  if (answer.status === 401) sessionEnded()
  return answer
}

export function sessionEnded() {
  const dialog = document.getElementById('session-ended')
  if (!dialog.open) dialog.showModal()
}

async function ping() {
  try {
    const answer = await fetch(document.body.dataset.ping)
    if (answer.status === 401) sessionEnded()
    if (!answer.ok) return
    document.getElementById('session-ended').close()
    renew((await answer.json()).csrf_token)
  } catch {
    // no network: the next one will tell
  }
}

// Signed in again elsewhere, the forms of this page need the new secret.
function renew(token) {
  document.querySelector('meta[name="csrf-token"]').content = token
  for (const field of document.querySelectorAll('input[name="csrf_token"]')) field.value = token
}

if (document.body.dataset.ping) {
  setInterval(ping, PING)
  document.addEventListener('visibilitychange', () => document.hidden || ping())
}

// <button data-opens="id"> opens that <dialog>; data-closes closes the one it is in.
document.addEventListener('click', ({ target }) => {
  const opener = target.closest('[data-opens]')
  if (opener) document.getElementById(opener.dataset.opens).showModal()
  if (target.closest('[data-closes]')) target.closest('dialog').close()
})

// A form sent twice by a double click is sent once.
document.addEventListener('submit', (event) => {
  setTimeout(() => {
    if (event.defaultPrevented) return // a script sends it
    event.target.querySelectorAll('button').forEach((button) => { button.disabled = true })
  })
})
window.addEventListener('pageshow', () => {
  document.querySelectorAll('form button').forEach((button) => { button.disabled = false })
})

document.querySelectorAll('.toast').forEach(leave)
document.querySelector('[aria-invalid="true"]')?.focus()
