; The ways to finish a level, the celebration, and the way out of its side.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.include "sound_gen.inc"
.include "physics.inc"
.include "log.inc"
.include "level_gen.inc"
.import log_event, print_row, draw_level
.import player_walk_off, player_stand, sprites_clear, camera_turn, stream_columns, change_tile, changed_column
.export touch_goal, touch_secret, touch_orb, touch_key, touch_keyhole, press_switch, boss_is_over
.export celebrate, side_exit

MUSIC_ORB   = 3         ; the numbers that hacks with AddmusicK use
MUSIC_GOAL  = 4
MUSIC_KEY   = 7
KEY_FRAMES  = $80

.segment "CODE"
.a8
.i16
touch_goal:
    jsr fanfare_of_goal
    LOG LOG_GOAL, GOAL_NORMAL
    lda #1
    jmp celebration

touch_secret:
    lda #1
    sta secret
    jsr fanfare_of_goal
    LOG LOG_GOAL, GOAL_SECRET
    lda #2
    jmp celebration

fanfare_of_goal:
    lda #1
    sta fanfare
    sta goal_walks
    lda #$FF
    sta end_timer
    lda #MUSIC_GOAL
    sta music
    rts

; Some frames after the defeat. The last boss has no celebration: the credits begin.
boss_is_over:
    lda #1
    sta fanfare
    lda #MUSIC_ORB
    sta music
    stz goal_walks
    LOG LOG_GOAL, GOAL_BOSS
    ldx level_ptr
    lda a:REC_FLAGS,x
    and #FLAG_CREDITS
    beq @celebrate
    lda #1
    sta credits
    ldx #0
    stx credits_at
    jsr finished
    jmp sprites_clear
@celebrate:
    lda #$FF
    sta end_timer
    lda #1
    jmp celebration

touch_orb:
    lda #TILE_AIR
    jsr change_tile
    lda #MUSIC_ORB
    sta music
    lda #$FF
    sta end_timer
    stz goal_walks
    LOG LOG_GOAL, GOAL_ORB
    lda #1
    jmp celebration

touch_key:
    lda #1
    sta key_carried
    lda #SOUND_COIN
    sta sound
    lda #TILE_AIR
    jmp change_tile

touch_keyhole:
    lda key_carried
    beq @end
    stz key_carried
    lda #MUSIC_KEY
    sta music
    lda #KEY_FRAMES
    sta key_timer
    stz goal_walks
    LOG LOG_GOAL, GOAL_KEY
    lda #3
    jmp celebration
@end:
    rts

; In: probe_x, probe_at, probe_tile: the half that was stepped on.
press_switch:
    lda #1
    sta switch_done
    lda #$FF
    sta end_timer
    lda #MUSIC_GOAL
    sta music
    stz goal_walks
    LOG LOG_GOAL, GOAL_PALACE
    lda probe_tile
    and #1
    beq @left
    A16
    dec probe_at
    lda probe_x
    sec
    sbc #16
    sta probe_x
    A8
@left:
    lda #TILE_PRESSED
    jsr change_tile
    A16
    inc probe_at
    lda probe_x
    clc
    adc #16
    sta probe_x
    A8
    lda #TILE_PRESSED+1
    jsr change_tile
    lda #1

; In: A = what exit_mode gets when the level is left.
celebration:
    sta goal_exit
    ldx level_ptr
    lda a:REC_FLAGS,x
    and #FLAG_BOTH
    bne @enemies_stay   ; until they had their touch in this turn
    jsr sprites_clear
@enemies_stay:
    ldx #text_clear
    ldy #(VRAM_BG3 + 32*8)
    jmp print_row

; A turn after the goal, by whichever of the two timers runs.
celebrate:
    inc frame_eff
    lda goal_walks
    beq @stands
    jsr player_walk_off
    bra @moved
@stands:
    jsr player_stand
@moved:
    jsr camera_turn
    lda key_timer
    beq @end_timer
    dec key_timer
    beq @over
    bra @draw
@end_timer:
    lda end_timer
    sec
    sbc #GOAL_STEP
    bcs @count
    lda #0
@count:
    sta end_timer
    bne @draw
@over:
    lda goal_exit
    sta exit_mode
    jsr finished
    lda cursor
    cmp #LEVELS-1
    bcs @last
    inc cursor
@last:
    lda #MODE_MAP_OUT
    sta game_mode
@draw:
    jsr stream_columns
    jmp draw_level

; The level's bit in map_done.
finished:
    A16
    lda translevel
    and #$00FF
    dec
    asl
    tax
    lda f:level_bits,x
    tsb map_done
    A8
    rts

; Out of the right edge, where the level has that. Out: carry set when the player is gone.
side_exit:
    ldx level_ptr
    lda a:REC_FLAGS,x
    and #FLAG_SIDE_EXIT
    beq @stays
    A16
    lda level_width
    sec
    sbc #16
    cmp p_x
    A8
    beq @gone
    bcs @stays
@gone:
    LOG LOG_LEFT, 1
    lda #MODE_MAP_OUT
    sta game_mode
    sec
    rts
@stays:
    clc
    rts

level_bits:
    .repeat 16, I
    .word 1 << I
    .endrepeat

text_clear:
    .byte "          LEVEL CLEAR!          "
