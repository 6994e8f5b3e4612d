; Where the player stands when a room is loaded: the entrance, the checkpoint, the other end of a pipe or door.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.include "level_gen.inc"
.import clock_reset
.export choose_entry

.segment "CODE"
.a8
.i16
; Out: level_ptr, enter_x, enter_y.
choose_entry:
    lda entry_kind
    cmp #ENTRY_ROOM
    beq @room
    cmp #ENTRY_NEW
    bne @back
    jsr new_level
@back:
    ldx respawn_rec
    stx enter_rec
    ldx respawn_x
    stx enter_x
    ldx respawn_y
    stx enter_y
    stz rooms
    stz powerup
    stz coins_shown
    stz coins_taken
    ldx enter_rec
    jsr clock_reset
@room:
    ldx enter_rec
    stx level_ptr
    rts

; Everything that holds from the level select on until the level is left.
new_level:
    stz midway
    stz respawn_no
    stz cp_taken
    A16
    stz lamps_lit
    lda translevel
    and #$00FF
    dec
    asl
    tax
    lda f:level_index,x
    sta respawn_rec
    tax
    lda a:REC_SPAWN_X,x
    sta respawn_x
    lda a:REC_SPAWN_Y,x
    sta respawn_y
    lda a:REC_FLAGS,x
    bit #FLAG_LAMPS
    beq @no_lamps
    lda a:REC_ROOM,x
    bra @entrance
@no_lamps:
    lda #0
@entrance:
    sta f:asm_entrance
    A8
    lda a:REC_LIVES,x
    sta lives
    lda a:REC_FLAGS,x
    and #FLAG_PALACE
    beq @end
    stz switch_done
@end:
    rts
