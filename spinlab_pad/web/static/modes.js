// What each mode has to say of itself, in words: the page and the widgets say the same.

import { ARROW, UNKNOWN, count, delta, direction, time } from "./format.js";

const MODES = {
  idle: "Nothing is running",
  reference: "Recording a reference run",
  reference_paused: "Reference run paused",
  practice: "Practising",
  cold_fill: "Filling cold starts",
  replay: "Replaying a recording",
  speed_run: "Speed run",
};
const ENDS = { done: "Session goal reached", stuck: "Nothing loads any more" };
const SIGNS = { left: "◀", down: "▼", right: "▶", up: "▲" };

/** The mode, or the moment of it that matters more. */
export function modeText(view) {
  if (view.start) return "Get ready";
  if (view.mode === "practice" && ENDS[view.phase]) return ENDS[view.phase];
  if (view.speed_run?.kind === "chained") return "Chained speed run";
  return MODES[view.mode] ?? view.mode;
}

/** What the runner is to do, or need not do; "" where the numbers speak for themselves. */
export function taskText(view) {
  if (view.start) return startText(view.start);
  if (view.mode === "cold_fill") return `Die on purpose, to come back at ${view.segment?.start ?? "the checkpoint"}`;
  if (view.mode === "replay") return "Your pad is not used";
  if (view.mode === "practice" && view.phase === "done") return "Go on with another goal, or stop here";
  if (view.mode === "practice" && view.phase === "stuck") return "Retry when the emulator is well again";
  if (view.mode === "reference" && view.run?.new_segments) return `${view.run.new_segments} new ${view.run.new_segments === 1 ? "segment" : "segments"}`;
  return "";
}

/** `2 of 7 cold starts`; what is counted in frames is told in percent. */
export function progressText(progress) {
  if (!progress) return "";
  if (progress.of && progress.what === "frames") return `${Math.floor(Math.min(1, progress.done / progress.of) * 100)} %`;
  return progress.of ? `${progress.done} of ${progress.of} ${progress.what}` : `${progress.done} ${progress.what}`;
}

/** From 0 to 1; null where nobody knows. */
export function progressShare(progress) {
  return progress?.of ? Math.min(1, progress.done / progress.of) : null;
}

/** What is to be held, or what is left of the countdown. */
export function startText(start) {
  if (start.counting_ms !== null) return time(start.counting_ms, 1);
  return start.buttons.length ? `Hold ${start.buttons.map((name) => SIGNS[name] ?? name[0].toUpperCase() + name.slice(1)).join(" + ")}` : "Press a button";
}

/** The segment's place: of a speed run that of the current split. */
export function placeText(view) {
  const run = view.speed_run;
  if (run) return `${currentPlace(run)} of ${run.of}`;
  return view.segment ? `${view.segment.start} → ${view.segment.end} · ${view.segment.place} of ${view.segment.of}` : "";
}

/** The place of the current split, from 1; the last one's when the run is over. */
export function currentPlace(run) {
  const current = run.splits.findIndex((split) => split.state === "current");
  const done = run.splits.filter((split) => split.state === "done").length;
  return run.first + (current >= 0 ? current : Math.max(0, done - 1));
}

/** The standing to show beside the timer: live where there is a delta, else at the last split of a speed run. */
export function standingMs(view) {
  return view.delta?.delta_ms ?? view.speed_run?.ahead_ms ?? null;
}

/** What comes next: of a speed run the splits to come, with the PB's. */
export function coming(view) {
  if (!view.speed_run) return view.queue;
  return view.speed_run.splits
    .filter((split) => split.state === "coming")
    .map((split) => ({ id: split.id, name: split.name, why: split.pb_ms === null ? "" : `${time(split.pb_ms, 0)} in your PB` }));
}

/** How a run ended: `{text, pb}`; null while none has. */
export function ending(run) {
  if (!run || run.result_ms === null) return null;
  const against = run.ahead_ms === null ? "" : ` · ${ARROW[direction(run.ahead_ms)]} ${delta(run.ahead_ms)}`;
  return { pb: run.pb, text: run.pb ? `★ New PB! ${time(run.result_ms)}${against}` : `Finished in ${time(run.result_ms)}, no PB${against}` };
}

/** How far the session's goal is; of two goals the one that is nearer. null without one. */
export function goal(session, nowMs) {
  if (!session) return null;
  const found = [];
  if (session.goal_minutes) {
    const done = Math.floor(Math.max(0, nowMs - session.started_ms) / 60_000);
    found.push({ text: `${done} of ${session.goal_minutes} min`, share: done / session.goal_minutes });
  }
  if (session.goal_attempts) found.push({ text: `${session.attempts} of ${count(session.goal_attempts, "attempt")}`, share: session.attempts / session.goal_attempts });
  return found.sort((a, b) => b.share - a.share)[0] ?? null;
}

/** What is special about the session: what is served, streak, days in a row. */
export function marks(session) {
  if (!session) return [];
  return [
    session.pinned ? "◆ one alone" : session.only ? `◆ only ${session.only}` : null,
    session.streak > 1 ? `streak ${session.streak}` : null,
    session.days > 1 ? `day ${session.days}` : null,
  ].filter(Boolean);
}

/** `34 %`, or the dash. */
export function chanceText(share) {
  return share === null || share === undefined ? UNKNOWN : `${Math.round(share * 100)} %`;
}
