// Times, deltas and counts as text. Unknown is an em dash, minus is U+2212; times are right without a locale.

export const UNKNOWN = "—";
const MINUS = "−";

/** Milliseconds as `s.cc`, `m:ss.cc` or `h:mm:ss.cc`; `digits` is the number of decimals (0 to 3), cut, not rounded. */
export function time(ms, digits = 2) {
  if (ms === null || ms === undefined) return UNKNOWN;
  const sign = ms < 0 ? MINUS : "";
  const whole = Math.abs(Math.trunc(ms));
  const seconds = Math.floor(whole / 1000);
  const part = digits ? "." + String(whole % 1000).padStart(3, "0").slice(0, digits) : "";
  const h = Math.floor(seconds / 3600);
  const m = Math.floor(seconds / 60) % 60;
  const s = seconds % 60;
  const two = (n) => String(n).padStart(2, "0");
  if (h) return `${sign}${h}:${two(m)}:${two(s)}${part}`;
  if (m) return `${sign}${m}:${two(s)}${part}`;
  return `${sign}${s}${part}`;
}

/** A difference with its sign: tenths below a minute with two decimals below ten seconds, seconds above. */
export function delta(ms) {
  if (ms === null || ms === undefined) return UNKNOWN;
  const size = Math.abs(ms);
  const digits = size < 10_000 ? 2 : size < 60_000 ? 1 : 0;
  const text = time(size, digits);
  if (Number(text.replaceAll(":", "")) === 0) return "±" + text;
  return (ms < 0 ? MINUS : "+") + text;
}

/** Which way a difference goes: "ahead" (negative, faster), "behind" or "even". */
export function direction(ms) {
  if (!ms) return "even";
  return ms < 0 ? "ahead" : "behind";
}

/** The arrow of a direction, so that colour never stands alone. */
export const ARROW = { ahead: "▲", behind: "▼", even: "" };

/** A share of 0 to 1 as whole percent. */
export function percent(share) {
  return share === null || share === undefined ? UNKNOWN : `${Math.round(share * 100)} %`;
}

/** A duration in words: `42 s`, `41 min`, `1 h 05 min`. */
export function duration(ms) {
  if (ms === null || ms === undefined || ms < 0) return UNKNOWN;
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return `${Math.floor(ms / 1000)} s`;
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

/** A date and time of day in the reader's own manner; the year only when it isn't this one. */
export function moment(ms, nowMs = Date.now()) {
  const date = new Date(ms);
  const year = date.getFullYear() === new Date(nowMs).getFullYear() ? undefined : "numeric";
  return date.toLocaleString(undefined, { year, month: "short", day: "numeric", hour: "numeric", minute: "2-digit" });
}

const CONNECTION = {
  waiting: "Waiting for the emulator",
  connecting: "Starting the emulator",
  playing: "Playing",
  paused: "Paused",
  lost: "Emulator lost",
};
const PACE = {
  fast: "Fast-forward",
  slow: "Slow motion",
  rewind: "Rewinding",
  paused: "Paused",
  standstill: "The game stands still",
  silent: "The emulator gives no answer",
};

/** How it stands with the emulator, in words. */
export function connectionText(connection) {
  return (connection.state === "playing" && PACE[connection.pace]) || CONNECTION[connection.state];
}

/** `1 death`, `3 deaths`. */
export function count(n, one, many = one + "s") {
  return `${n} ${n === 1 ? one : many}`;
}
