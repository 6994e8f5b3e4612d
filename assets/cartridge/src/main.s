; The main loop: one turn per vertical blank, one routine per game mode.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.import mode_title_load, mode_title_fade, mode_title
.import mode_map_out, mode_map_load, mode_map_fade, mode_map
.import mode_level_out, mode_level_black, mode_level_load, mode_level_ready, mode_level_fade, mode_level
.import mode_over_out, mode_over_load, mode_over
.import sound_turn
.export main

.segment "CODE"
.a8
.i16
main:
    lda ready           ; the vertical blank clears it
    bne main
    inc frame_true
    jsr read_pad
    A16
    lda game_mode
    and #$001F
    asl
    tax
    A8
    jsr (modes,x)
    jsr sound_turn
    lda #1
    sta ready
    bra main

; Held and newly pressed buttons: A counts as B and X as Y in the first byte.
read_pad:
    ldx pad_held        ; both bytes of the last turn
    stx tmp0
    lda raw_pad
    and #$C0
    ora raw_pad+1
    sta pad_held
    eor tmp0
    and pad_held
    sta pad_new
    lda pad_held2
    sta tmp0
    lda raw_pad
    and #$F0
    sta pad_held2
    eor tmp0
    and pad_held2
    sta pad_new2
    rts

no_mode:
    inc frame_eff
    rts

modes:
    .word no_mode, no_mode, no_mode, no_mode
    .word mode_title_load, no_mode, mode_title_fade, mode_title
    .word no_mode, no_mode, no_mode, mode_map_out
    .word mode_map_load, mode_map_fade, mode_map, mode_level_out
    .word mode_level_black, mode_level_load, mode_level_ready, mode_level_fade
    .word mode_level, mode_over_out, mode_over_load, mode_over
    .repeat 8
    .word no_mode
    .endrepeat
