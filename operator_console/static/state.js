// The operator's own state in the top bar of every page but the desk. Heard only while the page is
// looked at: a browser has few connections, and an operator many tabs.
import { listen } from './stream.js'

const badge = document.getElementById('state-badge')
let end = null

function shown({ me, link }) {
  badge.hidden = !me
  badge.classList.toggle('unsure', !link)
  for (const one of badge.querySelectorAll('[data-doing]')) one.hidden = one.dataset.doing !== me?.doing
  badge.dataset.doing = me?.doing ?? ''
}

function look() {
  end?.()
  end = document.hidden ? null : listen(badge.dataset.live, shown, () => badge.classList.add('unsure'))
}

if (badge) {
  look()
  document.addEventListener('visibilitychange', look)
}
