; The main loop: one turn per vertical blank, one routine per state.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.import title_load, title_in, title, title_out, select_load, select_in, select, select_out
.import stage_load, stage_in, play, fall, dying, dark_out, relit_load, relit_in
.import pass_out, pass_load, pass_in, cleared, cleared_out, quit_out, over, over_out
.import sprites, light
.export main, set_state, darken, lighten

.segment "CODE"
.a8
.i16
main:
    lda ready           ; the vertical blank clears it
    bne main
    A16
    inc turns
    lda held
    eor #$FFFF
    and raw
    sta fresh
    lda raw
    sta held
    lda state
    and #$00FF
    asl
    tax
    A8
    jsr (states,x)
    jsr sprites
    jsr light
    lda #1
    sta ready
    bra main

; In: A = the new state. Sets the phase, which is what others may look at. Keeps nothing.
set_state:
    sta state
    A16
    and #$00FF
    asl
    tax
    lda f:phases,x
    sta f:phase
    A8
    rts

; One step to black or to full light. Out: zero flag set when it is there.
darken:
    lda bright
    beq @there
    dec
    sta bright
@there:
    rts
lighten:
    lda bright
    and #$0F            ; from no picture to black
    inc
    cmp #15
    bcc @step
    lda #15
@step:
    sta bright
    cmp #15
    rts

states:
    .word title_load, title_in, title, title_out, select_load, select_in, select, select_out
    .word stage_load, stage_in, play, fall, dying, dark_out, relit_load, relit_in
    .word pass_out, pass_load, pass_in, cleared, cleared_out, quit_out, over, over_out

phases:
    .word PHASE_TITLE | PHASE_CURTAIN, PHASE_TITLE | PHASE_CURTAIN, PHASE_TITLE, PHASE_TITLE | PHASE_CURTAIN
    .word PHASE_SELECT | PHASE_CURTAIN, PHASE_SELECT | PHASE_CURTAIN, PHASE_SELECT, PHASE_SELECT | PHASE_CURTAIN
    .word PHASE_STAGE | PHASE_CURTAIN, PHASE_STAGE | PHASE_CURTAIN
    .word PHASE_STAGE | PHASE_PLAY, PHASE_STAGE, PHASE_STAGE | PHASE_FADING
    .word PHASE_STAGE | PHASE_FADING | PHASE_CURTAIN
    .word PHASE_STAGE | PHASE_RELIT | PHASE_CURTAIN, PHASE_STAGE | PHASE_RELIT | PHASE_CURTAIN
    .word PHASE_STAGE | PHASE_PASSING | PHASE_CURTAIN, PHASE_STAGE | PHASE_PASSING | PHASE_CURTAIN
    .word PHASE_STAGE | PHASE_PASSING | PHASE_CURTAIN
    .word PHASE_STAGE | PHASE_CLEARED, PHASE_CLEARED | PHASE_CURTAIN, PHASE_LEAVING | PHASE_CURTAIN
    .word PHASE_OVER, PHASE_OVER | PHASE_CURTAIN
