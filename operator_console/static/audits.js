// The form of a grade: how far one has come, and keys that answer and go on to the next criterion.
const form = document.querySelector('[data-grade]')

const criteria = () => [...form.querySelectorAll('.criterion')]

function count() {
  const place = form.querySelector('[data-progress]')
  const done = criteria().filter((one) => one.querySelector('input:checked')).length
  place.textContent = `${done} / ${place.dataset.all}`
}

// On a radio button, a digit is its place in the row: 1 is the first answer.
function answer(event) {
  const here = event.target.closest('.answers')
  if (!here || event.altKey || event.ctrlKey || event.metaKey || !/^[1-9]$/.test(event.key)) return
  const chosen = here.querySelectorAll('input')[Number(event.key) - 1]
  if (!chosen) return
  event.preventDefault()
  chosen.checked = true
  chosen.dispatchEvent(new Event('input', { bubbles: true }))
  const rows = criteria()
  const next = rows[rows.indexOf(here.closest('.criterion')) + 1]
  const goes = next?.querySelector('input:checked') ?? next?.querySelector('input') ?? chosen
  goes.focus()
}

// Who has begun goes on at the first criterion that is left.
function goOn() {
  const left = criteria().findIndex((one) => !one.querySelector('input:checked'))
  if (left > 0) criteria()[left].querySelector('input').focus()
}

if (form) {
  form.addEventListener('input', count)
  form.addEventListener('keydown', answer)
  addEventListener('pageshow', () => { count(); goOn() })
  count()
}
