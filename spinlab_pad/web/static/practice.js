// The Practice page: what is being played, how it stands, what comes next, and the commands that are possible.

import { controls } from "./controls.js";
import { fill, h, text } from "./dom.js";
import { UNKNOWN, count, duration, time } from "./format.js";
import { clock, timerMs } from "./live.js";
import { chanceText, goal, marks, modeText, placeText, standingMs, startText, taskText } from "./modes.js";
import { deltaText, estimatePart, figures, goldText, queuePart, recentPart, resultPart, timerPart } from "./parts.js";
import { chancesPart, progressPart, splitsPart } from "./run.js";

function card(title, className, ...children) {
  return h("section", { class: `card ${className}` }, h("h2", {}, title), ...children);
}

/** The card of the attempt in flight. */
function attempt() {
  const name = h("p", { class: "segment-name" });
  const place = h("p", { class: "segment-place" });
  const why = h("p", { class: "chosen-why" });
  const task = h("p", { class: "task" });
  const ready = h("p", { class: "get-ready" });
  const work = progressPart();
  const timer = timerPart();
  const live = h("span", { class: "delta" });
  const deaths = h("span", { class: "chip" });
  const result = resultPart();
  const last = h("div", { class: "last" }, h("h3", {}, "Last result"), result.element);
  const title = h("h2", {});
  const element = h(
    "section",
    { class: "card attempt" },
    title,
    name,
    place,
    why,
    task,
    work.element,
    ready,
    h(
      "div",
      { class: "attempt-row" },
      h("div", { class: "attempt-now" }, timer.element, h("div", { class: "under-timer" }, live, deaths)),
      last,
    ),
  );
  return {
    element,
    update(view) {
      const now = view.segment;
      const standing = standingMs(view);
      text(title, modeText(view));
      text(name, now ? now.name : view.game?.name ?? "No game");
      text(place, placeText(view) || hint(view));
      text(why, now?.why ? `Chosen: ${now.why}` : "");
      why.hidden = why.textContent === "";
      text(task, view.start ? "" : taskText(view));
      task.hidden = task.textContent === "";
      work.update(view);
      ready.hidden = view.start === null;
      text(ready, view.start ? startText(view.start) : "");
      timer.update(view);
      timer.element.hidden = timerMs(view.timer) === null;
      live.hidden = standing === null;
      deltaText(live, standing, view.delta ? ` at ${view.delta.at}` : "");
      deaths.hidden = now === null && view.speed_run === null;
      text(deaths, count(view.deaths, "death"));
      result.update(view);
      last.hidden = view.result === null;
    },
  };
}

function hint(view) {
  if (view.connection.state === "waiting") return "Start RetroArch with a game; it is found by itself.";
  if (view.game !== null && view.game.profile === null) return "Which game is this? Say it on the Games page or with the pad.";
  if (view.run === null && view.mode === "idle") return "Record a reference run first: it makes the segments.";
  return view.run ? `Run “${view.run.name}”, ${count(view.run.segments, "segment")}` : "";
}

function session() {
  const part = figures([
    ["time", "Time"],
    ["attempts", "Attempts"],
    ["completed", "Completed"],
    ["deaths", "Deaths"],
    ["golds", "Golds"],
    ["gain", "Run gained"],
    ["next", "Next 10 min"],
  ]);
  const run = figures([
    ["expected", "Expected run"],
    ["chance", "PB chance"],
    ["best", "Sum of best"],
  ]);
  const aimWords = h("span", { class: "progress-words" });
  const aimFilled = h("span", { class: "progress-filled" });
  const aim = h("div", { class: "progress" }, aimWords, h("span", { class: "progress-bar" }, aimFilled));
  const chips = h("p", { class: "chips" });
  const element = card("Session", "session", part.element, chips, aim, run.element);
  return {
    element,
    update(view) {
      const now = view.session;
      element.hidden = now === null && view.run === null;
      part.set("time", now ? duration(clock.now() - now.started_ms) : UNKNOWN);
      for (const key of ["attempts", "completed", "deaths"]) part.set(key, now ? String(now[key]) : UNKNOWN);
      goldText(part.value("golds"), now ? String(now.golds) : null);
      deltaText(part.value("gain"), now?.gain_ms ?? null);
      deltaText(part.value("next"), now?.next_gain_ms ?? null);
      const special = marks(now);
      chips.hidden = special.length === 0;
      fill(chips, special, () => special.map((words) => h("span", { class: "chip" }, words)));
      const wanted = goal(now, clock.now());
      aim.hidden = wanted === null;
      text(aimWords, wanted ? `Goal: ${wanted.text}` : "");
      if (wanted) aimFilled.style.width = `${Math.min(1, wanted.share) * 100}%`;
      run.set("expected", time(view.run?.expected_ms ?? null, 0));
      run.set("chance", chanceText(view.run?.outlook?.pb_chance));
      run.set("best", time(view.run?.sum_of_best_ms ?? null, 0));
    },
  };
}

/** What the pad does right now. */
function pad() {
  const list = h("dl", { class: "pad" });
  const element = card("Pad", "pad-card", list);
  return {
    element,
    update(view) {
      const items = view.prompt?.items ?? [];
      element.hidden = items.length === 0;
      fill(list, items, () => items.map((item) => h("div", {}, h("dt", {}, h("kbd", {}, item.control)), h("dd", {}, item.action))));
    },
  };
}

/** The emulator, and what it can and can't do in this version. */
function emulator() {
  const name = h("p", { class: "emulator-name" });
  const list = h("ul", { class: "details" });
  const element = card("Emulator", "emulator-card", name, list);
  return {
    element,
    update(view) {
      const now = view.connection;
      element.hidden = now.emulator === null;
      text(name, [now.emulator, now.version, now.core].filter(Boolean).join(" · "));
      fill(list, now.details, () => now.details.map((line) => h("li", {}, line)));
      list.hidden = now.details.length === 0;
    },
  };
}

export function practice() {
  const estimate = estimatePart();
  const estimateCard = card("Estimate", "estimate-card", estimate.element);
  const queue = queuePart(12);
  const recent = recentPart();
  const buttons = controls();
  const splits = splitsPart(12);
  const chances = chancesPart();
  const raceCard = card("Splits", "splits-card", splits.element, chances.element);
  const showRace = (view) => {
    raceCard.hidden = view.speed_run === null;
    splits.update(view);
    chances.update(view);
  };
  const showEstimate = (view) => {
    estimateCard.hidden = view.segment === null || view.speed_run !== null;
    estimate.update(view);
  };
  const parts = [attempt(), { element: raceCard, update: showRace }, buttons, { element: estimateCard, update: showEstimate }];
  const queueCard = card("Next", "queue-card", queue.element);
  const showQueue = (view) => {
    queueCard.hidden = view.speed_run !== null;
    queue.update(view);
  };
  const side = [
    { element: queueCard, update: showQueue },
    { element: card("Last ten", "recent-card", recent.element), update: recent.update },
    session(),
    pad(),
    emulator(),
  ];
  const element = h(
    "div",
    { class: "practice" },
    h("h1", { class: "visually-hidden" }, "Practice"),
    h("div", { class: "column" }, parts.map((part) => part.element)),
    h("div", { class: "column" }, side.map((part) => part.element)),
  );
  return {
    element,
    live: true,
    show: buttons.refresh,
    update(view) {
      for (const part of [...parts, ...side]) part.update(view);
    },
  };
}
