// Timers that keep their time in a sleeping tab. The build puts them in the place of the browser's
// everywhere in the softphone, the SIP library included; so nothing here may call those.
const clock = new Worker(new URL("clock.js", import.meta.url));
const waiting = new Map();
let newest = 0;

clock.onmessage = ({ data: id }) => {
  const timer = waiting.get(id);
  if (!timer) return;
  if (!timer.again) waiting.delete(id);
  timer.work();
};

function begin(work, after, again) {
  newest += 1;
  waiting.set(newest, { work, again });
  clock.postMessage({ id: newest, after: after || 0, again });
  return newest;
}

function cancel(id) {
  if (waiting.delete(id)) clock.postMessage({ id });
}

const once = (work, after, ...given) => begin(() => work(...given), after, false);
const again = (work, after, ...given) => begin(() => work(...given), after, true);

export { once as setTimeout, again as setInterval, cancel as clearTimeout, cancel as clearInterval };
