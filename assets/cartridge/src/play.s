; Game mode $14: a turn of play, pause, and the way out by start and select.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.include "level_gen.inc"
.include "log.inc"
.import log_event, print_row
.import player_turn, player_draw
.import sprites_turn, sprites_touch, sprites_draw, sprites_clear, sprites_spawn
.import camera_turn, stream_columns, finish_objects, key_draw
.import dying, frozen, travel, celebrate, side_exit, credits_turn, clock_turn, hud_turn, boss_clock, lag_turn
.export mode_level, draw_level

.segment "CODE"
.a8
.i16
mode_level:
    lda credits
    bne @credits
    lda anim
    bne @animation
    lda end_timer
    ora key_timer
    bne @celebration
    jsr pause_and_leave
    bcc play
    rts                 ; paused or left
@credits:
    jmp credits_turn
@celebration:
    jmp celebrate
@animation:
    cmp #ANIM_DYING
    beq @dying
    cmp #ANIM_PIPE
    bcs @travel
    jmp frozen
@travel:
    jmp travel
@dying:
    jmp dying

play:
    inc frame_eff
    jsr player_turn
    lda game_mode
    cmp #MODE_LEVEL
    bne @gone           ; a pit, and the level is loaded again
    jsr camera_turn
    jsr sprites_spawn
    jsr sprites_turn
    lda anim
    bne @draw           ; a pit, spikes or a pipe came first
    lda end_timer
    ora key_timer
    bne @goal
    jsr side_exit
    bcs @draw
    lda immune
    beq @touch
    dec immune
@touch:
    jsr boss_clock
    jsr sprites_touch
    lda anim
    bne @draw
    jsr clock_turn
@draw:
    jsr stream_columns
    jsr draw_level
    jmp lag_turn
@gone:
    rts
@goal:
    ldx level_ptr       ; in some levels an enemy may still have its say in the turn of the goal
    lda a:REC_FLAGS,x
    and #FLAG_BOTH
    beq @draw
    jsr sprites_touch
    jsr sprites_clear
    bra @draw

draw_level:
    jsr player_draw
    jsr sprites_draw
    jsr key_draw
    jsr hud_turn
    jmp finish_objects

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

text_pause:
    .byte "             PAUSE              "
text_empty:
    .byte "                                "
