; Game mode $14: a turn of play, pause, death, goal and the ways out.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.include "physics.inc"
.include "log.inc"
.include "level_gen.inc"
.include "sound_gen.inc"
.import log_event, print_row
.import player_turn, player_fall, player_walk_off, player_draw
.import sprites_turn, sprites_touch, sprites_draw, sprites_clear, sprites_spawn
.import camera_turn, stream_columns, finish_objects, take_tape_off
.export mode_level, kill_player, take_tape, touch_goal

MUSIC_DEATH = 1
MUSIC_GOAL  = 4

.segment "CODE"
.a8
.i16
mode_level:
    lda anim
    cmp #9
    beq dying
    lda end_timer
    bne leaving_happily
    jsr pause_and_leave
    bcc @play
    rts                 ; paused or left
@play:
    inc frame_eff
    jsr player_turn
    jsr camera_turn
    jsr sprites_spawn
    jsr sprites_turn
    lda anim
    bne @draw           ; a pit or spikes came first
    lda end_timer
    bne @draw
    jsr sprites_touch
@draw:
    jsr stream_columns
draw_level:
    jsr player_draw
    jsr sprites_draw
    jmp finish_objects

; A short stop, a hop, and the fade.
dying:
    inc frame_eff
    dec death_timer
    beq @fade
    lda death_timer
    cmp #(DEATH_FRAMES - DEATH_PAUSE)
    bcs @draw
    jsr player_fall
@draw:
    bra draw_level
@fade:
    lda #1
    sta entry_kind
    lda #MODE_LEVEL_OUT
    sta game_mode
    rts

leaving_happily:
    inc frame_eff
    jsr player_walk_off
    jsr camera_turn
    lda end_timer
    sec
    sbc #GOAL_STEP
    bcs @count
    lda #0
@count:
    sta end_timer
    bne @draw
    lda #1
    sta exit_mode
    A16
    lda cursor          ; bit n of map_done: level n+1
    asl
    tax
    lda f:level_bits,x
    tsb map_done
    A8
    lda cursor
    cmp #(LEVELS - 1)
    bcs @last
    inc cursor
@last:
    lda #MODE_MAP_OUT
    sta game_mode
@draw:
    jsr stream_columns
    bra draw_level

; Start pauses and goes on; select while start is held or while paused leaves.
; Out: carry set when there is no turn of play.
pause_and_leave:
    lda pad_new
    and #PAD_START
    beq @no_start
    lda paused
    eor #1
    sta paused
    beq @going_on
    ldx #text_pause
    bra @show
@going_on:
    ldx #text_empty
@show:
    ldy #(VRAM_BG3 + 32*10)
    jsr print_row
@no_start:
    lda pad_held
    and #PAD_SELECT
    beq @no_select
    lda pad_held
    and #PAD_START
    ora paused
    bne @leave
@no_select:
    lda paused
    cmp #1
    rts
@leave:
    lda #$80
    sta exit_mode
    LOG LOG_LEFT, 0
    lda #MODE_MAP_OUT
    sta game_mode
    sec
    rts

; In: A = argument for the log: 0 sprite or spikes, 1 pit.
kill_player:
    pha
    LOG LOG_DIED
    ldx #0
    stx p_xspd16
    pla
    beq @on_screen
    lda #(256 - DEATH_HOP_PIT)
    bra @hop
@on_screen:
    lda #(256 - DEATH_HOP)
@hop:
    sta p_yspd
    lda #9
    sta anim
    lda #DEATH_FRAMES
    sta death_timer
    lda #MUSIC_DEATH
    sta music
    rts

take_tape:
    lda midway
    bne @end
    lda #1
    sta midway
    lda #SOUND_TAPE
    sta sound
    LOG LOG_CHECKPOINT, 1
    jmp take_tape_off
@end:
    rts

touch_goal:
    lda #1
    sta fanfare
    lda #$FF
    sta end_timer
    lda #MUSIC_GOAL
    sta music
    LOG LOG_GOAL, 0
    jsr sprites_clear
    ldx #text_clear
    ldy #(VRAM_BG3 + 32*10)
    jmp print_row

level_bits:
    .repeat 16, I
    .word 1 << I
    .endrepeat

text_pause:
    .byte "             PAUSE              "
text_clear:
    .byte "          LEVEL CLEAR!          "
text_empty:
    .byte "                                "
