; The key that is carried, above the player's head.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.include "gfx_gen.inc"
.import put_object
.export key_draw

OBJECT = 17

.segment "CODE"
.a8
.i16
key_draw:
    lda #240
    sta oam + OBJECT * 4 + 1
    lda key_carried
    beq @end
    A16
    lda p_x
    sec
    sbc cam_x
    sta tmp0
    lda p_y
    sec
    sbc cam_y
    sbc #15
    sta tmp1
    A8
    lda #OBJATTR_key_held
    xba
    lda #OBJ_key_held
    ldy #OBJECT
    jmp put_object
@end:
    rts
