; Title and stage select.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.import set_state, darken, lighten, clear_text, print, draw_picture
.import title_picture, select_picture, stage_names
.export title_load, title_in, title, title_out, select_load, select_in, select, select_out

STAGES = 4

.segment "CODE"
.a8
.i16
; Out: zero flag clear when one of the buttons to go on was pressed.
confirmed:
    A16
    lda fresh
    and #CONFIRM
    A8
    rts

title_load:
    jsr clear_text
    ldx #.loword(title_picture)
    jsr draw_picture
    ldx #.loword(press)
    ldy #(20 * 64 + 10 * 2)
    jsr print
    lda #1
    sta palette
    lda #HDMA_GRADIENT
    sta hdma_on
    stz bright
    lda #TITLE_IN
    jmp set_state

title_in:
    jsr lighten
    bne @end
    lda #TITLE
    jmp set_state
@end:
    rts

title:
    jsr confirmed
    beq @end
    lda #TITLE_OUT
    jmp set_state
@end:
    rts

title_out:
    jsr darken
    bne @end
    lda #$80
    sta bright
    lda #SELECT_LOAD
    jmp set_state
@end:
    rts

select_load:
    A16                 ; no stage is being played
    lda #0
    sta f:stage
    A8
    stz menu
    stz hdma_on
    jsr clear_text
    ldx #.loword(select_picture)
    jsr draw_picture
    lda #1
    sta palette
    ldx #.loword(heading)
    ldy #(4 * 64 + 8 * 2)
    jsr print
    ldx #0
@next:
    phx
    A16
    txa
    xba
    lsr                 ; 128 a stage: two rows, times 3 / 2 below
    sta tmp0
    lsr
    clc
    adc tmp0
    adc #(9 * 64 + 9 * 2)
    tay
    txa
    asl
    tax
    lda f:stage_names,x
    tax
    A8
    phy
    jsr print
    A16
    pla
    clc
    adc #(15 * 2)
    tay
    A8
    plx
    phx
    lda f:found,x
    lsr
    pha
    ldx #.loword(no_mark)
    bcc @gate
    ldx #.loword(gate_mark)
@gate:
    jsr print
    pla
    lsr
    ldx #.loword(no_mark)
    bcc @stair
    ldx #.loword(stair_mark)
@stair:
    jsr print
    plx
    inx
    cpx #STAGES
    bne @next
    stz bright
    lda #SELECT_IN
    jmp set_state

select_in:
    jsr lighten
    bne @end
    lda #SELECT
    jmp set_state
@end:
    rts

select:
    A16
    lda fresh
    bit #PAD_DOWN
    bne @down
    bit #PAD_UP
    bne @up
    and #CONFIRM
    A8
    beq @end
    lda #SELECT_OUT
    jmp set_state
@down:
    A8
    lda cursor
    inc
    bra @set
@up:
    A8
    lda cursor
    dec
@set:
    and #STAGES - 1
    sta cursor
@end:
    rts

select_out:
    jsr darken
    bne @end
    lda #$80
    sta bright
    lda #STAGE_LOAD
    jmp set_state
@end:
    rts

press:
    .byte "PRESS START", 0
heading:
    .byte "WHICH WAY DOWN?", 0
no_mark:
    .byte "- ", 0
gate_mark:
    .byte "] ", 0
stair_mark:
    .byte "^ ", 0
