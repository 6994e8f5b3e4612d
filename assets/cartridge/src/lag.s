; Real lag frames: where many enemies live, the turn takes longer than a frame.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.include "level_gen.inc"
.export lag_turn

CROWD = 4
BURN  = 9000            ; rounds: a little more than a frame

.segment "CODE"
.a8
.i16
; At the end of the turn, so that all that happened in it happened before the frame's end.
lag_turn:
    ldx level_ptr
    lda a:REC_FLAGS,x
    and #FLAG_LAG
    beq @end
    ldy #0
    ldx #SLOTS-1
@count:
    lda spr_status,x
    cmp #ALIVE
    bne @other
    iny
@other:
    dex
    bpl @count
    cpy #CROWD
    bcc @end
    ldx #BURN
@burn:
    dex
    bne @burn
@end:
    rts
