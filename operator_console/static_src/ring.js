// The bell: two soft tones, made here, and a sign in the title for who has the sound off.
const TONES = [660, 528]; // Hz
const TONE = 0.35; // seconds each
const CADENCE = 3000; // ms from bell to bell
const SIGN = "☎ ";

export class Ring {
  start() {
    if (this.ringing) return;
    this.context ||= new AudioContext();
    this.context.resume().catch(() => {}); // no sound before the page was touched; the sign stays
    this.strike();
    this.ringing = setInterval(() => this.strike(), CADENCE);
    if (!document.title.startsWith(SIGN)) document.title = SIGN + document.title;
  }

  stop() {
    if (!this.ringing) return;
    clearInterval(this.ringing);
    this.ringing = null;
    this.volume?.gain.setTargetAtTime(0, this.context.currentTime, 0.02);
    if (document.title.startsWith(SIGN)) document.title = document.title.slice(SIGN.length);
  }

  strike() {
    const { context } = this;
    this.volume = context.createGain();
    this.volume.connect(context.destination);
    TONES.forEach((frequency, place) => {
      const begin = context.currentTime + place * TONE;
      const tone = context.createOscillator();
      tone.frequency.value = frequency;
      tone.connect(this.volume);
      tone.start(begin);
      tone.stop(begin + TONE);
    });
    this.volume.gain.setValueAtTime(0.15, context.currentTime);
    this.volume.gain.setTargetAtTime(0, context.currentTime + TONE * TONES.length - 0.1, 0.04);
  }
}
