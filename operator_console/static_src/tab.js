// Of several tabs exactly one has the telephone. The browser's locks decide; they end with the tab.
// A tab that holds a lock is not put to sleep either.

export class Tab {
  /** onHave() when this tab gets it, onLose() before it goes; mayGive() says whether it may go. */
  constructor(name, { onHave, onLose, mayGive, onRefused }) {
    this.name = name;
    this.has = false;
    Object.assign(this, { onHave, onLose, mayGive, onRefused });
    this.channel = new BroadcastChannel(name);
    this.channel.onmessage = ({ data }) => this.hear(data);
  }

  /** Have it as soon as no other tab has it; whether that is now. */
  async queue() {
    const { held } = await navigator.locks.query();
    const free = !held.some(({ name }) => name === this.name);
    navigator.locks.request(this.name, () => this.keep());
    return free;
  }

  /** Ask the tab that has it to give it away; it does unless a call is up. */
  ask() {
    this.channel.postMessage("give");
  }

  keep() {
    this.has = true;
    this.onHave();
    return new Promise((resolve) => (this.release = resolve));
  }

  hear(word) {
    if (word === "busy" && !this.has) this.onRefused();
    if (word !== "give" || !this.has) return;
    if (!this.mayGive()) {
      this.channel.postMessage("busy");
      return;
    }
    this.has = false;
    this.onLose();
    this.release();
    this.queue();
  }
}
