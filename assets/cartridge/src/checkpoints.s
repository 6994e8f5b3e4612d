; The midway tape and the lamps, which are checkpoints of the kind that a hack's own code adds.
.p816
.smart -
.include "regs.inc"
.include "ram.inc"
.include "log.inc"
.include "level_gen.inc"
.include "sound_gen.inc"
.import log_event, changed_column
.export take_tape, take_lamp, show_checkpoints

LAMP_BYTES = 12
LAMP_HEAD  = 2          ; in a lamp's entry, after its column: offset of the head in tile_map
LAMP_X     = 4
LAMP_Y     = 6
LAMP_ENTRY = 8          ; what asm_entrance becomes
LAMP_BIT   = 10

.segment "CODE"
.a8
.i16
take_tape:
    lda midway
    bne @end
    inc midway
    lda #SOUND_TAPE
    sta sound
    jsr next_checkpoint
    A16
    lda a:REC_MIDDLE_X,x
    sta respawn_x
    lda a:REC_MIDDLE_Y,x
    sta respawn_y
    A8
    lda cp_taken
    LOG LOG_CHECKPOINT
    jmp take_tape_off
@end:
    rts

; Out: X = this room's record, to which the player comes back from now on.
next_checkpoint:
    inc cp_taken
    lda cp_taken
    sta respawn_no
    ldx level_ptr
    stx respawn_rec
    rts

; The lamp in the column of probe_x.
take_lamp:
    A16
    lda probe_x
    lsr
    lsr
    lsr
    lsr
    sta tmp0
    ldx level_ptr
    lda a:REC_LAMPS,x
    tax
@find:
    lda a:$0000,x
    cmp tmp0
    beq @found
    txa
    clc
    adc #LAMP_BYTES
    tax
    bra @find
@found:
    lda a:LAMP_BIT,x
    bit lamps_lit
    bne @end
    tsb lamps_lit
    lda a:LAMP_X,x
    sta respawn_x
    lda a:LAMP_Y,x
    sta respawn_y
    lda a:LAMP_ENTRY,x
    sta f:asm_entrance
    A8
    phx
    jsr next_checkpoint
    lda #1
    sta log_detail
    lda #SOUND_TAPE
    sta sound
    lda cp_taken
    LOG LOG_CHECKPOINT
    plx
    jmp light_lamp
@end:
    A8
    rts

; When a room was loaded: what was taken before looks so.
show_checkpoints:
    lda midway
    beq @lamps
    jsr take_tape_off
@lamps:
    A16
    ldx level_ptr
    lda a:REC_LAMPS,x
    beq @end
    tax
@next:
    lda a:$0000,x
    cmp #$FFFF
    beq @end
    lda a:LAMP_BIT,x
    bit lamps_lit
    beq @dark
    A8
    phx
    jsr light_lamp
    plx
    A16
@dark:
    txa
    clc
    adc #LAMP_BYTES
    tax
    bra @next
@end:
    A8
    rts

; In: X = entry of the lamp.
light_lamp:
    A16
    lda a:$0000,x
    pha
    lda a:LAMP_HEAD,x
    tax
    A8
    lda #TILE_LAMP_LIT
    sta f:tile_map,x
    plx
    jmp changed_column

; The tape is gone: its tile becomes a part of the gate, if it is in this room.
take_tape_off:
    ldx level_ptr
    ldy a:REC_TAPE_COLUMN,x
    cpy #$FFFF
    beq @end
    ldy a:REC_TAPE_OFFSET,x
    phy
    ldy a:REC_TAPE_COLUMN,x
    plx
    lda #TILE_TAPE_TAKEN
    sta f:tile_map,x
    tyx
    jmp changed_column
@end:
    rts
