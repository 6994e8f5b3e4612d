// Small pictures for the Model page: a learning curve with its band, and how often times fell where.

import { h, svg } from "./dom.js";
import { UNKNOWN, count, time } from "./format.js";

const WIDTH = 132;
const HEIGHT = 34;
const EDGE = 3;
/** A band may be this much higher than the curve's highest point; what is above is cut off, so that the curve is seen. */
const HEADROOM = 1.35;

/** `curve` oldest first; `floorMs` is drawn as a dashed line. The band is the 80 % interval of the next time. */
export function curveSpark(curve, floorMs) {
  if (curve === null) return h("span", { class: "quiet" }, "…");
  const known = curve.filter((point) => point.expected_ms !== null);
  if (!known.length) return h("span", { class: "quiet" }, UNKNOWN);
  const top = Math.max(...known.map((point) => point.expected_ms)) * HEADROOM;
  const lows = known.map((point) => Math.min(point.low_ms ?? point.expected_ms, point.expected_ms));
  const bottom = Math.min(...lows, floorMs ?? Infinity);
  const high = Math.min(top, Math.max(...known.map((point) => Math.max(point.high_ms ?? 0, point.expected_ms)), bottom + 500));
  const first = known[0].attempts;
  const last = known.at(-1).attempts;
  const x = (point) => EDGE + (last === first ? 1 : (point.attempts - first) / (last - first)) * (WIDTH - 2 * EDGE);
  const y = (ms) => EDGE + ((high - Math.min(ms, high)) / (high - bottom)) * (HEIGHT - 2 * EDGE);
  const banded = known.filter((point) => point.low_ms !== null);
  const corner = (point, ms) => `${x(point).toFixed(1)},${y(ms).toFixed(1)}`;
  const band = [...banded.map((point) => corner(point, point.high_ms)), ...banded.toReversed().map((point) => corner(point, point.low_ms))];
  const newest = known.at(-1);
  const says = `${count(newest.attempts, "attempt")}: expected ${time(known[0].expected_ms, 1)} at first, ${time(newest.expected_ms, 1)} now`;
  return svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "spark", role: "img", "aria-label": says },
    svg("title", {}, says),
    ...(banded.length > 1 ? [svg("polygon", { points: band.join(" "), class: "spark-band" })] : []),
    ...(floorMs === null ? [] : [svg("line", { x1: EDGE, x2: WIDTH - EDGE, y1: y(floorMs), y2: y(floorMs), class: "spark-floor" })]),
    svg("polyline", { points: known.map((point) => corner(point, point.expected_ms)).join(" "), class: "spark-line" }),
    svg("circle", { cx: x(newest), cy: y(newest.expected_ms), r: 2.6, class: "spark-now" }),
  );
}

/** How often times fell into each tenth of what was predicted; flat is right. The line is where all would be equal. */
export function tenths(counts) {
  const all = counts.reduce((sum, number) => sum + number, 0);
  if (!all) return h("span", { class: "quiet" }, UNKNOWN);
  const top = Math.max(...counts, (all / counts.length) * 2);
  const wide = WIDTH / counts.length;
  const height = (number) => (number / top) * (HEIGHT - 2);
  const even = HEIGHT - height(all / counts.length);
  const says = `times by tenths of the prediction, fastest first: ${counts.map((number) => `${Math.round((number / all) * 100)} %`).join(", ")}`;
  const bars = counts.map((number, place) => svg("rect", { x: place * wide + 1, y: HEIGHT - height(number), width: wide - 2, height: height(number), class: "tenth" }));
  return svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "spark", role: "img", "aria-label": says }, svg("title", {}, says), ...bars, svg("line", { x1: 0, x2: WIDTH, y1: even, y2: even, class: "tenth-even" }));
}
