// Where nobody says anything, as far as the peaks of a recording tell. No page, no sound.

const QUIET = 5 // of 255: what a line hums without anybody speaking
const LONG = 2000 // ms; shorter silence belongs to a talk
const MARGIN = 300 // ms that are left of it on each side

// Peaks of both sides as an array of bytes, out of base64; two bytes for each bucket.
export function peaksOf(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
}

// [from, to] of each long silence in a piece, in ms of the whole recording.
export function silences({ at, length, peaks }) {
  const buckets = peaks.length / 2
  const found = []
  let since = null
  for (let bucket = 0; bucket <= buckets; bucket++) {
    const quiet = bucket < buckets && peaks[2 * bucket] <= QUIET && peaks[2 * bucket + 1] <= QUIET
    if (quiet) since ??= bucket
    else if (since !== null) {
      const [from, to] = [since, bucket].map((one) => at + one * length / buckets)
      if (to - from > LONG) found.push([from + MARGIN, to - MARGIN])
      since = null
    }
  }
  return found
}
