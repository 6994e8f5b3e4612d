// Pieces that both the status page and the widgets show. Each makes its element once and returns `update`.

import { attribute, fill, h, text } from "./dom.js";
import { ARROW, UNKNOWN, count, delta, direction, percent, time } from "./format.js";
import { timerMs } from "./live.js";
import { standingMs } from "./modes.js";

/** The big timer: tenths while it runs, hundredths when it stands. */
export function timerPart() {
  const whole = h("span", { class: "timer-whole" });
  const part = h("span", { class: "timer-part" });
  const element = h("div", { class: "timer", role: "timer", "aria-label": "Time of this attempt" }, whole, part);
  return {
    element,
    update(view) {
      const ms = timerMs(view.timer);
      const shown = time(ms, view.timer.running ? 1 : 2);
      const dot = shown.lastIndexOf(".");
      text(whole, dot < 0 ? shown : shown.slice(0, dot));
      text(part, dot < 0 ? "" : shown.slice(dot));
      attribute(element, "data-state", timerState(view, ms));
    },
  };
}

function timerState(view, ms) {
  if (!view.timer.running) return ms === null ? "none" : "stopped";
  if (view.connection.state !== "playing") return "paused";
  if (view.speed_run) return standingMs(view) > 0 ? "behind" : "running"; // its time is the run's, the gold a segment's
  const gold = view.estimate?.gold_ms;
  if (gold !== null && gold !== undefined && ms > gold) return "behind";
  return "running";
}

/** A signed difference with arrow and colour. */
export function deltaText(element, ms, after = "") {
  const way = direction(ms);
  text(element, ms === null || ms === undefined ? UNKNOWN : `${ARROW[way]} ${delta(ms)}${after}`.trim());
  attribute(element, "data-way", ms === null || ms === undefined ? "even" : way);
}

/** Where times lie on the bar, in percent; null when there is nothing to draw. */
export function barScale(estimate, nowMs) {
  if (!estimate || estimate.expected_ms === null) return null;
  const known = [estimate.low_ms, estimate.high_ms, estimate.expected_ms, estimate.gold_ms].filter((ms) => ms !== null);
  const first = Math.min(...known);
  const last = Math.max(...known);
  const margin = Math.max((last - first) * 0.08, 250);
  const from = Math.max(0, first - margin);
  const to = last + margin;
  const place = (ms) => (ms === null ? null : Math.min(100, Math.max(0, ((ms - from) / (to - from)) * 100)));
  return {
    low: place(estimate.low_ms),
    high: place(estimate.high_ms),
    expected: place(estimate.expected_ms),
    gold: place(estimate.gold_ms),
    now: nowMs === null || nowMs === undefined ? null : place(nowMs),
  };
}

/** The 80 % interval as a bar, with the expected time, the gold and the running time on it. */
export function barPart() {
  const band = h("div", { class: "bar-band" });
  const expected = h("div", { class: "bar-expected" });
  const gold = h("div", { class: "bar-gold" }, "★");
  const now = h("div", { class: "bar-now" });
  const element = h("div", { class: "bar", role: "img" }, h("div", { class: "bar-rail" }), band, now, expected, gold);
  const put = (mark, place) => {
    mark.hidden = place === null;
    if (place !== null) mark.style.left = `${place}%`;
  };
  return {
    element,
    update(estimate, nowMs = null) {
      const scale = barScale(estimate, nowMs);
      element.hidden = scale === null;
      if (scale === null) return;
      band.hidden = scale.low === null || scale.high === null;
      band.style.left = `${scale.low}%`;
      band.style.width = `${scale.high - scale.low}%`;
      put(expected, scale.expected);
      put(gold, scale.gold);
      put(now, scale.now);
      attribute(element, "aria-label", barLabel(estimate));
    },
  };
}

function barLabel(estimate) {
  const range = estimate.low_ms === null ? "" : `, 80 % between ${time(estimate.low_ms, 1)} and ${time(estimate.high_ms, 1)}`;
  const best = estimate.gold_ms === null ? "" : `, gold ${time(estimate.gold_ms)}`;
  return `expected ${time(estimate.expected_ms, 1)}${range}${best}`;
}

