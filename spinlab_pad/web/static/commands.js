// The commands as buttons: their words, their groups, and what each button sends.

export const LABELS = {
  start_practice: "Start practice",
  stop_practice: "Stop practice",
  retry: "Retry",
  skip: "Skip",
  next_segment: "Next segment",
  previous_segment: "Previous segment",
  pin_segment: "This one alone",
  unpin: "All of them again",
  exclude: "Leave it out today",
  toggle_segment: "Switch it off for good",
  recapture_state: "Start it from this moment",
  pause: "Pause",
  resume: "Resume",
  invalidate_last: "Last one doesn't count",
  undo_invalidate: "Count it again",
  undo_rate: "Take the rating back",
  start_reference: "Record a reference run",
  stop_reference: "Stop recording",
  resume_reference: "Go on recording",
  finish_reference: "Finish the run",
  discard_reference: "Throw the run away",
  start_cold_fill: "Fill cold starts",
  stop_cold_fill: "Stop the cold fill",
  start_replay: "Replay the run in use",
  stop_replay: "Stop the replay",
  reset_run: "Begin the run anew",
  stop_speed_run: "Stop the speed run",
  launch_emulator: "Start RetroArch",
  restart_emulator: "Restart RetroArch",
  mark: "Mark this moment",
  quit: "Quit spinlab-pad",
};

/** What a button of a command says and sends, where there are several or where it sends something. */
export const VALUES = {
  start_speed_run: [["Speed run", { kind: "full" }], ["Chained practice", { kind: "chained" }]],
  snooze: [["Put aside 10 min", { minutes: 10 }], ["1 hour", { minutes: 60 }], ["1 day", { minutes: 1440 }]],
  practice_only: [["Practise all segments", { ids: [] }]],
  set_goal: [
    ["No goal", { minutes: 0, attempts: 0 }],
    ...[15, 30, 45, 60, 90].map((minutes) => [`${minutes} min`, { minutes, attempts: 0 }]),
    ...[25, 50, 100].map((attempts) => [`${attempts} attempts`, { minutes: 0, attempts }]),
  ],
};

/** Commands that take a text, by the key of it and what stands in the empty field. */
export const TEXTS = { finish_reference: ["name", "Name of the run"], mark: ["text", "A few words"] };

export const MAIN = new Set(["start_practice", "retry", "finish_reference", "launch_emulator"]);
export const ASKS = new Set(["discard_reference", "recapture_state", "reset_run", "stop_speed_run", "restart_emulator", "quit"]);
export const GROUPS = [
  ["Rate", ["rate", "undo_rate"]],
  ["Practice", ["start_practice", "retry", "skip", "next_segment", "previous_segment", "pause", "resume", "invalidate_last", "undo_invalidate", "stop_practice"]],
  ["This segment", ["pin_segment", "unpin", "snooze", "exclude", "practice_only", "toggle_segment", "recapture_state"]],
  ["Session goal", ["set_goal"]],
  ["Speed run", ["start_speed_run", "reset_run", "stop_speed_run"]],
  ["Cold starts and replay", ["start_cold_fill", "stop_cold_fill", "start_replay", "stop_replay"]],
  ["Reference run", ["finish_reference", "start_reference", "resume_reference", "stop_reference", "discard_reference"]],
  ["What comes next is picked by", ["set_allocator"]],
  ["Estimates come from", ["set_estimator"]],
  ["Emulator", ["launch_emulator", "restart_emulator"]],
  ["Program", ["mark", "quit"]],
];

/** These have a page of their own, answer what the overlay asks, or belong to the pad. */
export const ELSEWHERE = new Set([
  "activate_run", "launch_game", "choose_profile", "set_category", "scan_games", "show_games", "ask_game",
  "move_choice", "take_choice", "leave_choice", "show_menu", "count_down", "hold_on",
  "rename", "change_segment", "merge", "split", "fix_setting",
]);

/** Whether a command says something now: what is pinned can't be pinned, what is not can't be let go of. */
export function apt(name, view) {
  if (name === "pin_segment") return !view?.session?.pinned;
  if (name === "practice_only") return Boolean(view?.session?.only);
  return true;
}

/** What of the values of a command is in use, as the payload that chooses it. */
export function inUse(view) {
  const goal = view.session ? { minutes: view.session.goal_minutes, attempts: view.session.goal_attempts } : null;
  return { rate: { rating: view.result?.rating ?? null }, set_allocator: { name: view.allocator }, set_estimator: { name: view.estimator }, set_goal: goal };
}
