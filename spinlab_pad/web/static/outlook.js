// The outlook on the next run: a bar with both intervals, what practice is worth, and whether to practise or to run.

import { attribute, h, text } from "./dom.js";
import { UNKNOWN, count, time } from "./format.js";
import { chanceText } from "./modes.js";
import { deltaText, figures, goldText } from "./parts.js";

const MEASURES = { full: "a whole run in the game", chained: "chained practice", segments: "the segments alone, without what lies between levels" };

/** Where the marks lie on the bar, in percent; null without an interval. */
export function runScale(known) {
  if (!known || known.low_ms === null) return null;
  const marks = [known.low_ms, known.high_ms, known.pb_ms, known.sum_of_best_ms, known.expected_ms].filter((ms) => ms !== null);
  const margin = Math.max((Math.max(...marks) - Math.min(...marks)) * 0.06, 250);
  const from = Math.max(0, Math.min(...marks) - margin);
  const to = Math.max(...marks) + margin;
  const place = (ms) => (ms === null ? null : ((ms - from) / (to - from)) * 100);
  return {
    low: place(known.low_ms),
    high: place(known.high_ms),
    meanLow: place(known.mean_low_ms),
    meanHigh: place(known.mean_high_ms),
    expected: place(known.expected_ms),
    pb: place(known.pb_ms),
    best: place(known.sum_of_best_ms),
  };
}

/** What of the run is not known yet, in words; "" where all of it is. */
export function lacking(known, segments) {
  if (!known) return segments ? "The outlook is being worked out." : "Record a reference run first: it makes the segments.";
  if (known.unknown) return `${count(known.unknown, "segment has", "segments have")} no estimate yet: play ${known.unknown === 1 ? "it" : "each of them"} once.`;
  if (known.low_ms === null) return "Not enough attempts yet to tell how far runs differ.";
  if (known.pb_ms === null) return "Finish a speed run, and the chance to beat it is told here.";
  return "";
}

/** The interval bar: thin is the next run, thick what is believed about the average. */
function runBar() {
  const next = h("div", { class: "run-next" });
  const mean = h("div", { class: "run-mean" });
  const expected = h("div", { class: "bar-expected" });
  const best = h("div", { class: "bar-gold" }, "★");
  const pb = h("div", { class: "run-pb" }, h("span", {}, "PB"));
  const element = h("div", { class: "run-bar", role: "img" }, h("div", { class: "bar-rail" }), next, mean, best, expected, pb);
  const span = (mark, from, to) => {
    mark.hidden = from === null || to === null;
    mark.style.left = `${from}%`;
    mark.style.width = `${to - from}%`;
  };
  const put = (mark, at) => {
    mark.hidden = at === null;
    if (at !== null) mark.style.left = `${at}%`;
  };
  return {
    element,
    update(known) {
      const scale = runScale(known);
      element.hidden = scale === null;
      if (scale === null) return;
      span(next, scale.low, scale.high);
      span(mean, scale.meanLow, scale.meanHigh);
      put(expected, scale.expected);
      put(best, scale.best);
      put(pb, scale.pb);
      attribute(pb, "data-edge", scale.pb !== null && scale.pb > 92 ? "end" : scale.pb !== null && scale.pb < 8 ? "start" : null);
      const best_is = known.pb_ms === null ? "" : `, personal best ${time(known.pb_ms, 1)}`;
      attribute(element, "aria-label", `next run: 80 % between ${time(known.low_ms, 0)} and ${time(known.high_ms, 0)}, on average ${time(known.expected_ms, 0)}${best_is}`);
    },
  };
}

/** The whole card's inside. */
export function outlookPart() {
  const expected = h("span", { class: "estimate-expected" });
  const range = h("span", { class: "estimate-range" });
  const bar = runBar();
  const legend = h("p", { class: "run-legend" }, h("span", { class: "key-next" }, "next run"), h("span", { class: "key-mean" }, "your average, as far as it is known"), h("span", { class: "key-best" }, "★ sum of best"));
  const advice = h("p", { class: "advice" });
  const note = h("p", { class: "quiet run-note" });
  const numbers = figures([
    ["pb", "PB"],
    ["chance", "PB in one attempt"],
    ["best", "Sum of best"],
    ["average", "Average, 80 % sure"],
    ["attempt", "An attempt takes"],
    ["next", "Next 10 min"],
  ]);
  const element = h("div", { class: "outlook" }, h("div", { class: "estimate-head" }, expected, range), bar.element, legend, advice, numbers.element, note);
  return {
    element,
    update(run) {
      const known = run?.outlook ?? null;
      text(expected, time(known?.expected_ms ?? run?.expected_ms ?? null, 0));
      text(range, known && known.low_ms !== null ? `80 % of runs take ${time(known.low_ms, 0)} – ${time(known.high_ms, 0)}` : expected.textContent === UNKNOWN ? "" : "expected");
      bar.update(known);
      legend.hidden = bar.element.hidden;
      text(advice, known?.advice?.words ?? "");
      advice.hidden = advice.textContent === "";
      numbers.set("pb", time(known?.pb_ms ?? null, 1));
      numbers.set("chance", known && known.pb_chance !== null ? chanceText(known.pb_chance) : UNKNOWN);
      const best = known?.sum_of_best_ms ?? run?.sum_of_best_ms ?? null;
      goldText(numbers.value("best"), best === null ? null : time(best, 1));
      numbers.set("average", known && known.mean_low_ms !== null ? `${time(known.mean_low_ms, 0)} – ${time(known.mean_high_ms, 0)}` : UNKNOWN);
      numbers.set("attempt", known && known.attempt_ms !== null ? time(known.attempt_ms, 0) : UNKNOWN);
      deltaText(numbers.value("next"), known?.next_gain_ms ?? null);
      text(note, [lacking(known, run?.segments ?? 0), known ? `This is about ${MEASURES[known.measure]}.` : ""].filter(Boolean).join(" "));
    },
  };
}
