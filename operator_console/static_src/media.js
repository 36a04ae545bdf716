// Whether sound flows, by counting packets: a call may stand for minutes without any.
const LOOK = 1000; // ms
const PATIENCE = 3; // looks without a packet in one of the directions

/** Packets and energy so far in both directions, and between which addresses. */
export async function counters(connection) {
  const found = { in: { packets: 0 }, out: { packets: 0 }, codecs: [], candidates: [] };
  for (const entry of (await connection.getStats()).values()) {
    if (entry.type === "inbound-rtp") {
      const { packetsReceived: packets, packetsLost: lost, jitter, totalAudioEnergy } = entry;
      found.in = { packets, lost, jitter, energy: totalAudioEnergy };
    } else if (entry.type === "outbound-rtp") {
      found.out.packets = entry.packetsSent;
    } else if (entry.type === "media-source") {
      found.out.energy = entry.totalAudioEnergy;
    } else if (entry.type === "codec") {
      found.codecs.push(entry.mimeType);
    } else if (entry.type.endsWith("-candidate")) {
      found.candidates.push(`${entry.type} ${entry.candidateType} ${entry.address}`);
    }
  }
  return found;
}

/** Tells at each change whether sound flows both ways, while it should; returns what ends it. */
export function watchMedia(connection, should, tell) {
  let known = null;
  let before = { in: { packets: 0 }, out: { packets: 0 } };
  let missed = { in: 0, out: 0 };
  const look = async () => {
    const now = await counters(connection);
    for (const way of ["in", "out"]) {
      const moved = now[way].packets > before[way].packets;
      missed[way] = moved || !should() ? 0 : missed[way] + 1;
    }
    const flowed = before.in.packets < now.in.packets && before.out.packets < now.out.packets;
    before = now;
    const worst = Math.max(missed.in, missed.out);
    const flows = worst >= PATIENCE ? false : flowed ? true : known;
    if (flows !== known && should()) tell((known = flows));
  };
  const looking = setInterval(look, LOOK);
  return () => clearInterval(looking);
}