/** Named numbers side by side: `set(key, value)` where `keys` is `[[key, label], ...]`. */
export function figures(keys, className = "figures") {
  const values = new Map(keys.map(([key]) => [key, h("dd", {})]));
  const element = h(
    "dl",
    { class: className },
    keys.map(([key, label]) => h("div", { "data-figure": key }, h("dt", {}, label), values.get(key))),
  );
  return { element, value: (key) => values.get(key), set: (key, value) => text(values.get(key), value) };
}

/** A gold with its star, or the dash. */
export function goldText(element, shown) {
  text(element, shown === null ? UNKNOWN : `★ ${shown}`);
  attribute(element, "data-gold", shown === null ? null : "");
}

/** The estimate: expected time, interval bar and its numbers. */
export function estimatePart() {
  const expected = h("span", { class: "estimate-expected" });
  const range = h("span", { class: "estimate-range" });
  const bar = barPart();
  const numbers = figures([
    ["gold", "Gold"],
    ["clean", "Clean"],
    ["deaths", "Death rate"],
    ["attempts", "Attempts"],
  ]);
  const element = h("div", { class: "estimate" }, h("div", { class: "estimate-head" }, expected, range), bar.element, numbers.element);
  return {
    element,
    update(view) {
      const known = view.estimate;
      text(expected, time(known?.expected_ms ?? null, 1));
      text(range, rangeText(known));
      bar.update(known, timerMs(view.timer));
      goldText(numbers.value("gold"), known && known.gold_ms !== null ? time(known.gold_ms) : null);
      numbers.set("clean", time(known?.clean_ms ?? null, 1));
      numbers.set("deaths", percent(known?.death_rate));
      numbers.set("attempts", known ? String(known.attempts) : UNKNOWN);
    },
  };
}

function rangeText(known) {
  if (!known || known.expected_ms === null) return "not enough attempts yet";
  return known.low_ms === null ? "expected" : `80 % in ${time(known.low_ms, 1)} – ${time(known.high_ms, 1)}`;
}

/** The last result in one line: time, deaths, gold, against the estimate. */
export function resultPart() {
  const what = h("span", { class: "result-what" });
  const against = h("span", { class: "delta" });
  const note = h("span", { class: "result-note" });
  const element = h("div", { class: "result" }, what, against, note);
  return {
    element,
    update(view) {
      const result = view.result;
      element.hidden = result === null;
      if (result === null) return;
      const outcome = result.completed ? time(result.time_ms) : "given up";
      text(what, `${result.gold ? "★ " : ""}${outcome}`);
      attribute(what, "data-gold", result.gold ? "" : null);
      attribute(element, "data-invalid", result.valid ? null : "");
      against.hidden = result.delta_ms === null;
      deltaText(against, result.delta_ms);
      text(note, [result.name, count(result.deaths, "death"), result.rating, result.valid ? null : "doesn't count"].filter(Boolean).join(" · "));
    },
  };
}

/** What comes next, and why. */
export function queuePart(limit) {
  const element = h("ol", { class: "queue" });
  return {
    element,
    update(view) {
      const items = view.queue.slice(0, limit);
      fill(element, items, () =>
        items.length
          ? items.map((item) => h("li", {}, h("span", { class: "queue-name" }, item.name), h("span", { class: "why" }, item.why)))
          : [h("li", { class: "empty" }, "Nothing is queued")],
      );
    },
  };
}

/** The last ten attempts as a strip, newest at the right. */
export function recentPart() {
  const element = h("ol", { class: "recent" });
  return {
    element,
    update(view) {
      const items = [...view.recent].reverse();
      fill(element, items, () =>
        items.length
          ? items.map((item) =>
              h(
                "li",
                { "data-kind": item.gold ? "gold" : item.completed ? "done" : "aborted", title: `${item.name}: ${count(item.deaths, "death")}` },
                h("span", { class: "recent-mark", "aria-hidden": "true" }, item.gold ? "★" : item.completed ? "●" : "✕"),
                h("span", { class: "recent-time" }, item.completed ? time(item.time_ms, 1) : "given up"),
              ),
            )
          : [h("li", { class: "empty" }, "No attempts yet")],
      );
    },
  };
}
