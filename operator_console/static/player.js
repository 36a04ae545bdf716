// Plays the pieces of a call one after another on one line of time, in ms from its beginning.
// Tells of changes by the events `moved` (where it is) and `changed` (what it does). No page here.
import { silences } from './player_silence.js'
import { Sound } from './player_sound.js'

const TICK = 50 // ms

export class Player extends EventTarget {
  constructor({ pieces, length }, fetchSound) {
    super()
    this.pieces = pieces
    this.length = length
    this.silent = pieces.flatMap(silences)
    this.sound = new Sound(fetchSound)
    this.skips = false
    this.doing = 'paused' // or loading, playing
    this.start = 0 // where it is while no piece is loaded
    this.piece = null
    this.sound.audio.addEventListener('ended', () => this.#goOn())
    setInterval(() => this.#tick(), TICK)
  }

  get position() {
    if (!this.piece) return this.start
    return Math.min(this.length, this.piece.at + this.sound.audio.currentTime * 1000)
  }

  set speed(times) {
    this.sound.audio.defaultPlaybackRate = times
    this.sound.audio.playbackRate = times
  }

  get speed() { return this.sound.audio.playbackRate }

  // Throws what fetching the sound throws.
  async play() {
    await this.#from(this.position >= this.length - 50 ? 0 : this.position, true)
  }

  pause() {
    this.sound.audio.pause()
    this.#does('paused')
  }

  // To a moment; it goes on playing if it did. Between two pieces is the beginning of the second.
  async seek(to) {
    const moment = Math.max(0, Math.min(this.length, to))
    if (this.doing === 'paused' && !this.piece) {
      this.start = moment
      this.#moved()
      return
    }
    await this.#from(moment, this.doing !== 'paused')
  }

  async #from(moment, plays) {
    const piece = this.pieces.find((one) => moment < one.at + one.length) ?? this.pieces.at(-1)
    const within = Math.max(0, Math.min(moment - piece.at, piece.length - 20))
    if (plays && this.doing === 'paused') this.#does('loading')
    const turn = this.turn = {}
    try {
      await this.sound.load(piece, within)
      if (turn !== this.turn) return
      this.piece = piece
      if (plays) await this.sound.play()
      this.#does(plays ? 'playing' : 'paused')
    } catch (error) {
      if (turn !== this.turn || error.name === 'AbortError') return // paused, or moved, meanwhile
      this.start = moment
      this.#does('paused')
      throw error
    }
    this.#moved()
  }

  #goOn() {
    const next = this.pieces[this.pieces.indexOf(this.piece) + 1]
    if (!next || this.doing === 'paused') return this.#does('paused')
    this.#from(next.at, true).catch((error) => this.dispatchEvent(
      new CustomEvent('failed', { detail: error })))
  }

  #tick() {
    if (this.doing !== 'playing') return
    const here = this.position
    const silence = this.skips && this.silent.find(([from, to]) => here >= from && here < to - 100)
    if (silence) this.sound.audio.currentTime = (silence[1] - this.piece.at) / 1000
    this.#moved()
  }

  #does(what) {
    if (this.doing === what) return
    this.doing = what
    this.dispatchEvent(new Event('changed'))
  }

  #moved() { this.dispatchEvent(new Event('moved')) }
}
