// The worker behind timers.js: browsers slow down the timers of a page nobody looks at, not these.
const running = new Map();

onmessage = ({ data: { id, after, again } }) => {
  clearTimeout(running.get(id));
  clearInterval(running.get(id));
  running.delete(id);
  if (after === undefined) return;
  const ring = () => {
    if (!again) running.delete(id);
    postMessage(id);
  };
  running.set(id, again ? setInterval(ring, after) : setTimeout(ring, after));
};
