// The stream widgets by name. Each builds its elements once and gives back `update(view)`.

import { attribute, fill, h, text } from "./dom.js";
import { clock, timerMs } from "./live.js";
import { UNKNOWN, connectionText, count, duration } from "./format.js";
import { deltaText, estimatePart, figures, goldText, queuePart, recentPart, resultPart, timerPart } from "./parts.js";

const MARKS = { info: "i", good: "✓", warn: "!", error: "✕" };

function segment(root) {
  const name = h("div", { class: "segment-name one-line" });
  const place = h("div", { class: "soft one-line" });
  root.append(name, place);
  return (view) => {
    const now = view.segment;
    text(name, now ? now.name : idleText(view));
    text(place, now ? `${now.start} → ${now.end} · ${now.place} of ${now.of}` : view.game?.name ?? "");
  };
}

function idleText(view) {
  if (!["playing", "paused"].includes(view.connection.state)) return connectionText(view.connection);
  return view.mode === "reference" ? "Recording a reference run" : "Not practising";
}

function timer(root) {
  const big = timerPart();
  const live = h("span", { class: "delta" });
  const where = h("span", { class: "delta-place soft one-line" });
  const deaths = h("span", { class: "deaths" });
  root.append(big.element, h("div", { class: "under-timer" }, live, where, deaths));
  return (view) => {
    big.update(view);
    live.hidden = view.delta === null;
    deltaText(live, view.delta?.delta_ms ?? null);
    where.hidden = view.delta === null;
    text(where, view.delta ? `at ${view.delta.at}` : "");
    deaths.hidden = view.segment === null;
    text(deaths, count(view.deaths, "death"));
  };
}

function estimate(root) {
  root.classList.add("wide");
  const part = estimatePart();
  part.element.classList.add("fills");
  root.append(part.element);
  return part.update;
}

function queue(root) {
  const part = queuePart(5);
  root.append(part.element);
  return part.update;
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
  root.append(part.element);
  return (view) => {
    const now = view.session;
    part.set("time", now ? duration(clock.now() - now.started_ms) : UNKNOWN);
    for (const key of ["attempts", "completed", "deaths"]) part.set(key, now ? String(now[key]) : UNKNOWN);
    goldText(part.value("golds"), now ? String(now.golds) : null);
    deltaText(part.value("gain"), now?.gain_ms ?? null);
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
    section(null, timer, (view) => timerMs(view.timer) !== null),
    section("Expected", (inner) => {
      const part = estimatePart();
      inner.append(part.element);
      return part.update;
    }, (view) => view.segment !== null),
    section("Last", result, (view) => view.result !== null),
    section("Recent", history, (view) => view.recent.length > 0),
    section("Next", (inner) => {
      const part = queuePart(3);
      inner.append(part.element);
      return part.update;
    }, (view) => view.queue.length > 0),
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

export const WIDGETS = { segment, timer, estimate, queue, history, session, notice, all };
