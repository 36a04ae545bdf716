// Forms: what is typed is kept at every pause and when the page goes; Ctrl+Enter sends.
// Until the server has it, this tab keeps it too: a reload may overtake what was sent last.
const PAUSE = 400 // after the last key
const timers = new WeakMap()
const unsaved = new Set()

function typed(form) {
  const data = new FormData(form)
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name)
  return data
}

const here = (form) => `draft ${form.dataset.draft}`

function keepHere(form) {
  const fields = [...typed(form)].filter(([name]) => name !== 'csrf_token')
  sessionStorage.setItem(here(form), JSON.stringify(fields))
}

// What this tab has and the server perhaps not. Call it for a form that comes later as a part.
export function restore(root = document) {
  for (const form of root.querySelectorAll('form[data-draft]')) {
    const kept = sessionStorage.getItem(here(form))
    if (!kept) continue
    for (const [name, value] of JSON.parse(kept)) {
      const field = form.elements.namedItem(name)
      if (field instanceof HTMLInputElement && field.type === 'checkbox') field.checked = true
      else if (field) field.value = value // a group of radio buttons as well
    }
    keep(form)
  }
}

async function keep(form) {
  unsaved.delete(form)
  const before = sessionStorage.getItem(here(form))
  const state = form.querySelector('[data-draft-state]')
  try {
    const answer = await fetch(form.dataset.draft, { method: 'POST', body: typed(form), keepalive: true })
    if (!answer.ok) throw new Error(answer.status)
    state.textContent = state.dataset.kept
    if (sessionStorage.getItem(here(form)) === before) sessionStorage.removeItem(here(form))
  } catch {
    unsaved.add(form) // kept with the next key, or when the page goes
    state.textContent = state.dataset.lost
  }
}

document.addEventListener('input', ({ target }) => {
  const form = target.closest?.('form[data-draft]')
  if (!form) return
  unsaved.add(form)
  keepHere(form)
  clearTimeout(timers.get(form))
  timers.set(form, setTimeout(() => keep(form), PAUSE))
})

document.addEventListener('submit', ({ target }) => {
  if (!target.dataset.draft) return
  clearTimeout(timers.get(target)) // what is sent is no draft
  unsaved.delete(target)
  sessionStorage.removeItem(here(target))
})

addEventListener('pagehide', () => {
  for (const form of unsaved) navigator.sendBeacon(form.dataset.draft, typed(form))
  unsaved.clear()
})

document.addEventListener('keydown', (event) => {
  if (!event.ctrlKey || event.key !== 'Enter') return
  const button = event.target.closest?.('form')?.querySelector('[data-send]')
  if (button && !button.disabled) { event.preventDefault(); button.click() }
})

restore()
