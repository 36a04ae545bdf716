// The sound of one piece at a time: fetched whole by a link that works once, and kept by the page.
// Each side has a volume of its own; both are heard in both ears.

export class Sound {
  constructor(fetchSound) {
    this.audio = new Audio()
    this.audio.preservesPitch = true
    this.fetchSound = fetchSound // (piece) -> promise of a Blob
    this.volumes = [1, 1]
    this.kept = new Map()
  }

  // Makes the piece what is played, from so many ms on. Throws what fetching throws.
  async load(piece, from) {
    if (!this.kept.has(piece)) {
      const fetching = this.fetchSound(piece).then((blob) => URL.createObjectURL(blob))
      fetching.catch(() => this.kept.delete(piece))
      this.kept.set(piece, fetching)
    }
    const wanted = this.wanted = {}
    const address = await this.kept.get(piece)
    if (wanted !== this.wanted) return // another was asked for meanwhile
    if (this.audio.src !== address) {
      this.audio.src = address
      await new Promise((ready, failed) => {
        this.audio.onloadedmetadata = ready
        this.audio.onerror = () => failed(new Error('the sound cannot be played'))
      })
    }
    this.audio.currentTime = from / 1000
  }

  // After somebody has pressed something: before that a browser plays nothing.
  async play() {
    this.#connect()
    await this.context.resume()
    await this.audio.play()
  }

  // 1 is as it was recorded.
  setVolume(side, volume) {
    this.volumes[side] = volume
    if (this.gains) this.gains[side].gain.value = volume
  }

  #connect() {
    if (this.context) return
    this.context = new AudioContext()
    const sides = this.context.createChannelSplitter(2)
    this.context.createMediaElementSource(this.audio).connect(sides)
    this.gains = this.volumes.map((volume, side) => {
      const gain = this.context.createGain()
      gain.gain.value = volume
      sides.connect(gain, side)
      gain.connect(this.context.destination)
      return gain
    })
  }
}
