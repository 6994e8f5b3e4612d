; The picture of a boss: four objects after the enemies'.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.include "gfx_gen.inc"
.import put_object
.export boss_draw, boss_hide

OBJECT = 13

.segment "CODE"
.a8
.i16
boss_hide:
    lda #240
    .repeat 4, I
    sta oam + (OBJECT + I) * 4 + 1
    .endrepeat
    rts

; In: tmp0, tmp1 = its corner on the screen. Four quarters, mirrored when it looks to the right.
boss_draw:
    phy
    ldx #8              ; sits or lies
    lda spr_status,y
    cmp #ALIVE
    bne @picture
    lda a:spr_state,y
    bne @picture
    ldx #0
    lda frame_eff
    and #$08
    beq @picture
    ldx #4
@picture:
    lda #OBJPAL_boss
    sta tmp3
    lda a:spr_kind,y
    cmp #KING
    bne @attributes
    lda #OBJPAL_flyer
    sta tmp3
@attributes:
    stz tmp3+1
    lda a:spr_xspd,y
    bmi @left
    beq @left
    lda tmp3
    ora #$40
    sta tmp3
    inc tmp3+1          ; the right quarter comes first
@left:
    ldy #OBJECT
    lda tmp3+1
    beq @straight
    inx
@straight:
    jsr quarter
    jsr other_column
    A16
    lda tmp0
    clc
    adc #16
    sta tmp0
    A8
    jsr quarter
    jsr other_column
    A16
    lda tmp0
    sec
    sbc #16
    sta tmp0
    lda tmp1
    clc
    adc #16
    sta tmp1
    A8
    inx
    inx
    jsr quarter
    jsr other_column
    A16
    lda tmp0
    clc
    adc #16
    sta tmp0
    A8
    jsr quarter
    ply
    rts

; X = quarter: to the one beside it.
other_column:
    A16
    txa
    eor #1
    tax
    A8
    rts

quarter:
    phx
    lda tmp3
    xba
    lda f:quarters,x
    jsr put_object
    plx
    iny
    rts

quarters:
    .byte OBJ_boss_a0, OBJ_boss_a1, OBJ_boss_a2, OBJ_boss_a3
    .byte OBJ_boss_b0, OBJ_boss_b1, OBJ_boss_b2, OBJ_boss_b3
    .byte OBJ_boss_c0, OBJ_boss_c1, OBJ_boss_c2, OBJ_boss_c3
