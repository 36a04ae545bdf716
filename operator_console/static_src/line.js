// The line to Asterisk: a websocket, and the registration over it. It comes back by itself after a
// lost network, a sleeping machine and a restarted server. Not here: calls.
import JsSIP from "jssip";

const DOMAIN = "teplofon.invalid"; // Asterisk knows operators by their name alone
const REGISTRATION = 120; // seconds
const RETRY = { first: 2000, most: 15000 }; // ms until a refused registration is tried again
const LOOK = 5000; // ms between looks at the line
const ASLEEP = 15000; // ms between two looks after which the machine must have slept
const SILENT = 40000; // ms without a word; Asterisk asks every 15 seconds whether we are there
const REPLY = 4000; // ms that an answer may take when there is reason to doubt

/** A websocket that knows when it last heard something, and can be given up. */
class Socket extends JsSIP.WebSocketInterface {
  heard = 0;

  connect() {
    super.connect();
    this.heard = Date.now();
    const ondata = this.ondata;
    this.ondata = (data) => {
      this.heard = Date.now();
      ondata(data);
    };
  }

  /** What looks open and is silent is closed, so that it is opened anew. */
  drop() {
    this.disconnect();
    this.ondisconnect(true, 4000, "silent");
  }
}

export class Line {
  /** onLine("offline" | "connecting" | "registered" | "refused"), onSession(session) */
  constructor({ url, user, password, onLine, onSession }) {
    this.onLine = onLine;
    this.socket = new Socket(url);
    this.wait = RETRY.first;
    this.ua = new JsSIP.UA({
      sockets: [this.socket],
      uri: `sip:${user}@${DOMAIN}`,
      password,
      register_expires: REGISTRATION,
      session_timers: false,
      connection_recovery_min_interval: 1,
      connection_recovery_max_interval: 3,
      user_agent: "Teplofon",
    });
    this.listen(onSession);
  }

  listen(onSession) {
    this.ua.on("connected", () => {
      this.onLine("connecting");
      this.expectReply(); // a server that is still starting may take the line and say nothing
    });
    this.ua.on("disconnected", () => this.onLine("offline"));
    this.ua.on("unregistered", () => this.onLine(this.ua.isConnected() ? "connecting" : "offline"));
    this.ua.on("registrationFailed", ({ response }) => this.refused(response));
    this.ua.on("registered", () => {
      this.wait = RETRY.first;
      this.onLine("registered");
    });
    this.ua.on("newRTCSession", ({ session, originator }) => {
      if (originator === "remote") onSession(session);
    });
  }

  start() {
    this.onLine("connecting");
    this.ua.start();
    this.looked = Date.now();
    this.looking = setInterval(() => this.look(), LOOK);
    this.doubt = () => this.check();
    this.awake = () => document.visibilityState === "visible" && this.check();
    for (const event of ["online", "offline", "pageshow"]) addEventListener(event, this.doubt);
    document.addEventListener("visibilitychange", this.awake);
  }

  stop() {
    clearInterval(this.looking);
    clearTimeout(this.retrying);
    for (const event of ["online", "offline", "pageshow"]) removeEventListener(event, this.doubt);
    document.removeEventListener("visibilitychange", this.awake);
    this.ua.stop();
  }

  call(extension, options) {
    return this.ua.call(`sip:${extension}@${DOMAIN}`, options);
  }

  refused(response) {
    if (!this.ua.isConnected()) return; // the line was lost meanwhile; it comes back by itself
    this.onLine(response && [401, 403, 404].includes(response.status_code) ? "refused" : "connecting");
    clearTimeout(this.retrying);
    this.retrying = setTimeout(() => this.ua.isConnected() && this.ua.register(), this.wait);
    this.wait = Math.min(this.wait * 2, RETRY.most);
  }

  look() {
    const slept = Date.now() - this.looked > ASLEEP;
    this.looked = Date.now();
    if (slept) this.check();
    else if (this.ua.isConnected() && Date.now() - this.socket.heard > SILENT) this.socket.drop();
  }

  /** There is reason to doubt the line: ask, and do not wait for the answer as long as SIP does. */
  check() {
    if (!this.ua.isConnected()) return;
    this.ua.register();
    this.expectReply();
  }

  expectReply() {
    const asked = Date.now();
    setTimeout(() => {
      if (this.ua.isConnected() && this.socket.heard < asked) this.socket.drop();
    }, REPLY);
  }
}
