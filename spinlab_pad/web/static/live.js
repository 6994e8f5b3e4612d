// The live View: one WebSocket, tried again for ever; the last picture stays.

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 5_000;
const STALE_MS = 5_000; // without a connection for so long, the picture is dimmed
const SILENT_MS = 40_000; // the server speaks every 15 s; a longer silence is a dead connection
const CLOCK_WINDOW_MS = 60_000;

/** This client's monotonic clock as Unix ms: steps of the system clock don't move it. */
function clientNow() {
  return performance.timeOrigin + performance.now();
}

/**
 * The server's clock seen from here. Each View carries the server's time at its making; it arrives later, never earlier,
 * so the largest difference of the last minute is the nearest to the truth.
 */
export class ServerClock {
  #seen = [];

  observe(serverMs, hereMs = clientNow()) {
    this.#seen = this.#seen.filter((item) => hereMs - item.hereMs < CLOCK_WINDOW_MS).slice(-200);
    this.#seen.push({ hereMs, ahead: serverMs - hereMs });
  }

  now(hereMs = clientNow()) {
    if (!this.#seen.length) return hereMs;
    return hereMs + Math.max(...this.#seen.map((item) => item.ahead));
  }
}

export const clock = new ServerClock();

/** The time that a View's timer shows at a server time; null when there is none. */
export function timerMs(timer, serverMs = clock.now()) {
  if (!timer.running || timer.started_ms === null) return timer.frozen_ms;
  return timer.offset_ms + Math.max(0, serverMs - timer.started_ms);
}

/**
 * Call `onView(view)` for each View and `onLink(state)` with "live", "retrying" or "stale" when that changes.
 * Never ends and never throws; the page closes it by going away.
 */
export function follow(onView, onLink) {
  let retryMs = FIRST_RETRY_MS;
  let link = null;
  let staleTimer = null;
  let silenceTimer = null;

  const say = (state) => {
    if (state === link) return;
    link = state;
    onLink(state);
  };
  const lost = () => {
    if (link !== "stale") say("retrying");
    staleTimer ??= setTimeout(() => say("stale"), STALE_MS);
  };
  const open = () => {
    const socket = new WebSocket(`ws://${location.host}/ws`);
    const listen = () => {
      clearTimeout(silenceTimer);
      silenceTimer = setTimeout(() => socket.close(), SILENT_MS);
    };
    listen();
    socket.onmessage = (message) => {
      const view = JSON.parse(message.data);
      listen();
      clock.observe(view.app.now_ms);
      retryMs = FIRST_RETRY_MS;
      clearTimeout(staleTimer);
      staleTimer = null;
      say("live");
      onView(view);
    };
    socket.onclose = () => {
      clearTimeout(silenceTimer);
      lost();
      setTimeout(open, retryMs);
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
    };
  };
  lost();
  open();
}

/** Call `draw()` on every screen refresh while `running()`; start it again by calling the function returned. */
export function ticker(running, draw) {
  let asked = false;
  const tick = () => {
    asked = false;
    draw();
    start();
  };
  const start = () => {
    if (!asked && running()) {
      asked = true;
      requestAnimationFrame(tick);
    }
  };
  return start;
}
