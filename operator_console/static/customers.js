// The search box: results as one types, chosen with the arrow keys; shortcuts shown on buttons.
// Works wherever the fragment stands, so everything is listened to at the document.
const PAUSE = 250 // after the last key
let timer, newest = 0

const box = () => document.querySelector('[data-find] input[type="search"]')

async function search() {
  const form = box().form
  const mine = ++newest
  const answer = await fetch(form.action, { method: 'POST', body: new FormData(form), headers: { 'X-Fragment': '1' } })
  if (!answer.ok || mine !== newest) return // an older answer may come later
  const part = new DOMParser().parseFromString(await answer.text(), 'text/html')
  document.getElementById('found-here').replaceChildren(...part.getElementById('found-here').childNodes)
  box().setAttribute('aria-expanded', String(!!document.getElementById('found')))
  box().removeAttribute('aria-activedescendant')
}

function options() {
  return [...document.querySelectorAll('#found [role="option"]')]
}

function move(by) {
  const all = options()
  if (!all.length) return
  const at = all.findIndex((one) => one.getAttribute('aria-selected') === 'true')
  const next = all[(at + by + all.length + (at < 0 && by < 0 ? 1 : 0)) % all.length]
  all.forEach((one) => one.setAttribute('aria-selected', String(one === next)))
  box().setAttribute('aria-activedescendant', next.id)
  next.scrollIntoView({ block: 'nearest' })
}

function chosen() {
  return options().find((one) => one.getAttribute('aria-selected') === 'true')
}

document.addEventListener('input', ({ target }) => {
  if (target !== box()) return
  clearTimeout(timer)
  timer = setTimeout(search, PAUSE)
})

document.addEventListener('keydown', (event) => {
  if (event.target === box()) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      move(event.key === 'ArrowDown' ? 1 : -1)
    } else if (event.key === 'Enter' && chosen()) {
      event.preventDefault()
      chosen().click()
    } else if (event.key === 'Escape') {
      document.getElementById('found-here').replaceChildren()
    }
  }
  if (event.altKey && !event.ctrlKey && !event.metaKey) shortcut(event)
})

// By the place of the key, so that it is the same in every layout.
function shortcut(event) {
  const key = event.code.replace(/^(Digit|Key)/, '').toLowerCase()
  const target = [...document.querySelectorAll('[data-shortcut]')].find((one) => one.dataset.shortcut === key)
  if (!target) return
  event.preventDefault()
  if (target.matches('input')) { target.focus(); target.select() } else target.click()
}
