// Pieces of a speed run, and how far long work is: for the page and the widgets.

import { attribute, fill, h, text } from "./dom.js";
import { ARROW, UNKNOWN, delta, direction, time } from "./format.js";
import { chanceText, currentPlace, ending, progressShare, progressText } from "./modes.js";
import { figures } from "./parts.js";

/** The splits around the current one, at most `limit` of them. */
export function splitsPart(limit) {
  const element = h("ol", { class: "splits" });
  const end = h("p", { class: "run-end" });
  return {
    element: h("div", { class: "splits-part" }, end, element),
    update(view) {
      const run = view.speed_run;
      const over = ending(run);
      end.hidden = over === null;
      text(end, over?.text ?? "");
      attribute(end, "data-gold", over?.pb ? "" : null);
      const shown = run ? around(run, limit) : [];
      fill(element, [run === null, shown], () => (run ? shown.map(row) : [h("li", { class: "empty" }, "No speed run")]));
    },
  };
}

function around(run, limit) {
  const middle = currentPlace(run) - run.first;
  const from = Math.max(0, Math.min(middle - Math.floor(limit / 2), run.splits.length - limit));
  return run.splits.slice(from, from + limit);
}

function row(split) {
  const ms = split.split_ms ?? split.pb_ms;
  const against = split.state === "done" && split.delta_ms !== null ? delta(split.delta_ms) : "";
  const way = against && !split.gold ? direction(split.delta_ms) : null;
  const gold = split.gold ? "" : null;
  const mark = split.state === "current" ? "▶" : split.gold ? "★" : against ? ARROW[way] : "";
  return h(
    "li",
    { "data-state": split.state, "aria-current": split.state === "current" ? "step" : null },
    h("span", { class: "split-mark", "aria-hidden": "true", "data-way": way, "data-gold": gold }, mark),
    h("span", { class: "split-name" }, split.name),
    h("span", { class: "split-delta", "data-way": way, "data-gold": gold }, against),
    h("span", { class: "split-time" }, ms === null ? UNKNOWN : time(ms, ms < 60_000 ? 1 : 0)),
  );
}

/** What the run may come to. */
export function chancesPart() {
  const numbers = figures([
    ["pb", "PB"],
    ["possible", "Best possible"],
    ["chance", "PB chance"],
    ["best", "Sum of best"],
    ["attempt", "Attempt"],
  ]);
  return {
    element: numbers.element,
    update(view) {
      const run = view.speed_run;
      numbers.set("pb", time(run?.pb_ms ?? null, 1));
      numbers.set("possible", time(run?.best_possible_ms ?? null, 1));
      numbers.set("chance", chanceText(run?.pb_chance));
      numbers.set("best", time(run?.sum_of_best_ms ?? null, 1));
      numbers.set("attempt", run ? `${run.attempt} (${run.finished} done)` : UNKNOWN);
    },
  };
}

/** How far long work is: words and a bar. */
export function progressPart() {
  const words = h("span", { class: "progress-words" });
  const filled = h("span", { class: "progress-filled" });
  const bar = h("span", { class: "progress-bar" }, filled);
  const element = h("div", { class: "progress" }, words, bar);
  return {
    element,
    update(view) {
      element.hidden = view.progress === null;
      if (view.progress === null) return;
      const share = progressShare(view.progress);
      text(words, progressText(view.progress));
      bar.hidden = share === null;
      if (share !== null) filled.style.width = `${share * 100}%`;
    },
  };
}
