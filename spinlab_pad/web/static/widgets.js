// The stream widgets by name. Each builds its elements once and gives back `update(view)`.

import { attribute, fill, h, text } from "./dom.js";
import { clock, timerMs } from "./live.js";
import { UNKNOWN, connectionText, count, duration } from "./format.js";
import { coming, ending, goal, marks, modeText, placeText, standingMs, startText, taskText } from "./modes.js";
import { chancesPart, progressPart, splitsPart } from "./run.js";
import { deltaText, estimatePart, figures, goldText, queuePart, recentPart, resultPart, timerPart } from "./parts.js";

const MARKS = { info: "i", good: "✓", warn: "!", error: "✕" };

function segment(root) {
  const name = h("div", { class: "segment-name one-line" });
  const place = h("div", { class: "soft one-line" });
  const work = progressPart();
  root.append(name, place, work.element);
  return (view) => {
    text(name, nameText(view));
    text(place, (view.start ? "" : taskText(view)) || placeText(view) || (view.game?.name ?? ""));
    work.update(view);
  };
}

function nameText(view) {
  const run = view.speed_run;
  const over = ending(run);
  if (over) return over.pb ? "★ New PB!" : "Finished";
  const split = run?.splits.find((item) => item.state === "current");
  return split?.name ?? view.segment?.name ?? idleText(view);
}

function idleText(view) {
  if (!["playing", "paused"].includes(view.connection.state)) return connectionText(view.connection);
  return view.mode === "idle" ? "Not practising" : modeText(view);
}

function timer(root) {
  const big = timerPart();
  const get = h("div", { class: "get-ready" });
  const live = h("span", { class: "delta" });
  const where = h("span", { class: "delta-place soft one-line" });
  const deaths = h("span", { class: "deaths" });
  const under = h("div", { class: "under-timer" }, live, where, deaths);
  root.append(big.element, get, under);
  return (view) => {
    const standing = standingMs(view);
    big.update(view);
    big.element.hidden = view.start !== null;
    under.hidden = view.start !== null;
    get.hidden = view.start === null;
    text(get, view.start ? startText(view.start) : "");
    attribute(get, "data-counting", view.start && view.start.counting_ms !== null ? "" : null);
    live.hidden = standing === null;
    deltaText(live, standing);
    where.hidden = view.delta === null;
    text(where, view.delta ? `at ${view.delta.at}` : "");
    deaths.hidden = view.segment === null && view.speed_run === null;
    text(deaths, count(view.deaths, "death"));
  };
}

function splits(root) {
  root.classList.add("wide");
  const part = splitsPart(7);
  part.element.classList.add("fills");
  root.append(part.element);
  return part.update;
}

function estimate(root) {
  root.classList.add("wide");
  const part = estimatePart();
  const chances = chancesPart();
  for (const made of [part, chances]) made.element.classList.add("fills");
  root.append(part.element, chances.element);
  return (view) => {
    const racing = view.speed_run !== null;
    part.element.hidden = racing;
    chances.element.hidden = !racing;
    (racing ? chances : part).update(view);
  };
}

function queue(root) {
  const part = queuePart(5);
  root.append(part.element);
  return (view) => part.update({ queue: coming(view) });
}

function history(root) {
  const part = recentPart();
  root.append(part.element);
  return part.update;
}

function session(root) {
  const part = figures([
    ["time", "Time"],
    ["attempts", "Attempts"],
    ["completed", "Completed"],
    ["deaths", "Deaths"],
    ["golds", "Golds"],
    ["gain", "Run"],
  ]);
  const more = h("div", { class: "session-more soft" });
  root.append(part.element, more);
  return (view) => {
    const now = view.session;
    part.set("time", now ? duration(clock.now() - now.started_ms) : UNKNOWN);
    for (const key of ["attempts", "completed", "deaths"]) part.set(key, now ? String(now[key]) : UNKNOWN);
    goldText(part.value("golds"), now ? String(now.golds) : null);
    deltaText(part.value("gain"), now?.gain_ms ?? null);
    const aim = goal(now, clock.now());
    text(more, [...marks(now), aim ? `goal ${aim.text}` : null].filter(Boolean).join(" · "));
    more.hidden = more.textContent === "";
  };
}

function notice(root) {
  root.setAttribute("role", "status");
  return (view) => {
    const newest = view.notices.at(-1) ?? null;
    root.hidden = newest === null;
    fill(root, newest, () =>
      newest
        ? [h("div", { class: "notice", "data-level": newest.level }, h("span", { class: "notice-mark", "aria-hidden": "true" }, MARKS[newest.level]), h("span", {}, newest.text))]
        : [],
    );
  };
}

function all(root) {
  root.classList.add("wide");
  const section = (title, build, shown = () => true) => {
    const inner = h("div", { class: "section fills" }, title ? h("h2", {}, title) : null);
    root.append(inner);
    const update = build(inner);
    return (view) => {
      inner.hidden = !shown(view);
      update(view);
    };
  };
  const result = (inner) => {
    const part = resultPart();
    inner.append(part.element);
    return part.update;
  };
  const updates = [
    section(null, segment),
    section(null, timer, (view) => timerMs(view.timer) !== null || view.start !== null),
    section(null, splits, (view) => view.speed_run !== null),
    section("Run", (inner) => {
      const part = chancesPart();
      inner.append(part.element);
      return part.update;
    }, (view) => view.speed_run !== null),
    section("Expected", (inner) => {
      const part = estimatePart();
      inner.append(part.element);
      return part.update;
    }, (view) => view.estimate !== null && view.speed_run === null),
    section("Last", result, (view) => view.result !== null),
    section("Recent", history, (view) => view.recent.length > 0),
    section("Next", (inner) => {
      const part = queuePart(3);
      inner.append(part.element);
      return part.update;
    }, (view) => view.queue.length > 0 && view.speed_run === null),
    section("Session", session, (view) => view.session !== null),
    section(null, (inner) => {
      const box = h("div", {});
      inner.append(box);
      return notice(box);
    }, (view) => view.notices.length > 0),
  ];
  return (view) => {
    for (const update of updates) update(view);
    attribute(root, "data-mode", view.mode);
  };
}

export const WIDGETS = { segment, timer, estimate, queue, history, splits, session, notice, all };
