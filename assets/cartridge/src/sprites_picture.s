; The enemies' pictures: objects 1 to 12, a slot each. A boss has four more.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.include "gfx_gen.inc"
.import put_object, boss_draw, boss_hide
.export sprites_draw

.segment "CODE"
.a8
.i16
sprites_draw:
    jsr boss_hide
    ldy #SLOTS-1
@next:
    lda spr_xhi,y
    xba
    lda a:spr_xlo,y
    A16
    sec
    sbc cam_x
    sta tmp0
    A8
    lda spr_yhi,y
    xba
    lda a:spr_ylo,y
    A16
    sec
    sbc cam_y
    sta tmp1
    A8
    lda a:spr_kind,y
    asl
    asl
    sta tmp3
    stz tmp3+1
    lda spr_status,y
    beq @hide
    lda a:spr_kind,y
    cmp #BOSS
    beq @boss
    cmp #KING
    beq @boss
    lda spr_status,y
    cmp #ALIVE
    bne @squashed
    lda a:spr_kind,y
    cmp #HOPPER
    bne @by_time
    lda spr_air,y       ; a hopper is long in the air and low on the ground
    bra @second
@by_time:
    lda frame_eff
    and #$08
@second:
    beq @picture
    inc tmp3
    bra @picture
@squashed:
    inc tmp3
    inc tmp3
@picture:
    ldx tmp3
    lda f:attributes,x
    xba
    lda a:spr_xspd,y
    bmi @faces_left
    beq @faces_left
    xba
    ora #$40
    xba
@faces_left:
    lda f:pictures,x
@put:
    iny
    jsr put_object
    dey
    dey
    bpl @next
    rts
@boss:
    jsr boss_draw
@hide:
    lda #$01            ; far below
    sta tmp1+1
    bra @put

pictures:
    .byte 0, 0, 0, 0
    .byte OBJ_walker1, OBJ_walker2, OBJ_walker_flat, 0
    .byte OBJ_hopper1, OBJ_hopper2, OBJ_hopper_flat, 0
    .byte OBJ_flyer1, OBJ_flyer2, OBJ_flyer_flat, 0
    .byte 0, 0, 0, 0, 0, 0, 0, 0
    .byte OBJ_sitter1, OBJ_sitter2, OBJ_sitter_flat, 0
attributes:
    .byte 0, 0, 0, 0
    .repeat 4
    .byte OBJATTR_walker1
    .endrepeat
    .repeat 4
    .byte OBJATTR_hopper1
    .endrepeat
    .repeat 4
    .byte OBJATTR_flyer1
    .endrepeat
    .byte 0, 0, 0, 0, 0, 0, 0, 0
    .repeat 4
    .byte OBJATTR_sitter1
    .endrepeat
