// The stream of what concerns the operator, which comes back by itself: the console restarted, the
// machine slept, the network was gone. Not here: what is shown of it.
import { sessionEnded } from './frame.js'

const SILENT = 8000 // ms; something comes every three seconds at least
const AGAIN = 2000 // ms

// onNews(part) at each event; onSilence() when nothing can be heard. Returns what ends it.
export function listen(url, onNews, onSilence) {
  let stream, silence, again, over = false
  const open = () => {
    clearTimeout(again)
    stream = new EventSource(url)
    stream.addEventListener('desk', ({ data }) => {
      onNews(JSON.parse(data))
      expect()
    })
    stream.addEventListener('error', lost)
    expect()
  }
  const expect = () => {
    clearTimeout(silence)
    silence = setTimeout(renew, SILENT)
  }
  const lost = () => {
    onSilence()
    if (stream.readyState === EventSource.CLOSED) renew() // it would not try again itself
  }
  const renew = async () => {
    onSilence()
    stream.close()
    clearTimeout(silence)
    const answer = await fetch(document.body.dataset.ping).catch(() => null)
    if (answer?.status === 401) sessionEnded()
    if (!over) again = setTimeout(open, AGAIN)
  }
  open()
  return () => {
    over = true
    stream.close()
    clearTimeout(silence)
    clearTimeout(again)
  }
}
