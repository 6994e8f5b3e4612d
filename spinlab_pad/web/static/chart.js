// Attempt times as a picture: one dot for each attempt, oldest at the left; what was given up stands on the floor.

import { h, svg } from "./dom.js";
import { count, time } from "./format.js";

const WIDTH = 360;
const HEIGHT = 120;
const LEFT = 46;
const EDGE = 10;
const SHOWN = 120;

/** `attempts` oldest first; `goldMs` draws the line of the best. */
export function attemptChart(attempts, goldMs) {
  const shown = attempts.slice(-SHOWN);
  const times = shown.filter((item) => item.time_ms !== null).map((item) => item.time_ms);
  if (!times.length) return h("p", { class: "quiet" }, shown.length ? "None was completed yet." : "None yet.");
  const low = Math.min(...times);
  const high = Math.max(...times, low + 500);
  const x = (place) => LEFT + EDGE + (shown.length < 2 ? 0 : (place / (shown.length - 1)) * (WIDTH - LEFT - 2 * EDGE));
  const y = (ms) => EDGE + ((high - ms) / (high - low)) * (HEIGHT - 3 * EDGE);
  const label = (ms) => svg("text", { x: LEFT - 4, y: y(ms) + 4, "text-anchor": "end", class: "chart-label" }, time(ms, 1));
  const marks = shown.map((item, place) => {
    const kind = !item.completed ? "aborted" : item.time_ms === goldMs ? "gold" : "done";
    const at = item.time_ms === null ? HEIGHT - 6 : y(item.time_ms);
    const says = `${item.completed ? time(item.time_ms) : "given up"}, ${count(item.deaths, "death")}`;
    return svg("circle", { cx: x(place), cy: at, r: kind === "gold" ? 5 : 3.5, class: `chart-${kind}`, opacity: item.valid ? 1 : 0.3 }, svg("title", {}, says));
  });
  const line = goldMs === null || goldMs < low || goldMs > high ? [] : [svg("line", { x1: LEFT, x2: WIDTH, y1: y(goldMs), y2: y(goldMs), class: "chart-best" })];
  const title = `${count(shown.length, "attempt")}, from ${time(low)} to ${time(Math.max(...times))}`;
  return svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "chart", role: "img", "aria-label": title }, label(high), label(low), ...line, ...marks);
}
