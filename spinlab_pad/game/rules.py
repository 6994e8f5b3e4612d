"""The rules of the detector, one sign a function: what two frames that follow each other say.

Rules of this module: `was` and `now` are the signs of two neighbouring snapshots; nothing here remembers anything.
What a rule needs from before comes in as an argument. 'SMWDisX' is the public disassembly of Super Mario World,
'kaizosplits' the auto-splitter whose rules the hacking scene has tried on hundreds of hacks.
"""

from __future__ import annotations

from spinlab_pad.game.events import CheckpointKind, Exit
from spinlab_pad.game.profile import Profile, Rules
from spinlab_pad.game.signs import Signs


def steps_to_one(was: int, now: int) -> bool:
    """A flag is set: exactly 0 -> 1. Garbage in shared bytes seldom makes this very step."""
    return was == 0 and now == 1


def finish(profile: Profile, tune: int, was: Signs, now: Signs) -> Exit | None:
    """The exit whose sign shows in this frame (kaizosplits: Goal, Boss, Orb, Key, Palace); only in the level itself.

    `tune` is the music before, jingles between left out: what a P-switch or star interrupted is not new.
    The fanfare with the orb's music still on is the orb's, seen late.
    """
    music = profile.jingles
    if now.game_mode != profile.rules.level_mode:
        return None
    boss_alive = now.boss_defeated == 0
    if now.music in music.orb and tune not in music.orb and boss_alive:
        return "orb"
    if steps_to_one(was.fanfare, now.fanfare):
        if not boss_alive:
            return "boss"
        if now.music in music.orb:
            return "orb"
        return "secret" if now.secret_exit else "normal"
    if now.music in music.key and tune not in music.key:
        return "key"
    if any(map(steps_to_one, was.palaces, now.palaces)):
        return "palace"
    return None


def checkpoint(
    profile: Profile, first_room: int | None, rooms: int, was: Signs, now: Signs
) -> tuple[CheckpointKind, tuple[CheckpointKind, int]] | None:
    """The checkpoint that is taken in this frame and what it is known by (kaizosplits: Midway, CPEntrance).

    The custom entrance is the better name of the two when both signs come: several tapes can stand in one room.
    It also shifts while another room is loaded (entrances that are checkpoints); `rooms` is the number of rooms
    entered before. A shift to the first room of the level is the entry itself, to 0 a reset. The end of a level sets
    the midway flag too (SMWDisX: `CODE_00CA2B`), hence nothing is believed while its music or fanfare is on.
    """
    rules = profile.rules
    if now.music in profile.jingles.ends or now.fanfare == 1:
        return None
    in_level = now.game_mode == rules.level_mode
    entrance = now.checkpoint_entrance
    shifted = (
        entrance not in (was.checkpoint_entrance, first_room, 0)
        and (in_level or now.rooms_entered != rooms)
        and now.game_mode not in rules.outside_modes
    )
    tape = in_level and steps_to_one(was.midway, now.midway)
    if tape:
        return "midway", ("asm", entrance) if shifted else ("midway", now.room)
    return ("asm", ("asm", entrance)) if shifted else None


def starts_dying(rules: Rules, was: Signs, now: Signs) -> bool:
    """The death animation begins (SMWDisX: `MarioDeathAni`)."""
    return now.player_anim == rules.dying_animation != was.player_anim


def starts_leaving(was: Signs, now: Signs) -> bool:
    """The game begins to leave the level; some hacks write other values than the game's own."""
    return was.exit_mode == 0 != now.exit_mode


def fades_out(rules: Rules, was: Signs, now: Signs) -> bool:
    """The level fades to the overworld, whatever the exit mode: a side exit leaves it at 0 (SMWDisX: `SubSideExit`)."""
    return was.game_mode == rules.level_mode and now.game_mode == rules.leave_mode


def start_select(rules: Rules, was: Signs, now: Signs) -> bool:
    """Start+select: select on this frame or the one before, and start held or the game paused on either.

    SMWDisX `CODE_00A25B`: the game itself asks for select while it is paused; players pause, let go, press select.
    """
    held = was.held_1 | now.held_1
    return bool(held & rules.select_mask) and bool(held & rules.start_mask or was.paused or now.paused)


def more_rooms(before: int, now: int) -> bool:
    """The counter of rooms went up; a byte that wraps (SMWDisX: `INC SublevelCount` before the fade)."""
    return now > before or (before, now) == (0xFF, 0)


def starts_reload(rules: Rules, was: Signs, now: Signs) -> bool:
    """A level begins to be loaded."""
    return now.game_mode in rules.reload_modes and was.game_mode not in rules.reload_modes


def stands_ready(rules: Rules, was: Signs, now: Signs) -> bool:
    """The level that was being loaded is there: mode 'in level', or the older sign while it still fades in."""
    return now.game_mode == rules.level_mode or (
        now.game_mode in rules.prepared_modes and steps_to_one(was.level_start, now.level_start)
    )


def playable(rules: Rules, now: Signs) -> bool:
    """The player can move."""
    return now.game_mode == rules.level_mode and now.player_anim == rules.normal_animation
