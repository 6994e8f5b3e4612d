// Which estimator predicts the runner best, in words and as a table.

import { h, text } from "./dom.js";
import { UNKNOWN, count, percent } from "./format.js";
import { tenths } from "./spark.js";

const WORDS = {
  belief: "learning curves and deaths, weighed by how well each fits",
  kalman: "the level and its trend, followed from attempt to attempt",
  rolling_mean: "the mean of your last ten",
  exp_decay: "one learning curve through all attempts",
};
const ROOMY = ["Off by", "Where times fell"];
/** Fewer predictions than this tell little. */
const FEW = 30;
/** Standard errors within which two estimators can't be told apart (95 %). */
const SURE = 2;

/** `rolling_mean` as `Rolling mean`. */
export function estimatorName(name) {
  const words = name.replaceAll("_", " ");
  return words[0].toUpperCase() + words.slice(1);
}

/** The answer to 'which one predicts me best', for scores with the best one first. */
export function verdict(scores) {
  const [best, ...others] = scores;
  if (!best || !best.marks.attempts) return "None of your attempts was predicted by all of them yet: play on, and they are compared here.";
  const close = others.filter((score) => score.behind !== null && score.behind <= SURE * (score.behind_se ?? Infinity));
  const names = [best, ...close].map((score) => estimatorName(score.estimator));
  const over = `over ${count(best.marks.attempts, "attempt")} of yours`;
  const answer = close.length
    ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)} predict you about equally well ${over}.`
    : `${names[0]} predicts you best ${over}.`;
  return best.marks.attempts < FEW ? `${answer} That is little yet: luck may still decide.` : answer;
}

/** How far a score is behind the best one, and within what that may lie by chance. */
export function behindText(score, place) {
  if (score.behind === null) return [UNKNOWN, ""];
  if (place === 0) return ["best", ""];
  return [`${score.behind.toFixed(2)} behind`, score.behind_se === null ? "" : ` ± ${(SURE * score.behind_se).toFixed(2)}`];
}

/** The card's inside; `use(name)` chooses an estimator. */
export function scoresPart(use) {
  const words = h("p", { class: "verdict" });
  const rows = h("tbody");
  const head = ["Estimator", "Score", "Off by", "80 % held", "Where times fell", ""].map((label) => h("th", { scope: "col", class: ROOMY.includes(label) ? "roomy" : null }, label));
  const grid = h("div", { class: "table-frame scores-frame" }, h("table", { class: "table-scores" }, h("caption", { class: "visually-hidden" }, "Estimators"), h("thead", {}, h("tr", {}, head)), rows));
  const more = h(
    "details",
    { class: "explained" },
    h("summary", {}, "What the columns say"),
    h("p", {}, "Each attempt was predicted from those before it, and then compared with what happened."),
    h("p", {}, "Score: how probable the estimator held what then happened; behind the best per attempt, ± where it may lie by chance. Off by: the average distance of a whole prediction from the time played. 80 % held: how many times fell within the 80 % range; 80 % is right, less is too sure of itself, more too careful. Where times fell: the fastest tenth of what was predicted on the left, the slowest on the right; flat is right, high ends are surprises."),
  );
  return {
    element: h("div", {}, words, grid, more),
    update(scores, chosen) {
      text(words, verdict(scores));
      grid.hidden = more.hidden = !scores.length;
      rows.replaceChildren(...scores.map((score, place) => row(score, place, chosen, use)));
    },
  };
}

function row(score, place, chosen, use) {
  const inUse = score.estimator === chosen;
  const button = inUse
    ? h("span", { class: "badge", "data-there": "true" }, "● in use")
    : h("button", { type: "button", "aria-label": `Use ${estimatorName(score.estimator)}`, onclick: () => use(score.estimator) }, "Use");
  const [behind, error] = behindText(score, place);
  const off = score.marks.crps_ms;
  const about = [WORDS[score.estimator], score.answered < score.asked ? `predicted ${score.answered} of ${score.asked}` : null].filter(Boolean).join(" · ");
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, h("span", { class: "segment-cell" }, h("span", {}, estimatorName(score.estimator)), h("span", { class: "segment-way roomy" }, about))),
    h("td", { class: "number" }, behind, h("span", { class: "roomy quiet" }, error)),
    h("td", { class: "number roomy" }, off === null ? UNKNOWN : `${(off / 1000).toFixed(1)} s`),
    h("td", { class: "number" }, percent(score.marks.coverage_80)),
    h("td", { class: "roomy" }, tenths(score.pit)),
    h("td", { class: "middle" }, button),
  );
}
