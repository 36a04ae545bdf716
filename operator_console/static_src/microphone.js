// The microphone: which one (kept in this browser), whether it may be used, how loud it is.
const CHOICE = "teplofon.microphone";
const LOOK = 100; // ms between two levels

export class Microphone {
  /** onChange("unknown" | "granted" | "refused" | "missing") */
  constructor(onChange) {
    this.onChange = onChange;
    this.state = "unknown";
    this.watch();
  }

  get chosen() {
    return localStorage.getItem(CHOICE) || "";
  }

  choose(id) {
    if (id) localStorage.setItem(CHOICE, id);
    else localStorage.removeItem(CHOICE);
  }

  /** [{id, label}]; labels are known once the microphone was allowed. */
  async devices() {
    const all = await navigator.mediaDevices.enumerateDevices();
    const found = all.filter(({ kind }) => kind === "audioinput");
    return found.map(({ deviceId, label }) => ({ id: deviceId, label }));
  }

  /** A stream of the chosen one, or of another if that is not there. Whoever opens it stops it. */
  async open() {
    const audio = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
    if (this.chosen) audio.deviceId = { ideal: this.chosen };
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio });
      this.become("granted");
      return stream;
    } catch (error) {
      this.become(error.name === "NotAllowedError" ? "refused" : "missing");
      throw error;
    }
  }

  /** What was refused or missing may be had now: nobody is told otherwise until it is tried. */
  watch() {
    const forget = (state) => this.state === state && this.become("unknown");
    navigator.mediaDevices?.addEventListener("devicechange", () => forget("missing"));
    const permission = navigator.permissions?.query({ name: "microphone" });
    permission?.then((known) => known.addEventListener("change", () => forget("refused")), () => {});
  }

  /** onLevel(0 to 1) ten times a second until the function returned is called. */
  async check(onLevel) {
    const stream = await this.open();
    const context = new AudioContext();
    const meter = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(meter);
    const samples = new Float32Array(meter.fftSize);
    const looking = setInterval(() => {
      meter.getFloatTimeDomainData(samples);
      onLevel(Math.max(...samples.map(Math.abs)));
    }, LOOK);
    return () => {
      clearInterval(looking);
      stream.getTracks().forEach((track) => track.stop());
      context.close();
    };
  }

  become(state) {
    if (state === this.state) return;
    this.state = state;
    this.onChange(state);
  }
}
