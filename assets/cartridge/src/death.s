; Death: the turn that decides it, what is seen of it, and where it leads.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.include "physics.inc"
.include "log.inc"
.include "level_gen.inc"
.import log_event, draw_level, player_fall, player_init, sprites_init, hud_turn
.import camera_jump, load_columns, more_columns, log_spawned, clock_reset
.export kill_player, dying

MUSIC_DEATH = 1
SHORT_DEATH = 8         ; frames of a death where the retry is quick
DARK_FROM   = 4         ; of these, so many at the end are black

.segment "CODE"
.a8
.i16
; In: A = DIED_...
kill_player:
    pha
    LOG LOG_DIED
    ldx #0
    stx p_xspd16
    lda #MUSIC_DEATH
    sta music
    ldx level_ptr
    ldy #DEATH_FRAMES
    lda a:REC_RETRY,x
    beq @timed
    ldy #SHORT_DEATH
    cmp #RETRY_RELOAD
    bne @timed
    lda 1,s
    cmp #DIED_PIT
    bne @timed
    pla                 ; no animation at all
    jmp reload
@timed:
    tya
    sta anim_timer
    lda #ANIM_DYING
    sta anim
    pla
    cmp #DIED_PIT
    bne @on_screen
    lda #(256 - DEATH_HOP_PIT)
    bra @hop
@on_screen:
    lda #(256 - DEATH_HOP)
@hop:
    sta p_yspd
    rts

; A short stop, a hop, and then what the level's retry is.
dying:
    inc frame_eff
    dec anim_timer
    ldx level_ptr
    lda a:REC_RETRY,x
    cmp #RETRY_INSTANT
    beq back_at_once
    lda anim_timer
    beq @end
    cmp #(DEATH_FRAMES - DEATH_PAUSE)
    bcs @draw
    jsr player_fall
@draw:
    jmp draw_level
@end:
    lda a:REC_RETRY,x
    bne reload
    lda a:REC_FLAGS,x
    and #FLAG_LIVES
    beq @again
    dec lives
    bpl @again
    lda #MODE_OVER_OUT
    sta game_mode
    rts
@again:
    lda #ENTRY_DEATH
    sta entry_kind
    lda #MODE_LEVEL_OUT
    sta game_mode
    rts

; The level anew, without a fade: the picture is off from the next vertical blank on.
reload:
    lda #ENTRY_DEATH
    sta entry_kind
    stz mode_timer
    stz hdma_mirror
    lda #$80
    sta brightness
    lda #MODE_LEVEL_LOAD
    sta game_mode
    rts

; Nothing is loaded: while the picture is off the columns around the new place are sent.
back_at_once:
    lda anim_timer
    beq @alive
    cmp #DARK_FROM
    beq @dark
    cmp #DARK_FROM-1
    beq @columns
    cmp #DARK_FROM-2
    beq @more
    cmp #DARK_FROM
    bcc @draw
    jsr player_fall
@draw:
    jmp draw_level
@dark:
    lda #$80
    sta brightness
    bra @draw
@columns:
    ldx p_x
    phx
    ldx respawn_x
    stx p_x
    jsr camera_jump
    plx
    stx p_x
    jmp load_columns
@more:
    jmp more_columns
@alive:
    ldx respawn_x
    stx p_x
    ldx respawn_y
    stx p_y
    stz rooms
    stz powerup
    stz immune
    ldx level_ptr
    lda a:REC_MUSIC,x
    sta music
    jsr clock_reset
    jsr player_init
    jsr sprites_init
    lda #ENTRY_DEATH
    sta entry_kind
    lda #15
    sta brightness
    jsr log_spawned
    jmp draw_level
