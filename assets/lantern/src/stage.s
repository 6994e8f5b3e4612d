; A stage from its beginning to its end: loading, lives, screens, the ways out.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.import set_state, darken, lighten, clear_text, print, draw_map, show_hud, log_event, ghosts_load
.import stage_numbers, stage_starts, stage_screens
.export stage_load, stage_in, relit_load, relit_in, pass_out, pass_load, pass_in
.export dying, dark_out, cleared, cleared_out, quit_out, over, over_out
.export die, go_out

HEARTS       = 3
WICKS        = 4
CLEAR_TURNS  = 110
OVER_TURNS   = 160
SEED         = $4C54

; A screen's record in ROM, see convert.py
REC_MAP      = 0        ; 208 tiles
REC_NEXT     = 208      ; up, down, left, right: screen or $FF

.segment "CODE"
.a8
.i16
stage_load:
    lda cursor
    A16
    and #$00FF
    asl
    tax
    lda f:stage_numbers,x
    sta f:stage
    lda f:stage_starts,x    ; screen, cell
    sta tmp8
    lda #0
    sta f:lamps
    lda #WICKS
    sta wicks
    lda #SEED
    sta chance
    A8
    lda #0
    sta f:lit
    sta f:way_out
    lda tmp8
    sta camp_screen
    lda tmp8+1
    jsr camp_at
    jsr new_life
    lda #STAGE_IN
    jmp set_state

; In: A = cell, row * 16 + column. The next life starts there.
camp_at:
    pha
    stz camp_x
    stz camp_y
    asl
    asl
    asl
    asl
    sta camp_x+1
    pla
    and #$F0
    sta camp_y+1
    rts

; Full hearts, at the camp.
new_life:
    lda #HEARTS
    sta hearts
    stz immune
    stz menu
    lda #1
    sta facing
    lda camp_screen
    sta f:screen
    ldx camp_x
    stx fig_x
    ldx camp_y
    stx fig_y
    ; falls through

; Everything of the screen; only while there is no picture.
load_screen:
    ldx fig_x
    stx back_x
    ldx fig_y
    stx back_y
    lda cursor
    A16
    and #$00FF
    asl
    tax
    lda f:stage_screens,x
    sta tmp0
    lda f:screen
    and #$00FF
    asl
    clc
    adc tmp0
    tax
    lda f:$0000,x
    sta screen_at
    tax
    A8
    ldy #0
@copy:
    lda f:$0000,x
    sta map,y
    inx
    iny
    cpy #208
    bne @copy
    jsr ghosts_load
    jsr clear_text
    jsr show_hud
    jsr draw_map
    lda f:stage+1       ; the world's colours
    sta palette
    stz bright
    rts

stage_in:
    jsr lighten
    bne to_play_end
    LOG LOG_ENTERED, 0
to_play:
    lda #PLAY
    jmp set_state
to_play_end:
    rts

; In: A = cause. The light goes out.
die:
    xba
    lda #LOG_DIED
    jsr log_event
    stz hearts
    jsr show_hud
    ldx #56
    stx timer
    lda #DYING
    jmp set_state

dying:
    jsr count_down
    bne @end
    A16
    lda wicks
    beq @over
    dec
    sta wicks
    A8
    lda #DARK_OUT
    jmp set_state
@over:
    A8
    jsr clear_text
    ldx #.loword(over_text)
    ldy #(13 * 64 + 6 * 2)
    jsr print
    ldx #OVER_TURNS
    stx timer
    lda #OVER
    jmp set_state
@end:
    rts

dark_out:
    lda #RELIT_LOAD
    jmp out_to

relit_load:
    jsr new_life
    lda #RELIT_IN
    jmp set_state

relit_in:
    jsr lighten
    bne to_play_end
    lda f:lit
    xba
    lda #LOG_SPAWNED
    jsr log_event
    jmp to_play

pass_out:
    lda #PASS_LOAD
    jmp out_to

pass_load:
    lda way_to
    sta f:screen
    lda way
    A16
    and #$00FF
    tax
    A8
    lda f:arrival,x
    cpx #2
    bcs @sideways
    stz fig_y
    sta fig_y+1
    bra @there
@sideways:
    stz fig_x
    sta fig_x+1
@there:
    jsr load_screen
    lda #PASS_IN
    jmp set_state

pass_in:
    jsr lighten
    bne @end
    lda f:screen
    xba
    lda #LOG_ROOM
    jsr log_event
    jmp to_play
@end:
    rts

; In: A = OUT_GATE or OUT_STAIR. The stage is finished.
go_out:
    sta f:way_out
    ldy #0
    ldx #.loword(gate_text)
    cmp #OUT_GATE
    beq @gate
    ldx #.loword(stair_text)
    iny
@gate:
    phx
    tya
    xba
    lda #LOG_GOAL
    jsr log_event
    iny                 ; 1 gate, 2 stair
    lda cursor
    A16
    and #$00FF
    tax
    A8
    tya
    ora f:found,x
    sta f:found,x
    plx
    ldy #(13 * 64 + 8 * 2)
    jsr print
    ldx #CLEAR_TURNS
    stx timer
    lda #CLEARED
    jmp set_state

cleared:
    jsr count_down
    bne @end
    lda cursor
    cmp #3
    beq @last
    inc
    sta cursor
@last:
    lda #CLEARED_OUT
    jmp set_state
@end:
    rts

cleared_out:
quit_out:
    lda #SELECT_LOAD
    jmp out_to

over:
    jsr count_down
    bne @end
    lda #OVER_OUT
    jmp set_state
@end:
    rts

over_out:
    lda #TITLE_LOAD
    ; falls through

; In: A = the state that follows when it is dark.
out_to:
    pha
    jsr darken
    bne @not_yet
    lda #$80
    sta bright
    pla
    jmp set_state
@not_yet:
    pla
    rts

count_down:
    ldx timer
    beq @end
    dex
    stx timer
@end:
    rts

; pixels at which one appears, by the way that one went: up, down, left, right
arrival:
    .byte 188, 3, 239, 3

over_text:
    .byte "THE NIGHT HAS WON...", 0
gate_text:
    .byte "THE GATE IS OPEN", 0
stair_text:
    .byte "A HIDDEN STAIR!", 0
