// The operator's telephone in the page. Public: Softphone, and what its onState is given:
//
//   name        offline, connecting, registered, refused, elsewhere (another tab has it);
//               with a call: ringing, dialling, talking, held, ended
//   line        the first five alone, whatever the call does
//   call        null or {state, from, since (ms), muted, mediaFlows (null: not known), cause}
//   consult     the same of the second call
//   microphone  unknown, granted, refused, missing
//   elsewhere   "", or "other tab"; "other tab, in a call" when it would not give it away
//
// Not here: what the page looks like, and what becomes of a caller; transfers are the gateway's.
import { Call } from "./call.js";
import { Line } from "./line.js";
import { Microphone } from "./microphone.js";
import { Ring } from "./ring.js";
import { Tab } from "./tab.js";

const REMEMBERED = 3000; // ms for which a call that is over is shown

export class Softphone {
  constructor({ url, user, password, onState = () => {} }) {
    this.account = { url, user, password };
    this.onState = onState;
    this.lineState = "offline";
    this.elsewhere = "";
    this.current = this.second = null;
    this.ring = new Ring();
    this.microphone = new Microphone(() => this.tell());
    this.tab = new Tab(`teplofon-telephone-${user}`, {
      onHave: () => this.connect(),
      onLose: () => this.disconnect("other tab"),
      mayGive: () => !this.isBusy,
      onRefused: () => this.tell({ elsewhere: "other tab, in a call" }),
    });
    addEventListener("pagehide", () => this.leave());
    addEventListener("beforeunload", (event) => this.isBusy && event.preventDefault());
  }

  /** Have the telephone in this tab, now or as soon as no other has it. */
  async start() {
    if (!(await this.tab.queue())) this.tell({ elsewhere: "other tab" });
  }

  /** Have it here although another tab has it: done unless a call is up there. */
  takeOver() {
    this.tab.ask();
  }

  get isBusy() {
    return [this.current, this.second].some((call) => call && !call.isOver);
  }

  /** The call that is heard now. */
  get heard() {
    return this.second && !this.second.isOver ? this.second : this.current;
  }

  get state() {
    const line = this.elsewhere ? "elsewhere" : this.lineState;
    const call = this.current?.shown() ?? null;
    return {
      name: call ? call.state : line,
      line,
      call,
      consult: this.second?.shown() ?? null,
      microphone: this.microphone.state,
      elsewhere: this.elsewhere,
    };
  }

  // -- the call

  /** False: nobody rings, or there is no microphone; then it goes on ringing. */
  async answer() {
    return (await this.current?.answer()) ?? false;
  }

  hangUp() {
    this.current?.hangUp();
  }

  /** The caller hears music; true when Asterisk has agreed. */
  async hold() {
    return (await this.current?.hold()) ?? false;
  }

  async unhold() {
    return (await this.current?.unhold()) ?? false;
  }

  /** Of whichever call is heard now. */
  mute(on) {
    this.heard?.mute(on);
  }

  /** A key, sent in the call that is heard now: 0 to 9, *, #. */
  sendKey(key) {
    this.heard?.sendKey(key);
  }

  /** Packets, energy and addresses of the call; null without one. */
  async stats() {
    return this.current && !this.current.isOver ? this.current.stats() : null;
  }

  // -- the second call

  /** Ring an extension; a caller who is there is held meanwhile. False: it was not possible. */
  async call(extension) {
    const [busy, asking] = [this.current, this.second].map((call) => call && !call.isOver);
    if (!this.line || (busy && asking)) return false;
    if (busy && this.current.state === "talking") await this.current.hold();
    const place = busy ? "second" : "current";
    const dialled = Call.dial(this.line, extension, this.microphone, () => this.changed(place));
    this[place] = await dialled.catch(() => null); // no microphone: its state says so
    this.tell();
    return this[place] !== null;
  }

  hangUpConsult() {
    this.second?.hangUp();
  }

  // -- how it comes to know

  connect() {
    this.elsewhere = "";
    this.line = new Line({
      ...this.account,
      onLine: (lineState) => this.tell({ lineState }),
      onSession: (session) => this.rings(session),
    });
    this.line.start();
  }

  disconnect(elsewhere) {
    this.line.stop();
    this.line = null;
    this.tell({ elsewhere, lineState: "offline" });
  }

  /** Before the page goes: no BYE of an operator who has served the caller. */
  leave() {
    for (const call of [this.second, this.current]) call?.leave();
  }

  rings(session) {
    const current = this.current;
    if (current && !current.isOver) {
      if (current.mediaFlows !== false) {
        session.terminate({ status_code: 486 });
        return;
      }
      current.leave(); // a dead leg: this is the same caller, who comes back
    }
    this.current = Call.ringing(session, this.microphone, () => this.changed("current"));
    this.changed("current");
  }

  changed(place) {
    const call = this[place];
    if (call?.isOver) setTimeout(() => this.forget(place, call), REMEMBERED);
    if (this.current?.state === "ringing") this.ring.start();
    else this.ring.stop();
    this.tell();
  }

  forget(place, call) {
    if (this[place] !== call) return;
    this[place] = null;
    this.tell();
  }

  tell(what = {}) {
    Object.assign(this, what);
    this.onState(this.state);
  }
}
