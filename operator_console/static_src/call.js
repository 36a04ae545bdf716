// One call of the operator's: a SIP session with its sound. Not here: which call it is of several.
import { watchMedia, counters } from "./media.js";

const ICE = { iceServers: [], bundlePolicy: "max-bundle" };
const LEFT = { extraHeaders: ['Reason: Q.850;cause=27;text="page left"'] };
const KEY = { transportType: "RFC2833", duration: 160, interToneGap: 100 };

export class Call {
  /** state: ringing, dialling, talking, held, ended. onChange() after each change. */
  constructor(microphone, onChange) {
    this.microphone = microphone;
    this.onChange = onChange;
    this.state = "dialling";
    this.since = Date.now();
    this.muted = false;
    this.mediaFlows = null; // null: not known yet
    this.cause = "";
    this.sound = new Audio();
    this.sound.autoplay = true;
  }

  /** A caller rings. */
  static ringing(session, microphone, onChange) {
    const call = new Call(microphone, onChange);
    call.from = session.remote_identity.display_name || session.remote_identity.uri.user;
    call.state = "ringing";
    call.follow(session);
    return call;
  }

  /** Ring an extension of the dialplan's. */
  static async dial(line, extension, microphone, onChange) {
    const call = new Call(microphone, onChange);
    call.from = extension;
    const mediaStream = await call.open();
    call.follow(line.call(extension, { mediaStream, pcConfig: ICE, eventHandlers: call.handlers() }));
    return call;
  }

  get isOver() {
    return this.state === "ended";
  }

  async answer() {
    if (this.state !== "ringing" || this.answering) return false;
    this.answering = true;
    const mediaStream = await this.open().catch(() => null);
    this.answering = false;
    if (mediaStream && !this.isOver) this.session.answer({ mediaStream, pcConfig: ICE });
    else mediaStream?.getTracks().forEach((track) => track.stop());
    return Boolean(mediaStream) && !this.isOver;
  }

  hangUp() {
    if (!this.isOver) this.session.terminate();
  }

  /** The page goes away, or the leg is dead: the caller must not be taken for served. */
  leave() {
    if (!this.isOver) this.session.terminate(this.state === "ringing" ? {} : LEFT);
  }

  hold() {
    return this.turn("hold");
  }

  unhold() {
    return this.turn("unhold");
  }

  mute(on) {
    if (this.isOver) return;
    if (on) this.session.mute();
    else this.session.unmute();
    this.change({ muted: on });
  }

  sendKey(key) {
    if (!this.isOver) this.session.sendDTMF(key, KEY);
  }

  stats() {
    return counters(this.session.connection);
  }

  async open() {
    this.stream = await this.microphone.open();
    this.stream.getAudioTracks()[0].addEventListener("ended", () => this.openAnew());
    return this.stream;
  }

  /** The microphone was unplugged: go on with whichever is there. */
  async openAnew() {
    if (this.isOver) return;
    const stream = await this.open().catch(() => null);
    const sender = this.session.connection?.getSenders().find((one) => one.track?.kind === "audio");
    if (stream && sender) await sender.replaceTrack(stream.getAudioTracks()[0]);
  }

  turn(verb) {
    return new Promise((resolve) => {
      if (!this.session[verb]({}, () => resolve(true))) resolve(false);
    });
  }

  follow(session) {
    this.session = session;
    if (session.connection) this.connect(session.connection);
    else session.on("peerconnection", ({ peerconnection }) => this.connect(peerconnection));
    if (session.direction === "incoming") {
      for (const [name, handler] of Object.entries(this.handlers())) session.on(name, handler);
    }
  }

  handlers() {
    return {
      icecandidate: ({ ready }) => ready(), // the far end learns the others from the packets
      confirmed: () => this.talk(),
      hold: ({ originator }) => originator === "local" && this.change({ state: "held" }),
      unhold: ({ originator }) => originator === "local" && this.change({ state: "talking" }),
      ended: ({ originator, cause }) => this.end(`${originator}: ${cause}`),
      failed: ({ originator, cause }) => this.end(`${originator}: ${cause}`),
    };
  }

  connect(connection) {
    connection.addEventListener("track", ({ track, streams }) => {
      this.sound.srcObject = streams[0] || new MediaStream([track]);
    });
    connection.addEventListener("connectionstatechange", () => {
      if (connection.connectionState === "failed") this.leave();
    });
  }

  talk() {
    if (this.state === "talking" || this.state === "held") return;
    this.change({ state: "talking", since: Date.now() });
    this.unwatch = watchMedia(
      this.session.connection,
      () => this.state === "talking",
      (mediaFlows) => this.change({ mediaFlows }),
    );
  }

  end(cause) {
    if (this.isOver) return;
    this.unwatch?.();
    this.sound.srcObject = null;
    this.stream?.getTracks().forEach((track) => track.stop());
    this.change({ state: "ended", since: Date.now(), cause });
  }

  change(what) {
    Object.assign(this, what);
    this.onChange();
  }

  /** What a page needs to show it. */
  shown() {
    const { state, from, since, muted, mediaFlows, cause } = this;
    return { state, from, since, muted, mediaFlows, cause };
  }
}
