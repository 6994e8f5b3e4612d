; Everything that moves, drawn anew in each turn.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.include "gen.inc"
.export sprites

HUD        = 15         ; the maze begins below the dark row; objects show a line further down
GONE       = $F0

.segment "CODE"
.a8
.i16
sprites:
    ldx #0
    lda #GONE
@clear:
    sta oam+1,x
    inx
    inx
    inx
    inx
    cpx #512
    bne @clear
    lda #$AA            ; all of them 16x16
@large:
    sta oam,x
    inx
    cpx #544
    bne @large
    ldx #0
    stx oam_end
    lda state
    cmp #STAGE_LOAD
    bcc @menus
    cmp #CLEARED_OUT
    bcs @end
    jsr figure
    jmp ghosts
@menus:
    cmp #SELECT_LOAD
    bcs @select
    cmp #TITLE_IN
    bcc @end
    lda #120            ; on the title the figure waits at the way down
    sta tmp0
    lda #178
    sta tmp2
    lda #OBJ_down
    ldy #OBJATTR_down
    jmp draw
@select:
    cmp #STAGE_LOAD
    beq @end
    lda #48
    sta tmp0
    lda cursor
    asl
    asl
    asl
    sta tmp2
    asl
    clc
    adc tmp2
    adc #66
    sta tmp2
    lda turns
    and #$10
    beq @low
    inc tmp2
@low:
    lda #OBJ_lamp
    ldy #OBJATTR_lamp
    jmp draw
@end:
    rts

; In: tmp0, tmp2 = x, y on the screen; A = tile; Y (low byte) = attributes.
draw:
    ldx oam_end
    sta oam+2,x
    tya
    sta oam+3,x
    lda tmp0
    sta oam,x
    lda tmp2
    sta oam+1,x
    inx
    inx
    inx
    inx
    stx oam_end
    rts

figure:
    lda fig_x+1
    sta tmp0
    lda fig_y+1
    clc
    adc #HUD
    sta tmp2
    lda state
    cmp #DYING
    beq @dying
    cmp #FALL
    beq @fall
    cmp #DARK_OUT
    beq @none
    lda immune
    and #$04
    bne @none
    lda facing
    beq @up
    cmp #1
    beq @down
    ldy #OBJATTR_side1 | $40
    cmp #2
    beq @left
    ldy #OBJATTR_side1
@left:
    lda stride
    and #$08
    bne @step
    lda #OBJ_side1
    jmp draw
@step:
    lda #OBJ_side2
    jmp draw
@up:
    jsr sway
    lda #OBJ_up
    jmp draw
@down:
    jsr sway
    lda #OBJ_down
    jmp draw
@fall:
    lda timer
    cmp #22
    bcs @down
    cmp #8
    bcc @none
    lda #OBJ_small
    ldy #OBJATTR_small
    jmp draw
@dying:
    lda timer
    cmp #44
    bcs @down
    cmp #8
    bcc @none
    cmp #26
    bcs @fading
    lda #OBJ_fade2
    ldy #OBJATTR_fade2
    jmp draw
@fading:
    lda #OBJ_fade1
    ldy #OBJATTR_fade1
    jmp draw
@none:
    rts

; Out: Y = attributes, mirrored in every other step.
sway:
    ldy #OBJATTR_down
    lda stride
    and #$08
    beq @end
    ldy #OBJATTR_down | $40
@end:
    rts

ghosts:
    ldy ghost_count
    beq @end
    ldx #0
@next:
    phy
    phx
    lda ghost_x+1,x
    sta tmp0
    txa                 ; they sway out of step
    asl
    asl
    clc
    adc turns
    and #$10
    beq @low
    lda #1
@low:
    clc
    adc ghost_y+1,x
    adc #HUD - 2
    sta tmp2
    lda ghost_dir,x
    cmp #2
    beq @left
    ldy #OBJATTR_ghost
    bra @draw
@left:
    ldy #OBJATTR_ghost | $40
@draw:
    lda #OBJ_ghost
    jsr draw
    plx
    ply
    inx
    inx
    dey
    bne @next
@end:
    rts
