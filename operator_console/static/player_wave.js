// Draws a recording: the caller above, what the caller heard below, and what there is no sound of.
// Where both are the same, as in files of an exchange that mixed them, one is drawn.

const EDGE = 16 // px below for the times
const STEPS = [5, 10, 30, 60, 120, 300, 600, 1800, 3600] // s between two times
const APART = 80 // px between them, at least

export class Wave {
  constructor(canvas, { pieces, length, pauses, marks }) {
    this.canvas = canvas
    this.pieces = pieces
    this.length = length
    this.marks = marks
    this.empty = [...pauses, ...between(pieces)]
    this.position = 0
    this.lanes = pieces.every(({ peaks }) => peaks.every((peak, at) => peak === peaks[at ^ 1])) ? 1 : 2
    new ResizeObserver(() => this.draw()).observe(canvas)
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw())
  }

  draw(position = this.position) {
    this.position = position
    const { clientWidth: width, clientHeight: height } = this.canvas
    if (!width) return
    const scale = devicePixelRatio
    if (this.canvas.width !== width * scale || this.canvas.height !== height * scale) {
      Object.assign(this.canvas, { width: width * scale, height: height * scale })
      this.columns = this.#columns(width)
    }
    const paint = this.canvas.getContext('2d')
    paint.setTransform(scale, 0, 0, scale, 0, 0)
    paint.clearRect(0, 0, width, height)
    this.#drawAll(paint, width, height - EDGE)
  }

  // The loudest of each side in each px of the width, 0 to 255.
  #columns(width) {
    const columns = [new Uint8Array(width), new Uint8Array(width)]
    for (const { at, length, peaks } of this.pieces) {
      const buckets = peaks.length / 2
      for (let bucket = 0; bucket < buckets; bucket++) {
        const from = Math.floor((at + bucket * length / buckets) / this.length * width)
        const to = Math.floor((at + (bucket + 1) * length / buckets) / this.length * width)
        for (let x = from; x <= Math.min(to, width - 1); x++) {
          for (const side of [0, 1]) {
            columns[side][x] = Math.max(columns[side][x], peaks[2 * bucket + side])
          }
        }
      }
    }
    return columns
  }

  #drawAll(paint, width, height) {
    const style = getComputedStyle(this.canvas)
    const colour = (name) => style.getPropertyValue(name)
    const x = (ms) => ms / this.length * width
    this.#times(paint, width, height, colour('--muted'), style.fontFamily)
    this.#sides(paint, width, height, colour, x(this.position))
    paint.fillStyle = colour('--line')
    if (this.lanes > 1) paint.fillRect(0, height / 2, width, 1)
    for (const [from, to] of this.empty) hatch(paint, x(from), x(to), height, colour('--strong-line'))
    paint.fillStyle = colour('--amber')
    for (const mark of this.marks) paint.fillRect(Math.min(x(mark), width - 2), 0, 2, 7)
    paint.fillStyle = colour('--red')
    paint.fillRect(Math.min(x(this.position), width - 2) - 0.5, 0, 2, height)
  }

  // What was played is strong. Loudness is drawn so that quiet voices are seen as well.
  #sides(paint, width, height, colour, played) {
    const lane = height / this.lanes
    this.columns.slice(0, this.lanes).forEach((column, side) => {
      const middle = lane * (side + 0.5)
      const names = side ? ['--busy', '--wave-busy'] : ['--accent', '--wave-accent']
      const [strong, weak] = names.map(colour)
      for (let x = 0; x < width; x++) {
        const half = Math.sqrt(column[x] / 255) * (lane / 2 - 3)
        paint.fillStyle = x < played ? strong : weak
        paint.fillRect(x, middle - Math.max(half, 0.5), 1, 2 * Math.max(half, 0.5))
      }
    })
  }

  #times(paint, width, height, colour, font) {
    const step = STEPS.find((one) => one * 1000 / this.length * width >= APART) ?? 7200
    paint.font = `11px ${font}`
    paint.fillStyle = colour
    for (let at = 0; at * 1000 < this.length; at += step) {
      const x = at * 1000 / this.length * width
      paint.fillRect(x, height, 1, 4)
      if (x < width - 30) paint.fillText(written(at * 1000), x + 3, height + 12)
    }
  }
}

// 0:45, 12:03, 1:02:03
export function written(ms) {
  const seconds = Math.floor(ms / 1000)
  const two = (number) => String(number).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(seconds % 60)}`
}

function between(pieces) {
  return pieces.slice(1).map((one, place) => [pieces[place].at + pieces[place].length, one.at])
    .filter(([from, to]) => to - from > 100)
}

function hatch(paint, from, to, height, colour) {
  paint.save()
  paint.beginPath()
  paint.rect(from, 0, Math.max(2, to - from), height)
  paint.clip()
  paint.strokeStyle = colour
  paint.lineWidth = 1
  for (let x = from - height; x < to + height; x += 6) {
    paint.beginPath()
    paint.moveTo(x, height)
    paint.lineTo(x + height, 0)
    paint.stroke()
  }
  paint.restore()
}
